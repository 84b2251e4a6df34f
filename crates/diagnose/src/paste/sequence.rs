//! What a client did, and what it did not do, by a log that shows every packet: mosquitto, Paho, MQTT.js, MQTTX, MQTT.fx.

use super::Reading;
use super::search::{find, says};
use super::whose::is_code;
use crate::{Place, Sign};

/// What one line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Connect,
    Subscribe,
    Register,
    Poll {
        operation: bool,
    },
    /// An answer of DPS: its status, and the seconds it asks to wait.
    Answer {
        status: u32,
        wait: u32,
    },
    /// The connection lives and nothing is asked, or ends in order.
    Idle,
}

/// One line that tells something.
struct Step {
    event: Event,
    start: usize,
    end: usize,
    /// Milliseconds of the day, and whether the log counts finer than seconds.
    time: Option<(i64, bool)>,
}

/// Judges the order of what is logged. Only what a log shows from CONNECT on can be called left out.
pub(super) fn read(text: &str, outside: &impl Fn(usize) -> bool, reading: &mut Reading) {
    let steps = steps(text, outside);
    let at = |wanted: &dyn Fn(Event) -> bool| steps.iter().position(|step| wanted(step.event));
    let connects = steps.iter().filter(|step| step.event == Event::Connect);
    let connects = connects.count();
    let connect = at(&|event| event == Event::Connect);
    let register = at(&|event| event == Event::Register);
    let subscribe = at(&|event| event == Event::Subscribe);
    let answered = at(&|event| matches!(event, Event::Answer { .. }));
    let mut found: Vec<(Sign, usize, &str)> = Vec::new();
    if let (Some(connect), Some(register)) = (connect, register) {
        // Another client may listen, and a word of it may stand anywhere.
        let told =
            says(text, "subscri") || says(text, "registrations/res") || says(text, "mosquitto_sub");
        let known = reading.evidence.has(Sign::SubscriptionAbsent)
            || reading.evidence.has(Sign::TwoConnections);
        let late = subscribe.is_some_and(|subscribe| subscribe > register) && connects == 1;
        if connect < register && answered.is_none() && !known {
            if !told {
                let seen = "the request goes out, and no SUBSCRIBE went before it";
                found.push((Sign::SubscriptionAbsent, register, seen));
            } else if late {
                let seen = "the request goes out before the SUBSCRIBE";
                found.push((Sign::SubscriptionAbsent, register, seen));
            }
        }
    }
    if let Some(asks) = apart(&steps).filter(|_| answered.is_none()) {
        let seen = "one connection listens and another of the same name asks";
        found.push((Sign::TwoConnections, asks, seen));
    }
    let polled = says(text, "get-operationstatus") || says(text, "/operations/");
    let accepted = at(&|event| matches!(event, Event::Answer { status: 202, .. }));
    if let (Some(register), Some(accepted)) = (register, accepted) {
        let idle = steps
            .iter()
            .skip(accepted)
            .any(|step| step.event == Event::Idle);
        let over = reading.evidence.has(Sign::Assigned) || reading.evidence.has(Sign::PollAbsent);
        if register < accepted && idle && !polled && !over {
            let seen = "the service said 202, the connection goes on or ends, and no poll follows";
            found.push((Sign::PollAbsent, accepted, seen));
        }
    }
    // A whole script and what it printed: it registers, and nothing in it polls.
    let whole = ["import ", "require(", "#include"]
        .iter()
        .any(|word| says(text, word));
    let asks = says(text, "publish(") && says(text, "registrations/put/iotdps-register");
    let printed = find(text, "registrations/res/202", 0);
    let over = reading.evidence.has(Sign::Assigned) || reading.evidence.has(Sign::PollAbsent);
    if let (Some(at), true) = (
        printed,
        whole && asks && !polled && !over && steps.is_empty(),
    ) {
        let place = Place::Text(at..at + "registrations/res/202".len());
        let seen = "the service said 202, and nothing in the script polls";
        reading.evidence.push(Sign::PollAbsent, place, seen);
    }
    if let Some(poll) = at(&|event| event == Event::Poll { operation: false }) {
        let seen = "the poll names no operation";
        found.push((Sign::OperationIdMissing, poll, seen));
    }
    const SEEN_OFTEN: usize = 2;
    for (sign, seen) in [
        (
            Sign::PolledEarly,
            "polls come sooner than the retry-after before them asks for",
        ),
        (
            Sign::RegisteredEarly,
            "requests come sooner than the retry-after before them asks for",
        ),
    ] {
        let early = early(&steps, sign);
        if let Some(last) = early.last().filter(|_| early.len() >= SEEN_OFTEN) {
            found.push((sign, *last, seen));
        }
    }
    for (sign, step, seen) in found {
        if let Some(step) = steps.get(step) {
            let place = Place::Text(step.start..step.end);
            reading.evidence.push(sign, place, seen);
        }
    }
}

