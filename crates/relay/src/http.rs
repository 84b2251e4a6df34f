//! The web server: the embedded page, the API, and who may use them.

mod access;
mod answer_headers;
mod api;
mod connections;
mod guard;
mod page;
mod practice_api;
mod refusal;
mod secret;
mod taken;

pub(crate) use crate::http::access::Access;
pub(crate) use crate::http::api::{App, practice_router, router};
pub(crate) use crate::http::connections::{accept, serve};
pub use crate::http::page::Page;
