//! What is known when a registration has ended: its end, and the certificates that were sent.

use device_certs::lint::{Exhibit, Profile, Questions, judge};
use device_session::{Direction, LoggedPacket};
use diagnose::{Ask, Evidence, Place, Sign, observe};
use dps_protocol::topics::RESPONSE_FILTER;
use relay_protocol::Failed;

use super::Ending;
use crate::command_line::RegisterOptions;

/// What the files say, before anything is sent.
pub(super) fn of_files(options: &RegisterOptions, registration_id: &str, now: i64) -> Evidence {
    // It was read before; when it is gone by now, nothing is known of it.
    let file = std::fs::read(&options.cert).unwrap_or_default();
    let exhibit = Exhibit::read(&file);
    let mut questions = Questions::new(Profile::Device, now);
    questions.registration_id = Some(registration_id);
    let mut evidence = observe::report(&judge(&exhibit, &questions, &[]), Profile::Device);
    // Repairs were made while reading: what was sent is in order.
    let repaired = [Sign::PemDamaged, Sign::LeafNotFirst, Sign::NotACertificate];
    evidence
        .observations
        .retain(|seen| !repaired.contains(&seen.sign));
    evidence.push(
        Sign::KeyFits,
        Place::Session,
        "the key belongs to the certificate: a signature was tried",
    );
    evidence.push(
        Sign::CertificateInUse,
        Place::Session,
        "the device authenticates by certificate",
    );
    evidence
        .given
        .extend([Ask::Key, Ask::Settings, Ask::Packets]);
    evidence
}

/// What the packets tell by their times.
pub(super) fn of_packets(packets: &[LoggedPacket]) -> Evidence {
    let seen = packets.iter().map(|packet| observe::Seen {
        at: packet.at,
        sent: packet.direction == Direction::Sent,
        kind: packet.kind(),
        // The filter is a constant here: a subscription is always the one to the answers.
        topic: packet
            .topic()
            .or((packet.kind() == "SUBSCRIBE").then_some(RESPONSE_FILTER)),
    });
    observe::packets(&seen.collect::<Vec<_>>())
}

/// How it ended.
pub(super) fn of_ending(ending: &Ending) -> Evidence {
    match ending {
        Ending::Unreachable(failed) => of_failure(failed),
        Ending::Session(outcome) => observe::outcome(outcome),
    }
}

fn of_failure(failed: &Failed) -> Evidence {
    let alert = failed.alert.as_ref().map(|alert| alert.name.as_str());
    observe::failed(failed.code, &failed.detail, alert)
}
