//! Weighing: which causes the evidence points to, how surely, and what to ask for. One piece: one scale.

use std::collections::BTreeSet;

use crate::causes::CAUSES;
use crate::{Ask, Cause, Class, Evidence, Place, Seat, Sign, in_order};

/// What the evidence comes to.
#[derive(Debug)]
pub struct Diagnosis {
    /// In one word.
    pub verdict: Verdict,
    /// Causes, most likely first.
    pub findings: Vec<Finding>,
    /// What would tell them apart, most useful first.
    pub questions: Vec<Question>,
}

/// What the evidence comes to, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There are causes.
    Causes,
    /// Something failed, and nothing that is known here explains it.
    Unknown,
    /// It worked, or nothing is wrong with what was given.
    Nothing,
    /// There is nothing to judge by.
    Empty,
}

impl Verdict {
    /// A stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Causes => "causes",
            Self::Unknown => "unknown",
            Self::Nothing => "nothing_wrong",
            Self::Empty => "nothing_understood",
        }
    }
}

/// A cause, and why it is thought of.
#[derive(Debug)]
pub struct Finding {
    /// The cause.
    pub cause: &'static Cause,
    /// The sum of the weights.
    pub score: i32,
    /// What that sum means.
    pub sureness: Sureness,
    /// Which evidence says so, and which speaks against it; the weightiest first.
    pub reasons: Vec<Reason>,
}

/// One piece of evidence for or against a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which observation, as an index.
    pub observation: usize,
    /// How much it weighs; below zero it speaks against the cause.
    pub weight: i16,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// The evidence admits it, and others as well.
    Possible,
    /// More likely than anything else that is known.
    Likely,
    /// The evidence shows it.
    Shown,
}

impl Sureness {
    /// One word, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Shown => "shown",
        }
    }

    fn of(score: i32) -> Option<Self> {
        match score {
            SHOWN.. => Some(Self::Shown),
            LIKELY.. => Some(Self::Likely),
            POSSIBLE.. => Some(Self::Possible),
            _ => None,
        }
    }
}

/// Evidence that is missing, and which causes it would tell apart.
#[derive(Debug)]
pub struct Question {
    /// What to ask for.
    pub ask: Ask,
    /// The causes it tells apart or confirms.
    pub about: Vec<&'static str>,
}

/// From here on the evidence shows a cause: a defect that was seen itself weighs as much.
const SHOWN: i32 = 100;
/// From here on a cause is likely.
const LIKELY: i32 = 55;
/// Below this a cause is not spoken of.
const POSSIBLE: i32 = 20;

/// Weighs the evidence.
pub fn diagnose(evidence: &Evidence) -> Diagnosis {
    let live = live(evidence);
    let mut findings: Vec<Finding> = CAUSES
        .iter()
        .filter_map(|cause| weigh(cause, evidence, &live))
        .collect();
    explain_away(&mut findings, evidence);
    if worked(evidence, &live) {
        findings.retain(|finding| !is_refuted_by_success(finding.cause));
    }
    if is_encrypted(evidence, &live) {
        findings.retain(|finding| !is_before_encryption(finding));
    }
    // Stable: of equal causes the one that stands first in the registry is the commoner one.
    in_order::by_key(&mut findings, |finding| std::cmp::Reverse(finding.score));
    particular_first(&mut findings);
    earlier_first(&mut findings, evidence, &live);
    let failed = live
        .iter()
        .any(|index| class(evidence, *index) == Some(Class::Failure));
    let verdict = if !findings.is_empty() {
        Verdict::Causes
    } else if failed {
        Verdict::Unknown
    } else if evidence.observations.is_empty() && evidence.given.is_empty() {
        Verdict::Empty
    } else {
        Verdict::Nothing
    };
    let questions = questions(&findings, evidence);
    Diagnosis {
        verdict,
        findings,
        questions,
    }
}

fn class(evidence: &Evidence, index: usize) -> Option<Class> {
    Some(evidence.observations.get(index)?.sign.class())
}

/// Whether the device was assigned, and nothing failed after that.
fn worked(evidence: &Evidence, live: &[usize]) -> bool {
    let failed = |index: &usize| class(evidence, *index) == Some(Class::Failure);
    evidence.has(Sign::Assigned) && !live.iter().any(failed)
}

