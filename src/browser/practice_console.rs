//! Orders to a practice service: the one in this page is asked directly, the one beside the relay over HTTP.

use practice_dps::api::Answer;
use serde_json::Value;

use super::engine::Engine;
use super::relay_api;
use super::web_crypto::{random_bytes, verify};
use crate::console::{Order, Outcome};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Inside this page.
    InPage,
    /// Beside the relay.
    BesideRelay,
}

/// Asks, or has something done.
///
/// # Errors
/// What the service says against it, for people.
pub async fn order(engine: &Engine, seat: Seat, order: &Order) -> Result<Value, String> {
    let (status, body) = text(engine, seat, order).await?;
    Outcome::new(status, &body).accepted()
}

/// The same, with the answer as it came.
///
/// # Errors
/// When there is no answer; for people.
pub async fn text(engine: &Engine, seat: Seat, order: &Order) -> Result<(u16, String), String> {
    match seat {
        Seat::BesideRelay => relay_api::manage(order).await,
        Seat::InPage => in_page(engine, order).await,
    }
}

async fn in_page(engine: &Engine, order: &Order) -> Result<(u16, String), String> {
    let service = engine.practice().await?;
    let mut answer = None;
    service.with(&mut |service| answer = Some(order.put_to(|ask| service.answer(ask))));
    let reply = match answer {
        Some(Answer::Reply(reply)) => reply,
        Some(Answer::Prove(proof)) => {
            let verdict = verify(&proof.check).await;
            let (mut proof, mut reply) = (Some(proof), None);
            service.with(&mut |service| {
                reply = proof.take().map(|proof| proof.settle(service, &verdict));
            });
            reply.ok_or("the service did not answer")?
        }
        None => return Err("the service did not answer".to_owned()),
    };
    if let Some(session) = reply.wake {
        service.wake(session);
    }
    Ok((reply.status, reply.body))
}

/// A fresh symmetric key, in base64.
///
/// # Errors
/// When the browser offers no cryptography; for people.
pub fn symmetric_key() -> Result<String, String> {
    use base64::Engine as _;
    let key = random_bytes::<64>().map_err(|error| error.to_string())?;
    Ok(base64::engine::general_purpose::STANDARD.encode(key))
}
