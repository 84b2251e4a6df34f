//! Files by dialog, by drop or by paste, for one box: what the device presents and what the server is trusted by never share one.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{NamedBytes, files_of, pasted, read_files, use_file_drop};
use crate::components::dynamic::attr;
use crate::components::import_notes::ImportNotes;
use crate::import_note::Slot;
use crate::workbench::Workbench;

/// A place to put files.
#[component]
pub fn DropZone(
    /// The box.
    kind: Slot,
    /// What belongs here.
    title: &'static str,
    /// What may be given, in a sentence.
    sentence: &'static str,
) -> impl IntoView {
    let workbench = Workbench::expect();
    let take = Callback::new(move |files| workbench.import(files, kind));
    let notes = view! { <ImportNotes kind /> }.into_any();
    drop_zone(slot_name(kind), title, sentence, take, notes)
}

/// A place to put files, wherever they go from there; `below` stands under it.
pub fn drop_zone(
    id: &'static str,
    title: &'static str,
    sentence: &'static str,
    on_files: Callback<Vec<NamedBytes>>,
    below: AnyView,
) -> AnyView {
    let zone = NodeRef::<html::Div>::new();
    let chooser = NodeRef::<html::Input>::new();
    let drop = use_file_drop(zone, move |files| on_files.run(files));
    let chosen = move |_| {
        let Some(input) = chooser.get_untracked() else {
            return;
        };
        let files = files_of(input.files());
        // So that the same file, mended, can be chosen again.
        input.set_value("");
        spawn_local(async move { on_files.run(read_files(files).await) });
    };
    let typed = RwSignal::new(String::new());
    let read_pasted = move |_| {
        // Taken and not copied: what it held is overwritten where it is read.
        let text = typed.try_update(std::mem::take).unwrap_or_default();
        if !text.trim().is_empty() {
            on_files.run(vec![NamedBytes::pasted(text)]);
        }
    };
    // Read at once: a private key should not stand on the screen.
    let on_paste = move |event: leptos::ev::ClipboardEvent| {
        let (files, text) = pasted(&event);
        event.prevent_default();
        spawn_local(async move {
            let mut read = read_files(files).await;
            read.extend(text.map(NamedBytes::pasted));
            on_files.run(read);
        });
    };
    view! {
        <div class="drop-zone" node_ref=zone data-testid=format!("drop-{id}") data-over=attr(move || drop.is_over.get().then_some("true"))>
            <div class="drop-zone__target">
                <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><path d="M8 4h11l6 6v18H8zM19 4v6h6M16.5 24v-9M12.5 19l4-4 4 4" /></svg>
                <div>
                    <p class="drop-zone__title">{title}</p>
                    <p class="note">{sentence}</p>
                </div>
                <label class="button drop-zone__choose">
                    "Choose files"
                    <input type="file" multiple node_ref=chooser id=format!("files-{id}") on:change=chosen />
                </label>
            </div>
            <details class="drop-zone__paste">
                <summary>"Or paste PEM text"</summary>
                <textarea class="input" rows="4" spellcheck="false" autocomplete="off" aria-label=format!("PEM text: {title}") id=format!("paste-{id}")
                    prop:value=typed on:paste=on_paste on:input=move |event| typed.set(event_target_value(&event))></textarea>
                <button type="button" class="button button--small" on:click=read_pasted>"Read this text"</button>
            </details>
            {below}
        </div>
    }
    .into_any()
}

/// A stable name, for ids and tests.
pub fn slot_name(slot: Slot) -> &'static str {
    match slot {
        Slot::Device => "device",
        Slot::EnrolmentCa => "enrolment-ca",
        Slot::ServerTrust => "server-trust",
    }
}
