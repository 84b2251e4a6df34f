//! Sessions as files: what stands in them, and that Wireshark reads them.

use device_session::{Direction, LoggedPacket};
use dps_playground_page::inputs::Field;
use dps_playground_page::journey::{Recording, What};
use dps_playground_page::lesson::StepId;
use dps_playground_page::session_file::{self, Session, masked};
use mqtt_wire::Packet;
use relay_protocol::{Recorded, Secrets, Way};
use serde_json::Value;

use crate::tshark::{self, Shown};
use crate::world::{OPENED, World};

/// The port of the files that were not recorded.
const PORT: u16 = 1883;

/// A world in which the whole lesson was run.
pub(crate) fn world_after_the_lesson() -> World {
    let mut world = World::new();
    world.run_to(StepId::Telemetry);
    world
}

pub(crate) fn packets(session: &Session<'_>) -> Vec<LoggedPacket> {
    let packets = session.trace.iter().filter_map(|entry| match &entry.what {
        What::Packet(packet) => Some(packet.clone()),
        _ => None,
    });
    packets.collect()
}

/// A packet in the words of the judge; what it says of the filters of SUBSCRIBE is left to other tests.
fn expected(packet: &LoggedPacket) -> Shown {
    Shown {
        sent: packet.direction == Direction::Sent,
        kind: packet.bytes[0] >> 4,
        topic: packet.topic().map(str::to_owned),
        payload: packet
            .payload()
            .map(|payload| String::from_utf8(payload.to_vec()).unwrap()),
    }
}

#[test]
fn wireshark_shows_the_packets_of_the_page() {
    let world = world_after_the_lesson();
    let session = Session::of(&world.journey, &world.inputs);
    assert!(!session_file::is_recorded(&session));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.pcapng");
    std::fs::write(&file, session_file::capture(&session)).unwrap();
    assert_eq!(tshark::problems(&file, PORT), "");
    let mut shown = tshark::mqtt(&file, PORT);
    for subscribe in shown.iter_mut().filter(|packet| packet.kind == 8) {
        assert!(subscribe.topic.take().is_some());
    }
    let said: Vec<Shown> = packets(&session).iter().map(expected).collect();
    assert!(said.len() > 8, "{said:?}");
    assert_eq!(shown, said);
    // One connection to DPS, one to the hub, both ended in order.
    assert_eq!(
        tshark::count(&file, PORT, "tcp.flags.syn == 1 && tcp.flags.ack == 0"),
        2
    );
    assert_eq!(
        tshark::count(&file, PORT, "tcp.flags.fin == 1 && tcp.dstport == 1883"),
        2
    );
}

#[test]
fn the_json_holds_every_packet_with_its_bytes() {
    let world = world_after_the_lesson();
    let session = Session::of(&world.journey, &world.inputs);
    let document: Value = serde_json::from_str(&session_file::json(&session)).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!(document["inputs"]["registrationId"], "press-17");
    let entries = document["entries"].as_array().unwrap();
    assert_eq!(entries.len(), session.trace.len());
    let of_packets: Vec<&Value> = entries
        .iter()
        .filter(|entry| entry["what"] == "packet")
        .collect();
    let packets = packets(&session);
    assert_eq!(of_packets.len(), packets.len());
    for (entry, packet) in of_packets.iter().zip(&packets) {
        assert_eq!(entry["kind"], packet.kind());
        assert_eq!(entry["topic"].as_str(), packet.topic());
        assert_eq!(entry["at"], packet.at.as_secs_f64());
        let bytes = entry["bytes"].as_str().unwrap();
        assert_eq!(
            relay_protocol::Binary(packet.bytes.clone()).to_base64(),
            bytes
        );
    }
}

