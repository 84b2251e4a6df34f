//! Saving something as a file.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// More than a browser takes to begin with a file, and short enough that many do not heap up.
const MILLIS_TO_READ: u32 = 10_000;

/// Offers `bytes` as a file for the person to save. False when the browser refuses.
pub fn save(file_name: &str, media_type: &str, bytes: &[u8]) -> bool {
    offer(file_name, media_type, bytes).is_ok()
}

fn offer(file_name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document
        .create_element("a")?
        .dyn_into()
        .map_err(JsValue::from)?;
    anchor.set_href(&address);
    anchor.set_download(file_name);
    anchor.click();
    // The address would keep the file in memory as long as the page; but not every browser has read it when the click returns.
    let forget = move || drop(Url::revoke_object_url(&address));
    Timeout::new(MILLIS_TO_READ, forget).forget();
    Ok(())
}
