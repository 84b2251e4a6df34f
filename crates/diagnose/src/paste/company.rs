//! People who say themselves that their company's certificate comes in the place of the server's.

use super::Reading;
use super::search::says;
use crate::{Place, Sign};

/// Whose it is.
const WHOSE: &[&str] = &[
    "our organization",
    "our organisation",
    "our company",
    "our corporate",
    "our it department",
    "corporate ca",
    "corporate root",
    "corporate proxy",
    "company ca",
    "company's",
    "company proxy",
    "of the company",
    "of our it",
    "has its own ca",
    "has a ca of its own",
    "its own certificate",
    "unserer firma",
    "der firma",
    "firmen-",
    "de l'entreprise",
    "de la empresa",
];

/// What it is.
const WHAT: &[&str] = &[
    "issuer",
    "issued",
    "certificate",
    "root",
    " ca",
    "proxy",
    "zertifikat",
    "certificat",
];

/// What says that there is none.
const NONE: &[&str] = &[
    "no ",
    "not ",
    "without ",
    "kein",
    "never",
    "device certificate",
    "uploaded",
];

/// Believes them where TLS fails for want of trust.
pub(super) fn read(text: &str, reading: &mut Reading) {
    let failing = [
        Sign::RootUntrusted,
        Sign::ServerSelfSigned,
        Sign::VerifyFailed,
        Sign::TlsUnsaid,
    ];
    let known = [Sign::ProxyCertificate, Sign::TrustIsOwnCa, Sign::TrustFits];
    let has = |signs: &[Sign]| signs.iter().any(|sign| reading.evidence.has(*sign));
    if !has(&failing) || has(&known) {
        return;
    }
    let mut start = 0;
    for sentence in text.split_inclusive(['.', '\n', ';', '?']) {
        let at = start;
        start += sentence.len();
        let any = |words: &[&str]| words.iter().any(|words| says(sentence, words));
        if any(WHOSE) && any(WHAT) && !any(NONE) {
            let place = Place::Text(at..at + sentence.trim_end().len());
            let seen = "the certificate shown is said to be the company's own";
            reading.evidence.push(Sign::ProxyCertificate, place, seen);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_believed_where_trust_fails() {
        let check = |text: &str, sign: Sign| {
            let mut reading = Reading::default();
            reading.evidence.push(sign, Place::Session, "");
            read(text, &mut reading);
            reading.evidence.has(Sign::ProxyCertificate)
        };
        let text = "In Firefox I see a certificate issued by our company.";
        assert!(check(text, Sign::RootUntrusted));
        assert!(!check(text, Sign::ConnectTimeout));
        let none = "There is no corporate proxy here.";
        assert!(!check(none, Sign::RootUntrusted));
    }
}
