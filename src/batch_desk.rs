//! The batch's state as signals, and the verbs its components use. It outlives the room, and so does the worker.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::batch::{Document, MAX_FILES, Overview, PORTION};
use crate::browser::{BatchWorker, PickedFile, WorkerAnswer, downloads};
use crate::workbench::Workbench;

/// How far the batch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No files yet.
    Idle,
    /// So many of so many files are judged.
    Judging {
        /// Judged.
        done: usize,
        /// All.
        of: usize,
        /// Somebody wants no more of it.
        stopping: bool,
    },
    /// What came of it.
    Done {
        /// The summary.
        overview: Box<Overview>,
        /// How many files were picked; more than were judged when it was stopped or there were too many.
        picked: usize,
        /// It was stopped.
        stopped: bool,
    },
    /// It cannot be done, and why.
    Failed(String),
}

/// Everything the batch shows and can do, for as long as the room is shown. Copies are the same desk.
#[derive(Clone, Copy)]
pub struct BatchDesk {
    /// How far it is.
    pub progress: RwSignal<Progress>,
    /// What the files are for, by its name.
    pub profile: RwSignal<&'static str>,
}

/// What outlives the room.
struct Kept {
    progress: ArcRwSignal<Progress>,
    profile: ArcRwSignal<&'static str>,
    files: RefCell<Vec<PickedFile>>,
    picked: RefCell<usize>,
    worker: RefCell<Option<BatchWorker>>,
}

thread_local! {
    static KEPT: Rc<Kept> = Rc::new(Kept {
        progress: ArcRwSignal::new(Progress::Idle),
        profile: ArcRwSignal::new("device"),
        files: RefCell::default(),
        picked: RefCell::default(),
        worker: RefCell::default(),
    });
}

fn kept() -> Rc<Kept> {
    KEPT.with(Rc::clone)
}

impl BatchDesk {
    /// The desk, as it was left.
    pub fn open() -> Self {
        let kept = kept();
        Self {
            progress: kept.progress.clone().into(),
            profile: kept.profile.clone().into(),
        }
    }

    /// Begins to judge files; those before are forgotten.
    pub fn judge(self, mut files: Vec<PickedFile>) {
        if files.is_empty() {
            return;
        }
        let kept = kept();
        kept.picked.replace(files.len());
        files.truncate(MAX_FILES);
        let of = files.len();
        kept.files.replace(files);
        kept.progress.set(Progress::Judging {
            done: 0,
            of,
            stopping: false,
        });
        // The old one ends first: it could still answer.
        kept.worker.take();
        match BatchWorker::start(|answer| self::kept().answered(answer)) {
            Ok(worker) => {
                kept.worker.replace(Some(worker));
            }
            Err(why) => kept.progress.set(Progress::Failed(why)),
        }
    }

    /// No more files; what was found so far is shown.
    pub fn stop(self) {
        self.progress.update(|progress| {
            if let Progress::Judging { stopping, .. } = progress {
                *stopping = true;
            }
        });
    }

    /// Forgets the files.
    pub fn clear(self) {
        let kept = kept();
        kept.worker.take();
        kept.files.take();
        kept.progress.set(Progress::Idle);
    }

    /// Saves the report.
    pub fn save(self, form: Document) {
        if let Some(worker) = kept().worker.borrow().as_ref() {
            worker.report(form);
        }
    }

    /// The path of a file, by its place.
    pub fn path(self, place: usize) -> String {
        let kept = kept();
        let files = kept.files.borrow();
        files
            .get(place)
            .map_or_else(String::new, |file| file.path.clone())
    }

    /// Lays a file on the bench.
    pub fn open_on_bench(self, workbench: Workbench, place: usize) {
        let file = kept().files.borrow().get(place).cloned();
        if let Some(file) = file {
            spawn_local(async move { workbench.open_on_bench(file.read().await) });
        }
    }
}

impl Kept {
    fn answered(&self, answer: WorkerAnswer) {
        match answer {
            WorkerAnswer::Ready => self.next_portion(0),
            WorkerAnswer::Judged(count) => self.next_portion(count),
            WorkerAnswer::Finished(overview) => {
                let stopped = self.progress.with_untracked(|progress| {
                    matches!(progress, Progress::Judging { stopping: true, .. })
                });
                let picked = *self.picked.borrow();
                self.progress.set(Progress::Done {
                    overview: Box::new(overview),
                    picked,
                    stopped,
                });
            }
            WorkerAnswer::Report(form, text) => {
                let (name, media_type) = match form {
                    Document::Markdown => ("certificates.md", "text/markdown"),
                    Document::Json => ("certificates.json", "application/json"),
                };
                downloads::save(name, media_type, text.as_bytes());
            }
            WorkerAnswer::Failed(why) => self.progress.set(Progress::Failed(why)),
        }
    }

    /// The worker gets files by portions, so that it can be stopped between them.
    fn next_portion(&self, judged: usize) {
        let mut next = None;
        self.progress.update(|progress| {
            if let Progress::Judging { done, of, stopping } = progress {
                *done += judged;
                next = Some((*done, !*stopping && *done < *of));
            }
        });
        let worker = self.worker.borrow();
        let (Some((done, more)), Some(worker)) = (next, worker.as_ref()) else {
            return;
        };
        let files = self.files.borrow();
        if more {
            let until = (done + PORTION).min(files.len());
            worker.judge(self.profile.get_untracked(), &files[done..until]);
        } else {
            worker.finish();
        }
    }
}
