//! What each refusal means, and what to do about it, for people who know neither MQTT nor X.509.
//!
//! Microsoft publishes no list of these codes. The texts rest on its documentation where there is any, and
//! otherwise on what the service was seen to do; [`CodeText::confidence`] says which.

mod connack;
mod six_digits;
mod status;

pub use six_digits::CODES;

/// Where something is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation {
    /// What to call it.
    pub label: &'static str,
    /// Where it is.
    pub url: &'static str,
}

/// How sure a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Microsoft's documentation or a standard says so.
    Documented,
    /// The real service was seen to do so.
    Observed,
    /// Nobody has shown it: a guess from what is known.
    Unproven,
}

impl Confidence {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "seen from the real service",
            Self::Unproven => "not proven",
        }
    }
}

/// A refusal in words: plain text, whole sentences but for the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeText {
    /// What it is, in one line.
    pub title: &'static str,
    /// What happened, and why.
    pub meaning: &'static str,
    /// What to do now.
    pub fix: &'static str,
    /// Where that is written down.
    pub sources: &'static [Citation],
    /// How sure this is.
    pub confidence: Confidence,
}

/// A six-digit code, or one of the cases that share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The six digits.
    pub code: u32,
    /// Words of the service's message that tell this case from others with the same code.
    pub message: Option<&'static str>,
    /// What to say about it.
    pub text: CodeText,
}

/// The text for a six-digit code, from an error body or from a failed registration. The service uses some
/// codes for several faults; the message that came with it tells them apart.
///
/// `None` for a code that nobody has described; [`explain_status`] then says something about its first
/// three digits.
pub fn explain_code(code: u32, message: &str) -> Option<&'static CodeText> {
    let says = |words: &str| {
        let (message, words) = (message.as_bytes(), words.as_bytes());
        message
            .windows(words.len())
            .any(|window| window.eq_ignore_ascii_case(words))
    };
    CODES
        .iter()
        .find(|known| known.code == code && known.message.is_none_or(says))
        .map(|known| &known.text)
}

/// The text for a status in a topic, for answers whose body says nothing that is known.
pub fn explain_status(status: u16) -> Option<&'static CodeText> {
    status::explain(status)
}

/// The text for a CONNACK of DPS. `None` for 0, which is no refusal, and for codes that MQTT 3.1.1 does not
/// have.
pub fn explain_connack(code: u8) -> Option<&'static CodeText> {
    connack::explain(code)
}

/// The text for the answer `disabled`.
pub fn explain_disabled() -> &'static CodeText {
    &status::DISABLED
}

/// Shorthand for the tables below.
const fn cite(label: &'static str, url: &'static str) -> Citation {
    Citation { label, url }
}

