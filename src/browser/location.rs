//! The fragment of the page's address.

use gloo::events::EventListener;

/// The fragment, with its `#`; empty when there is none.
pub fn fragment() -> String {
    web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// The address of the page without its fragment.
pub fn address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// Goes to a fragment, as a link would: the way back leads here.
pub fn set_fragment(fragment: &str) {
    if let Some(window) = web_sys::window() {
        // Only a page that is being left refuses.
        let _ = window.location().set_hash(fragment);
    }
}

/// Tells of every change of the fragment, as long as the page lives.
pub fn on_fragment_change(tell: impl Fn(String) + 'static) {
    if let Some(window) = web_sys::window() {
        EventListener::new(&window, "hashchange", move |_| tell(fragment())).forget();
    }
}
