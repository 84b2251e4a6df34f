//! A question about what is on the bench, ready to be answered: what has to be checked first, and by which keys.

use device_certs::chain;
use device_certs::lint::{Link, Lint, Outcome, Profile, Questions, Ruling, judge};
use device_certs::lints::LINTS;
use device_certs::report::FileReport;
use device_certs::{Belongs, Certificate, PrivateKey, SignatureCheck, Verdict};

use practice_dps::Enrollments;
use practice_dps::enquiry::{Answer, Enquiry};

use super::judgement::{Anchor, Judgement, KeySeen, Passed, Shown};
use super::{Enrolment, FileId, Keep, Role, Subject};

/// What the person asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What the certificates are for.
    pub question: Profile,
    /// The file that is looked at.
    pub selected: Option<FileId>,
    /// The registration ID the device will use; empty for its common name.
    pub registration_id: String,
    /// The verification code that DPS gave; empty when there is none.
    pub code: String,
    /// The enrolment.
    pub enrolment: Enrolment,
}

/// A question, ready to be answered. It may hold a private key, and is in no signal.
pub struct Plan {
    subject: Subject,
    question: Profile,
    now: i64,
    given: Option<String>,
    key: Option<HeldKey>,
    links: Vec<Link>,
    anchors: Vec<(Anchor, SignatureCheck)>,
    enquiry: Option<Enquiry<Enrollments>>,
    enrolment_wrong: Option<String>,
    /// Of a subject that is several files: what is to be said of each file.
    of_files: Vec<(FileId, String, FileReport)>,
}

struct HeldKey {
    key: PrivateKey,
    /// Where it is; `None` when it is in the file that is judged.
    file: Option<String>,
    belongs: Belongs,
}

impl Plan {
    /// What has to be done to answer `asked`; `None` when there is nothing the question could be about. `now` is in
    /// Unix seconds.
    pub fn make(keep: &Keep, asked: &Asked, now: i64) -> Option<Self> {
        let subject = Subject::compose(keep, asked.question, asked.selected)?;
        let exhibit = subject.exhibit();
        let typed = match asked.question {
            Profile::Device => asked.registration_id.trim(),
            Profile::Verification => asked.code.trim(),
            Profile::Ca | Profile::Server => "",
        };
        let given = (!typed.is_empty()).then(|| typed.to_owned());
        let leaf = exhibit.leaf().cloned();
        let key = match asked.question {
            Profile::Server => None,
            _ => held_key(keep, &subject, leaf.as_ref(), asked.question),
        };
        let (enquiry, enrolment_wrong) = match (asked.question, &leaf) {
            (Profile::Device, Some(leaf)) => match asked.enrolment.enrollments(keep, Some(leaf)) {
                Ok(None) => (None, None),
                Err(wrong) => (None, Some(wrong)),
                Ok(Some(enrollments)) => {
                    let id = given.as_deref();
                    (Enquiry::about(&exhibit, id, now, enrollments), None)
                }
            },
            _ => (None, None),
        };
        let anchors = match asked.question {
            Profile::Server => Vec::new(),
            _ => anchors(keep, &subject),
        };
        let of_files = if subject.is_one_file() {
            Vec::new()
        } else {
            reports_of_files(keep, &subject, asked.question, now)
        };
        let links = exhibit.links();
        Some(Self {
            question: asked.question,
            now,
            given,
            key,
            links,
            anchors,
            enquiry,
            enrolment_wrong,
            of_files,
            subject,
        })
    }

    /// The signatures to check.
    pub fn checks(&self) -> Vec<SignatureCheck> {
        let links = self.links.iter().map(|link| link.check.clone());
        let anchors = self.anchors.iter().map(|(_, check)| check.clone());
        let enquiry = self.enquiry.iter().flat_map(Enquiry::checks);
        links.chain(anchors).chain(enquiry).collect()
    }

    /// A key that has to sign something, and the public key that has to accept it: where the key's file does not tell.
    pub fn proof(&self) -> Option<(&PrivateKey, Vec<u8>)> {
        let held = self.key.as_ref()?;
        if held.belongs != Belongs::NeedsProof {
            return None;
        }
        let exhibit = self.subject.exhibit();
        Some((&held.key, exhibit.leaf()?.spki_der().to_vec()))
    }