/// The request of a connection that listens to nothing, where another connection listens and asks for nothing.
fn apart(steps: &[Step]) -> Option<usize> {
    let is = |step: &Step, event: Event| step.event == event;
    let (mut listens, mut asks) = (false, None);
    let mut from = steps.iter().position(|step| is(step, Event::Connect))?;
    while let Some(one) = steps.get(from..).filter(|rest| !rest.is_empty()) {
        let next = one.iter().skip(1).position(|step| is(step, Event::Connect));
        let length = next.map_or(one.len(), |next| next + 1);
        let one = one.get(..length).unwrap_or_default();
        let subscribes = one.iter().any(|step| is(step, Event::Subscribe));
        let request = one.iter().position(|step| is(step, Event::Register));
        listens |= subscribes && request.is_none();
        if let Some(request) = request.filter(|_| !subscribes) {
            asks = Some(from + request);
        }
        from += length;
    }
    asks.filter(|_| listens)
}

/// Requests of one kind that come sooner than the answer before them asks for, by number.
fn early(steps: &[Step], wanted: Sign) -> Vec<usize> {
    let mut early = Vec::new();
    let mut answer: Option<(i64, i64)> = None;
    for (number, step) in steps.iter().enumerate() {
        let Some((time, fine)) = step.time else {
            continue;
        };
        match step.event {
            Event::Answer {
                status: 202 | 429,
                wait,
            } if wait > 0 => {
                // Whole seconds may hide almost one.
                let slack = if fine { 500 } else { 1000 };
                answer = Some((time, i64::from(wait) * 1000 - slack));
            }
            Event::Poll { .. } | Event::Register => {
                let kind = match step.event {
                    Event::Register => Sign::RegisteredEarly,
                    _ => Sign::PolledEarly,
                };
                if let Some((since, wait)) = answer.take()
                    && (0..wait).contains(&(time - since))
                    && kind == wanted
                {
                    early.push(number);
                }
            }
            _ => {}
        }
    }
    early
}

/// Lines longer than this are no log.
const LONGEST: usize = 2000;

fn steps(text: &str, outside: &impl Fn(usize) -> bool) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let line = line.trim_end();
        if line.len() > LONGEST || !outside(at) {
            continue;
        }
        if let Some(event) = event(line) {
            let time = time(line);
            steps.push(Step {
                event,
                start: at,
                end: at + line.len(),
                time,
            });
        }
    }
    steps
}

