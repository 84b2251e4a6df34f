//! The command line of HiveMQ, `mqtt sub`, and its shell: MQTT 5 unless it is told otherwise.

use super::Reading;
use super::search::{all, find, line, says};
use crate::{Place, Sign};

/// How a connection is made, and what stands before it on its line.
const CONNECTING: &[&str] = &[
    "mqtt sub ",
    "mqtt pub ",
    "mqtt> con ",
    "mqtt test ",
    "mqtt con ",
];

pub(super) fn read(text: &str, reading: &mut Reading) {
    let found = CONNECTING.iter().find_map(|words| {
        all(text, words).find_map(|at| {
            let said = line(text, at);
            says(said, "azure-devices-provisioning").then_some((at, said))
        })
    });
    let Some((at, said)) = found else { return };
    let place = Place::Text(at..at + said.trim_end().len());
    let version = ["-v 3", "-v=3", "mqttversion 3", "mqttversion=3"];
    if !version.iter().any(|words| says(said, words)) {
        let seen = "the command does not ask for MQTT 3, and 5 is its default";
        reading.evidence.push(Sign::Mqtt5, place, seen);
        return;
    }
    // In the shell each line is a command of the same connection.
    let asked = find(text, "> pub ", at).filter(|at| says(line(text, *at), "iotdps-register"));
    if let Some(asked) = asked.filter(|_| !says(text, "> sub ")) {
        let place = Place::Text(asked + 2..asked + line(text, asked).trim_end().len());
        let seen = "the request is published, and nothing is subscribed to";
        reading.evidence.push(Sign::SubscriptionAbsent, place, seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn versions_and_order() {
        let host = "-h global.azure-devices-provisioning.net -p 8883";
        check(&format!("$ mqtt sub {host} -t x"), &[Sign::Mqtt5]);
        check(&format!("$ mqtt sub {host} -V 3 -t x"), &[]);
        check("$ mqtt sub -h other.example", &[]);
        let shell = format!("mqtt> con {host} -V 3 -i dev-01\n");
        let ask = "dev-01@host> pub -t '$dps/registrations/PUT/iotdps-register/?$rid=1'\n";
        let listen = "dev-01@host> sub -t '$dps/registrations/res/#'\n";
        check(&format!("{shell}{ask}"), &[Sign::SubscriptionAbsent]);
        check(&format!("{shell}{listen}{ask}"), &[]);
    }
}
