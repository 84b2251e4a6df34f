//! Grades: what the service has seen of a device, criterion by criterion.

use leptos::prelude::*;

use crate::browser::practice_console::Seat;
use crate::components::console_parts::{card, copyable, small, sources};
use crate::components::dynamic::{click, dynamic};
use crate::console::{Finding, Report};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn grades(room: ConsoleRoom, seat: Seat) -> AnyView {
    if seat == Seat::InPage {
        let body = view! {
            <p>"A report is about a device of your own, and none can reach a service that lives in this page. Start one on this computer, point the device at it, and look here:"</p>
            {copyable("Start it".to_owned(), "dps-playground serve\n".to_owned())}
            <p>"On a test bench, without a page:"</p>
            {copyable("Grade a device".to_owned(), "dps-playground grade --registration-id press-17\n".to_owned())}
        }
        .into_any();
        return card("grades", "Grades", "for devices of your own", body);
    }
    let list = dynamic(move || {
        room.held.with(|held| {
            if held.grades.is_empty() {
                return view! { <p class="note">"No device has named itself yet. "<a href="#/practice/clients">"Point one here"</a>"."</p> }.into_any();
            }
            let rows = held.grades.iter().map(|grade| {
                let id = grade.registration_id.clone();
                let show = { let id = id.clone(); move || room.show_report(id.clone()) };
                let failed = (grade.failed > 0).then(|| view! { <span class="badge badge--bad">{format!("{} failed", grade.failed)}</span>" " });
                view! {
                    <li class="console__row" data-testid="grade" data-id=id>
                        <p><b>{id.clone()}</b>" "{failed}<span class="badge badge--ok">{format!("{} passed", grade.passed)}</span>" "<span class="badge">{format!("{} not seen", grade.not_seen)}</span></p>
                        <div class="console__buttons">{small("Show the report", id.clone(), show)}</div>
                    </li>
                }
            });
            view! { <ul class="console__list">{rows.collect_view()}</ul> }.into_any()
        })
    });
    let report = dynamic(move || {
        room.held
            .with(|held| held.report.as_ref().map(|report| report_view(room, report)))
            .into_any()
    });
    view! { {card("grades", "Devices", "as far as the history goes", list)}{report} }.into_any()
}

fn report_view(room: ConsoleRoom, report: &Report) -> AnyView {
    let id = report.registration_id.clone();
    let save = |format: &'static str| {
        let id = id.clone();
        move |_| room.save_report(id.clone(), format)
    };
    let findings = report.findings.iter().map(finding_view);
    view! {
        <section class="card" aria-labelledby="report" data-testid="report">
            <div class="card__head"><h2 id="report">{format!("Report about {id}")}</h2>
                <div class="console__buttons">
                    <button type="button" class="button button--small" on:click=click(save("json"))>"Save as JSON"</button>
                    <button type="button" class="button button--small" on:click=click(save("junit"))>"Save as JUnit"</button>
                </div>
            </div>
            <ul class="card__body console__list">{findings.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn finding_view(finding: &Finding) -> AnyView {
    let (class, word) = match finding.mark.as_str() {
        "passed" => ("badge badge--ok", "passed"),
        "failed" => ("badge badge--bad", "failed"),
        _ => ("badge", "not seen"),
    };
    let provoke = (finding.mark == "notSeen")
        .then(|| view! { <p class="why"><b>"To see it: "</b>{finding.provoked_by.clone()}</p> });
    let evidence = finding
        .evidence
        .iter()
        .map(|line| view! { <li class="mono">{line.clone()}</li> });
    let evidence = (!finding.evidence.is_empty()).then(|| view! {
        <details class="console__more"><summary>{format!("Evidence: {}", finding.evidence.len())}<span class="sr-only">" for "{finding.title.clone()}</span></summary><ul>{evidence.collect_view()}</ul></details>
    });
    view! {
        <li class="console__row console__row--tall" data-testid="criterion" data-id=finding.id.clone() data-mark=finding.mark.clone()>
            <p><span class=class>{word}</span>" "<b>{finding.title.clone()}</b></p>
            <p class="why">{finding.why.clone()}</p>
            {provoke}
            {evidence}
            {sources(&finding.sources)}
        </li>
    }
    .into_any()
}
