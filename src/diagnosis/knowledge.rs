//! What form and certificates tell before anything is sent: the evidence of the pre-flight, and half of every diagnosis. One
//! piece: a table from what is known to the words of the diagnosis.

use device_certs::Certificate;
use device_certs::lint::{Exhibit, Profile, Questions, judge};
use device_certs::pem::pem_encode;
use diagnose::settings::{Given, Settings, inspect};
use diagnose::{Ask, Edit, Evidence, Place, Sign, observe};

use super::mend::{GROUP, INDIVIDUAL};
use super::place::{self, built};
use crate::inputs::{Enrolment, Field, Inputs, PracticeIdentity, Presented, ServerTrust};
use crate::inputs::{PRACTICE_ID_SCOPE, Place as Where};
use crate::material::{Material, Origin};
use crate::plan::{self, Known};

/// What a run begins with.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// What the person chose and typed.
    pub inputs: &'a Inputs,
    /// The device's certificates, once there are any.
    pub material: Option<&'a Material>,
    /// The relay behind the page.
    pub relay: Relay<'a>,
    /// Seconds since 1970 by this computer's clock; without it nothing is said of validity.
    pub now: Option<i64>,
}

/// What is known of the relay behind the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relay<'a> {
    /// None.
    Absent,
    /// There is one, and it does not know this page.
    Strange,
    /// It serves this page, and beside it may stand a practice service with this ID scope.
    Ready(Option<&'a str>),
}

/// Everything that can be known before anything is sent.
pub fn gather(setup: &Setup<'_>) -> Evidence {
    let mut evidence = inspect(&settings(setup.inputs));
    relay(setup, &mut evidence);
    scope(setup, &mut evidence);
    hub(setup.inputs, &mut evidence);
    server(setup, &mut evidence);
    certificates(setup, &mut evidence);
    enrolment(setup, &mut evidence);
    put_right(setup, &mut evidence);
    evidence
        .given
        .extend([Ask::Settings, Ask::Packets, Ask::Clock]);
    evidence
}

fn field(name: &'static str) -> Place {
    Place::Field(name)
}

/// The form as the crate reads it. What stands in an edited user name is what the service sees.
fn settings(inputs: &Inputs) -> Settings {
    let known = Known::default();
    let given = |which: Field| {
        let text = plan::built(inputs, &known, which).text;
        Given::new(text, field(which.id()))
    };
    let has_edit = |which: Field| inputs.edits.get(&which).is_some();
    let own_names = !has_edit(Field::Username);
    let own = inputs.place == Where::Own;
    let named = |text: &str, name| own_names.then(|| Given::new(text, field(name)));
    Settings {
        host: own.then(|| Given::new(inputs.own_host.trim(), field(place::OWN_HOST))),
        port: own.then(|| Given::new(inputs.own_port.trim(), field(place::OWN_PORT))),
        id_scope: named(&inputs.id_scope, place::ID_SCOPE),
        registration_id: named(&inputs.registration_id, place::REGISTRATION_ID),
        client_id: Some(given(Field::ClientId)),
        username: Some(given(Field::Username)),
        password: Some(given(Field::Password)).filter(|given| !given.text.is_empty()),
        // The device always has one; which is told by the certificates themselves.
        certificate: Some(Given::new("device", Place::Session)),
        key: Some(Given::new("device", Place::Session)),
        topics: vec![given(Field::RegisterTopic), given(Field::PollTopic)],
        filters: vec![given(Field::Filter)],
        body: Some(given(Field::RegisterPayload)),
        ..Settings::default()
    }
}

/// A place that cannot be reached from here.
fn relay(setup: &Setup<'_>, evidence: &mut Evidence) {
    let chosen = setup.inputs.place;
    if !chosen.needs_relay() {
        return;
    }
    let (sign, seen) = match setup.relay {
        Relay::Absent => (
            Sign::RelayAbsent,
            "this page was not opened from a running relay, so it can reach nothing but itself",
        ),
        Relay::Strange => (
            Sign::RelayForgot,
            "there is a relay, and it does not know this page: it was opened without the link that the relay printed",
        ),
        Relay::Ready(None) if chosen == Where::Practice => (
            Sign::PracticeOff,
            "the relay runs without its practice service",
        ),
        Relay::Ready(_) => return,
    };
    evidence.push(sign, Place::Session, seen);
    if let Some(seen) = evidence.observations.last_mut() {
        seen.edit = Some(Edit {
            place: field(place::WHERE),
            by: "in-page".to_owned(),
        });
    }
}

