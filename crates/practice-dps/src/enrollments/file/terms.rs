//! The members that individual enrolments and groups have in common.

use dps_protocol::HubHostname;
use serde_json::{Map, Value, json};

use super::{At, EnrollmentError, hub_host};
use crate::enrollments::{
    AllocationPolicy, ProvisioningStatus, ReprovisionPolicy, Terms, WebhookAnswer,
};

pub(super) fn read(at: &At<'_>) -> Result<Terms, EnrollmentError> {
    let hubs: Vec<HubHostname> = at
        .list("iotHubs")?
        .iter()
        .map(hub_host)
        .collect::<Result<_, _>>()?;
    let (allocation_policy, webhook) = allocation(at, hubs.len())?;
    Ok(Terms {
        provisioning_status: match at.optional("provisioningStatus")? {
            None => ProvisioningStatus::default(),
            Some(status) => match status.text()? {
                "enabled" => ProvisioningStatus::Enabled,
                "disabled" => ProvisioningStatus::Disabled,
                _ => return Err(status.wrong_value("\"enabled\" or \"disabled\"")),
            },
        },
        allocation_policy,
        hubs,
        webhook,
        reprovision_policy: match at.optional("reprovisionPolicy")? {
            None => ReprovisionPolicy::default(),
            Some(policy) => {
                let flag = |name| match policy.optional(name)? {
                    Some(flag) => flag.boolean(),
                    None => Ok(true),
                };
                ReprovisionPolicy::from_flags(
                    flag("updateHubAssignment")?,
                    flag("migrateDeviceData")?,
                )
            }
        },
        initial_twin: twin(at)?,
    })
}

fn allocation(
    at: &At<'_>,
    hubs: usize,
) -> Result<(AllocationPolicy, Option<WebhookAnswer>), EnrollmentError> {
    let Some(named) = at.optional("allocationPolicy")? else {
        return Ok((AllocationPolicy::default(), None));
    };
    let Some(policy) = AllocationPolicy::from_name(named.text()?) else {
        return Err(named.wrong_value("\"hashed\", \"geoLatency\", \"static\" or \"custom\""));
    };
    if policy == AllocationPolicy::Static && hubs != 1 {
        return Err(named.wrong_value("this policy takes exactly one hub, in iotHubs"));
    }
    if policy != AllocationPolicy::Custom {
        return Ok((policy, None));
    }
    let definition = at.required(
        "customAllocationDefinition",
        "the policy \"custom\" needs it; what the webhook would say goes into its practiceAnswer",
    )?;
    let answer = definition.optional("practiceAnswer")?;
    Ok((policy, answer.as_ref().map(webhook).transpose()?))
}

/// `{"status":500}`, or what a webhook answers: `{"iotHubHostName":..,"initialTwin":..,"payload":..}`.
fn webhook(at: &At<'_>) -> Result<WebhookAnswer, EnrollmentError> {
    if let Some(status) = at.optional("status")? {
        let number = status
            .value()
            .as_u64()
            .and_then(|number| u16::try_from(number).ok());
        return number
            .filter(|number| (100..600).contains(number) && *number != 200)
            .map(WebhookAnswer::Status)
            .ok_or_else(|| status.wrong_value("an HTTP status other than 200"));
    }
    let hub = at.required(
        "iotHubHostName",
        "the hub the webhook would choose, or the status it would fail with",
    )?;
    Ok(WebhookAnswer::Hub {
        hub: hub_host(&hub)?,
        initial_twin: twin(at)?,
        payload: at
            .optional("payload")?
            .map(|payload| payload.value().clone()),
    })
}

fn twin(at: &At<'_>) -> Result<Option<Value>, EnrollmentError> {
    match at.optional("initialTwin")? {
        None => Ok(None),
        Some(twin) if twin.value().is_object() => Ok(Some(twin.value().clone())),
        Some(twin) => Err(twin.wrong_type("an object")),
    }
}

impl AllocationPolicy {
    const NAMES: [(Self, &'static str); 4] = [
        (Self::Hashed, "hashed"),
        (Self::GeoLatency, "geoLatency"),
        (Self::Static, "static"),
        (Self::Custom, "custom"),
    ];

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(policy, _)| *policy)
    }

    fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(policy, _)| *policy == self)
            .map_or("", |(_, name)| name)
    }
}

/// Adds what both kinds of entry have.
pub(super) fn finish(mut entry: Map<String, Value>, attestation: Value, terms: &Terms) -> Value {
    let status = match terms.provisioning_status {
        ProvisioningStatus::Enabled => "enabled",
        ProvisioningStatus::Disabled => "disabled",
    };
    let (update, migrate) = terms.reprovision_policy.flags();
    let hubs = (!terms.hubs.is_empty()).then(|| {
        let hubs: Vec<&str> = terms.hubs.iter().map(HubHostname::as_str).collect();
        json!(hubs)
    });
    let custom = (terms.allocation_policy == AllocationPolicy::Custom)
        .then(|| json!({ "practiceAnswer": terms.webhook.as_ref().map(webhook_json) }));
    let members = [
        ("provisioningStatus", Some(json!(status))),
        ("attestation", Some(attestation)),
        (
            "reprovisionPolicy",
            Some(json!({ "updateHubAssignment": update, "migrateDeviceData": migrate })),
        ),
        (
            "allocationPolicy",
            Some(json!(terms.allocation_policy.name())),
        ),
        ("iotHubs", hubs),
        ("customAllocationDefinition", custom),
        ("initialTwin", terms.initial_twin.clone()),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            entry.insert(name.to_owned(), value);
        }
    }
    Value::Object(entry)
}

fn webhook_json(answer: &WebhookAnswer) -> Value {
    match answer {
        WebhookAnswer::Status(status) => json!({ "status": status }),
        WebhookAnswer::Hub {
            hub,
            initial_twin,
            payload,
        } => json!({
            "iotHubHostName": hub.as_str(),
            "initialTwin": initial_twin,
            "payload": payload,
        }),
    }
}
