//! A packet before it is sent, to be changed by field or by byte; what the bytes then say, and what is wrong with them, is shown
//! as they change.

use experiments::edit::{
    MAX_EDITED_BYTES, Slot, SlotKind, hex, parse_hex, slots, with_flag, with_number, with_text,
};
use leptos::prelude::*;
use wire_layers::{Sender, Service, packet as take_apart};

use crate::components::dynamic::{attr, click, dynamic, memo};
use crate::components::packet_panes::{Layout, packet_panes};
use crate::experiment_room::ExperimentRoom;
use crate::journey::Purpose;
use crate::packet_view::{packet_spans, size};

/// Bytes in a row.
const PER_ROW: usize = 16;

/// The editor of the packet `number`.
pub fn editor(room: ExperimentRoom, number: u32) -> AnyView {
    let now = move || {
        room.trial.with(|trial| {
            let draft = trial.script.draft(number)?;
            Some((
                draft.bytes(&trial.names()),
                draft.edited.is_some(),
                draft.step,
            ))
        })
    };
    let Some((first, _, step)) = untrack(now) else {
        return ().into_any();
    };
    if first.len() > MAX_EDITED_BYTES {
        return view! { <p class="note" data-testid="editor">{format!("{} are too many to be edited here; up to {MAX_EDITED_BYTES} are shown.", size(first.len()))}</p> }.into_any();
    }
    let is_unknown = step.needs_operation
        && room
            .trial
            .with_untracked(|trial| trial.names().operation_id.is_none());
    let note = is_unknown.then(|| view! { <p class="note">"The operation ID is not known before the registration is answered. Unless you change this packet, it is filled in when it is sent; changed, the packet goes as it stands here. Send packet by packet to have it here."</p> });
    let bytes = memo(move || now().map(|(bytes, ..)| bytes).unwrap_or_default());
    let is_edited = memo(move || now().is_some_and(|(_, is_edited, _)| is_edited));
    // What is typed, while it is no row of bytes.
    let typed = RwSignal::new(None::<String>);
    let odd = memo(move || {
        typed.with(|typed| {
            typed
                .as_deref()
                .and_then(|typed| parse_hex(typed).err())
                .map(|error| error.to_string())
        })
    });
    let put = move |changed: Vec<u8>| {
        typed.set(None);
        room.rewrite(|script| script.edit(number, Some(changed)));
    };
    let on_type = move |text: String| match parse_hex(&text) {
        Ok(changed) if changed.len() <= MAX_EDITED_BYTES => {
            // The text stays as it was typed.
            typed.set(Some(text));
            room.rewrite(|script| script.edit(number, Some(changed)));
        }
        _ => typed.set(Some(text)),
    };
    let shown = move || typed.get().unwrap_or_else(|| hex(&bytes.get(), PER_ROW));
    let reset = move |_| {
        typed.set(None);
        room.rewrite(|script| script.edit(number, None));
    };
    // Fields stay while only their values change, so that a focus in them stays too.
    let labels = memo(move || {
        let slots = slots(&bytes.get());
        slots
            .iter()
            .map(|slot| (slot.label, kind_of(slot)))
            .collect::<Vec<_>>()
    });
    let fields = move || {
        let fields = labels.get().into_iter().enumerate();
        let fields = fields.map(|(at, _)| field(bytes, at, put));
        fields.collect_view().into_any()
    };
    let anatomy = move || {
        let bytes = bytes.get();
        let anatomy = take_apart(Service::Dps, Sender::Client, &bytes);
        let spans = packet_spans(Purpose::Dps, &bytes, &anatomy);
        let layout = Layout {
            what: "edited packet",
            per_row: PER_ROW,
            is_wide: false,
        };
        packet_panes("What it says now".to_owned(), bytes, spans, anatomy, layout)
    };
    view! {
        <div class="packet-editor" data-testid="editor" role="group" aria-label=format!("Edit {}", step.title)>
            {note}
            <div class="packet-editor__columns">
                <div class="packet-editor__fields"><h3>"Fields"</h3>{dynamic(fields)}</div>
                <div class="packet-editor__bytes">
                    <h3><label for="editor-hex">"Bytes"</label></h3>
                    <textarea class="input packet-editor__hex" id="editor-hex" rows="8" spellcheck="false" autocomplete="off" autocapitalize="off"
                        aria-describedby="editor-hex-hint editor-hex-odd" aria-invalid=attr(move || odd.with(Option::is_some).then_some("true"))
                        prop:value=shown on:input=move |event| on_type(event_target_value(&event))></textarea>
                    <p class="note" id="editor-hex-hint">"Two hexadecimal digits a byte. Lengths follow the fields by themselves, but not the bytes you type here."</p>
                    <p class="packet-editor__odd" id="editor-hex-odd" role="status">{dynamic(move || odd.get().unwrap_or_default().into_any())}</p>
                    {dynamic(move || match is_edited.get() {
                        true => view! { <button type="button" class="button button--small" data-testid="editor-reset" on:click=click(reset)>"As it was"</button> }.into_any(),
                        false => ().into_any(),
                    })}
                </div>
                <div class="packet-editor__says packet-detail" data-testid="editor-says">{dynamic(anatomy)}</div>
            </div>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Flag,
}

fn kind_of(slot: &Slot) -> Kind {
    match slot.kind {
        SlotKind::Text { .. } => Kind::Text,
        SlotKind::Number { .. } => Kind::Number,
        SlotKind::Flag { .. } => Kind::Flag,
    }
}

/// How a packet is changed in one field; none where it cannot be.
type Change<'a> = &'a dyn Fn(&[u8], &Slot) -> Option<Vec<u8>>;

/// One field, by its place among the fields.
fn field(
    bytes: Memo<Vec<u8>>,
    at: usize,
    put: impl Fn(Vec<u8>) + Copy + Send + Sync + 'static,
) -> AnyView {
    let slot = move |bytes: &[u8]| slots(bytes).into_iter().nth(at);
    let Some(first) = bytes.with_untracked(|bytes| slot(bytes)) else {
        return ().into_any();
    };
    let id = format!("editor-field-{at}");
    let label = first.label;
    let change = move |change: Change<'_>| {
        let changed = bytes.with_untracked(|bytes| change(bytes, &slot(bytes)?));
        if let Some(changed) = changed {
            put(changed);
        }
    };
    let value = move || {
        let slot = bytes.with(|bytes| slot(bytes));
        match slot.map(|slot| slot.kind) {
            Some(SlotKind::Text { text, .. }) => text,
            Some(SlotKind::Number { value, .. }) => value.to_string(),
            _ => String::new(),
        }
    };
    match first.kind {
        SlotKind::Flag { .. } => {
            let is_set = move || {
                let slot = bytes.with(|bytes| slot(bytes));
                slot.is_some_and(|slot| matches!(slot.kind, SlotKind::Flag { is_set: true, .. }))
            };
            view! {
                <label class="packet-editor__flag">
                    <input type="checkbox" id=id prop:checked=is_set on:change=move |event| {
                        let is_set = event_target_checked(&event);
                        change(&|bytes, slot| Some(with_flag(bytes, slot, is_set)));
                    } />
                    {label}
                </label>
            }
            .into_any()
        }
        SlotKind::Number { max, .. } => view! {
            <div class="packet-editor__field">
                <label for=id.clone()>{label}</label>
                <input class="input" id=id type="number" min="0" max=max.to_string() prop:value=value on:change=move |event| {
                    if let Ok(number) = event_target_value(&event).parse() {
                        change(&|bytes, slot| Some(with_number(bytes, slot, number)));
                    }
                } />
            </div>
        }
        .into_any(),
        SlotKind::Text { .. } => view! {
            <div class="packet-editor__field">
                <label for=id.clone()>{label}</label>
                <input class="input" id=id type="text" spellcheck="false" autocomplete="off" autocapitalize="off" prop:value=value on:input=move |event| {
                    let text = event_target_value(&event);
                    change(&|bytes, slot| with_text(bytes, slot, &text));
                } />
            </div>
        }
        .into_any(),
    }
}
