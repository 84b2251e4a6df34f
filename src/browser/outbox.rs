//! News on its way to the workbench: in order, and never while it is still asking for something.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::journey::{Event, LinkEvent, LinkFailure, LinkId};

/// Events are handed over one by one from a task of their own, so that whoever carries out an effect is never called
/// back from within.
pub(super) struct Outbox {
    deliver: Box<dyn Fn(Event)>,
    waiting: RefCell<VecDeque<Event>>,
    delivering: Cell<bool>,
}

impl Outbox {
    pub(super) fn new(deliver: impl Fn(Event) + 'static) -> Rc<Self> {
        Rc::new(Self {
            deliver: Box::new(deliver),
            waiting: RefCell::default(),
            delivering: Cell::new(false),
        })
    }

    pub(super) fn put(self: &Rc<Self>, event: Event) {
        self.waiting.borrow_mut().push_back(event);
        if self.delivering.replace(true) {
            return;
        }
        let outbox = Rc::clone(self);
        spawn_local(async move {
            while let Some(event) = outbox.next() {
                (outbox.deliver)(event);
            }
            outbox.delivering.set(false);
        });
    }

    fn next(&self) -> Option<Event> {
        self.waiting.borrow_mut().pop_front()
    }
}

/// Where one connection puts its news: every piece of it carries the connection's number.
#[derive(Clone)]
pub(super) struct LinkOutlet {
    pub(super) link: LinkId,
    pub(super) outbox: Rc<Outbox>,
}

impl LinkOutlet {
    pub(super) fn put(&self, event: LinkEvent) {
        self.outbox.put(Event::Link(self.link, event));
    }

    pub(super) fn progress(&self, words: impl Into<String>) {
        self.put(LinkEvent::Progress(words.into()));
    }

    pub(super) fn failed(&self, code: &str, detail: impl Into<String>) {
        self.put(LinkEvent::Failed(failure(code, detail)));
    }

    pub(super) fn closed(&self, code: &str, detail: impl Into<String>) {
        self.put(LinkEvent::Closed(failure(code, detail)));
    }
}

fn failure(code: &str, detail: impl Into<String>) -> LinkFailure {
    LinkFailure {
        code: code.to_owned(),
        detail: detail.into(),
        alert: None,
    }
}
