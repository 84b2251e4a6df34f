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
    "compute-device-key",
    "compute_device_key",
    "computedevicekey",
    "computehash",
    "createhmac",
    "hmacsha256",
    "hmac.new(",
    "hmac_sha256",
    "-hmac",
    "macopt",
];

/// What people call the key of a group, in remarks and in menus.
const OF_GROUP: &[&str] = &[
    "enrollment group",
    "enrolment group",
    "enrollment-group",
    "key of the group",
    "group's key",
    "group primary key",
    "group key",
    "device connection groups",
    "sas-iot-devices",
    "group sas",
];

/// A remark above a device's key, or behind it, that says whose key it is. Secrets are masked by now.
fn called_groups(text: &str) -> Option<Place> {
    /// A remark stands so near to what it is about.
    const ABOVE: usize = 120;
    let code = |line: &str| {
        let remark = line.trim().starts_with(['/', '#', '*', ';']) || line.contains("//");
        remark && OF_GROUP.iter().any(|words| says(line, words)) && !says(line, "deriv")
    };
    let mut start = 0;
    for said in text.split_inclusive('\n') {
        let at = start;
        start += said.len();
        if !code(said) {
            continue;
        }
        let near = text.get(at..).unwrap_or_default();
        let mut end = (said.len() + ABOVE).min(near.len());
        while !near.is_char_boundary(end) {
            end -= 1;
        }
        let near = near.get(..end).unwrap_or_default();
        let key = find(near, "key", 0);
        // Masked by now, or a text as long as a key.
        let masked = ["\"", "'"].iter().find_map(|quote| {
            let mut literals = near.match_indices(quote);
            literals.find_map(|(at, _)| {
                let of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=*".contains(&byte);
                (super::search::run(near, at + 1, of_key) > at + 20).then_some(at)
            })
        });
        if let (Some(_), Some(masked)) = (key, masked) {
            return Some(Place::Text(at + masked + 1..at + masked + 5));
        }
    }
    None
}

/// A question that tells of a group's primary key, and a program beside it with a key for one device.
fn told_groups(text: &str) -> Option<Place> {
    let prose = |line: &&str| {
        let group = ["group enrol", "enrollment group", "enrolment group"];
        let code = line.contains(['{', '=', ';', '$']) || line.trim().starts_with(['/', '#']);
        !code && group.iter().any(|words| says(line, words))
    };
    let told = text.lines().any(|line| prose(&line)) && says(text, "primary key");
    let names = [
        "saskey = \"",
        "symmetrickey = \"",
        "symmetric_key=\"",
        "devicekey = \"",
        "device_key = \"",
    ];
    let found = names
        .iter()
        .find_map(|name| Some(find(text, name, 0)? + name.len()));
    let at = found.filter(|_| told && !says(text, "x509") && !says(text, "certificate"))?;
    Some(Place::Text(at..at + 4))
}

/// What turns the text of a key into its bytes.
const DECODING: &[&str] = &[
    "b64decode",
    "frombase64",
    ", 'base64')",
    ", \"base64\")",
    "decodebase64",
    "base64_decode",
    "base64.decode",
    "base64decode",
    "getdecoder",
    "stdencoding.decode",
    "base64::decode",
    "decode_base64",
    "decode64",
    "a2b_base64",
];

/// An HMAC over a token whose key goes in as text: as it stands in the portal, and not decoded.
pub(super) fn undecoded(text: &str, reading: &mut Reading) {
    let token = says(text, "sharedaccesssignature") || says(text, "skn=registration");
    if !token || DECODING.iter().any(|word| says(text, word)) {
        return;
    }
    let signs = [
        "hmac.new(",
        "createhmac(",
        "hmacsha256(",
        "hmac::new",
        "hash_hmac(",
        "hmac.digest(",
        "openssl::hmac",
        "hmac_sha256(",
    ];
    for call in signs {
        let Some(at) = find(text, call, 0) else {
            continue;
        };
        let said = line(text, at);
        if says(said, "key") {
            let seen = "the token is signed by a key that nothing decodes from base64";
            let place = Place::Text(at..at + said.len());
            reading
                .evidence
                .push(Sign::SymmetricKeyInUse, place.clone(), seen);
            reading
                .evidence
                .push(Sign::SignatureByTextOfKey, place, seen);
            return;
        }
    }
}

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

/// `KEY=$(az iot dps enrollment-group show .. primaryKey ..)`, and the same name where the device's key belongs.
fn fetched(text: &str, reading: &mut Reading) {
    const SHOW: &str = "=$(az iot dps enrollment-group show";
    let Some(at) = find(text, SHOW, 0) else {
        return;
    };
    let asked = line(text, at);
    let before = text.get(..at).unwrap_or_default();
    let name = before
        .rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .next()
        .unwrap_or_default();
    let used = ["--symmetric-key", "--key", "--device-key", "_KEY", "Key"]
        .iter()
        .any(|option| {
            ["$", "${", "\"$", "\"${"].iter().any(|sign| {
                [" ", "="]
                    .iter()
                    .any(|join| text.contains(&format!("{option}{join}{sign}{name}")))
            })
        });
    if !name.is_empty() && used && says(asked, "key") {
        let place = Place::Text(at..at + asked.len());
        let seen = "the key of the group is fetched, and given to the device as it is";
        reading
            .evidence
            .push(Sign::GroupKeyAsDeviceKey, place, seen);
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
    if !derives {
        if let Some(place) = called_groups(text).or_else(|| told_groups(text)) {
            let seen =
                "a key that is called the group's is given to a device, and nothing derives one";
            reading
                .evidence
                .push(Sign::SymmetricKeyInUse, place.clone(), seen);
            reading
                .evidence
                .push(Sign::GroupKeyAsDeviceKey, place, seen);
            return;
        }
        fetched(text, reading);
    }
    if reading.evidence.has(Sign::GroupKeyAsDeviceKey) {
        return;
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
