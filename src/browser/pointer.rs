//! What lies under the pointer or has the focus.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// The value of `attribute` on the event's target or the nearest element around it that has one.
pub fn attribute_under(event: &Event, attribute: &str) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let around = target.closest(&format!("[{attribute}]")).ok()??;
    around.get_attribute(attribute)
}
