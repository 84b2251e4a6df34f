//! `mosquitto_pub`, `mosquitto_sub` and `mosquitto_rr`.

use super::super::{Form, Reading};
use super::{About, Command, Flag, Value, flag};
use crate::{Place, Sign};

pub(super) const FLAGS: &[Flag] = &[
    flag(&["-h", "--host"], true, About::Host),
    flag(&["-p", "--port"], true, About::Port),
    flag(&["-i", "--id"], true, About::ClientId),
    flag(&["-u", "--username"], true, About::Username),
    flag(&["-P", "--pw"], true, About::Password),
    flag(&["-t", "--topic"], true, About::Topic),
    flag(&["-e"], true, About::ReplyTopic),
    flag(&["-m", "--message"], true, About::Body),
    flag(&["-q", "--qos"], true, About::Qos),
    flag(&["-r", "--retain"], false, About::Retain),
    flag(&["-V", "--protocol-version"], true, About::Version),
    flag(&["--cert"], true, About::Certificate),
    flag(&["--key"], true, About::Key),
    flag(&["--cafile", "--capath"], true, About::Trust),
    flag(&["--tls-use-os-certs"], false, About::Other),
    flag(&["--insecure"], false, About::Unchecked),
    flag(&["--will-topic"], true, About::Will),
    flag(&["-L", "--url"], true, About::Url),
    flag(&["--tls-version"], true, About::TlsVersion),
    flag(
        &[
            "-A",
            "-C",
            "-D",
            "-f",
            "-F",
            "-I",
            "-k",
            "-M",
            "-T",
            "-U",
            "-W",
            "-x",
            "--bind",
            "--ciphers",
            "--id-prefix",
            "--keepalive",
            "--keyform",
            "--property",
            "--proxy",
            "--psk",
            "--psk-identity",
            "--repeat",
            "--repeat-delay",
            "--tls-alpn",
            "--tls-engine",
            "--will-payload",
            "--will-qos",
            "--file",
            "--filter-out",
            "--unsubscribe",
            "--format",
            "--unix",
        ],
        true,
        About::Other,
    ),
    flag(
        &[
            "-c",
            "-d",
            "-l",
            "-n",
            "-N",
            "-R",
            "-s",
            "-S",
            "-E",
            "-v",
            "--debug",
            "--disable-clean-session",
            "--quiet",
            "--verbose",
            "--nodelay",
            "--null-message",
            "--stdin-file",
            "--stdin-line",
            "--will-retain",
            "--remove-retained",
            "--retained-only",
            "--pretty",
            "--help",
            "--version",
            "-2",
            "-1",
        ],
        false,
        About::Other,
    ),
];

pub(super) fn read(values: &[Value], command: &mut Command, reading: &mut Reading) {
    let subscribes = command.form == Form::MosquittoSub;
    let mut tls = false;
    for value in values {
        let settings = &mut command.settings;
        match value.about {
            Some(About::Host) => settings.host = Some(value.given()),
            Some(About::Port) => settings.port = Some(value.given()),
            Some(About::ClientId) => settings.client_id = Some(value.given()),
            Some(About::Username) => settings.username = Some(value.given()),
            Some(About::Password) if !value.text.is_empty() => {
                settings.password = Some(value.given())
            }
            Some(About::Topic) if subscribes => settings.filters.push(value.given()),
            Some(About::Topic) => settings.topics.push(value.given()),
            Some(About::ReplyTopic) => settings.filters.push(value.given()),
            Some(About::Body) => settings.body = Some(value.given()),
            Some(About::Qos) if !subscribes => settings.qos = Some(value.given()),
            Some(About::Retain) => settings.retain = Some(value.given()),
            Some(About::Version) => settings.version = Some(value.given()),
            Some(About::Certificate) => settings.certificate = Some(value.given()),
            Some(About::Key) => settings.key = Some(value.given()),
            Some(About::Trust) => {
                tls = true;
                settings.trust = Some(value.given());
            }
            Some(About::Unchecked) => settings.unchecked = Some(value.given()),
            Some(About::Will) => settings.will = Some(value.given()),
            Some(About::TlsVersion) => {}
            None => reading.not_understood.push(value.bytes.clone()),
            _ => {}
        }
    }
    if command.form == Form::MosquittoRr {
        let place = Place::Text(command.bytes.start..command.bytes.start + "mosquitto_rr".len());
        let seen = "mosquitto_rr takes no wildcard in a response topic";
        reading.evidence.push(Sign::ToolUnfit, place, seen);
    }
    let os_certificates = values
        .iter()
        .any(|value| value.text == "--tls-use-os-certs");
    let azure = command
        .settings
        .host
        .as_ref()
        .is_some_and(|host| host.text.contains("azure-devices"));
    if command.settings.port.is_none() && !tls && !os_certificates && azure {
        let seen =
            "neither port nor roots are given, so that mosquitto connects to 1883 without TLS";
        match command.settings.end.clone() {
            Some(end) => reading.evidence.push_with_edit(
                Sign::TlsOff,
                end,
                seen,
                " -p 8883 --capath /etc/ssl/certs",
            ),
            None => reading.evidence.push(Sign::TlsOff, Place::Session, seen),
        }
    }
    // An empty topic list of a subscriber is the tool's own error.
    if command.form == Form::MosquittoPub && command.settings.topics.is_empty() {
        command.settings.complete = false;
    }
}