const DPS_MQTT: Citation = cite(
    "Communicate with DPS using MQTT",
    "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-dps",
);
const X509: Citation = cite(
    "X.509 certificate attestation",
    "https://learn.microsoft.com/azure/iot-dps/concepts-x509-attestation",
);
const VERIFY: Citation = cite(
    "Verify X.509 CA certificates with DPS",
    "https://learn.microsoft.com/azure/iot-dps/how-to-verify-certificates",
);
const TERMS: Citation = cite(
    "DPS terminology",
    "https://learn.microsoft.com/azure/iot-dps/concepts-service",
);
const TROUBLE: Citation = cite(
    "Troubleshoot DPS",
    "https://learn.microsoft.com/azure/iot-dps/how-to-troubleshoot-dps",
);
const ALLOCATION: Citation = cite(
    "Use allocation policies",
    "https://learn.microsoft.com/azure/iot-dps/how-to-use-allocation-policies",
);
const CUSTOM_ALLOCATION: Citation = cite(
    "Custom allocation policies",
    "https://learn.microsoft.com/azure/iot-dps/concepts-custom-allocation",
);
const LIMITS: Citation = cite(
    "DPS quotas and limits",
    "https://learn.microsoft.com/azure/iot-dps/about-iot-dps#quotas-and-limits",
);
const SCALE: Citation = cite(
    "Best practices for large-scale deployments",
    "https://learn.microsoft.com/azure/iot-dps/concepts-deploy-at-scale",
);
const REVOKE: Citation = cite(
    "Disenroll a device",
    "https://learn.microsoft.com/azure/iot-dps/how-to-revoke-device-access-portal",
);
const IP_FILTER: Citation = cite(
    "Use IP connection filters",
    "https://learn.microsoft.com/azure/iot-dps/iot-dps-ip-filtering",
);
const MQTT_CONNACK: Citation = cite(
    "MQTT 3.1.1, section 3.2.2.3",
    "https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(String, &'static CodeText)> {
        let codes = CODES
            .iter()
            .map(|known| (format!("{} {:?}", known.code, known.message), &known.text));
        let connacks = (0..=u8::MAX)
            .filter_map(|code| Some((format!("CONNACK {code}"), explain_connack(code)?)));
        let statuses = (0..1000)
            .filter_map(|status| Some((format!("status {status}"), explain_status(status)?)));
        let disabled = [("disabled".to_owned(), explain_disabled())];
        codes
            .chain(connacks)
            .chain(statuses)
            .chain(disabled)
            .collect()
    }

    #[test]
    fn every_text_says_what_why_and_what_now() {
        for (name, text) in all() {
            assert!(
                !text.title.is_empty() && !text.title.ends_with('.'),
                "{name}: {}",
                text.title
            );
            assert!(
                !text.title.contains('\n') && text.title.len() <= 70,
                "{name}: {}",
                text.title
            );
            for sentences in [text.meaning, text.fix] {
                assert!(sentences.ends_with('.'), "{name}: {sentences}");
                assert!(
                    !sentences.contains("  ") && !sentences.contains('\n'),
                    "{name}: {sentences}"
                );
            }
            assert!(!text.sources.is_empty(), "{name}");
            for source in text.sources {
                assert!(source.url.starts_with("https://"), "{name}: {}", source.url);
                assert!(!source.label.is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn what_is_not_proven_says_so() {
        for (name, text) in all() {
            let admits = [
                "not proven",
                "not documented",
                "never been seen",
                "nobody has",
            ]
            .iter()
            .any(|words| text.meaning.contains(words));
            if text.confidence == Confidence::Unproven {
                assert!(admits, "{name}: {}", text.meaning);
            }
        }
    }

    #[test]
    fn cases_come_before_the_rest_of_their_code() {
        for (index, known) in CODES.iter().enumerate() {
            for earlier in &CODES[..index] {
                let hides = earlier.code == known.code && earlier.message.is_none();
                assert!(
                    !hides,
                    "{} {:?} is never reached",
                    known.code, known.message
                );
            }
            if known.message.is_some() {
                assert!(
                    explain_code(known.code, "").is_some(),
                    "{} has no general text",
                    known.code
                );
            }
        }
    }

    #[track_caller]
    fn check(code: u32, message: &str, title: Option<&str>) {
        assert_eq!(explain_code(code, message).map(|text| text.title), title);
    }

    #[test]
    fn the_message_tells_cases_apart() {
        let no_ca = Some("No verified CA was found in the chain");
        check(401_002, "CA certificate not found.", no_ca);
        check(401_002, "ca certificate NOT found", no_ca);
        check(
            401_002,
            "Invalid certificate.",
            Some("The certificate is not the one in the enrolment"),
        );
        check(
            401_002,
            "Signing certificate info did not match chain elements.",
            Some("The group's CA is not part of the chain"),
        );
        check(
            401_002,
            "{\"message\":\"Unauthorized access\"}",
            Some("The hub refused DPS or the device"),
        );
        check(401_002, "Unauthorized", Some("The credential was refused"));
        check(401_002, "", Some("The credential was refused"));
        check(
            401_000,
            "Unauthorized",
            Some("No enrolment fits this device"),
        );
        check(123_456, "", None);
        check(0, "", None);
    }

    #[test]
    fn every_code_seen_on_the_device_side_is_known() {
        for code in [
            400_002, 400_004, 400_207, 400_208, 400_209, 401_000, 401_001, 401_002, 404_201,
            404_203, 409_203, 429_001,
        ] {
            assert!(explain_code(code, "").is_some(), "{code}");
        }
        for code in 1..=5 {
            assert!(explain_connack(code).is_some(), "CONNACK {code}");
        }
        assert_eq!(explain_connack(0), None);
        assert_eq!(explain_connack(6), None);
        for status in [400, 401, 403, 404, 409, 429, 500, 503, 599] {
            assert!(explain_status(status).is_some(), "{status}");
        }
        assert_eq!(explain_status(200), None);
    }
}
