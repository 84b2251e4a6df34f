//! What the page asks of the server it came from, counted where it is asked, and by the browser itself.

use std::collections::BTreeSet;

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::locality::Asked;

/// More than a visit asks for, so that the browser's own record has no end before the visit has one.
const MOST_ENTRIES: u32 = 10_000;

thread_local! {
    static ASKED: ArcRwSignal<Asked> = ArcRwSignal::new(Asked::default());
}

/// What the server's API was asked so far.
pub fn asked() -> ArcRwSignal<Asked> {
    ASKED.with(Clone::clone)
}

/// Notes a request to the API with this much in it.
pub(super) fn note(bytes: usize) {
    asked().update(|asked| {
        asked.calls += 1;
        asked.bytes += bytes;
    });
}

/// How many files the page has fetched, by the record of the browser; the server's host and port.
pub fn files_and_server() -> (usize, String) {
    let Some(window) = web_sys::window() else {
        return (0, String::new());
    };
    let mut files = BTreeSet::new();
    if let Some(performance) = window.performance() {
        performance.set_resource_timing_buffer_size(MOST_ENTRIES);
        for entry in performance.get_entries_by_type("resource").iter() {
            let name = Reflect::get(&entry, &JsValue::from_str("name"));
            let name = name.ok().and_then(|name| name.as_string());
            // One that is used again is in the record again.
            files.extend(name.filter(|name| !name.contains("/api/")));
        }
    }
    let server = window.location().host().unwrap_or_default();
    // One more: the document.
    (files.len() + 1, server)
}
