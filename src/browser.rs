//! Everything that touches the browser, and nothing else does: keys, connections, files, storage, clocks.

mod clipboard;
mod clock;
mod download;
mod engine;
mod enrol;
mod focus;
mod import;
mod in_page_service;
mod outbox;
mod pointer;
mod practice_identity;
mod read_files;
mod relay_api;
mod relay_link;
mod theme;
mod use_file_drop;
mod web_crypto;

pub use clipboard::copy_text;
pub use clock::{now, unix_secs};
pub use download::save_text;
pub use engine::Engine;
pub use focus::{focus, reveal, set_title};
pub use import::Import;
pub use pointer::attribute_under;
pub use practice_identity::{MadeIdentity, make_identity};
pub use read_files::{NamedBytes, files_of, files_of_drop, pasted, read_files};
pub use relay_api::{RelayStatus, relay_status};
pub use theme::Theme;
pub use use_file_drop::{UseFileDrop, refuse_stray_drops, use_file_drop};
pub use web_crypto::{CryptoError, Signer, random_bytes, verify};
