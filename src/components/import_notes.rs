//! What is to be said of the files given last: what, where, and what to do.

use leptos::prelude::*;

use crate::components::dynamic::dynamic;
use crate::import_note::{ImportNote, NoteSeverity, Slot};
use crate::workbench::Workbench;

/// The notes of one box.
#[component]
pub fn ImportNotes(
    /// The box.
    kind: Slot,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let notes = move || {
        workbench.notes.with(|notes| {
            notes
                .iter()
                .filter(|note| note.slot == kind)
                .map(note_view)
                .collect_view()
        })
    };
    view! { <ul class="import-notes" aria-live="polite" data-testid="import-notes">{dynamic(move || notes().into_any())}</ul> }
}

fn note_view(note: &ImportNote) -> AnyView {
    let (badge, word) = match note.severity {
        NoteSeverity::Error => ("badge badge--bad", "Error"),
        NoteSeverity::Warning => ("badge badge--warn", "Warning"),
        NoteSeverity::Note => ("badge", "Note"),
    };
    let place = [
        note.file.clone(),
        note.line.map(|line| format!("line {line}")),
        note.column.map(|column| format!("column {column}")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ");
    view! {
        <li class="import-notes__item" data-severity=note.severity.as_str()>
            <span class=badge>{word}</span>
            <div>
                <p>{note.what.clone()}{(!place.is_empty()).then(|| view! { " "<span class="note">{place}</span> })}</p>
                {(!note.fix.is_empty()).then(|| view! { <p class="why">{note.fix.clone()}</p> })}
            </div>
        </li>
    }
    .into_any()
}
