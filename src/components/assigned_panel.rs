//! Step 8: the decision, and what the hub now knows.

use device_session::Direction;
use dps_protocol::bodies::OperationStatus;
use dps_protocol::mark::{self, Part};
use leptos::prelude::*;

use crate::components::dynamic::{dynamic, memo};
use crate::components::marked::{marked, part_name};
use crate::journey::{Entry, Purpose, What};
use crate::workbench::Workbench;

/// The service's last word, as facts and as JSON.
#[component]
pub fn AssignedPanel() -> impl IntoView {
    let workbench = Workbench::expect();
    let body = memo(move || {
        workbench
            .journey
            .with(|journey| last_answer(journey.trace()))
    });
    view! {
        <section class="card" aria-labelledby="decision">
            <div class="card__head"><h2 id="decision">"The decision"</h2><span>"registrationState of the last answer"</span></div>
            {dynamic(move || body.with(|body| body.as_deref().map_or_else(empty, decision)))}
        </section>
        {dynamic(move || body.with(|body| body.as_deref().and_then(hub_knows).into_any()))}
    }
}

/// The payload of the last answer that was received from DPS.
fn last_answer(trace: &[Entry]) -> Option<Vec<u8>> {
    trace
        .iter()
        .rev()
        .filter(|entry| entry.purpose == Purpose::Dps)
        .find_map(|entry| match &entry.what {
            What::Packet(packet) if packet.direction == Direction::Received => {
                packet.payload().map(<[u8]>::to_vec)
            }
            _ => None,
        })
}

fn empty() -> AnyView {
    view! { <p class="card__body note">"Once the service has decided: the hub, the device ID, how it came about, and the answer as it arrived."</p> }.into_any()
}

fn decision(body: &[u8]) -> AnyView {
    let state = OperationStatus::parse(body)
        .ok()
        .and_then(|status| status.registration_state);
    let facts = state.map(|state| {
        let part = |part: Part, value: Option<String>| {
            value.map(|value| view! { <dt>{part_name(part)}</dt><dd><span class="mark mono" data-part=part.as_str()>{value}</span></dd> })
        };
        let plain = |term: &'static str, value: Option<String>| value.map(|value| view! { <dt>{term}</dt><dd class="mono">{value}</dd> });
        view! {
            <dl class="facts assigned-panel__facts">
                {part(Part::HubHostname, state.assigned_hub)}
                {part(Part::DeviceId, state.device_id)}
                {plain("Substatus", state.substatus)}
                {plain("Created", state.created_date_time_utc)}
                {plain("etag", state.etag)}
                {plain("Error", state.error_code.map(|code| code.to_string()))}
                {plain("Message", state.error_message)}
            </dl>
        }
    });
    let json = pretty(body);
    view! {
        <div class="card__body">
            {facts}
            <pre class="assigned-panel__json" tabindex="0" aria-label="The answer as JSON" role="region">{marked(&json, &mark::json(&json))}</pre>
        </div>
    }
    .into_any()
}

fn pretty(body: &[u8]) -> String {
    let value = serde_json::from_slice::<serde_json::Value>(body).ok();
    let pretty = value.map(|value| format!("{value:#}"));
    pretty.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned())
}

fn hub_knows(body: &[u8]) -> Option<AnyView> {
    let state = OperationStatus::parse(body).ok()?.registration_state?;
    let (hub, device) = (state.assigned_hub?, state.device_id?);
    Some(
        view! {
            <section class="card" aria-labelledby="hub-knows">
                <div class="card__head"><h2 id="hub-knows">"What the hub now knows"</h2></div>
                <div class="card__body assigned-panel__knows">
                    <p>
                        "DPS wrote a device " <span class="mark mono" data-part=Part::DeviceId.as_str()>{device}</span> " into the hub "
                        <span class="mark mono" data-part=Part::HubHostname.as_str()>{hub}</span>
                        ", with the thumbprint of the very certificate that registered."
                    </p>
                    <p class="why">"That holds for groups too: the hub never sees the CA. With a renewed certificate the device must be provisioned again before the hub lets it in."</p>
                </div>
            </section>
        }
        .into_any(),
    )
}
