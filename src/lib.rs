//! The page of DPS Playground.
//!
//! What the lesson is and does is in plain modules that know neither browser nor Leptos and are tested natively:
//! [`inputs`] → [`plan`] → [`journey`] → [`explain`]. The browser is behind `browser`; `workbench` ties the two
//! together with signals; `components` and `pages` only show it.

pub mod batch;
pub mod bench;
pub mod console;
pub mod diagnosis;
pub mod experiment;
pub mod explain;
pub mod field_lines;
pub mod field_texts;
pub mod handshake_guard;
pub mod hex;
pub mod import_note;
pub mod inputs;
pub mod journey;
pub mod lab;
pub mod lesson;
pub mod locality;
pub mod material;
pub mod packet_view;
pub mod plan;
pub mod replay;
pub mod router;
pub mod sequence;
pub mod session_file;
pub mod share;
pub mod trace;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod batch_desk;
#[cfg(target_arch = "wasm32")]
pub mod bench_room;
#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod chunks;
#[cfg(target_arch = "wasm32")]
pub mod components;
#[cfg(target_arch = "wasm32")]
pub mod console_room;
#[cfg(target_arch = "wasm32")]
pub mod experiment_room;
#[cfg(target_arch = "wasm32")]
pub mod lab_desk;
#[cfg(target_arch = "wasm32")]
pub mod pages;
#[cfg(target_arch = "wasm32")]
pub mod workbench;
