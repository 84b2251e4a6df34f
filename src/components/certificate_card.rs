//! One certificate: who, by whom, until when, which key, and the two thumbprints that the services show.

use device_certs::certificate::{Certificate, ValidAt};
use device_certs::time::rfc3339;
use dps_protocol::mark::Part;
use leptos::prelude::*;

/// Shows a certificate. `is_leaf` marks its common name as the registration ID.
pub fn certificate_card(
    certificate: &Certificate,
    role: &str,
    is_leaf: bool,
    now_unix_secs: i64,
) -> AnyView {
    let name = match certificate.common_name() {
        Some(name) if is_leaf => {
            view! { <span class="mark" data-part=Part::RegistrationId.as_str() title=Part::RegistrationId.label()>{name.to_owned()}</span> }.into_any()
        }
        Some(name) => name.to_owned().into_any(),
        None => view! { <i>"no common name"</i> }.into_any(),
    };
    let issuer = if certificate.is_self_issued() {
        "itself".to_owned()
    } else {
        certificate.issuer.to_string()
    };
    let (badge, word) = match certificate.valid_at(now_unix_secs) {
        ValidAt::Current => ("badge badge--ok", "valid now"),
        ValidAt::NotYet => ("badge badge--warn", "not valid yet"),
        ValidAt::Expired => ("badge badge--bad", "expired"),
        ValidAt::Unknown => ("badge", "validity unreadable"),
    };
    let fact = |term: &'static str, text: String, class: &'static str| view! { <dt>{term}</dt><dd class=class>{text}</dd> };
    view! {
        <article class="certificate-card" data-testid="certificate">
            <header class="certificate-card__head">
                <h3 class="certificate-card__name">{name}</h3>
                <span><span class="badge">{role.to_owned()}</span>" "<span class=badge>{word}</span></span>
            </header>
            <dl class="facts">
                {fact("Issued by", issuer, "")}
                {fact("Valid", validity(certificate), "")}
                {fact("Key", format!("{}, X.509 v{}", certificate.key, certificate.version), "")}
                {fact("SHA-1", certificate.sha1(), "mono")}
                {fact("SHA-256", certificate.sha256(), "mono")}
            </dl>
        </article>
    }
    .into_any()
}

/// `2026-11-23 to 2027-11-23`; days are enough for people.
fn validity(certificate: &Certificate) -> String {
    let day = |secs: Option<i64>| {
        secs.map_or_else(
            || "?".to_owned(),
            |secs| rfc3339(secs).chars().take(10).collect(),
        )
    };
    [day(certificate.not_before), day(certificate.not_after)].join(" to ")
}
