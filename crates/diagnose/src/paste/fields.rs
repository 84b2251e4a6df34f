//! Settings out of names with values: profiles of MQTT.fx and MQTTX, SDK samples, sdkconfig, C and other source.
//! One piece: one reading.

use std::ops::Range;

use super::pairs::{Pair, pairs, plain};
use super::search::{all, line, line_start, piece, run, run_back, run_near, says};
use super::transcript::Piece;
use super::{Form, Reading, clock, tokens, topics};
use crate::settings::{self, Given, Settings};
use crate::{Place, Sign};

/// Reads what stands outside of commands.
pub(super) fn read(
    text: &str,
    covered: &[Range<usize>],
    pieces: &[Piece<'_>],
    now: Option<i64>,
    reading: &mut Reading,
) {
    let mut settings = Settings::default();
    let outside = |at: usize| !covered.iter().any(|command| command.contains(&at));
    // A list of linked hubs, and what `az --debug` tells of its own doing, are no settings of a device.
    let managed = managed(text);
    let managing = |at: usize| {
        let next = managed.partition_point(|line| line.end <= at);
        managed.get(next).is_some_and(|line| line.contains(&at))
    };
    for pair in pairs(text).into_iter().chain(super::columns::pairs(text)) {
        if outside(pair.value_bytes.start) && !managing(pair.value_bytes.start) {
            take(&pair, text, &mut settings, reading);
        }
    }
    usernames(text, &outside, &mut settings);
    calls(text, &outside, &mut settings);
    positional(text, &outside, &mut settings);
    topics::read(text, &outside, &mut settings, reading);
    tokens::read(text, now, &settings, reading);
    certificate_left_out(text, &outside, reading);
    clock::read(pieces, text, now, reading);
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

/// The lines in which somebody manages the service, in order.
fn managed(text: &str) -> Vec<Range<usize>> {
    let words = ["cli.azure.cli", "cli.knack", "\"iotHubs\""];
    let mut start = 0;
    let lines = text.split_inclusive('\n').filter_map(|line| {
        let bytes = start..start + line.len();
        start = bytes.end;
        words
            .iter()
            .any(|word| line.contains(word))
            .then_some(bytes)
    });
    lines.collect()
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
        && !is_of_https(text, pair.value_bytes.start)
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
        "chain",
    ]) && !name.contains("cacert")
        && is_path(value)
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
        "cacertfile",
        "cacert",
        "trustedcert",
        "rootca",
        "roots",
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
    if !management {
        return;
    }
    let line = line(text, pair.value_bytes.start);
    let device = [
        "provisioningdeviceclient",
        "create_from_",
        "prov_device",
        "id_scope",
        "idscope",
        "device connection string",
        "deviceclient",
    ];
    if line.contains("SharedAccessKeyName=") && device.iter().any(|word| says(text, word)) {
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
    let names = [
        "provisioninghost",
        "globaldeviceendpoint",
        "provisioningendpoint",
        "dpshost",
    ];
    let own = names.iter().any(|name| plain(pair.name).ends_with(name));
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

/// `HTTPSConnectionPool(host='..', port=443)`: who speaks HTTPS has the port of HTTPS.
fn is_of_https(text: &str, at: usize) -> bool {
    let before = piece(text, line_start(text, at)..at);
    ["httpsconnection", "https://"]
        .iter()
        .any(|words| says(before, words))
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

/// An ID scope and the global host are known by their looks, also as arguments without a name.
fn positional(text: &str, outside: &impl Fn(usize) -> bool, settings: &mut Settings) {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    let alone = |start: usize, end: usize| {
        let quote =
            |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`'));
        let bytes = text.as_bytes();
        start > 0 && quote(bytes.get(start - 1)) && quote(bytes.get(end))
    };
    if settings.id_scope.is_none() && settings.username.is_none() {
        let scopes = all(text, "0ne").map(|at| at..run(text, at, word));
        let mut scopes = scopes.filter(|bytes| {
            let scope = piece(text, bytes.clone());
            scope.len() == 11 && scope.bytes().skip(3).all(|byte| byte.is_ascii_hexdigit())
        });
        let found = scopes.find(|bytes| outside(bytes.start) && alone(bytes.start, bytes.end));
        settings.id_scope =
            found.map(|bytes| Given::new(piece(text, bytes.clone()), Place::Text(bytes)));
    }
    if settings.host.is_none() {
        let hosts =
            all(text, "global.azure-devices-provisioning.").map(|at| at..run(text, at, word));
        let mut hosts = hosts.filter(|bytes| outside(bytes.start) && alone(bytes.start, bytes.end));
        settings.host = hosts
            .next()
            .map(|bytes| Given::new(piece(text, bytes.clone()), Place::Text(bytes)));
    }
}

/// User names of DPS, wherever they stand.
fn usernames(text: &str, outside: &impl Fn(usize) -> bool, settings: &mut Settings) {
    if settings.username.is_some() {
        return;
    }
    for at in all(text, "/registrations/") {
        let start = run_back(text, at, |byte| is_word(byte) && byte != b'=');
        let end = run_near(text, at, |byte| is_word(byte) || byte == b'&');
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
            // The path of a request is no user name, whoever serves it.
            || scope.contains('/')
            || is_request(text, start)
            || found.contains("/register?")
            || found.contains("/operations/")
            || !found.contains("api-version")
        {
            continue;
        }
        settings.username = Some(Given::new(found, Place::Text(start..end)));
        return;
    }
}

/// Whether a method of HTTP stands right before.
fn is_request(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let word = line
        .trim_end_matches(['"', '\'', ' ', '/'])
        .rsplit(|character: char| !character.is_ascii_alphabetic())
        .next();
    matches!(
        word,
        Some("GET" | "PUT" | "POST" | "DELETE" | "HEAD" | "PATCH")
    )
}

/// Calls that set one thing, as the builders of Go, Java, C# and Rust have them: `SetClientID("dev-01")`.
fn calls(text: &str, outside: &impl Fn(usize) -> bool, settings: &mut Settings) {
    let argument = |name: &str| {
        all(text, name).find_map(|at| {
            let open = at + name.len();
            let quote = piece(text, open..open + 1);
            let start = open + 1;
            let end = run(text, start, |byte| !matches!(byte, b'"' | b'\'' | b'\n'));
            let closed = matches!(quote, "\"" | "'") && piece(text, end..end + 1) == quote;
            (closed && start < end && outside(at)).then_some(start..end)
        })
    };
    let given = |bytes: Range<usize>| Given::new(piece(text, bytes.clone()), Place::Text(bytes));
    if settings.client_id.is_none() {
        let names = [
            "setclientid(",
            "withclientid(",
            "mqttoptions::new(",
            "mqtt.client(",
            "mqttclient(",
            ".clientid(",
        ];
        let found = names.iter().find_map(|name| argument(name));
        // An address is what other libraries take first.
        let id = found.filter(|bytes| !piece(text, bytes.clone()).contains(['/', '.']));
        settings.client_id = id.map(given);
    }
    let brokers = [
        "addbroker(",
        "mqtt.connect(",
        "mqttclient(",
        "mqttasyncclient(",
    ];
    let Some(broker) = brokers.iter().find_map(|name| argument(name)) else {
        return;
    };
    let address = piece(text, broker.clone());
    let Some((_, name)) = address.split_once("://") else {
        return;
    };
    if !name.contains("azure-devices") || address.starts_with("ws") {
        return;
    }
    let start = broker.end - name.len();
    let (host, port) = name.split_once(':').unwrap_or((name, ""));
    let place = |at: usize, length: usize| Place::Text(at..at + length);
    if settings.host.is_none() {
        settings.host = Some(Given::new(host, place(start, host.len())));
    }
    if settings.port.is_none() && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        let at = start + host.len() + 1;
        settings.port = Some(Given::new(port, place(at, port.len())));
    }
}

fn is_word(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !matches!(
            byte,
            b'"' | b'\'' | b'`' | b',' | b';' | b'<' | b'>' | b'(' | b')' | b'&'
        )
}

/// `tls_set("roots.pem")` of paho-mqtt, without the device's certificate and without a password in its place.
fn certificate_left_out(text: &str, outside: &impl Fn(usize) -> bool, reading: &mut Reading) {
    let with_password = |at: usize| {
        let end = run(text, at, |byte| byte != b')' && byte != b'\n');
        let second = piece(text, at..end).split(',').nth(1).unwrap_or_default();
        let second = second.trim().trim_start_matches("password=").trim();
        !matches!(second, "" | "None" | "\"\"" | "''")
    };
    if all(text, "username_pw_set(").any(with_password) {
        return;
    }
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
