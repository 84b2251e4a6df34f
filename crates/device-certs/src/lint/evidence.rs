//! What a rule may look at.

use std::ops::Range;

use super::{Exhibit, Profile};
use crate::{Belongs, Certificate, PrivateKey, Verdict, der};

/// What is asked about a file.
#[derive(Debug, Clone, Copy)]
pub struct Questions<'a> {
    /// What the certificates are for.
    pub profile: Profile,
    /// Now, in Unix seconds.
    pub now: i64,
    /// The registration ID the device will use; in the profile `verification` the verification code.
    pub registration_id: Option<&'a str>,
    /// The private key, when it is in another file.
    pub key: Option<&'a PrivateKey>,
    /// Whether a signature of the key fits the certificate it has to belong to, when the key file could not tell
    /// and somebody tried.
    pub key_proof: Option<bool>,
    /// What the service answers for the enrolments at hand.
    pub answer: Option<EnrollmentAnswer<'a>>,
    /// A password was given, and nothing of all that was given is behind one.
    pub password_unused: bool,
}

impl Questions<'_> {
    /// The questions of a profile, and nothing known beside the file.
    pub fn new(profile: Profile, now: i64) -> Self {
        Self {
            profile,
            now,
            registration_id: None,
            key: None,
            key_proof: None,
            answer: None,
            password_unused: false,
        }
    }
}

/// What the service answers a device with these certificates. Decided elsewhere, by the one piece of code that the
/// practice service uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnrollmentAnswer<'a> {
    /// The stable name of the rule that decided, such as `ca_not_verified`.
    pub rule: &'a str,
    /// What the rule found: a lower-case clause.
    pub text: &'a str,
    /// The registration ID as the enrolment writes it, when there is an individual one.
    pub enrolled_as: Option<&'a str>,
}

/// Everything a rule may look at.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// The file.
    pub exhibit: &'a Exhibit<'a>,
    /// What is asked.
    pub questions: &'a Questions<'a>,
    /// Certificate, issuer, and whether that one signed it.
    pub(super) signatures: Vec<(usize, usize, Verdict)>,
}

/// One certificate among the others.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Its index.
    pub index: usize,
    /// The certificate.
    pub certificate: &'a Certificate,
    /// What is wrong with its encoding.
    pub problems: &'a [der::Problem],
    /// The certificate above it in the chain, if that is in the file.
    pub issuer: Option<&'a Certificate>,
    /// How many certificates of the chain stand below it.
    pub below: usize,
}

impl<'a> Evidence<'a> {
    /// The chain's certificates, leaf first.
    pub(crate) fn path(&self) -> impl Iterator<Item = Subject<'a>> {
        let exhibit = self.exhibit;
        let path = exhibit.chain.path.iter();
        path.filter_map(move |index| subject(exhibit, *index))
    }

    /// The certificate the file is about.
    pub(crate) fn leaf(&self) -> Option<Subject<'a>> {
        self.path().next()
    }

    /// Every certificate of the file.
    pub(crate) fn each(&self) -> impl Iterator<Item = Subject<'a>> {
        let exhibit = self.exhibit;
        (0..exhibit.certificates.len()).filter_map(move |index| subject(exhibit, index))
    }

    /// The private key at hand: the one of the file, else the one given.
    pub(crate) fn key(&self) -> Option<&'a PrivateKey> {
        self.exhibit.key.as_ref().or(self.questions.key)
    }

    /// Whether the key belongs to `certificate`, the proof by signature included.
    pub(crate) fn key_belongs(&self, certificate: &Certificate) -> Option<Belongs> {
        let belongs = self.key()?.belongs_to(certificate);
        Some(match (belongs, self.questions.key_proof) {
            (Belongs::NeedsProof, Some(true)) => Belongs::Yes,
            (Belongs::NeedsProof, Some(false)) => Belongs::No,
            (belongs, _) => belongs,
        })
    }

    /// Whether `issuer` signed `certificate`, as far as that was asked.
    pub(crate) fn signed(&self, certificate: usize, issuer: usize) -> Option<&Verdict> {
        let mut found = self.signatures.iter();
        let found = found.find(|(child, above, _)| (*child, *above) == (certificate, issuer));
        found.map(|(_, _, verdict)| verdict)
    }

    /// All signatures that were asked about.
    pub(crate) fn signatures(&self) -> impl Iterator<Item = (usize, usize, &Verdict)> {
        let signatures = self.signatures.iter();
        signatures.map(|(child, issuer, verdict)| (*child, *issuer, verdict))
    }

    /// The whole file.
    pub(crate) fn whole_file(&self) -> Range<usize> {
        0..self.exhibit.file.len()
    }
}

fn subject<'a>(exhibit: &'a Exhibit<'a>, index: usize) -> Option<Subject<'a>> {
    let path = &exhibit.chain.path;
    let below = path.iter().position(|other| *other == index);
    let issuer = below.and_then(|below| path.get(below + 1));
    Some(Subject {
        index,
        certificate: exhibit.certificates.get(index)?,
        problems: exhibit
            .der_problems
            .get(index)
            .map(Vec::as_slice)
            .unwrap_or_default(),
        issuer: issuer.and_then(|issuer| exhibit.certificates.get(*issuer)),
        below: below.unwrap_or_default(),
    })
}
