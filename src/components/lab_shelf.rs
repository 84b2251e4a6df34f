//! What was made in the lab: what it is, what can be done with it, and the forms it can be saved in.

use leptos::prelude::*;
use zeroize::Zeroizing;

use crate::browser::RelayStatus;
use crate::components::dynamic::{attr, click, dynamic, flag, keyed};
use crate::components::lab_defects::refusal;
use crate::lab::{Contents, Export, KeyExport, P12_PASSWORD_CHARS, Piece, Role, Shelf};
use crate::lab_desk::LabDesk;
use crate::material::date;
use crate::workbench::Workbench;

/// The shelf, the newest first.
pub fn lab_shelf(desk: LabDesk) -> AnyView {
    // Pieces stay as they are; only more come. So what is open on a card, or typed into it, stays too.
    let places = move || (0..desk.shelf.with(|shelf| shelf.pieces.len() as u64)).rev();
    let draw = move |place| {
        desk.shelf
            .with_untracked(|shelf| card(desk, shelf, place as usize))
    };
    let empty = move || {
        if desk.shelf.with(|shelf| shelf.pieces.is_empty()) {
            view! { <p class="note">"Nothing yet. “Make it” above makes a root, an intermediate and a device certificate."</p> }.into_any()
        } else {
            ().into_any()
        }
    };
    view! {
        <section class="lab-shelf" aria-labelledby="lab-shelf">
            <h2 id="lab-shelf">"On the shelf"</h2>
            <div class="lab-shelf__cards" data-testid="lab-shelf">{dynamic(empty)}{keyed(move || places().collect(), draw)}</div>
        </section>
    }
    .into_any()
}

fn card(desk: LabDesk, shelf: &Shelf, place: usize) -> AnyView {
    let Some(piece) = shelf.pieces.get(place) else {
        return ().into_any();
    };
    let name = shelf.name(place);
    let title = format!("lab-piece-{place}");
    let defect = piece.defect.map(|defect| {
        view! {
            <div class="lab-shelf__defect"><span class="badge badge--bad">{defect.title()}</span>{refusal(defect)}</div>
        }
    });
    view! {
        <article class="card lab-shelf__card" aria-labelledby=title data-piece=place data-role=piece.role.title()>
            <header class="lab-shelf__head">
                <h3 id=format!("lab-piece-{place}")>{name}</h3>
                <span><span class="badge">"practice"</span>" "{piece.role.title()}</span>
            </header>
            {defect}
            {facts(shelf, piece)}
            {uses(desk, piece, place)}
            {exports(desk, piece, place)}
            {key_exports(desk, piece, place)}
        </article>
    }
    .into_any()
}

fn facts(shelf: &Shelf, piece: &Piece) -> AnyView {
    let rows: Vec<(&str, String)> = match &piece.contents {
        Contents::Request(der) => vec![
            ("Key", piece.key_choice.title().to_owned()),
            (
                "Size",
                format!("{} bytes of DER, signed with its own key", der.len()),
            ),
        ],
        Contents::Certificate(certificate) => vec![
            (
                "Signed by",
                piece
                    .issuer
                    .map_or_else(|| "itself".to_owned(), |issuer| shelf.name(issuer)),
            ),
            (
                "Valid",
                format!(
                    "{} to {}",
                    date(certificate.not_before),
                    date(certificate.not_after)
                ),
            ),
            ("Key", certificate.key.to_string()),
            ("Serial", certificate.serial_hex().to_ascii_lowercase()),
            ("SHA-1", certificate.sha1().to_ascii_lowercase()),
            ("SHA-256", certificate.sha256().to_ascii_lowercase()),
        ],
    };
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd class="mono">{value}</dd> });
    view! { <dl class="facts">{rows.collect_view()}</dl> }.into_any()
}

/// What can be done with it in this page.
fn uses(desk: LabDesk, piece: &Piece, place: usize) -> AnyView {
    let workbench = Workbench::expect();
    let lesson = (piece.role == Role::Device).then(|| {
        view! {
            <button type="button" class="button button--small" on:click=click(move |_| desk.use_in_lesson(workbench, place))>"Use in the lesson"</button>
        }
    });
    let is_ca = piece.role.is_ca();
    let enrols = is_ca || piece.role == Role::Device;
    let has_service = move || {
        workbench
            .relay
            .with(|relay| matches!(relay, RelayStatus::Ready(info) if info.practice.is_some()))
    };
    let enrol = move || {
        if !enrols || !has_service() {
            return ().into_any();
        }
        let title = if is_ca {
            "Prove possession, enrol a group"
        } else {
            "Enrol this device"
        };
        view! {
            <button type="button" class="button button--small" data-testid="lab-enrol" on:click=click(move |_| desk.enrol(place))>{title}</button>
        }
        .into_any()
    };
    view! {
        <div class="lab-shelf__buttons">
            <button type="button" class="button button--small" on:click=click(move |_| desk.open_on_bench(workbench, place))>"Open on the bench"</button>
            {lesson}
            {dynamic(enrol)}
        </div>
    }
    .into_any()
}

fn exports(desk: LabDesk, piece: &Piece, place: usize) -> AnyView {
    let is_request = piece.role == Role::Request;
    let fitting = Export::ALL.into_iter();
    let fitting =
        fitting.filter(|(form, _, _)| !is_request || matches!(form, Export::Pem | Export::Der));
    let rows = fitting.map(|(form, title, what)| {
        view! {
            <li>
                <button type="button" class="button button--small" data-export=format!("{form:?}") on:click=click(move |_| desk.save(place, form))>{title}</button>
                <span class="note">{what}</span>
            </li>
        }
    });
    view! {
        <details class="lab-shelf__save">
            <summary>"Save the certificates"</summary>
            <ul>{rows.collect_view()}</ul>
        </details>
    }
    .into_any()
}

/// The practice key, by its own buttons only.
fn key_exports(desk: LabDesk, piece: &Piece, place: usize) -> AnyView {
    let password = RwSignal::new(String::new());
    let save = move |form| desk.save_key(place, form, Zeroizing::new(password.get_untracked()));
    let short = move || password.with(|password| password.chars().count() < P12_PASSWORD_CHARS);
    let id = format!("lab-password-{place}");
    let pkcs12 = (piece.role != Role::Request).then(|| {
        view! {
            <li>
                <label class="lab-shelf__password" for=id.clone()>"Password"</label>
                <input class="input" id=id type="password" autocomplete="new-password" prop:value=password
                    on:input=move |event| password.set(event_target_value(&event)) />
                <button type="button" class="button button--small" data-export="Pkcs12" disabled=flag(short)
                    title=attr(move || short().then(|| format!("at least {P12_PASSWORD_CHARS} characters")))
                    on:click=click(move |_| save(KeyExport::Pkcs12))>"Chain and key, PKCS#12"</button>
            </li>
        }
    });
    view! {
        <details class="lab-shelf__save">
            <summary>"Save the practice key"</summary>
            <ul>
                <li>
                    <button type="button" class="button button--small" data-export="KeyPem" on:click=click(move |_| save(KeyExport::Pem))>"Key, PEM"</button>
                    <span class="note">"PKCS#8, without a password"</span>
                </li>
                <li>
                    <button type="button" class="button button--small" data-export="KeyC" on:click=click(move |_| save(KeyExport::C))>"Key, C header"</button>
                    <span class="note">"for firmware that is only for practice"</span>
                </li>
                {pkcs12}
            </ul>
        </details>
    }
    .into_any()
}
