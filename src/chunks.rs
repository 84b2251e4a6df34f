//! The parts of the page that are fetched when they are first needed, each a WebAssembly module of its own: what only the
//! functions below reach is left out of the first module (`crates/xtask/src/page/modules.rs` takes the page apart).
//!
//! A function here may not be async. One that has to wait returns a boxed future, and one that draws returns a
//! [`Draw`](crate::components::lazily::Draw), so that the drawing itself happens where the view stands. Without the feature
//! `split` (in the tests) everything is one module.

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

chunk! {
    /// Explains a failure.
    pub async fn explain in explanations (failure: &crate::journey::Failure, context: &crate::explain::Context<'_>) -> Result<crate::explain::Explanation> {
        crate::explain::explain(failure, context)
    }
}