fn event(line: &str) -> Option<Event> {
    let any = |words: &[&str]| words.iter().any(|words| says(line, words));
    if let Some(at) = find(line, "registrations/res/", 0) {
        let arrived = [
            "received publish",
            "message arrived",
            "messagearrived()",
            "_handlepublish",
            "handlepublish",
            "publish message",
            "message received",
            "incoming",
            "received message",
            "recv ",
            "rx ",
            "<<<",
            "<- ",
            "< $dps",
        ];
        let rest = line
            .get(at + "registrations/res/".len()..)
            .unwrap_or_default();
        let digits = |text: &str| {
            let end = text.bytes().position(|byte| !byte.is_ascii_digit());
            text.get(..end.unwrap_or(text.len()))?.parse::<u32>().ok()
        };
        let came = any(&arrived) || line.starts_with("<-");
        if let (Some(status), true) = (digits(rest), came) {
            let wait = find(rest, "retry-after=", 0)
                .and_then(|at| digits(rest.get(at + "retry-after=".len()..)?));
            let wait = wait.unwrap_or(0);
            return Some(Event::Answer { status, wait });
        }
    }
    let sent = [
        "sending publish",
        "published message",
        "published to",
        "publishing",
        "writing packet { cmd: 'publish'",
        "writepacket :: packet: { cmd: 'publish'",
        "publish message (",
        "publish. topic",
        ">>> publish",
        "-> publish",
        "tx ",
        "> $dps",
        "> put",
        "> get",
    ];
    let goes = any(&sent) || line.starts_with("->");
    if goes && !is_code(line) && says(line, "iotdps-") {
        if says(line, "put/iotdps-register") || says(line, "put iotdps-register") {
            return Some(Event::Register);
        }
        if let Some(at) = find(line, "iotdps-get-operationstatus", 0) {
            let rest = line.get(at..).unwrap_or_default();
            let id =
                find(rest, "operationid=", 0).and_then(|at| rest.get(at + "operationid=".len()..));
            // A log may cut its lines: the topic has to be whole.
            let bare = rest.to_ascii_lowercase().ends_with("operationid=");
            let whole = bare || rest.contains(['\'', '"', ']', '`', ' ']);
            let named = id.is_some_and(|id| {
                id.starts_with(|first: char| {
                    first.is_ascii_alphanumeric() || "$%{<*".contains(first)
                })
            });
            return Some(Event::Poll {
                operation: named || !whole,
            });
        }
        return None;
    }
    if any(&[
        "sending subscribe",
        "cmd: 'subscribe'",
        "subscribed to topic",
        "received suback",
        "subscribe request",
        ">>> subscribe",
        "-> subscribe",
        "subscribe. topics",
        "subscribing to",
    ]) {
        return Some(Event::Subscribe);
    }
    if any(&[
        "sending connect",
        "cmd: 'connect'",
        "connect command",
        "onconnect",
        " connected",
        ">>> connect",
        "-> connect",
        "connect | ver",
        "connect: [",
    ]) && !says(line, "disconnect")
    {
        return Some(Event::Connect);
    }
    let idle = [
        "pingreq",
        "ping request",
        "checking ping",
        "sending disconnect",
        "client end ::",
        "disconnect req",
        "disconnected by user",
        "brokerconnectorcontroller      : disconnect",
    ];
    any(&idle).then_some(Event::Idle)
}

/// The time of day that stands in the line: `09:14:05`, `09:14:05,400`, `09:14:05.400`.
fn time(line: &str) -> Option<(i64, bool)> {
    let bytes = line.as_bytes();
    let digit = |at: usize| {
        bytes
            .get(at)
            .filter(|byte| byte.is_ascii_digit())
            .map(|byte| i64::from(byte - b'0'))
    };
    let two = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    let colon = |at: usize| bytes.get(at) == Some(&b':');
    const HEAD: usize = 40;
    let at = (0..HEAD.min(bytes.len())).find(|at| {
        two(*at).is_some()
            && colon(at + 2)
            && two(at + 3).is_some()
            && colon(at + 5)
            && two(at + 6).is_some()
    })?;
    let seconds = (two(at)? * 60 + two(at + 3)?) * 60 + two(at + 6)?;
    let fraction = matches!(bytes.get(at + 8), Some(b'.' | b','));
    let milliseconds = digit(at + 9).zip(digit(at + 10)).zip(digit(at + 11));
    Some(match (fraction, milliseconds) {
        (true, Some(((one, two), three))) => (seconds * 1000 + one * 100 + two * 10 + three, true),
        _ => (seconds * 1000, false),
    })
}
