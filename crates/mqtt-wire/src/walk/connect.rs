//! CONNECT (section 3.1).

use super::record::Value;
use super::{Step, Walk};
use crate::problem::ProblemKind;

pub(super) fn connect(walk: &mut Walk<'_>) -> Step<()> {
    walk.open("Variable header");
    let same_layout = protocol(walk)?;

    walk.connect.flags_at = walk.at();
    let flags = walk.u8("Connect flags")?;
    let flag = |mask: u8| flags & mask != 0;
    walk.byte_of_bits(
        "Connect flags",
        Value::None,
        &[
            ("User name flag", 0x80, Value::Flag(flag(0x80))),
            ("Password flag", 0x40, Value::Flag(flag(0x40))),
            ("Will retain", 0x20, Value::Flag(flag(0x20))),
            ("Will QoS", 0x18, Value::Number((flags >> 3 & 3).into())),
            ("Will flag", 0x04, Value::Flag(flag(0x04))),
            ("Clean session", 0x02, Value::Flag(flag(0x02))),
            ("Reserved", 0x01, Value::Flag(flag(0x01))),
        ],
    );
    check_flags(walk, flags);

    walk.u16("Keep alive")?;
    walk.close(Value::None);

    if !same_layout {
        walk.rest("In the layout of another protocol version");
        return Some(());
    }

    walk.open("Payload");
    let start = walk.at();
    let client_id = walk.string("Client identifier")?;
    if walk.at() == start + 2 && client_id.is_empty() && !flag(0x02) {
        walk.report(
            start..walk.at(),
            ProblemKind::EmptyClientIdWithoutCleanSession,
        );
    }
    if flag(0x04) {
        walk.topic_name("Will topic")?;
        walk.binary("Will message")?;
    }
    walk.connect.login_at = walk.at();
    if flag(0x80) {
        let start = walk.at();
        walk.string("User name")?;
        walk.connect.username = Some(start + 2..walk.at());
    }
    if flag(0x40) {
        walk.connect.password = Some(walk.binary("Password")?);
    }
    walk.close(Value::None);
    Some(())
}

/// Protocol name and level. Returns whether what follows is laid out as in 3.1.1, as far as is known.
fn protocol(walk: &mut Walk<'_>) -> Step<bool> {
    let start = walk.at();
    let name = walk.string("Protocol name")?;
    // MQTT 3.1 had this name and level 3; that it is old says more than that the name is wrong.
    let is_3_1 = name == "MQIsdp" && walk.left() > 0 && walk.byte_at(walk.at()) == 3;
    if name != "MQTT" && !is_3_1 {
        walk.report(start..walk.at(), ProblemKind::ProtocolNameUnknown);
    }
    let level = walk.u8("Protocol level")?;
    let at = walk.at();
    let meaning = match level {
        3 => "MQTT 3.1",
        4 => "MQTT 3.1.1",
        5 => "MQTT 5",
        _ => "unknown",
    };
    walk.leaf("Protocol level", 1, Value::Meaning(level.into(), meaning));
    if level != 4 {
        walk.report(at..at + 1, ProblemKind::UnsupportedProtocolLevel { level });
    }
    Some(matches!(level, 3 | 4))
}

fn check_flags(walk: &mut Walk<'_>, flags: u8) {
    let at = walk.at() - 1;
    let bytes = at..at + 1;
    if flags & 0x01 != 0 {
        walk.report(bytes.clone(), ProblemKind::ConnectFlagReserved);
    }
    if flags & 0x04 == 0 && flags & 0x38 != 0 {
        walk.report(bytes.clone(), ProblemKind::WillFlagsWithoutWill);
    }
    if flags & 0x04 != 0 && flags & 0x18 == 0x18 {
        walk.report(bytes.clone(), ProblemKind::WillQosReserved);
    }
    if flags & 0xC0 == 0x40 {
        walk.report(bytes, ProblemKind::PasswordWithoutUsername);
    }
}
