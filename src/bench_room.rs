//! The certificate bench as signals, and the verbs its components use: the glue between [`bench`](crate::bench) and the
//! browser. It outlives the place in the page where it is shown, so that nobody loses files by looking elsewhere.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use device_certs::lint::Profile;
use device_certs::report::{Report, json, markdown};
use device_certs::{KeyContainer, PrivateKey, Verdict};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::batch::Document;
use crate::bench::{
    Asked, Card, Enrolment, EnrolmentKind, FileId, Inside, Judgement, Keep, Look, Lookable, Origin,
    Plan, Role, Texts, Unlocked,
};
use crate::browser::downloads::save;
use crate::browser::web_crypto::{Signer, verify};
use crate::browser::{NamedBytes, focus, rule_texts, unix_secs};

/// What the rules say to people, which is fetched.
#[derive(Clone, Debug, PartialEq)]
pub enum Reasons {
    /// On its way.
    Coming,
    /// Here.
    Here(Texts),
    /// It did not come.
    Missing,
}

/// Everything the bench shows and everything it can do. A handle: copies are the same bench.
#[derive(Clone, Copy)]
pub struct BenchRoom {
    /// One for each file.
    pub cards: RwSignal<Vec<Card>>,
    /// What the person asks.
    pub asked: RwSignal<Asked>,
    /// What came of it; none when there is nothing to judge.
    pub judgement: RwSignal<Option<Arc<Judgement>>>,
    /// Whether the next judgement is being worked out.
    pub is_judging: RwSignal<bool>,
    /// The file that a password is being tried on.
    pub opening: RwSignal<Option<FileId>>,
    /// What the rules say to people.
    pub reasons: RwSignal<Reasons>,
    /// The block that is looked into.
    pub looked_at: RwSignal<Option<Look>>,
    /// The bytes in it that are pointed at.
    pub pointed: RwSignal<Option<Range<usize>>>,
    /// What came of the last thing that was done, where nothing else shows it: a sentence.
    pub said: RwSignal<String>,
    keep: StoredValue<Keep, LocalStorage>,
    round: StoredValue<u32>,
}

thread_local! {
    static ROOM: OnceCell<(Owner, BenchRoom)> = const { OnceCell::new() };
}

impl BenchRoom {
    /// The bench of the page.
    pub fn expect() -> Self {
        ROOM.with(|room| {
            let (_, room) = room.get_or_init(|| {
                // A new root makes itself the current owner, below which whatever is being drawn would lose its context.
                let here = Owner::current();
                let owner = Owner::new_root(None);
                let room = owner.with(Self::new);
                if let Some(here) = here {
                    here.set();
                }
                (owner, room)
            });
            *room
        })
    }

    fn new() -> Self {
        let room = Self {
            cards: RwSignal::new(Vec::new()),
            asked: RwSignal::new(Asked {
                question: Profile::Device,
                selected: None,
                registration_id: String::new(),
                code: String::new(),
                enrolment: Enrolment::default(),
            }),
            judgement: RwSignal::new(None),
            is_judging: RwSignal::new(false),
            opening: RwSignal::new(None),
            reasons: RwSignal::new(Reasons::Coming),
            looked_at: RwSignal::new(None),
            pointed: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            keep: StoredValue::new_local(Keep::default()),
            round: StoredValue::new(0),
        };
        room.fetch_reasons();
        room
    }

    /// Fetches what the rules say to people.
    pub fn fetch_reasons(self) {
        self.reasons.set(Reasons::Coming);
        spawn_local(async move {
            let texts = rule_texts().await;
            self.reasons
                .set(texts.map_or(Reasons::Missing, Reasons::Here));
        });
    }

    /// Takes in files. A file of enrolments becomes the enrolment that is asked about, anything else a card.
    pub fn take(self, files: Vec<NamedBytes>) {
        let mut said = Vec::new();
        for file in &files {
            let name = file
                .name
                .clone()
                .unwrap_or_else(|| "the pasted text".to_owned());
            match Enrolment::recognise(&file.bytes) {
                Some(Ok(words)) => {
                    let text = String::from_utf8_lossy(&file.bytes).into_owned();
                    said.push(format!("Enrolments read from {name}: {words}."));
                    self.asked.update(|asked| {
                        asked.enrolment.kind = EnrolmentKind::Imported;
                        asked.enrolment.imported = Some((name, text));
                    });
                }
                Some(Err(wrong)) => said.push(format!(
                    "{name} is not a usable file of enrolments: {wrong}."
                )),
                None => self.keep.update_value(|keep| {
                    keep.add(file.name.clone(), &file.bytes);
                }),
            }
        }
        self.said.set(said.join(" "));
        self.judge();
    }

    /// Takes a file away.
    pub fn remove(self, id: FileId) {
        self.keep.update_value(|keep| keep.remove(id));
        let gone = |origin: &Origin| origin.0 == id;
        self.asked.update(|asked| {
            asked.selected = asked.selected.filter(|selected| *selected != id);
            asked.enrolment.ca = asked.enrolment.ca.filter(|origin| !gone(origin));
            asked.enrolment.primary = asked.enrolment.primary.filter(|origin| !gone(origin));
            asked.enrolment.secondary = asked.enrolment.secondary.filter(|origin| !gone(origin));
        });
        self.said.set("The file was taken away.".to_owned());
        self.judge();
    }

