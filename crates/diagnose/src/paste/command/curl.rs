//! `curl` against the HTTPS API of DPS.

use super::super::Reading;
use super::{About, Command, Flag, Value, flag};
use crate::settings::Given;
use crate::{Place, Sign};

pub(super) const FLAGS: &[Flag] = &[
    flag(&["-E", "--cert"], true, About::Certificate),
    flag(&["--key"], true, About::Key),
    flag(&["--cacert", "--capath"], true, About::Trust),
    flag(&["-k", "--insecure"], false, About::Unchecked),
    flag(&["-X", "--request"], true, About::Method),
    flag(
        &[
            "-d",
            "--data",
            "--data-raw",
            "--data-binary",
            "--data-ascii",
            "--json",
        ],
        true,
        About::Body,
    ),
    flag(&["-H", "--header"], true, About::Header),
    flag(&["--url"], true, About::Url),
    flag(&["-u", "--user", "--pass"], true, About::Password),
    flag(
        &[
            "-o",
            "--output",
            "-w",
            "--write-out",
            "-m",
            "--max-time",
            "--connect-timeout",
            "--resolve",
            "--connect-to",
            "-A",
            "--user-agent",
            "--cert-type",
            "--key-type",
            "--tls-max",
            "--ciphers",
            "-x",
            "--proxy",
            "-T",
            "--upload-file",
            "-D",
            "--dump-header",
            "--retry",
        ],
        true,
        About::Other,
    ),
    flag(
        &[
            "-v",
            "--verbose",
            "-s",
            "--silent",
            "-S",
            "--show-error",
            "-i",
            "--include",
            "-f",
            "--fail",
            "-L",
            "--location",
            "--tlsv1.2",
            "--tlsv1.3",
            "--http1.1",
            "--http2",
            "-g",
            "--globoff",
            "-sS",
            "-sv",
            "-vv",
            "-vk",
            "-sk",
            "-iv",
            "-si",
            "--compressed",
            "--fail-with-body",
            "-G",
        ],
        false,
        About::Other,
    ),
];

pub(super) fn read(values: &[Value], command: &mut Command, reading: &mut Reading) {
    // A request over HTTPS has no topics; what is not given need not be there.
    command.settings.complete = false;
    for value in values {
        let settings = &mut command.settings;
        match value.about {
            Some(About::Certificate) => settings.certificate = Some(value.given()),
            Some(About::Key) => settings.key = Some(value.given()),
            Some(About::Trust) => settings.trust = Some(value.given()),
            Some(About::Unchecked) => settings.unchecked = Some(value.given()),
            Some(About::Body) if !value.text.starts_with('@') => {
                settings.body = Some(value.given())
            }
            Some(About::Header) if value.text.contains("SharedAccessSignature") => {
                settings.password = Some(value.given());
            }
            Some(About::Url) | None if value.text.contains("://") => {
                address(value, command, reading)
            }
            _ => {}
        }
    }
    let settings = &command.settings;
    let dps = settings.registration_id.is_some();
    if dps && settings.certificate.is_none() && settings.password.is_none() {
        let seen = "neither certificate nor token is given";
        reading.evidence.push(
            Sign::CertificateAbsent,
            Place::Text(command.bytes.clone()),
            seen,
        );
    }
}

/// `https://{host}/{idScope}/registrations/{registrationId}/register?api-version=...`
fn address(value: &Value, command: &mut Command, reading: &mut Reading) {
    let place = Place::Text(value.bytes.clone());
    let behind = value.text.split("://").nth(1).unwrap_or_default();
    let (path, query) = behind.split_once('?').unwrap_or((behind, ""));
    let mut parts = path.split('/');
    let host = parts.next().unwrap_or_default();
    if !path.contains("/registrations/") && !host.contains("azure-devices") {
        return;
    }
    // The host stands inside the address: it is judged, and not corrected.
    let name = host.split(':').next().unwrap_or_default();
    if let Some(instance) = name.strip_suffix(".azure-devices-provisioning.net")
        && instance != "global"
    {
        let seen = format!("the host is {name:?}, one instance's own name");
        reading
            .evidence
            .push(Sign::InstanceHost, place.clone(), seen);
    }
    let scope = parts.next().unwrap_or_default();
    let registrations = parts.next().unwrap_or_default();
    let id = parts.next().unwrap_or_default();
    if registrations != "registrations" {
        return;
    }
    command.settings.id_scope = Some(Given::new(scope, place.clone()));
    command.settings.registration_id = Some(Given::new(decoded(id), place.clone()));
    if !query.contains("api-version=") {
        let seen = "the address ends without ?api-version=";
        reading.evidence.push(Sign::ApiVersionAbsent, place, seen);
    }
}

/// A name in an address, with `%20` and its like read. What is no such code, as `%ID%` is none, stays.
fn decoded(name: &str) -> String {
    let mut rest = name.split('%');
    let mut text = rest.next().unwrap_or_default().to_owned();
    for part in rest {
        let code = part
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(u8::is_ascii) {
            Some(code) => {
                text.push(char::from(code));
                text.push_str(part.get(2..).unwrap_or_default());
            }
            None => {
                text.push('%');
                text.push_str(part);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn codes_are_read_and_placeholders_stay() {
        assert_eq!(decoded("dev%2001"), "dev 01");
        assert_eq!(decoded("%ID%"), "%ID%");
        assert_eq!(decoded("dev-01"), "dev-01");
    }
}