/// An ID scope that cannot be right for the place.
fn scope(setup: &Setup<'_>, evidence: &mut Evidence) {
    let scope = setup.inputs.id_scope.as_str();
    let served = match setup.inputs.place {
        Where::InPage => Some(PRACTICE_ID_SCOPE),
        Where::Practice => match setup.relay {
            Relay::Ready(scope) => scope,
            Relay::Absent | Relay::Strange => None,
        },
        Where::Azure(_) | Where::Own => None,
    };
    match served {
        Some(served) if scope != served => evidence.push_with_edit(
            Sign::IdScopeDiffers,
            field(place::ID_SCOPE),
            format!(
                "the practice service has the ID scope {served:?}, and the form says {scope:?}"
            ),
            served,
        ),
        None if matches!(setup.inputs.place, Where::Azure(_)) && scope == PRACTICE_ID_SCOPE => {
            evidence.push(
                Sign::IdScopeOdd,
                field(place::ID_SCOPE),
                format!(
                    "{scope:?} is the ID scope of the practice service, which Azure does not know"
                ),
            );
        }
        _ => {}
    }
    let username = plan::built(setup.inputs, &Known::default(), Field::Username).text;
    if let Ok(username) = dps_protocol::username::Username::parse(&username)
        && username.id_scope != scope
    {
        evidence.push(
            Sign::IdScopeDiffers,
            field(Field::Username.id()),
            format!(
                "the form has the ID scope {scope:?}, the user name says {:?}",
                username.id_scope
            ),
        );
    }
}

/// Names and topic that were changed for the hub, which takes only those of the device it was told of.
fn hub(inputs: &Inputs, evidence: &mut Evidence) {
    for (which, sign) in [
        (Field::HubClientId, Sign::HubClientIdDiffers),
        (Field::HubUsername, Sign::HubClientIdDiffers),
        (Field::TelemetryTopic, Sign::TopicForeign),
    ] {
        if let Some(text) = inputs.edits.get(&which)
            && *text != plan::template(inputs, which)
        {
            let seen = format!("the {} was changed to {text:?}", place::title(which.id()));
            evidence.push(sign, field(which.id()), seen);
        }
    }
}

/// Name and roots by which the server is checked. In the page there is no server.
fn server(setup: &Setup<'_>, evidence: &mut Evidence) {
    let inputs = setup.inputs;
    if inputs.place == Where::InPage {
        return;
    }
    evidence.given.insert(Ask::Trust);
    let host = plan::dps_host(inputs);
    if let Some(name) = inputs
        .edits
        .get(&Field::ServerName)
        .filter(|name| **name != host)
    {
        evidence.push(
            Sign::ServerNameOfAnother,
            field(Field::ServerName.id()),
            format!("the server is asked for as {name:?}, and its host is {host:?}"),
        );
    }
    let mut wrong = |sign, seen: &str| {
        evidence.push_with_edit(sign, field(place::SERVER_TRUST), seen, "fitting");
    };
    match &inputs.trust {
        ServerTrust::Fitting => {}
        ServerTrust::AzureRoots if inputs.place == Where::Practice => wrong(
            Sign::TrustOfAnother,
            "Azure's roots are trusted, and the practice service has a root of its own, made anew at each start",
        ),
        ServerTrust::AzureRoots => {}
        ServerTrust::Own(roots) if roots.is_empty() => {
            wrong(
                Sign::TrustAbsent,
                "no root is given, so that no server can be trusted",
            );
        }
        ServerTrust::Own(roots) => {
            let own = setup.material.is_some_and(|material| {
                let own = material
                    .certificates
                    .iter()
                    .chain(material.enrolment_ca.as_ref());
                own.into_iter()
                    .any(|certificate| roots.contains(&certificate.der))
            });
            if own {
                wrong(
                    Sign::TrustIsOwnCa,
                    "a certificate of the device's own chain is given as the server's root: it vouches for the device, not for the server",
                );
            } else if matches!(inputs.place, Where::Azure(_)) {
                let file = pem(roots.iter().map(Vec::as_slice));
                let exhibit = Exhibit::read(&file);
                let questions = Questions::new(Profile::Server, setup.now.unwrap_or_default());
                evidence.extend(observe::report(
                    &judge(&exhibit, &questions, &[]),
                    Profile::Server,
                ));
            }
        }
    }
}

fn pem<'a>(certificates: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let blocks = certificates.map(|der| pem_encode("CERTIFICATE", der));
    blocks.collect::<String>().into_bytes()
}

