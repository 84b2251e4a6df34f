//! Chains judged by others: over all fixtures, `openssl verify` and webpki refuse what our rules about chains call
//! wrong, and nothing else. Where one of them differs, the table says why, and the test holds that it still does.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use device_certs::lint::{Exhibit, judge};
use device_certs::{Certificate, Verdict, pem_encode};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::fixtures::Fixtures;
use crate::openssl::Openssl;
use crate::signer::verify;

/// The rules whose errors a validator of chains acts upon.
const RULES: &[&str] = &[
    "signature_invalid",
    "certificate_expired",
    "certificate_not_yet_valid",
    "validity_reversed",
    "ca_flag_missing",
    "ca_cert_sign_missing",
    "path_length_exceeded",
    "name_constraints_violated",
    "critical_extension_unknown",
    "critical_extension_malformed",
    "eku_server_auth_only",
    "eku_client_auth_missing",
    "digital_signature_missing",
];

/// The chain of a fixture, leaf first, when it has an issuer and nothing of the file was lost.
fn path(exhibit: &Exhibit<'_>) -> Option<Vec<Certificate>> {
    let path = exhibit.chain.path.iter();
    let path: Vec<Certificate> = path
        .map(|index| exhibit.certificates[*index].clone())
        .collect();
    (path.len() > 1 && !exhibit.has_lost_blocks()).then_some(path)
}

/// Fixture by name: what it is called, its chain, when, and whether our rules find something.
fn chains(fixtures: &Fixtures) -> Vec<(&'static str, Vec<Certificate>, i64, bool)> {
    let mut chains = Vec::new();
    for (name, fixture) in &fixtures.0 {
        if !name.starts_with("device/") {
            continue;
        }
        let exhibit = fixture.exhibit();
        let Some(path) = path(&exhibit) else {
            continue;
        };
        let questions = fixture.questions(name);
        let verdicts: Vec<Verdict> = exhibit
            .links()
            .iter()
            .map(|link| verify(&link.check))
            .collect();
        let report = judge(&exhibit, &questions, &verdicts);
        let wrong = report
            .findings
            .iter()
            .any(|finding| RULES.contains(&finding.lint.id));
        chains.push((*name, path, questions.now, wrong));
    }
    assert!(chains.len() > 60, "only {} chains", chains.len());
    chains
}

/// Holds the judge's answers to ours, apart from the differences that are known.
fn compare(
    judge: &str,
    differences: &[(&str, &str)],
    refused: impl Fn(&[Certificate], i64) -> Option<String>,
) {
    let fixtures = Fixtures::new();
    let differences: BTreeMap<&str, &str> = differences.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, path, now, ours) in chains(&fixtures) {
        let theirs = refused(&path, now);
        let excused = differences.get(name);
        seen.insert(name);
        if (ours == theirs.is_some()) == excused.is_some() {
            wrong.push(format!(
                "{name}: wrong here: {ours}; {judge}: {theirs:?}; known: {excused:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        differences.keys().all(|name| seen.contains(name)),
        "a difference about no chain"
    );
}

#[test]
fn openssl_refuses_the_chains_that_we_call_wrong() {
    let openssl = Openssl::new();
    compare("openssl", OPENSSL, |path, now| {
        let pem = |certificates: &[Certificate]| {
            let blocks = certificates.iter();
            blocks
                .map(|one| pem_encode("CERTIFICATE", &one.der))
                .collect::<String>()
        };
        let (leaf, above) = path.split_first().unwrap();
        let (anchor, between) = above.split_last().unwrap();
        openssl.write("leaf.pem", pem(std::slice::from_ref(leaf)).as_bytes());
        openssl.write("anchor.pem", pem(std::slice::from_ref(anchor)).as_bytes());
        openssl.write("between.pem", pem(between).as_bytes());
        let untrusted = if between.is_empty() {
            ""
        } else {
            "-untrusted between.pem"
        };
        openssl.complaint(&format!(
            "verify -partial_chain -purpose sslclient -attime {now} -CAfile anchor.pem {untrusted} leaf.pem"
        ))
    });
}

#[test]
fn webpki_refuses_the_chains_that_we_call_wrong() {
    compare("webpki", WEBPKI, |path, now| {
        let ders: Vec<CertificateDer<'_>> = path
            .iter()
            .map(|one| CertificateDer::from(one.der.as_slice()))
            .collect();
        let (leaf, above) = ders.split_first().unwrap();
        let (anchor, between) = above.split_last().unwrap();
        let now = UnixTime::since_unix_epoch(Duration::from_secs(now.unsigned_abs()));
        let answer = (|| {
            let anchor = anchor_from_trusted_cert(anchor)?;
            let usage = KeyUsage::client_auth();
            let algorithms = webpki::ALL_VERIFICATION_ALGS;
            EndEntityCert::try_from(leaf)?
                .verify_for_usage(algorithms, &[anchor], between, now, usage, None, None)
                .map(|_| ())
        })();
        answer.err().map(|error: webpki::Error| error.to_string())
    });
}

/// What is no error here, since no page and no RFC says that it is refused, and what openssl says of it.
const OPENSSL: &[(&str, &str)] = &[
    (
        "device/extension_duplicated.pem",
        "a warning here: invalid certificate",
    ),
    (
        "device/extension_malformed.pem",
        "a warning here: invalid certificate",
    ),
    (
        "device/signature_algorithms_differ.pem",
        "a warning here: certificate signature failure",
    ),
    (
        "device/time_with_offset.pem",
        "a warning here: format error in notBefore",
    ),
    (
        "device/time_without_seconds.pem",
        "a warning here: format error in notBefore",
    ),
];

/// webpki is made for servers on the web: stricter about the form, and without interest in some extensions.
const WEBPKI: &[(&str, &str)] = &[
    (
        "device/critical_extension_malformed.pem",
        "it does not read keyUsage of a leaf",
    ),
    (
        "device/digital_signature_missing.pem",
        "it does not read keyUsage of a leaf",
    ),
    (
        "device/issuer_without_ca_flag.pem",
        "it does not ask a trust anchor whether it is a CA",
    ),
    (
        "device/path_length_exceeded.pem",
        "it takes no path length from a trust anchor",
    ),
    (
        "device/name_constraints_kept.pem",
        "it refuses every constraint on names of directories",
    ),
    (
        "device/leaf_is_ca.pem",
        "a warning here: DPS is reported to refuse only some",
    ),
    ("device/extension_duplicated.pem", "a warning here"),
    ("device/extension_malformed.pem", "a warning here"),
    ("device/length_not_minimal.pem", "a warning here"),
    ("device/signature_algorithms_differ.pem", "a warning here"),
    ("device/time_with_offset.pem", "a warning here"),
    ("device/time_without_seconds.pem", "a warning here"),
    ("device/trailing_data.pem", "a warning here"),
    (
        "device/unique_identifiers.pem",
        "a warning here; it knows no such fields",
    ),
    (
        "device/extensions_without_version_3.pem",
        "a warning here; it knows version 3 alone",
    ),
    (
        "device/version_1.pem",
        "a notice here; it knows version 3 alone",
    ),
    (
        "device/signature_sha1.pem",
        "a warning here; it knows no SHA-1",
    ),
    (
        "device/issuer_secp256k1.pem",
        "not checkable here; it does not know the curve",
    ),
];
