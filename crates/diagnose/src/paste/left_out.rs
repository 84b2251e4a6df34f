//! What a program's own lines get wrong about connecting: no certificate, a host with a scheme, the port of plain MQTT,
//! a last will. Only what stands in a call or an address itself.

use super::Reading;
use super::search::{all, find, line, line_start, piece, run, says};
use crate::{Place, Sign};

pub(super) fn read(text: &str, outside: &dyn Fn(usize) -> bool, reading: &mut Reading) {
    let dps = says(text, "azure-devices-provisioning") || says(text, "/registrations/");
    let found = if dps {
        [
            certificate(text),
            host(text),
            port(text),
            will(text),
            user_name(text),
            telemetry(text),
            unchecked(text),
            trust(text, reading),
            instance(text),
        ]
    } else if says(text, "azure-devices") {
        // A hub's name is spoilt in the same ways.
        [host(text), None, None, None, None, None, None, None, None]
    } else {
        return;
    };
    for (sign, at, length, seen) in found.into_iter().flatten() {
        if outside(at) && !reading.evidence.has(sign) {
            let place = Place::Text(at..at + length);
            reading.evidence.push(sign, place, seen);
        }
    }
}

type Found = Option<(Sign, usize, usize, &'static str)>;

/// `tls.Config{RootCAs: pool}` of Go, `Transport::tls(ca, None, None)` of rumqttc: TLS without a certificate, and no
/// password in its place.
fn certificate(text: &str) -> Found {
    let password = ["setpassword(", "set_credentials(\"", "password:"];
    if password.iter().any(|word| says(text, word)) && !says(text, ", \"\")") {
        return None;
    }
    const GO: &str = "tls.config{";
    const RUST: &str = "transport::tls(";
    let go = all(text, GO).find_map(|at| {
        let end = run(text, at + GO.len(), |byte| byte != b'}');
        let fields = piece(text, at..end);
        let given = says(fields, "certificate") || says(text, ".certificates =");
        (!given && says(fields, "rootcas")).then_some((at, end - at))
    });
    let rust = all(text, RUST).find_map(|at| {
        let call = line(text, at);
        let end = call.find(");")?;
        let none = call.get(..end)?.matches("None").count() > 1;
        none.then_some((at, end))
    });
    let (at, length) = go.or(rust)?;
    let seen = "TLS is given roots, and no certificate of the device";
    Some((Sign::CertificateAbsent, at, length, seen))
}

/// `connect("https://global...")`, or a name server that is asked for a whole address.
fn host(text: &str) -> Found {
    let calls = [
        "connect(\"http",
        "connect('http",
        "lookup mqtt",
        "lookup ssl:",
        "lookup http",
    ];
    let found = calls.iter().find_map(|words| {
        let at = find(text, words, 0)?;
        let said = line(text, at);
        let address = says(said, "://") && says(said, "azure-devices-provisioning");
        address.then_some((at, said.trim_end().len()))
    });
    // What a name server was asked for.
    let asked = [
        "enotfound",
        "unknownhost",
        "no such host",
        "not known",
        "not resolve",
        "cannot resolve",
        "dns failed",
        "failed dns lookup",
        "dns resolution failed",
        "lookup ",
    ];
    let mut start = 0;
    let unknown = text.split_inclusive('\n').find_map(|said| {
        let at = start;
        start += said.len();
        let address = says(said, "://") && says(said, "azure-devices-provisioning");
        let failed = asked.iter().any(|words| says(said, words));
        let wrong = address || is_scheme_asked(said) || has_slash_behind(said);
        (failed && wrong).then_some((at, said.trim_end().len()))
    });
    // An option that asks for a name.
    let option = [
        "hostname http",
        "hostname=http",
        "hostname mqtt",
        "hostname=mqtt",
    ];
    let option = option.iter().find_map(|words| {
        let at = find(text, words, 0)?;
        let said = line(text, at);
        let address = says(said, "://") && says(said, "azure-devices");
        address.then_some((at, said.trim_end().len()))
    });
    let found = found.or(unknown).or(option);
    // A scheme, and a port as an argument of its own.
    let apart = [
        "connect(\"mqtts://",
        "connect('mqtts://",
        "connect(\"ssl://",
        "connect('ssl://",
    ];
    let apart = apart.iter().find_map(|words| {
        let at = find(text, words, 0)?;
        let said = line(text, at);
        let second = said.split(',').nth(1)?.trim().trim_end_matches([')', ';']);
        second
            .parse::<u16>()
            .ok()
            .map(|_| (at, said.trim_end().len()))
    });
    let (at, length) = found.or(apart)?;
    let seen = "the host that is asked for has a scheme before its name, or a slash behind it";
    Some((Sign::HostUnclean, at, length, seen))
}

/// `getaddrinfo ENOTFOUND mqtts`: the scheme of an address was taken for the host.
fn is_scheme_asked(said: &str) -> bool {
    let asked = [
        "ENOTFOUND ",
        "EAI_AGAIN ",
        "lookup ",
        "resolve host: ",
        "resolve host ",
    ];
    let behind = asked.iter().find_map(|words| said.split(words).nth(1));
    let host = behind.unwrap_or_default();
    let host = host
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .next();
    matches!(
        host,
        Some("mqtts" | "mqtt" | "ssl" | "tls" | "tcp" | "https" | "http" | "wss" | "amqps")
    )
}

/// `lab-hub.azure-devices.net/: -2`: a slash behind the name, and no path behind that.
fn has_slash_behind(said: &str) -> bool {
    [".azure-devices.net/", ".azure-devices-provisioning.net/"]
        .iter()
        .filter_map(|name| said.split(name).nth(1))
        .any(|behind| {
            !behind.starts_with(|letter: char| {
                letter.is_ascii_alphanumeric() || "$?#%".contains(letter)
            })
        })
}

/// `mqtts://global.azure-devices-provisioning.net:1883`
fn port(text: &str) -> Found {
    // `setServer("global.azure-devices-provisioning.net", 1883)`
    let apart = ["provisioning.net\", 1883", "provisioning.net', 1883"];
    let apart = apart
        .iter()
        .find_map(|words| Some((find(text, words, 0)?, words.len())));
    if let Some((at, length)) = apart {
        let seen = "the port is 1883, MQTT without TLS";
        return Some((Sign::PortPlain, at, length, seen));
    }
    const NAME: &str = "azure-devices-provisioning.net:";
    all(text, NAME).find_map(|at| {
        let start = at + NAME.len();
        let end = run(text, start, |byte| byte.is_ascii_digit());
        let before = piece(text, 0..at);
        let begin = before.rfind(|letter: char| letter.is_whitespace() || "\"'`".contains(letter));
        let scheme = before
            .get(begin.map_or(0, |begin| begin + 1)..)
            .unwrap_or_default();
        let mqtt = ["mqtts://", "ssl://", "tls://", "tcp://", "mqtt://"];
        let mqtt = mqtt.iter().any(|words| scheme.starts_with(words));
        match piece(text, start..end) {
            "1883" => Some((
                Sign::PortPlain,
                at,
                end - at,
                "the port is 1883, MQTT without TLS",
            )),
            "443" if mqtt => Some((
                Sign::PortOfHttps,
                at,
                end - at,
                "the port is 443, where MQTT over TCP is not served",
            )),
            _ => None,
        }
    })
}

fn will(text: &str) -> Found {
    let calls = [
        "setwill(",
        "set_will(",
        "will_set(",
        "setlastwill(",
        "set_last_will(",
        "withwilltopic(",
        "withwillmessage(",
        "willmessage(",
        "willpublish(",
        ".will(",
        "setbinarywill(",
        "will: {",
    ];
    let (at, call) = calls
        .iter()
        .find_map(|call| Some((find(text, call, 0)?, *call)))?;
    let seen = "the program asks for a last will";
    Some((Sign::WillSet, at, call.len(), seen))
}

/// A log that connects to the name of one instance.
fn instance(text: &str) -> Found {
    const NAME: &str = ".azure-devices-provisioning.net";
    all(text, NAME).find_map(|at| {
        let begin = line_start(text, at);
        let before = piece(text, begin..at);
        let start = super::search::run_back(text, at, |byte| {
            byte.is_ascii_alphanumeric() || byte == b'-'
        });
        let name = piece(text, start..at);
        let connects = says(before, "connecting") || says(before, "connect ");
        let own = connects && !matches!(name, "" | "global");
        let seen = "the host is one instance's own name";
        own.then_some((Sign::InstanceHost, start, at - start, seen))
    })
}

/// What switches the check of the server off, in the calls of many libraries.
fn unchecked(text: &str) -> Found {
    let calls = [
        "setinsecure()",
        "insecureskipverify: true",
        "insecureskipverify:true",
        "verify_mode = openssl::ssl::verify_none",
        "cert_none",
        "danger_accept_invalid_certs(true)",
        "tls_insecure_set(true)",
        "servercertificatecustomvalidationcallback",
        "dangerousacceptanyservercertificate",
        "verify_peer' => false",
        "verify: :verify_none",
        "verify_none}",
        "ssl_verify_none",
        "certificatevalidationhandler(_ => true",
        "onbadcertificate = (_) => true",
        "setenableservercertauth(false",
        "trustallcerts",
    ];
    let (at, call) = calls
        .iter()
        .find_map(|call| Some((find(text, call, 0)?, *call)))?;
    let seen = "the check of the server is switched off";
    Some((Sign::VerificationOff, at, call.len(), seen))
}

/// A file of trusted roots that is called one of devices, where the server is not trusted.
fn trust(text: &str, reading: &Reading) -> Found {
    let failing = [
        Sign::RootUntrusted,
        Sign::VerifyFailed,
        Sign::ServerSelfSigned,
    ];
    if !failing.iter().any(|sign| reading.evidence.has(*sign)) {
        return None;
    }
    let asks = [
        "cafile",
        "cacert",
        "ca_cert",
        "trust",
        "setcertificateentry",
        "root_ca",
        "rootca",
        "capath",
    ];
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let at = start;
        start += line.len();
        let asked = asks.iter().any(|word| says(line, word));
        let file = [".pem", ".crt", ".cer"]
            .iter()
            .find_map(|ending| find(line, ending, 0))?;
        let name = line
            .get(..file)?
            .rsplit(['"', '\'', '/', ' ', '=', '\\'])
            .next()?;
        let of_devices = says(name, "device") && (says(name, "ca") || says(name, "root"));
        let seen = "the file of trusted roots is called that of the devices' CA";
        (asked && of_devices).then_some((
            Sign::TrustIsOwnCa,
            at + file - name.len(),
            name.len(),
            seen,
        ))
    })
}

