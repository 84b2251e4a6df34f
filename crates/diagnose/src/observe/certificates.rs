//! What the rules about certificates found, and what the service would decide for the enrolments at hand.

use device_certs::lint::{Outcome, Profile, Report};

use crate::{Ask, Evidence, Place, Sign};

/// The findings about a file of certificates, as evidence. Only those that can be the cause of a failure.
pub fn report(report: &Report, profile: Profile) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.given.insert(match profile {
        Profile::Server => Ask::Trust,
        _ => Ask::Chain,
    });
    for finding in &report.findings {
        let Some(sign) = by_lint(finding.lint.id, finding.certificate) else {
            continue;
        };
        let place = Place::Certificate {
            index: finding.certificate,
            bytes: finding.bytes.clone(),
        };
        evidence.push(sign, place, finding.message.clone());
    }
    // What passed speaks as well: against causes.
    for ruling in &report.rulings {
        if ruling.outcome != Outcome::Passed || profile != Profile::Device {
            continue;
        }
        let (sign, seen) = match ruling.lint.id {
            "cn_differs_from_registration_id" => (
                Sign::CommonNameFits,
                "the common name is the registration ID",
            ),
            "key_differs" => {
                evidence.given.insert(Ask::Key);
                (Sign::KeyFits, "the key belongs to the certificate")
            }
            "issuer_absent" if !evidence.has(Sign::IssuerAbsent) => (
                Sign::ChainComplete,
                "every certificate has its issuer beside it",
            ),
            _ => continue,
        };
        evidence.push(sign, Place::Session, seen);
    }
    evidence
}

fn by_lint(lint: &str, certificate: Option<usize>) -> Option<Sign> {
    Some(match lint {
        "issuer_absent" => Sign::IssuerAbsent,
        "self_signed_leaf" => Sign::LeafOwnRoot,
        "leaf_not_first" => Sign::LeafNotFirst,
        "chain_broken" | "signature_invalid" | "key_identifiers_differ" => Sign::ChainBroken,
        "cn_differs_from_registration_id" => Sign::CommonNameDiffers,
        "cn_not_a_registration_id" | "subject_cn_missing" | "cn_too_long" => Sign::CommonNameUnfit,
        "certificate_expired" if certificate.unwrap_or(0) == 0 => Sign::LeafExpired,
        "certificate_expired" => Sign::IssuerExpired,
        "certificate_not_yet_valid" => Sign::LeafNotYetValid,
        "leaf_is_ca" => Sign::LeafIsCa,
        "leaf_is_verification_certificate" => Sign::LeafIsVerification,
        "eku_server_auth_only" | "digital_signature_missing" => Sign::LeafForServers,
        "key_differs" => Sign::KeyDiffers,
        "begin_line_missing"
        | "end_line_missing"
        | "pem_labels_differ"
        | "typography_in_pem"
        | "base64_character_invalid"
        | "base64_incomplete"
        | "certificate_unreadable"
        | "escaped_line_breaks"
        | "file_unreadable" => Sign::PemDamaged,
        "not_a_certificate" => Sign::NotACertificate,
        "key_in_old_container" => Sign::KeyContainerOld,
        "key_kind_unproven" => Sign::KeyKindUnproven,
        "chain_too_large" => Sign::ChainTooLarge,
        "password_missing" | "password_wrong" => Sign::KeyLocked,
        "enrollment_ca_not_in_chain" => Sign::GroupCaNotInChain,
        "enrollment_ca_not_verified" => Sign::CaUnverified,
        "enrollment_absent" => Sign::EnrolmentAbsent,
        "enrollment_holds_another_certificate" => Sign::EnrolledOther,
        "enrollment_disabled" => Sign::EnrolmentOff,
        "verification_code_differs" | "verification_signed_by_another" => Sign::VerificationRefused,
        "baltimore_root" => Sign::OldRoot,
        "digicert_root_absent" | "microsoft_root_absent" => Sign::RootsIncomplete,
        "intermediate_pinned" => Sign::IntermediatePinned,
        "root_not_azures" => Sign::TrustNotAzures,
        _ => return None,
    })
}

