//! Step 2: what the device presents, and what the practice service is told about it.

use leptos::prelude::*;

use crate::browser::unix_secs;
use crate::components::certificate_card::certificate_card;
use crate::components::choice::Choice;
use crate::components::drop_zone::DropZone;
use crate::components::dynamic::{click, dynamic, memo};
use crate::import_note::Slot;
use crate::inputs::{Enrolment, PracticeIdentity, Presented};
use crate::material::{Material, Origin};
use crate::workbench::Workbench;

const IDENTITIES: [PracticeIdentity; 5] = [
    PracticeIdentity::SelfSigned,
    PracticeIdentity::Issued,
    PracticeIdentity::Expired,
    PracticeIdentity::NotYetValid,
    PracticeIdentity::Nameless,
];
const ENROLMENTS: [Enrolment; 6] = [
    Enrolment::Individual,
    Enrolment::Group,
    Enrolment::IndividualDisabled,
    Enrolment::GroupUnverified,
    Enrolment::None,
    Enrolment::Kept,
];

/// The device's certificates and key, never the server's.
#[component]
pub fn CertificatesPanel() -> impl IntoView {
    let workbench = Workbench::expect();
    let practice = memo(move || workbench.inputs.with(|inputs| inputs.place.is_practice()));
    view! {
        <section class="card" aria-labelledby="presents">
            <div class="card__head"><h2 id="presents">"What the device presents"</h2><span>"its own certificate, the CAs above it, its key"</span></div>
            <div class="card__body">
                <DropZone kind=Slot::Device title="The device’s certificate and private key"
                    sentence="PEM or DER, one file or several, in any order. The key stays in this tab." />
                {dynamic(move || workbench.material.with(|material| match material {
                    Some(material) => material_view(workbench, material),
                    None => view! { <p class="note">"Nothing loaded. When this step runs, the page makes a practice identity as chosen below."</p> }.into_any(),
                }))}
                <Options />
            </div>
        </section>
        {dynamic(move || practice.get().then(|| view! { <EnrolmentCard /> }).into_any())}
    }
}

/// The choices that matter now: which identity to make, how much of the chain to present.
#[component]
fn Options() -> impl IntoView {
    let workbench = Workbench::expect();
    let imported = memo(move || {
        workbench.material.with(
            |material| matches!(material, Some(material) if material.origin == Origin::Imported),
        )
    });
    let chain = memo(move || {
        workbench.material.with(|material| {
            material
                .as_ref()
                .is_some_and(|material| material.certificates.len() > 1)
        })
    });
    let presented = Signal::derive(move || {
        workbench
            .inputs
            .with(|inputs| usize::from(inputs.presented == Presented::LeafOnly))
    });
    let identity = Signal::derive(move || {
        workbench.inputs.with(|inputs| {
            IDENTITIES
                .iter()
                .position(|&kind| kind == inputs.practice_identity)
                .unwrap_or_default()
        })
    });
    view! {
        {dynamic(move || (!imported.get()).then(|| view! {
            <Choice name="practice-identity" legend="Practice identity, made by this page" chosen=identity
                options=&[
                    ("One self-signed certificate", "the simplest thing that works"),
                    ("Root, intermediate and leaf", "as a factory would issue it"),
                    ("Expired yesterday", "to see what comes back"),
                    ("Valid from tomorrow", "the device’s clock is wrong, or the CA’s"),
                    ("Without a common name", "DPS then knows no registration ID"),
                ]
                on_pick=move |index: usize| workbench.inputs.update(|inputs| inputs.practice_identity = IDENTITIES[index]) />
        }).into_any())}
        {dynamic(move || chain.get().then(|| view! {
            <Choice name="presented" legend="In the handshake the device presents" chosen=presented
                options=&[
                    ("the whole chain", "leaf and intermediates, as group enrolments need it"),
                    ("the leaf alone", "the classic mistake with groups"),
                ]
                on_pick=move |index: usize| workbench.inputs.update(|inputs| {
                    inputs.presented = if index == 1 { Presented::LeafOnly } else { Presented::Chain };
                }) />
        }).into_any())}
    }
}

