//! From a leaf up to a verified CA, and to the group that is made for it.
//!
//! Which certificate may have issued which is told by names; whether it did, by a signature. Both are
//! wanted here: names tell which signatures to ask for, and the answers tell which links hold. A device may
//! send several certificates of one name (a CA and its renewal), so this is a graph rather than a list.

use device_certs::certificate::ValidAt;
use device_certs::chain::{issued_check, may_have_issued};
use device_certs::{Certificate, SignatureCheck, Verdict};

use crate::enrollments::{CaCertificate, EnrollmentGroup, Enrollments};

use super::{Assessment, Decision, Enrolled, Entry, Proof, Refusal, Rule};

/// The most links between certificates that are looked at for one device. A chain needs two or three.
pub const MAX_LINKS: usize = 32;

/// A registration by group, waiting for signatures to be checked.
#[derive(Clone, Debug)]
pub struct ChainQuestion {
    /// The leaf is the first; each stands once.
    certificates: Vec<Candidate>,
    links: Vec<Link>,
    checks: Vec<SignatureCheck>,
}

#[derive(Clone, Debug)]
struct Candidate {
    certificate: Certificate,
    sha256: String,
    is_verified: bool,
    is_current: bool,
}

/// Indices into the certificates.
#[derive(Clone, Copy, Debug)]
struct Link {
    child: usize,
    issuer: usize,
}

impl ChainQuestion {
    pub(super) fn new(
        leaf: &Certificate,
        above: &[Certificate],
        now_secs: i64,
        enrollments: &Enrollments,
    ) -> Self {
        let mut question = Self {
            certificates: Vec::new(),
            links: Vec::new(),
            checks: Vec::new(),
        };
        let verified: Vec<&CaCertificate> = enrollments
            .certificates()
            .filter(|ca| ca.is_verified)
            .collect();
        let mut add = |certificate: &Certificate| {
            let sha256 = certificate.sha256();
            let known = question
                .certificates
                .iter()
                .any(|other| other.sha256 == sha256);
            if !known {
                question.certificates.push(Candidate {
                    certificate: certificate.clone(),
                    is_verified: verified.iter().any(|ca| ca.held.sha256() == sha256),
                    is_current: certificate.valid_at(now_secs) == ValidAt::Current,
                    sha256,
                });
            }
        };
        add(leaf);
        above.iter().for_each(&mut add);
        verified.iter().for_each(|ca| add(ca.held.certificate()));
        question.link();
        question
    }

    /// Finds the links that names allow, upward from the leaf.
    fn link(&mut self) {
        let mut reached = vec![0];
        let mut next = 0;
        while let Some(&child) = reached.get(next) {
            next += 1;
            let Some(below) = self.certificates.get(child) else {
                continue;
            };
            for (issuer, above) in self.certificates.iter().enumerate().skip(1) {
                let fits = issuer != child
                    && may_issue(above)
                    && may_have_issued(&above.certificate, &below.certificate);
                if !fits || self.links.len() == MAX_LINKS {
                    continue;
                }
                self.links.push(Link { child, issuer });
                self.checks
                    .push(issued_check(&below.certificate, &above.certificate));
                if !reached.contains(&issuer) {
                    reached.push(issuer);
                }
            }
        }
    }

    /// The signatures to check. [`ChainQuestion::settle`] takes the verdicts in the same order.
    pub fn checks(&self) -> &[SignatureCheck] {
        &self.checks
    }

    /// Decides at once where the answers could not change the decision.
    pub(super) fn assess(self, enrollments: &Enrollments) -> Assessment {
        if self.reaches_verified(&|_| true, Dates::Ignored) {
            return Assessment::Chain(self);
        }
        Assessment::Settled(self.settle(&[], enrollments))
    }

    /// Decides, now that it is known which signatures hold. A verdict that is missing counts as one that
    /// could not be given.
    pub fn settle(&self, verdicts: &[Verdict], enrollments: &Enrollments) -> Decision {
        let is_valid = |link: usize| matches!(verdicts.get(link), Some(Verdict::Valid));
        let is_not_wrong = |link: usize| !matches!(verdicts.get(link), Some(Verdict::Invalid));
        if self.reaches_verified(&is_valid, Dates::Kept) {
            return self.by_group(&self.anchored(&is_valid, Dates::Kept), enrollments);
        }
        let rule = if self.reaches_verified(&is_valid, Dates::Ignored) {
            Rule::IssuerNotCurrent
        } else if !self.reaches_verified(&|_| true, Dates::Ignored) {
            self.why_no_ca(enrollments)
        } else if self.reaches_verified(&is_not_wrong, Dates::Ignored) {
            Rule::LinkNotCheckable
        } else {
            Rule::LinkSignatureWrong
        };
        Decision::Refused(Refusal::by(rule))
    }

