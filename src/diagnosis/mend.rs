//! A change that puts something right, as a button applies it to the form.

use crate::inputs::{
    Cloud, Enrolment, Inputs, PRACTICE_ID_SCOPE, Place, PracticeIdentity, Presented, ServerTrust,
};
use crate::plan;

use super::place;

/// A change to one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The field, by its name.
    pub field: &'static str,
    /// What belongs there; for a choice the name of the option.
    pub by: String,
}

impl Mend {
    /// What the button says: an imperative without full stop. Inline markup.
    pub fn words(&self) -> String {
        let title = place::title(self.field);
        match self.field {
            place::PRACTICE_IDENTITY => "Use a self-signed practice identity".to_owned(),
            place::PRESENTED => "Present the whole chain".to_owned(),
            place::SERVER_TRUST => "Trust what fits the place".to_owned(),
            place::WHERE => "Register in this page".to_owned(),
            place::ENROLMENT if self.by == GROUP => "Enrol the group with a verified CA".to_owned(),
            place::ENROLMENT => "Enrol the device individually".to_owned(),
            name if place::built(name).is_some() => {
                format!("Set the {title} back to what the page builds")
            }
            _ => format!("Set the {title} to `{}`", self.by),
        }
    }

    /// Changes the form. False when nothing changed.
    pub fn apply(&self, inputs: &mut Inputs) -> bool {
        let before = inputs.clone();
        let by = || self.by.clone();
        match self.field {
            place::PRACTICE_IDENTITY => inputs.practice_identity = PracticeIdentity::SelfSigned,
            place::PRESENTED => inputs.presented = Presented::Chain,
            place::SERVER_TRUST => inputs.trust = ServerTrust::Fitting,
            place::WHERE => {
                inputs.place = Place::InPage;
                inputs.id_scope = PRACTICE_ID_SCOPE.to_owned();
            }
            place::ENROLMENT if self.by == GROUP => inputs.enrolment = Enrolment::Group,
            place::ENROLMENT => inputs.enrolment = Enrolment::Individual,
            place::ID_SCOPE => inputs.id_scope = by(),
            place::REGISTRATION_ID => inputs.registration_id = by(),
            place::OWN_PORT => inputs.own_port = by(),
            place::OWN_HOST => match cloud(&self.by) {
                Some(cloud) => inputs.place = Place::Azure(cloud),
                None => inputs.own_host = by(),
            },
            name => {
                if let Some(field) = place::built(name) {
                    if self.by == plan::template(inputs, field) {
                        inputs.edits.remove(&field);
                    } else {
                        inputs.edits.insert(field, by());
                    }
                }
            }
        }
        *inputs != before
    }
}

/// The option of [`place::ENROLMENT`] that is a group.
pub const GROUP: &str = "group";
/// The option of [`place::ENROLMENT`] that is an individual one.
pub const INDIVIDUAL: &str = "individual";

/// The cloud that is reached by this host.
pub fn cloud(host: &str) -> Option<Cloud> {
    [Cloud::Public, Cloud::Government, Cloud::China]
        .into_iter()
        .find(|cloud| cloud.host().eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::Field;

    fn mended(field: &'static str, by: &str, inputs: &Inputs) -> Option<Inputs> {
        let mut changed = inputs.clone();
        let mend = Mend {
            field,
            by: by.to_owned(),
        };
        mend.apply(&mut changed).then_some(changed)
    }

    #[test]
    fn an_edit_goes_when_what_belongs_there_is_what_the_page_builds() {
        let mut inputs = Inputs::default();
        inputs.edits.insert(Field::ClientId, "press-18".to_owned());
        assert_eq!(
            mended("client-id", "press-17", &inputs),
            Some(Inputs::default())
        );
        assert_eq!(
            mended("client-id", "press-17", &Inputs::default()),
            None,
            "nothing to change"
        );
    }

    #[test]
    fn choices_go_back_to_what_works() {
        let inputs = Inputs {
            enrolment: Enrolment::GroupUnverified,
            presented: Presented::LeafOnly,
            ..Inputs::default()
        };
        let group = mended(place::ENROLMENT, GROUP, &inputs).unwrap();
        assert_eq!(group.enrolment, Enrolment::Group);
        let chain = mended(place::PRESENTED, "chain", &group).unwrap();
        assert_eq!(chain.presented, Presented::Chain);
    }

    #[test]
    fn the_global_host_is_the_place_of_its_cloud() {
        let inputs = Inputs {
            place: Place::Own,
            own_host: "contoso.azure-devices-provisioning.net".to_owned(),
            ..Inputs::default()
        };
        let mended = mended(
            place::OWN_HOST,
            "global.azure-devices-provisioning.net",
            &inputs,
        );
        assert_eq!(mended.unwrap().place, Place::Azure(Cloud::Public));
    }
}
