//! Steps 4 to 7 and 9: the strings of the packet that will be sent.

use leptos::prelude::*;

use crate::components::built_field::BuiltField;
use crate::components::dynamic::text;
use crate::inputs::Place;
use crate::lesson::StepId;
use crate::workbench::Workbench;

/// The built strings of a step.
#[component]
pub fn PacketPanel(
    /// Which step.
    step: StepId,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let fields = step
        .text()
        .fields
        .iter()
        .map(|&(field, why)| view! { <BuiltField field why /> });
    let target = move || {
        workbench
            .inputs
            .with(|inputs| target(inputs.place, step == StepId::Telemetry))
    };
    view! {
        <section class="card" aria-labelledby="packet">
            <div class="card__head"><h2 id="packet">{packet(step)}</h2><span>"MQTT 3.1.1, "{text(target)}</span></div>
            {fields.collect_view()}
        </section>
    }
}

fn packet(step: StepId) -> &'static str {
    match step {
        StepId::Connect => "CONNECT",
        StepId::Subscribe => "SUBSCRIBE",
        StepId::Telemetry => "CONNECT and PUBLISH",
        _ => "PUBLISH",
    }
}

fn target(place: Place, hub: bool) -> &'static str {
    match (place, hub) {
        (Place::InPage, false) => "to the practice service in this page",
        (Place::InPage, true) => "to the practice hub in this page",
        (Place::Practice, false) => "to the practice service",
        (Place::Practice, true) => "to the practice hub",
        (_, false) => "to the provisioning service",
        (_, true) => "to the assigned hub",
    }
}
