//! What a program asks for with a message, in the calls of many libraries: QoS 2, to be retained.

use super::Reading;
use super::search::says;
use crate::{Place, Sign};

const QOS_TWO: &[&str] = &[
    "exactlyonce",
    "exactly_once",
    "qos=2",
    "qos: 2",
    "qos:2",
    "setqos(2)",
    "?\", 2,",
    "=1\", 2,",
    ".qos(2)",
    ", 2)",
    "qos_2",
    "qos2",
];

const RETAINED: &[&str] = &[
    "retain=true",
    "retain: true",
    "retain:true",
    "withretainflag(",
    "setretained(true)",
    ".retained(true)",
    "retained=true",
    ", true)",
];

/// Lines of a program for DPS that send something.
pub(super) fn read(text: &str, outside: &dyn Fn(usize) -> bool, reading: &mut Reading) {
    if !says(text, "iotdps-register") {
        return;
    }
    let any = |line: &str, words: &[&str]| words.iter().any(|word| says(line, word));
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let sends = [
            "publish(",
            "setqos(",
            "setretained(",
            "withqualityofservice",
            "withretain",
        ];
        let other = ["subscri", "will", "//", "received"];
        if !outside(at) || !any(line, &sends) || any(line, &other) {
            continue;
        }
        // Paho of Go: topic, QoS, retained, payload.
        let retained = any(line, RETAINED) || says(line, ", 2, true,") || says(line, ", 1, true,");
        for (so, sign, seen) in [
            (
                any(line, QOS_TWO),
                Sign::QosTwo,
                "the program publishes with QoS 2",
            ),
            (
                retained,
                Sign::RetainSet,
                "the program asks for its message to be retained",
            ),
        ] {
            if so && !reading.evidence.has(sign) {
                let place = Place::Text(at..at + line.trim_end().len());
                reading.evidence.push(sign, place, seen);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &|_| true, &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn calls_of_many_libraries() {
        let topic = "$dps/registrations/PUT/iotdps-register/?$rid=1";
        check(
            &format!("c.Publish(\"{topic}\", 2, true, \"{{}}\")"),
            &[Sign::QosTwo, Sign::RetainSet],
        );
        check(&format!("c.Publish(\"{topic}\", 1, false, \"{{}}\")"), &[]);
        check(
            &format!("client.publish('{topic}', '{{}}', qos=2)"),
            &[Sign::QosTwo],
        );
        check(
            &format!("client.publish('{topic}', '{{}}', {{ qos: 1, retain: true }})"),
            &[Sign::RetainSet],
        );
        check(
            &format!("topic = \"{topic}\";\nmessage.setQos(2);"),
            &[Sign::QosTwo],
        );
        check("client.publish('a/b', x, qos=2)", &[]);
    }
}