    /// The answer. `verdicts` answer [`Self::checks`] in that order, `proof` says what came of [`Self::proof`].
    pub fn judge(&self, verdicts: &[Verdict], proof: Option<bool>) -> Judgement {
        let (along, rest) = verdicts
            .split_at_checked(self.links.len())
            .unwrap_or((verdicts, &[]));
        let (of_anchors, of_enquiry) = rest
            .split_at_checked(self.anchors.len())
            .unwrap_or((rest, &[]));
        let answer = self
            .enquiry
            .as_ref()
            .map(|enquiry| enquiry.answer(of_enquiry));
        let exhibit = self.subject.exhibit();
        let questions = Questions {
            registration_id: self.given.as_deref(),
            key: self
                .key
                .as_ref()
                .filter(|held| held.file.is_some())
                .map(|held| &held.key),
            key_proof: proof,
            answer: answer.as_ref().map(Answer::for_rules),
            ..Questions::new(self.question, self.now)
        };
        let report = judge(&exhibit, &questions, along);
        let one_file = self.subject.is_one_file();
        let mut findings: Vec<Shown> = report
            .findings
            .iter()
            .map(|finding| Shown {
                finding: finding.clone(),
                origin: finding
                    .certificate
                    .and_then(|index| self.subject.origins.get(index).copied()),
                file: self.subject.files.first().copied().filter(|_| one_file),
                file_name: None,
            })
            .collect();
        let mut file_report = FileReport::of(self.subject.name.clone(), &exhibit);
        let mut rulings = report.rulings;
        for (file, name, of_file) in &self.of_files {
            findings.extend(of_file.findings.iter().map(|finding| Shown {
                finding: finding.clone(),
                origin: None,
                file: Some(*file),
                file_name: Some(name.clone()),
            }));
            for ruling in &of_file.rulings {
                let found = matches!(ruling.outcome, Outcome::Found(_));
                let same = |other: &&mut Ruling| other.lint.id == ruling.lint.id;
                if let Some(other) = rulings.iter_mut().find(same).filter(|_| found) {
                    other.outcome = ruling.outcome;
                }
            }
        }
        diagnose::in_order::by_key(&mut findings, |shown| shown.finding.lint.severity);
        let outcomes = |wanted: fn(Outcome) -> Option<Option<&'static str>>| -> Vec<Passed> {
            rulings
                .iter()
                .filter_map(|ruling| {
                    Some(Passed {
                        lint: ruling.lint,
                        why_not: wanted(ruling.outcome)?,
                    })
                })
                .collect()
        };
        let passed = outcomes(|outcome| (outcome == Outcome::Passed).then_some(None));
        let not_applicable = outcomes(|outcome| match outcome {
            Outcome::NotApplicable(why) => Some(Some(why)),
            Outcome::Passed | Outcome::Found(_) => None,
        });
        file_report.findings = findings.iter().map(|shown| shown.finding.clone()).collect();
        file_report.rulings = rulings;
        file_report.answer = answer.as_ref().map(|answer| answer.service.clone());
        for (_, _, of_file) in &self.of_files {
            for repair in &of_file.repairs {
                file_report
                    .repairs
                    .push(device_certs::report::RepairReport {
                        what: repair.what.clone(),
                        line: repair.line,
                        column: repair.column,
                    });
            }
        }
        let links = self.links.iter().zip(along);
        Judgement {
            question: self.question,
            name: self.subject.name.clone(),
            files: self.subject.files.clone(),
            origins: self.subject.origins.clone(),
            chain: exhibit.chain.clone(),
            links: links
                .map(|(link, verdict)| (link.certificate, link.issuer, verdict.clone()))
                .collect(),
            anchors: self
                .anchors
                .iter()
                .zip(of_anchors)
                .map(|((anchor, _), verdict)| Anchor {
                    verdict: verdict.clone(),
                    ..anchor.clone()
                })
                .collect(),
            certificates: exhibit.certificates.clone(),
            has_lost_blocks: exhibit.has_lost_blocks(),
            key: self.key.as_ref().map(|held| KeySeen {
                file: held.file.clone(),
                kind: held.key.kind().to_string(),
                fits: match (held.belongs, proof) {
                    (Belongs::Yes, _) | (Belongs::NeedsProof, Some(true)) => Some(true),
                    (Belongs::No, _) | (Belongs::NeedsProof, Some(false)) => Some(false),
                    (Belongs::NeedsProof, None) => None,
                },
            }),
            now: self.now,
            findings,
            passed,
            not_applicable,
            answer,
            enrolment_wrong: self.enrolment_wrong.clone(),
            report: file_report,
        }
    }
}

