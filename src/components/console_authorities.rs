//! CA certificates, and how one shows the service that one holds a key.

use leptos::prelude::*;

use crate::components::console_parts::{
    Row, area, buttons, card, copyable, form, line, paragraph, primary, rows, small, sources, words,
};
use crate::components::dynamic::dynamic;
use crate::console::{Authority, Order, proof_commands};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn authorities(room: ConsoleRoom) -> AnyView {
    let steps = [
        "Upload the CA’s certificate. It is unverified: groups below it answer 401002.",
        "Ask for a code. The service makes it up, and never twice the same.",
        "Have the CA sign a certificate whose common name is that code. Nobody can who has no key.",
        "Show that certificate. The service checks the name, the issuer and the signature, and the code is used up.",
    ];
    let steps: Vec<AnyView> = steps
        .into_iter()
        .map(|step| view! { <li>{step}</li> }.into_any())
        .collect();
    let source = (
        "Microsoft: verify X.509 CA certificates".to_owned(),
        "https://learn.microsoft.com/azure/iot-dps/how-to-verify-certificates".to_owned(),
    );
    let why = vec![
        paragraph("why", vec!["A group trusts every certificate below its CA. So the service wants to see that whoever uploads a CA also holds its key: anybody has the certificate of a public CA. Only verified CA certificates count.".into_any()]),
        view! { <ol class="console__steps">{steps}</ol> }.into_any(),
        sources(&[source]),
    ]
    .into_any();
    let list = dynamic(move || {
        room.held.with(|held| {
            let all = held.authorities.iter();
            rows(
                all.map(|authority| row(room, authority)).collect(),
                "None is uploaded.",
            )
        })
    });
    vec![
        card("why-verify", "Why, and how", "proof of possession", why),
        card("authorities", "CA certificates", "at most 25", list),
        card(
            "upload",
            "Upload one",
            "the certificate alone",
            upload(room),
        ),
    ]
    .into_any()
}

fn row(room: ConsoleRoom, authority: &Authority) -> AnyView {
    let name = authority.name.clone();
    let (class, word) = match authority.verified {
        true => ("badge badge--ok", "verified"),
        false => ("badge badge--warn", "unverified"),
    };
    let mut acts = Vec::new();
    if !authority.verified {
        let words = if authority.code.is_some() {
            "Make another code"
        } else {
            "Make a code"
        };
        let asked = name.clone();
        let ask = move || {
            room.act(
                Order::code(&asked),
                "The service has made a code: have the CA sign it.".to_owned(),
            )
        };
        acts.push(small(words, format!("for {name}"), Box::new(ask)));
    }
    let gone = name.clone();
    let delete = move || {
        let order = Order::delete(&["certificates", &gone]);
        room.act(
            order,
            format!("{gone} is deleted. Groups that lean on it match no device any more."),
        );
    };
    acts.push(small("Delete", name.clone(), Box::new(delete)));
    let prove = authority.code.as_ref().map(|code| prove(room, &name, code));
    Row {
        hook: "authority",
        state: word.to_owned(),
        said: vec![
            words("console__name", &name),
            words(class, word),
            words("", &authority.subject),
            words("note mono", &authority.thumbprint),
        ],
        buttons: acts,
        below: prove.into_iter().collect(),
        id: name,
    }
    .draw()
}

/// What is to be signed, how, and where to show it.
fn prove(room: ConsoleRoom, name: &str, code: &str) -> AnyView {
    let proof = RwSignal::new(String::new());
    let (name, field) = (name.to_owned(), format!("proof-{name}"));
    let show = move || {
        room.act(
            Order::verify(&name, &proof.get_untracked()),
            format!("{name} is verified: its holder has shown that they have the key."),
        );
    };
    let parts = vec![
        paragraph(
            "",
            vec![
                "The code: ".into_any(),
                view! { <code data-testid="code">{code.to_owned()}</code> }.into_any(),
            ],
        ),
        copyable(
            "Where ca.pem and ca.key are".to_owned(),
            proof_commands(code),
        ),
        area(
            &field,
            "The certificate that was signed",
            "verification.pem, as text",
            Box::new(move || proof.get()),
            Box::new(move |typed| proof.set(typed)),
        ),
        buttons(vec![primary(
            "verify",
            "Show it to the service",
            Box::new(show),
        )]),
    ];
    view! { <div class="console__proof">{parts}</div> }.into_any()
}

fn upload(room: ConsoleRoom) -> AnyView {
    let (name, certificate) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let put = move || {
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
    vec![
        form(vec![
            line(
                "authority-name",
                "Name",
                "What groups will call it.",
                Box::new(move || name.get()),
                Box::new(move |typed| name.set(typed)),
            ),
            area(
                "authority-certificate",
                "Certificate",
                "As PEM.",
                Box::new(move || certificate.get()),
                Box::new(move |typed| certificate.set(typed)),
            ),
        ]),
        buttons(vec![primary("upload", "Upload", Box::new(put))]),
    ]
    .into_any()
}
