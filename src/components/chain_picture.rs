//! The chain: who is there, who signed whom, who is missing. Drawn, and said in words below.

use leptos::prelude::*;

use crate::bench::{Arrow, Judgement, Node, NodeKind, Picture};

/// What fits into a box of the drawing; the words below have all of it.
const TITLE: usize = 27;
const NOTE: usize = 34;

/// The chain of what was judged.
pub fn chain_picture(judgement: &Judgement) -> AnyView {
    let picture = Picture::of(judgement);
    if picture.nodes.is_empty() {
        return ().into_any();
    }
    let links = picture.nodes.iter().enumerate().map(|(index, node)| {
        let arrow = picture.arrows.get(index);
        view! { <div class="chain-picture__link" data-arrow=arrow.map(name)>{node_view(node)}{arrow.map(arrow_view)}</div> }
    });
    let advice = picture
        .advice()
        .map(|advice| view! { <p class="chain-picture__advice">{advice}</p> });
    let beside = picture.beside.iter().map(node_view).collect_view();
    let beside = (!picture.beside.is_empty()).then(|| {
        let names: Vec<&str> = picture
            .beside
            .iter()
            .map(|node| node.title.as_str())
            .collect();
        view! {
            <p class="note">{format!("In no place of this chain: {}.", names.join(", "))}</p>
            <div class="chain-picture__row" aria-hidden="true">{beside}</div>
        }
    });
    view! {
        <section class="card" aria-labelledby="chain" data-testid="chain">
            <div class="card__head"><h2 id="chain">"The chain"</h2><span>"signatures checked in this tab"</span></div>
            <div class="card__body">
                <figure class="chain-picture">
                    <div class="chain-picture__row" aria-hidden="true">{links.collect_view()}</div>
                    <figcaption class="why" data-testid="chain-words">{picture.description()}</figcaption>
                </figure>
                {advice}
                {beside}
            </div>
        </section>
    }
    .into_any()
}

fn node_view(node: &Node) -> AnyView {
    let class = match node.kind {
        NodeKind::Leaf => "chain-picture__node chain-picture__node--leaf",
        NodeKind::Authority => "chain-picture__node",
        NodeKind::Root | NodeKind::Anchor => "chain-picture__node chain-picture__node--root",
        NodeKind::Missing => "chain-picture__node chain-picture__node--missing",
    };
    view! {
        <svg class=class viewBox="0 0 200 64" width="200" height="64">
            <rect x="1" y="1" width="198" height="62" rx="8" />
            <text class="chain-picture__title" x="100" y="28" text-anchor="middle">{short(&node.title, TITLE)}</text>
            <text class="chain-picture__note" x="100" y="47" text-anchor="middle">{short(&node.note, NOTE)}</text>
        </svg>
    }
    .into_any()
}

fn name(arrow: &Arrow) -> &'static str {
    match arrow {
        Arrow::Signed => "signed",
        Arrow::NotSigned => "not-signed",
        Arrow::Unchecked(_) => "unchecked",
        Arrow::Missing => "missing",
    }
}

fn arrow_view(arrow: &Arrow) -> AnyView {
    let (class, word) = match arrow {
        Arrow::Signed => ("chain-picture__arrow", "signed by"),
        Arrow::NotSigned => (
            "chain-picture__arrow chain-picture__arrow--bad",
            "not signed by",
        ),
        Arrow::Unchecked(_) => ("chain-picture__arrow chain-picture__arrow--open", "names"),
        Arrow::Missing => ("chain-picture__arrow chain-picture__arrow--bad", "names"),
    };
    view! {
        <svg class=class viewBox="0 0 84 64" width="84" height="64">
            <text x="42" y="24" text-anchor="middle">{word}</text>
            <path d="M6 34H74" />
            <path class="chain-picture__tip" d="M72 29l8 5-8 5z" />
        </svg>
    }
    .into_any()
}

/// As much of a text as fits.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}
