//! The lab's state as signals, and the verbs its components use. It outlives the room: whoever comes back finds the shelf as
//! it was. The keys go with the tab.

use std::rc::Rc;

use device_certs::Certificate;
use leptos::prelude::*;
use leptos::task::spawn_local;
use zeroize::Zeroizing;

use crate::browser::engine::{NamedBytes, Slot};
use crate::browser::{
    LabKitchen, downloads, enrol_lab_device, prove_lab_authority, random_tag, reveal, unix_secs,
    upload_lab_authority,
};
use crate::inputs::{Enrolment, Presented};
use crate::lab::{Defect, Export, ExportedFile, KeyExport, Piece, Recipe, Role, Shelf, What, Wish};
use crate::lesson::StepId;
use crate::router::Route;
use crate::workbench::Workbench;

/// Everything the lab shows and can do, for as long as the room is shown. Copies are the same desk.
#[derive(Clone, Copy)]
pub struct LabDesk {
    /// The form.
    pub wish: RwSignal<Wish>,
    /// What was made.
    pub shelf: RwSignal<Shelf>,
    /// What is under way, for people.
    pub doing: RwSignal<Option<String>>,
    /// How the last thing that was asked for ended, when it needs saying.
    pub said: RwSignal<Option<Said>>,
}

/// Something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It worked.
    Done(String),
    /// It did not, and why.
    Failed(String),
}

/// What outlives the room.
#[derive(Clone)]
struct Kept {
    wish: ArcRwSignal<Wish>,
    shelf: ArcRwSignal<Shelf>,
    doing: ArcRwSignal<Option<String>>,
    said: ArcRwSignal<Option<Said>>,
    kitchen: Rc<LabKitchen>,
}

thread_local! {
    static KEPT: Kept = Kept {
        wish: ArcRwSignal::new(Wish::new(unix_secs())),
        shelf: ArcRwSignal::new(Shelf::default()),
        doing: ArcRwSignal::new(None),
        said: ArcRwSignal::new(None),
        kitchen: Rc::default(),
    };
}

fn kept() -> Kept {
    KEPT.with(Kept::clone)
}

impl LabDesk {
    /// The desk, as it was left.
    pub fn open() -> Self {
        let kept = kept();
        Self {
            wish: kept.wish.into(),
            shelf: kept.shelf.into(),
            doing: kept.doing.into(),
            said: kept.said.into(),
        }
    }

    /// Turns the form to something else to make.
    pub fn turn_to(self, what: What) {
        let shelf = self.shelf.get_untracked();
        self.wish
            .update(|wish| wish.turn_to(what, &shelf, unix_secs()));
        self.said.set(None);
    }

    /// Makes what stands in the form.
    pub fn make(self) {
        let (wish, shelf) = (self.wish.get_untracked(), self.shelf.get_untracked());
        cook(random_tag().and_then(|tag| wish.recipe(&shelf, tag)));
    }

    /// Makes a device chain with this defect.
    pub fn make_wrong(self, defect: Defect) {
        let (wish, shelf) = (self.wish.get_untracked(), self.shelf.get_untracked());
        let recipe = random_tag().and_then(|tag| wish.defective(defect, &shelf, unix_secs(), tag));
        cook(recipe);
    }

    /// Saves a piece in a form without keys.
    pub fn save(self, place: usize, form: Export) {
        let file = self.shelf.with_untracked(|shelf| form.of(shelf, place));
        self.offer(file.ok_or_else(|| "There is nothing of this form.".to_owned()));
    }

    /// Saves a practice key, at the click of its own button.
    pub fn save_key(self, place: usize, form: KeyExport, password: Zeroizing<String>) {
        spawn_local(async move {
            let kept = kept();
            let shelf = kept.shelf.get_untracked();
            let file = kept.kitchen.key_file(form, &shelf, place, &password);
            let file = file.await;
            Self::open().offer(file);
        });
    }

    fn offer(self, file: Result<ExportedFile, String>) {
        let said = file.and_then(|file| {
            if downloads::save(&file.name, file.media_type, &file.bytes) {
                Ok(format!("Saved as {}", file.name))
            } else {
                Err("The browser did not take the file.".to_owned())
            }
        });
        say(said);
    }

    /// Lays the file of a piece on the bench, with its key.
    pub fn open_on_bench(self, workbench: Workbench, place: usize) {
        spawn_local(async move {
            match device_file(place).await {
                Ok(file) => workbench.open_on_bench(vec![file]),
                Err(why) => say(Err(why)),
            }
        });
    }