/// Whether nobody is assigned for whom the cause holds. What ends with time, and what only stands in a command, may be
/// so all the same.
fn is_refuted_by_success(cause: &Cause) -> bool {
    let with_time = [
        "certificate_expired",
        "certificate_not_yet_valid",
        "throttled",
    ];
    // The success was that of the other key.
    let other_key = cause.id == "other_key_than_registered";
    let trust = [
        "own_ca_as_server_trust",
        "server_name_differs",
        "placeholder_left",
    ];
    match cause.seat {
        Seat::Service | Seat::Certificates | Seat::Device | Seat::Network => {
            !with_time.contains(&cause.id) && !other_key
        }
        _ => trust.contains(&cause.id),
    }
}

/// Whether a session came to stand, and nothing failed on the way to one: what would have hindered it did not.
fn is_encrypted(evidence: &Evidence, live: &[usize]) -> bool {
    let stands = [Sign::ConnackAccepted, Sign::Assigning, Sign::Assigned];
    let hindered = |index: &usize| {
        let seen = evidence.observations.get(*index);
        seen.is_some_and(|seen| {
            let sign = seen.sign;
            let tls = sign.id().starts_with("tls_") || sign.id().starts_with("net_");
            let others = [
                Sign::NotTls,
                Sign::HandshakeCut,
                Sign::HandshakeLate,
                Sign::ClosedUnsaid,
            ];
            sign.class() == Class::Failure && (tls || others.contains(&sign))
        })
    };
    stands.iter().any(|sign| evidence.has(*sign)) && !live.iter().any(hindered)
}

/// Causes that leave no session: what the client trusts. A hub has a name and roots of its own.
fn is_before_encryption(finding: &Finding) -> bool {
    ["server_root_not_trusted", "own_ca_as_server_trust"].contains(&finding.cause.id)
}

/// The observations that count: failures that a later success has overcome do not, and failures to connect that a later
/// connection has overcome.
fn live(evidence: &Evidence) -> Vec<usize> {
    let connected = last(evidence, Sign::ConnackAccepted);
    let assigned = last(evidence, Sign::Assigned);
    let taken = last(evidence, Sign::Assigning);
    let refused = last(evidence, Sign::HubRefused);
    // A connection that ends once and is made again was broken; one that ends again and again is refused.
    let observations = evidence.observations.iter();
    let ends = observations.filter(|seen| is_an_end(seen.sign)).count();
    let counts = |index: &usize| {
        let Some(seen) = evidence.observations.get(*index) else {
            return false;
        };
        let place = order(*index, &seen.place);
        let before = |success: Option<usize>| success.is_some_and(|success| place < success);
        // Who was first is assigned, and the other one was refused all the same.
        let twice = matches!(seen.sign, Sign::Code409203 | Sign::Status409);
        // What the hub does not know now, it refuses after an assignment of long ago.
        let gone = seen.sign == Sign::HubDeviceNotFound && refused > assigned;
        let failed = seen.sign.class() == Class::Failure && !twice && !gone;
        let overcome = (failed && before(assigned))
            || (is_of_connecting(seen.sign) && before(connected))
            || (is_an_end(seen.sign) && ends == 1 && before(connected))
            || (is_of_a_moment(seen.sign) && before(taken));
        !overcome
    };
    (0..evidence.observations.len()).filter(counts).collect()
}

fn last(evidence: &Evidence, sign: Sign) -> Option<usize> {
    let seen = evidence.observations.iter().enumerate();
    let places = seen.filter(|(_, seen)| seen.sign == sign);
    places.map(|(index, seen)| order(index, &seen.place)).max()
}

/// Ends of a connection that was there.
fn is_an_end(sign: Sign) -> bool {
    matches!(
        sign,
        Sign::ClosedUnsaid | Sign::ConnectionReset | Sign::HubClosed
    )
}

/// Refusals of this moment: the same request is taken later.
fn is_of_a_moment(sign: Sign) -> bool {
    matches!(sign, Sign::Status429 | Sign::Code429001 | Sign::Status5xx)
}

