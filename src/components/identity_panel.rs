//! Step 1: the names. Odd values are explained and kept: being refused is part of the lesson.

use dps_protocol::mark::Part;
use dps_protocol::names::{ApiVersion, IdScope, RegistrationId};
use leptos::prelude::*;

use crate::components::dynamic::{click, memo};
use crate::components::text_field::TextField;
use crate::inputs::Inputs;
use crate::workbench::Workbench;

/// ID scope, registration ID, API version, and JSON for a custom allocation.
#[component]
pub fn IdentityPanel() -> impl IntoView {
    let workbench = Workbench::expect();
    let inputs = workbench.inputs;
    let read = move |pick: fn(&Inputs) -> &String| {
        Signal::derive(move || inputs.with(|inputs| pick(inputs).clone()))
    };
    let odd =
        move |judge: fn(&Inputs) -> Option<String>| Signal::derive(move || inputs.with(judge));
    let write = move |set: fn(&mut Inputs, String)| {
        Callback::new(move |text| inputs.update(|inputs| set(inputs, text)))
    };
    view! {
        <section class="card" aria-labelledby="identity-names">
            <div class="card__head"><h2 id="identity-names">"The names"</h2><span>"every string of the lesson is built of these"</span></div>
            <div class="card__body">
                <TextField id="id-scope" part=Part::IdScope value=read(|inputs| &inputs.id_scope)
                    hint="Which DPS instance, since all share one host name. It stands on the instance’s overview page in the Azure portal."
                    odd=odd(|inputs| oddity(IdScope::parse(&inputs.id_scope).err())) on_type=write(|inputs, text| inputs.id_scope = text) />
                <TextField id="registration-id" part=Part::RegistrationId value=read(|inputs| &inputs.registration_id)
                    hint="The device’s name towards DPS: the common name (CN) of its certificate."
                    odd=odd(|inputs| oddity(RegistrationId::parse(&inputs.registration_id).err())) on_type=write(|inputs, text| inputs.registration_id = text)>
                    <CommonNameOffer />
                </TextField>
                <TextField id="api-version" part=Part::ApiVersion value=read(|inputs| &inputs.api_version)
                    hint="Decides the shape of the answers. 2019-03-31 is the documented one for MQTT."
                    odd=odd(|inputs| oddity(ApiVersion::parse(&inputs.api_version).err())) on_type=write(|inputs, text| inputs.api_version = text) />
                <TextField id="payload" label="Custom payload" multiline=true value=read(|inputs| &inputs.payload)
                    hint="JSON for a custom allocation webhook or a model ID, sent with the registration. Most devices send none."
                    odd=odd(|inputs| odd_payload(&inputs.payload)) on_type=write(|inputs, text| inputs.payload = text) />
            </div>
        </section>
    }
}

/// Offers the certificate's common name where it differs from what was typed.
#[component]
fn CommonNameOffer() -> impl IntoView {
    let workbench = Workbench::expect();
    let other = memo(move || {
        let typed = workbench
            .inputs
            .with(|inputs| inputs.registration_id.clone());
        let name = workbench
            .material
            .with(|material| material.as_ref()?.leaf()?.common_name().map(str::to_owned))?;
        (name != typed).then_some(name)
    });
    move || {
        other.get().map(|name| {
            let take = name.clone();
            view! {
                <button type="button" class="button button--small" data-testid="use-common-name"
                    on:click=click(move |_| workbench.inputs.update(|inputs| inputs.registration_id.clone_from(&take)))>
                    "Use the certificate’s CN: " <span class="mark mono" data-part=Part::RegistrationId.as_str()>{name}</span>
                </button>
            }
        })
    }
}

fn oddity(error: Option<dps_protocol::names::NameError>) -> Option<String> {
    error.map(|error| {
        format!("Odd: {error}. You may send it all the same, and see what comes back.")
    })
}

fn odd_payload(payload: &str) -> Option<String> {
    if payload.trim().is_empty() {
        return None;
    }
    let error = serde_json::from_slice::<serde_json::Value>(payload.as_bytes()).err()?;
    Some(format!("Not JSON: {error}."))
}
