//! Pointing at something that is shown twice.

use std::ops::Range;

use leptos::ev::PointerEvent;
use leptos::prelude::*;

/// The bytes pointed at.
pub type Pointed = RwSignal<Option<Range<usize>>>;

/// Does something when the pointer moves over an element. Only when it moves: what scrolls below a pointer at rest was not
/// pointed at.
pub fn when_moved(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(PointerEvent)> {
    Box::new(move |event| {
        if event.movement_x() != 0 || event.movement_y() != 0 {
            act();
        }
    })
}

/// Points at `range` when the pointer moves over an element.
pub fn points_at(pointed: Pointed, range: Option<Range<usize>>) -> Box<dyn FnMut(PointerEvent)> {
    when_moved(move || {
        if pointed.with_untracked(|now| *now != range) {
            pointed.set(range.clone());
        }
    })
}
