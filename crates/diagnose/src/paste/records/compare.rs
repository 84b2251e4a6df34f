//! One entry beside what the device says and presents.

use std::ops::Range;

use device_certs::Certificate;
use device_certs::certificate::ValidAt;
use serde_json::Value;

use super::super::Reading;
use super::super::described::{is_kept, plain_name};
use super::super::pem::Presented;
use super::super::search::find;
use super::kept::{Kept, certificates, digits};
use super::{member, text_of};
use crate::{Ask, Place, Sign};

/// What the entries are compared with, and where what is found goes.
pub(super) struct Compare<'a> {
    pub(super) text: &'a str,
    pub(super) presented: &'a Presented,
    pub(super) now: Option<i64>,
    pub(super) reading: &'a mut Reading,
    /// The document that is looked at.
    pub(super) bytes: Range<usize>,
}

impl Compare<'_> {
    /// Something is so, by a member of the document.
    pub(super) fn say(&mut self, sign: Sign, name: &str, seen: impl Into<String>) {
        let quoted = format!("\"{}\"", name.to_ascii_lowercase());
        let at = find(self.text, &quoted, self.bytes.start)
            .filter(|at| !name.is_empty() && *at < self.bytes.end);
        let bytes = at.map_or(self.bytes.clone(), |at| at..at + quoted.len());
        self.reading.evidence.push(sign, Place::Text(bytes), seen);
    }

    pub(super) fn given(&mut self, ask: Ask) {
        self.reading.evidence.given.insert(ask);
    }

    /// What holds for enrolments of both kinds.
    pub(super) fn enrolment(&mut self, value: &Value) {
        self.given(Ask::Enrolment);
        if text_of(value, "provisioningStatus") == Some("disabled") {
            let seen = "provisioningStatus is disabled";
            self.say(Sign::EnrolmentOff, "provisioningStatus", seen);
        }
        if let Some(policy) = text_of(value, "allocationPolicy") {
            let seen = format!("the allocation policy is {policy}");
            let sign = match policy {
                "custom" => Sign::AllocationCustom,
                _ => Sign::AllocationByService,
            };
            self.say(sign, "allocationPolicy", seen);
        }
        let kind = value
            .get("attestation")
            .and_then(|value| text_of(value, "type"))
            .unwrap_or_default();
        let certificate =
            self.presented.leaf().is_some() || self.reading.evidence.has(Sign::CertificateInUse);
        let key = self.reading.evidence.has(Sign::SymmetricKeyInUse) && !certificate;
        let other = match kind {
            "x509" => key,
            "symmetricKey" | "tpm" => certificate,
            _ => false,
        };
        if other {
            let seen =
                format!("the enrolment asks for {kind}, and the device has another credential");
            self.say(Sign::EnrolmentOfOtherKind, "attestation", seen);
        } else if kind == "symmetricKey" {
            let seen = "the enrolment is for a symmetric key";
            self.say(Sign::SymmetricKeyInUse, "attestation", seen);
        } else if kind == "tpm" {
            self.say(Sign::TpmInUse, "attestation", "the enrolment is for a TPM");
        }
    }

    /// Whether the enrolment is that of the device; true when that is not known.
    pub(super) fn is_devices(&self, value: &Value) -> bool {
        let kept = text_of(value, "registrationId");
        match (kept, &self.reading.values.registration_id) {
            (Some(kept), Some(said)) => kept.eq_ignore_ascii_case(said),
            _ => true,
        }
    }

    /// Whether an individual enrolment holds the certificate presented, or where that is not shown, one of its name.
    pub(super) fn holds_leaf(&self, value: &Value) -> bool {
        let kept = certificates(value, "clientCertificates");
        let Some(leaf) = self.presented.leaf() else {
            let said = self.reading.values.registration_id.as_deref();
            let mut names = kept.iter().filter_map(|kept| {
                let certificate = kept.certificate.as_ref()?;
                certificate.common_name()
            });
            return names.any(|name| said.is_some_and(|said| name.eq_ignore_ascii_case(said)));
        };
        kept.iter().any(|kept| kept.is(leaf))
    }

    pub(super) fn individual(&mut self, value: &Value) {
        if !self.is_devices(value) {
            if self.holds_leaf(value) {
                let seen = "the certificate presented is enrolled under another registration ID";
                // It may have the name that the client says; it is not the one that counts.
                let observations = &mut self.reading.evidence.observations;
                observations.retain(|seen| seen.sign != Sign::CommonNameFits);
                self.say(Sign::EnrolledNameDiffers, "registrationId", seen);
            }
            return;
        }
        let seen = "there is an enrolment for this device alone";
        self.say(Sign::EnrolmentIsIndividual, "registrationId", seen);
        self.say(Sign::EnrolmentNamed, "registrationId", seen);
        self.enrolment(value);
        let kept = certificates(value, "clientCertificates");
        if kept.is_empty() {
            return;
        }
        self.trusted(&kept);
        let prints: Vec<String> = kept.iter().flat_map(|kept| kept.prints.clone()).collect();
        let Some(holds) = is_kept(&self.presented.prints, &prints) else {
            self.enrolled(&kept);
            return;
        };
        if holds {
            let seen = "the enrolment holds the certificate presented";
            self.say(Sign::EnrolledAsWritten, "clientCertificates", seen);
        } else {
            let seen = "the enrolment holds another certificate than the one presented";
            self.say(Sign::EnrolledOther, "clientCertificates", seen);
        }
    }

    /// Trusted roots that are what is enrolled belong to the device's side, and never to the server's.
    fn trusted(&mut self, kept: &[Kept]) {
        let trusted = &self.presented.trusted;
        let own = |one: &Certificate| kept.iter().any(|kept| kept.is(one));
        if !trusted.is_empty() && trusted.iter().all(own) {
            let seen = "the file of trusted roots holds what is enrolled for devices";
            let place = Place::Text(self.presented.trusted_at.clone());
            self.reading.evidence.push(Sign::TrustIsOwnCa, place, seen);
        }
    }

    /// What is wrong with every certificate that is enrolled is wrong with the one that is presented, if it fits.
    fn enrolled(&mut self, kept: &[Kept]) {
        let known: Vec<&Certificate> = kept
            .iter()
            .filter_map(|kept| kept.certificate.as_ref())
            .collect();
        if known.len() < kept.len() {
            return;
        }
        let stands = |wanted: ValidAt| {
            let mut known = known.iter();
            self.now
                .is_some_and(|now| known.all(|one| one.valid_at(now) == wanted))
        };
        let (past, ahead) = (stands(ValidAt::Expired), stands(ValidAt::NotYet));
        let id = self
            .reading
            .values
            .registration_id
            .clone()
            .unwrap_or_default();
        let other = |one: &&Certificate| {
            let name = one.common_name().unwrap_or_default();
            !name.eq_ignore_ascii_case(&id)
        };
        let name = !id.is_empty() && known.iter().all(other);
        let ca = known.iter().all(|one| one.is_ca());
        for (so, sign, seen) in [
            (
                past,
                Sign::EnrolledExpired,
                "the enrolled certificate has expired",
            ),
            (
                ahead,
                Sign::EnrolledNotYetValid,
                "the enrolled certificate is not valid yet",
            ),
            (
                name && !ca,
                Sign::EnrolledNameDiffers,
                "the enrolled certificate has another common name",
            ),
            (
                name && ca,
                Sign::EnrolledIsCa,
                "a CA's certificate is enrolled for one device",
            ),
        ] {
            if so {
                self.say(sign, "clientCertificates", seen);
            }
        }
    }

    /// Whether an issuer that is described has the name of what is kept, and is another certificate.
    pub(super) fn made_again(&self, kept: &Kept) -> bool {
        let described = &self.presented.described;
        let Some(name) = kept.name.as_deref().map(plain_name) else {
            return false;
        };
        let of_name = || {
            described.iter().filter(|one| {
                one.subject.as_ref() == Some(&name)
                    && described.iter().any(|other| one.names_issuer_of(other))
            })
        };
        let fits = |wanted| of_name().any(|one| is_kept(&one.prints, &kept.prints) == Some(wanted));
        self.presented.chain.is_empty() && fits(false) && !fits(true)
    }

    /// Whether the chain presented leads to a certificate of this group.
    pub(super) fn leads(&self, value: &Value) -> bool {
        let chain = &self.presented.chain;
        let leads = |kept: &Kept| {
            let top = chain.last();
            chain.iter().any(|one| kept.is(one)) || top.is_some_and(|top| kept.is_issuer_of(top))
        };
        certificates(value, "signingCertificates").iter().any(leads)
    }

    pub(super) fn group(&mut self, value: &Value) {
        let seen = "the enrolment is a group";
        self.say(Sign::EnrolmentIsGroup, "enrollmentGroupId", seen);
        let kept = certificates(value, "signingCertificates");
        // What is wrong with the group of others is nothing to a device whose chain leads elsewhere.
        if kept.is_empty() || self.presented.chain.len() < 2 || self.leads(value) {
            self.enrolment(value);
        }
        if kept.is_empty() {
            return;
        }
        self.trusted(&kept);
        if self.leads(value) {
            let seen = "the chain leads to the group's certificate";
            self.say(Sign::GroupCaInChain, "signingCertificates", seen);
        } else if self.presented.chain.len() > 1 || kept.iter().any(|kept| self.made_again(kept)) {
            // Where only the leaf was sent, an absent intermediate may lead there.
            let names: Vec<&str> = kept
                .iter()
                .filter_map(|kept| kept.name.as_deref())
                .collect();
            let seen = format!(
                "the group is made for {}, which is not in the chain",
                names.join(" or ")
            );
            self.say(Sign::GroupCaNotInChain, "signingCertificates", seen);
        }
    }

    pub(super) fn registration(&mut self, value: &Value) {
        if !self.is_devices(value) {
            return;
        }
        match text_of(value, "status") {
            Some("assigned") => {
                let seen = "the service's record says assigned";
                self.say(Sign::RecordAssigned, "status", seen);
            }
            Some("failed") => {
                self.given(Ask::Body);
                let seen = "the service's record says failed";
                self.say(Sign::RegistrationFailed, "status", seen);
            }
            Some("disabled") => {
                let seen = "the service's record says disabled";
                self.say(Sign::Disabled, "status", seen);
            }
            _ => {}
        }
    }

    pub(super) fn instance(&mut self, value: &Value) {
        self.given(Ask::Instance);
        if let (Some(kept), Some(said)) = (text_of(value, "idScope"), &self.reading.values.id_scope)
        {
            let fits = kept == said;
            let seen = format!("the instance has the ID scope {kept:?}, the device says {said:?}");
            if fits {
                self.say(Sign::IdScopeFits, "idScope", seen);
            } else {
                self.say(Sign::IdScopeOfAnother, "idScope", seen);
            }
        }
        match member(value, "iotHubs").and_then(Value::as_array) {
            Some(hubs) if hubs.is_empty() => {
                self.say(Sign::HubAbsent, "iotHubs", "no hub is linked");
            }
            Some(_) => self.say(Sign::HubLinked, "iotHubs", "a hub is linked"),
            None => {}
        }
        if text_of(value, "publicNetworkAccess") == Some("Disabled") {
            let seen = "public network access is switched off";
            self.say(Sign::PublicAccessOff, "publicNetworkAccess", seen);
        }
        let rules = member(value, "ipFilterRules").and_then(Value::as_array);
        if rules.is_some_and(|rules| !rules.is_empty()) {
            let seen = "the instance answers to some addresses only";
            self.say(Sign::IpRules, "ipFilterRules", seen);
        }
    }

    pub(super) fn device(&mut self, value: &Value) {
        self.given(Ask::HubIdentity);
        let inner = value.get("authentication").unwrap_or(value);
        if text_of(inner, "type") == Some("selfSigned") {
            let seen = "the hub calls the device self-signed";
            self.say(Sign::HubSelfSigned, "type", seen);
        }
        if text_of(value, "status") == Some("disabled") {
            let seen = "the hub's entry of the device is disabled";
            self.say(Sign::HubDeviceNotFound, "status", seen);
        }
        if text_of(inner, "type") == Some("sas") && self.presented.leaf().is_some() {
            let seen = "the hub knows the device by a key, and not by a certificate";
            self.say(Sign::HubThumbprintDiffers, "type", seen);
            return;
        }
        let Some(kept) = inner.get("x509Thumbprint") else {
            return;
        };
        let kept: Vec<String> = ["primaryThumbprint", "secondaryThumbprint"]
            .iter()
            .filter_map(|name| text_of(kept, name))
            .map(digits)
            .filter(|print| !print.is_empty())
            .collect();
        let Some(holds) = is_kept(&self.presented.prints, &kept) else {
            return;
        };
        if holds {
            let seen = "the hub holds the thumbprint of this leaf";
            self.say(Sign::HubThumbprintFits, "primaryThumbprint", seen);
        } else {
            let seen = "the hub holds another thumbprint than this leaf has";
            self.say(Sign::HubThumbprintDiffers, "primaryThumbprint", seen);
        }
    }
}
