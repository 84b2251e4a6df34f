//! The console of the practice service: which service it is about, what is switched on, and one desk at a time.

use leptos::prelude::*;

use crate::browser::RelayStatus;
use crate::browser::practice_console::Seat;
use crate::components::console_authorities::authorities;
use crate::components::console_clients::clients;
use crate::components::console_entries::entries;
use crate::components::console_faults::faults;
use crate::components::console_grades::grades;
use crate::components::console_history::history;
use crate::components::console_hubs::hubs;
use crate::components::console_parts::{Row, button, card, copyable, paragraph, small, words};
use crate::components::dynamic::{attr, dynamic, memo};
use crate::console::{ActiveFault, Order};
use crate::console_room::ConsoleRoom;
use crate::inputs::Place;
use crate::router::{Desk, Route};
use crate::workbench::Workbench;

/// The console.
pub fn console() -> AnyView {
    let room = ConsoleRoom::expect();
    let desk = memo(move || room.desk());
    let seat = memo(move || room.seat());
    Effect::new(move |_| {
        seat.track();
        room.open(desk.get());
    });
    on_cleanup(move || room.close());
    let links = Desk::ALL.map(|(one, _)| {
        let title = match one {
            Desk::Enrolments => "Enrolments",
            Desk::Authorities => "CA certificates",
            Desk::Hubs => "Hubs",
            Desk::Faults => "Faults",
            Desk::History => "History",
            Desk::Grades => "Grades",
            Desk::Clients => "Real clients",
        };
        view! {
            <a class="certificates-nav__room" href=Route::Practice(one).fragment()
                aria-current=attr(move || (desk.get() == one).then_some("page"))>{title}</a>
        }
    });
    view! {
        <nav class="certificates-nav console__nav" aria-label="Practice service">{links.into_iter().collect_view()}</nav>
        {dynamic(move || about(seat.get()))}
        {active(room)}
        <p class="console__said" role="status" data-testid="said" data-mood=attr(move || Some(if room.said.get().1 { "bad" } else { "ok" }))>
            {move || room.said.get().0}
        </p>
        <div class="console__desk" aria-busy=attr(move || room.busy.get().then_some("true"))>
            {dynamic(move || match (seat.get(), desk.get()) {
                (Err(why), _) => without_service(why),
                (Ok(seat), Desk::Grades) => grades(room, seat),
                (Ok(_), Desk::Enrolments) => entries(room),
                (Ok(_), Desk::Authorities) => authorities(room),
                (Ok(seat), Desk::Hubs) => hubs(room, seat),
                (Ok(_), Desk::Faults) => faults(room),
                (Ok(_), Desk::History) => history(room),
                (Ok(seat), Desk::Clients) => clients(room, seat),
            })}
        </div>
    }
    .into_any()
}

/// Which of the two services this is about.
fn about(seat: Result<Seat, &'static str>) -> AnyView {
    let workbench = Workbench::expect();
    let Ok(seat) = seat else {
        return ().into_any();
    };
    let practice = workbench.relay.with(|relay| match relay {
        RelayStatus::Ready(info) => info.practice.clone(),
        _ => None,
    });
    let other = match (seat, &practice) {
        (Seat::InPage, Some(_)) => Some((Place::Practice, "Look after the one beside the relay")),
        (Seat::BesideRelay, _) => Some((Place::InPage, "Look after the one in this page")),
        (Seat::InPage, None) => None,
    };
    let words = match (seat, practice) {
        (Seat::BesideRelay, Some(practice)) => format!(
            "This is the service beside the relay, at {}:{}, ID scope {}. Real devices can use it.",
            practice.host, practice.port, practice.id_scope
        ),
        _ => {
            "This is the service inside this page: the lesson uses it, and it is gone with the tab."
                .to_owned()
        }
    };
    let switch = other.map(|(place, words)| {
        let class = "button button--quiet button--small";
        button(
            class,
            "",
            words,
            String::new(),
            Box::new(move || workbench.set_place(place)),
        )
    });
    view! { <p class="note console__about" data-testid="seat">{words}" "{switch}</p> }.into_any()
}

/// What goes wrong on purpose, wherever one looks.
fn active(room: ConsoleRoom) -> AnyView {
    dynamic(move || {
        room.held.with(|held| {
            if held.active.is_empty() {
                return ().into_any();
            }
            let faults: Vec<AnyView> = held.active.iter().map(|fault| fault_row(room, fault)).collect();
            let all_off = move || room.act(Order::delete(&["faults"]), "All faults are switched off.".to_owned());
            let all_off = small("Switch all off", String::new(), Box::new(all_off));
            view! {
                <section class="card console__active" aria-labelledby="active" data-testid="active-faults">
                    <div class="card__head"><h2 id="active">"Failing on purpose"</h2>{all_off}</div>
                    <ul class="card__body console__list">{faults}</ul>
                </section>
            }
            .into_any()
        })
    })
}

fn fault_row(room: ConsoleRoom, fault: &ActiveFault) -> AnyView {
    let id = fault.id.clone();
    let off = move || {
        room.act(
            Order::delete(&["faults", &id]),
            format!("{id} is switched off."),
        )
    };
    let fired = match fault.fired {
        0 => "has not fired yet".to_owned(),
        1 => "fired once".to_owned(),
        times => format!("fired {times} times"),
    };
    Row {
        hook: "active-fault",
        id: fault.id.clone(),
        state: String::new(),
        said: vec![
            words("mono", &fault.id),
            words("", format!("{}, {fired}", fault.dose())),
        ],
        buttons: vec![small("Switch off", fault.id.clone(), Box::new(off))],
        below: Vec::new(),
    }
    .draw()
}

fn without_service(why: &'static str) -> AnyView {
    let body = vec![
        paragraph(
            "",
            vec![
                words("console__name", why),
                "Start one on this computer, and open the link it prints:".into_any(),
            ],
        ),
        copyable("Start it".to_owned(), "dps-playground serve\n".to_owned()),
        paragraph(
            "note",
            vec!["Or choose “In this page” above: that service needs nothing else.".into_any()],
        ),
    ];
    card(
        "without-service",
        "No service",
        "beside a relay",
        body.into_any(),
    )
}
