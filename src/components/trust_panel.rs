//! Step 3: by what the *server* is trusted, and what came of opening the connection.

use device_certs::certificate::Certificate;
use leptos::prelude::*;

use crate::components::built_field::BuiltField;
use crate::components::choice::Choice;
use crate::components::drop_zone::DropZone;
use crate::components::dynamic::{dynamic, memo};
use crate::import_note::Slot;
use crate::inputs::{Place, ServerTrust};
use crate::journey::{ConnectionFacts, Purpose};
use crate::lesson::StepId;
use crate::workbench::Workbench;

/// Server trust, server name, and the facts of the connection.
#[component]
pub fn TrustPanel() -> impl IntoView {
    let workbench = Workbench::expect();
    let in_page = memo(move || {
        workbench
            .inputs
            .with(|inputs| inputs.place == Place::InPage)
    });
    view! {
        <section class="card" aria-labelledby="server-trust">
            <div class="card__head"><h2 id="server-trust">"What the server is trusted by"</h2><span>"not the device’s own certificates"</span></div>
            {dynamic(move || if in_page.get() {
                view! {
                    <p class="card__body trust-panel__honest" data-testid="no-tls">
                        "In the page there is no server and no TLS: the practice service is code in this tab, so there is nothing to trust. \
                         It still asks the device to prove that it holds the key of its certificate: the page signs a random number, as TLS would have it sign the handshake. \
                         Choose “Practice over TLS” above for the real thing."
                    </p>
                }.into_any()
            } else {
                view! { <TrustChoice /> }.into_any()
            })}
        </section>
        <section class="card" aria-labelledby="connection">
            <div class="card__head"><h2 id="connection">"The connection"</h2><span>"to the provisioning service"</span></div>
            {dynamic(move || workbench.journey.with(|journey| journey.connection(Purpose::Dps).map_or_else(empty, facts_view)))}
        </section>
    }
}

#[component]
fn TrustChoice() -> impl IntoView {
    let workbench = Workbench::expect();
    let chosen = memo(move || {
        workbench.inputs.with(|inputs| match inputs.trust {
            ServerTrust::Fitting => 0_usize,
            ServerTrust::AzureRoots => 1,
            ServerTrust::Own(_) => 2,
        })
    });
    let pick = move |index: usize| {
        workbench.inputs.update(|inputs| {
            inputs.trust = match index {
                0 => ServerTrust::Fitting,
                1 => ServerTrust::AzureRoots,
                _ => ServerTrust::Own(Vec::new()),
            };
        });
    };
    let own = move || {
        workbench.inputs.with(|inputs| match &inputs.trust {
            ServerTrust::Own(roots) if roots.is_empty() => {
                view! { <p class="note">"No root yet: no server can be trusted."</p> }.into_any()
            }
            ServerTrust::Own(roots) => chain_list(roots),
            _ => ().into_any(),
        })
    };
    let fields = StepId::Trust
        .text()
        .fields
        .iter()
        .map(|&(field, why)| view! { <BuiltField field why /> });
    view! {
        <div class="card__body">
            <Choice name="server-trust" legend="The server’s chain must end in one of" chosen
                options=&[
                    ("what fits the place", "the practice root, or Azure’s"),
                    ("Azure’s roots", "DigiCert Global Root G2, Microsoft RSA Root 2017"),
                    ("roots of your own", "for a host of your own, or to see what a wrong root does"),
                ]
                on_pick=pick />
            {dynamic(move || (chosen.get() == 2).then(|| view! {
                <DropZone kind=Slot::ServerTrust title="Root certificates for the server" sentence="Never the device’s own certificate: that one goes into step 2." />
                {dynamic(own)}
            }).into_any())}
        </div>
        <div class="trust-panel__fields">{fields.collect_view()}</div>
    }
}

fn empty() -> AnyView {
    view! { <p class="card__body note">"Once it is open: TLS version, cipher suite, the server’s certificates, and the root they ended in."</p> }.into_any()
}

/// What is known of a connection.
pub(crate) fn facts_view(facts: &ConnectionFacts) -> AnyView {
    let fact = |term: &'static str, text: Option<String>| {
        text.map(|text| view! { <dt>{term}</dt><dd>{text}</dd> })
    };
    let no_tls = "none: nothing leaves this tab".to_owned();
    view! {
        <div class="card__body" data-testid="connection-facts">
            <dl class="facts">
                {fact("Endpoint", Some(facts.endpoint.clone()))}
                {fact("TLS", Some(facts.tls_version.clone().unwrap_or(no_tls)))}
                {fact("Cipher suite", facts.cipher_suite.clone())}
                {fact("Server’s root", facts.server_root.clone())}
            </dl>
            {(!facts.server_chain.is_empty()).then(|| view! { <h3 class="trust-panel__heading">"The server presented"</h3> {chain_list(&facts.server_chain)} })}
            {(!facts.presented.is_empty()).then(|| view! { <h3 class="trust-panel__heading">"The device presented"</h3> {chain_list(&facts.presented)} })}
        </div>
    }
    .into_any()
}

fn chain_list(chain: &[Vec<u8>]) -> AnyView {
    let items = chain.iter().map(|der| {
        let (certificate, _) = Certificate::read(der);
        let day = certificate.not_after.map(device_certs::time::rfc3339).unwrap_or_default();
        let until: String = day.chars().take(10).collect();
        view! { <li><span class="mono">{certificate.subject.to_string()}</span>" "<span class="note">{format!("{}, until {until}", certificate.key)}</span></li> }
    });
    view! { <ol class="trust-panel__chain">{items.collect_view()}</ol> }.into_any()
}
