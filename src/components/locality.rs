//! The line that always stands: where the key is, and what has left the tab so far.

use leptos::prelude::*;

use crate::browser::outgoing;
use crate::components::dynamic::{memo, text};
use crate::locality::in_words;
use crate::workbench::Workbench;

/// Key in this tab only; sent so far.
#[component]
pub fn Locality() -> impl IntoView {
    let workbench = Workbench::expect();
    let asked = outgoing::asked();
    let sent = memo(move || {
        let asked = asked.get();
        // Parts of the page are fetched when one goes there.
        workbench.route.track();
        workbench.is_whole.track();
        let (files, server) = outgoing::files_and_server();
        let by_experiments = workbench.left_by_experiments.get();
        workbench.journey.with(|journey| {
            let left = journey.left_the_tab().and(&by_experiments);
            in_words(&left, asked, files, &server)
        })
    });
    view! {
        <p class="locality" data-testid="locality">
            <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9" /></svg>
            <span><b>"Key in this tab only."</b>" "{text(move || sent.get())}</span>
        </p>
    }
}
