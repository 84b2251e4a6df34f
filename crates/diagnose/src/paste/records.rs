//! What the service and the hub keep, as JSON, YAML or a table that somebody looked up: enrolments, CA certificates,
//! registration records, the instance, its hubs, a device's identity.

mod compare;
mod kept;
mod queried;
mod tables;
mod together;
mod yaml;

use std::ops::Range;

use serde_json::Value;

use self::compare::Compare;
use super::pem::Presented;
use super::search::says;
use super::transcript::Piece;
use super::{Form, Reading};
use crate::Sign;

/// One entry.
#[derive(Debug)]
pub(super) struct Record {
    kind: Kind,
    value: Value,
    /// Where the document stands that it is in.
    pub(super) bytes: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Individual,
    Group,
    Uploaded,
    Registration,
    Instance,
    Hub,
    Device,
    NoIndividuals,
    NoGroups,
    NothingUploaded,
    NoHubs,
    NoDevices,
}

/// More documents than this are not looked at.
const MOST: usize = 64;

/// Every entry in the text.
pub(super) fn find_all(text: &str, pieces: &[Piece<'_>]) -> Vec<Record> {
    let mut records = json(text);
    let apart = |records: &[Record], bytes: &Range<usize>| {
        let mut known = records.iter();
        !known.any(|known| known.bytes.start < bytes.end && bytes.start < known.bytes.end)
    };
    let mut others = queried::read(text, pieces);
    others.retain(|record| apart(&records, &record.bytes));
    records.append(&mut others);
    for (value, bytes) in yaml::documents(text).into_iter().chain(tables::rows(text)) {
        if apart(&records, &bytes) {
            entries(value, "", &bytes, &mut records);
        }
    }
    crate::in_order::by_key(&mut records, |record| record.bytes.start);
    records
}

/// Those that are written in JSON.
fn json(text: &str) -> Vec<Record> {
    let mut records = Vec::new();
    let (mut start, mut end, mut heading, mut tried) = (0, 0, "", 0);
    for line in text.split_inclusive('\n') {
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        if at < end {
            continue;
        }
        let document = line.trim_start().starts_with(['{', '[']) && tried < MOST;
        if document {
            tried += 1;
            let rest = text.get(at..).unwrap_or_default();
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            if let Some(Ok(value)) = values.next() {
                let bytes = at..at + values.byte_offset();
                let before = records.len();
                entries(value, heading, &bytes, &mut records);
                if records.len() > before {
                    end = bytes.end;
                }
                continue;
            }
        }
        if !line.trim().is_empty() {
            heading = line;
        }
    }
    records
}

fn entries(value: Value, heading: &str, bytes: &Range<usize>, records: &mut Vec<Record>) {
    match value {
        Value::Array(values) if values.is_empty() => {
            let nothing = [
                ("enrollment-group", Kind::NoGroups),
                ("enrollmentgroups", Kind::NoGroups),
                ("certificate", Kind::NothingUploaded),
                ("device-identity", Kind::NoDevices),
                ("hub", Kind::NoHubs),
                ("enrollment", Kind::NoIndividuals),
            ];
            if let Some((_, kind)) = nothing.iter().find(|(word, _)| says(heading, word)) {
                records.push(Record {
                    kind: *kind,
                    value: Value::Null,
                    bytes: bytes.clone(),
                });
            }
        }
        Value::Array(values) => {
            for value in values {
                entries(value, heading, bytes, records);
            }
        }
        Value::Object(ref members) => {
            if let Some(list @ Value::Array(_)) = members.get("value") {
                entries(list.clone(), heading, bytes, records);
            } else if let Some(kind) = kind(&value) {
                records.push(Record {
                    kind,
                    value,
                    bytes: bytes.clone(),
                });
            }
        }
        _ => {}
    }
}

fn kind(value: &Value) -> Option<Kind> {
    let has = |name: &str| member(value, name).is_some();
    Some(if has("attestation") && has("enrollmentGroupId") {
        Kind::Group
    } else if has("attestation") {
        Kind::Individual
    } else if has("isVerified") {
        Kind::Uploaded
    } else if has("registrationId") && has("status") && has("lastUpdatedDateTimeUtc") {
        Kind::Registration
    } else if has("iotHubs")
        || (has("idScope") && (has("serviceOperationsHostName") || has("ready")))
    {
        Kind::Instance
    } else if has("deviceId") && (has("authentication") || has("x509Thumbprint")) {
        Kind::Device
    } else if has("allocationWeight") && (has("applyAllocationPolicy") || has("connectionString")) {
        Kind::Hub
    } else {
        return None;
    })
}

/// A member, also one of `properties`, as Azure's resources have them.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let own = value.get(name);
    own.or_else(|| value.get("properties")?.get(name))
        .filter(|value| !value.is_null())
}

