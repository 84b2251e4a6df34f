//! CA certificates, and how one shows the service that one holds a key.

use leptos::prelude::*;

use crate::components::console_parts::{area, card, copyable, line, small};
use crate::components::dynamic::{click, dynamic};
use crate::console::{Authority, Order, proof_commands};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn authorities(room: ConsoleRoom) -> AnyView {
    let why = view! {
        <p class="why">"A group trusts every certificate below its CA. So the service wants to see that whoever uploads a CA also holds its key: anybody has the certificate of a public CA. Only verified CA certificates count."</p>
        <ol class="console__steps">
            <li>"Upload the CA’s certificate. It is unverified: groups below it answer 401002."</li>
            <li>"Ask for a code. The service makes it up, and never twice the same."</li>
            <li>"Have the CA sign a certificate whose common name is that code. Nobody can who has no key."</li>
            <li>"Show that certificate. The service checks the name, the issuer and the signature, and the code is used up."</li>
        </ol>
        <div class="sources"><span>"Sources"</span><ul><li>
            <a href="https://learn.microsoft.com/azure/iot-dps/how-to-verify-certificates" target="_blank" rel="noreferrer">"Microsoft: verify X.509 CA certificates"</a>
        </li></ul></div>
    }
    .into_any();
    let list = dynamic(move || {
        room.held.with(|held| {
            if held.authorities.is_empty() {
                return view! { <p class="note">"None is uploaded."</p> }.into_any();
            }
            let rows = held
                .authorities
                .iter()
                .map(|authority| row(room, authority));
            view! { <ul class="console__list">{rows.collect_view()}</ul> }.into_any()
        })
    });
    view! {
        {card("why-verify", "Why, and how", "proof of possession", why)}
        {card("authorities", "CA certificates", "at most 25", list)}
        {card("upload", "Upload one", "the certificate alone", upload(room))}
    }
    .into_any()
}

fn row(room: ConsoleRoom, authority: &Authority) -> AnyView {
    let name = authority.name.clone();
    let (class, word) = match authority.verified {
        true => ("badge badge--ok", "verified"),
        false => ("badge badge--warn", "unverified"),
    };
    let ask = {
        let name = name.clone();
        move || {
            room.act(
                Order::code(&name),
                "The service has made a code: have the CA sign it.".to_owned(),
            )
        }
    };
    let delete = {
        let name = name.clone();
        move || {
            room.act(
                Order::delete(&["certificates", &name]),
                format!("{name} is deleted. Groups that lean on it match no device any more."),
            )
        }
    };
    let code = authority.code.clone().map(|code| prove(room, &name, &code));
    let words = if authority.code.is_some() {
        "Make another code"
    } else {
        "Make a code"
    };
    let ask = (!authority.verified).then(|| small(words, format!("for {name}"), ask));
    view! {
        <li class="console__row" data-testid="authority" data-id=name data-verified=authority.verified.to_string()>
            <p><b>{name.clone()}</b>" "<span class=class>{word}</span>" "{authority.subject.clone()}" "<span class="note mono">{authority.thumbprint.clone()}</span></p>
            <div class="console__buttons">{ask}{small("Delete", name.clone(), delete)}</div>
            {code}
        </li>
    }
    .into_any()
}

/// What is to be signed, how, and where to show it.
fn prove(room: ConsoleRoom, name: &str, code: &str) -> AnyView {
    let proof = RwSignal::new(String::new());
    let (name, field) = (name.to_owned(), format!("proof-{name}"));
    let show = move |_| {
        room.act(
            Order::verify(&name, &proof.get_untracked()),
            format!("{name} is verified: its holder has shown that they have the key."),
        );
    };
    view! {
        <div class="console__proof">
            <p>"The code: "<code data-testid="code">{code.to_owned()}</code></p>
            {copyable("Where ca.pem and ca.key are".to_owned(), proof_commands(code))}
            {area(&field, "The certificate that was signed", "verification.pem, as text",
                Box::new(move || proof.get()), Box::new(move |typed| proof.set(typed)))}
            <div class="console__buttons"><button type="button" class="button button--primary" data-testid="verify" on:click=click(show)>"Show it to the service"</button></div>
        </div>
    }
    .into_any()
}

fn upload(room: ConsoleRoom) -> AnyView {
    let (name, certificate) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let put = move |_| {
        let (name, certificate) = (name.get_untracked(), certificate.get_untracked());
        let name = name.trim();
        if name.is_empty() || certificate.trim().is_empty() {
            return room.fail("Give a name and a certificate.");
        }
        let body = serde_json::json!({ "name": name, "certificate": certificate });
        room.act(
            Order::put(&["certificates", name], body),
            format!("{name} is uploaded, and unverified."),
        );
    };
    view! {
        <div class="console__form">
            {line("authority-name", "Name", "What groups will call it.", Box::new(move || name.get()), Box::new(move |typed| name.set(typed)))}
            {area("authority-certificate", "Certificate", "As PEM.", Box::new(move || certificate.get()), Box::new(move |typed| certificate.set(typed)))}
        </div>
        <div class="console__buttons"><button type="button" class="button button--primary" data-testid="upload" on:click=click(put)>"Upload"</button></div>
    }
    .into_any()
}
