//! Which hub gets the device.

use dps_protocol::HubHostname;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{Refusal, Rule};
use crate::enrollments::{AllocationPolicy, ReprovisionPolicy, Terms, WebhookAnswer};
use crate::linked_hub::{HubAccess, LinkedHub};

/// A hub, and what comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation<'a> {
    /// The hub.
    pub hub: &'a LinkedHub,
    /// The twin a new device starts with there.
    pub initial_twin: Option<&'a Value>,
    /// What a webhook has to say to the device.
    pub payload: Option<&'a Value>,
}

/// Chooses among the linked hubs for a device that is at `current` already, if it is anywhere.
///
/// # Errors
///
/// A [`Refusal`] that reaches the device as a registration that `failed`, with topic status 200.
pub fn allocate<'a>(
    terms: &'a Terms,
    linked: &'a [LinkedHub],
    registration_id: &str,
    current: Option<&str>,
) -> Result<Allocation<'a>, Refusal> {
    if linked.is_empty() {
        return Err(Refusal::by(Rule::HubNotLinked));
    }
    let mut allocation = Allocation {
        hub: match staying(terms, linked, current) {
            Some(hub) => hub,
            None if terms.allocation_policy == AllocationPolicy::Custom => {
                asked_of_webhook(terms, linked)?
            }
            None => chosen(terms, linked, registration_id)?,
        },
        initial_twin: terms.initial_twin.as_ref(),
        payload: None,
    };
    if let Some(WebhookAnswer::Hub {
        initial_twin,
        payload,
        ..
    }) = &terms.webhook
    {
        allocation.payload = payload.as_ref();
        allocation.initial_twin = initial_twin.as_ref().or(allocation.initial_twin);
    }
    match allocation.hub.access {
        HubAccess::Granted => Ok(allocation),
        HubAccess::Unauthorized => Err(Refusal::by(Rule::HubUnauthorized)),
        HubAccess::StaleKey => Err(Refusal::by(Rule::HubKeyStale)),
        HubAccess::Refused => Err(Refusal::by(Rule::HubRefused)),
    }
}

/// Where the device stays for good. (What happens when that hub is linked no longer is not known; here it moves.)
fn staying<'a>(
    terms: &Terms,
    linked: &'a [LinkedHub],
    current: Option<&str>,
) -> Option<&'a LinkedHub> {
    let current = current.filter(|_| terms.reprovision_policy == ReprovisionPolicy::Never)?;
    linked.iter().find(|hub| hub.is(current))
}

fn asked_of_webhook<'a>(terms: &Terms, linked: &'a [LinkedHub]) -> Result<&'a LinkedHub, Refusal> {
    match &terms.webhook {
        None => Err(Refusal::by(Rule::AllocationWebhook)),
        Some(WebhookAnswer::Status(status)) => Err(Refusal::by_webhook(*status)),
        Some(WebhookAnswer::Hub { hub, .. }) => linked
            .iter()
            .find(|known| known.is(hub.as_str()) && is_selected(terms, known))
            .ok_or(Refusal::by(Rule::WebhookHubNotLinked)),
    }
}

fn chosen<'a>(
    terms: &Terms,
    linked: &'a [LinkedHub],
    registration_id: &str,
) -> Result<&'a LinkedHub, Refusal> {
    let takes_part = |hub: &&LinkedHub| {
        is_selected(terms, hub) && (hub.apply_allocation_policy || !terms.hubs.is_empty())
    };
    let candidates = || linked.iter().filter(takes_part);
    let total: u64 = candidates().map(|hub| u64::from(hub.weight)).sum();
    let mut left = point(registration_id)
        .checked_rem(total)
        .ok_or(Refusal::by(Rule::HubNotSelected))?;
    for hub in candidates() {
        match left.checked_sub(u64::from(hub.weight)) {
            Some(rest) => left = rest,
            None => return Ok(hub),
        }
    }
    Err(Refusal::by(Rule::HubNotSelected))
}

fn is_selected(terms: &Terms, hub: &LinkedHub) -> bool {
    let names = |selected: &HubHostname| hub.is(selected.as_str());
    terms.hubs.is_empty() || terms.hubs.iter().any(names)
}

