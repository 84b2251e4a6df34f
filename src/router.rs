//! The fragment of the address: one grammar, parsed here and nowhere else.
//!
//! `#/lesson/connect`, `#/packets/experiments`, `#/certificates/lab`, `#/diagnosis`, `#/reference/401002`, and once at the start `#launch=CODE`, which the page exchanges for a session and
//! then takes out of the address. What a link shares stands behind a question mark: `#/packets?shared=VALUE`; what the value
//! holds is read in `share`.
//!
//! D17: an address opens a place and does nothing: no connection is made, and none of the parts of one can be a secret.

use crate::lesson::StepId;

/// A place in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// A step of the lesson.
    Lesson(StepId),
    /// The packets: those of the session, or experiments with them.
    Packets(Table),
    /// A room of the certificates.
    Certificates(Room),
    /// A desk of the practice service's console.
    Practice(Desk),
    /// Where text of any kind is pasted and understood.
    Diagnosis,
    /// Where codes, causes and rules are looked up; which of them is the [`anchor`]'s business.
    Reference,
}

/// Where packets are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Table {
    /// Those of the session.
    #[default]
    Session,
    /// Those that are broken on purpose.
    Experiments,
}

impl Table {
    /// Every table, the one one comes to first at the front.
    pub const ALL: [Self; 2] = [Self::Session, Self::Experiments];
}

/// Where one looks after the practice service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Desk {
    /// Who may register.
    #[default]
    Enrolments,
    /// CA certificates and their verification.
    Authorities,
    /// Linked hubs.
    Hubs,
    /// Failing on purpose.
    Faults,
    /// What happened.
    History,
    /// How a device does.
    Grades,
    /// How a real client is pointed here.
    Clients,
}

impl Desk {
    /// Every desk with its slug, the one one comes to first without.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Enrolments, ""),
        (Self::Authorities, "authorities"),
        (Self::Hubs, "hubs"),
        (Self::Faults, "faults"),
        (Self::History, "history"),
        (Self::Grades, "grades"),
        (Self::Clients, "clients"),
    ];
}

/// What can be done with certificates, each in a room of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A few files, looked at closely.
    Bench,
    /// Thousands of files at once.
    Batch,
    /// Certificates made for practice.
    Lab,
}

impl Room {
    /// Every room.
    pub const ALL: [Self; 3] = [Self::Bench, Self::Batch, Self::Lab];

    /// What its fragment ends in, if it is not the room one enters first.
    fn slug(self) -> Option<&'static str> {
        match self {
            Self::Bench => None,
            Self::Batch => Some("batch"),
            Self::Lab => Some("lab"),
        }
    }
}

impl Default for Route {
    fn default() -> Self {
        Self::Lesson(StepId::Identity)
    }
}

impl Route {
    /// Reads a fragment, with or without its `#`. Anything unknown is the start of the lesson.
    pub fn parse(fragment: &str) -> Self {
        let path = fragment.trim_start_matches('#');
        let path = path.split('?').next().unwrap_or_default();
        let mut segments = path.trim_matches('/').split('/');
        match (segments.next(), segments.next()) {
            (Some("packets"), None) => Self::Packets(Table::Session),
            (Some("packets"), Some("experiments")) => Self::Packets(Table::Experiments),
            (Some("certificates"), room) => {
                let found = Room::ALL.into_iter().find(|known| known.slug() == room);
                found.map_or_else(Self::default, Self::Certificates)
            }
            (Some("practice"), desk) => {
                let slug = desk.unwrap_or_default();
                let found = Desk::ALL.into_iter().find(|(_, known)| *known == slug);
                found.map_or_else(Self::default, |(desk, _)| Self::Practice(desk))
            }
            (Some("diagnosis"), None) => Self::Diagnosis,
            (Some("reference"), _) => Self::Reference,
            (Some("lesson"), Some(slug)) => {
                StepId::from_slug(slug).map_or_else(Self::default, Self::Lesson)
            }
            _ => Self::default(),
        }
    }

