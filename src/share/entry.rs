//! One event of the session in a link: `[micros, step, connection, kind, …]`.

use std::time::Duration;

use device_session::{Direction, LoggedPacket};
use mqtt_wire::Packet;
use serde_json::{Value, json};

use crate::journey::{ConnectionFacts, Entry, LinkFailure, Purpose, What};
use crate::lesson::StepId;
use crate::session_file::masked;

pub(super) fn write(entry: &Entry, began: Duration) -> Value {
    let micros = entry.at.saturating_sub(began).as_micros();
    let mut parts = vec![
        json!(u64::try_from(micros).unwrap_or(u64::MAX)),
        json!(entry.step.slug()),
        json!(if entry.purpose == Purpose::Hub {
            "hub"
        } else {
            "dps"
        }),
    ];
    parts.extend(match &entry.what {
        What::Progress(doing) => vec![json!("progress"), json!(doing)],
        What::Signed { scheme } => vec![json!("signed"), json!(scheme)],
        // Without the certificates: they would make most of the link.
        What::Opened(facts) => vec![
            json!("opened"),
            json!(facts.endpoint),
            json!(facts.tls_version),
            json!(facts.cipher_suite),
            json!(facts.server_root),
        ],
        What::Packet(packet) => {
            let packet = masked(packet);
            // Each byte a character, which packs better than base64.
            let bytes: String = packet.bytes.iter().copied().map(char::from).collect();
            vec![json!(packet.direction.as_str()), json!(bytes)]
        }
        What::Fault { id, title } => vec![json!("fault"), json!(id), json!(title)],
        What::Failed(why) => failure("failed", why),
        What::Closed(None) => vec![json!("hung up")],
        What::Closed(Some(why)) => failure("closed", why),
    });
    Value::Array(parts)
}

fn failure(kind: &str, why: &LinkFailure) -> Vec<Value> {
    vec![
        json!(kind),
        json!(why.code),
        json!(why.detail),
        json!(why.alert),
    ]
}

pub(super) fn read(value: &Value) -> Option<Entry> {
    let text = |index: usize| value[index].as_str().map(str::to_owned);
    let at = Duration::from_micros(value[0].as_u64()?);
    let step = StepId::from_slug(value[1].as_str()?)?;
    let purpose = match value[2].as_str()? {
        "dps" => Purpose::Dps,
        "hub" => Purpose::Hub,
        _ => return None,
    };
    let packet = |direction| {
        let bytes: Vec<u8> = value[4]
            .as_str()?
            .chars()
            .map(|character| u8::try_from(character).ok())
            .collect::<Option<_>>()?;
        Some(What::Packet(LoggedPacket {
            direction,
            at,
            packet: Packet::decode(&bytes),
            bytes,
        }))
    };
    let failure = || {
        Some(LinkFailure {
            code: text(4)?,
            detail: text(5)?,
            alert: text(6),
        })
    };
    let what = match value[3].as_str()? {
        "progress" => What::Progress(text(4)?),
        "signed" => What::Signed { scheme: text(4)? },
        "opened" => What::Opened(ConnectionFacts {
            endpoint: text(4)?,
            tls_version: text(5),
            cipher_suite: text(6),
            server_root: text(7),
            ..ConnectionFacts::default()
        }),
        "sent" => packet(Direction::Sent)?,
        "received" => packet(Direction::Received)?,
        "fault" => What::Fault {
            id: text(4)?,
            title: text(5)?,
        },
        "failed" => What::Failed(failure()?),
        "hung up" => What::Closed(None),
        "closed" => What::Closed(Some(failure()?)),
        _ => return None,
    };
    Some(Entry {
        at,
        step,
        purpose,
        what,
    })
}
