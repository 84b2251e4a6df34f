//! Settings out of names with values: profiles of MQTT.fx and MQTTX, SDK samples, sdkconfig, C and other source.

use std::ops::Range;

use super::pairs::{Pair, pairs, plain};
use super::search::{all, piece, run, run_back, says};
use super::{Form, Reading};
use crate::settings::{self, Given, Settings};
use crate::{Place, Sign};

/// Reads what stands outside of commands.
pub(super) fn read(text: &str, covered: &[Range<usize>], now: Option<i64>, reading: &mut Reading) {
    let mut settings = Settings::default();
    let outside = |at: usize| !covered.iter().any(|command| command.contains(&at));
    for pair in pairs(text) {
        if outside(pair.value_bytes.start) {
            take(&pair, text, &mut settings, reading);
        }
    }
    usernames(text, &outside, &mut settings);
    topics(text, &outside, &mut settings, reading);
    tokens(text, now, &settings, reading);
    certificate_left_out(text, &outside, reading);
    clock(text, now, reading);
    if settings == Settings::default() {
        return;
    }
    // One finding in source code is one place to put right; what is not written there may be elsewhere.
    settings.complete = false;
    let whole = 0..text.len();
    let others = settings.host.is_some()
        || settings.client_id.is_some()
        || settings.id_scope.is_some()
        || settings.username.is_some();
    if others {
        reading.form(Form::Settings, whole);
    }
    let evidence = settings::inspect(&settings);
    reading.evidence.extend(evidence);
    reading.take(&settings);
}

fn take(pair: &Pair<'_>, text: &str, settings: &mut Settings, reading: &mut Reading) {
    let name = plain(pair.name);
    let value = pair.value.trim();
    let given = || Some(Given::new(value, Place::Text(pair.value_bytes.clone())));
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    let literal =
        pair.quoted || !value.contains(['(', '.', '_']) || value.contains("azure-devices");
    let first = |slot: &mut Option<Given>, given: Option<Given>| {
        if slot.is_none() {
            *slot = given;
        }
    };
    // `id_scope = args.scope`, `host = os.environ[..]`: a name, not a value.
    let code = !pair.quoted
        && (value.contains(['(', '[', '$'])
            || value.starts_with("os.")
            || value.starts_with("process."));
    if code || value.is_empty() {
        return;
    }
    if ends(&["idscope", "scopeid", "provisioningidscope", "dpsscope"]) && literal {
        first(&mut settings.id_scope, given());
    } else if ends(&["registrationid", "provisioningregistrationid", "regid"])
        && literal
        && pair.quoted_or_simple()
    {
        first(&mut settings.registration_id, given());
    } else if ends(&[
        "provisioninghost",
        "globaldeviceendpoint",
        "provisioninguri",
        "globalprovuri",
        "provuri",
        "dpsendpoint",
        "dpshost",
        "provisioningendpoint",
        "globalprovisioningendpoint",
        "globalendpoint",
        "serviceendpoint",
    ]) && value.contains('.')
    {
        if ends(&["serviceendpoint"]) && !value.contains("provisioning") {
            return;
        }
        host(value, pair, text, settings, reading);
    } else if ends(&[
        "host",
        "hostname",
        "brokeraddress",
        "broker",
        "server",
        "uri",
        "brokeruri",
        "serveraddress",
        "endpoint",
    ]) && value.contains("azure-devices")
        && !value.contains(';')
    {
        host(value, pair, text, settings, reading);
    } else if ends(&["clientid", "mqttclientid", "clientidentifier"]) && pair.quoted_or_simple() {
        first(&mut settings.client_id, given());
    } else if ends(&["username", "user", "mqttusername"]) && value.contains('/') {
        first(&mut settings.username, given());
    } else if name == "password" || ends(&["mqttpassword", "brokerpassword"]) {
        if pair.quoted && !value.is_empty() {
            first(&mut settings.password, given());
        }
    } else if ends(&["port", "brokerport", "mqttport"])
        && value.bytes().all(|byte| byte.is_ascii_digit())
    {
        first(&mut settings.port, given());
    } else if ends(&[
        "mqttversion",
        "protocolversion",
        "mqttprotocolversion",
        "protocolver",
    ]) || (name == "protocol" && plain(value).contains("mqttv"))
    {
        let value = value
            .trim_start_matches("mqtt.")
            .trim_start_matches("paho.");
        if plain(value).starts_with("mqtt")
            || value.starts_with(|first: char| first.is_ascii_digit())
        {
            let digits: String = value
                .chars()
                .skip_while(|character| !character.is_ascii_digit() && *character != 'v')
                .collect();
            let mut given = Given::new(digits, Place::Text(pair.value_bytes.clone()));
            given.text = given.text.trim_start_matches(['v', '_']).to_owned();
            if settings.version.is_none() {
                settings.version = Some(given);
            }
        }
    } else if ends(&[
        "certfile",
        "certpath",
        "certificatefile",
        "certificatepath",
        "clientcertificate",
        "certificatefilepath",
        "x509certificatefile",
        "identitycert",
        "clientcert",
        "clientcertfile",
        "cert",
    ]) && is_path(value)
    {
        first(&mut settings.certificate, given());
    } else if ends(&[
        "keyfile",
        "keypath",
        "privatekey",
        "privatekeyfile",
        "keyfilepath",
        "identitypk",
        "clientkey",
        "clientkeyfile",
        "key",
    ]) && is_path(value)
    {
        first(&mut settings.key, given());
    } else if ends(&[
        "ca",
        "cafile",
        "cacerts",
        "trustedcert",
        "rootca",
        "cacertificatefile",
    ]) && is_path(value)
    {
        first(&mut settings.trust, given());
    } else if ends(&[
        "rejectunauthorized",
        "tlsinsecureset",
        "skipverify",
        "insecure",
    ]) && matches!(
        (name.as_str(), value),
        ("rejectunauthorized", "false")
            | (
                "tlsinsecureset" | "skipverify" | "insecure",
                "true" | "True"
            )
    ) {
        first(&mut settings.unchecked, given());
    } else if name == "qos" && value == "2" && says(text, "registrations/") {
        first(&mut settings.qos, given());
    } else if ends(&["hostname"])
        && value.contains("azure-devices-provisioning")
        && value.contains("SharedAccessKeyName")
    {
        reading.evidence.push(
            Sign::ServiceEndpoint,
            Place::Text(pair.value_bytes.clone()),
            "a connection string for management stands where a device's settings belong",
        );
    }
    connection_string(pair, text, reading);
}

