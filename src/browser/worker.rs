//! The page's WebAssembly as a worker: the same module, entered where there is no window. It judges the files of a batch, so
//! that the page itself stays as quick as ever.
//!
//! Messages are objects with a `kind`. The page sends `judge` (`profile`, `files`, `names`), `finish` and `report` (`form`);
//! the worker answers `ready`, `judged`, `finished` and `report`. Files travel as handles and are read here.

use std::cell::RefCell;

use device_certs::lint::{Exhibit, Profile, Questions, judge};
use device_certs::{Belongs, Verdict};
use futures::future::join_all;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};
use zeroize::Zeroizing;

use super::clock;
use super::read_files::read_blob;
use super::rule_texts::rule_texts;
use super::web_crypto::{Signer, verify};
use crate::batch::{Batch, Document};
use crate::chunks::{Later, chunk};
use crate::import_note::MAX_FILE_BYTES;

/// Serves as a worker, if that is what this is: true when nothing is to be mounted.
pub fn serve_as_worker() -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return false;
    };
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        spawn_local(async move {
            let answer = match answer(event.data()).await {
                Ok(answer) => answer.await,
                Err(_) => message("missing", &[]),
            };
            post(&answer);
        });
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // For as long as the worker lives.
    on_message.forget();
    post(&message("ready", &[]));
    true
}

fn post(answer: &Object) {
    let scope = js_sys::global().unchecked_into::<DedicatedWorkerGlobalScope>();
    // Only what cannot be copied is refused; these are texts and numbers.
    let _ = scope.post_message(answer);
}

chunk! {
    /// Does what a message of the page asks for.
    async fn answer in certificates (asked: JsValue) -> Result<Later<Object>> {
        Box::pin(work(asked))
    }
}

thread_local! {
    static BATCH: RefCell<Batch> = RefCell::new(Batch::new(Profile::Device));
}

async fn work(asked: JsValue) -> Object {
    match text(&asked, "kind").as_str() {
        "judge" => {
            let profile = text(&asked, "profile");
            let profile = Profile::ALL.iter().find(|known| known.as_str() == profile);
            let profile = profile.copied().unwrap_or(Profile::Device);
            let files = member(&asked, "files").unchecked_into::<Array>();
            let names = member(&asked, "names").unchecked_into::<Array>();
            for (file, name) in files.iter().zip(names.iter()) {
                let name = name.as_string().unwrap_or_default();
                judge_file(file.unchecked_into(), name, profile).await;
            }
            let count = JsValue::from_f64(f64::from(files.length()));
            message("judged", &[("count", count)])
        }
        "finish" => {
            let overview = BATCH.with_borrow_mut(|batch| {
                batch.finish();
                batch.overview()
            });
            let overview = JsValue::from_str(&overview.to_json());
            message("finished", &[("overview", overview)])
        }
        _ => {
            let form = Document::from_name(&text(&asked, "form")).unwrap_or(Document::Json);
            // Without them the report says what was found, but not why it matters.
            let texts = rule_texts().await.unwrap_or_default();
            let report =
                BATCH.with_borrow_mut(|batch| batch.document(form, &|id| texts.for_report(id)));
            let form = JsValue::from_str(form.as_str());
            message(
                "report",
                &[("form", form), ("text", JsValue::from_str(&report))],
            )
        }
    }
}

async fn judge_file(file: File, name: String, profile: Profile) {
    if BATCH.with_borrow(Batch::profile) != profile {
        BATCH.with_borrow_mut(|batch| *batch = Batch::new(profile));
    }
    let unreadable =
        |why: String| BATCH.with_borrow_mut(|batch| batch.add_unreadable(name.clone(), why));
    if file.size() > MAX_FILE_BYTES as f64 {
        return unreadable(format!(
            "the file has {} bytes; more than {MAX_FILE_BYTES} are not read",
            file.size() as u64
        ));
    }
    let Some(bytes) = read_blob(&file).await.map(Zeroizing::new) else {
        return unreadable(
            "the browser could not read the file: it is a folder, or it is gone".to_owned(),
        );
    };
    let start = clock::now();
    let exhibit = Exhibit::read(&bytes);
    let links = exhibit.links();
    let verdicts: Vec<Verdict> = join_all(links.iter().map(|link| verify(&link.check))).await;
    let questions = Questions {
        key_proof: key_proof(&exhibit).await,
        ..Questions::new(profile, clock::unix_secs())
    };
    let report = judge(&exhibit, &questions, &verdicts);
    let micros = u32::try_from((clock::now() - start).as_micros()).unwrap_or(u32::MAX);
    BATCH.with_borrow_mut(|batch| batch.add(name, &exhibit, report, micros));
}

/// Whether the key of the file signs what the certificate of the file verifies, where the public part is not beside it.
async fn key_proof(exhibit: &Exhibit<'_>) -> Option<bool> {
    let (key, leaf) = (exhibit.key.as_ref()?, exhibit.leaf()?);
    if key.belongs_to(leaf) != Belongs::NeedsProof {
        return None;
    }
    let signer = Signer::import(key).await.ok()?;
    let (_, verdict) = signer.prove_possession(leaf.spki_der()).await.ok()?;
    match verdict {
        Verdict::Valid => Some(true),
        Verdict::Invalid => Some(false),
        Verdict::NotCheckable(_) => None,
    }
}

/// A message of this kind.
pub(super) fn message(kind: &str, members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    let kind = JsValue::from_str(kind);
    for (name, value) in members.iter().chain(&[("kind", kind)]) {
        // Setting a member of a plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

pub(super) fn member(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn text(message: &JsValue, name: &str) -> String {
    member(message, name).as_string().unwrap_or_default()
}
