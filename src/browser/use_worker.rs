//! The worker that judges a batch, as the page sees it. It ends when this is dropped.

use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, File, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::read_files::{NamedBytes, chosen_files, read_files};
use super::worker::{member, message, text};
use crate::batch::{Document, Overview};

/// What the worker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkerAnswer {
    /// It is there and waits.
    Ready,
    /// So many files more are judged.
    Judged(usize),
    /// What came of all of them.
    Finished(Overview),
    /// The report.
    Report(Document, String),
    /// It could not be started, or it broke: a sentence.
    Failed(String),
}

/// A worker under way.
pub struct BatchWorker {
    worker: Worker,
    _listeners: [EventListener; 2],
}

impl BatchWorker {
    /// Starts a worker.
    ///
    /// # Errors
    /// Why there is none, as a sentence.
    pub fn start(on_answer: impl Fn(WorkerAnswer) + Clone + 'static) -> Result<Self, String> {
        let script = script()
            .ok_or("This copy of the page has no worker: build it with `cargo xtask build`.")?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&script, &options);
        let worker = worker.or(Err("The browser starts no worker here."))?;
        let answered = on_answer.clone();
        let answers = EventListener::new(&worker, "message", move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                answered(read(&event.data()));
            }
        });
        let errors = EventListener::new(&worker, "error", move |_| on_answer(missing()));
        Ok(Self {
            worker,
            _listeners: [answers, errors],
        })
    }

    /// Has files judged; answered by [`WorkerAnswer::Judged`].
    pub fn judge(&self, profile: &str, files: &[PickedFile]) {
        let handles: Array = files.iter().map(|file| &file.file).collect();
        let names = files.iter().map(|file| JsValue::from_str(&file.path));
        let names: Array = names.collect();
        self.post(
            "judge",
            &[
                ("profile", JsValue::from_str(profile)),
                ("files", handles.into()),
                ("names", names.into()),
            ],
        );
    }

    /// Has the batch finished; answered by [`WorkerAnswer::Finished`].
    pub fn finish(&self) {
        self.post("finish", &[]);
    }

    /// Has the report written; answered by [`WorkerAnswer::Report`].
    pub fn report(&self, form: Document) {
        self.post("report", &[("form", JsValue::from_str(form.as_str()))]);
    }

    fn post(&self, kind: &str, members: &[(&str, JsValue)]) {
        // Only what cannot be copied is refused; these are texts, numbers and files.
        let _ = self.worker.post_message(&message(kind, members));
    }
}

impl Drop for BatchWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn read(data: &JsValue) -> WorkerAnswer {
    match text(data, "kind").as_str() {
        "ready" => WorkerAnswer::Ready,
        "judged" => {
            let count = member(data, "count").as_f64().unwrap_or_default();
            WorkerAnswer::Judged(count as usize)
        }
        "finished" => WorkerAnswer::Finished(Overview::from_json(&text(data, "overview"))),
        "report" => match Document::from_name(&text(data, "form")) {
            Some(form) => WorkerAnswer::Report(form, text(data, "text")),
            None => missing(),
        },
        _ => missing(),
    }
}

fn missing() -> WorkerAnswer {
    WorkerAnswer::Failed(
        "The worker that judges the files could not be started: whatever serves this page did not answer. Try again once it does."
            .to_owned(),
    )
}

/// The worker's script, which the built page names.
fn script() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let named = document.query_selector("meta[name=worker]").ok()??;
    named.get_attribute("content")
}

/// A file that was picked and not read yet.
#[derive(Clone)]
pub struct PickedFile {
    /// Its path below the folder that was picked, else its name.
    pub path: String,
    file: File,
}

impl PickedFile {
    /// The files that were just chosen with an `<input type="file">`.
    pub fn chosen(event: &Event) -> Vec<Self> {
        Self::of(chosen_files(event))
    }

    /// Files in the order of their paths, which does not depend on the file system.
    pub fn of(files: Vec<File>) -> Vec<Self> {
        let picked = files.into_iter().map(|file| {
            let below = text(&file, "webkitRelativePath");
            let path = if below.is_empty() { file.name() } else { below };
            Self { path, file }
        });
        let mut picked: Vec<Self> = picked.collect();
        picked.sort_by(|left, right| left.path.cmp(&right.path));
        picked
    }

    /// Reads the file.
    pub async fn read(&self) -> Vec<NamedBytes> {
        read_files(vec![self.file.clone()]).await
    }
}