/// `HostName=..;SharedAccessKeyName=..` of the service, given to a device.
fn connection_string(pair: &Pair<'_>, text: &str, reading: &mut Reading) {
    let management = plain(pair.name) == "hostname" && pair.value.contains("azure-devices");
    let line = piece(
        text,
        pair.value_bytes.start..run(text, pair.value_bytes.start, |byte| byte != b'\n'),
    );
    let device = [
        "provisioningdeviceclient",
        "create_from_",
        "prov_device",
        "id_scope",
        "idscope",
    ];
    if management
        && line.contains("SharedAccessKeyName=")
        && device.iter().any(|word| says(text, word))
    {
        let seen = "a connection string for management stands among a device's settings";
        reading.evidence.push(
            Sign::ServiceEndpoint,
            Place::Text(pair.value_bytes.clone()),
            seen,
        );
    }
}

fn host(value: &str, pair: &Pair<'_>, text: &str, settings: &mut Settings, reading: &mut Reading) {
    if settings.host.is_some() {
        return;
    }
    // An address with a scheme is right where an address is asked for.
    let name = value.rsplit("://").next().unwrap_or_default();
    let name = name.split(['/', ':']).next().unwrap_or_default();
    let asks_for_name =
        plain(pair.name).ends_with("host") && value.contains("://") && plain(pair.name) != "host";
    let text_of = if asks_for_name { value } else { name };
    settings.host = Some(Given::new(text_of, Place::Text(pair.value_bytes.clone())));
    let azure = name.contains("azure-devices");
    let gateway = ["iotedge", "iot edge", "gateway"]
        .iter()
        .any(|word| says(text, word));
    let own = plain(pair.name).ends_with("provisioninghost");
    if own && !azure && gateway && !matches!(name, "localhost" | "127.0.0.1") {
        let seen = format!("the provisioning host is {name:?}, beside talk of a gateway");
        reading.evidence.push(
            Sign::GatewayHost,
            Place::Text(pair.value_bytes.clone()),
            seen,
        );
    }
    if name.ends_with(".azure-devices.net") && own {
        let seen = format!("the provisioning host is {name:?}, which is a hub");
        reading
            .evidence
            .push(Sign::HubHost, Place::Text(pair.value_bytes.clone()), seen);
    }
}

