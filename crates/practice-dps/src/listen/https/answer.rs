//! An answer over HTTPS: the body that MQTT has, and in headers what stands in the topic there.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, STRICT_TRANSPORT_SECURITY,
};
use hyper::{Response, StatusCode};
use serde_json::Value;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-request-id");
const ERROR_CODE: HeaderName = HeaderName::from_static("x-ms-error-code");

#[derive(Debug, Default)]
pub(super) struct Answer {
    pub status: StatusCode,
    pub body: Vec<u8>,
    pub retry_after_secs: Option<u64>,
    pub location: Option<String>,
    /// Drawn for this answer; an error has its own tracking id.
    pub request_id: Option<String>,
}

impl Answer {
    /// An answer without a body.
    pub(super) fn bare(status: StatusCode) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(super) fn response(self) -> Response<Full<Bytes>> {
        let said: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let tracking_id = said.get("trackingId").and_then(Value::as_str);
        let headers = [
            (
                CONTENT_TYPE,
                (!self.body.is_empty()).then(|| "application/json; charset=utf-8".to_owned()),
            ),
            (
                STRICT_TRANSPORT_SECURITY,
                Some("max-age=31536000; includeSubDomains".to_owned()),
            ),
            (
                RETRY_AFTER,
                self.retry_after_secs.map(|secs| secs.to_string()),
            ),
            (LOCATION, self.location),
            (
                REQUEST_ID,
                tracking_id.map(str::to_owned).or(self.request_id),
            ),
            (ERROR_CODE, said.get("errorCode").map(Value::to_string)),
        ];
        let mut response = Response::new(Full::new(Bytes::from(self.body)));
        *response.status_mut() = self.status;
        for (name, value) in headers {
            // What a client put into its path may be no text for a header.
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
