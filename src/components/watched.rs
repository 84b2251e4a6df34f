//! The trace that is looked at: that of the session, unless somebody around has provided another.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::{focus, is_there};
use crate::experiment::Trial;
use crate::journey::StepState;
use crate::router::Route;
use crate::trace::Trace;
use crate::workbench::Workbench;

/// A trace, and which of its packets is selected: list, diagram, detail and replay are views of it.
#[derive(Clone, Copy)]
pub struct Watched {
    /// The entry whose packet was picked.
    pub selected: RwSignal<Option<usize>>,
    workbench: Workbench,
    other: Option<RwSignal<Trial, LocalStorage>>,
}

impl Watched {
    /// What is looked at here.
    pub fn expect() -> Self {
        use_context().unwrap_or_else(|| {
            let workbench = Workbench::expect();
            Self {
                selected: workbench.selected,
                workbench,
                other: None,
            }
        })
    }

    /// The trace of an experiment; to be provided as a context.
    pub fn experiment(trial: RwSignal<Trial, LocalStorage>) -> Self {
        Self {
            selected: RwSignal::new(None),
            workbench: Workbench::expect(),
            other: Some(trial),
        }
    }

    /// Reads the trace, and is told when it grows.
    pub fn with<T>(self, read: impl FnOnce(&Trace) -> T) -> T {
        match self.other {
            Some(trial) => trial.with(|trial| read(trial.trace())),
            None => self.workbench.journey.with(|journey| read(journey.trace())),
        }
    }

    /// Reads the trace as it is now.
    pub fn with_untracked<T>(self, read: impl FnOnce(&Trace) -> T) -> T {
        match self.other {
            Some(trial) => trial.with_untracked(|trial| read(trial.trace())),
            None => {
                let journey = self.workbench.journey;
                journey.with_untracked(|journey| read(journey.trace()))
            }
        }
    }

    /// The packet that is shown: the selected one; else, in the lesson, the one the step is about once nothing runs; else the
    /// newest.
    pub fn shown(self) -> Option<usize> {
        let selected = self.selected.get();
        let picked = |trace: &Trace| selected.filter(|entry| trace.packet_number(*entry).is_some());
        let newest = |trace: &Trace| trace.packets().last().copied();
        if self.other.is_some() {
            return self.with(|trace| picked(trace).or_else(|| newest(trace)));
        }
        let step = match self.workbench.route.get() {
            Route::Lesson(step) => Some(step),
            _ => None,
        };
        self.workbench.journey.with(|journey| {
            let trace = journey.trace();
            let step = step.filter(|_| !journey.is_running());
            let failed =
                step.is_some_and(|step| matches!(journey.step(step), StepState::Failed(_)));
            picked(trace)
                .or_else(|| trace.about(step, failed))
                .or_else(|| newest(trace))
        })
    }

    /// Selects the packet that is `by` packets away from `shown`, and no further than the first or the last.
    pub fn step(self, shown: Option<usize>, by: isize) -> Option<usize> {
        let next = self.with_untracked(|trace| {
            let packets = trace.packets();
            let last = packets.len().checked_sub(1)?;
            let at = shown.and_then(|shown| packets.binary_search(&shown).ok());
            let at = at.map_or(0, |at| at.saturating_add_signed(by).min(last));
            packets.get(at).copied()
        });
        if next.is_some() {
            self.selected.set(next);
        }
        next
    }

    /// Arrow keys, Page Up and Down, Home and End go through the packets; the elements to focus are `{prefix}-{entry}`.
    pub fn move_selection(self, shown: Memo<Option<usize>>, event: &KeyboardEvent, prefix: &str) {
        const PAGE: isize = 10;
        let by = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "PageDown" => PAGE,
            "PageUp" => -PAGE,
            "Home" => isize::MIN,
            "End" => isize::MAX,
            _ => return,
        };
        event.prevent_default();
        if let Some(entry) = self.step(shown.get_untracked(), by) {
            focus_soon(format!("{prefix}-{entry}"));
        }
    }
}

/// Focuses an element; if it is too far away to be drawn already, once it was scrolled to.
fn focus_soon(id: String) {
    if is_there(&id) {
        return focus(&id);
    }
    request_animation_frame(move || request_animation_frame(move || focus(&id)));
}

/// Told when the nearest `[data-scroller]` was scrolled or has another size.
#[derive(Clone, Copy)]
pub struct Scrolled(pub RwSignal<u32>);

impl Scrolled {
    /// Looks again.
    pub fn look(self) {
        // Whoever asked late may be gone by then.
        let _ = self.0.try_update(|times| *times = times.wrapping_add(1));
    }

    /// Looks again once what was changed is drawn.
    pub fn look_soon(self) {
        request_animation_frame(move || self.look());
    }
}
