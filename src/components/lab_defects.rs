//! Ways to be wrong on purpose, one click each, and who refuses them.

use leptos::prelude::*;

use crate::components::dynamic::{click, flag};
use crate::components::prose::prose;
use crate::lab::Defect;
use crate::lab_desk::LabDesk;

/// The list of defects.
pub fn lab_defects(desk: LabDesk) -> AnyView {
    let items = Defect::ALL.iter().map(|defect| item(desk, *defect));
    view! {
        <section class="card lab-defects" aria-labelledby="lab-wrong">
            <div class="card__head"><h2 id="lab-wrong">"Wrong on purpose"</h2><span>"a device chain with one defect each"</span></div>
            <ul class="lab-defects__list">{items.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn item(desk: LabDesk, defect: Defect) -> AnyView {
    let note = format!("lab-{}-note", defect.id());
    view! {
        <li class="lab-defects__item">
            <button type="button" class="button button--small" data-defect=defect.id() aria-describedby=note.clone()
                disabled=flag(move || desk.doing.with(Option::is_some)) on:click=click(move |_| desk.make_wrong(defect))>
                {defect.title()}
            </button>
            <div class="lab-defects__note" id=note>{refusal(defect)}</div>
        </li>
    }
    .into_any()
}

/// Who refuses it, how sure that is, and the rule that sees it.
pub fn refusal(defect: Defect) -> AnyView {
    let refuser = defect.refuser();
    let unproven = refuser
        .is_unproven()
        .then(|| view! { " "<span class="badge badge--warn">"unproven"</span> });
    view! {
        <p>{prose(&refuser.text())}{unproven}</p>
        <p class="note">"The bench says: "<code>{defect.lint()}</code></p>
    }
    .into_any()
}