#[test]
fn the_transcript_tells_every_packet_and_no_content_ends_a_block() {
    let mut world = World::new();
    let trick = "a```b`` ` \n# c";
    world.inputs.registration_id = "press-17".into();
    world
        .inputs
        .edits
        .insert(Field::RegisterPayload, trick.into());
    world.run_to(StepId::Register);
    let session = Session::of(&world.journey, &world.inputs);
    let text = session_file::transcript(&session);
    let headings = text.lines().filter(|line| line.starts_with("### ")).count();
    assert_eq!(headings, packets(&session).len());
    assert!(text.contains("`PUBLISH register`"), "{text}");
    assert!(
        text.contains("- Changed on purpose: Payload (Register)"),
        "{text}"
    );
    assert!(text.contains("````text\na```b`` ` \n# c\n````\n"), "{text}");
    assert!(text.contains("0000  "), "{text}");
}

#[test]
fn passwords_are_masked_in_whatever_the_page_writes() {
    let mut world = World::new();
    let password = "SECRET-of-the-device";
    world.inputs.edits.insert(Field::Password, password.into());
    world.run_to(StepId::Connect);
    let session = Session::of(&world.journey, &world.inputs);
    let connect = &packets(&session)[0];
    assert!(String::from_utf8_lossy(&connect.bytes).contains(password));
    let Ok(Packet::Connect(shown)) = masked(connect).packet else {
        panic!("{connect:?}");
    };
    assert_eq!(
        shown.password.as_deref(),
        Some("*".repeat(password.len()).as_bytes())
    );
    // Cut off in the middle of the password, it is masked as far as it goes.
    let mut cut = connect.clone();
    cut.bytes.truncate(cut.bytes.len() - 3);
    assert!(!String::from_utf8_lossy(&masked(&cut).bytes).contains("SECRET"));
    let capture = session_file::capture(&session);
    let base64 = relay_protocol::Binary(connect.bytes.clone()).to_base64();
    for text in [
        session_file::json(&session),
        session_file::transcript(&session),
        String::from_utf8_lossy(&capture).into_owned(),
    ] {
        assert!(
            !text.contains(password) && !text.contains(&base64),
            "{text}"
        );
        assert!(!text.contains("SECRET"));
    }
}

#[test]
fn what_was_recorded_takes_the_place_of_the_packets() {
    let world = world_after_the_lesson();
    let mut session = Session::of(&world.journey, &world.inputs);
    let record = |at, way, bytes: &[u8]| Recorded::Record {
        at,
        way,
        bytes: bytes.into(),
    };
    let recording = |recorded| Recording {
        link: dps_playground_page::journey::LinkId(1),
        recorded,
    };
    let began = u64::try_from(OPENED).unwrap() * 1_000_000;
    let recordings = [recording(vec![
        Recorded::Begun {
            at: began,
            client: "127.0.0.1:40000".into(),
            server: "127.0.0.1:8883".into(),
        },
        record(began + 5, Way::Sent, b"client hello"),
        Recorded::Secrets(Secrets("CLIENT_RANDOM 00 01\n".into())),
        record(began + 9, Way::Received, b"server hello"),
        record(began + 10, Way::Received, b""),
        record(began + 11, Way::Sent, b""),
    ])];
    session.recordings = &recordings;
    assert!(session_file::is_recorded(&session) && !session_file::is_cut_short(&session));
    let capture = session_file::capture(&session);
    let text = String::from_utf8_lossy(&capture);
    for part in [
        "client hello",
        "server hello",
        "CLIENT_RANDOM 00 01\n",
        "for whoever has it",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(
        !text.contains("press-17"),
        "the packets stand inside TLS only"
    );

    let full = [recording(vec![record(
        began,
        Way::Sent,
        &vec![0; relay_protocol::limits::MAX_RECORDED_BYTES],
    )])];
    session.recordings = &full;
    assert!(session_file::is_cut_short(&session));
}

#[test]
fn files_are_named_for_the_device_where_that_is_safe() {
    let mut world = World::new();
    let name = |id: &str, world: &mut World| {
        world.inputs.registration_id = id.into();
        session_file::file_name(&world.inputs)
    };
    assert_eq!(name("press-17", &mut world), "session-press-17");
    assert_eq!(name("a:b", &mut world), "session-a-b");
    assert_eq!(name("../../x", &mut world), "session");
}