fn is_path(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    value.len() < 260
        && [".pem", ".crt", ".cer", ".key", ".pfx", ".p12", ".der"]
            .iter()
            .any(|ending| lower.ends_with(ending))
}

impl Pair<'_> {
    /// A value, and not the name of one.
    fn quoted_or_simple(&self) -> bool {
        self.quoted || !self.value.contains(['_', '(', '.'])
    }
}

/// User names of DPS, wherever they stand.
fn usernames(text: &str, outside: &impl Fn(usize) -> bool, settings: &mut Settings) {
    if settings.username.is_some() {
        return;
    }
    for at in all(text, "/registrations/") {
        let start = run_back(text, at, |byte| is_word(byte) && byte != b'=');
        let end = run(text, at, |byte| is_word(byte) || byte == b'&');
        let found = piece(text, start..end);
        let scope = piece(text, start..at);
        let address = scope.contains("://")
            || scope.contains("//")
            || text
                .get(..start)
                .is_some_and(|before| before.ends_with("//"));
        if !outside(at)
            || scope.is_empty()
            || scope.starts_with('$')
            || scope.contains(['$', '.', '%'])
            || address
            || !found.contains("api-version")
        {
            continue;
        }
        settings.username = Some(Given::new(found, Place::Text(start..end)));
        return;
    }
}

fn is_word(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !matches!(
            byte,
            b'"' | b'\'' | b'`' | b',' | b';' | b'<' | b'>' | b'(' | b')' | b'&'
        )
}

/// Topics of DPS outside of commands: in source, in profiles, in logs.
fn topics(
    text: &str,
    outside: &impl Fn(usize) -> bool,
    settings: &mut Settings,
    reading: &mut Reading,
) {
    for at in all(text, "registrations/") {
        if !outside(at) {
            continue;
        }
        let start = run_back(text, at, |byte| {
            !byte.is_ascii_whitespace()
                && !matches!(byte, b'"' | b'\'' | b'`' | b'(' | b'[' | b',' | b':')
        });
        let end = run(text, at, |byte| {
            !byte.is_ascii_whitespace()
                && !matches!(
                    byte,
                    b'"' | b'\'' | b'`' | b')' | b']' | b',' | b';' | b'\\'
                )
        });
        let topic = piece(text, start..end).trim_end_matches('.');
        let kind = piece(text, at + "registrations/".len()..end).to_ascii_lowercase();
        let starts = topic.starts_with("$dps/")
            || topic.starts_with("/registrations/")
            || topic.starts_with("$$dps/");
        if !starts || settings.topics.len() + settings.filters.len() > 50 {
            continue;
        }
        let given = Given::new(topic, Place::Text(start..start + topic.len()));
        reading.form(Form::Topic, start..start + topic.len());
        if kind.starts_with("res/#")
            || kind == "res"
            || kind == "res/"
            || kind == "#"
            || kind.starts_with("res/+")
        {
            settings.filters.push(given);
        } else if !kind.starts_with("res/") {
            // Source builds topics from pieces; what is there may be a piece.
            let whole = topic.contains('=') && !topic.ends_with('=');
            let template = topic.contains(['{', '%', '<', '+']);
            if whole && !template {
                settings.topics.push(given);
            } else {
                reading.understand("topic", &given);
            }
        }
    }
    // MQTT Explorer and MQTT.fx subscribe to everything by themselves.
    let dps = says(text, "azure-devices-provisioning") || says(text, "registrations/");
    for filter in ["\"#\"", "'#'", "\"$SYS/#\"", "'$SYS/#'", "SUBSCRIBE #"] {
        let found = text.find(filter).filter(|at| dps && outside(*at));
        if let Some(at) = found {
            let seen = format!("{filter} asks for everything");
            let bytes = at..at + filter.len();
            reading
                .evidence
                .push(Sign::FilterTooWide, Place::Text(bytes), seen);
        }
    }
}

