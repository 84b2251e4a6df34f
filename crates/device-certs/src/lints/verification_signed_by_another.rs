//! The verification certificate is not signed by the CA itself.

use crate::Verdict;
use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "verification_signed_by_another",
    severity: Severity::Error,
    title: "the verification certificate is not signed by the CA itself",
    profiles: &[Profile::Verification],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "verification_signed_by_another",
    why: "DPS checks the verification certificate with the public key of the uploaded CA. Signed by an intermediate, by itself, or by another CA of the same name, it proves nothing, and the CA stays unverified.",
    fix: "Sign with the key of exactly the CA that is to be verified: `openssl x509 -req -in verify.csr -CA ca.pem -CAkey ca.key -out verify.pem`.",
    citations: &[sources::VERIFY],
    fires_on: &[
        "verification/self_signed.pem",
        "verification/signed_by_another.pem",
    ],
    quiet_on: &["verification/good.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if certificate.is_self_issued() {
        return found.at(certificate.issuer.bytes.clone(), "it is signed by itself");
    }
    let others: Vec<_> = evidence
        .each()
        .filter(|other| other.index != subject.index)
        .collect();
    let Some(issuer) = subject.issuer else {
        if others.is_empty() {
            return found.not_applicable("the CA certificate is not in the file");
        }
        return found.at(
            certificate.issuer.bytes.clone(),
            format!(
                "issued by {:?}, which is not in the file",
                certificate.issuer.to_string()
            ),
        );
    };
    let path = &evidence.exhibit.chain.path;
    let signed = path
        .get(1)
        .and_then(|above| evidence.signed(subject.index, *above));
    if signed == Some(&Verdict::Invalid) {
        found.at(
            certificate.signature.clone(),
            format!(
                "the key of {:?} did not make the signature",
                issuer.subject.to_string()
            ),
        );
    }
}
