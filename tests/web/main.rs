//! What the page does with the browser, tested in one.
#![cfg(target_arch = "wasm32")]

mod files;
mod identities;
mod imports;
mod keys;
mod lesson;
mod page;
mod relay_http;
mod tunnel;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

/// A file of `tests/web/fixtures`, made by openssl: its name and its bytes.
macro_rules! fixture {
    ($name:literal) => {
        (
            $name,
            include_bytes!(concat!("fixtures/", $name)).as_slice(),
        )
    };
}
pub(crate) use fixture;

/// A name and contents.
pub(crate) type Fixture = (&'static str, &'static [u8]);