/// Failures of the network, and of CONNECT itself.
fn is_of_connecting(sign: Sign) -> bool {
    matches!(
        sign,
        Sign::Connack1
            | Sign::Connack2
            | Sign::Connack3
            | Sign::Connack4
            | Sign::Connack5
            | Sign::ClosedOnConnect
            | Sign::ConnackAbsent
            | Sign::ConnectionRefused
            | Sign::ConnectTimeout
            | Sign::ConnectFailed
            | Sign::Unreachable
            | Sign::NameNotFound
            | Sign::HandshakeCut
            | Sign::HandshakeLate
            | Sign::HubUnavailable
            | Sign::TlsUnsaid
    )
}

/// Before and after: by place in a text, by number of a packet, else as it was told.
fn order(index: usize, place: &Place) -> usize {
    match place {
        Place::Text(bytes) => bytes.start,
        Place::Packet(number) => *number,
        _ => index,
    }
}

fn weigh(cause: &'static Cause, evidence: &Evidence, live: &[usize]) -> Option<Finding> {
    let mut score = 0;
    let mut reasons = Vec::new();
    for clue in cause.clues {
        // However often a thing was seen, it weighs once; all places are named.
        let seen = live.iter().filter(|index| {
            let seen = evidence.observations.get(**index);
            seen.is_some_and(|seen| seen.sign == clue.sign)
        });
        let before = reasons.len();
        reasons.extend(seen.map(|index| Reason {
            observation: *index,
            weight: clue.weight,
        }));
        if reasons.len() > before {
            score += i32::from(clue.weight);
        }
    }
    let sureness = Sureness::of(score)?;
    // That something is so is no fault: a fact tells causes apart, and accuses nobody alone.
    let accuses = |reason: &Reason| {
        let class = class(evidence, reason.observation);
        reason.weight > 0 && matches!(class, Some(Class::Failure | Class::Defect))
    };
    if !reasons.iter().any(accuses) {
        return None;
    }
    in_order::by_key(&mut reasons, |reason| {
        std::cmp::Reverse(reason.weight.unsigned_abs())
    });
    Some(Finding {
        cause,
        score,
        sureness,
        reasons,
    })
}

/// What follows from what: a cause that is shown comes before those that are only its effect.
const EFFECTS: &[(&str, &[&str])] = &[
    (
        "typography_in_command",
        &[
            "credential_not_sent",
            "id_scope_wrong",
            "username_malformed",
            "registration_id_illegal",
            "filter_not_served",
            "topic_not_served",
            "client_id_differs",
            "file_not_found",
            "protocol_not_3_1_1",
            "port_wrong",
            "shell_replaces_dollar",
        ],
    ),
    (
        "shell_replaces_dollar",
        &[
            "filter_not_served",
            "topic_not_served",
            "registration_id_illegal",
        ],
    ),
    (
        "placeholder_left",
        &["id_scope_wrong", "username_malformed"],
    ),
    ("ca_proof_refused", &["ca_not_verified"]),
    (
        "group_key_not_derived",
        &["token_wrong", "symmetric_key_wrong"],
    ),
    (
        "proxy_intercepts",
        &["server_root_not_trusted", "own_ca_as_server_trust"],
    ),
    ("chain_too_large", &["not_tls_there"]),
    ("server_name_not_sent", &["server_name_differs"]),
    (
        "request_id_without_dollar",
        &["never_polled", "not_subscribed"],
    ),
    (
        "hub_device_id_differs",
        &["hub_knows_other_certificate", "device_gone_from_hub"],
    ),
];

/// What can only go wrong once a connection is there.
const LATER: &[&str] = &[
    "not_subscribed",
    "never_polled",
    "retry_after_ignored",
    "filter_not_served",
    "topic_not_served",
    "two_connections",
    "body_unreadable",
    "request_id_without_dollar",
    "topic_status_ignored",
];

/// Failures before a connection is there.
fn is_of_the_way(sign: Sign) -> bool {
    matches!(
        sign,
        Sign::NameNotFound
            | Sign::ConnectionRefused
            | Sign::ConnectTimeout
            | Sign::Unreachable
            | Sign::RootUntrusted
            | Sign::VerifyFailed
            | Sign::ServerNameDiffers
            | Sign::ServerSelfSigned
            | Sign::KeyValuesMismatch
            | Sign::NoStartLine
            | Sign::Connack1
            | Sign::Connack3
            | Sign::Connack4
            | Sign::Connack5
    )
}

