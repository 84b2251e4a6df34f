//! Saving the session as a file, and sharing it by a link. What a file or a link gives away is said before it is made.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{RelayStatus, copy_text, downloads, focus, location};
use crate::components::dynamic::{attr, click, dynamic, flag, memo, text};
use crate::journey::What;
use crate::router;
use crate::session_file::{self, Session};
use crate::share;
use crate::workbench::Workbench;

/// The panel.
pub(crate) fn save_session() -> AnyView {
    let workbench = Workbench::expect();
    view! {
        <section class="card save-session" aria-labelledby="save-session">
            <div class="card__head"><h2 id="save-session">"Save this session"</h2><span>"the private key is in none of these"</span></div>
            <div class="card__body">{files(workbench)}{recording(workbench)}</div>
        </section>
        <section class="card save-session" aria-labelledby="share-session">
            <div class="card__head"><h2 id="share-session">"Share it by a link"</h2><span>"a link never connects by itself"</span></div>
            <div class="card__body">{link(workbench)}</div>
        </section>
    }
    .into_any()
}

/// Does something with the session.
fn with_session<T>(workbench: Workbench, act: impl FnOnce(&Session<'_>) -> T) -> T {
    workbench.journey.with_untracked(|journey| {
        workbench
            .inputs
            .with_untracked(|inputs| act(&Session::of(journey, inputs)))
    })
}

fn save(workbench: Workbench, ending: &str, media_type: &str, of: fn(&Session<'_>) -> Vec<u8>) {
    with_session(workbench, |session| {
        let name = format!("{}.{ending}", session_file::file_name(session.inputs));
        downloads::save(&name, media_type, &of(session));
    });
}

fn save_capture(workbench: Workbench) {
    save(
        workbench,
        "pcapng",
        "application/x-pcapng",
        session_file::capture,
    );
}

/// How many packets there are, whether TLS was recorded, and whether to the end.
fn facts(workbench: Workbench) -> (usize, bool, bool) {
    workbench.journey.with(|journey| {
        workbench.inputs.with_untracked(|inputs| {
            let session = Session::of(journey, inputs);
            let packets = session.trace.iter();
            let packets = packets.filter(|entry| matches!(entry.what, What::Packet(_)));
            let is_recorded = session_file::is_recorded(&session);
            (
                packets.count(),
                is_recorded,
                session_file::is_cut_short(&session),
            )
        })
    })
}

fn files(workbench: Workbench) -> AnyView {
    let facts = memo(move || facts(workbench));
    let is_empty = move || facts.get().0 == 0 && !facts.get().1;
    // Asking: the capture holds secrets, and the person has not yet said that it may.
    let asking = RwSignal::new(false);
    let button = |name: &'static str,
                  title: &'static str,
                  what: &'static str,
                  act: Box<dyn Fn()>| {
        view! {
            <li>
                <button type="button" class="button" data-testid=name prop:disabled=flag(is_empty) on:click=click(move |_| act())>{title}</button>
                <span>{what}</span>
            </li>
        }
    };
    let json = move || {
        save(workbench, "json", "application/json", |session| {
            session_file::json(session).into_bytes()
        })
    };
    let transcript = move || {
        save(workbench, "md", "text/markdown", |session| {
            session_file::transcript(session).into_bytes()
        })
    };
    let capture = move || {
        if facts.get_untracked().1 {
            asking.set(true);
            request_animation_frame(|| focus("save-with-secrets"));
        } else {
            save_capture(workbench);
        }
    };
    let of_capture = move || match facts.get() {
        (0, false, _) => "Run the lesson first: there is nothing to save yet.",
        (_, false, _) => {
            "The capture will hold the packets as plain MQTT over TCP, with passwords masked: no TLS was recorded in this run."
        }
        (_, true, false) => {
            "TLS was recorded in this run: the capture will hold its bytes, and the secrets with which Wireshark decrypts them."
        }
        (_, true, true) => {
            "TLS was recorded in this run, until the recording was full: the capture ends there. It holds the secrets with which Wireshark decrypts it."
        }
    };
    view! {
        <ul class="save-session__files">
            {button("save-json", "JSON", "for programs: every event, each packet with its bytes", Box::new(json))}
            {button("save-transcript", "Transcript", "Markdown, for a ticket or a colleague", Box::new(transcript))}
            {button("save-capture", "Capture", "pcapng, opens in Wireshark", Box::new(capture))}
        </ul>
        <p class="note" data-testid="capture-note">{text(of_capture)}</p>
        {dynamic(move || asking.get().then(|| warning(workbench, asking)).into_any())}
    }
    .into_any()
}

/// What is said before secrets are saved.
fn warning(workbench: Workbench, asking: RwSignal<bool>) -> AnyView {
    let answer = move |is_yes: bool| {
        asking.set(false);
        if is_yes {
            save_capture(workbench);
        }
    };
    view! {
        <div class="save-session__warning" role="group" aria-labelledby="secrets-warning" data-testid="capture-warning">
            <p id="secrets-warning">
                <strong>"Whoever has this file can read this session."</strong>
                " It holds the secrets of the TLS connections, the addresses of both ends, and both certificates; a password, if one was sent, is not masked in it. The device’s private key is not in it, and no other session can be read with it."
            </p>
            <div class="save-session__buttons">
                <button type="button" class="button button--primary" id="save-with-secrets" data-testid="save-with-secrets" on:click=click(move |_| answer(true))>"Save it with the secrets"</button>
                <button type="button" class="button" on:click=click(move |_| answer(false))>"Do not save"</button>
            </div>
        </div>
    }
    .into_any()
}

/// The wish to have the next runs recorded.
fn recording(workbench: Workbench) -> AnyView {
    let is_possible = memo(move || {
        let has_relay = workbench
            .relay
            .with(|relay| matches!(relay, RelayStatus::Ready(_)));
        has_relay && workbench.inputs.with(|inputs| inputs.place.needs_relay())
    });
    let is_on = memo(move || workbench.inputs.with(|inputs| inputs.recording));
    let toggle = move |event| {
        let is_on = event_target_checked(&event);
        workbench.inputs.update(|inputs| inputs.recording = is_on);
    };
    let why = move || {
        if is_possible.get() {
            "Off unless you ask for it. The relay then tells this page the bytes of TLS and the secrets of the connection; they stay in this tab until you save them. The next run begins anew."
        } else {
            "Only a run through the relay has TLS: choose “Practice over TLS” or Azure above."
        }
    };
    view! {
        <label class="save-session__recording">
            <input type="checkbox" id="record-tls" prop:checked=flag(move || is_on.get())
                prop:disabled=flag(move || !is_possible.get() && !is_on.get()) on:change=toggle />
            <span><b>"Record TLS in the next runs, to be decrypted in Wireshark"</b>" "<small>{text(why)}</small></span>
        </label>
    }
    .into_any()
}

fn link(workbench: Workbench) -> AnyView {
    let has_packets = memo(move || facts(workbench).0 > 0);
    let with_packets = RwSignal::new(true);
    let made = RwSignal::new(None::<Result<String, String>>);
    let is_copied = RwSignal::new(None::<bool>);
    let contents = memo(move || {
        workbench.journey.with(|journey| {
            workbench.inputs.with(|inputs| {
                let session = Session::of(journey, inputs);
                let trace = if with_packets.get() {
                    session.trace
                } else {
                    &[]
                };
                share::contents(session.inputs, trace)
            })
        })
    });
    // A link that was made before something changed is not the link to what stands there now.
    Effect::new(move |_| {
        workbench.journey.track();
        workbench.inputs.track();
        with_packets.track();
        made.set(None);
        is_copied.set(None);
    });
    let make = move |_| {
        let value = with_session(workbench, |session| {
            share::write(session, with_packets.get_untracked())
        });
        let link = value
            .map(|value| format!("{}{}", location::address(), router::sharing(&value)))
            .map_err(|refusal| refusal.to_string());
        made.set(Some(link.clone()));
        if let Ok(link) = link {
            spawn_local(async move { is_copied.set(Some(copy_text(&link).await)) });
        }
    };
    let status = move || match (made.get(), is_copied.get()) {
        (Some(Err(refusal)), _) => refusal,
        (Some(Ok(link)), Some(true)) => format!("Copied: {} characters.", link.len()),
        (Some(Ok(_)), Some(false)) => {
            "The browser does not let this page copy: select the link and copy it yourself."
                .to_owned()
        }
        _ => String::new(),
    };
    let field = move || {
        let link = made.get().and_then(Result::ok);
        link.map(|link| {
            view! { <input class="input" readonly aria-label="The link" data-testid="link-text" prop:value=link /> }
        })
        .into_any()
    };
    view! {
        <div>
            <p class="save-session__inside">"In the link, for whoever gets it:"</p>
            {dynamic(move || {
                let items = contents.get().into_iter().map(|line| view! { <li>{line}</li> });
                view! { <ul class="save-session__contents" data-testid="share-contents">{items.collect_view()}</ul> }.into_any()
            })}
            <p class="note">"Not in it: keys, certificates, passwords, own server roots, the bytes of TLS and their secrets. It leads to "
                <span class="mono">{location::address()}</span>": whoever opens it needs this page there. It stands behind the #, which browsers send to no server."</p>
        </div>
        <label class="save-session__recording" hidden=attr(move || (!has_packets.get()).then_some(""))>
            <input type="checkbox" id="share-packets" prop:checked=flag(move || with_packets.get()) on:change=move |event| with_packets.set(event_target_checked(&event)) />
            <span><b>"With the packets"</b>" "<small>"Without them, the link carries the inputs alone."</small></span>
        </label>
        <div class="save-session__buttons">
            <button type="button" class="button" data-testid="copy-link" on:click=click(make)>"Copy the link"</button>
            <p role="status" class="note" data-testid="link-status">{text(status)}</p>
        </div>
        {dynamic(field)}
    }
    .into_any()
}
