//! The wire: sequence and packet list as two views of one trace, the selected packet below, and what has left the tab.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::focus;
use crate::components::dynamic::{attr, click, dynamic, memo, text};
use crate::components::locality::Locality;
use crate::components::packet_detail::PacketDetail;
use crate::components::packet_list::PacketList;
use crate::components::sequence_diagram::SequenceDiagram;
use crate::components::watched::{Scrolled, Watched};

const TABS: [(&str, &str); 2] = [("sequence", "Sequence"), ("packets", "Packets")];

/// The right column of the lesson.
#[component]
pub fn Wire() -> impl IntoView {
    view! {
        <div class="wire">
            <TraceTabs first=0 />
            <PacketDetail per_row=8 />
            <Locality />
        </div>
    }
}

/// The trace in its two views.
#[component]
pub fn TraceTabs(
    /// Which view comes first: 0 the sequence, 1 the packets.
    first: usize,
) -> impl IntoView {
    let tab = RwSignal::new(first);
    let scrolled = Scrolled(RwSignal::new(0));
    provide_context(scrolled);
    let resized = window_event_listener(leptos::ev::resize, move |_| scrolled.look());
    on_cleanup(move || resized.remove());
    view! {
        <TabList tab />
        <div class="wire__trace" role="tabpanel" id="wire-panel" tabindex="0" data-scroller="" on:scroll=move |_| scrolled.look() aria-labelledby=attr(move || Some(tab_id(tab.get())))>
            {dynamic(move || match tab.get() {
                0 => view! { <SequenceDiagram /> }.into_any(),
                _ => view! { <PacketList /> }.into_any(),
            })}
        </div>
    }
}

fn tab_id(index: usize) -> String {
    format!("wire-tab-{}", TABS[index].0)
}

/// Tabs after the ARIA pattern: arrow keys move, one stop for Tab.
#[component]
fn TabList(tab: RwSignal<usize>) -> impl IntoView {
    let watched = Watched::expect();
    let count = memo(move || watched.with(|trace| trace.packets().len()));
    let on_key = move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowLeft" => 1 - tab.get_untracked(),
            "Home" => 0,
            "End" => TABS.len() - 1,
            _ => return,
        };
        event.prevent_default();
        tab.set(next);
        focus(&tab_id(next));
    };
    let tabs = TABS.into_iter().enumerate().map(|(index, (name, title))| {
        view! {
            <button type="button" role="tab" class="wire__tab" id=tab_id(index) data-testid=format!("tab-{name}") aria-controls="wire-panel"
                aria-selected=attr(move || Some(tab.get() == index)) tabindex=attr(move || Some(if tab.get() == index { 0 } else { -1 }))
                on:click=click(move |_| tab.set(index))>
                {title}
                {(index == 1).then(|| view! { " "<span class="wire__count">{text(move || count.get())}</span> })}
            </button>
        }
    });
    view! { <div class="wire__tabs" role="tablist" aria-label="The wire" on:keydown=on_key>{tabs.collect_view()}</div> }
}