/// The form of a hub's user name, behind what stands before `api-version` at DPS.
fn user_name(text: &str) -> Found {
    all(text, "/registrations/").find_map(|at| {
        let behind = line(text, at);
        let end = ["/?api-version=", "?api-version="]
            .iter()
            .find_map(|words| find(behind, words, 0))?;
        let other = ["/register?", "/operations/", "http", "$rid"];
        let begin = line_start(text, at);
        let whole = piece(text, begin..at + behind.len());
        let request = other.iter().any(|words| says(whole, words));
        let named = ["user", "usr"].iter().any(|words| says(whole, words));
        let seen = "the user name has a question mark before api-version";
        (!request && named).then_some((Sign::UsernameMalformed, at, end, seen))
    })
}

/// A hub's topic, in a text that knows no other address than that of DPS.
fn telemetry(text: &str) -> Found {
    // A device that was assigned has another address, whatever it is called.
    if says(text, ".azure-devices.net") || says(text, "assigned") {
        return None;
    }
    all(text, "/messages/events").find_map(|at| {
        let begin = line_start(text, at);
        let before = piece(text, begin..at);
        let topic = find(before, "devices/", 0)?;
        let seen = "a hub's topic is published to at DPS";
        says(before, "publish").then_some((
            Sign::TopicForeign,
            begin + topic,
            at - begin - topic,
            seen,
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let text = format!("global.azure-devices-provisioning.net\n{text}\n");
        let mut reading = Reading::default();
        read(&text, &|_| true, &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn what_calls_and_addresses_say() {
        check(
            "c := &tls.Config{RootCAs: roots}",
            &[Sign::CertificateAbsent],
        );
        check("c := &tls.Config{RootCAs: roots, Certificates: mine}", &[]);
        check(
            "Transport::tls(ca, None, None);",
            &[Sign::CertificateAbsent],
        );
        check("Transport::tls(ca, Some((cert, key)), None);", &[]);
        check(
            "client.connect('https://global.azure-devices-provisioning.net', 8883)",
            &[Sign::HostUnclean],
        );
        check(
            "dial tcp: lookup ssl://global.azure-devices-provisioning.net: no such host",
            &[Sign::HostUnclean],
        );
        check(
            "lookup ssl on 10.0.0.2:53: no such host",
            &[Sign::HostUnclean],
        );
        check("getaddrinfo EAI_AGAIN tcp, not known", &[Sign::HostUnclean]);
        check(
            "could not resolve bar.azure-devices.net/, says lwip: host not known",
            &[Sign::HostUnclean],
        );
        check(
            "could not resolve https://foo.azure-devices.net/devices/a, not known",
            &[],
        );
        check(
            "tool --iothub-hostname https://foo.azure-devices.net",
            &[Sign::HostUnclean],
        );
        check(
            "connect('mqtts://global.azure-devices-provisioning.net', options)",
            &[],
        );
        check("connect('mqtts://dps.example', 8883)", &[Sign::HostUnclean]);
        check(
            "mqtts://global.azure-devices-provisioning.net:1883",
            &[Sign::PortPlain],
        );
        check(
            "ssl://global.azure-devices-provisioning.net:443",
            &[Sign::PortOfHttps],
        );
        check("wss://global.azure-devices-provisioning.net:443", &[]);
        check(
            "options.setWill(\"a/b\", payload, 1, false);",
            &[Sign::WillSet],
        );
        check(
            "user = scope + \"/registrations/\" + id + \"/?api-version=2019-03-31\"",
            &[Sign::UsernameMalformed],
        );
        check(
            "PUT https://host/0ne1/registrations/dev-01/register?api-version=2019-03-31",
            &[],
        );
        check(
            "publish devices/dev-01/messages/events/",
            &[Sign::TopicForeign],
        );
        check("net.setInsecure();", &[Sign::VerificationOff]);
        check(
            "java.net.UnknownHostException: mqtts://global.azure-devices-provisioning.net",
            &[Sign::HostUnclean],
        );
        check(
            "setServer(\"global.azure-devices-provisioning.net\", 1883);",
            &[Sign::PortPlain],
        );
        check(
            "connecting to line3.azure-devices-provisioning.net:8883",
            &[Sign::InstanceHost],
        );
        check(
            "hub-9.azure-devices.net\npublish devices/dev-01/messages/events/",
            &[],
        );
    }
}
