//! The rooms of the certificates: the bench, many files, the lab.

use leptos::prelude::*;

use crate::router::{Room, Route};

/// Links to the rooms; `here` is the one we are in.
pub fn certificates_nav(here: Room) -> AnyView {
    let links = Room::ALL.map(|room| {
        let title = match room {
            Room::Bench => "Bench",
            Room::Batch => "Many files",
            Room::Lab => "Lab",
        };
        let current = (room == here).then_some("page");
        view! { <a class="certificates-nav__room" href=Route::Certificates(room).fragment() aria-current=current>{title}</a> }
    });
    view! { <nav class="certificates-nav" aria-label="Certificates">{links.into_iter().collect_view()}</nav> }.into_any()
}
