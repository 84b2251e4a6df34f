//! Our own `dps-playground register`.

use super::super::Reading;
use super::{About, Command, Flag, Value, flag};

pub(super) const FLAGS: &[Flag] = &[
    flag(&["--id-scope"], true, About::IdScope),
    flag(&["--registration-id"], true, About::RegistrationId),
    flag(&["--cert"], true, About::Certificate),
    flag(&["--key"], true, About::Key),
    flag(&["--host"], true, About::Host),
    flag(&["--port"], true, About::Port),
    flag(&["--server-ca"], true, About::Trust),
    flag(&["--payload", "--seed", "--format"], true, About::Other),
];

pub(super) fn read(values: &[Value], command: &mut Command, reading: &mut Reading) {
    // What is not given it finds itself: the registration ID in the certificate, the roots of Azure.
    command.settings.complete = false;
    let find = |about: About| values.iter().find(|value| value.about == Some(about));
    let settings = &mut command.settings;
    settings.id_scope = find(About::IdScope).map(Value::given);
    settings.registration_id = find(About::RegistrationId).map(Value::given);
    settings.certificate = find(About::Certificate).map(Value::given);
    settings.key = find(About::Key).map(Value::given);
    settings.host = find(About::Host).map(Value::given);
    settings.port = find(About::Port).map(Value::given);
    settings.trust = find(About::Trust).map(Value::given);
    for value in values.iter().filter(|value| value.about.is_none()) {
        reading.not_understood.push(value.bytes.clone());
    }
}
