//! Where `dps_protocol::mark` sees a part of the identity, the layers have a field of its own, of the kind that tells of it.

use dps_protocol::mark::{self, Part, Span};
use mqtt_wire::Packet;
use wire_layers::tree::Field;
use wire_layers::{Sender, Service, packet};

use crate::corpus;

/// The kinds of fields that may hold a part.
fn kinds(part: Part) -> &'static [&'static str] {
    match part {
        Part::IdScope => &["dps.username.id-scope"],
        Part::RegistrationId => &[
            "dps.username.registration-id",
            "dps.client-id",
            "dps.body.registration-id",
        ],
        Part::ApiVersion => &["dps.username.api-version", "hub.username.api-version"],
        Part::RequestId => &["dps.topic.rid", "dps.topic.rid-bare", "hub.topic.rid"],
        Part::OperationId => &["dps.topic.operation-id", "dps.body.operation-id"],
        Part::HubHostname => &["hub.username.host", "dps.body.assigned-hub"],
        Part::DeviceId => &[
            "hub.username.device-id",
            "hub.client-id",
            "hub.topic.device-id",
            "dps.body.device-id",
        ],
    }
}

/// Everything marked in a packet, with offsets in it.
fn marked(service: Service, bytes: &[u8]) -> Vec<Span> {
    let hub = service == Service::Hub;
    let username = if hub {
        mark::hub_username
    } else {
        mark::username
    };
    let client_id = if hub {
        mark::hub_client_id
    } else {
        mark::client_id
    };
    let topic = if hub { mark::hub_topic } else { mark::topic };
    let body: fn(&str) -> Vec<Span> = if hub { |_| Vec::new() } else { mark::json };
    let texts = match Packet::decode(bytes).expect("valid") {
        Packet::Connect(connect) => vec![
            (connect.client_id, client_id),
            (connect.username.unwrap_or_default(), username),
        ],
        Packet::Publish(publish) => vec![
            (publish.topic, topic),
            (String::from_utf8(publish.payload).expect("text"), body),
        ],
        _ => Vec::new(),
    };
    let mut spans = Vec::new();
    let mut from = 0;
    for (text, find) in texts {
        let found = bytes[from..]
            .windows(text.len().max(1))
            .position(|part| part == text.as_bytes());
        let at = from + found.unwrap_or_default();
        spans.extend(find(&text).into_iter().map(|span| Span {
            range: at + span.range.start..at + span.range.end,
            part: span.part,
        }));
        from = at + text.len();
    }
    spans
}

#[track_caller]
fn check(service: Service, bytes: &[u8]) -> usize {
    let anatomy = packet(service, Sender::Client, bytes);
    let leaves: Vec<&Field> = anatomy.leaves();
    let spans = marked(service, bytes);
    for span in &spans {
        let leaf = leaves.iter().find(|leaf| leaf.bytes == span.range);
        let text = String::from_utf8_lossy(&bytes[span.range.clone()]);
        let leaf =
            leaf.unwrap_or_else(|| panic!("{:?} {text:?} is no leaf: {leaves:#?}", span.part));
        assert!(
            kinds(span.part).contains(&leaf.kind),
            "{:?} {text:?} is a {}",
            span.part,
            leaf.kind
        );
    }
    spans.len()
}

#[test]
fn each_marked_part_is_a_field_of_its_own() {
    let mut count = 0;
    for (service, _, bytes) in corpus::packets() {
        count += check(service, &bytes);
    }
    assert!(count > 50, "{count}");
}

#[test]
fn also_where_a_string_is_wrong() {
    for text in [
        "/0ne00C0FFEE/registrations/dev1/api-version=2019-03-31",
        "0ne00C0FFEE/registrations/dev1/?api-version=2019-03-31",
        "0ne00C0FFEE/registration/dev1/api-version=2019-03-31",
        "0ne00C0FFEE/registrations/dev1/ClientVersion=a/b&api-version=2019-03-31",
        "0ne00C0FFEE/registrations/api-version=2019-03-31",
        "0ne00C0FFEE",
        "registrations/dev1",
    ] {
        let bytes = corpus::connect("dev1", text, None).encode().expect("valid");
        assert!(check(Service::Dps, &bytes) > 1, "{text}");
    }
    let topic = "$dps/registrations/PUT/iotdps-register/?rid=1";
    let bytes = corpus::publish(topic, r#"{"registrationId":"größe","x"#)
        .encode()
        .expect("valid");
    assert_eq!(check(Service::Dps, &bytes), 2);
}
