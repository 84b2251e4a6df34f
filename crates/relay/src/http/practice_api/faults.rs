//! Faults: what there is, and what is switched on.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use practice_dps::FaultOrder;
use practice_dps::fault::{ActiveFault, CERTAIN, Dose};
use practice_dps::faults::{FAULTS, TEXTS};
use relay_protocol::FAULTS_PATH;
use serde_json::{Value, json};

use super::{Refused, check_json, deleted, either, with_service};
use crate::http::api::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(FAULTS_PATH, get(list).delete(clear_all))
        .route(&format!("{FAULTS_PATH}/{{id}}"), put(set).delete(clear))
}

async fn list(State(app): State<App>) -> Response {
    let active = with_service(&app, |service| service.faults().to_vec());
    either(active.map(|active| {
        let all = FAULTS.iter().zip(TEXTS).map(|(fault, texts)| {
            let is_it = |active: &&ActiveFault| active.fault.id == fault.id;
            json!({
                "id": fault.id,
                "level": fault.level.as_str(),
                "title": fault.title,
                "evidence": fault.evidence.as_str(),
                "imitates": texts.imitates,
                "teaches": texts.teaches,
                "scopable": fault.hook.knows_the_device(),
                "active": active.iter().find(is_it).map(written),
            })
        });
        Json(all.collect::<Vec<_>>()).into_response()
    }))
}

fn written(active: &ActiveFault) -> Value {
    json!({
        "count": active.dose.times,
        "probability": f64::from(active.dose.millionths) / f64::from(CERTAIN),
        "registrationId": active.dose.registration_id,
        "fired": active.fired,
    })
}

async fn set(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let attempt = || {
        check_json(&headers, &body)?;
        let order = read_dose(&body)
            .and_then(|dose| FaultOrder::new(&id, dose).map_err(|error| error.to_string()));
        let order = order.map_err(|error| Refused::new(StatusCode::BAD_REQUEST, error))?;
        match with_service(&app, |service| service.set_fault(order))? {
            true => Ok(StatusCode::NO_CONTENT.into_response()),
            false => Err(Refused::new(
                StatusCode::BAD_REQUEST,
                "too many faults are switched on",
            )),
        }
    };
    either(attempt())
}

/// `{"count":2,"probability":0.1,"registrationId":"dev-01"}`, each of which may be absent.
fn read_dose(body: &str) -> Result<Dose, String> {
    let mut dose = Dose::default();
    if body.is_empty() {
        return Ok(dose);
    }
    let body: Value = serde_json::from_str(body).map_err(|error| format!("no JSON: {error}"))?;
    let members = body.as_object().ok_or("the body must be an object")?;
    for (name, value) in members {
        let wrong = |expected: &str| format!("{name:?} must be {expected}");
        match name.as_str() {
            _ if value.is_null() => {}
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
            _ => return Err(format!("{name:?} is no part of a dose")),
        }
    }
    Ok(dose)
}

async fn clear(State(app): State<App>, Path(id): Path<String>) -> Response {
    either(with_service(&app, |service| service.clear_fault(&id)).map(deleted))
}

async fn clear_all(State(app): State<App>) -> Response {
    let cleared = with_service(&app, |service| service.clear_faults());
    either(cleared.map(|()| StatusCode::NO_CONTENT.into_response()))
}
