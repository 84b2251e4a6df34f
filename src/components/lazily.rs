//! A part of the page whose code is fetched when it is first shown.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::chunks::{Later, Missing};
use crate::components::dynamic::{click, dynamic};

/// What draws the part, once it is there.
pub type Draw = fn() -> AnyView;

/// Fetches the part.
pub type Fetch = fn() -> Later<Result<Draw, Missing>>;

/// Shows the part `what` once it is there; until then that it is coming, and should it not come, a way to ask again.
pub fn lazily(what: &'static str, fetch: Fetch) -> AnyView {
    let part = RwSignal::new(None);
    let ask = move || {
        part.set(None);
        spawn_local(async move {
            let fetched = fetch().await;
            part.try_set(Some(fetched.ok()));
        });
    };
    ask();
    dynamic(move || {
        match part.get() {
        None => view! { <p class="lazily" role="status">{format!("Fetching {what}…")}</p> }.into_any(),
        Some(Some(draw)) => draw(),
        Some(None) => view! {
            <div class="lazily lazily--missing" role="alert">
                <p>{format!("Whatever serves this page no longer answers, and {what} had not been fetched yet.")}</p>
                <button type="button" class="button" on:click=click(move |_| ask())>"Try again"</button>
            </div>
        }
        .into_any(),
    }
    })
}
