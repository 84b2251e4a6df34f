//! The relay's HTTP API, as far as the page needs it. Everything is on the page's own origin.

use std::cell::RefCell;

use gloo::net::http::{Request, RequestBuilder, Response};
use js_sys::Promise;
use relay_protocol::{
    INFO_PATH, LaunchRequest, PRACTICE_PATH, RelayInfo, SESSION_PATH, TUNNEL_PATH,
};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::chunks::{Later, Missing, chunk};
use crate::console::Order;
use crate::router::launch_code;

use super::engine::faults_on;
use super::outgoing;

/// Whether there is a relay behind this page, and whether it talks to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayStatus {
    /// None: the page came from a plain file server.
    Absent,
    /// There is one, but this browser has no session with it: open the link that the relay printed.
    NoSession,
    /// It talks to us.
    Ready(RelayInfo),
}

chunk! {
    async fn fetched_relay_status in relay () -> Result<Later<(RelayStatus, Vec<String>)>> {
        Box::pin(async {
            let status = relay_status().await;
            let on = match &status {
                RelayStatus::Ready(info) if info.practice.is_some() => faults_on().await,
                _ => Vec::new(),
            };
            (status, on)
        })
    }
}

/// Asks for the relay, if the page can have come from one, and for the faults that its practice service was started with.
pub async fn look_for_relay() -> (RelayStatus, Vec<String>) {
    if !may_have_relay() {
        return (RelayStatus::Absent, Vec::new());
    }
    match fetched_relay_status().await {
        Ok(status) => status.await,
        Err(Missing) => (RelayStatus::Absent, Vec::new()),
    }
}

/// Asks for the relay. A launch code in the address is exchanged for a session first, and taken out of the address.
pub async fn relay_status() -> RelayStatus {
    let Ok(answer) = send(Request::get(INFO_PATH), None).await else {
        return RelayStatus::Absent;
    };
    match answer.status() {
        401 | 403 => RelayStatus::NoSession,
        200 => match answer
            .text()
            .await
            .ok()
            .and_then(|text| RelayInfo::from_json(&text).ok())
        {
            Some(info) => RelayStatus::Ready(info),
            // A file server that answers every path with its start page.
            None => RelayStatus::Absent,
        },
        _ => RelayStatus::Absent,
    }
}

/// The relay serves the page at the root of its own origin, so that a page from anywhere else need not ask: the
/// question alone would put a red 404 into the console of somebody who has no use for a relay.
fn may_have_relay() -> bool {
    let Some(location) = web_sys::window().map(|window| window.location()) else {
        return false;
    };
    let protocol = location.protocol().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    matches!(protocol.as_str(), "http:" | "https:") && matches!(path.as_str(), "/" | "/index.html")
}

/// The launch code of the address, which has none afterwards: neither the history nor a copied link may keep it.
///
/// D6: the fragment is sent to nobody, and what stood there is good for nothing once it has been exchanged.
fn take_launch_code() -> Option<String> {
    let window = web_sys::window()?;
    let location = window.location();
    let code = launch_code(&location.hash().ok()?)?.to_owned();
    let address = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
    let history = window.history().ok()?;
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(&address))
        .ok()?;
    Some(code)
}

/// The address of the tunnel's WebSocket.
pub(super) fn tunnel_url() -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" {
        "wss:"
    } else {
        "ws:"
    };
    Some(format!("{scheme}//{}{TUNNEL_PATH}", location.host().ok()?))
}

/// Reads what is at this path.
///
/// # Errors
/// What the relay says against it, for people.
pub(super) async fn get(path: &str) -> Result<Value, String> {
    let answer = send(Request::get(path), None).await?;
    if !answer.ok() {
        accepted(answer, &[]).await?;
        return Ok(Value::Null);
    }
    let text = answer_text(answer).await;
    Ok(serde_json::from_slice(text.as_bytes()).unwrap_or_default())
}

