//! The certificate bench: files, what is to be said of them, what is asked.

use leptos::prelude::*;

use crate::bench_room::BenchRoom;
use crate::components::bench_answer::bench_answer;
use crate::components::bench_files::bench_files;
use crate::components::bench_findings::bench_findings;
use crate::components::bench_inside::bench_inside;
use crate::components::bench_question::bench_question;
use crate::components::bench_repairs::bench_repairs;
use crate::components::bench_verdict::{bench_verdict, empty_bench};
use crate::components::chain_picture::chain_picture;
use crate::components::dynamic::{attr, dynamic, text};
use crate::workbench::Workbench;

/// The certificate bench.
#[component]
pub fn CertificateBench() -> impl IntoView {
    let workbench = Workbench::expect();
    let room = BenchRoom::expect();
    let laid_here = workbench.take_for_bench();
    if !laid_here.is_empty() {
        room.clear();
        room.take(laid_here);
    }
    let middle = move || match room.judgement.get() {
        None => empty_bench(room),
        Some(judgement) => view! {
            {bench_verdict(room, &judgement)}
            {chain_picture(&judgement)}
            {bench_findings(room, judgement)}
        }
        .into_any(),
    };
    view! {
        <div class="certificates__three">
            <aside class="certificates__files" aria-label="Files">{bench_files(workbench, room)}</aside>
            <section class="certificates__middle" aria-label="What is to be said of them"
                aria-busy=attr(move || room.is_judging.get().then_some("true"))>
                <p class="certificates__working" role="status">
                    {text(move || if room.is_judging.get() { "Checking signatures…" } else { "" })}
                </p>
                {dynamic(middle)}
                {bench_inside(room)}
                {bench_repairs(room)}
            </section>
            <aside class="certificates__question" aria-label="The question">
                {bench_question(room)}
                {bench_answer(room)}
            </aside>
        </div>
    }
}
