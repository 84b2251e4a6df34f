//! `openssl s_client`: a handshake, and no more than that.

use super::super::Reading;
use super::{About, Command, Flag, Value, flag};
use crate::settings::Given;
use crate::{Place, Sign};

pub(super) const FLAGS: &[Flag] = &[
    flag(&["-connect", "-host"], true, About::Address),
    flag(&["-servername"], true, About::ServerName),
    flag(&["-noservername"], false, About::ServerNameOff),
    flag(&["-cert"], true, About::Certificate),
    flag(&["-key"], true, About::Key),
    flag(&["-CAfile", "-CApath"], true, About::Trust),
    flag(
        &[
            "-port",
            "-cert_chain",
            "-cipher",
            "-ciphersuites",
            "-verify",
            "-pass",
            "-certform",
            "-keyform",
            "-sigalgs",
            "-curves",
            "-groups",
            "-starttls",
            "-verify_hostname",
            "-verify_ip",
            "-alpn",
            "-proxy",
            "-CAstore",
        ],
        true,
        About::Other,
    ),
    flag(
        &[
            "-showcerts",
            "-tls1",
            "-tls1_1",
            "-tls1_2",
            "-tls1_3",
            "-no_tls1_3",
            "-no_tls1_2",
            "-debug",
            "-msg",
            "-state",
            "-quiet",
            "-brief",
            "-build_chain",
            "-verify_return_error",
            "-status",
            "-prexit",
            "-trace",
            "-security_debug",
            "-tlsextdebug",
            "-crlf",
        ],
        false,
        About::Other,
    ),
];

pub(super) fn read(values: &[Value], command: &mut Command, reading: &mut Reading) {
    command.settings.complete = false;
    for value in values {
        let settings = &mut command.settings;
        match value.about {
            Some(About::Address) => {
                let (host, port) = value.text.rsplit_once(':').unwrap_or((&value.text, ""));
                let place = Place::Text(value.bytes.clone());
                settings.host = Some(Given::new(host, place.clone()));
                if port == "1883" {
                    let seen = "the port is 1883, MQTT without TLS";
                    reading.evidence.push_with_edit(
                        Sign::PortPlain,
                        place,
                        seen,
                        format!("{host}:8883"),
                    );
                }
            }
            Some(About::ServerNameOff) => {
                let seen = "-noservername leaves the server name away";
                let place = Place::Text(value.bytes.clone());
                reading
                    .evidence
                    .push_with_edit(Sign::SniAbsent, place, seen, "");
            }
            Some(About::Certificate) => settings.certificate = Some(value.given()),
            Some(About::Key) => settings.key = Some(value.given()),
            Some(About::Trust) => settings.trust = Some(value.given()),
            _ => {}
        }
    }
    // The host stands in one word with its port, which an edit of the host alone would lose.
    if let Some(host) = &command.settings.host
        && let Some(instance) = host.text.strip_suffix(".azure-devices-provisioning.net")
        && instance != "global"
    {
        let seen = format!("the host is {:?}, one instance's own name", host.text);
        reading
            .evidence
            .push(Sign::InstanceHost, host.place.clone(), seen);
        command.settings.host = None;
    }
}