/// `tls_set("roots.pem")` of paho-mqtt, without the device's certificate.
fn certificate_left_out(text: &str, outside: &impl Fn(usize) -> bool, reading: &mut Reading) {
    for at in all(text, "tls_set(") {
        let end = run(text, at, |byte| byte != b')' && byte != b'\n');
        let call = piece(text, at..end);
        let positional = call.matches(',').count() >= 2 && !call.contains('=');
        if outside(at) && !call.contains("certfile") && !positional {
            let seen = "tls_set is given no certfile";
            reading
                .evidence
                .push(Sign::CertificateAbsent, Place::Text(at..end), seen);
        }
    }
}

/// What `date -u` printed, beside what the time is.
fn clock(text: &str, now: Option<i64>, reading: &mut Reading) {
    let Some(now) = now else { return };
    for at in all(text, "$ date") {
        let start = run(text, at, |byte| byte != b'\n');
        let end = run(text, start + 1, |byte| byte != b'\n');
        let line = piece(text, start..end).trim();
        let year = line.split_whitespace().find_map(|word| {
            let year: i64 = word.parse().ok()?;
            (1960..2200).contains(&year).then_some(year)
        });
        let Some(year) = year else { continue };
        let real: Option<i64> = device_certs::time::rfc3339(now)
            .get(..4)
            .and_then(|year| year.parse().ok());
        let place = Place::Text(start + 1..end);
        reading.evidence.given.insert(crate::Ask::Clock);
        if real == Some(year) {
            reading.evidence.push(
                Sign::ClockRight,
                place,
                format!("the device takes it for {line:?}"),
            );
        } else {
            reading.evidence.push(
                Sign::ClockAtStart,
                place,
                format!("the device takes it for {line:?}"),
            );
        }
    }
}

/// SAS tokens: what they are for, and until when.
fn tokens(text: &str, now: Option<i64>, settings: &Settings, reading: &mut Reading) {
    for at in all(text, "sharedaccesssignature sr=") {
        let end = run(text, at, |byte| {
            !matches!(byte, b'"' | b'\'' | b'\n' | b'\r' | b',' | b'`')
        });
        let token = piece(text, at..end);
        let member = |name: &str| {
            let behind = token
                .split(['&', ' '])
                .find_map(|part| part.strip_prefix(name));
            behind.unwrap_or_default().trim()
        };
        let place = Place::Text(at..end);
        let resource = member("sr=").to_ascii_lowercase().replace("%2f", "/");
        reading.evidence.push(
            Sign::SymmetricKeyInUse,
            place.clone(),
            "a SAS token is given",
        );
        if !resource.contains("/registrations/") && !resource.is_empty() {
            let hub = resource.contains(".azure-devices.net/devices/");
            // A token for a hub is right at a hub.
            let dps = settings.id_scope.is_some()
                || says(text, "provisioning")
                || says(text, "/registrations/");
            if !hub || dps {
                reading.evidence.push(
                    Sign::TokenResourceWrong,
                    place.clone(),
                    format!("the token is for {resource:?}"),
                );
            }
        } else {
            let policy = member("skn=");
            if policy != "registration" {
                let seen = if policy.is_empty() {
                    "the token ends without skn=registration".to_owned()
                } else {
                    format!("the token names the policy {policy:?}")
                };
                reading
                    .evidence
                    .push(Sign::TokenPolicyWrong, place.clone(), seen);
            }
        }
        let expiry = member("se=").parse::<i64>().ok();
        if let (Some(expiry), Some(now)) = (expiry, now)
            && expiry < now
        {
            reading.evidence.push(
                Sign::TokenExpired,
                place,
                format!("the token ended at {}", device_certs::time::rfc3339(expiry)),
            );
        }
    }
}
