//! Every way the web server says no to a request, each with a code of its own: tests and scripts go by the code, people
//! read the text.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use relay_protocol::SUBPROTOCOL;
use serde_json::json;

/// Why a request is refused. Nothing of the request is repeated in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No Host, more than one, an unreadable one, or another one.
    Host,
    /// The request line names another authority than Host.
    Target,
    /// An Origin that is not this page's own, or more than one, or an unreadable one.
    Origin,
    /// No Origin where one is needed.
    OriginMissing,
    /// The browser says that another site asks.
    Site,
    /// Neither a session nor the bearer token.
    NotLetIn,
    /// A launch code that is used up, or never was one.
    LaunchCode,
    /// A body of a type that a form can send.
    ContentType,
    /// An upgrade without the tunnel's subprotocol.
    Subprotocol,
    /// More upgrades in a short time than a page makes.
    UpgradeRate,
    /// The answer took too long.
    RequestTime,
    /// No such path below `/api`.
    Path,
}

impl Refusal {
    /// For programs. Stays as it is.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Host => "host_not_own",
            Self::Target => "target_not_own",
            Self::Origin => "origin_not_own",
            Self::OriginMissing => "origin_missing",
            Self::Site => "site_not_own",
            Self::NotLetIn => "not_let_in",
            Self::LaunchCode => "launch_code_unknown",
            Self::ContentType => "content_type_not_json",
            Self::Subprotocol => "subprotocol_missing",
            Self::UpgradeRate => "upgrades_too_fast",
            Self::RequestTime => "request_timed_out",
            Self::Path => "path_unknown",
        }
    }

    /// For people.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Host => "this server answers only to its own address on this computer",
            Self::Target => "the request line and the Host header disagree",
            Self::Origin => "this request comes from another page",
            Self::OriginMissing => "this request needs an Origin header or a bearer token",
            Self::Site => "this request comes from another site",
            Self::NotLetIn => "open the link that dps-playground prints, or send its bearer token",
            Self::LaunchCode => {
                "this link has been used; press Enter in the terminal for a fresh one"
            }
            Self::ContentType => "the content type must be application/json",
            Self::Subprotocol => "the tunnel's subprotocol must be offered",
            Self::UpgradeRate => "too many connections in a short time",
            Self::RequestTime => "the request took too long",
            Self::Path => "there is no such path in the API",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Host | Self::Target | Self::Origin | Self::OriginMissing | Self::Site => {
                StatusCode::FORBIDDEN
            }
            Self::LaunchCode => StatusCode::FORBIDDEN,
            Self::NotLetIn => StatusCode::UNAUTHORIZED,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Subprotocol => StatusCode::BAD_REQUEST,
            Self::UpgradeRate => StatusCode::TOO_MANY_REQUESTS,
            Self::RequestTime => StatusCode::REQUEST_TIMEOUT,
            Self::Path => StatusCode::NOT_FOUND,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // Not at the level that is on by default: strangers can cause it at will.
        tracing::info!(code = self.code(), "a request is refused");
        let mut body = json!({ "error": self.text(), "code": self.code() });
        if self == Self::Subprotocol {
            body["subprotocol"] = SUBPROTOCOL.into();
        }
        (self.status(), Json(body)).into_response()
    }
}

/// A body that was not taken: of a type that a form can send, or no JSON.
pub(crate) fn of_body(rejection: &JsonRejection) -> Response {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => Refusal::ContentType.into_response(),
        other => refused(other.status(), other.body_text()),
    }
}

/// An error of what was asked for, not of who asks.
pub(crate) fn refused(status: StatusCode, error: impl std::fmt::Display) -> Response {
    (status, Json(json!({ "error": error.to_string() }))).into_response()
}
