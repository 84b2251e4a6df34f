//! What changes in a view, without a type of its own each time.
//!
//! Leptos compiles its machinery anew for every closure that stands in a view. Behind a pointer they are all of one type,
//! which makes the page a good part smaller; nobody sees the difference otherwise.

use std::sync::{Arc, Mutex};

use leptos::ev::MouseEvent;
use leptos::prelude::*;

type Shared<T> = Arc<Mutex<dyn FnMut() -> T + Send>>;

/// A part of a view that is made anew whenever what it reads has changed.
pub fn dynamic(part: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let shared: Shared<AnyView> = Arc::new(Mutex::new(part));
    shared.into_any()
}

/// The same for a text.
pub fn text<T: ToString>(mut text: impl FnMut() -> T + Send + 'static) -> AnyView {
    dynamic(move || text().to_string().into_any())
}

/// An attribute that changes; `None` takes it away.
pub fn attr<T: ToString>(
    mut value: impl FnMut() -> Option<T> + Send + 'static,
) -> Shared<Option<String>> {
    Arc::new(Mutex::new(move || value().map(|value| value.to_string())))
}

/// A property, such as `checked`, that changes.
pub fn flag(value: impl FnMut() -> bool + Send + 'static) -> Shared<bool> {
    Arc::new(Mutex::new(value))
}

/// What a click does.
pub fn click(act: impl FnMut(MouseEvent) + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(act)
}

/// A value that is worked out again when what it reads has changed, and that is news only when it differs.
pub fn memo<T>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    fn boxed<T: PartialEq + Send + Sync + 'static>(
        value: Box<dyn Fn() -> T + Send + Sync>,
    ) -> Memo<T> {
        Memo::new(move |_| value())
    }
    boxed(Box::new(value))
}

/// Rows of a list. Each is drawn once for as long as its key is among `keys`, so that a focus in it stays.
pub fn keyed(
    keys: impl Fn() -> Vec<u64> + Send + Sync + 'static,
    draw: impl Fn(u64) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    type Keys = Arc<dyn Fn() -> Vec<u64> + Send + Sync>;
    type Row = Arc<dyn Fn(u64) -> AnyView + Send + Sync>;
    fn boxed(keys: Keys, draw: Row) -> AnyView {
        view! { <For each=move || keys() key=|key| *key children=move |key| draw(key) /> }
            .into_any()
    }
    boxed(Arc::new(keys), Arc::new(draw))
}
