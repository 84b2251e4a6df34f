//! The browser's two clocks.

use std::time::Duration;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// Time since the page was opened. It never jumps.
pub fn now() -> Duration {
    // Of the global object, since a worker has no window.
    let clock = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("performance"));
    let clock = clock.ok().and_then(|clock| clock.dyn_into().ok());
    let millis = clock.map_or(0.0, |clock: Performance| clock.now());
    Duration::from_secs_f64(millis.max(0.0) / 1000.0)
}

/// Seconds since 1970, as the computer's clock has it.
pub fn unix_secs() -> i64 {
    unix_micros().div_euclid(1_000_000)
}

/// What [`unix_secs`] was when [`now`] was zero.
pub fn opened_unix_secs() -> i64 {
    unix_secs().saturating_sub_unsigned(now().as_secs())
}

/// Microseconds since 1970, as the computer's clock has it.
pub(super) fn unix_micros() -> i64 {
    // Milliseconds since 1970 fit a float exactly for the next hundred thousand years.
    (js_sys::Date::now() * 1000.0) as i64
}

/// Whole milliseconds to wait, rounded up so that a timer never fires early; capped at what `setTimeout` can count.
pub(super) fn millis_to_wait(wait: Duration) -> u32 {
    const LONGEST: u128 = i32::MAX as u128;
    let millis = wait.as_nanos().div_ceil(1_000_000).min(LONGEST);
    u32::try_from(millis).unwrap_or(u32::MAX)
}
