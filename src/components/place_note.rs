//! The line below the bar: what the chosen place means, what it still needs, and the finer choice of clouds.

use leptos::prelude::*;

use crate::browser::RelayStatus;
use crate::components::dynamic::{attr, dynamic, flag, memo};
use crate::inputs::{Cloud, Place};
use crate::workbench::Workbench;

/// Where we register, in a sentence; and if that cannot work yet, what to do.
#[component]
pub fn PlaceNote() -> impl IntoView {
    let workbench = Workbench::expect();
    let place = memo(move || workbench.inputs.with(|inputs| inputs.place));
    let missing = move || workbench.relay.with(|relay| missing(place.get(), relay));
    view! {
        <section class="place-note" aria-label="The chosen place" data-testid="place-note" data-state=attr(move || Some(if missing().is_some() { "missing" } else { "ready" }))>
            {dynamic(move || (!place.get().is_practice()).then(|| view! { <CloudChoice /> }).into_any())}
            {dynamic(move || {
                let faults = match place.get() {
                    Place::InPage => workbench.faults_in_page,
                    Place::Practice => workbench.faults_beside_relay,
                    _ => return ().into_any(),
                };
                faults.with(|on| (!on.is_empty()).then(|| view! {
                    <a class="badge badge--warn" href="#/practice/faults" data-testid="faults-on">"Failing on purpose: "{on.join(", ")}</a>
                })).into_any()
            })}
            <p role="status">
                {dynamic(move || match missing() {
                    Some((what, now)) => view! { <strong class="place-note__missing">{what}</strong>" "{now} }.into_any(),
                    None => workbench.relay.with(|relay| meaning(place.get(), relay)).into_any(),
                })}
            </p>
        </section>
    }
}

/// The Azure clouds, and a host of one's own.
#[component]
fn CloudChoice() -> impl IntoView {
    const PLACES: [(Place, &str, &str); 4] = [
        (Place::Azure(Cloud::Public), "public", "Azure public cloud"),
        (
            Place::Azure(Cloud::Government),
            "government",
            "Azure Government",
        ),
        (
            Place::Azure(Cloud::China),
            "china",
            "Azure in China (21Vianet)",
        ),
        (Place::Own, "own", "A host of your own"),
    ];
    let workbench = Workbench::expect();
    let place = memo(move || workbench.inputs.with(|inputs| inputs.place));
    let pick = move |event| {
        let picked = event_target_value(&event);
        if let Some((place, ..)) = PLACES.iter().find(|(_, name, _)| *name == picked) {
            workbench.set_place(*place);
        }
    };
    let own_host = move || workbench.inputs.with(|inputs| inputs.own_host.clone());
    let own_port = move || workbench.inputs.with(|inputs| inputs.own_port.clone());
    view! {
        <div class="place-note__choice">
            <select class="place-note__select" id="cloud" aria-label="Which cloud" on:change=pick>
                {PLACES.into_iter().map(|(option, name, title)| view! { <option value=name selected=flag(move || place.get() == option)>{title}</option> }).collect_view()}
            </select>
            {dynamic(move || (place.get() == Place::Own).then(|| view! {
                <input class="input place-note__host" id="own-host" aria-invalid=attr(move || workbench.is_accused("own-host").then_some("true")) aria-label="Host name" placeholder="dps.example.test" spellcheck="false" autocapitalize="off"
                    prop:value=own_host on:input=move |event| workbench.inputs.update(|inputs| inputs.own_host = event_target_value(&event)) />
                <input class="input place-note__port" id="own-port" aria-invalid=attr(move || workbench.is_accused("own-port").then_some("true")) aria-label="Port" inputmode="numeric"
                    prop:value=own_port on:input=move |event| workbench.inputs.update(|inputs| inputs.own_port = event_target_value(&event)) />
            }).into_any())}
        </div>
    }
}

/// What stands in the way of a place, and what to do about it.
fn missing(place: Place, relay: &RelayStatus) -> Option<(&'static str, &'static str)> {
    if !place.needs_relay() {
        return None;
    }
    match relay {
        RelayStatus::Absent => Some((
            "No relay answers here.",
            "A browser alone cannot speak MQTT over TLS: start dps-playground on this computer and open the link it prints.",
        )),
        RelayStatus::NoSession => Some((
            "The relay runs, but this tab has no pass.",
            "Press Enter in the relay’s terminal and open the fresh link it prints.",
        )),
        RelayStatus::Ready(info) if place == Place::Practice && info.practice.is_none() => Some((
            "This relay runs without its practice service.",
            "Start it again without --no-practice.",
        )),
        RelayStatus::Ready(_) => None,
    }
}

fn meaning(place: Place, relay: &RelayStatus) -> String {
    match place {
        Place::InPage => "The practice service runs inside this page: no relay, no TLS, and nothing leaves the tab.".to_owned(),
        Place::Practice => {
            let at = match relay {
                RelayStatus::Ready(info) => info.practice.as_ref().map(|practice| format!(" at {}:{}", practice.host, practice.port)),
                _ => None,
            };
            format!("Real mutual TLS to the practice service{}, through the relay on this computer.", at.unwrap_or_default())
        }
        Place::Azure(cloud) => format!("The real service: {} on port 8883. It needs your own ID scope and certificates.", cloud.host()),
        Place::Own => "A host that the relay was allowed to reach with --allow-destination.".to_owned(),
    }
}