    /// Lets the device of the lesson be this one, and the practice service know its root.
    pub fn use_in_lesson(self, workbench: Workbench, place: usize) {
        spawn_local(async move {
            let shelf = kept().shelf.get_untracked();
            let file = match device_file(place).await {
                Ok(file) => file,
                Err(why) => return say(Err(why)),
            };
            workbench.forget_material();
            workbench.import(vec![file], Slot::Device);
            let root = shelf.root_of(place);
            if let Some(root) = root {
                let root = NamedBytes {
                    name: Some("practice-root.der".to_owned()),
                    bytes: root.der.clone(),
                };
                workbench.import(vec![root], Slot::EnrolmentCa);
            }
            let name = shelf.registration_id(place);
            workbench.inputs.update(|inputs| {
                if let Some(name) = name {
                    inputs.registration_id = name;
                }
                inputs.presented = Presented::Chain;
                inputs.enrolment = match root {
                    Some(_) => Enrolment::Group,
                    None => Enrolment::Individual,
                };
            });
            workbench.go(Route::Lesson(StepId::Certificates));
        });
    }

    /// Tells the practice service beside the relay about a device or a CA.
    pub fn enrol(self, place: usize) {
        spawn_local(async move {
            let shelf = kept().shelf.get_untracked();
            let Some(piece) = shelf.pieces.get(place) else {
                return;
            };
            let Some(certificate) = piece.certificate() else {
                return;
            };
            let name = shelf.name(place);
            let said = if piece.role.is_ca() {
                let enrolled = prove(certificate, place).await;
                enrolled.map(|code| {
                    format!("The practice service asked for a proof with the code {code}, {name} signed it, and is verified now, with the group \"lesson\" below it")
                })
            } else {
                let enrolled = enrol_lab_device(certificate).await;
                enrolled
                    .map(|()| format!("The practice service now knows {name} by this certificate"))
            };
            say(said.map_err(|why| format!("Not enrolled: {why}.")));
        });
    }
}

/// Goes through proof of possession with the practice service as one does in the portal. The proof is left on the shelf.
async fn prove(ca: &Certificate, place: usize) -> Result<String, String> {
    let kept = kept();
    let code = upload_lab_authority(ca).await?;
    let shelf = kept.shelf.get_untracked();
    let mut wish = Wish::new(unix_secs());
    wish.turn_to(What::Proof, &shelf, unix_secs());
    (wish.common_name, wish.issuer) = (code.clone(), Some(place));
    let recipe = wish.recipe(&shelf, random_tag()?)?;
    let made = kept.kitchen.cook(&recipe, &shelf, |_| ()).await?;
    let proof = made.first().and_then(Piece::certificate);
    let proof = proof.ok_or("no proof was made")?.clone();
    kept.shelf.update(|shelf| shelf.pieces.extend(made));
    prove_lab_authority(ca, &proof).await?;
    Ok(code)
}

/// The certificates and the key of a piece, as one PEM file in the order of its file.
async fn device_file(place: usize) -> Result<NamedBytes, String> {
    let kept = kept();
    let shelf = kept.shelf.get_untracked();
    let request = || Export::Pem.of(&shelf, place);
    let file = match shelf.pieces.get(place).map(|piece| piece.role) {
        Some(Role::Request) => request(),
        _ => Export::Chain.of(&shelf, place),
    };
    let file = file.ok_or_else(|| "There is no such piece any more.".to_owned())?;
    let mut bytes = file.bytes.to_vec();
    let is_device = shelf
        .pieces
        .get(place)
        .is_some_and(|piece| piece.role == Role::Device);
    if is_device {
        let key = kept.kitchen.key_file(KeyExport::Pem, &shelf, place, "");
        let key = key.await?;
        // As large as it becomes, so that no copy of the key stays behind from growing.
        bytes.reserve_exact(key.bytes.len());
        bytes.extend_from_slice(&key.bytes);
    }
    Ok(NamedBytes {
        name: Some(file.name),
        bytes,
    })
}

fn say(said: Result<String, String>) {
    let said = match said {
        Ok(done) => Said::Done(done),
        Err(why) => Said::Failed(why),
    };
    kept().said.set(Some(said));
}

fn cook(recipe: Result<Recipe, String>) {
    let kept = kept();
    if kept.doing.with_untracked(Option::is_some) {
        return;
    }
    let recipe = match recipe {
        Ok(recipe) => recipe,
        Err(why) => return say(Err(why)),
    };
    kept.said.set(None);
    kept.doing.set(Some("Making it".to_owned()));
    spawn_local(async move {
        let shelf = kept.shelf.get_untracked();
        let doing = kept.doing.clone();
        let tell = move |what| doing.set(Some(what));
        let made = kept.kitchen.cook(&recipe, &shelf, tell).await;
        kept.doing.set(None);
        match made {
            Ok(made) => {
                let (mut name, mut place) = (String::new(), 0);
                kept.shelf.update(|shelf| {
                    shelf.pieces.extend(made);
                    place = shelf.pieces.len() - 1;
                    name = shelf.name(place);
                });
                request_animation_frame(move || reveal(&format!("lab-piece-{place}")));
                say(Ok(format!("{name} is on the shelf")));
            }
            Err(why) => say(Err(format!("The browser could not make it: {why}."))),
        }
    });
}
