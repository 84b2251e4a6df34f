//! CA certificates: the list, and the proof that somebody holds a key.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use device_certs::{Certificate, intake, pem};
use practice_dps::PracticeDps;
use practice_dps::enrollments::{CaCertificate, ProofError};
use practice_dps::listen::native;
use relay_protocol::CERTIFICATES_PATH;
use serde_json::{Value, json};

use super::enrollments::{one, put_entry};
use super::{Refused, check_json, deleted, either, with_service};
use crate::http::api::App;

pub(super) fn routes() -> Router<App> {
    let path = CERTIFICATES_PATH;
    Router::new()
        .route(path, get(list))
        .route(
            &format!("{path}/{{id}}"),
            get(get_one).put(put_one).delete(delete_one),
        )
        .route(
            &format!("{path}/{{id}}/generateVerificationCode"),
            post(generate_code),
        )
        .route(&format!("{path}/{{id}}/verify"), post(verify))
}

async fn list(State(app): State<App>) -> Response {
    let all = with_service(&app, |service| {
        let certificates = service.enrollments().certificates();
        certificates.map(written).collect::<Vec<_>>()
    });
    either(all.map(|all| Json(all).into_response()))
}

async fn get_one(State(app): State<App>, Path(id): Path<String>) -> Response {
    one(&app, |service| {
        service.enrollments().certificate(&id).map(written)
    })
}

/// As the file has it, and what the service knows beyond that.
fn written(certificate: &CaCertificate) -> Value {
    let mut written = certificate.to_json();
    let view = certificate.held.certificate();
    written["thumbprint"] = json!(view.sha1());
    written["subject"] = json!(view.subject.to_string());
    if let Some(code) = &certificate.verification_code {
        written["verificationCode"] = json!(code);
    }
    written
}

async fn put_one(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    put_entry(
        &app,
        (&headers, &body),
        CaCertificate::parse,
        |entry| entry.name == id,
        PracticeDps::put_certificate,
    )
}

async fn delete_one(State(app): State<App>, Path(id): Path<String>) -> Response {
    either(with_service(&app, |service| service.delete_certificate(&id)).map(deleted))
}

async fn generate_code(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let attempt = || {
        check_json(&headers, &body)?;
        let code = with_service(&app, |service| service.make_verification_code(&id))?;
        let code = code.ok_or_else(Refused::no_such_entry)?;
        Ok(Json(json!({ "name": id, "verificationCode": code })).into_response())
    };
    either(attempt())
}

/// Takes `{"certificate": PEM or base64}`: signed by the CA, its common name the code.
async fn verify(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let attempt = || {
        with_service(&app, |_| ())?;
        check_json(&headers, &body)?;
        let proof = read_proof(&body)?;
        let check = with_service(&app, |service| {
            let known = service.enrollments().certificate(&id);
            known.map(|certificate| certificate.proof_check(&proof))
        })?;
        let refuse = |error: ProofError| {
            let body = json!({ "error": error.to_string(), "code": error.code() });
            Refused::from((StatusCode::BAD_REQUEST, Json(body)).into_response())
        };
        let check = check.ok_or_else(Refused::no_such_entry)?.map_err(refuse)?;
        // Outside the lock.
        let verdict = native::verify(&check);
        with_service(&app, |service| {
            service.prove_possession(&id, &proof, &verdict)
        })?
        .map_err(refuse)?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    either(attempt())
}

fn read_proof(body: &str) -> Result<Certificate, Refused> {
    let wrong = |error: &str| Refused::new(StatusCode::BAD_REQUEST, error);
    let body: Value = serde_json::from_str(body)
        .map_err(|error| Refused::new(StatusCode::BAD_REQUEST, format!("no JSON: {error}")))?;
    let text = body["certificate"]
        .as_str()
        .ok_or_else(|| wrong("\"certificate\" must hold a certificate as PEM or base64"))?;
    let reading = pem::read(text.as_bytes());
    let (certificates, _) = intake::certificates(text.as_bytes(), &reading);
    match <[Certificate; 1]>::try_from(certificates) {
        Ok([certificate]) => Ok(certificate),
        Err(_other) => Err(wrong("\"certificate\" must hold one certificate")),
    }
}