/// The key that goes with `leaf`: the one of its own file, else the first that fits, else, for a device, the only one
/// there is.
fn held_key(
    keep: &Keep,
    subject: &Subject,
    leaf: Option<&Certificate>,
    question: Profile,
) -> Option<HeldKey> {
    let leaf = leaf?;
    let exhibit = subject.exhibit();
    if let Some(key) = exhibit.key {
        let belongs = key.belongs_to(leaf);
        return Some(HeldKey {
            key,
            file: None,
            belongs,
        });
    }
    let with = |(file, key): (&super::Kept, PrivateKey)| HeldKey {
        belongs: key.belongs_to(leaf),
        file: Some(file.name.clone()),
        key,
    };
    let mut held: Vec<HeldKey> = keep.keys().map(with).collect();
    let wanted = [Belongs::Yes, Belongs::NeedsProof];
    let best = wanted
        .iter()
        .find_map(|wanted| held.iter().position(|held| held.belongs == *wanted));
    match best {
        Some(index) => Some(held.swap_remove(index)),
        None if held.len() == 1 && question == Profile::Device => held.pop(),
        None => None,
    }
}

/// The CAs at hand that the service may know and that the top of the chain may have been signed by.
fn anchors(keep: &Keep, subject: &Subject) -> Vec<(Anchor, SignatureCheck)> {
    let exhibit = subject.exhibit();
    let top = exhibit.chain.path.last();
    let Some(top) = top.and_then(|index| exhibit.certificates.get(*index)) else {
        return Vec::new();
    };
    if top.is_self_issued() {
        return Vec::new();
    }
    let roles = keep.roles();
    let cas = keep.files().iter().zip(roles);
    let cas = cas.filter(|(_, role)| *role == Role::Ca);
    let mut found: Vec<(Anchor, SignatureCheck)> = Vec::new();
    for (file, _) in cas {
        for (index, certificate) in file.exhibit().certificates.iter().enumerate() {
            let known = found
                .iter()
                .any(|(anchor, _)| anchor.certificate.der == certificate.der);
            if !known && chain::may_have_issued(certificate, top) {
                let check = chain::issued_check(top, certificate);
                let anchor = Anchor {
                    certificate: certificate.clone(),
                    origin: (file.id, index),
                    file: file.name.clone(),
                    verdict: Verdict::NotCheckable(String::new()),
                };
                found.push((anchor, check));
            }
        }
    }
    found
}

/// What the rules about files say of each of several files.
fn reports_of_files(
    keep: &Keep,
    subject: &Subject,
    question: Profile,
    now: i64,
) -> Vec<(FileId, String, FileReport)> {
    let files = subject.files.iter().filter_map(|id| keep.get(*id));
    let report = |file: &super::Kept| {
        let exhibit = file.exhibit();
        let mut report = judge(&exhibit, &Questions::new(question, now), &[]);
        report
            .findings
            .retain(|finding| is_about_files(finding.lint));
        report.rulings.retain(|ruling| is_about_files(ruling.lint));
        let mut of_file = FileReport::of(file.name.clone(), &exhibit);
        of_file.findings = report.findings;
        of_file.rulings = report.rulings;
        (file.id, file.name.clone(), of_file)
    };
    files.map(report).collect()
}

/// The rules about files as such stand before those about certificates.
pub(super) fn is_about_files(lint: &Lint) -> bool {
    let position = |id: &str| LINTS.iter().position(|lint| lint.id == id);
    let encoding = ["trailing_data", "der_not_canonical"].contains(&lint.id);
    !encoding && position(lint.id) < position(FIRST_ABOUT_CERTIFICATES)
}

/// The first rule that is not about the file.
pub(super) const FIRST_ABOUT_CERTIFICATES: &str = "subject_cn_missing";
