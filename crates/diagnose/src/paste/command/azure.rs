//! `az iot device registration create`.

use super::super::Reading;
use super::{About, Command, Flag, Value, flag};
use crate::{Place, Sign};

pub(super) const FLAGS: &[Flag] = &[
    flag(&["--id-scope", "--scope"], true, About::IdScope),
    flag(&["--registration-id", "--rid"], true, About::RegistrationId),
    flag(
        &["--enrollment-group-id", "--group-id", "--gid"],
        true,
        About::Group,
    ),
    flag(&["--symmetric-key", "--key"], true, About::SymmetricKey),
    flag(&["--compute-key", "--ck"], false, About::ComputeKey),
    flag(
        &["--certificate-file-path", "--certificate-path", "--cp"],
        true,
        About::Certificate,
    ),
    flag(&["--key-file-path", "--key-path", "--kp"], true, About::Key),
    flag(&["--host", "--provisioning-host"], true, About::Host),
    flag(&["--payload"], true, About::Other),
    flag(
        &[
            "--dps-name",
            "-n",
            "--resource-group",
            "-g",
            "--login",
            "-l",
            "--auth-type",
            "--passphrase",
            "--pass",
            "--subscription",
            "-o",
            "--output",
            "--query",
        ],
        true,
        About::Other,
    ),
    flag(
        &["--debug", "--verbose", "--only-show-errors"],
        false,
        About::Other,
    ),
];

pub(super) fn read(values: &[Value], command: &mut Command, reading: &mut Reading) {
    command.settings.complete = false;
    let find = |about: About| values.iter().find(|value| value.about == Some(about));
    let settings = &mut command.settings;
    settings.id_scope = find(About::IdScope).map(Value::given);
    settings.registration_id = find(About::RegistrationId).map(Value::given);
    settings.certificate = find(About::Certificate).map(Value::given);
    settings.key = find(About::Key).map(Value::given);
    settings.host = find(About::Host).map(Value::given);
    if let Some(key) = find(About::SymmetricKey) {
        let place = Place::Text(key.bytes.clone());
        let of_group = find(About::Group).is_some() && find(About::ComputeKey).is_none();
        reading.evidence.push(
            Sign::SymmetricKeyInUse,
            place.clone(),
            "a symmetric key is given",
        );
        if of_group {
            let end = settings.end.clone().unwrap_or(place);
            let seen = "the key of a group is given without --compute-key, which derives the device's from it";
            reading
                .evidence
                .push_with_edit(Sign::GroupKeyAsDeviceKey, end, seen, " --compute-key");
        }
    }
    if let (Some(certificate), None) = (&settings.certificate, &settings.key) {
        let seen = format!("{:?} is given as certificate, and no key", certificate.text);
        reading
            .evidence
            .push(Sign::KeyAbsent, certificate.place.clone(), seen);
    }
    for value in values.iter().filter(|value| value.about.is_none()) {
        reading.not_understood.push(value.bytes.clone());
    }
}
