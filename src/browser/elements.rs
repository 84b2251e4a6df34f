//! The few things that are done to elements by hand.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Focuses the element with this id; one that is no control needs `tabindex="-1"`.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // Parts of a drawing take the focus too, and are no `HtmlElement`. One that cannot take it leaves it where it is.
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
}

/// Scrolls the element with this id into view, no further than needed.
pub fn reveal(id: &str) {
    if let Some(element) = element(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls the nearest `[data-scroller]` around the element with this id so far that it is seen, and nothing else: the
/// page itself stays where it is.
pub fn reveal_inside(id: &str) {
    reveal_part(id, 0.0, 1.0);
}

/// The element with this id, and the nearest `[data-scroller]` around it.
fn inside_scroller(id: &str) -> Option<(Element, Element)> {
    let content = element(id)?;
    let scroller = content.closest("[data-scroller]").ok()??;
    Some((content, scroller))
}

/// Which part of the element with this id can be seen in the nearest `[data-scroller]` around it: from where to where, as
/// shares of its height.
pub fn seen_part(id: &str) -> Option<(f64, f64)> {
    let (content, scroller) = inside_scroller(id)?;
    let (inner, outer) = (
        content.get_bounding_client_rect(),
        scroller.get_bounding_client_rect(),
    );
    let share = |at: f64| ((at - inner.top()) / inner.height()).clamp(0.0, 1.0);
    (inner.height() > 0.0).then(|| (share(outer.top()), share(outer.bottom())))
}

/// Scrolls the nearest `[data-scroller]` around the element with this id so far that the part of it from `top` to `bottom`
/// (shares of its height) is seen, and nothing else: the page itself stays where it is.
pub fn reveal_part(id: &str, top: f64, bottom: f64) {
    let Some((content, scroller)) = inside_scroller(id) else {
        return;
    };
    let (inner, outer) = (
        content.get_bounding_client_rect(),
        scroller.get_bounding_client_rect(),
    );
    let (top, bottom) = (
        inner.top() + top * inner.height(),
        inner.top() + bottom * inner.height(),
    );
    // A little more, so that what comes before and after is seen too.
    let around = bottom - top;
    let by = (bottom + around - outer.bottom()).max(0.0) + (top - around - outer.top()).min(0.0);
    scroller.set_scroll_top(scroller.scroll_top() + by.round() as i32);
}

/// Opens the `<details>` with this id and shows it from its beginning.
pub fn unfold(id: &str) {
    if let Some(element) = element(id) {
        // An attribute of this name is never refused.
        let _ = element.set_attribute("open", "");
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Start);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whether there is an element with this id.
pub fn is_there(id: &str) -> bool {
    element(id).is_some()
}

/// Whether the window is as narrow as a telephone's.
pub fn is_narrow() -> bool {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_some_and(|pixels| pixels < 640.0)
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// The value of an attribute on what the event happened to, or on the nearest element around it that has it.
pub fn attribute_under(event: &impl AsRef<Event>, attribute: &str) -> Option<String> {
    let target = event.as_ref().target()?.dyn_into::<Element>().ok()?;
    let bearer = target.closest(&format!("[{attribute}]")).ok().flatten()?;
    bearer.get_attribute(attribute)
}