    /// The fragment of this place, with its `#`.
    pub fn fragment(self) -> String {
        match self {
            Self::Lesson(step) => format!("#/lesson/{}", step.slug()),
            Self::Packets(Table::Session) => "#/packets".to_owned(),
            Self::Packets(Table::Experiments) => "#/packets/experiments".to_owned(),
            Self::Diagnosis => "#/diagnosis".to_owned(),
            Self::Reference => "#/reference".to_owned(),
            Self::Certificates(room) => match room.slug() {
                Some(slug) => format!("#/certificates/{slug}"),
                None => "#/certificates".to_owned(),
            },
            Self::Practice(desk) => {
                let slug = Desk::ALL.into_iter().find(|(known, _)| *known == desk);
                let slug = slug.map_or("", |(_, slug)| slug);
                format!("#/practice/{slug}")
                    .trim_end_matches('/')
                    .to_owned()
            }
        }
    }
}

/// What a fragment wants to see of the reference: `401002`, `cause/clock_wrong`; empty for all of it.
pub fn anchor(fragment: &str) -> &str {
    let path = fragment.trim_start_matches('#').trim_start_matches('/');
    let rest = path.strip_prefix("reference/").unwrap_or_default();
    rest.split('?')
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
}

/// The value that a link shares, if it shares one.
pub fn shared(fragment: &str) -> Option<&str> {
    let (_, query) = fragment.split_once('?')?;
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("shared="))
}

/// The fragment of a link that shares a session: it leads to its packets.
pub fn sharing(value: &str) -> String {
    format!(
        "{}?shared={value}",
        Route::Packets(Table::Session).fragment()
    )
}

/// The launch code in a fragment, if that is what it holds.
pub fn launch_code(fragment: &str) -> Option<&str> {
    fragment
        .trim_start_matches('#')
        .strip_prefix("launch=")
        .filter(|code| !code.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_again() {
        for route in StepId::ALL
            .into_iter()
            .map(Route::Lesson)
            .chain(Table::ALL.map(Route::Packets))
            .chain([Route::Diagnosis, Route::Reference])
            .chain(Room::ALL.map(Route::Certificates))
            .chain(Desk::ALL.map(|(desk, _)| Route::Practice(desk)))
        {
            assert_eq!(Route::parse(&route.fragment()), route);
        }
    }

    #[test]
    fn the_unknown_leads_to_the_start() {
        for fragment in [
            "",
            "#",
            "#/",
            "#/lesson",
            "#/lesson/nowhere",
            "#/packets/7",
            "#/certificates/cellar",
            "#/practice/cellar",
            "#/diagnosis/cellar",
            "#launch=abc",
            "#/é",
        ] {
            assert_eq!(Route::parse(fragment), Route::default(), "{fragment}");
        }
    }

    #[test]
    fn state_after_the_question_mark_does_not_change_the_place() {
        assert_eq!(
            Route::parse("#/lesson/poll?x=1"),
            Route::Lesson(StepId::Poll)
        );
    }

    #[test]
    fn what_is_looked_up_stands_behind_the_reference() {
        assert_eq!(Route::parse("#/reference/401002"), Route::Reference);
        assert_eq!(anchor("#/reference/401002"), "401002");
        assert_eq!(
            anchor("#/reference/cause/clock_wrong?x=1"),
            "cause/clock_wrong"
        );
        assert_eq!(anchor("#/reference"), "");
        assert_eq!(anchor("#/lesson/poll"), "");
    }

    #[test]
    fn what_is_shared_is_found_behind_any_place() {
        let fragment = sharing("1.aB-_9");
        assert_eq!(fragment, "#/packets?shared=1.aB-_9");
        assert_eq!(Route::parse(&fragment), Route::Packets(Table::Session));
        assert_eq!(shared(&fragment), Some("1.aB-_9"));
        assert_eq!(shared("#/lesson/connect?x=1&shared=2.z&y"), Some("2.z"));
        assert_eq!(shared("#/packets?shared="), Some(""));
        for none in ["", "#/packets", "#/packets?share=1", "#shared=1"] {
            assert_eq!(shared(none), None, "{none}");
        }
    }

    #[test]
    fn a_launch_code_is_no_place() {
        assert_eq!(launch_code("#launch=abc"), Some("abc"));
        assert_eq!(launch_code("#launch="), None);
        assert_eq!(launch_code("#/lesson/connect"), None);
    }
}
