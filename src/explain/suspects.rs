//! What this run's own inputs and certificates point at, whatever the service said.

use device_certs::certificate::ValidAt;

use super::Context;
use super::words::{Suspect, quoted};
use crate::inputs::{Cloud, Enrolment, Field, PRACTICE_ID_SCOPE, Place, Presented};
use crate::lesson::StepId;
use crate::material;

/// The built strings that have been sent when this step waits for its answer.
pub(super) fn fields_sent_until(step: StepId) -> &'static [Field] {
    match step {
        StepId::Identity | StepId::Certificates => &[],
        StepId::Trust => &[Field::ServerName],
        StepId::Connect => &[Field::ClientId, Field::Username, Field::Password],
        StepId::Subscribe => &[
            Field::Filter,
            Field::ClientId,
            Field::Username,
            Field::Password,
        ],
        StepId::Register => &[Field::RegisterTopic, Field::RegisterPayload, Field::Filter],
        StepId::Poll | StepId::Assigned => &[Field::PollTopic, Field::RegisterTopic, Field::Filter],
        StepId::Telemetry => &[
            Field::TelemetryTopic,
            Field::TelemetryPayload,
            Field::HubClientId,
            Field::HubUsername,
        ],
    }
}

/// Those of the fields that were changed on purpose.
pub(super) fn edited(context: &Context<'_>, fields: &[Field]) -> Vec<Suspect> {
    let changed = |field: &Field| {
        let text = context.inputs.edits.get(field)?;
        let label = field
            .label()
            .to_ascii_lowercase()
            .replace("client id", "client ID");
        let how = if text.is_empty() {
            "emptied".to_owned()
        } else {
            format!("changed to {}", quoted(text))
        };
        Some(Suspect::new(
            format!("The **{label}** was {how} on purpose."),
            format!("Set the {label} back to what the page builds."),
        ))
    };
    fields.iter().filter_map(changed).collect()
}

/// An ID scope that cannot be right for the place.
pub(super) fn id_scope(context: &Context<'_>) -> Option<Suspect> {
    let scope = context.inputs.id_scope.as_str();
    let place = context.inputs.place;
    let shown = quoted(scope);
    if scope.trim() != scope || scope.contains(char::is_whitespace) {
        return Some(Suspect::new(
            "The ID scope contains a space or a line break.",
            "Remove it; it often comes along when copying.",
        ));
    }
    if place.is_practice() && scope != PRACTICE_ID_SCOPE {
        return Some(Suspect::new(
            format!(
                "The practice service has the ID scope `{PRACTICE_ID_SCOPE}`, and you sent {shown}."
            ),
            format!("Set the ID scope to `{PRACTICE_ID_SCOPE}`, or choose Azure as the place."),
        ));
    }
    if matches!(place, Place::Azure(_)) && scope == PRACTICE_ID_SCOPE {
        return Some(Suspect::new(
            format!("{shown} is the ID scope of the practice service. Azure does not know it."),
            "Set the ID scope to that of your own DPS instance.",
        ));
    }
    if place == Place::Azure(Cloud::Public) && scope.starts_with("0cn") {
        return Some(Suspect::new(
            format!(
                "{shown} looks like a scope of the cloud in China: those are reported to start with `0cn`."
            ),
            "Choose the cloud that your DPS instance is in.",
        ));
    }
    None
}

/// A leaf whose name or dates do not fit.
pub(super) fn leaf(context: &Context<'_>) -> Vec<Suspect> {
    let Some(leaf) = context.material.and_then(|material| material.leaf()) else {
        return Vec::new();
    };
    let registration_id = context.inputs.registration_id.as_str();
    let mut found = Vec::new();
    match leaf.common_name() {
        None => found.push(Suspect::new(
            "The certificate has **no common name**, so it fits no registration ID.",
            "Issue a certificate whose subject has a `CN` equal to the registration ID.",
        )),
        Some(name) if !name.eq_ignore_ascii_case(registration_id) => found.push(Suspect::new(
            format!(
                "The certificate's common name is {}, and the registration ID is {}. They must be equal.",
                quoted(name),
                quoted(registration_id)
            ),
            format!("Set the registration ID to {}, or use the certificate made for this device.", quoted(name)),
        )),
        Some(_) => {}
    }
    match context.now_unix_secs.map(|now| leaf.valid_at(now)) {
        Some(ValidAt::Expired) => found.push(Suspect::new(
            format!(
                "The certificate **expired** on {}.",
                material::date(leaf.not_after)
            ),
            "Renew the certificate.",
        )),
        Some(ValidAt::NotYet) => found.push(Suspect::new(
            format!(
                "The certificate is **not valid** before {}.",
                material::date(leaf.not_before)
            ),
            "Check this computer's clock, or wait for that day.",
        )),
        _ => {}
    }
    found
}

/// A chain that cannot lead to a group's CA.
pub(super) fn chain(context: &Context<'_>) -> Vec<Suspect> {
    let mut found = Vec::new();
    let Some(material) = context.material else {
        return found;
    };
    let (sent, whole) = (
        material.presented(context.inputs.presented).len(),
        material.presented(Presented::Chain).len(),
    );
    if sent < whole {
        let held_back = whole - sent;
        let noun = if held_back == 1 {
            "one intermediate"
        } else {
            "the intermediates"
        };
        found.push(Suspect::new(
            format!("Only the **leaf** was presented, and {noun} was left at home on purpose.")
                .replace("the intermediates was", "the intermediates were"),
            "Present the whole chain: leaf and intermediates.",
        ));
    } else if let Some(leaf) = material.leaf().filter(|_| sent == 1) {
        if leaf.is_self_issued() {
            found.push(Suspect::new(
                "The certificate is **self-signed**, so no CA stands above it. It suits an individual enrolment only.",
                "Enrol this certificate individually, or use one that the group's CA has issued.",
            ));
        } else {
            found.push(Suspect::new(
                format!(
                    "Only the leaf was presented. It was issued by {}; if that is an intermediate, it must be sent along.",
                    quoted(&leaf.issuer.to_string())
                ),
                "Load the intermediates as well, in the same file or in another.",
            ));
        }
    }
    found
}

/// What the practice service was told, where that alone explains the refusal.
pub(super) fn practice_enrolment(context: &Context<'_>) -> Option<Suspect> {
    if !context.inputs.place.is_practice() {
        return None;
    }
    let (why, now) = match context.inputs.enrolment {
        Enrolment::Individual | Enrolment::Group => return None,
        Enrolment::IndividualDisabled => (
            "You told the practice service to switch this enrolment **off**.",
            "Choose an enabled enrolment.",
        ),
        Enrolment::GroupUnverified => (
            "You told the practice service that the group's CA is **not verified**.",
            "Choose the group with a verified CA. In Azure, verify the CA in the DPS instance.",
        ),
        Enrolment::None => (
            "You told the practice service **nothing** about this device.",
            "Choose an individual enrolment or a group.",
        ),
        Enrolment::Kept => (
            "The practice service decided by what its **console** shows; the lesson wrote nothing.",
            "Look at the enrolments of the practice service, or choose another enrolment in the step about certificates.",
        ),
    };
    Some(Suspect::new(why, now))
}

/// A key that fits none of the certificates.
pub(super) fn key(context: &Context<'_>) -> Option<Suspect> {
    let key = context
        .material?
        .key
        .as_ref()
        .filter(|key| key.belongs_to.is_none())?;
    Some(Suspect::new(
        format!(
            "The loaded key ({}) fits none of the loaded certificates.",
            key.kind
        ),
        "Load the key that belongs to the device's certificate.",
    ))
}

#[cfg(test)]
mod tests;
