//! Where packets are looked at: those of the session, and those one breaks oneself.

use leptos::prelude::*;

use crate::router::{Route, Table};

/// Links to both; `here` is where we are.
pub fn packets_nav(here: Table) -> AnyView {
    let links = Table::ALL.map(|table| {
        let title = match table {
            Table::Session => "This session",
            Table::Experiments => "Break it yourself",
        };
        let current = (table == here).then_some("page");
        view! { <a class="packets-nav__table" href=Route::Packets(table).fragment() aria-current=current>{title}</a> }
    });
    view! { <nav class="packets-nav" aria-label="Packets">{links.into_iter().collect_view()}</nav> }
        .into_any()
}
