//! SUBSCRIBE (section 3.8) and UNSUBSCRIBE (section 3.10).

use super::record::Value;
use super::{Step, Walk};
use crate::problem::ProblemKind;

pub(super) fn subscribe(walk: &mut Walk<'_>) -> Step<()> {
    header(walk, "SUBSCRIBE")?;
    while walk.left() > 0 {
        walk.open("Subscription");
        walk.topic_filter()?;
        let options = walk.u8("Requested QoS")?;
        let at = walk.at();
        let qos = options & 0x03;
        let bits = [
            ("Reserved", 0xFC, Value::Number((options >> 2).into())),
            ("QoS", 0x03, Value::Number(qos.into())),
        ];
        walk.byte_of_bits("Requested QoS", Value::Number(qos.into()), &bits);
        if options > 2 {
            walk.report(
                at..at + 1,
                ProblemKind::SubscribeOptionsReserved { options },
            );
        }
        walk.close(Value::None);
    }
    Some(())
}

pub(super) fn unsubscribe(walk: &mut Walk<'_>) -> Step<()> {
    header(walk, "UNSUBSCRIBE")?;
    while walk.left() > 0 {
        walk.topic_filter()?;
    }
    Some(())
}

/// The packet identifier, and the begin of the payload, which must not be empty.
fn header(walk: &mut Walk<'_>, packet: &'static str) -> Step<()> {
    walk.open("Variable header");
    walk.packet_id(packet)?;
    walk.close(Value::None);
    walk.open("Payload");
    if walk.left() == 0 && !walk.is_cut() {
        walk.report(walk.at()..walk.at(), ProblemKind::NoFilters { packet });
    }
    Some(())
}
