//! Faults of the practice service beside the relay, as far as they concern the lesson's connection: its history is read
//! along, since nothing on the wire says that a failure was on purpose.

use std::cell::Cell;
use std::rc::Rc;

use relay_protocol::{FAULTS_PATH, HISTORY_PATH};
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::Parts;
use crate::browser::relay_api;
use crate::journey::{Event, Fault, LinkId};

/// How long one question waits for news, in seconds.
const WAIT_SECS: u32 = 2;

/// How far the history has been read, and for whom it is read now: one reader at a time.
#[derive(Default)]
pub(super) struct FaultWatch {
    /// The number of the latest entry; none before the first question.
    after: Cell<Option<u64>>,
    link: Cell<Option<LinkId>>,
}

/// Tells which faults fire from now on, until the connection is over and its last news were read.
pub(super) fn begin(parts: &Rc<Parts>, link: LinkId) {
    if parts.watch.link.replace(Some(link)).is_some() {
        // The reader that is at work reads on for the new connection.
        return;
    }
    let parts = Rc::downgrade(parts);
    spawn_local(async move {
        loop {
            let Some((after, is_last, link)) = parts.upgrade().and_then(|parts| {
                let link = parts.watch.link.get()?;
                Some((parts.watch.after.get(), !parts.links.is_known(link), link))
            }) else {
                return;
            };
            // What was before the first connection is no news.
            let (from, wait) = match after {
                Some(after) => (after, if is_last { 0 } else { WAIT_SECS }),
                None => (u64::MAX, 0),
            };
            let path = format!("{HISTORY_PATH}?after={from}&wait={wait}");
            let news = relay_api::get(&path).await;
            let Some(parts) = parts.upgrade() else { return };
            let Ok(news) = news else {
                parts.watch.link.set(None);
                return;
            };
            let recorded = news.get("recorded").and_then(Value::as_u64);
            let heard = fired(&news);
            let latest = newest(&news).or(after).or(recorded);
            parts.watch.after.set(latest);
            if !heard.is_empty() {
                let on = faults_on().await;
                for (device, id, title) in heard {
                    parts.outbox.put(Event::Fault(Fault {
                        link,
                        device,
                        id,
                        title,
                        on: on.clone(),
                    }));
                }
            }
            if is_last && parts.watch.link.get() == Some(link) {
                parts.watch.link.set(None);
                return;
            }
        }
    });
}

/// The names of the faults that are switched on beside the relay; none when it does not say.
pub(in crate::browser) async fn faults_on() -> Vec<String> {
    let active = relay_api::get(&format!("{FAULTS_PATH}?active")).await;
    let active = active.unwrap_or_default();
    let list = active.as_array().map(Vec::as_slice).unwrap_or_default();
    let left = |fault: &&Value| fault["active"]["count"] != 0;
    let names = list.iter().filter(left);
    names
        .filter_map(|fault| Some(fault.get("id")?.as_str()?.to_owned()))
        .collect()
}

fn entries(news: &Value) -> &[Value] {
    let entries = news.get("entries").and_then(Value::as_array);
    entries.map(Vec::as_slice).unwrap_or_default()
}

fn newest(news: &Value) -> Option<u64> {
    entries(news).last()?.get("number")?.as_u64()
}

/// Device, name and title of each fault that fired.
fn fired(news: &Value) -> Vec<(Option<String>, String, String)> {
    let text = |entry: &Value, name: &str| Some(entry.get(name)?.as_str()?.to_owned());
    let of_entry = |entry: &Value| {
        let (id, title) = (text(entry, "fault")?, text(entry, "what")?);
        Some((text(entry, "registrationId"), id, title))
    };
    entries(news).iter().filter_map(of_entry).collect()
}
