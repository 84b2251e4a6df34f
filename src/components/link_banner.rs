//! What a link brought, so that nobody takes it for a run of their own; or what is wrong with the link.

use leptos::prelude::*;

use crate::components::dynamic::{click, dynamic};
use crate::material::date;
use crate::share::{self, Arrival};
use crate::workbench::Workbench;

/// The banner below the bar.
pub(crate) fn link_banner() -> AnyView {
    let workbench = Workbench::expect();
    dynamic(move || {
        workbench.arrival.with(|arrival| match arrival {
            Some(Arrival::Broken(why)) => broken(workbench, why),
            Some(Arrival::Shown { began, .. }) => shown(workbench, *began),
            None => ().into_any(),
        })
    })
}

fn shown(workbench: Workbench, began: i64) -> AnyView {
    let (list, events) = workbench.journey.with_untracked(|journey| {
        let list = workbench
            .inputs
            .with_untracked(|inputs| share::contents(inputs, journey.trace()));
        (list, journey.trace().len())
    });
    let what = match events {
        0 => "These inputs came by a link.".to_owned(),
        _ => format!(
            "From a link: a session recorded elsewhere on {}.",
            date(Some(began))
        ),
    };
    let items = list.into_iter().map(|line| view! { <li>{line}</li> });
    view! {
        <section class="link-banner" aria-label="From a link" data-testid="link-banner" data-state="shown">
            <p role="status"><strong>{what}</strong>" Nothing of it happened here, and nothing is sent until you run it yourself."</p>
            <details class="link-banner__inside"><summary>"What it brought"</summary><ul>{items.collect_view()}</ul></details>
            {forget(workbench, "Put back what was here")}
        </section>
    }
    .into_any()
}

fn broken(workbench: Workbench, why: &str) -> AnyView {
    view! {
        <section class="link-banner link-banner--broken" aria-label="From a link" data-testid="link-banner" data-state="broken">
            <p role="alert"><strong>"This link cannot be shown."</strong>" "{why.to_owned()}" Nothing of it was used."</p>
            {forget(workbench, "Close")}
        </section>
    }
    .into_any()
}

fn forget(workbench: Workbench, words: &'static str) -> AnyView {
    view! {
        <button type="button" class="button button--small" data-testid="forget-link" on:click=click(move |_| workbench.forget_link())>{words}</button>
    }
    .into_any()
}