/// What the rules say of the certificates that are presented; before a practice identity is made, what it will be.
fn certificates(setup: &Setup<'_>, evidence: &mut Evidence) {
    let inputs = setup.inputs;
    let Some(material) = setup.material.filter(|material| holds(material, inputs)) else {
        planned(inputs, evidence);
        return;
    };
    let presented: Vec<&Certificate> = material.presented(inputs.presented);
    let file = pem(presented
        .iter()
        .map(|certificate| certificate.der.as_slice()));
    let exhibit = Exhibit::read(&file);
    let mut questions = Questions::new(Profile::Device, setup.now.unwrap_or_default());
    let registration = settings(inputs).registration();
    questions.registration_id = registration.as_deref();
    let mut found = observe::report(&judge(&exhibit, &questions, &[]), Profile::Device);
    found.observations.retain(|seen| {
        let clocked = [
            Sign::LeafExpired,
            Sign::IssuerExpired,
            Sign::LeafNotYetValid,
        ];
        setup.now.is_some() || !clocked.contains(&seen.sign)
    });
    for seen in &mut found.observations {
        let by = match seen.sign {
            Sign::CommonNameDiffers => {
                let name = exhibit.leaf().and_then(Certificate::common_name);
                name.map(|name| (place::REGISTRATION_ID, name.to_owned()))
            }
            Sign::LeafExpired | Sign::LeafNotYetValid | Sign::CommonNameUnfit
                if material.origin == Origin::Practice =>
            {
                Some((place::PRACTICE_IDENTITY, "self-signed".to_owned()))
            }
            _ => None,
        };
        seen.edit = by.map(|(name, by)| Edit {
            place: field(name),
            by,
        });
    }
    evidence.extend(found);
    match material.key.as_ref().map(|key| key.belongs_to) {
        Some(Some(_)) => {
            evidence.given.insert(Ask::Key);
            evidence.push(
                Sign::KeyFits,
                Place::Session,
                "the key belongs to the certificate",
            );
        }
        Some(None) => evidence.push(
            Sign::KeyDiffers,
            Place::Session,
            "the loaded key fits none of the loaded certificates",
        ),
        None => {}
    }
    let held_back = material.presented(Presented::Chain).len() - presented.len();
    if held_back > 0 {
        let seen = match held_back {
            1 => "only the leaf is presented, and one intermediate stays at home".to_owned(),
            more => format!("only the leaf is presented, and {more} intermediates stay at home"),
        };
        let sign = if inputs.place.is_practice() && is_group(inputs.enrolment) {
            Sign::IntermediateAbsent
        } else {
            Sign::ChainOfOne
        };
        evidence.push_with_edit(sign, field(place::PRESENTED), seen, "chain");
    }
}

/// Whether the certificates at hand are the ones that a run would use: a practice identity is made anew for another
/// choice or name.
fn holds(material: &Material, inputs: &Inputs) -> bool {
    if material.origin == Origin::Imported {
        return true;
    }
    let Some(leaf) = material.leaf() else {
        return false;
    };
    let named = leaf.common_name() == Some(inputs.registration_id.as_str());
    match inputs.practice_identity {
        PracticeIdentity::Nameless => leaf.common_name().is_none(),
        PracticeIdentity::Issued => named && !leaf.is_self_issued(),
        PracticeIdentity::SelfSigned
        | PracticeIdentity::Expired
        | PracticeIdentity::NotYetValid => {
            // Whether it is the expired one cannot be seen in it without a clock; it will be what was chosen.
            false
        }
    }
}

/// What is known of a practice identity before it is made.
fn planned(inputs: &Inputs, evidence: &mut Evidence) {
    let mut wrong = |sign, seen: &str| {
        evidence.push_with_edit(sign, field(place::PRACTICE_IDENTITY), seen, "self-signed");
    };
    match inputs.practice_identity {
        PracticeIdentity::Expired => {
            wrong(
                Sign::LeafExpired,
                "the practice identity is one that expired yesterday",
            );
        }
        PracticeIdentity::NotYetValid => {
            wrong(
                Sign::LeafNotYetValid,
                "the practice identity is one that is valid from tomorrow",
            );
        }
        PracticeIdentity::Nameless => {
            wrong(
                Sign::CommonNameUnfit,
                "the practice identity is one without a common name",
            );
        }
        PracticeIdentity::Issued
            if inputs.presented == Presented::LeafOnly
                && inputs.place.is_practice()
                && is_group(inputs.enrolment) =>
        {
            evidence.push_with_edit(
                Sign::IntermediateAbsent,
                field(place::PRESENTED),
                "only the leaf is presented, and one intermediate stays at home",
                "chain",
            );
        }
        PracticeIdentity::SelfSigned => {
            evidence.push(
                Sign::LeafOwnRoot,
                Place::Session,
                "the practice identity signs itself",
            );
        }
        PracticeIdentity::Issued => {}
    }
    let names = !matches!(inputs.practice_identity, PracticeIdentity::Nameless);
    if names && inputs.edits.get(&Field::Username).is_none() {
        let seen = "the common name will be the registration ID";
        evidence.push(Sign::CommonNameFits, Place::Session, seen);
    }
    evidence.given.extend([Ask::Chain, Ask::Key]);
}

