//! Certificate, key, roots and password, by what is given and how the files are called.

use super::{Aim, Settings, say};
use crate::{Evidence, Place, Sign};

pub(super) fn inspect(settings: &Settings, aim: Aim, evidence: &mut Evidence) {
    let end = || settings.end.clone().unwrap_or(Place::Session);
    if let Some(unchecked) = &settings.unchecked {
        let seen = format!("{:?} switches the check of the server off", unchecked.text);
        say(evidence, Sign::VerificationOff, unchecked, seen);
    }
    match (&settings.certificate, &settings.key) {
        (Some(certificate), Some(key)) => {
            say(
                evidence,
                Sign::CertificateInUse,
                certificate,
                "a certificate is given",
            );
            let (one, other) = (number(&certificate.text), number(&key.text));
            if let (Some(one), Some(other)) = (&one, &other)
                && one != other
            {
                let seen = format!(
                    "the certificate's file is {:?}, the key's {:?}: {one} and {other}",
                    file_name(&certificate.text),
                    file_name(&key.text)
                );
                say(evidence, Sign::FilesNamedApart, key, seen);
            }
        }
        // One file may hold both; a tool that wants them apart says so itself.
        (Some(certificate), None) if settings.complete && aim == Aim::Provisioning => {
            let seen = format!("{:?} is given as certificate, and no key", certificate.text);
            say(evidence, Sign::KeyAbsent, certificate, seen);
        }
        (None, None)
            if settings.complete && settings.password.is_none() && aim == Aim::Provisioning =>
        {
            evidence.push(
                Sign::CertificateAbsent,
                end(),
                "neither certificate nor password is given",
            );
        }
        _ => {}
    }
    if let (Some(certificate), Some(password)) = (&settings.certificate, &settings.password)
        && aim == Aim::Provisioning
        && !certificate.text.is_empty()
    {
        say(
            evidence,
            Sign::PasswordBesideCertificate,
            password,
            "a password is given beside a certificate",
        );
    }
    if let Some(trust) = &settings.trust {
        let own = settings
            .certificate
            .as_ref()
            .is_some_and(|certificate| certificate.text == trust.text);
        // What Microsoft's test tool calls the root it makes for devices.
        let tool = trust.text.contains("azure-iot-test-only");
        let azure = settings
            .host
            .as_ref()
            .is_some_and(|host| host.text.contains("azure-devices"));
        if own || (tool && azure) {
            let seen = format!(
                "{:?} is of the device's own chain and is given as the server's root",
                trust.text
            );
            say(evidence, Sign::TrustIsOwnCa, trust, seen);
        }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The number in a file's name, if there is one: what tells the files of one device from those of another.
fn number(path: &str) -> Option<String> {
    let name = file_name(path).to_ascii_lowercase();
    let words = name.split(|character: char| !character.is_ascii_alphanumeric());
    let mut number = String::new();
    for word in words {
        // These say what kind of file it is.
        let kind = [
            "x509",
            "p256",
            "p384",
            "p12",
            "pkcs8",
            "pkcs1",
            "pkcs12",
            "sec1",
            "ed25519",
            "prime256v1",
            "secp256r1",
            "rsa2048",
            "rsa4096",
            "sha256",
            "base64",
            "tls12",
            "ecdsa256",
        ];
        if kind.contains(&word) {
            continue;
        }
        number.extend(word.chars().filter(char::is_ascii_digit));
    }
    (!number.is_empty()).then_some(number)
}
