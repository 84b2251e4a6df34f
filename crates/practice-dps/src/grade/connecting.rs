//! What the device presents, and how it begins.

use device_certs::Certificate;
use dps_protocol::topics::RESPONSE_FILTER;
use dps_protocol::username::Username;
use mqtt_wire::{Connect, Packet};

use super::Found;
use super::story::{Story, arrival};
use crate::decision::Rule;
use crate::history::Direction;

/// One and a half times as much is the longest that IoT Hub waits.
const MAX_KEEP_ALIVE_SECS: u16 = 1177;

pub(super) fn sends_whole_chain(story: &Story<'_>) -> Found {
    let mut good = Vec::new();
    let accepted_by_itself = |session| {
        let mut entries = story.entries.iter();
        entries.any(|entry| entry.session == session && entry.rule == Some(Rule::IndividualMatches))
    };
    for connection in story.provisioning() {
        let read = |der: &Vec<u8>| Certificate::read(der).0;
        let chain: Vec<Certificate> = connection.chain.iter().map(read).collect();
        let Some(leaf) = chain.first() else {
            continue;
        };
        let names: Vec<&str> = chain
            .iter()
            .map(|certificate| certificate.common_name().unwrap_or("without a common name"))
            .collect();
        let shown = arrival(connection, format!("presented {}", names.join(", ")));
        let is_in_order = chain
            .windows(2)
            .all(|pair| matches!(pair, [one, next] if one.issuer_der() == next.subject_der()));
        if !is_in_order {
            let why = "a certificate is not followed by its issuer";
            return Found::failed(why, vec![shown]);
        }
        let is_alone = chain.len() == 1 && !leaf.is_self_issued();
        if is_alone && !accepted_by_itself(connection.session) {
            let why = "it sent its certificate alone, without the CA certificates above it";
            return Found::failed(why, vec![shown]);
        }
        good.push(shown);
    }
    if good.is_empty() {
        return Found::not_seen("no certificate was presented");
    }
    Found::passed(
        "every certificate is followed by its issuer, as far as needed",
        good,
    )
}

pub(super) fn connects_as_documented(story: &Story<'_>) -> Found {
    let mut good = Vec::new();
    for connection in story.provisioning() {
        let said = story.said(connection.session);
        let Some((said, connect)) = said.iter().find_map(|said| match &said.packet {
            Packet::Connect(connect) => Some((said, connect)),
            _ => None,
        }) else {
            continue;
        };
        if let Some(why) = wrong_with(connect, !connection.chain.is_empty()) {
            return Found::failed(why, vec![said.entry.into()]);
        }
        good.push(said.entry.into());
    }
    if good.is_empty() {
        return Found::not_seen("no CONNECT that can be read came");
    }
    Found::passed(
        "client id, user name, password, keep-alive and will are as documented",
        good,
    )
}

fn wrong_with(connect: &Connect, has_certificate: bool) -> Option<String> {
    let username = connect.username.as_deref().unwrap_or_default();
    let Ok(parsed) = Username::parse(username) else {
        return Some(format!("the user name {username:?} has another shape"));
    };
    if parsed.api_version.is_none() {
        return Some("the user name has no api-version".to_owned());
    }
    if parsed.registration_id != connect.client_id {
        let id = &connect.client_id;
        return Some(format!("the client id {id:?} is not the registration id"));
    }
    let has_password = connect.password.as_ref().is_some_and(|p| !p.is_empty());
    if has_certificate && has_password {
        return Some("it sends a password beside its certificate".to_owned());
    }
    if connect.will.is_some() {
        return Some("it asks for a last will, for which DPS has no use".to_owned());
    }
    if connect.keep_alive_secs > MAX_KEEP_ALIVE_SECS {
        let secs = connect.keep_alive_secs;
        return Some(format!(
            "a keep-alive of {secs} s is longer than {MAX_KEEP_ALIVE_SECS} s, after which servers give up"
        ));
    }
    None
}

pub(super) fn subscribes_first(story: &Story<'_>) -> Found {
    let mut good = Vec::new();
    for connection in story.provisioning() {
        let mut has_subscribed = false;
        for said in story.said(connection.session) {
            match &said.packet {
                Packet::Subscribe(subscribe) => {
                    let mut filters = subscribe.filters.iter();
                    has_subscribed |= filters.any(|(filter, _)| filter == RESPONSE_FILTER);
                }
                Packet::Publish(_) if said.direction == Direction::FromDevice => {
                    if !has_subscribed {
                        let why = "it published before it had subscribed: the answer is lost";
                        return Found::failed(why, vec![said.entry.into()]);
                    }
                    good.push(said.entry.into());
                    break;
                }
                _ => {}
            }
        }
    }
    if good.is_empty() {
        return Found::not_seen("nothing was published");
    }
    Found::passed("it subscribes first", good)
}