fn is_group(enrolment: Enrolment) -> bool {
    matches!(enrolment, Enrolment::Group | Enrolment::GroupUnverified)
}

/// What the practice service is told. What Azure knows is not known here, nor what the console holds.
fn enrolment(setup: &Setup<'_>, evidence: &mut Evidence) {
    let inputs = setup.inputs;
    if !inputs.place.is_practice() || inputs.enrolment == Enrolment::Kept {
        return;
    }
    evidence.given.insert(Ask::Enrolment);
    let at = || field(place::ENROLMENT);
    match inputs.enrolment {
        Enrolment::Individual => {
            evidence.push(
                Sign::EnrolmentIsIndividual,
                at(),
                "the enrolment is an individual one",
            );
            evidence.push(
                Sign::EnrolledAsWritten,
                at(),
                "the enrolment holds the certificate that is presented",
            );
        }
        Enrolment::IndividualDisabled => {
            let seen = "the practice service is told to switch the enrolment off";
            evidence.push_with_edit(Sign::EnrolmentOff, at(), seen, INDIVIDUAL);
        }
        Enrolment::Group => {
            evidence.push(Sign::EnrolmentIsGroup, at(), "the enrolment is a group");
            evidence.push(Sign::CaVerified, at(), "the CA is verified");
            other_ca(setup, evidence);
        }
        Enrolment::GroupUnverified => {
            evidence.push(Sign::EnrolmentIsGroup, at(), "the enrolment is a group");
            let seen = "the practice service is told that the group's CA is not verified";
            evidence.push_with_edit(Sign::CaUnverified, at(), seen, GROUP);
            other_ca(setup, evidence);
        }
        Enrolment::None => {
            let seen = "the practice service is told nothing about this device";
            evidence.push_with_edit(Sign::EnrolmentAbsent, at(), seen, INDIVIDUAL);
        }
        Enrolment::Kept => {}
    }
}

/// A CA for the group that stands nowhere above the device.
fn other_ca(setup: &Setup<'_>, evidence: &mut Evidence) {
    let Some(material) = setup.material else {
        return;
    };
    let Some(ca) = &material.enrolment_ca else {
        return;
    };
    let path = &material.chain().path;
    let mut path = path
        .iter()
        .filter_map(|index| material.certificates.get(*index));
    let above = path.any(|own| own.der == ca.der || own.issuer == ca.subject);
    if !above {
        let seen = format!(
            "the group is made for {:?}, which is nowhere above the device's certificate",
            ca.subject.to_string()
        );
        evidence.push(Sign::GroupCaNotInChain, field(place::ENROLMENT), seen);
    }
}

/// How each of it is put right in this form: what was changed on purpose is set back, whatever else would help too.
fn put_right(setup: &Setup<'_>, evidence: &mut Evidence) {
    let inputs = setup.inputs;
    let username = Field::Username;
    for seen in &mut evidence.observations {
        let Place::Field(name) = seen.place else {
            continue;
        };
        let Some(mut which) = built(name) else {
            continue;
        };
        // A client ID that differs from a changed user name is right.
        if which == Field::ClientId
            && seen.sign == Sign::ClientIdDiffers
            && inputs.edits.get(&which).is_none()
            && inputs.edits.get(&username).is_some()
        {
            which = username;
            seen.place = field(username.id());
        }
        if inputs.edits.get(&which).is_some() {
            seen.edit = Some(Edit {
                place: field(which.id()),
                by: plan::template(inputs, which),
            });
        } else {
            // It is built of other fields, and those are what has to change.
            seen.edit = None;
            seen.place = match which {
                Field::Username | Field::ClientId => field(place::REGISTRATION_ID),
                _ => seen.place.clone(),
            };
        }
    }
}