    /// Takes every file away, and with them the enrolment.
    pub fn clear(self) {
        self.keep.update_value(Keep::clear);
        self.asked.update(|asked| {
            asked.selected = None;
            asked.enrolment = Enrolment::default();
        });
        self.said.set("Every file was forgotten.".to_owned());
        self.judge();
    }

    /// Opens what is locked in a file. Deriving the key takes a while, so what is shown is drawn first.
    pub fn unlock(self, id: FileId, password: String) {
        self.opening.set(Some(id));
        self.said.set("Trying the password…".to_owned());
        let password = zeroize::Zeroizing::new(password);
        let act = move || {
            let mut came = None;
            self.keep
                .update_value(|keep| came = Some(keep.unlock(id, &password)));
            self.said.set(match came {
                Some(Unlocked::Refused(why)) => why,
                _ => "The password opened the file.".to_owned(),
            });
            self.opening.set(None);
            self.judge();
        };
        set_timeout(act, Duration::from_millis(30));
    }

    /// Says what a file is for; none for what its contents tell.
    pub fn choose_role(self, id: FileId, role: Option<Role>) {
        self.keep.update_value(|keep| {
            if let Some(file) = keep.get_mut(id) {
                file.chosen = role;
            }
        });
        self.judge();
    }

    /// Changes what is asked, and answers it.
    pub fn ask(self, change: impl FnOnce(&mut Asked)) {
        self.asked.update(change);
        self.judge();
    }

    /// Looks into a block, or no longer.
    pub fn look(self, look: Option<Look>) {
        self.pointed.set(None);
        self.looked_at.set(look);
        if look.is_some() {
            // Once it is drawn.
            request_animation_frame(|| focus("inside"));
        }
    }

    /// Looks into a certificate, at these bytes.
    pub fn look_at(self, certificate: Origin, bytes: Range<usize>) {
        let look = self
            .keep
            .with_value(|keep| Lookable::certificate(keep, certificate));
        self.look(look);
        self.pointed.set(Some(bytes));
    }

    /// The inside of the block that is looked into, while its file is here.
    pub fn inside(self) -> Option<Inside> {
        // A file that is taken away takes its card with it.
        self.cards.track();
        let look = self.looked_at.get()?;
        self.keep.with_value(|keep| Inside::of(keep, look))
    }

    /// Offers a file's private key in another container as a file to save.
    pub fn save_key(self, id: FileId, container: KeyContainer) {
        let made = self.keep.with_value(|keep| keep.get(id)?.key_in(container));
        let saved =
            made.map(|(name, pem)| (save(&name, "application/x-pem-file", pem.as_bytes()), name));
        self.said.set(match saved {
            Some((true, name)) => format!("The key was saved as {name}."),
            Some((false, _)) => "The browser refused to save the file.".to_owned(),
            None => "The key cannot be put into that container.".to_owned(),
        });
    }

    /// Offers the report of what was judged as a file to save.
    pub fn save_report(self, form: Document) {
        let Some(judgement) = self.judgement.get_untracked() else {
            return;
        };
        let report = Report {
            profile: judgement.question,
            files: vec![judgement.report.clone()],
        };
        let reasons = self.reasons.get_untracked();
        let texts = |id: &str| match &reasons {
            Reasons::Here(texts) => texts.for_report(id),
            Reasons::Coming | Reasons::Missing => None,
        };
        let (name, kind, document) = match form {
            Document::Markdown => (
                "certificates.md",
                "text/markdown",
                markdown(&report, &texts),
            ),
            Document::Json => (
                "certificates.json",
                "application/json",
                json(&report, &texts),
            ),
        };
        if !save(name, kind, document.as_bytes()) {
            self.said
                .set("The browser refused to save the report.".to_owned());
        }
    }

    /// What a lesson needs of the files: what the device presents, and its key.
    pub fn for_lesson(self) -> Vec<NamedBytes> {
        self.keep.with_value(|keep| {
            let files = keep.of_device();
            files
                .map(|(name, bytes)| NamedBytes {
                    name: Some(name.to_owned()),
                    bytes: bytes.to_vec(),
                })
                .collect()
        })
    }

    /// Answers what is asked. An answer that comes after the next question was put is dropped.
    fn judge(self) {
        let now = unix_secs();
        self.cards
            .set(self.keep.with_value(|keep| Card::all(keep, now)));
        let plan = self.keep.with_value(|keep| {
            self.asked
                .with_untracked(|asked| Plan::make(keep, asked, now))
        });
        let round = self.round.get_value().wrapping_add(1);
        self.round.set_value(round);
        let Some(plan) = plan else {
            self.judgement.set(None);
            self.is_judging.set(false);
            return;
        };
        self.is_judging.set(true);
        spawn_local(async move {
            let mut verdicts = Vec::new();
            for check in plan.checks() {
                verdicts.push(verify(&check).await);
            }
            let proof = match plan.proof() {
                Some((key, public_key)) => possession(key, &public_key).await,
                None => None,
            };
            if self.round.get_value() == round {
                self.judgement
                    .set(Some(Arc::new(plan.judge(&verdicts, proof))));
                self.is_judging.set(false);
            }
        });
    }
}

/// Whether the key signs what the certificate's public key accepts; none when that cannot be tried here.
async fn possession(key: &PrivateKey, public_key: &[u8]) -> Option<bool> {
    let signer = Signer::import(key).await.ok()?;
    match signer.prove_possession(public_key).await.ok()?.1 {
        Verdict::Valid => Some(true),
        Verdict::Invalid => Some(false),
        Verdict::NotCheckable(_) => None,
    }
}
