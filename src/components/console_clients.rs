//! How a real client is pointed at the practice service beside the relay.

use leptos::prelude::*;

use crate::browser::practice_console::Seat;
use crate::browser::{RelayStatus, downloads};
use crate::components::console_parts::{card, copyable, line};
use crate::components::dynamic::{click, dynamic};
use crate::console::{Client, ROOT_FILE, Running};
use crate::console_room::ConsoleRoom;
use crate::workbench::Workbench;

/// The desk.
pub fn clients(room: ConsoleRoom, seat: Seat) -> AnyView {
    let workbench = Workbench::expect();
    let practice = workbench.relay.with_untracked(|relay| match relay {
        RelayStatus::Ready(info) => info.practice.clone(),
        _ => None,
    });
    let Some(practice) = practice.filter(|_| seat == Seat::BesideRelay) else {
        let body = view! {
            <p>"Nothing outside this page can reach the service inside it. Start one on this computer, and open the link it prints:"</p>
            {copyable("Start it".to_owned(), "dps-playground serve\n".to_owned())}
        }
        .into_any();
        return card(
            "clients",
            "Real clients",
            "need a service beside a relay",
            body,
        );
    };
    let host = RwSignal::new(practice.host.clone());
    let id = RwSignal::new(
        workbench
            .inputs
            .with_untracked(|inputs| inputs.registration_id.clone()),
    );
    let exposed = practice.exposed_on.clone().map(|address| view! {
        <p class="why">{format!("It listens beyond this computer, on {address}. For a device elsewhere, put in above by which name or address it reaches this computer; a name must be one the service was started with (--practice-name).")}</p>
    });
    let root = practice.root_ca.clone();
    let save = move |_| {
        downloads::save(ROOT_FILE, "application/x-pem-file", root.as_bytes());
    };
    let facts = view! {
        <dl class="facts" data-testid="instance">
            <dt>"Host"</dt><dd class="mono">{practice.host.clone()}</dd>
            <dt>"Port"</dt><dd class="mono">{practice.port.to_string()}</dd>
            <dt>"ID scope"</dt><dd class="mono">{practice.id_scope.clone()}</dd>
            <dt>"Hub"</dt><dd class="mono">{format!("{}, same port", practice.hub_host)}</dd>
        </dl>
        <div class="console__buttons">
            <button type="button" class="button button--primary" data-testid="root" on:click=click(save)>"Save the root certificate"</button>
            <span class="note">{format!("As {ROOT_FILE}. It is made anew at each start, unless --practice-ca names a folder to keep it in.")}</span>
        </div>
        <div class="console__form">
            {line("client-host", "Host, as the device sees it", "Goes into the commands below.", Box::new(move || host.get()), Box::new(move |typed| host.set(typed)))}
            {line("client-id", "Registration ID", "Goes into the commands below.", Box::new(move || id.get()), Box::new(move |typed| id.set(typed)))}
        </div>
        {exposed}
        <p class="why">"The commands name the device’s files chain.pem (its certificate, then the intermediates) and device.key. The lesson saves a practice identity as one file that holds both."</p>
    }
    .into_any();
    let commands = dynamic(move || {
        let running = Running {
            host: host.get().trim().to_owned(),
            port: practice.port,
            id_scope: practice.id_scope.clone(),
            registration_id: id.get().trim().to_owned(),
        };
        let clients = room.clients.with(|file| Client::list(file, &running));
        clients
            .into_iter()
            .map(|client| client_view(client, &running))
            .collect_view()
            .into_any()
    });
    view! { {card("instance", "This instance", "what a client needs to know", facts)}{commands} }
        .into_any()
}

fn client_view(client: Client, running: &Running) -> AnyView {
    let obstacle = client
        .obstacle(running)
        .map(|why| view! { <p class="console__obstacle">{why}</p> });
    let (class, proven) = match client.proven {
        true => ("badge badge--ok", "run by the tests of this project"),
        false => (
            "badge badge--warn",
            "unproven: written from the SDK’s source, not run by us",
        ),
    };
    let steps = client
        .steps
        .iter()
        .map(|(label, text)| copyable(format!("{}: {label}", client.title), text.clone()));
    view! {
        <section class="card" aria-labelledby=format!("client-{}", client.id) data-testid="client" data-id=client.id.clone()>
            <div class="card__head"><h2 id=format!("client-{}", client.id)>{client.title.clone()}</h2><span>{client.about.clone()}</span></div>
            <div class="card__body">
                <p><span class=class>{proven}</span>" "{client.note.clone()}</p>
                {obstacle}
                {steps.collect_view()}
            </div>
        </section>
    }
    .into_any()
}
