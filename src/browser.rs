//! Everything that touches the browser, and nothing else does: keys, connections, files, storage, clocks.

mod clipboard;
pub mod clock;
pub mod downloads;
mod elements;
pub mod engine;
mod enrol;
mod import;
mod in_page_service;
mod lab_kitchen;
pub mod location;
mod outbox;
pub mod outgoing;
pub mod practice_console;
mod practice_identity;
mod read_files;
pub mod relay_api;
mod relay_link;
mod rule_texts;
mod theme;
mod use_file_drop;
mod use_worker;
pub mod web_crypto;
mod worker;

pub use clipboard::copy_text;
pub use clock::{now, unix_secs};
pub use elements::{
    attribute_under, focus, is_narrow, is_there, reveal, reveal_inside, reveal_part, seen_part,
    set_title, unfold,
};
pub use engine::Engine;
pub use enrol::{enrol_lab_device, prove_lab_authority, upload_lab_authority};
pub use import::Import;
pub use lab_kitchen::LabKitchen;
pub use practice_identity::{MadeIdentity, make_identity, random_tag};
pub use read_files::{NamedBytes, chosen_files, files_of, files_of_drop, pasted, read_files};
pub use relay_api::RelayStatus;
pub use rule_texts::{asset, rule_texts};
pub use theme::Theme;
pub use use_file_drop::{UseFileDrop, refuse_stray_drops, use_file_drop, use_handle_drop};
pub use use_worker::{BatchWorker, PickedFile, WorkerAnswer};
pub use worker::serve_as_worker;
