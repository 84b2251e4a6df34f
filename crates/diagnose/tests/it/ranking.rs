//! Weighing: what the evidence makes of causes.

use diagnose::{Ask, Evidence, Place, Sign, Sureness, Verdict, diagnose};

fn evidence(signs: &[Sign]) -> Evidence {
    let mut evidence = Evidence::default();
    for sign in signs {
        evidence.push(*sign, Place::Session, sign.text());
    }
    evidence
}

fn ranked(signs: &[Sign]) -> Vec<&'static str> {
    let diagnosis = diagnose(&evidence(signs));
    diagnosis
        .findings
        .iter()
        .map(|finding| finding.cause.id)
        .collect()
}

#[test]
fn nothing_is_said_of_nothing() {
    let diagnosis = diagnose(&Evidence::default());
    assert_eq!(diagnosis.verdict, Verdict::Empty);
    assert!(diagnosis.findings.is_empty() && diagnosis.questions.is_empty());
}

#[test]
fn what_worked_is_not_accused() {
    let diagnosis = diagnose(&evidence(&[
        Sign::Code429001,
        Sign::RootUntrusted,
        Sign::Assigned,
    ]));
    assert_eq!(diagnosis.verdict, Verdict::Nothing);
    // What fails after the success counts.
    assert_eq!(
        ranked(&[Sign::Assigned, Sign::HubRefused])[0],
        "hub_knows_other_certificate"
    );
}

#[test]
fn what_nobody_knows_is_said_so() {
    // A certificate is refused of a device that has none: nothing that is known explains that.
    let diagnosis = diagnose(&evidence(&[Sign::CaNotFound, Sign::SymmetricKeyInUse]));
    assert_eq!(diagnosis.verdict, Verdict::Unknown, "{diagnosis:?}");
    assert!(diagnosis.findings.is_empty());
}

#[test]
fn evidence_is_named_and_missing_evidence_asked_for() {
    let diagnosis = diagnose(&evidence(&[Sign::CaNotFound]));
    assert_eq!(diagnosis.verdict, Verdict::Causes);
    let first = &diagnosis.findings[0];
    assert_eq!(first.cause.id, "intermediate_not_sent");
    assert_ne!(
        first.sureness,
        Sureness::Shown,
        "a code alone shows nothing"
    );
    assert_eq!(first.reasons[0].observation, 0);
    let chain = diagnosis
        .questions
        .iter()
        .find(|question| question.ask == Ask::Chain)
        .unwrap();
    assert!(
        chain.about.contains(&"intermediate_not_sent") && chain.about.contains(&"ca_not_verified")
    );

    // The chain tells them apart, in either direction.
    let mut complete = evidence(&[Sign::CaNotFound, Sign::ChainComplete]);
    complete.given.insert(Ask::Chain);
    let diagnosis = diagnose(&complete);
    assert_eq!(diagnosis.findings[0].cause.id, "ca_not_verified");
    assert!(
        diagnosis
            .findings
            .iter()
            .all(|finding| finding.cause.id != "intermediate_not_sent")
    );
    assert!(
        diagnosis
            .questions
            .iter()
            .all(|question| question.ask != Ask::Chain)
    );
    let missing = diagnose(&evidence(&[Sign::CaNotFound, Sign::IssuerAbsent]));
    assert_eq!(missing.findings[0].cause.id, "intermediate_not_sent");
    assert_eq!(missing.findings[0].sureness, Sureness::Shown);
}

#[test]
fn contradictions_lower_a_cause_and_are_named() {
    let both = evidence(&[Sign::InvalidCertificate, Sign::CommonNameFits]);
    let diagnosis = diagnose(&both);
    let ids: Vec<_> = diagnosis
        .findings
        .iter()
        .map(|finding| finding.cause.id)
        .collect();
    assert_eq!(ids[0], "enrolled_other_certificate");
    assert!(!ids.contains(&"common_name_differs"));
    let weakened = evidence(&[
        Sign::IssuerAbsent,
        Sign::CaNotFound,
        Sign::EnrolmentIsIndividual,
    ]);
    let diagnosis = diagnose(&weakened);
    let first = &diagnosis.findings[0];
    assert!(first.reasons.iter().any(|reason| reason.weight < 0));
}

#[test]
fn a_cause_that_was_seen_explains_the_failure_away() {
    let alone = ranked(&[Sign::Connack5]);
    assert!(alone.contains(&"credential_not_sent"), "{alone:?}");
    let seen = ranked(&[Sign::Connack5, Sign::ClientIdDiffers]);
    assert_eq!(seen, ["client_id_differs"]);
    // What has evidence of its own stays.
    let two = ranked(&[Sign::Connack5, Sign::ClientIdDiffers, Sign::DollarQuoted]);
    assert_eq!(two, ["client_id_differs", "shell_replaces_dollar"]);
}

#[test]
fn seeing_a_thing_twice_does_not_make_it_twice_as_sure() {
    let once = diagnose(&evidence(&[Sign::CaNotFound]));
    let twice = diagnose(&evidence(&[Sign::CaNotFound, Sign::CaNotFound]));
    assert_eq!(once.findings[0].score, twice.findings[0].score);
    assert_eq!(twice.findings[0].reasons.len(), 2);
}
