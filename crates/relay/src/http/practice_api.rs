//! The practice service's enrolments over HTTP.

use axum::Router;

use crate::http::api::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
}