fn text_of<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    member(value, name)?.as_str()
}

/// The registration ID of the one device that the records are about, where the device itself does not say its own.
pub(super) fn fill(records: &[Record], reading: &mut Reading) {
    let mut ids: Vec<&str> = records
        .iter()
        .filter(|record| matches!(record.kind, Kind::Individual | Kind::Registration))
        .filter_map(|record| text_of(&record.value, "registrationId"))
        .collect();
    ids.dedup();
    if let (None, [id]) = (&reading.values.registration_id, ids.as_slice()) {
        reading.values.registration_id = Some((*id).to_owned());
    }
}

/// Takes the leaf's common name for the device's registration ID while the records are read, where nothing else says
/// whose they are: an X.509 device is called like its certificate. Gives back what was known before.
pub(super) fn presume(
    records: &[Record],
    presented: &Presented,
    reading: &mut Reading,
) -> Option<String> {
    let known = reading.values.registration_id.clone();
    let told = reading.understood.iter().any(|value| {
        matches!(value.what, "registration ID" | "client ID" | "username")
            && !value.value.is_empty()
    });
    // The service looks into an enrolment of the name that it was told before it says so.
    if told || reading.evidence.has(Sign::InvalidCertificate) {
        return known;
    }
    let Some(leaf) = presented.leaf().filter(|leaf| !leaf.is_ca()) else {
        return known;
    };
    let Some(name) = leaf.common_name() else {
        return known;
    };
    let individuals = records
        .iter()
        .filter(|record| record.kind == Kind::Individual);
    let id = |record: &Record| text_of(&record.value, "registrationId").map(str::to_owned);
    let holds = |record: &Record| {
        let kept = kept::certificates(&record.value, "clientCertificates");
        kept.is_empty() || kept.iter().any(|kept| kept.is(leaf))
    };
    let others = match &known {
        None => true,
        // That name was taken from an enrolment, and it is another device's.
        Some(known) => {
            !known.eq_ignore_ascii_case(name)
                && individuals
                    .clone()
                    .any(|one| id(one).as_ref() == Some(known))
                && !individuals.clone().any(holds)
        }
    };
    if others {
        let observations = &mut reading.evidence.observations;
        observations.retain(|seen| seen.sign != Sign::CommonNameDiffers);
        reading.values.registration_id = Some(name.to_owned());
    }
    known
}

/// Compares what is kept with what the device says and presents.
pub(super) fn read(
    text: &str,
    records: &[Record],
    presented: &Presented,
    now: Option<i64>,
    reading: &mut Reading,
) {
    let mut compare = Compare {
        text,
        presented,
        now,
        reading,
        // Nothing of this document has a place of its own yet.
        bytes: 0..0,
    };
    // An enrolment of the device alone comes before any group, and of several groups that of the chain counts.
    let alone = records.iter().any(|record| {
        let named = text_of(&record.value, "registrationId").is_some();
        record.kind == Kind::Individual && named && compare.is_devices(&record.value)
    });
    let led = records
        .iter()
        .any(|record| record.kind == Kind::Group && compare.leads(&record.value));
    for record in records {
        compare.bytes = record.bytes.clone();
        let value = &record.value;
        match record.kind {
            Kind::Individual => compare.individual(value),
            Kind::Group if alone || (led && !compare.leads(value)) => {}
            Kind::Group => compare.group(value),
            Kind::Registration => compare.registration(value),
            Kind::Instance => compare.instance(value),
            Kind::Hub => compare.say(Sign::HubLinked, "allocationWeight", "a hub is linked"),
            Kind::Device => compare.device(value),
            Kind::NoHubs => compare.say(Sign::HubAbsent, "", "no hub is linked to the instance"),
            Kind::NoDevices => {
                let seen = "the hub knows no device";
                compare.say(Sign::HubDeviceNotFound, "", seen);
            }
            Kind::NothingUploaded | Kind::Uploaded | Kind::NoIndividuals | Kind::NoGroups => {}
        }
        compare.reading.form(Form::Body, record.bytes.clone());
    }
    let uploaded: Vec<&Record> = records
        .iter()
        .filter(|record| record.kind == Kind::Uploaded)
        .collect();
    if let Some(nothing) = records
        .iter()
        .find(|record| record.kind == Kind::NothingUploaded)
    {
        compare.bytes = nothing.bytes.clone();
        compare.nothing_uploaded(records);
    }
    compare.uploaded(&uploaded);
    compare.hubs(records);
    compare.absent(records);
}
