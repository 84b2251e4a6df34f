//! What several entries come to: the CA certificates, the linked hubs, the enrolments that are not there.

use device_certs::Certificate;
use serde_json::Value;

use super::compare::Compare;
use super::kept::Kept;
use super::{Kind, Record, member, text_of};
use crate::{Ask, Sign};

impl Compare<'_> {
    /// An empty list of CA certificates, which matters to who needs one.
    pub(super) fn nothing_uploaded(&mut self, records: &[Record]) {
        self.given(Ask::Enrolment);
        let alone = self
            .presented
            .leaf()
            .is_some_and(Certificate::is_self_issued);
        // Who is enrolled alone needs no CA, under whatever name.
        let of = |kind: Kind| records.iter().any(|record| record.kind == kind);
        let individual = of(Kind::Individual) && !of(Kind::Group);
        let by_key = self.reading.evidence.has(Sign::SymmetricKeyInUse);
        let led = self.reading.evidence.has(Sign::GroupCaInChain);
        if !alone && !individual && !by_key && !led {
            let seen = "no CA certificate was uploaded to the instance";
            self.say(Sign::CaAbsent, "", seen);
        }
    }

    /// The CA certificates that were uploaded, beside the chain that is presented.
    pub(super) fn uploaded(&mut self, records: &[&Record]) {
        if records.is_empty() {
            return;
        }
        self.given(Ask::Enrolment);
        let chain = &self.presented.chain;
        let mut related = 0;
        let mut remade = false;
        let mut signs = Vec::new();
        for record in records {
            let kept = Kept::of(&record.value);
            let near = |one: &Certificate| kept.is(one) || kept.is_issuer_of(one);
            let again = self.made_again(&kept);
            remade |= again;
            let near = (chain.is_empty() && !again) || chain.iter().any(near);
            related += usize::from(near);
            // A root is not known by the leaf alone.
            if near || chain.len() == 1 {
                let verified = member(&record.value, "isVerified") == Some(&Value::Bool(true));
                signs.push((record.bytes.clone(), verified, near));
            }
        }
        let needs_ca =
            remade || chain.len() > 1 && !chain.first().is_some_and(Certificate::is_self_issued);
        for (bytes, verified, near) in signs {
            self.bytes = bytes;
            if verified {
                self.say(Sign::CaVerified, "isVerified", "the CA is verified");
            } else if near || related == 0 {
                let seen = "the CA was never verified";
                self.say(Sign::CaUnverified, "isVerified", seen);
            }
        }
        // A group that holds the chain's own CA needs no other.
        let led = self.reading.evidence.has(Sign::GroupCaInChain);
        if related == 0 && needs_ca && !led {
            let seen = "none of the uploaded CA certificates belongs to the chain";
            self.say(Sign::CaAbsent, "", seen);
        }
    }

    /// The hubs that an enrolment names, beside those that are linked.
    pub(super) fn hubs(&mut self, records: &[Record]) {
        let of = |kind: Kind| records.iter().filter(move |record| record.kind == kind);
        let linked: Vec<&str> = of(Kind::Hub)
            .filter_map(|record| text_of(&record.value, "name"))
            .collect();
        if linked.is_empty() {
            return;
        }
        for record in of(Kind::Individual).chain(of(Kind::Group)) {
            let chosen = member(&record.value, "iotHubs").and_then(Value::as_array);
            let chosen: Vec<&str> = chosen
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let any = chosen.iter().any(|one| linked.contains(one));
            if !chosen.is_empty() && !any && self.is_devices(&record.value) {
                self.bytes = record.bytes.clone();
                let seen = format!("{} is none of the linked hubs", chosen.join(", "));
                self.say(Sign::HubNotChosen, "iotHubs", seen);
            }
        }
    }

    /// No entry fits the device, when enough of them is shown to say so.
    pub(super) fn absent(&mut self, records: &[Record]) {
        let of = |kinds: &[Kind]| records.iter().any(|record| kinds.contains(&record.kind));
        let fits = records.iter().any(|record| {
            record.kind == Kind::Individual
                && (self.is_devices(&record.value) || self.holds_leaf(&record.value))
        });
        let others = of(&[Kind::Individual]) && !fits;
        let nobody = of(&[Kind::NoIndividuals]) && of(&[Kind::NoGroups]);
        if fits || of(&[Kind::Group]) || !(others || nobody) {
            return;
        }
        if let Some(record) = records.first() {
            self.bytes = record.bytes.clone();
            self.given(Ask::Enrolment);
            let seen = "the enrolments shown are for other devices, or there are none";
            self.say(Sign::EnrolmentAbsent, "registrationId", seen);
        }
    }
}
