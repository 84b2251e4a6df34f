//! Faults: what there is, and what is switched on.

use serde_json::{Value, json};

use super::{Ask, Reply, members};
use crate::fault::{ActiveFault, CERTAIN, Dose};
use crate::faults::FAULTS;
use crate::{FaultOrder, PracticeDps};

pub(super) fn answer(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Reply {
    match (ask.method, rest) {
        ("GET", []) => list(service, ask),
        ("DELETE", []) => {
            service.clear_faults();
            Reply::done()
        }
        ("PUT", [id]) => set(service, id, ask.body),
        ("DELETE", [id]) => Reply::deleted(service.clear_fault(id)),
        (_, [] | [_]) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    }
}

/// All of them, or with `active` in the query those that are switched on.
fn list(service: &PracticeDps, ask: Ask<'_>) -> Reply {
    let only_active = ask.query == "active";
    let all = FAULTS.iter().enumerate().filter_map(|(index, fault)| {
        let is_it = |active: &&ActiveFault| active.fault.id == fault.id;
        let active = service.faults().iter().find(is_it);
        if only_active && active.is_none() {
            return None;
        }
        let mut written = json!({
            "id": fault.id,
            "level": fault.level.as_str(),
            "title": fault.title,
            "evidence": fault.evidence.as_str(),
            "scopable": fault.hook.knows_the_device(),
            "active": active.map(dose),
        });
        if let (Some(texts), Some(members)) = (ask.texts.get(index), written.as_object_mut()) {
            members.insert("imitates".to_owned(), json!(texts.imitates));
            members.insert("teaches".to_owned(), json!(texts.teaches));
        }
        Some(written)
    });
    Reply::list(all)
}

fn dose(active: &ActiveFault) -> Value {
    json!({
        "count": active.dose.times,
        "probability": f64::from(active.dose.millionths) / f64::from(CERTAIN),
        "registrationId": active.dose.registration_id,
        "fired": active.fired,
    })
}

fn set(service: &mut PracticeDps, id: &str, body: &str) -> Reply {
    let order = read_dose(body).and_then(|(dose, seed)| {
        let order = FaultOrder::new(id, dose).map_err(|error| error.to_string())?;
        Ok((order, seed))
    });
    let (order, seed) = match order {
        Ok(order) => order,
        Err(error) => return Reply::wrong(error),
    };
    if !service.set_fault(order) {
        return Reply::wrong("too many faults are switched on");
    }
    if let Some(seed) = seed {
        service.seed_faults(seed);
    }
    Reply::done()
}

/// `{"count":2,"probability":0.1,"registrationId":"dev-01","seed":7}`, each of which may be absent.
fn read_dose(body: &str) -> Result<(Dose, Option<u64>), String> {
    let (mut dose, mut seed) = (Dose::default(), None);
    members(body, |name, value| {
        let wrong = |expected: &str| format!("{name:?} must be {expected}");
        match name {
            "count" => {
                let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
                dose.times = Some(count.ok_or_else(|| wrong("a number of times"))?);
            }
            "probability" => {
                let probability = value
                    .as_f64()
                    .filter(|number| (0.0..=1.0).contains(number))
                    .ok_or_else(|| wrong("a number above 0, at most 1"))?;
                dose.millionths = (probability * f64::from(CERTAIN)) as u32;
            }
            "registrationId" => {
                let id = value.as_str().ok_or_else(|| wrong("a string"))?;
                dose.registration_id = Some(id.to_owned());
            }
            "seed" => {
                let number = value
                    .as_u64()
                    .ok_or_else(|| wrong("a whole number from 0"))?;
                seed = Some(number);
            }
            _ => return Err(format!("{name:?} is no part of a dose")),
        }
        Ok(())
    })?;
    Ok((dose, seed))
}
