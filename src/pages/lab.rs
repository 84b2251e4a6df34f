//! The lab: what to make, what to make wrong, and the shelf of what was made.

use leptos::prelude::*;

use crate::components::dynamic::dynamic;
use crate::components::lab_defects::lab_defects;
use crate::components::lab_form::lab_form;
use crate::components::lab_shelf::lab_shelf;
use crate::lab_desk::{LabDesk, Said};

/// The room.
pub fn lab() -> AnyView {
    let desk = LabDesk::open();
    let said = move || match (desk.doing.get(), desk.said.get()) {
        (Some(doing), _) => {
            view! { <p class="lab__said lab__said--doing">{doing}"…"</p> }.into_any()
        }
        (None, Some(Said::Done(what))) => {
            view! { <p class="lab__said lab__said--done">{what}"."</p> }.into_any()
        }
        (None, Some(Said::Failed(why))) => {
            view! { <p class="lab__said lab__said--failed">{why}</p> }.into_any()
        }
        (None, None) => ().into_any(),
    };
    view! {
        <div class="lab">
            <div class="lab__columns">
                <div>
                    {lab_form(desk)}
                    <div class="lab__status" role="status" data-testid="lab-status">{dynamic(said)}</div>
                    {lab_shelf(desk)}
                </div>
                {lab_defects(desk)}
            </div>
        </div>
    }
    .into_any()
}
