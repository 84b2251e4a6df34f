//! The command line of MQTTX.

use super::{About, Flag, flag};

/// `mqttx conn` and `mqttx pub`.
pub(super) const FLAGS: &[Flag] = &[
    flag(&["-t", "--topic"], true, About::Topic),
    HOST,
    PORT,
    CLIENT_ID,
    USERNAME,
    PASSWORD,
    VERSION,
    CERTIFICATE,
    KEY,
    TRUST,
    flag(&["-m", "--message"], true, About::Body),
    flag(&["-q", "--qos"], true, About::Qos),
    flag(&["-r", "--retain"], false, About::Retain),
    OTHER,
];

/// `mqttx sub`, whose topics are filters, and whose QoS is one that it would take.
pub(super) const SUBSCRIBING: &[Flag] = &[
    flag(&["-t", "--topic"], true, About::ReplyTopic),
    HOST,
    PORT,
    CLIENT_ID,
    USERNAME,
    PASSWORD,
    VERSION,
    CERTIFICATE,
    KEY,
    TRUST,
    OTHER,
];

const HOST: Flag = flag(&["-h", "--hostname"], true, About::Host);
const PORT: Flag = flag(&["-p", "--port"], true, About::Port);
const CLIENT_ID: Flag = flag(&["-i", "--client-id"], true, About::ClientId);
const USERNAME: Flag = flag(&["-u", "--username"], true, About::Username);
const PASSWORD: Flag = flag(&["-P", "--password"], true, About::Password);
const VERSION: Flag = flag(&["-V", "--mqtt-version"], true, About::Version);
const CERTIFICATE: Flag = flag(&["--cert"], true, About::Certificate);
const KEY: Flag = flag(&["--key"], true, About::Key);
const TRUST: Flag = flag(&["--ca"], true, About::Trust);
const OTHER: Flag = flag(
    &["-l", "--protocol", "-k", "--keepalive", "-q", "--path"],
    true,
    About::Other,
);
