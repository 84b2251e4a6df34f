//! Keys of devices in settings and scripts, and a group's key that is used as one.

use std::ops::Range;

use super::Reading;
use super::pairs::{pairs, plain};
use super::search::{find, line, says};
use crate::{Place, Sign};

/// What derives a device's key from that of its group, in scripts of any kind.
const DERIVING: &[&str] = &[
    "derive",
    "compute-key",
    "computehash",
    "createhmac",
    "hmacsha256",
    "hmac.new(",
    "hmac_sha256",
    "-hmac",
    "macopt",
];

/// A symmetric key among the device's settings. `kept` is what the service keeps.
pub(super) fn in_use(text: &str, kept: &[Range<usize>], reading: &mut Reading) {
    let known = [Sign::SymmetricKeyInUse, Sign::CertificateInUse];
    let certificate = reading
        .understood
        .iter()
        .any(|value| value.what == "certificate");
    if certificate || known.iter().any(|sign| reading.evidence.has(*sign)) {
        return;
    }
    for pair in pairs(text) {
        let name = plain(pair.name);
        let devices = ["symmetrickey", "devicekey", "symmkey"]
            .iter()
            .any(|ending| name.ends_with(ending));
        let at = pair.value_bytes.start;
        let covered = kept.iter().any(|document| document.contains(&at));
        // Secrets are masked by now.
        if devices && !covered && pair.value.contains("********") {
            let seen = "a symmetric key is among the settings";
            let place = Place::Text(pair.value_bytes);
            reading.evidence.push(Sign::SymmetricKeyInUse, place, seen);
            return;
        }
    }
}

/// Reads assignments and arguments.
pub(super) fn read(text: &str, reading: &mut Reading) {
    if reading.evidence.has(Sign::GroupKeyAsDeviceKey) {
        return;
    }
    let of_group = |name: &str| {
        let name = plain(name);
        name.contains("groupkey")
            || name.contains("groupprimarykey")
            || name.contains("groupsecondarykey")
            || name.contains("groupsymmetrickey")
            || name.contains("groupmasterkey")
            || name.contains("enrollmentgroupkey")
    };
    let derives = DERIVING.iter().any(|word| says(text, word));
    for pair in pairs(text) {
        let name = plain(pair.name);
        let devices = ["symmetrickey", "devicekey", "symmkey", "registrationkey"]
            .iter()
            .any(|ending| name.ends_with(ending));
        if devices && !of_group(pair.name) && of_group(pair.value) && !derives {
            let seen = format!("{} is given {}, as it is", pair.name, pair.value);
            let place = Place::Text(pair.value_bytes);
            reading
                .evidence
                .push(Sign::GroupKeyAsDeviceKey, place, seen);
            return;
        }
    }
    // The HMAC that makes the token itself: over the resource and the time, with the key of the group.
    let signs = ["hmac.new(", "createhmac(", "hmacsha256("];
    for call in signs {
        let Some(at) = find(text, call, 0) else {
            continue;
        };
        let said = line(text, at);
        let token = says(said, "expiry") || says(said, "\\n") || says(said, "resource");
        let once = signs
            .iter()
            .map(|call| super::search::all(text, call).count())
            .sum::<usize>()
            == 1;
        let key = said.split([',', '(', ')', ' ']).any(of_group);
        if token && once && key && says(text, "sharedaccesssignature") {
            let seen = "the token is signed with the key of the group itself";
            let place = Place::Text(at..at + said.len());
            reading
                .evidence
                .push(Sign::SignatureByGroupKey, place, seen);
            return;
        }
    }
}
