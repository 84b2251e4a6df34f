//! What the device makes of the server's certificate.

use super::story::{Story, arrival};
use super::{Exhibit, Found};
use crate::history::SeenConnection;

/// Whether a packet came on a connection: then the device has accepted the server.
fn was_used(story: &Story<'_>, connection: &SeenConnection) -> bool {
    !story.said(connection.session).is_empty()
}

fn spoilt<'a>(story: &Story<'a>, fault: &str) -> Vec<&'a SeenConnection> {
    let connections = story.connections.iter().copied();
    connections
        .filter(|connection| connection.fault == Some(fault))
        // While it goes on, nothing is settled.
        .filter(|connection| connection.closed_at.is_some() || was_used(story, connection))
        .collect()
}

fn shown(connection: &SeenConnection, fault: &str, is_used: bool) -> Exhibit {
    let end = match &connection.tls_failure {
        _ if is_used => "the device went on and sent packets",
        Some(failure) => failure.what.as_str(),
        None => "the device closed the connection without a packet",
    };
    arrival(connection, format!("{fault}: {end}"))
}

pub(super) fn refuses(story: &Story<'_>, fault: &'static str) -> Found {
    let connections = spoilt(story, fault);
    let exhibits = |is_used: bool| {
        let same = connections.iter();
        let same = same.filter(|connection| was_used(story, connection) == is_used);
        same.map(|connection| shown(connection, fault, is_used))
            .collect::<Vec<_>>()
    };
    let (taken, refused) = (exhibits(true), exhibits(false));
    match (taken.len(), refused.len()) {
        (0, 0) => Found::not_seen(format!("no connection was offered {fault}")),
        (0, _) => Found::passed("it ended the handshake", refused),
        _ => Found::failed("it went on as if nothing were wrong", taken),
    }
}

pub(super) fn survives_new_root(story: &Story<'_>) -> Found {
    let fault = "server_root_new";
    let connections = spoilt(story, fault);
    let (used, refused): (Vec<_>, Vec<_>) = connections
        .iter()
        .partition(|connection| was_used(story, connection));
    let shown = |connections: Vec<&&SeenConnection>, is_used| {
        let connections = connections.into_iter();
        connections
            .map(|connection| shown(connection, fault, is_used))
            .collect()
    };
    match (used.len(), refused.len()) {
        (0, 0) => Found::not_seen("the next root was not offered"),
        (_, 0) => Found::passed("it trusts the next root too", shown(used, true)),
        _ => Found::failed(
            "it does not trust the next root, and will be lost when the server moves",
            shown(refused, false),
        ),
    }
}
