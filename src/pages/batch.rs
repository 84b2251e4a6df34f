//! Many files: a whole folder judged in a worker, the summary first, then what differs.

use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;

use crate::batch::{Document, MAX_FILES};
use crate::batch_desk::{BatchDesk, Progress};
use crate::browser::{PickedFile, use_handle_drop};
use crate::components::batch_overview::batch_overview;
use crate::components::dynamic::{attr, click, dynamic, flag};

/// The room.
pub fn batch() -> AnyView {
    let desk = BatchDesk::open();
    view! {
        <div class="batch">
            {chooser(desk)}
            {dynamic(move || result(desk))}
        </div>
    }
    .into_any()
}

fn chooser(desk: BatchDesk) -> AnyView {
    let zone = NodeRef::<html::Div>::new();
    let drop = use_handle_drop(zone, move |files| desk.judge(files));
    let pick = move |event: leptos::ev::Event| desk.judge(PickedFile::chosen(&event));
    let profiles = [
        ("device", "what devices present"),
        ("ca", "CA certificates"),
        ("verification", "proofs of possession"),
        ("server", "what devices trust servers by"),
    ];
    let options = profiles.map(|(name, title)| {
        view! { <option value=name prop:selected=flag(move || desk.profile.get() == name)>{title}</option> }
    });
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some((name, _)) = profiles.into_iter().find(|(known, _)| *known == name) {
            desk.profile.set(name);
        }
    };
    view! {
        <section class="card batch__choose" aria-label="Files">
            <div class="drop-zone" node_ref=zone data-testid="drop-batch" data-over=attr(move || drop.is_over.get().then_some("true"))>
                <div class="drop-zone__target">
                    <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true"><path d="M8 4h11l6 6v18H8zM19 4v6h6M16.5 24v-9M12.5 19l4-4 4 4" /></svg>
                    <div>
                        <p class="drop-zone__title">"A folder of certificate files, or as many files as you like"</p>
                        <p class="note">{format!("PEM or DER, up to {MAX_FILES} files. Files dropped here work too; for a folder use the button.")}</p>
                    </div>
                    <div class="batch__buttons">
                        <label class="button button--primary drop-zone__choose">
                            "Choose a folder"
                            <input type="file" multiple on:change=pick id="folder-batch" {..custom_attribute("webkitdirectory", "")} />
                        </label>
                        <label class="button drop-zone__choose">
                            "Choose files"
                            <input type="file" multiple id="files-batch" on:change=pick />
                        </label>
                    </div>
                </div>
            </div>
            <div class="batch__profile">
                <label for="batch-profile">"The files are"</label>
                <select class="input" id="batch-profile" on:change=choose>{options.into_iter().collect_view()}</select>
            </div>
        </section>
    }
    .into_any()
}

/// The kind of progress alone decides what is drawn anew; numbers change in place.
fn result(desk: BatchDesk) -> AnyView {
    let kind = Memo::new(move |_| desk.progress.with(std::mem::discriminant::<Progress>));
    dynamic(move || {
        // Read, not only tracked: a memo that nobody reads never looks at anything.
        let _ = kind.get();
        desk.progress.with_untracked(|progress| match progress {
            Progress::Idle => ().into_any(),
            Progress::Judging { .. } => judging(desk),
            Progress::Failed(why) => view! { <p class="batch__failed" role="alert">{why.clone()}</p> }.into_any(),
            Progress::Done { overview, picked, stopped } => view! {
                {batch_overview(desk, overview, *picked, *stopped)}
                <div class="batch__after">
                    <button type="button" class="button" data-testid="save-markdown" on:click=click(move |_| desk.save(Document::Markdown))>"Save the report, Markdown"</button>
                    <button type="button" class="button" data-testid="save-json" on:click=click(move |_| desk.save(Document::Json))>"Save the report, JSON"</button>
                    <button type="button" class="button button--quiet" on:click=click(move |_| desk.clear())>"Forget these files"</button>
                </div>
            }
            .into_any(),
        })
    })
}

fn judging(desk: BatchDesk) -> AnyView {
    let counts = move || match desk.progress.get() {
        Progress::Judging { done, of, .. } => (done, of),
        _ => (0, 0),
    };
    let stopping = move || {
        matches!(
            desk.progress.get(),
            Progress::Judging { stopping: true, .. }
        )
    };
    view! {
        <section class="card batch__progress" aria-label="Progress" data-testid="batch-progress" data-done=attr(move || Some(counts().0))>
            <progress max=attr(move || Some(counts().1)) value=attr(move || Some(counts().0)) aria-label="Files judged"></progress>
            <p>{dynamic(move || { let (done, of) = counts(); format!("{done} of {of} files judged").into_any() })}</p>
            <button type="button" class="button button--stop" disabled=flag(stopping) on:click=click(move |_| desk.stop())>"Stop"</button>
        </section>
    }
    .into_any()
}
