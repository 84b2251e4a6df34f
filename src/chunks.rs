//! The parts of the page that are fetched when they are first needed, each a WebAssembly module of its own: what only the
//! functions below reach is left out of the first module (`crates/page-assembly/src/modules.rs` takes the page apart).
//!
//! A function here may not be async. One that has to wait returns a boxed future, and one that draws returns a
//! [`Draw`](crate::components::lazily::Draw), so that the drawing itself happens where the view stands. Without the feature
//! `split` (in the tests) everything is one module.
//!
//! What several chunks reach becomes a module for each set of them; the small ones of these are one, which all chunks fetch:
//! what is needed on the same occasion goes by the same name.

use leptos::prelude::*;

use crate::browser::engine::fetch_service;
use crate::components::assigned_panel::AssignedPanel;
use crate::components::certificate_bench::CertificateBench;
use crate::components::certificates_panel::CertificatesPanel;
use crate::components::lazily::Draw;
use crate::components::packet_detail;
use crate::components::tls_panel;
use crate::components::trust_panel::TrustPanel;
use crate::components::{paste_room, preflight, reference, step_diagnosis};
use crate::share::{self, BrokenLink, Shared};
use crate::workbench::Workbench;

macro_rules! chunk {
    ($($(#[$attr:meta])* $vis:vis async fn $name:ident in $chunk:ident ($($arg:ident: $kind:ty),*) -> Result<$ok:ty> $body:block)*) => {$(
        #[cfg(feature = "split")]
        #[wasm_split_helpers::wasm_split($chunk, fallible)]
        $(#[$attr])*
        $vis fn $name($($arg: $kind),*) -> Result<$ok, $crate::chunks::Missing> { Ok($body) }

        #[cfg(not(feature = "split"))]
        $(#[$attr])*
        $vis async fn $name($($arg: $kind),*) -> Result<$ok, $crate::chunks::Missing> { Ok($body) }
    )*};
}

pub(crate) use chunk;

/// What a chunk's function returns that has to wait.
pub type Later<T> = std::pin::Pin<Box<dyn Future<Output = T>>>;

/// A part of the page could not be fetched.
#[derive(Debug)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Fetches, one after the other, what a lesson needs sooner or later, and the certificate bench: from then on both also run
/// without whatever serves the page, so that one can pull the plug before a key is loaded. What does not come now is asked for
/// again when it is needed.
pub async fn prefetch() {
    let _ = fetch_service().await;
    let _ = certificates_panel().await;
    if let Ok(texts) = fetch_causes().await {
        texts.await;
    }
    let _ = bench().await;
}

chunk! {
    /// The panel of the step about certificates.
    pub async fn certificates_panel in lesson () -> Result<Draw> {
        || view! { <CertificatesPanel /> }.into_any()
    }

    /// The panel of the step about the server's certificate.
    pub async fn trust_panel in lesson () -> Result<Draw> {
        || view! { <TrustPanel /> }.into_any()
    }

    /// The panel of the step about the assignment.
    pub async fn assigned_panel in lesson () -> Result<Draw> {
        || view! { <AssignedPanel /> }.into_any()
    }

    /// The certificate bench.
    pub async fn bench in certificates () -> Result<Draw> {
        || view! { <CertificateBench /> }.into_any()
    }

    /// Takes the TLS under the packets apart.
    pub async fn tls_panel in lesson () -> Result<Draw> {
        tls_panel::draw
    }

    /// Takes the packet apart that is shown.
    pub async fn packet_detail in lesson () -> Result<Draw> {
        packet_detail::draw
    }

    /// What to say first of the step that failed, and what draws the rest.
    pub async fn step_diagnosis in diagnosis (workbench: Workbench) -> Result<(String, Draw)> {
        (step_diagnosis::headline(workbench), step_diagnosis::draw)
    }

    /// The texts of the causes; from then on failures are explained without whatever serves the page.
    pub async fn fetch_causes in diagnosis () -> Result<Later<()>> {
        Box::pin(async { step_diagnosis::fetch().await; })
    }

    /// What can be known to fail before anything is sent.
    pub async fn preflight in diagnosis () -> Result<Draw> {
        preflight::draw
    }

    /// The same, and nothing at all where nothing will fail.
    pub async fn preflight_if_any in diagnosis () -> Result<Draw> {
        preflight::draw_if_any
    }

    /// The room for pasted text.
    pub async fn paste_room in diagnosis () -> Result<Draw> {
        paste_room::draw
    }

    /// The room for looking things up.
    pub async fn reference in diagnosis () -> Result<Draw> {
        reference::draw
    }

    /// The session once more, packet by packet.
    pub async fn replay in wire () -> Result<Draw> {
        crate::components::replay::replay
    }

    /// Packets that are broken on purpose.
    pub async fn experiments in wire () -> Result<Draw> {
        crate::components::experiments::experiments_page
    }

    /// The room for many files at once.
    pub async fn batch in certificates () -> Result<Draw> {
        crate::pages::batch::batch
    }

    /// The console of the practice service.
    pub async fn console in console () -> Result<Draw> {
        crate::components::console::console
    }

    /// The room where certificates are made for practice.
    pub async fn lab in certificates () -> Result<Draw> {
        crate::pages::lab::lab
    }

    /// The panel that saves and shares the session.
    pub async fn save_session in wire () -> Result<Draw> {
        crate::components::save_session::save_session
    }

    /// What a link brought, or what is wrong with it.
    pub async fn link_banner in wire () -> Result<Draw> {
        crate::components::link_banner::link_banner
    }

    /// Reads the value of a link.
    pub async fn read_link in wire (value: &str) -> Result<Result<Shared, BrokenLink>> {
        share::read(value)
    }
}
