//! How a real client is pointed at the practice service beside the relay.

use leptos::prelude::*;

use crate::browser::practice_console::Seat;
use crate::browser::{RelayStatus, downloads};
use crate::components::console_parts::{
    buttons, card, copyable, facts, form, line, paragraph, primary, words,
};
use crate::components::dynamic::dynamic;
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
        let body = vec![
            paragraph("", vec!["Nothing outside this page can reach the service inside it. Start one on this computer, and open the link it prints:".into_any()]),
            copyable("Start it".to_owned(), "dps-playground serve\n".to_owned()),
        ];
        return card(
            "clients",
            "Real clients",
            "need a service beside a relay",
            body.into_any(),
        );
    };
    let host = RwSignal::new(practice.host.clone());
    let id = RwSignal::new(
        workbench
            .inputs
            .with_untracked(|inputs| inputs.registration_id.clone()),
    );
    let root = practice.root_ca.clone();
    let save = move || {
        downloads::save(ROOT_FILE, "application/x-pem-file", root.as_bytes());
    };
    let mut body = vec![
        facts("instance", vec![
            ("Host", practice.host.clone()),
            ("Port", practice.port.to_string()),
            ("ID scope", practice.id_scope.clone()),
            ("Hub", format!("{}, same port", practice.hub_host)),
        ]),
        buttons(vec![
            primary("root", "Save the root certificate", Box::new(save)),
            words("note", format!("As {ROOT_FILE}. It is made anew at each start, unless --practice-ca names a folder to keep it in.")),
        ]),
        form(vec![
            line("client-host", "Host, as the device sees it", "Goes into the commands below.", Box::new(move || host.get()), Box::new(move |typed| host.set(typed))),
            line("client-id", "Registration ID", "Goes into the commands below.", Box::new(move || id.get()), Box::new(move |typed| id.set(typed))),
        ]),
        paragraph("why", vec!["The commands name the device’s files chain.pem (its certificate, then the intermediates) and device.key. The lesson saves a practice identity as one file that holds both.".into_any()]),
    ];
    if let Some(address) = &practice.exposed_on {
        let beyond = format!(
            "It listens beyond this computer, on {address}. For a device elsewhere, put in above by which name or address it reaches this computer; a name must be one the service was started with (--practice-name)."
        );
        body.push(paragraph("why", vec![beyond.into_any()]));
    }
    let commands = dynamic(move || {
        let running = Running {
            host: host.get().trim().to_owned(),
            port: practice.port,
            id_scope: practice.id_scope.clone(),
            registration_id: id.get().trim().to_owned(),
        };
        let clients = room.clients.with(|file| Client::list(file, &running));
        let clients = clients
            .into_iter()
            .map(|client| client_view(client, &running));
        clients.collect::<Vec<_>>().into_any()
    });
    vec![
        card(
            "instance",
            "This instance",
            "what a client needs to know",
            body.into_any(),
        ),
        commands,
    ]
    .into_any()
}

fn client_view(client: Client, running: &Running) -> AnyView {
    let (class, proven) = match client.proven {
        true => ("badge badge--ok", "run by the tests of this project"),
        false => (
            "badge badge--warn",
            "unproven: written from the SDK’s source, not run by us",
        ),
    };
    let mut body = vec![paragraph(
        "",
        vec![words(class, proven), client.note.clone().into_any()],
    )];
    if let Some(why) = client.obstacle(running) {
        body.push(paragraph("console__obstacle", vec![why.into_any()]));
    }
    for (label, text) in &client.steps {
        body.push(copyable(format!("{}: {label}", client.title), text.clone()));
    }
    let heading = format!("client-{}", client.id);
    view! {
        <section class="card" aria-labelledby=heading data-testid="client" data-id=client.id>
            <div class="card__head"><h2 id=heading.clone()>{client.title}</h2><span>{client.about}</span></div>
            <div class="card__body">{body}</div>
        </section>
    }
    .into_any()
}
