//! Grades: what the service has seen of a device, criterion by criterion.

use leptos::prelude::*;

use crate::browser::practice_console::Seat;
use crate::components::console_parts::{
    Row, buttons, card, copyable, more, paragraph, rows, small, sources, words,
};
use crate::components::dynamic::dynamic;
use crate::console::{Finding, GradeSummary, Report};
use crate::console_room::ConsoleRoom;

/// The desk.
pub fn grades(room: ConsoleRoom, seat: Seat) -> AnyView {
    if seat == Seat::InPage {
        let body = vec![
            paragraph("", vec!["A report is about a device of your own, and none can reach a service that lives in this page. Start one on this computer, point the device at it, and look here:".into_any()]),
            copyable("Start it".to_owned(), "dps-playground serve\n".to_owned()),
            paragraph("", vec!["On a test bench, without a page:".into_any()]),
            copyable("Grade a device".to_owned(), "dps-playground grade --registration-id press-17\n".to_owned()),
        ];
        return card(
            "grades",
            "Grades",
            "for devices of your own",
            body.into_any(),
        );
    }
    let list = dynamic(move || {
        room.held.with(|held| {
            let grades = held.grades.iter().map(|grade| grade_row(room, grade));
            rows(grades.collect(), "No device has named itself yet. The desk “Real clients” says how to point one here.")
        })
    });
    let report = dynamic(move || {
        let report = room
            .held
            .with(|held| held.report.as_ref().map(|report| report_view(room, report)));
        report.unwrap_or_else(|| ().into_any())
    });
    vec![
        card("grades", "Devices", "as far as the history goes", list),
        report,
    ]
    .into_any()
}

fn grade_row(room: ConsoleRoom, grade: &GradeSummary) -> AnyView {
    let id = grade.registration_id.clone();
    let shown = id.clone();
    let mut said = vec![words("console__name", &id)];
    if grade.failed > 0 {
        said.push(words(
            "badge badge--bad",
            format!("{} failed", grade.failed),
        ));
    }
    said.push(words("badge badge--ok", format!("{} passed", grade.passed)));
    said.push(words("badge", format!("{} not seen", grade.not_seen)));
    let show = move || room.show_report(shown.clone());
    Row {
        hook: "grade",
        state: String::new(),
        said,
        buttons: vec![small("Show the report", id.clone(), Box::new(show))],
        below: Vec::new(),
        id,
    }
    .draw()
}

fn report_view(room: ConsoleRoom, report: &Report) -> AnyView {
    let id = report.registration_id.clone();
    let save = |words: &'static str, format: &'static str| {
        let id = id.clone();
        small(
            words,
            String::new(),
            Box::new(move || room.save_report(id.clone(), format)),
        )
    };
    let saves = buttons(vec![
        save("Save as JSON", "json"),
        save("Save as JUnit", "junit"),
    ]);
    let findings: Vec<AnyView> = report.findings.iter().map(finding_row).collect();
    view! {
        <section class="card" aria-labelledby="report" data-testid="report">
            <div class="card__head"><h2 id="report">{format!("Report about {id}")}</h2>{saves}</div>
            <ul class="card__body console__list">{findings}</ul>
        </section>
    }
    .into_any()
}

fn finding_row(finding: &Finding) -> AnyView {
    let (class, word) = match finding.mark.as_str() {
        "passed" => ("badge badge--ok", "passed"),
        "failed" => ("badge badge--bad", "failed"),
        _ => ("badge", "not seen"),
    };
    let mut below = vec![paragraph("why", vec![finding.why.clone().into_any()])];
    if finding.mark == "notSeen" && !finding.provoked_by.is_empty() {
        below.push(paragraph(
            "why",
            vec![
                words("console__name", "To see it, switch on:"),
                finding.provoked_by.join(", ").into_any(),
            ],
        ));
    }
    if !finding.evidence.is_empty() {
        let lines = finding.evidence.iter();
        let lines = lines
            .map(|line| paragraph("mono", vec![line.clone().into_any()]))
            .collect();
        below.push(more(
            format!("Evidence: {}", finding.evidence.len()),
            format!("for {}", finding.title),
            lines,
        ));
    }
    below.push(sources(&finding.sources));
    Row {
        hook: "criterion",
        id: finding.id.clone(),
        state: finding.mark.clone(),
        said: vec![words(class, word), words("console__name", &finding.title)],
        buttons: Vec::new(),
        below,
    }
    .draw()
}
