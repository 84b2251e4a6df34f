//! Bytes as rows of hex and text. Pointing at a byte marks its field; identity parts keep their colour.

use std::ops::Range;

use dps_protocol::mark::{Part, Span};
use leptos::prelude::*;

use crate::hex::{Run, hex, offset, rows, text};

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
    pointed: RwSignal<Option<Range<usize>>>,
    /// Bytes in a row.
    per_row: usize,
) -> impl IntoView {
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
                <div class="hex-view__row">
                    <span class="hex-view__offset">{offset(row.offset)}</span>
                    <span class="hex-view__hex">{cells(hex, " ")}</span>
                    <span class="hex-view__text" aria-hidden="true">{cells(text, "")}</span>
                </div>
            }
        });
    view! {
        <div class="hex-view" data-testid="hex" data-per-row=per_row role="region" aria-label="Bytes of the packet" tabindex="0"
            on:pointerleave=move |_| pointed.set(None)>
            {body.collect_view()}
        </div>
    }
}

fn run_view(
    run: &Run,
    shown: String,
    field: Option<Range<usize>>,
    pointed: RwSignal<Option<Range<usize>>>,
) -> AnyView {
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
        <span class=class data-part=run.part.map(Part::as_str) data-lit=lit on:pointerenter=move |_| pointed.set(field.clone())>{shown}</span>
    }
    .into_any()
}
