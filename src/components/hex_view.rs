//! Bytes as rows of hex and text. Pointing at a byte marks its field; identity parts keep their colour.

use std::ops::Range;

use dps_protocol::mark::{Part, Span};
use leptos::prelude::*;

use crate::components::pointing::{Pointed, points_at};
use crate::hex::{Run, hex, offset, rows, text};

/// The id of the row that holds the byte at `at`; `what` the bytes are of.
pub fn row_id(what: &str, at: usize, per_row: usize) -> String {
    format!(
        "{}-bytes-{}",
        what.replace(' ', "-"),
        at - at % per_row.max(1)
    )
}

/// Shows `bytes`, `per_row` to a row.
#[component]
pub fn HexView(
    /// The bytes.
    bytes: Vec<u8>,
    /// The leaves of the field tree: where pointing at a byte leads to.
    fields: Vec<Range<usize>>,
    /// The identity parts.
    spans: Vec<Span>,
    /// The bytes pointed at, here or in the field tree.
    pointed: Pointed,
    /// Bytes in a row.
    per_row: usize,
    /// What the bytes are of.
    #[prop(default = "packet")]
    what: &'static str,
    /// Whether what was pointed at stays so when the pointer leaves.
    #[prop(default = false)]
    stays: bool,
) -> impl IntoView {
    let mut in_order = fields.clone();
    diagnose::in_order::by_key(&mut in_order, |field| field.start);
    let step = move |event: leptos::ev::KeyboardEvent| {
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => next(&in_order, pointed.get_untracked()),
            "ArrowLeft" | "ArrowUp" => previous(&in_order, pointed.get_untracked()),
            _ => return,
        };
        event.prevent_default();
        pointed.set(to);
    };
    let body = rows(bytes.len(), per_row, &fields, &spans)
        .into_iter()
        .map(|row| {
            let cells = |show: fn(&[u8]) -> String, gap: &'static str| {
                let last = row.runs.len().saturating_sub(1);
                let cells = row.runs.iter().enumerate().map(|(index, run)| {
                    let field = fields
                        .iter()
                        .find(|field| field.contains(&run.bytes.start))
                        .cloned();
                    let shown = show(bytes.get(run.bytes.clone()).unwrap_or_default());
                    (
                        run_view(run, shown, field, pointed),
                        if index < last { gap } else { "" },
                    )
                });
                cells.collect_view()
            };
            view! {
                <div class="hex-view__row" id=row_id(what, row.offset, per_row)>
                    <span class="hex-view__offset">{offset(row.offset)}</span>
                    <span class="hex-view__hex">{cells(hex, " ")}</span>
                    <span class="hex-view__text" aria-hidden="true">{cells(text, "")}</span>
                </div>
            }
        });
    view! {
        <div class="hex-view" data-testid="hex" data-per-row=per_row role="region" aria-label=format!("Bytes of the {what}") tabindex="0" data-scroller=""
            on:keydown=step
            on:pointerleave=move |_| if !stays { pointed.set(None) }>
            {body.collect_view()}
        </div>
    }
}

/// The field after the one pointed at; the first when none is.
fn next(fields: &[Range<usize>], at: Option<Range<usize>>) -> Option<Range<usize>> {
    let Some(at) = at else {
        return fields.first().cloned();
    };
    let after = fields.iter().find(|field| field.start > at.start);
    Some(after.cloned().unwrap_or(at))
}

/// The field before the one pointed at.
fn previous(fields: &[Range<usize>], at: Option<Range<usize>>) -> Option<Range<usize>> {
    let at = at?;
    let before = fields.iter().rev().find(|field| field.start < at.start);
    Some(before.cloned().unwrap_or(at))
}

fn run_view(run: &Run, shown: String, field: Option<Range<usize>>, pointed: Pointed) -> AnyView {
    let bytes = run.bytes.clone();
    let lit = move || {
        pointed.with(|range| {
            range
                .as_ref()
                .is_some_and(|range| range.contains(&bytes.start))
                .then_some("true")
        })
    };
    let class = if run.part.is_some() {
        "hex-view__run mark"
    } else {
        "hex-view__run"
    };
    view! {
        <span class=class data-part=run.part.map(Part::as_str) data-lit=lit on:pointermove=points_at(pointed, field)>{shown}</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_go_from_field_to_field_and_stay_inside() {
        let fields = [0..2, 2..3, 3..9];
        assert_eq!(next(&fields, None), Some(0..2));
        assert_eq!(next(&fields, Some(0..2)), Some(2..3));
        assert_eq!(next(&fields, Some(3..9)), Some(3..9));
        assert_eq!(previous(&fields, Some(3..9)), Some(2..3));
        assert_eq!(previous(&fields, Some(0..2)), Some(0..2));
        assert_eq!(previous(&fields, None), None);
        // From a group, into it.
        assert_eq!(next(&fields, Some(0..9)), Some(2..3));
    }
}