/// Takes any question about the practice service; status and body of the answer.
///
/// # Errors
/// When the relay does not answer; for people.
pub(super) async fn manage(order: &Order) -> Result<(u16, String), String> {
    let mut path = PRACTICE_PATH.to_owned();
    for name in &order.path {
        path.push('/');
        path.push_str(&String::from(js_sys::encode_uri_component(name)));
    }
    if !order.query.is_empty() {
        path.push('?');
        path.push_str(&order.query);
    }
    let request = match order.method {
        "PUT" => Request::put(&path),
        "POST" => Request::post(&path),
        "PATCH" => Request::patch(&path),
        "DELETE" => Request::delete(&path),
        _ => Request::get(&path),
    };
    let body = order.body.as_ref().map(Value::to_string);
    let answer = send(request, body).await?;
    Ok((answer.status(), answer_text(answer).await))
}

async fn answer_text(answer: Response) -> String {
    answer.text().await.unwrap_or_default()
}

/// Writes something at `{collection}/{name}`.
///
/// # Errors
/// What the relay says against it, for people.
pub(super) async fn put(collection: &str, name: &str, body: &Value) -> Result<(), String> {
    let answer = send(
        Request::put(&item_path(collection, name)),
        Some(body.to_string()),
    )
    .await?;
    accepted(answer, &[]).await
}

/// Asks `{collection}/{name}` to do something; what it says to that, null when it only does it.
///
/// # Errors
/// What the relay says against it, for people.
pub(super) async fn post(
    collection: &str,
    name: &str,
    verb: &str,
    body: Option<&Value>,
) -> Result<Value, String> {
    let path = format!("{}/{verb}", item_path(collection, name));
    let answer = send(Request::post(&path), body.map(Value::to_string)).await?;
    if !answer.ok() {
        accepted(answer, &[]).await?;
        return Ok(Value::Null);
    }
    let text = answer.text().await.unwrap_or_default();
    Ok(serde_json::from_slice(text.as_bytes()).unwrap_or_default())
}

/// Removes `{collection}/{name}`; one that is not there counts as removed.
///
/// # Errors
/// What the relay says against it, for people.
pub(super) async fn delete(collection: &str, name: &str) -> Result<(), String> {
    let answer = send(Request::delete(&item_path(collection, name)), None).await?;
    accepted(answer, &[404]).await
}

fn item_path(collection: &str, name: &str) -> String {
    format!(
        "{collection}/{}",
        String::from(js_sys::encode_uri_component(name))
    )
}

thread_local! {
    /// The exchange of the last launch code; a promise, since any number may wait for one.
    static EXCHANGE: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Waits until the launch code of the address, if it has one, has become a session: whoever is quick may press a button
/// before that.
pub(super) async fn launched() {
    if let Some(launch) = take_launch_code() {
        let exchange = future_to_promise(async move {
            let body = LaunchRequest { launch }.to_json();
            // A code that is used up is no error when a session is there already; what comes next tells.
            let _ = send_now(Request::post(SESSION_PATH), Some(body)).await;
            Ok(JsValue::UNDEFINED)
        });
        EXCHANGE.set(Some(exchange));
    }
    if let Some(exchange) = EXCHANGE.with_borrow(Clone::clone) {
        let _ = JsFuture::from(exchange).await;
    }
}

async fn send(request: RequestBuilder, body: Option<String>) -> Result<Response, String> {
    launched().await;
    send_now(request, body).await
}

async fn send_now(request: RequestBuilder, body: Option<String>) -> Result<Response, String> {
    outgoing::note(body.as_ref().map_or(0, String::len));
    let request = match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body),
        None => request.build(),
    };
    let request = request.map_err(|error| error.to_string())?;
    request
        .send()
        .await
        .or(Err("the relay does not answer".to_owned()))
}

/// The longest answer worth repeating to a person.
const MAX_DETAIL_CHARS: usize = 300;

async fn accepted(answer: Response, also: &[u16]) -> Result<(), String> {
    let status = answer.status();
    if answer.ok() || also.contains(&status) {
        return Ok(());
    }
    if status == 401 {
        return Err(
            "the relay does not know this browser any more; open the link it printed again"
                .to_owned(),
        );
    }
    let text = answer.text().await.unwrap_or_default();
    let detail = serde_json::from_slice::<Value>(text.as_bytes()).ok();
    let detail = detail
        .as_ref()
        .and_then(|body| body.get("message").or_else(|| body.get("error")));
    let detail = detail.and_then(Value::as_str).unwrap_or(&text);
    let detail: String = detail.chars().take(MAX_DETAIL_CHARS).collect();
    Err(format!("the practice service answered {status}: {detail}"))
}
