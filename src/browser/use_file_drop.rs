//! A box that takes dropped files.

use gloo::events::{EventListener, EventListenerOptions};
use leptos::html::ElementType;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, Event, EventTarget, File};

use super::read_files::{NamedBytes, files_of_drop, read_files};
use super::use_worker::PickedFile;

/// What [`use_file_drop`] returns.
#[derive(Clone, Copy)]
pub struct UseFileDrop {
    /// Whether something that can be dropped is held over the box.
    pub is_over: Signal<bool>,
}

/// Calls `on_files` with the files dropped onto `target`, read. The listeners go with the component.
pub fn use_file_drop<E>(
    target: NodeRef<E>,
    on_files: impl Fn(Vec<NamedBytes>) + Clone + 'static,
) -> UseFileDrop
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<EventTarget> + 'static,
{
    use_drop(target, move |files| {
        let on_files = on_files.clone();
        spawn_local(async move { on_files(read_files(files).await) });
    })
}

/// The same for files that somebody else will read.
pub fn use_handle_drop<E>(
    target: NodeRef<E>,
    on_files: impl Fn(Vec<PickedFile>) + Clone + 'static,
) -> UseFileDrop
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<EventTarget> + 'static,
{
    use_drop(target, move |files| on_files(PickedFile::of(files)))
}

fn use_drop<E>(target: NodeRef<E>, on_files: impl Fn(Vec<File>) + Clone + 'static) -> UseFileDrop
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<EventTarget> + 'static,
{
    // Entering a child counts as entering, leaving the box for it as leaving: only the sum tells.
    let depth = RwSignal::new(0_i32);
    let listeners = StoredValue::new_local(Vec::<EventListener>::new());
    Effect::new(move |_| {
        let Some(element) = target.get() else { return };
        let element: &EventTarget = element.as_ref();
        let on_files = on_files.clone();
        let dropped = move |event: &DragEvent| {
            depth.set(0);
            let files = files_of_drop(event.data_transfer());
            if files.is_empty() {
                return;
            }
            on_files(files);
        };
        listeners.set_value(vec![
            listen(element, "dragenter", move |_| {
                depth.update(|depth| *depth += 1)
            }),
            listen(element, "dragleave", move |_| {
                depth.update(|depth| *depth = (*depth - 1).max(0))
            }),
            listen(element, "dragover", |_| ()),
            listen(element, "drop", dropped),
        ]);
    });
    UseFileDrop {
        is_over: Signal::derive(move || depth.get() > 0),
    }
}

/// Files dropped beside the boxes would replace the page, and all that was done in it, with the file. Called once;
/// the listeners live as long as the page.
pub fn refuse_stray_drops() {
    let Some(window) = web_sys::window() else {
        return;
    };
    for kind in ["dragover", "drop"] {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, kind, options, |event| {
            // A box that takes the drop has said so already.
            if event.default_prevented() {
                return;
            }
            event.prevent_default();
            if let Some(data) = event
                .dyn_ref::<DragEvent>()
                .and_then(DragEvent::data_transfer)
            {
                data.set_drop_effect("none");
            }
        })
        .forget();
    }
}

/// Without `preventDefault` the browser would open the file itself.
fn listen(
    target: &EventTarget,
    kind: &'static str,
    act: impl Fn(&DragEvent) + 'static,
) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, kind, options, move |event: &Event| {
        if let Some(event) = event.dyn_ref::<DragEvent>() {
            event.prevent_default();
            act(event);
        }
    })
}
