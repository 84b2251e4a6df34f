//! Many files on all cores: each judged for itself, then against the others.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use device_certs::lint::{
    Exhibit, Finding, Member, Profile, Questions, judge as judge_one, judge_batch,
};
use device_certs::lints::lint;
use device_certs::report::{FileReport, Report};
use device_certs::{Belongs, Certificate, PrivateKey, Verdict, spki};
use practice_dps::Enrollments;
use practice_dps::enquiry::{Answer, Enquiry};
use practice_dps::listen::native::verify;

use crate::check::inputs::Input;

/// What is asked about every file.
pub(super) struct Settings<'a> {
    pub(super) profile: Profile,
    /// In Unix seconds.
    pub(super) now: i64,
    pub(super) registration_id: Option<&'a str>,
    pub(super) enrollments: Option<&'a Enrollments>,
    pub(super) password: Option<&'a str>,
}

/// A file that was read, with its signatures checked and the service asked.
struct Read<'a> {
    exhibit: Exhibit<'a>,
    verdicts: Vec<Verdict>,
    answer: Option<Answer>,
}

/// Judges all files.
pub(super) fn judge(inputs: &[Input], settings: &Settings<'_>) -> Report {
    let read: Vec<Read<'_>> = on_all_cores(inputs.len(), |index| {
        let exhibit = Exhibit::unlocked(&inputs[index].bytes, settings.password);
        let links = exhibit.links();
        let verdicts = links.iter().map(|link| verify(&link.check)).collect();
        let answer = settings.enrollments.and_then(|enrollments| {
            let (id, now) = (settings.registration_id, settings.now);
            let enquiry = Enquiry::about(&exhibit, id, now, enrollments)?;
            let verdicts: Vec<Verdict> = enquiry.checks().iter().map(verify).collect();
            Some(enquiry.answer(&verdicts))
        });
        Read {
            exhibit,
            verdicts,
            answer,
        }
    });
    let keys = Keys::assign(&read);
    let mut locks = read.iter().flat_map(|file| &file.exhibit.locks);
    let password_unused = settings.password.is_some() && locks.next().is_none();
    let mut files = on_all_cores(inputs.len(), |index| {
        let file = &read[index];
        let key = keys.of_file[index].and_then(|key| read[key].exhibit.key.as_ref());
        let questions = Questions {
            // Said once, not of every file.
            password_unused: password_unused && index == 0,
            ..questions(file, key, settings)
        };
        let report = judge_one(&file.exhibit, &questions, &file.verdicts);
        FileReport {
            findings: report.findings,
            rulings: report.rulings,
            answer: file.answer.as_ref().map(|answer| answer.service.clone()),
            ..FileReport::of(inputs[index].name.clone(), &file.exhibit)
        }
    });
    for key in &keys.of_nobody {
        files[*key].findings.extend(stray_key(&read[*key].exhibit));
    }
    if settings.profile == Profile::Device {
        let members: Vec<Member<'_>> = inputs
            .iter()
            .zip(&read)
            .map(|(input, file)| Member {
                name: &input.name,
                exhibit: &file.exhibit,
            })
            .collect();
        for found in judge_batch(&members) {
            files[found.member].findings.push(found.finding);
        }
    }
    for file in &mut files {
        // Stable: within a severity the order of the rules stays, what is about the batch last.
        file.findings.sort_by_key(|finding| finding.lint.severity);
    }
    Report {
        profile: settings.profile,
        files,
    }
}

fn questions<'a>(
    file: &'a Read<'_>,
    other_key: Option<&'a PrivateKey>,
    settings: &Settings<'a>,
) -> Questions<'a> {
    let key = file.exhibit.key.as_ref().or(other_key);
    let proof = key
        .zip(file.exhibit.leaf())
        .and_then(|(key, leaf)| proof(key, leaf));
    let answer = file.answer.as_ref().map(Answer::for_rules);
    Questions {
        registration_id: settings.registration_id,
        key: other_key,
        key_proof: proof,
        answer,
        ..Questions::new(settings.profile, settings.now)
    }
}

/// Which key file belongs to which file with certificates.
struct Keys {
    /// For each file the key file that goes with it.
    of_file: Vec<Option<usize>>,
    /// Key files that fit nowhere.
    of_nobody: Vec<usize>,
}

impl Keys {
    /// A key goes with the leaves it fits. One that fits none goes with the only file there is, where it is a finding.
    fn assign(read: &[Read<'_>]) -> Self {
        let mut keys = Self {
            of_file: vec![None; read.len()],
            of_nobody: Vec::new(),
        };
        let mut leaves: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        let mut files_with_a_leaf = Vec::new();
        for (index, file) in read.iter().enumerate() {
            if let Some(leaf) = file.exhibit.leaf() {
                files_with_a_leaf.push(index);
                let identity = spki::identity(leaf.spki_der());
                leaves
                    .entry(identity.unwrap_or_default())
                    .or_default()
                    .push(index);
            }
        }
        for (index, file) in read.iter().enumerate() {
            let key = file.exhibit.key.as_ref();
            let Some(key) = key.filter(|_| file.exhibit.is_key_file()) else {
                continue;
            };
            let identity = public_key(key).and_then(|public| spki::identity(&public));
            let fitting = identity.and_then(|identity| leaves.get(&identity));
            match (fitting, files_with_a_leaf.as_slice()) {
                (Some(fitting), _) => {
                    for leaf in fitting {
                        keys.of_file[*leaf] = Some(index);
                    }
                }
                (None, [only]) => keys.of_file[*only] = Some(index),
                (None, []) => {}
                (None, _) => keys.of_nobody.push(index),
            }
        }
        keys
    }
}

/// Whether the public key computed from `key` is that of `leaf`, where the key file does not hold it.
fn proof(key: &PrivateKey, leaf: &Certificate) -> Option<bool> {
    if key.belongs_to(leaf) != Belongs::NeedsProof {
        return None;
    }
    public_key(key).map(|public| spki::same_key(&public, leaf.spki_der()))
}

/// The public key of a private key: from its file, else computed.
fn public_key(key: &PrivateKey) -> Option<Vec<u8>> {
    if let Some(public) = key.public_key() {
        return Some(public.to_vec());
    }
    let der = key.pkcs8_der();
    let kinds = [
        &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
        &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
        &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
    ];
    let bytes = |public: PublicKeyX509Der<'_>| public.as_ref().to_vec();
    let ec = kinds
        .iter()
        .find_map(|kind| EcdsaKeyPair::from_pkcs8(kind, der).ok());
    if let Some(pair) = ec {
        return pair.public_key().as_der().ok().map(bytes);
    }
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok()?;
    pair.public_key().as_der().ok().map(bytes)
}

/// A key that belongs to no certificate of the batch.
fn stray_key(exhibit: &Exhibit<'_>) -> Option<Finding> {
    Some(Finding {
        lint: lint("key_differs")?,
        message: "the key belongs to none of the certificates given".to_owned(),
        certificate: None,
        bytes: 0..exhibit.file.len(),
        line: 1,
        column: 1,
    })
}

/// The results of `work` for 0 to `count`, in order.
fn on_all_cores<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(count))
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count {
                            return own;
                        }
                        own.push((index, work(index)));
                    }
                })
            })
            .collect();
        let join = |worker: std::thread::ScopedJoinHandle<'_, Vec<(usize, T)>>| match worker.join()
        {
            Ok(own) => own,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        workers.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
