//! Mounts the page, or serves as its worker: one WebAssembly with two entries.

#[cfg(target_arch = "wasm32")]
fn main() {
    use dps_playground_page::app::App;
    use dps_playground_page::browser::serve_as_worker;
    use dps_playground_page::workbench::Workbench;
    use leptos::mount::mount_to_body;
    use leptos::prelude::*;

    console_error_panic_hook::set_once();
    if serve_as_worker() {
        return;
    }
    mount_to_body(|| {
        Workbench::install();
        view! { <App /> }
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