    fn reaches_verified(&self, holds: &dyn Fn(usize) -> bool, dates: Dates) -> bool {
        !self.anchored(holds, dates).is_empty()
    }

    /// The certificates above the leaf from which a verified one can be reached (or which are verified),
    /// nearest first.
    fn anchored(&self, holds: &dyn Fn(usize) -> bool, dates: Dates) -> Vec<usize> {
        let usable = |(index, link): &(usize, &Link)| {
            let issuer = self.certificates.get(link.issuer);
            let current = issuer.is_some_and(|issuer| issuer.is_current);
            holds(*index) && (current || dates == Dates::Ignored)
        };
        let links: Vec<&Link> = self
            .links
            .iter()
            .enumerate()
            .filter(usable)
            .map(|(_, link)| link)
            .collect();
        let above = |from: usize| {
            let mut reached = vec![from];
            let mut next = 0;
            while let Some(&child) = reached.get(next) {
                next += 1;
                for link in links.iter().filter(|link| link.child == child) {
                    if !reached.contains(&link.issuer) {
                        reached.push(link.issuer);
                    }
                }
            }
            reached
        };
        let is_verified = |index: &usize| {
            self.certificates
                .get(*index)
                .is_some_and(|candidate| candidate.is_verified)
        };
        let mut reached = above(0);
        // The leaf itself is no CA above the device, even when somebody uploaded it as one.
        reached.retain(|index| *index != 0);
        reached.retain(|index| above(*index).iter().any(is_verified));
        reached
    }

    /// The first group found on the way up decides, be it enabled or not.
    fn by_group(&self, anchored: &[usize], enrollments: &Enrollments) -> Decision {
        let chain = || {
            anchored
                .iter()
                .filter_map(|index| self.certificates.get(*index))
        };
        for candidate in chain() {
            let holds = |group: &&EnrollmentGroup| {
                enrollments
                    .certificates_of(group)
                    .any(|held| held.sha256() == candidate.sha256)
            };
            if let Some(group) = enrollments.groups().find(holds) {
                let enrolled = Enrolled {
                    entry: Entry::Group {
                        enrollment_group_id: group.enrollment_group_id.clone(),
                    },
                    proof: Proof::Certificate,
                    device_id: self.common_name().to_owned(),
                    terms: group.terms.clone(),
                };
                return enrolled.decide();
            }
        }
        let hangs_below = |group: &EnrollmentGroup| {
            enrollments.certificates_of(group).any(|held| {
                let issued_by =
                    |above: &Candidate| may_have_issued(&above.certificate, held.certificate());
                chain().any(issued_by)
            })
        };
        let rule = if enrollments.groups().any(hangs_below) {
            Rule::GroupCertificateNotInChain
        } else {
            Rule::NoGroupUsesCa
        };
        Decision::Refused(Refusal::by(rule))
    }

    /// The device sees one text for these; its owner gets to know which of them it is.
    fn why_no_ca(&self, enrollments: &Enrollments) -> Rule {
        let tops = || {
            self.anchor_candidates()
                .filter_map(|index| self.certificates.get(index))
        };
        let leads_to = |target: &Certificate, sha256: &str| {
            tops().any(|top| top.sha256 == sha256 || may_have_issued(target, &top.certificate))
        };
        let unverified = enrollments.certificates().filter(|ca| !ca.is_verified);
        for ca in unverified {
            if leads_to(ca.held.certificate(), ca.held.sha256()) {
                return Rule::CaNotVerified;
            }
        }
        let inline = enrollments
            .groups()
            .flat_map(|group| enrollments.certificates_of(group));
        for held in inline {
            let sent = self
                .certificates
                .iter()
                .any(|candidate| candidate.sha256 == held.sha256());
            if !sent && leads_to(held.certificate(), held.sha256()) {
                return Rule::IntermediateMissing;
            }
        }
        Rule::CaUnknown
    }

    /// Everything that can be reached from the leaf by name, the leaf included.
    fn anchor_candidates(&self) -> impl Iterator<Item = usize> {
        std::iter::once(0).chain(self.links.iter().map(|link| link.issuer))
    }

    fn common_name(&self) -> &str {
        let leaf = self.certificates.first();
        leaf.and_then(|leaf| leaf.certificate.common_name())
            .unwrap_or_default()
    }
}

/// Whether CA certificates must be valid now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dates {
    Kept,
    Ignored,
}

/// Version 1 has no way to say that it is a CA; who uploads and verifies one has said so.
fn may_issue(candidate: &Candidate) -> bool {
    let version_1 = candidate.certificate.version == 1;
    candidate.certificate.is_ca() || (version_1 && candidate.is_verified)
}