fn material_view(workbench: Workbench, material: &Material) -> AnyView {
    let chain = material.chain();
    let now = unix_secs();
    let cards = chain
        .path
        .iter()
        .chain(&chain.unrelated)
        .filter_map(|&index| {
            let certificate = material.certificates.get(index)?;
            let is_leaf = chain.leaf() == Some(index);
            let role = match (is_leaf, certificate.is_self_issued()) {
                (true, _) => "the device’s",
                _ if chain.unrelated.contains(&index) => "unrelated",
                (false, true) => "root",
                (false, false) => "intermediate",
            };
            Some(certificate_card(certificate, role, is_leaf, now))
        });
    let practice = material.origin == Origin::Practice;
    let (badge, key) = match &material.key {
        None => (
            "badge badge--warn",
            "No private key yet: add its file too.".to_owned(),
        ),
        Some(key) => match (key.belongs_to, practice) {
            (None, _) => (
                "badge badge--bad",
                format!("{}, fits none of these certificates.", key.kind),
            ),
            (Some(_), true) => (
                "badge badge--ok",
                format!("{}, made for practice in this tab.", key.kind),
            ),
            (Some(_), false) => (
                "badge badge--ok",
                format!("{}, held by this tab, cannot be exported.", key.kind),
            ),
        },
    };
    let save = practice.then(|| {
        view! { <button type="button" class="button button--small" on:click=click(move |_| workbench.save_practice_identity())>"Save practice identity"</button> }
    });
    view! {
        <div class="certificates-panel__loaded">
            {cards.collect_view()}
            <p class="certificates-panel__key" data-testid="key"><span class=badge>"Private key"</span>{key}</p>
            <div class="certificates-panel__buttons">
                {save}
                <button type="button" class="button button--small" data-testid="forget" on:click=click(move |_| workbench.forget_material())>
                    {if practice { "Forget it" } else { "Forget these files" }}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// What the practice service is told before the device registers.
#[component]
fn EnrolmentCard() -> impl IntoView {
    let workbench = Workbench::expect();
    let enrolment = memo(move || workbench.inputs.with(|inputs| inputs.enrolment));
    let chosen = Signal::derive(move || {
        ENROLMENTS
            .iter()
            .position(|&kind| kind == enrolment.get())
            .unwrap_or_default()
    });
    let group = move || {
        matches!(
            enrolment.get(),
            Enrolment::Group | Enrolment::GroupUnverified
        )
    };
    let given = move || {
        workbench.material.with(|material| {
            let ca = material.as_ref()?.enrolment_ca.as_ref()?;
            Some(certificate_card(
                ca,
                "enrolled CA, never presented",
                false,
                unix_secs(),
            ))
        })
    };
    view! {
        <section class="card" aria-labelledby="enrolled">
            <div class="card__head"><h2 id="enrolled">"What the practice service knows"</h2><span>"in Azure you would enter this in the portal"</span></div>
            <div class="card__body">
                <Choice name="enrolment" legend="Enrolment" chosen
                    options=&[
                        ("Individual", "this very certificate, by its thumbprint"),
                        ("Group", "every certificate below a CA; the topmost one loaded, or the one given below"),
                        ("Individual, disabled", "known, but switched off"),
                        ("Group, CA not verified", "nobody proved to hold the CA’s key"),
                        ("None", "the service has never heard of this device"),
                        ("As it is", "what the practice service’s console shows; the lesson changes nothing"),
                    ]
                    on_pick=move |index: usize| workbench.inputs.update(|inputs| inputs.enrolment = ENROLMENTS[index]) />
                {dynamic(move || group().then(|| view! {
                    <DropZone kind=Slot::EnrolmentCa title="The CA certificate of the group"
                        sentence="Only for the enrolment: the device never presents it." />
                    {dynamic(move || given().into_any())}
                }).into_any())}
            </div>
        </section>
    }
}
