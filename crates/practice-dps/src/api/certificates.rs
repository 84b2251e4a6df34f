//! CA certificates: the list, and the proof that somebody holds a key.

use device_certs::{Certificate, intake, pem};
use serde_json::{Value, json};

use super::{Answer, Ask, Proof, Reply, members};
use crate::PracticeDps;
use crate::enrollments::{CaCertificate, ProofError};

pub(super) fn answer(service: &mut PracticeDps, ask: Ask<'_>, rest: &[&str]) -> Answer {
    let reply = match (ask.method, rest) {
        ("GET", []) => Reply::list(service.enrollments().certificates().map(written)),
        ("GET", [name]) => Reply::found(service.enrollments().certificate(name).map(written)),
        ("PUT", [name]) => match CaCertificate::parse(ask.body) {
            Err(error) => Reply::wrong(error),
            Ok(entry) if entry.name != *name => Reply::two_names(),
            Ok(entry) => Reply::put(service.put_certificate(entry)),
        },
        ("DELETE", [name]) => Reply::deleted(service.delete_certificate(name)),
        ("POST", [name, "generateVerificationCode"]) => {
            let code = service.make_verification_code(name);
            Reply::found(code.map(|code| json!({ "name": name, "verificationCode": code })))
        }
        ("POST", [name, "verify"]) => match proof(service, name, ask.body) {
            Ok(proof) => return Answer::Prove(Box::new(proof)),
            Err(reply) => *reply,
        },
        (_, [] | [_] | [_, "generateVerificationCode" | "verify"]) => Reply::no_such_method(),
        _ => Reply::no_such_path(),
    };
    reply.into()
}

/// As the file has it, and what the service knows beyond that.
fn written(certificate: &CaCertificate) -> Value {
    let mut written = certificate.to_json();
    let view = certificate.held.certificate();
    if let Some(members) = written.as_object_mut() {
        members.insert("thumbprint".to_owned(), json!(view.sha1()));
        members.insert("subject".to_owned(), json!(view.subject.to_string()));
        if let Some(code) = &certificate.verification_code {
            members.insert("verificationCode".to_owned(), json!(code));
        }
    }
    written
}

/// Takes `{"certificate": PEM or base64}`: signed by the CA, its common name the code.
fn proof(service: &PracticeDps, name: &str, body: &str) -> Result<Proof, Box<Reply>> {
    let certificate = read_proof(body).map_err(|error| Box::new(Reply::wrong(error)))?;
    let Some(known) = service.enrollments().certificate(name) else {
        return Err(Box::new(Reply::no_such_entry()));
    };
    let check = known.proof_check(&certificate);
    Ok(Proof {
        check: check.map_err(|error| Box::new(refused(&error)))?,
        name: name.to_owned(),
        certificate,
    })
}

pub(super) fn refused(error: &ProofError) -> Reply {
    Reply::new(
        400,
        &json!({ "error": error.to_string(), "code": error.code() }),
    )
}

fn read_proof(body: &str) -> Result<Certificate, String> {
    let mut text = None;
    members(body, |name, value| {
        if name == "certificate" {
            text = value.as_str().map(str::to_owned);
        }
        Ok(())
    })?;
    let text = text.ok_or("\"certificate\" must hold a certificate as PEM or base64")?;
    let reading = pem::read(text.as_bytes());
    let (certificates, _) = intake::certificates(text.as_bytes(), &reading);
    match <[Certificate; 1]>::try_from(certificates) {
        Ok([certificate]) => Ok(certificate),
        Err(_other) => Err("\"certificate\" must hold one certificate".to_owned()),
    }
}
