//! The line that always stands: where the key is, and what has left the tab so far.

use leptos::prelude::*;

use crate::components::dynamic::{memo, text};
use crate::workbench::Workbench;

/// Key in this tab only; sent so far.
#[component]
pub fn Locality() -> impl IntoView {
    let workbench = Workbench::expect();
    let sent = memo(move || {
        workbench.journey.with(|journey| {
            let left = journey.left_the_tab();
            sent_so_far(
                left.bytes_sent,
                left.certificates,
                left.signatures,
                &left.destinations,
            )
        })
    });
    view! {
        <p class="locality" data-testid="locality">
            <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9" /></svg>
            <span><b>"Key in this tab only."</b>" "{text(move || sent.get())}</span>
        </p>
    }
}

fn sent_so_far(
    bytes: usize,
    certificates: usize,
    signatures: usize,
    destinations: &[String],
) -> String {
    let count = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = [
        count(certificates, "certificate", "certificates"),
        count(signatures, "signature", "signatures"),
        count(bytes, "byte of MQTT", "bytes of MQTT"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return "Nothing has left it.".to_owned();
    }
    let to = if destinations.is_empty() {
        String::new()
    } else {
        format!(", to {}", destinations.join(" and "))
    };
    format!("Sent so far: {}{to}.", parts.join(", "))
}
