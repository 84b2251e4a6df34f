//! The bar on top: brand, places of the page, where to register, run and stop, theme.

use leptos::prelude::*;

use crate::browser::Theme;
use crate::components::dynamic::{attr, click, dynamic, flag};
use crate::inputs::{Cloud, Place};
use crate::lesson::StepId;
use crate::router::{Desk, Room, Route, Table};
use crate::workbench::Workbench;

/// The bar on top.
#[component]
pub fn AppHeader() -> impl IntoView {
    let workbench = Workbench::expect();
    let link = move |route: Route, title: &'static str, here: fn(Route) -> bool| {
        view! { <a href=route.fragment() aria-current=attr(move || here(workbench.route.get()).then_some("page"))>{title}</a> }
    };
    let run = move || {
        if workbench.busy.get() {
            view! { <button type="button" class="button button--stop app-header__run" on:click=click(move |_| workbench.cancel())>"Stop"</button> }.into_any()
        } else {
            view! { <button type="button" class="button button--primary app-header__run" on:click=click(move |_| workbench.run_all())>"Run all"</button> }.into_any()
        }
    };
    view! {
        <header class="app-header">
            <div class="app-header__brand">
                <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
                    <rect width="32" height="32" rx="8" />
                    <path d="M8 10h11M8 16h16M8 22h7" />
                </svg>
                "DPS Playground"
            </div>
            <nav class="app-header__places" aria-label="Places">
                {link(Route::Lesson(StepId::Identity), "Lesson", |route| matches!(route, Route::Lesson(_)))}
                {link(Route::Packets(Table::Session), "Packets", |route| matches!(route, Route::Packets(_)))}
                {link(Route::Certificates(Room::Bench), "Certificates", |route| matches!(route, Route::Certificates(_)))}
                {link(Route::Practice(Desk::Enrolments), "Practice", |route| matches!(route, Route::Practice(_)))}
                {link(Route::Diagnosis, "Diagnosis", |route| route == Route::Diagnosis)}
                {link(Route::Reference, "Reference", |route| route == Route::Reference)}
            </nav>
            {place_switch(workbench)}
            {dynamic(run)}
            <ThemeButton />
        </header>
    }
}

/// Where to register, in three; the line below the bar has the finer choice.
fn place_switch(workbench: Workbench) -> AnyView {
    let option = move |title: &'static str, place: Place, chosen: fn(Place) -> bool| {
        view! {
            <label class="app-header__place">
                <input type="radio" name="place" prop:checked=flag(move || workbench.inputs.with(|inputs| chosen(inputs.place)))
                    on:change=move |_| workbench.set_place(place) />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <fieldset class="app-header__switch" data-testid="place">
            <legend class="sr-only">"Where to register"</legend>
            {option("In this page", Place::InPage, |place| place == Place::InPage)}
            {option("Practice over TLS", Place::Practice, |place| place == Place::Practice)}
            {option("Azure…", Place::Azure(Cloud::Public), |place| !place.is_practice())}
        </fieldset>
    }
    .into_any()
}

/// Steps through system, light, dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(Theme::stored());
    let turn = move |_| {
        let next = match theme.get_untracked() {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        };
        next.choose();
        theme.set(next);
    };
    let icon = move || match theme.get() {
        Theme::System => "M10 3a7 7 0 1 0 0 14V3z M10 3a7 7 0 0 1 0 14",
        Theme::Light => {
            "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6L16 16M4 16l1.4-1.4M14.6 5.4L16 4"
        }
        Theme::Dark => "M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z",
    };
    let label = move || match theme.get() {
        Theme::System => "Theme: as the system has it",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    view! {
        <button type="button" class="button app-header__theme" aria-label=attr(move || Some(label())) title=attr(move || Some(label())) on:click=turn>
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d=attr(move || Some(icon())) /></svg>
        </button>
    }
}