/// A number of the device's own, the same at every registration.
fn point(registration_id: &str) -> u64 {
    let digest = Sha256::digest(registration_id.to_ascii_lowercase());
    let first = digest.first_chunk().copied().unwrap_or_default();
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub(name: &str, weight: u16) -> LinkedHub {
        LinkedHub {
            weight,
            ..LinkedHub::new(HubHostname::parse(name).unwrap())
        }
    }

    #[track_caller]
    fn check(
        terms: &Terms,
        linked: &[LinkedHub],
        current: Option<&str>,
        expected: Result<&str, Rule>,
    ) {
        let found = allocate(terms, linked, "dev1", current);
        let found = found.map(|found| found.hub.host.to_string());
        let expected = expected.map(str::to_owned);
        assert_eq!(found.map_err(|refusal| refusal.rule), expected);
    }

    #[test]
    fn hubs_get_devices_by_their_weight_and_a_device_always_the_same_hub() {
        let linked = [hub("a", 1), hub("b", 3)];
        let terms = Terms::default();
        let mut at_b = 0;
        for index in 0..1000 {
            let id = format!("dev{index}");
            let first = allocate(&terms, &linked, &id, None).unwrap();
            assert_eq!(
                allocate(&terms, &linked, &id.to_uppercase(), None).unwrap(),
                first
            );
            at_b += u32::from(first.hub.is("B"));
        }
        assert!((700..800).contains(&at_b), "{at_b}");
    }

    #[test]
    fn an_entry_may_select_hubs_and_a_hub_may_stay_out() {
        let mut linked = [hub("a", 1), hub("b", 1)];
        let select = |name: &str| Terms {
            hubs: vec![HubHostname::parse(name).unwrap()],
            ..Terms::default()
        };
        check(&select("b"), &linked, None, Ok("b"));
        check(&select("c"), &linked, None, Err(Rule::HubNotSelected));
        check(&Terms::default(), &[], None, Err(Rule::HubNotLinked));
        linked[0].apply_allocation_policy = false;
        check(&Terms::default(), &linked, None, Ok("b"));
        check(&select("a"), &linked, None, Ok("a"));
        linked[1].apply_allocation_policy = false;
        check(&Terms::default(), &linked, None, Err(Rule::HubNotSelected));
    }

    #[test]
    fn never_means_never_while_the_hub_is_linked() {
        let linked = [hub("a", 1)];
        let never = |reprovision_policy| Terms {
            hubs: vec![HubHostname::parse("a").unwrap()],
            reprovision_policy,
            ..Terms::default()
        };
        let two = [hub("a", 1), hub("old", 1)];
        check(
            &never(ReprovisionPolicy::Never),
            &two,
            Some("OLD"),
            Ok("old"),
        );
        check(
            &never(ReprovisionPolicy::Migrate),
            &two,
            Some("old"),
            Ok("a"),
        );
        check(&never(ReprovisionPolicy::Reset), &two, Some("old"), Ok("a"));
        check(
            &never(ReprovisionPolicy::Never),
            &linked,
            Some("old"),
            Ok("a"),
        );
    }

    #[test]
    fn a_webhook_chooses_or_fails() {
        let linked = [hub("a", 1), hub("b", 1)];
        let custom = |webhook, hubs: &[&str]| Terms {
            allocation_policy: AllocationPolicy::Custom,
            hubs: hubs
                .iter()
                .map(|hub| HubHostname::parse(hub).unwrap())
                .collect(),
            webhook,
            ..Terms::default()
        };
        let answer = |hub: &str| WebhookAnswer::Hub {
            hub: HubHostname::parse(hub).unwrap(),
            initial_twin: None,
            payload: Some(Value::from("hello")),
        };
        check(&custom(Some(answer("B")), &[]), &linked, None, Ok("b"));
        for (terms, rule, message) in [
            (custom(None, &[]), Rule::AllocationWebhook, "404"),
            (
                custom(Some(WebhookAnswer::Status(500)), &[]),
                Rule::WebhookFailed,
                "500",
            ),
            (
                custom(Some(answer("c")), &[]),
                Rule::WebhookHubNotLinked,
                "400",
            ),
            (
                custom(Some(answer("b")), &["a"]),
                Rule::WebhookHubNotLinked,
                "400",
            ),
        ] {
            let refusal = allocate(&terms, &linked, "dev1", None).unwrap_err();
            assert_eq!((refusal.rule, refusal.code), (rule, 400_207));
            assert_eq!(
                refusal.message,
                format!("Custom allocation failed with status code: {message}")
            );
        }
        let terms = custom(Some(answer("b")), &[]);
        let payload = allocate(&terms, &linked, "dev1", None).unwrap().payload;
        assert_eq!(payload, Some(&Value::from("hello")));
    }
}
