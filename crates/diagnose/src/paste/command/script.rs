//! Scripts of one's own, run by an interpreter: their options are not known, but people call the same things the same.

use super::super::Reading;
use super::{About, Command, Flag, Value, flag};

pub(super) const FLAGS: &[Flag] = &[
    flag(
        &["--host", "--hostname", "--provisioning-host"],
        true,
        About::Host,
    ),
    flag(&["--port"], true, About::Port),
    flag(
        &["--id-scope", "--scope", "--idscope"],
        true,
        About::IdScope,
    ),
    flag(
        &["--registration-id", "--registration"],
        true,
        About::RegistrationId,
    ),
    flag(&["--client-id", "--clientid"], true, About::ClientId),
    flag(&["--username", "--user"], true, About::Username),
    flag(
        &[
            "--cert",
            "--certfile",
            "--certificate",
            "--chain",
            "--cert-file",
            "--client-cert",
        ],
        true,
        About::Certificate,
    ),
    flag(
        &[
            "--key",
            "--keyfile",
            "--private-key",
            "--key-file",
            "--client-key",
        ],
        true,
        About::Key,
    ),
    flag(
        &[
            "--ca",
            "--cafile",
            "--ca-certs",
            "--roots",
            "--ca-file",
            "--cacert",
            "--root-ca",
            "--trust",
        ],
        true,
        About::Trust,
    ),
    flag(
        &[
            "--version",
            "--protocol",
            "--mqtt-version",
            "--protocol-version",
        ],
        true,
        About::Version,
    ),
    flag(&["--topic"], true, About::Topic),
    flag(&["--filter", "--subscribe"], true, About::ReplyTopic),
    flag(&["--qos"], true, About::Qos),
    flag(&["--body", "--payload"], true, About::Body),
    flag(&["--retain"], false, About::Retain),
];

pub(super) fn read(values: &[Value], command: &mut Command, _: &mut Reading) {
    // What a script is not told it may have by itself.
    command.settings.complete = false;
    let settings = &mut command.settings;
    for value in values {
        let slot = match value.about {
            Some(About::Host) => &mut settings.host,
            Some(About::Port) => &mut settings.port,
            Some(About::IdScope) => &mut settings.id_scope,
            Some(About::RegistrationId) => &mut settings.registration_id,
            Some(About::ClientId) => &mut settings.client_id,
            Some(About::Username) => &mut settings.username,
            Some(About::Certificate) if value.text.contains('.') => &mut settings.certificate,
            Some(About::Key) if value.text.contains('.') => &mut settings.key,
            Some(About::Trust) => &mut settings.trust,
            Some(About::Version) => &mut settings.version,
            Some(About::Qos) => &mut settings.qos,
            Some(About::Body) => &mut settings.body,
            Some(About::Retain) => &mut settings.retain,
            Some(About::Topic) => {
                settings.topics.push(value.given());
                continue;
            }
            Some(About::ReplyTopic) => {
                settings.filters.push(value.given());
                continue;
            }
            _ => continue,
        };
        *slot = Some(value.given());
    }
}
