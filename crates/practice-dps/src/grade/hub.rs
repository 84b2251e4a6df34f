//! The last step: the assigned hub.

use super::story::{Story, arrival};
use super::{Exhibit, Found};
use crate::decision::Rule;

pub(super) fn connects_to_hub(story: &Story<'_>) -> Found {
    let hub = || {
        story
            .connections
            .iter()
            .filter(|connection| connection.is_hub)
    };
    let entries = || story.entries.iter().copied();
    let connected: Vec<Exhibit> = entries()
        .filter(|entry| entry.rule == Some(Rule::HubConnected))
        .map(Exhibit::from)
        .collect();
    if !connected.is_empty() {
        return Found::passed("the hub let it in", connected);
    }
    let refused = entries().find(|entry| {
        hub().any(|connection| connection.session == entry.session) && entry.rule.is_some()
    });
    if let Some(refused) = refused {
        let why = refused.rule.map(Rule::text).unwrap_or_default();
        return Found::failed(
            format!("the hub did not let it in: {why}"),
            vec![refused.into()],
        );
    }
    match (story.device_id, hub().next_back()) {
        (None, _) => Found::not_seen("it was not assigned to a hub"),
        (Some(device_id), None) => Found::failed(
            format!("it was assigned as {device_id:?} and never came to the hub"),
            entries().last().map(Exhibit::from).into_iter().collect(),
        ),
        (Some(_), Some(connection)) => Found::failed(
            "it came to the hub and was not let in",
            vec![arrival(connection, "came to the hub".to_owned())],
        ),
    }
}
