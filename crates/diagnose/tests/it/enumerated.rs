//! Everything that the practice service and the tunnel can say leads to a cause.

use diagnose::{Evidence, Place, Verdict, diagnose, observe};
use practice_dps::decision::{Refusal, Rule};
use practice_dps::fault::{
    ConnectFault, Hook, OutcomeFault, Request, RequestFault, Side, SubscribeFault,
};
use practice_dps::faults::FAULTS;
use relay_protocol::{CloseCode, FailureCode};

#[track_caller]
fn explained(what: &str, evidence: &Evidence) -> &'static str {
    let diagnosis = diagnose(evidence);
    assert_eq!(diagnosis.verdict, Verdict::Causes, "{what}: {evidence:?}");
    diagnosis.findings[0].cause.id
}

#[test]
fn every_code_of_the_tunnel_is_explained() {
    for code in FailureCode::ALL {
        explained(code.as_str(), &observe::failed(*code, "", None));
    }
    for code in CloseCode::ALL {
        explained(code.as_str(), &observe::closed(*code, "", None));
    }
    for code in observe::PAGE_CODES {
        explained(code, &observe::page_code(code, "").unwrap());
    }
    assert!(observe::page_code("nothing", "").is_none());
}

#[test]
fn the_alert_says_more_than_that_there_was_one() {
    let evidence = observe::closed(CloseCode::TlsAlert, "", Some("decrypt_error"));
    assert_eq!(
        explained("decrypt_error", &evidence),
        "key_of_another_certificate"
    );
    for number in 0..=255_u8 {
        let name = format!("alert {number}");
        explained(
            &name,
            &observe::failed(FailureCode::TlsAlert, "", Some(&name)),
        );
    }
}

#[test]
fn every_refusal_of_the_practice_service_is_explained() {
    // The rules that let a device go on, and the hub's answers that are no refusals.
    let fine = [
        "connected",
        "individual_key_matches",
        "group_key_matches",
        "individual_matches",
        "group_matches",
        "assigned",
        "hub_connected",
        "telemetry_received",
        "twin_served",
    ];
    for rule in Rule::ALL {
        if fine.contains(&rule.id()) {
            assert!(observe::rule(rule.id(), "").is_none(), "{}", rule.id());
            continue;
        }
        // What the owner is told.
        let told = observe::rule(rule.id(), rule.text());
        explained(
            rule.id(),
            &told.unwrap_or_else(|| panic!("{} says nothing", rule.id())),
        );
        // What the device is told.
        let refusal = Refusal::by(*rule);
        explained(
            rule.id(),
            &observe::refused(
                refusal.status(),
                refusal.code,
                &refusal.message,
                Place::Session,
            ),
        );
        explained(
            rule.id(),
            &observe::registration_failed(refusal.code, &refusal.message, Place::Session),
        );
    }
}

#[test]
fn every_fault_of_the_practice_service_that_refuses_is_explained() {
    let mut seen = 0;
    for fault in FAULTS {
        let evidence = match &fault.hook {
            Hook::Request(_, RequestFault::Refuse(code, message)) => {
                let status = u16::try_from(code / 1000).unwrap();
                observe::refused(status, *code, message, Place::Session)
            }
            Hook::Outcome(OutcomeFault::Fail(code, message)) => {
                observe::registration_failed(*code, message, Place::Session)
            }
            Hook::Connect(Side::Provisioning, ConnectFault::Connack(code)) => {
                observe::connack(*code, Place::Session)
            }
            Hook::Connect(Side::Hub, ConnectFault::Connack(code)) => {
                observe::hub_connack(*code, Place::Session)
            }
            Hook::Connect(_, ConnectFault::Close | ConnectFault::KeepAliveCut)
            | Hook::Subscribe(SubscribeFault::CloseAfter)
            | Hook::Request(_, RequestFault::Close)
            | Hook::Telemetry => observe::closed(CloseCode::ServiceClosed, "", None),
            Hook::Connect(_, ConnectFault::Alert) => {
                observe::closed(CloseCode::TlsAlert, "", Some("access_denied"))
            }
            Hook::Subscribe(SubscribeFault::Refused) => {
                observe::outcome(&dps_protocol::registration::Outcome::SubscribeRefused)
            }
            Hook::Request(Request::Register | Request::Poll, RequestFault::Disabled) => {
                observe::rule("entry_disabled", "").unwrap()
            }
            _ => continue,
        };
        explained(fault.id, &evidence);
        seen += 1;
    }
    assert!(seen >= 30, "only {seen} faults refuse");
}

#[test]
fn every_code_there_can_be_is_explained() {
    for code in (400_000..600_000)
        .step_by(7)
        .chain(dps_protocol::codes::CODES.iter().map(|known| known.code))
    {
        let status = u16::try_from(code / 1000).unwrap();
        explained(
            &code.to_string(),
            &observe::refused(status, code, "", Place::Session),
        );
        explained(
            &code.to_string(),
            &observe::registration_failed(code, "", Place::Session),
        );
    }
    for status in 400..600 {
        explained(
            &status.to_string(),
            &observe::refused(status, 0, "", Place::Session),
        );
    }
    for code in 1..=255 {
        explained(
            &format!("CONNACK {code}"),
            &observe::connack(code, Place::Session),
        );
        explained(
            &format!("the hub's CONNACK {code}"),
            &observe::hub_connack(code, Place::Session),
        );
    }
}
