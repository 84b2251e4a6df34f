//! CONNACK (section 3.2), SUBACK (section 3.9), and the answers that are a packet identifier alone.

use super::record::Value;
use super::{Step, Walk};
use crate::problem::ProblemKind;

pub(super) fn connack(walk: &mut Walk<'_>) -> Step<()> {
    walk.open("Variable header");
    let flags = walk.u8("Acknowledge flags")?;
    let flags_at = walk.at();
    let present = flags & 0x01 != 0;
    let bits = [
        ("Reserved", 0xFE, Value::Number((flags >> 1).into())),
        ("Session present", 0x01, Value::Flag(present)),
    ];
    walk.byte_of_bits("Acknowledge flags", Value::None, &bits);
    if flags & 0xFE != 0 {
        walk.report(
            flags_at..flags_at + 1,
            ProblemKind::ConnackFlagsReserved { flags },
        );
    }

    let code = walk.u8("Return code")?;
    let code_at = walk.at();
    let meaning = match code {
        0 => "accepted",
        1 => "unacceptable protocol version",
        2 => "identifier rejected",
        3 => "server unavailable",
        4 => "bad user name or password",
        5 => "not authorized",
        _ => "reserved",
    };
    walk.leaf("Return code", 1, Value::Meaning(code.into(), meaning));
    if code > 5 {
        walk.report(
            code_at..code_at + 1,
            ProblemKind::ConnackCodeReserved { code },
        );
    }
    if code != 0 && present {
        walk.report(flags_at..flags_at + 1, ProblemKind::SessionPresentInRefusal);
    }
    Some(())
}

/// PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK.
pub(super) fn packet_id_only(walk: &mut Walk<'_>, packet: &'static str) -> Step<()> {
    walk.open("Variable header");
    walk.packet_id(packet)
}

pub(super) fn suback(walk: &mut Walk<'_>) -> Step<()> {
    walk.open("Variable header");
    walk.packet_id("SUBACK")?;
    walk.close(Value::None);

    walk.open("Payload");
    if walk.left() == 0 && !walk.is_cut() {
        walk.report(walk.at()..walk.at(), ProblemKind::NoReturnCodes);
    }
    while walk.left() > 0 {
        let code = walk.u8("Return code")?;
        let at = walk.at();
        let meaning = match code {
            0 => "at most once granted",
            1 => "at least once granted",
            2 => "exactly once granted",
            0x80 => "refused",
            _ => "reserved",
        };
        walk.leaf("Return code", 1, Value::Meaning(code.into(), meaning));
        if meaning == "reserved" {
            walk.report(at..at + 1, ProblemKind::SubackCodeReserved { code });
        }
    }
    Some(())
}