/// Who does not come as far as a connection fails by what stopped it, and by nothing that would have come later.
fn earlier_first(findings: &mut Vec<Finding>, evidence: &Evidence, live: &[usize]) {
    let stopped = |index: &usize| {
        let seen = evidence.observations.get(*index);
        seen.is_some_and(|seen| is_of_the_way(seen.sign))
    };
    let accepted = evidence.has(Sign::ConnackAccepted) || evidence.has(Sign::Assigning);
    if accepted || !live.iter().any(stopped) {
        return;
    }
    // One that is likely, and rests on that failure.
    let explains = |finding: &Finding| {
        let rests = |reason: &Reason| reason.weight > 0 && stopped(&reason.observation);
        finding.sureness >= Sureness::Likely && finding.reasons.iter().any(rests)
    };
    if findings.iter().any(explains) {
        in_order::by_key(findings, |finding| {
            LATER.contains(&finding.cause.id) && !explains(finding)
        });
    }
}

/// Puts causes before their effects; the order of the others stays.
fn particular_first(findings: &mut Vec<Finding>) {
    for (cause, effects) in EFFECTS {
        let shown =
            |finding: &Finding| finding.cause.id == *cause && finding.sureness == Sureness::Shown;
        let Some(at) = findings.iter().position(shown) else {
            continue;
        };
        let effect = |finding: &Finding| effects.contains(&finding.cause.id);
        let to = findings.iter().position(effect);
        if let Some(to) = to.filter(|to| *to < at) {
            let finding = findings.remove(at);
            findings.insert(to, finding);
        }
    }
}

/// A failure that a shown cause explains says little about other causes: what rests on such failures alone is halved,
/// and falls out when too little is left.
fn explain_away(findings: &mut Vec<Finding>, evidence: &Evidence) {
    let failure = |reason: &Reason| class(evidence, reason.observation) == Some(Class::Failure);
    let shown = findings
        .iter()
        .filter(|finding| finding.sureness == Sureness::Shown)
        // A defect was seen; a failure alone, however plain, explains nothing away.
        .filter(|finding| {
            finding
                .reasons
                .iter()
                .any(|reason| !failure(reason) && reason.weight >= 50)
        });
    let mut explained = BTreeSet::new();
    // Not collected: that would sort first, by code of its own.
    explained.extend(
        shown
            .flat_map(|finding| finding.reasons.iter())
            .filter(|reason| reason.weight > 0 && failure(reason))
            .map(|reason| reason.observation),
    );
    findings.retain_mut(|finding| {
        let rests_on_others = finding
            .reasons
            .iter()
            .filter(|reason| reason.weight > 0)
            .all(|reason| explained.contains(&reason.observation));
        let own = finding.sureness == Sureness::Shown
            && finding.reasons.iter().any(|reason| !failure(reason));
        if !rests_on_others || own {
            return true;
        }
        finding.score /= 2;
        match Sureness::of(finding.score) {
            Some(sureness) => {
                finding.sureness = sureness;
                true
            }
            None => false,
        }
    });
}

fn questions(findings: &[Finding], evidence: &Evidence) -> Vec<Question> {
    let open = findings
        .iter()
        .filter(|finding| finding.sureness != Sureness::Shown);
    let mut questions: Vec<Question> = Vec::new();
    for finding in open {
        for ask in finding.cause.asks {
            if evidence.given.contains(ask) {
                continue;
            }
            match questions.iter_mut().find(|question| question.ask == *ask) {
                Some(question) => question.about.push(finding.cause.id),
                None => questions.push(Question {
                    ask: *ask,
                    about: vec![finding.cause.id],
                }),
            }
        }
    }
    in_order::by_key(&mut questions, |question| {
        std::cmp::Reverse(question.about.len())
    });
    questions.truncate(MAX_QUESTIONS);
    questions
}

/// More than this is a questionnaire.
const MAX_QUESTIONS: usize = 3;
