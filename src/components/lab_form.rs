//! The form of the lab: what to make and what it is to say. Sensible as one finds it; everything can be changed.

use leptos::prelude::*;

use crate::components::choice::Choice;
use crate::components::dynamic::{attr, click, dynamic, flag, memo};
use crate::components::text_field::TextField;
use crate::lab::{KeyChoice, What, Wish};
use crate::lab_desk::LabDesk;

/// The form.
pub fn lab_form(desk: LabDesk) -> AnyView {
    let what = memo(move || desk.wish.with(|wish| wish.what));
    let chosen = Signal::derive(move || {
        let all = What::ALL.iter();
        all.take_while(|one| **one != what.get()).count()
    });
    view! {
        <section class="card lab-form" aria-labelledby="lab-make">
            <div class="card__head"><h2 id="lab-make">"Make"</h2><span>"one click makes a good device chain"</span></div>
            <div class="card__body">
                <Choice name="lab-what" legend="What" chosen
                    options=&[
                        ("A device chain", "root, intermediate and device, as a factory has them"),
                        ("A device certificate", "below a CA of the shelf, or self-signed"),
                        ("A CA certificate", "a root, or an intermediate below one"),
                        ("A proof of possession", "that you hold a CA’s key: its CN is the verification code"),
                        ("A certificate request (CSR)", "for somebody else to sign"),
                    ]
                    on_pick=move |index: usize| if let Some(what) = What::ALL.get(index) { desk.turn_to(*what) } />
                {dynamic(move || fields(desk, what.get()))}
                <div>
                    <button type="button" class="button button--primary" data-testid="lab-make" disabled=flag(move || desk.doing.with(Option::is_some))
                        on:click=click(move |_| desk.make())>"Make it"</button>
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// A field of the wish, read and written.
#[derive(Clone, Copy)]
struct Field {
    read: fn(&Wish) -> &String,
    write: fn(&mut Wish) -> &mut String,
}

macro_rules! field {
    ($name:ident) => {
        Field {
            read: |wish| &wish.$name,
            write: |wish| &mut wish.$name,
        }
    };
}

fn line(
    desk: LabDesk,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    field: Field,
) -> AnyView {
    let value = Signal::derive(move || desk.wish.with(|wish| (field.read)(wish).clone()));
    let odd = Signal::derive(|| None::<String>);
    view! {
        <TextField id label hint value odd
            on_type=move |text: String| desk.wish.update(|wish| *(field.write)(wish) = text) />
    }
    .into_any()
}

/// The fields that matter for what is to be made; the finer ones are folded away.
fn fields(desk: LabDesk, what: What) -> AnyView {
    let (label, hint) = match what {
        What::Chain | What::Device | What::Request => (
            "Common name",
            "The device’s registration ID. May be empty, which is a defect.",
        ),
        What::Authority => ("Common name", "The name of the CA."),
        What::Proof => (
            "Verification code",
            "The portal shows it beside an unverified CA. It becomes the common name, and the CA signs it directly.",
        ),
    };
    let ca_key = (what == What::Chain).then(|| {
        key_select(
            desk,
            "lab-ca-key",
            "Keys of the CAs",
            |wish| wish.ca_key,
            |wish, key| wish.ca_key = key,
        )
    });
    let signer = matches!(what, What::Device | What::Authority | What::Proof)
        .then(|| issuer_select(desk, what));
    let fine = (what != What::Request).then(|| fine_fields(desk, what));
    view! {
        {line(desk, "lab-common-name", label, hint, field!(common_name))}
        {signer}
        {key_select(desk, "lab-key", "Key", |wish| wish.key, |wish, key| wish.key = key)}
        {ca_key}
        <details class="lab-form__fine">
            <summary>"Names, dates, usages, serial number"</summary>
            {line(desk, "lab-dns-names", "Host names", "subjectAltName, with commas between them. Devices need none.", field!(dns_names))}
            {fine}
        </details>
    }
    .into_any()
}

fn fine_fields(desk: LabDesk, what: What) -> AnyView {
    let path_length = (what == What::Authority).then(|| {
        line(
            desk,
            "lab-path-length",
            "Path length",
            "How many CAs may follow below. Empty: no limit.",
            field!(path_length),
        )
    });
    view! {
        {date(desk, "lab-from", "Valid from", field!(from))}
        {date(desk, "lab-to", "Valid to", field!(to))}
        {line(desk, "lab-serial", "Serial number", "Hexadecimal. Empty: random, as it should be.", field!(serial))}
        {path_length}
        <fieldset class="lab-form__checks">
            <legend>"Extended key usage"</legend>
            {check(desk, "lab-client-auth", "clientAuth, what a device is", |wish| &mut wish.client_auth)}
            {check(desk, "lab-server-auth", "serverAuth", |wish| &mut wish.server_auth)}
        </fieldset>
        <fieldset class="lab-form__checks">
            <legend>"Key usage"</legend>
            {check(desk, "lab-digital-signature", "digitalSignature, for handshakes", |wish| &mut wish.digital_signature)}
            {check(desk, "lab-key-encipherment", "keyEncipherment", |wish| &mut wish.key_encipherment)}
            {check(desk, "lab-cert-sign", "keyCertSign, for CAs", |wish| &mut wish.cert_sign)}
        </fieldset>
    }
    .into_any()
}

fn date(desk: LabDesk, id: &'static str, label: &'static str, field: Field) -> AnyView {
    let value = Signal::derive(move || desk.wish.with(|wish| (field.read)(wish).clone()));
    view! {
        <div class="lab-form__row">
            <label for=id>{label}</label>
            <input class="input" type="date" id=id prop:value=value
                on:input=move |event| desk.wish.update(|wish| *(field.write)(wish) = event_target_value(&event)) />
        </div>
    }
    .into_any()
}

fn check(
    desk: LabDesk,
    id: &'static str,
    label: &'static str,
    field: fn(&mut Wish) -> &mut bool,
) -> AnyView {
    let checked = move || desk.wish.with(|wish| *field(&mut wish.clone()));
    view! {
        <label class="lab-form__check">
            <input type="checkbox" id=id prop:checked=flag(checked)
                on:change=move |event| desk.wish.update(|wish| *field(wish) = event_target_checked(&event)) />
            {label}
        </label>
    }
    .into_any()
}

fn key_select(
    desk: LabDesk,
    id: &'static str,
    label: &'static str,
    read: fn(&Wish) -> KeyChoice,
    write: fn(&mut Wish, KeyChoice),
) -> AnyView {
    let options = KeyChoice::ALL.map(|choice| {
        let selected = move || desk.wish.with(|wish| read(wish) == choice);
        view! { <option value=choice.title() prop:selected=flag(selected)>{choice.title()}</option> }
    });
    let pick = move |event| {
        let title = event_target_value(&event);
        let choice = KeyChoice::ALL
            .into_iter()
            .find(|choice| choice.title() == title);
        if let Some(choice) = choice {
            desk.wish.update(|wish| write(wish, choice));
        }
    };
    view! {
        <div class="lab-form__row">
            <label for=id>{label}</label>
            <select class="input" id=id on:change=pick>{options.into_iter().collect_view()}</select>
        </div>
    }
    .into_any()
}

/// Who signs: a CA of the shelf, or the piece itself where that makes sense.
fn issuer_select(desk: LabDesk, what: What) -> AnyView {
    let options = move || {
        let own = (what != What::Proof).then(|| option(desk, None, "itself".to_owned()));
        let authorities = desk.shelf.with(|shelf| {
            let named = |place| (place, shelf.name(place));
            shelf
                .authorities()
                .into_iter()
                .map(named)
                .collect::<Vec<_>>()
        });
        let none = (what == What::Proof && authorities.is_empty())
            .then(|| option(desk, None, "no CA on the shelf yet".to_owned()));
        let authorities = authorities
            .into_iter()
            .map(|(place, name)| option(desk, Some(place), name));
        view! { {own}{none}{authorities.collect_view()} }.into_any()
    };
    let pick = move |event| {
        let place = event_target_value(&event).parse().ok();
        desk.wish.update(|wish| wish.issuer = place);
    };
    view! {
        <div class="lab-form__row">
            <label for="lab-issuer">"Signed by"</label>
            <select class="input" id="lab-issuer" on:change=pick>{dynamic(options)}</select>
        </div>
    }
    .into_any()
}

fn option(desk: LabDesk, place: Option<usize>, name: String) -> AnyView {
    let value = place.map(|place| place.to_string()).unwrap_or_default();
    let selected = move || desk.wish.with(|wish| wish.issuer == place);
    view! { <option value=value prop:selected=flag(selected) data-place=attr(move || place)>{name}</option> }.into_any()
}
