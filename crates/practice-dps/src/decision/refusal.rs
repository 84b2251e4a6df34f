//! A refusal in the service's own words.

use std::borrow::Cow;

use super::Rule;

/// A refusal as the device reads it, and the rule the device does not get to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Six digits; the first three are the status.
    pub code: u32,
    /// The service's text.
    pub message: Cow<'static, str>,
    /// Why.
    pub rule: Rule,
}

impl Refusal {
    /// The refusal a rule stands for.
    pub const fn by(rule: Rule) -> Self {
        let (code, message) = match rule {
            Rule::Throttled | Rule::PollsThrottled | Rule::StoreFull => {
                (429_001, "Operations are being throttled for this tenant.")
            }
            Rule::BodyUnreadable | Rule::BodyOfAnother | Rule::ApiVersionMissing => {
                (400_002, "INVALID_REQUEST")
            }
            Rule::RegistrationIdIllegal => (400_004, "Invalid RegistrationId"),
            Rule::RegisteredAtOnce => (409_203, "Precondition failed."),
            Rule::OperationUnknown => (404_203, "Operation not found."),
            Rule::RegistrationUnknown => (404_201, "Registration not found."),
            Rule::CaUnknown
            | Rule::CaNotVerified
            | Rule::IntermediateMissing
            | Rule::LinkSignatureWrong
            | Rule::LinkNotCheckable => (401_002, "CA certificate not found."),
            Rule::GroupCertificateNotInChain => (
                401_002,
                "Signing certificate info did not match chain elements.",
            ),
            Rule::CommonNameMissing
            | Rule::CommonNameDiffers
            | Rule::LeafExpired
            | Rule::LeafNotYetValid
            | Rule::LeafDatesUnreadable
            | Rule::IndividualHoldsAnother
            | Rule::IssuerNotCurrent => (401_002, "Invalid certificate."),
            Rule::AttestationDiffers | Rule::OtherKeyThanRegistered => (401_002, "Unauthorized"),
            Rule::HubNotLinked => (401_001, "IoTHub not found."),
            Rule::AllocationWebhook => (400_207, "Custom allocation failed with status code: 404"),
            Rule::WebhookHubNotLinked => {
                (400_207, "Custom allocation failed with status code: 400")
            }
            Rule::HubNotSelected => (400_208, "IoTHub not specified."),
            Rule::HubUnauthorized => (400_209, "IoTHub unauthorized."),
            Rule::HubKeyStale => (401_002, "ErrorCode:IotHubUnauthorizedAccess;Unauthorized"),
            Rule::HubRefused => (
                401_002,
                "{\"errorCode\":401002,\"message\":\"Unauthorized access\"}",
            ),
            _ => (401_000, "Unauthorized"),
        };
        Self {
            code,
            message: Cow::Borrowed(message),
            rule,
        }
    }

    /// The webhook failed with an HTTP status.
    pub(super) fn by_webhook(status: u16) -> Self {
        let message = [
            "Custom allocation failed with status code: ",
            &status.to_string(),
        ]
        .concat();
        Self {
            code: 400_207,
            message: Cow::Owned(message),
            rule: Rule::WebhookFailed,
        }
    }

    /// The status in the topic of the answer.
    pub fn status(&self) -> u16 {
        u16::try_from(self.code / 1000).unwrap_or(500)
    }
}
