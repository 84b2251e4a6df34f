//! Registration by a token that a symmetric key has signed.
//!
//! A token names no entry: the individual enrolment of the registration id is asked first, then every group by keys.

use dps_protocol::RegistrationId;

use super::{Attempt, Decision, Enrolled, Entry, Proof, Rule};
use crate::enrollments::{Enrollments, GroupAttestation, IndividualAttestation, Pair, Slot};
use crate::{SasToken, SymmetricKey};

/// What the documentation has devices name.
const POLICY: &str = "registration";

pub(super) fn register(
    attempt: &Attempt<'_>,
    registration_id: &RegistrationId,
    enrollments: &Enrollments,
) -> Result<Decision, Rule> {
    let token =
        SasToken::parse(attempt.password.unwrap_or_default()).ok_or(Rule::TokenUnreadable)?;
    // With the id as CONNECT has it: keys are derived from the id as sent, too.
    let resource = [attempt.id_scope, "/registrations/", attempt.registration_id].concat();
    if !token.resource().eq_ignore_ascii_case(&resource) {
        return Err(Rule::TokenForAnother);
    }
    if token
        .policy
        .as_deref()
        .is_some_and(|policy| policy != POLICY)
    {
        return Err(Rule::TokenPolicyForeign);
    }
    if token.expires_secs <= attempt.now_secs {
        return Err(Rule::TokenExpired);
    }
    let enrolled = match enrollments.individual(registration_id.as_str()) {
        Some(individual) => {
            let IndividualAttestation::SymmetricKey(keys) = &individual.attestation else {
                return Err(Rule::AttestationDiffers);
            };
            let proof = proof(&token, keys).ok_or_else(|| why_wrong(&token, keys))?;
            Enrolled::individually(individual, proof)
        }
        None => by_group(attempt, &token, enrollments)?,
    };
    let other_key = match (&enrolled.proof, attempt.registered_with) {
        (Proof::Key { slot, .. }, Some(before)) => *slot != before,
        _ => false,
    };
    if other_key {
        return Err(Rule::OtherKeyThanRegistered);
    }
    Ok(enrolled.decide())
}

fn by_group(
    attempt: &Attempt<'_>,
    token: &SasToken,
    enrollments: &Enrollments,
) -> Result<Enrolled, Rule> {
    let mut why = Rule::EnrollmentMissing;
    for group in enrollments.groups() {
        let GroupAttestation::SymmetricKey(of_group) = &group.attestation else {
            continue;
        };
        let derived = Pair {
            primary: of_group.primary.derive(attempt.registration_id),
            secondary: of_group
                .secondary
                .as_ref()
                .map(|key| key.derive(attempt.registration_id)),
        };
        if let Some(proof) = proof(token, &derived) {
            return Ok(Enrolled {
                entry: Entry::Group {
                    enrollment_group_id: group.enrollment_group_id.clone(),
                },
                proof,
                device_id: attempt.registration_id.to_owned(),
                terms: group.terms.clone(),
            });
        }
        if of_group.iter().any(|key| token.is_signed_by(key)) {
            why = Rule::GroupKeyNotDerived;
        } else if why == Rule::EnrollmentMissing || why == Rule::KeySignatureWrong {
            why = why_wrong(token, &derived);
        }
    }
    Err(why)
}

fn proof(token: &SasToken, keys: &Pair<SymmetricKey>) -> Option<Proof> {
    let slot = [Slot::Primary, Slot::Secondary]
        .into_iter()
        .zip(keys.iter())
        .find_map(|(slot, key)| token.is_signed_by(key).then_some(slot))?;
    Some(Proof::Key {
        keys: keys.clone(),
        slot,
    })
}

/// The device sees one text for both; its owner gets to know of the common mistake.
fn why_wrong(token: &SasToken, keys: &Pair<SymmetricKey>) -> Rule {
    if keys.iter().any(|key| token.is_signed_by_undecoded(key)) {
        Rule::KeyNotDecoded
    } else {
        Rule::KeySignatureWrong
    }
}