/// What the practice service's rule of this name saw; `None` for rules that let a device go on.
pub fn rule(id: &str, text: &str) -> Option<Evidence> {
    let sign = match id {
        "protocol_level" => Sign::Mqtt5,
        "username_shape" => Sign::UsernameMalformed,
        "api_version_missing" => Sign::ApiVersionAbsent,
        "will_not_served" => Sign::WillSet,
        "id_scope_unknown" => Sign::IdScopeOdd,
        "client_id_differs" | "client_id_empty" => Sign::ClientIdDiffers,
        "credential_missing" => Sign::CertificateAbsent,
        "subscription_foreign" => Sign::FilterForeign,
        "topic_foreign" => Sign::TopicForeign,
        "qos_two" => Sign::QosTwo,
        "retain_not_served" => Sign::RetainSet,
        "acknowledgements_missing" | "displaced" => Sign::ClosedUnsaid,
        "throttled" | "polls_throttled" | "store_full" => Sign::Code429001,
        "body_unreadable" => Sign::BodyNotJson,
        "body_of_another" => Sign::BodyOfAnother,
        "registration_id_illegal" => Sign::RegistrationIdIllegal,
        "registered_at_once" => Sign::Code409203,
        "token_unreadable" | "token_for_another" => Sign::TokenResourceWrong,
        "token_policy_foreign" => Sign::TokenPolicyWrong,
        "token_expired" => Sign::TokenExpired,
        "enrollment_missing" | "no_group_uses_ca" => Sign::EnrolmentAbsent,
        "attestation_differs" => Sign::EnrolmentOfOtherKind,
        "key_signature_wrong" => Sign::SignatureWrong,
        "key_not_decoded" => Sign::SignatureByTextOfKey,
        "group_key_not_derived" => Sign::SignatureByGroupKey,
        "other_key_than_registered" => Sign::OtherKeyBefore,
        "common_name_missing" => Sign::CommonNameUnfit,
        "common_name_differs" => Sign::CommonNameDiffers,
        "leaf_expired" | "leaf_dates_unreadable" => Sign::LeafExpired,
        "leaf_not_yet_valid" => Sign::LeafNotYetValid,
        "individual_holds_another" => Sign::EnrolledOther,
        "ca_unknown" => Sign::CaAbsent,
        "ca_not_verified" => Sign::CaUnverified,
        "intermediate_missing" => Sign::IntermediateAbsent,
        "link_signature_wrong" | "link_not_checkable" => Sign::ChainBroken,
        "issuer_not_current" => Sign::IssuerExpired,
        "group_certificate_not_in_chain" => Sign::GroupCaNotInChain,
        "entry_disabled" => Sign::EnrolmentOff,
        "hub_not_linked" => Sign::HubAbsent,
        "allocation_webhook" | "webhook_failed" | "webhook_hub_not_linked" => Sign::WebhookBroken,
        "hub_not_selected" => Sign::HubNotChosen,
        "hub_unauthorized" | "hub_key_stale" | "hub_refused" => Sign::HubLinkStale,
        "registration_unknown" => Sign::Code404201,
        "operation_unknown" => Sign::Code404203,
        "hub_host_differs" | "hub_client_id_differs" => Sign::HubClientIdDiffers,
        "hub_device_unknown" => Sign::HubDeviceNotFound,
        "hub_thumbprint_differs" => Sign::HubThumbprintDiffers,
        "hub_token_refused" => Sign::HubRefused,
        "twin_unreadable" => Sign::BodyNotJson,
        _ => return None,
    };
    let mut evidence = Evidence::default();
    evidence.push(sign, Place::Session, text.to_owned());
    evidence.given.insert(Ask::Enrolment);
    Some(evidence)
}
