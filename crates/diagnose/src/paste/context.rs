//! What one piece of text says about another: whose CONNACK it was, which of two words says more.

use std::collections::BTreeSet;

use super::search::{all, find, says};
use super::{Reading, Understood};
use crate::{Observation, Place, Sign};

pub(super) fn settle(text: &str, reading: &mut Reading) {
    second_key(text, &mut reading.evidence.observations);
    hub_or_dps(text, reading);
    super::whose::settle(text, reading);
    super::refusals::listed(text, reading);
    let observations = &mut reading.evidence.observations;
    of_other_services(text, observations);
    of_the_other_side(text, observations);
    answered_before(text, observations);
    refusals_by_number(observations);
    duller_words(observations);
    orderly_ends(observations);
    ended_after_handshake(text, observations);
    never_asked(text, observations);
    given_up(text, observations);
    asked_for_nothing(observations);
    crashed(text, observations);
    no_operation(observations);
    chain_handed_over(text, observations);
    left_as_written(text, &reading.understood, observations);
    repeated(observations);
}

/// Both keys of one entry were tried: one was taken, the other refused.
fn second_key(text: &str, observations: &mut Vec<Observation>) {
    let named = |which: &str| {
        let mut joints = ["_", " ", "", "-"].iter();
        joints.any(|joint| says(text, &format!("{which}{joint}key")))
    };
    let both = named("primary") && named("secondary");
    let taken = observations.iter().any(|seen| seen.sign == Sign::Assigned);
    let refused = observations
        .iter()
        .find(|seen| matches!(seen.sign, Sign::Code401002 | Sign::Status401))
        .map(|seen| seen.place.clone());
    // Somebody tells that both were used, one after the other.
    let turns = ["then", "again", "turn", "rotat", "switch"];
    let told = text.lines().any(|line| {
        let both = says(line, "primary") && says(line, "secondary") && says(line, "regist");
        both && turns.iter().any(|word| says(line, word))
    });
    let (true, true, Some(place)) = (both, taken || told, refused) else {
        return;
    };
    let dull = [Sign::Code401002, Sign::Status401];
    observations.retain(|seen| !dull.contains(&seen.sign));
    observations.push(Observation {
        sign: Sign::OtherKeyBefore,
        place,
        seen: "one of the two keys was taken, and the other is refused".to_owned(),
        edit: None,
    });
}

/// A program that ends over the operation ID of an answer that is an error.
fn crashed(text: &str, observations: &mut Vec<Observation>) {
    let known = observations
        .iter()
        .any(|seen| seen.sign == Sign::OperationIdKeyError);
    if known || !says(text, "registrations/res/4") {
        return;
    }
    let crashes = [
        "nullpointerexception",
        "nullreferenceexception",
        "panicked at",
        "typeerror",
        "attributeerror",
        "undefined method",
        "nil pointer",
        "unwrap()",
    ];
    const NEAR: usize = 400;
    let crash = crashes
        .iter()
        .flat_map(|words| all(text, words).map(move |at| (at, words.len())))
        .find(|(at, _)| {
            let mut ids = all(text, "operationid").chain(all(text, "operation_id"));
            // In a program or a stack, and not in an answer.
            let answer = |id: usize| {
                let behind = text.get(id..).unwrap_or_default();
                behind.starts_with("operationId\":")
            };
            ids.any(|id| id.abs_diff(*at) < NEAR && !answer(id))
        });
    if let Some((at, length)) = crash {
        observations.push(Observation {
            sign: Sign::OperationIdKeyError,
            place: Place::Text(at..at + length),
            seen: "the program ends where it takes the operation ID out of an error".to_owned(),
            edit: None,
        });
    }
}

/// A body without operation ID is nobody's oversight when the topic says 202.
fn no_operation(observations: &mut [Observation]) {
    let answers = [
        Sign::Assigning,
        Sign::InvalidCertificate,
        Sign::CaNotFound,
        Sign::SigningInfoMismatch,
    ];
    let is_answer = |sign: Sign| answers.contains(&sign) || sign.id().starts_with("code_");
    let mut heard: Vec<(usize, Sign)> = observations
        .iter()
        .filter(|seen| is_answer(seen.sign) || sign_is_status(seen.sign))
        .map(|seen| (start(seen), seen.sign))
        .collect();
    heard.sort_by_key(|(at, _)| *at);
    for seen in observations {
        if seen.sign != Sign::OperationIdKeyError {
            continue;
        }
        let at = start(seen);
        let last = heard.iter().rev().find(|(before, _)| *before < at);
        let accepted = last.is_some_and(|(_, sign)| *sign == Sign::Assigning);
        if accepted {
            seen.sign = Sign::OperationIdMissing;
        }
    }
}

fn sign_is_status(sign: Sign) -> bool {
    sign.id().starts_with("status_") || sign == Sign::Disabled
}

/// .NET on Windows is given the chain, and the service does not see it.
fn chain_handed_over(text: &str, observations: &mut Vec<Observation>) {
    const CALL: &str = "SecurityProviderX509Certificate(";
    let windows = says(text, "microsoft windows") || says(text, ".cs:line") && text.contains(":\\");
    let call = text.find(CALL).filter(|at| {
        let arguments = text.get(at + CALL.len()..).unwrap_or_default();
        let arguments = arguments.split([')', '\n']).next().unwrap_or_default();
        arguments.contains(',')
    });
    if let (true, Some(at)) = (windows, call) {
        observations.push(Observation {
            sign: Sign::SchannelInUse,
            place: Place::Text(at..at + CALL.len()),
            seen: "the chain is handed to .NET on Windows".to_owned(),
            edit: None,
        });
    }
}

/// The words of a sample in the place of the scope. Alone they may be what somebody did not want to show: only where the
/// service does not know the scope either.
fn left_as_written(text: &str, understood: &[Understood], observations: &mut Vec<Observation>) {
    if !observations.iter().any(|seen| seen.sign == Sign::Connack3) {
        return;
    }
    let samples = [
        "[your id scope]",
        "<your id scope>",
        "{your id scope}",
        "[id scope]",
        "<id scope>",
        "{id scope}",
        "{idscope}",
        "<idscope>",
        "your_id_scope",
        "your-id-scope",
    ];
    let found = samples
        .iter()
        .find_map(|words| Some((find(text, words, 0)?, words.len())));
    // Templates of source code have their variables in braces, beside other things.
    let alone = |at: usize, length: usize| {
        let before = text.as_bytes().get(..at).and_then(|before| before.last());
        let behind = text.as_bytes().get(at + length);
        let braces = text.as_bytes().get(at) == Some(&b'{');
        !braces || before != Some(&b'$') && behind != Some(&b'/')
    };
    let of_sample = |value: &&Understood| {
        let dressed = value.value.starts_with(['<', '{', '[']) || says(&value.value, "your");
        let plain = super::pairs::plain(&value.value);
        let plain: String = plain.chars().filter(char::is_ascii_alphanumeric).collect();
        value.what == "ID scope" && dressed && plain.contains("scope")
    };
    let value = understood
        .iter()
        .find(of_sample)
        .map(|value| (value.bytes.start, value.bytes.len()));
    let found = found.filter(|(at, length)| alone(*at, *length)).or(value);
    if let Some((at, length)) = found {
        observations.push(Observation {
            sign: Sign::PlaceholderLeft,
            place: Place::Text(at..at + length),
            seen: "the scope is still the sample's words, and the service does not know it"
                .to_owned(),
            edit: None,
        });
    }
}

fn start(seen: &Observation) -> usize {
    match &seen.place {
        Place::Text(bytes) => bytes.start,
        _ => 0,
    }
}

/// A refusal after the assignment is the hub's; so is one in a text that speaks of a hub alone.
fn hub_or_dps(text: &str, reading: &mut Reading) {
    let dps = [
        "provisioning",
        "/registrations/",
        "$dps",
        "id_scope",
        "idscope",
        "id scope",
    ];
    let dps = dps.iter().any(|word| says(text, word));
    let hub = [
        "azure-devices.net",
        "iothubdeviceclient",
        "iothubclient",
        "iothub_ll",
        "devices/",
    ];
    let hub = !dps && hub.iter().any(|word| says(text, word));
    let observations = &mut reading.evidence.observations;
    let assigned = observations
        .iter()
        .filter(|seen| seen.sign == Sign::Assigned)
        .map(start)
        .min();
    let again = |seen: &&Observation| {
        let after = assigned.is_some_and(|assigned| start(seen) > assigned);
        after && seen.sign == Sign::ClosedUnsaid
    };
    // A bare 401 behind the assignment is the hub's where its line speaks of one, else that of some other service.
    let hubs = [
        "hub",
        "azure",
        "device",
        "twin",
        "token",
        "mqtt",
        "amqp",
        "dps",
        "provision",
    ];
    let others = |seen: &Observation| {
        let at = start(seen);
        let begin = text.get(..at).and_then(|before| before.rfind('\n'));
        let end = at + super::search::line(text, at).len();
        let line = text
            .get(begin.map_or(0, |begin| begin + 1)..end)
            .unwrap_or_default();
        let bare = seen.sign == Sign::Status401 && assigned.is_some_and(|assigned| at > assigned);
        bare && !hubs.iter().any(|word| says(line, word))
    };
    observations.retain(|seen| !others(seen));
    // Once a connection ends in order, or by chance.
    let often = observations.iter().filter(again).count() > 1;
    for seen in observations.iter_mut() {
        let after = assigned.is_some_and(|assigned| start(seen) > assigned);
        if !after && !hub {
            continue;
        }
        seen.sign = match seen.sign {
            Sign::Connack1 => Sign::HubProtocol,
            Sign::Connack3 => Sign::HubUnavailable,
            Sign::Connack4 | Sign::Connack5 => Sign::HubRefused,
            Sign::Status401 | Sign::Code401002 if after => Sign::HubRefused,
            Sign::ClosedUnsaid if hub || often => Sign::HubClosed,
            other => other,
        };
    }
}

/// A code with its message says more than the code, and that more than the status.
fn duller_words(observations: &mut Vec<Observation>) {
    use Sign as S;
    let has = |signs: &[Sign]| observations.iter().any(|seen| signs.contains(&seen.sign));
    let said = [
        S::CaNotFound,
        S::InvalidCertificate,
        S::SigningInfoMismatch,
        S::HubUnauthorizedText,
    ];
    let unauthorized = has(&said) || has(&[S::Code401000, S::Code401001, S::Code401002]);
    let roots = has(&[
        S::RootUntrusted,
        S::ServerSelfSigned,
        S::ServerNameDiffers,
        S::ServerExpired,
        S::ServerNotYetValid,
    ]);
    let mut dull: Vec<Sign> = Vec::new();
    let mut drop = |when: bool, signs: &[Sign]| {
        if when {
            dull.extend_from_slice(signs);
        }
    };
    drop(has(&said), &[S::Code401002]);
    drop(
        unauthorized || has(&[S::Code400207, S::Code400208, S::Code400209]),
        &[S::Status401],
    );
    drop(
        has(&[
            S::Code400002,
            S::Code400004,
            S::Code400207,
            S::Code400208,
            S::Code400209,
        ]),
        &[S::Status400],
    );
    drop(
        has(&[S::Code404201, S::Code404202, S::Code404203]),
        &[S::Status404],
    );
    drop(has(&[S::Code409203]), &[S::Status409]);
    // mosquitto says of every refusal that the connection was refused, behind the number that tells which.
    drop(has(&[S::HubRefused, S::HubProtocol]), &[S::HubUnavailable]);
    drop(has(&[S::Code429001]), &[S::Status429]);
    // What TLS found is the reason why it failed.
    drop(roots, &[S::TlsDone, S::TlsUnsaid]);
    drop(roots, &[S::VerifyFailed]);
    drop(has(&[S::VerifyFailed]), &[S::TlsUnsaid, S::TlsDone]);
    // A registration that failed says why, most often.
    drop(
        unauthorized || has(&said) || has(&[S::Code400207, S::Code400208, S::Code400209]),
        &[S::RegistrationFailed],
    );
    // The general words of a library stand beside the particular ones.
    drop(
        has(&[
            S::ServerSelfSigned,
            S::ServerNameDiffers,
            S::ServerExpired,
            S::ServerNotYetValid,
        ]),
        &[S::RootUntrusted],
    );
    drop(
        has(&[S::NoStartLine, S::KeyValuesMismatch]),
        &[S::PemLib, S::TlsUnsaid],
    );
    drop(
        has(&[S::FileMissing, S::KeyUnreadable, S::KeyLocked]),
        &[S::TlsUnsaid],
    );
    drop(
        has(&[
            S::TlsVersion,
            S::TlsHandshakeFailure,
            S::AlertUnknownCa,
            S::AlertBadCertificate,
            S::AlertCertificateRequired,
            S::AlertDecryptError,
        ]),
        &[S::TlsUnsaid, S::HandshakeCut],
    );
    drop(
        has(&[S::NameNotFound, S::ConnectTimeout, S::Unreachable]),
        &[S::TlsUnsaid, S::ConnectionRefused],
    );
    // Whoever is not there, or answers, has no trouble with TLS.
    let answered = unauthorized
        || has(&[
            S::Status400,
            S::Status401,
            S::Status404,
            S::Status429,
            S::Code400004,
            S::Code404201,
            S::Code429001,
        ]);
    drop(
        answered
            || has(&[
                S::ConnectionRefused,
                S::HubRefused,
                S::Connack3,
                S::Connack5,
            ]),
        &[S::TlsUnsaid],
    );
    // After a refusal it is the client that hangs up.
    drop(answered, &[S::ClosedUnsaid]);
    observations.retain(|seen| !dull.contains(&seen.sign));
}

/// A connection that ends after the device was assigned ends in order.
fn orderly_ends(observations: &mut Vec<Observation>) {
    let assigned = observations
        .iter()
        .filter(|seen| seen.sign == Sign::Assigned)
        .map(start)
        .min();
    let Some(assigned) = assigned else { return };
    let ends = [
        Sign::ClosedUnsaid,
        Sign::ConnectionReset,
        Sign::StoppedByPerson,
    ];
    // The C SDK has the name of its file in every line, also where it hangs up.
    let noise = |seen: &Observation| seen.sign == Sign::TlsUnsaid && says(&seen.seen, "tlsio_");
    observations.retain(|seen| {
        let end = ends.contains(&seen.sign) || noise(seen);
        !(end && start(seen) > assigned)
    });
}

/// An end of the stream behind a handshake that one output calls good is no handshake cut short.
fn ended_after_handshake(text: &str, observations: &mut Vec<Observation>) {
    // OpenSSL calls good as well what it never came to look at.
    let unseen = ["no peer certificate available", "has read 0 bytes"];
    if unseen.iter().any(|words| says(text, words)) {
        return;
    }
    let good: Vec<usize> = observations
        .iter()
        .filter(|seen| seen.sign == Sign::TlsVerified)
        .map(start)
        .collect();
    observations.retain(|seen| {
        let at = start(seen);
        let together = |good: &usize| {
            let between = text.get(at.min(*good)..at.max(*good)).unwrap_or_default();
            !between.contains("\n$ ")
        };
        let cut = matches!(seen.sign, Sign::HandshakeCut | Sign::ConnectionReset);
        !(cut && good.iter().any(together))
    });
}

/// A registration that was accepted, and then nothing: the service does not speak before it is asked again.
fn never_asked(text: &str, observations: &mut Vec<Observation>) {
    let waited = [Sign::AnswerAbsent, Sign::StillAssigning, Sign::ClosedUnsaid];
    let ends = [
        "disconnected by user",
        "giving up",
        "gave up",
        "keyboardinterrupt",
        "timed out",
        "nothing more",
        "waiting for assignment",
        "still waiting",
        "no further message",
        "\n^c",
    ];
    let gave_up = ends.iter().flat_map(|words| all(text, words)).max();
    let waited = observations
        .iter()
        .filter(|seen| waited.contains(&seen.sign))
        .map(start)
        .chain(gave_up)
        .max();
    let accepted = observations
        .iter()
        .find(|seen| seen.sign == Sign::Assigning);
    let assigned = observations.iter().any(|seen| seen.sign == Sign::Assigned);
    let (Some(accepted), Some(waited), false) = (accepted, waited, assigned) else {
        return;
    };
    let asked = says(text, "get-operationstatus") || says(text, "/operations/");
    if !asked && start(accepted) < waited {
        let seen = Observation {
            sign: Sign::PollAbsent,
            place: accepted.place.clone(),
            seen: "the service said 202, and no poll follows".to_owned(),
            edit: None,
        };
        observations.push(seen);
    }
}

/// Each question was answered with assigning, until somebody gave up.
fn given_up(text: &str, observations: &mut Vec<Observation>) {
    const OFTEN: usize = 3;
    let asked = says(text, "get-operationstatus") || says(text, "/operations/");
    let assigned = observations.iter().any(|seen| seen.sign == Sign::Assigned);
    let answers = observations
        .iter()
        .filter(|seen| seen.sign == Sign::Assigning);
    let answers: Vec<usize> = answers.map(start).collect();
    // A log of somebody's own may say the word alone; a client that says it again and again has asked.
    let said: Vec<usize> = all(text, "assigning").collect();
    let (asked, answers) = match asked {
        true => (true, answers),
        false => (!says(text, "registrations/res/202"), said),
    };
    let last = answers.iter().max().copied().unwrap_or_default();
    let words = ["gave up", "giving up", "gives up"];
    let found = words
        .iter()
        .find_map(|words| Some((find(text, words, last)?, words.len())));
    if let (Some((at, length)), true) = (found, asked && !assigned && answers.len() >= OFTEN) {
        observations.push(Observation {
            sign: Sign::StillAssigning,
            place: Place::Text(at..at + length),
            seen: "every answer says assigning, until the client gives up".to_owned(),
            edit: None,
        });
    }
}

/// An operation is asked about, and no answer before had one: the program took it out of an error.
fn asked_for_nothing(observations: &mut Vec<Observation>) {
    let accepted = [Sign::Assigning, Sign::Assigned];
    if observations
        .iter()
        .any(|seen| accepted.contains(&seen.sign))
    {
        return;
    }
    let unknown = observations
        .iter()
        .find(|seen| seen.sign == Sign::Code404203)
        .map(|seen| (start(seen), seen.place.clone()));
    let Some((at, place)) = unknown else { return };
    let refused = [
        Sign::InvalidCertificate,
        Sign::CaNotFound,
        Sign::SigningInfoMismatch,
    ];
    let before = observations.iter().any(|seen| {
        let error = refused.contains(&seen.sign) || seen.sign.id().starts_with("code_4");
        error && seen.sign != Sign::Code404203 && start(seen) < at
    });
    if before {
        observations.push(Observation {
            sign: Sign::OperationIdKeyError,
            place,
            seen: "an operation is asked about behind an error, which has none".to_owned(),
            edit: None,
        });
    }
}

/// A line of a server's log with a request that is none of DPS, as Edge writes of its own management.
fn of_other_services(text: &str, observations: &mut Vec<Observation>) {
    let foreign = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let before = text.get(begin..at).unwrap_or_default();
        let methods = ["[GET /", "[POST /", "[PUT /", "[DELETE /", "[PATCH /"];
        methods.iter().any(|method| before.contains(method))
            && before.contains("HTTP/1.")
            && !says(before, "/registrations/")
    };
    observations.retain(|seen| !(sign_is_status(seen.sign) && foreign(start(seen))));
}

/// A file that is missing after the service has answered is another matter.
fn answered_before(text: &str, observations: &mut Vec<Observation>) {
    let answer = |sign: Sign| sign.id().starts_with("code_") || sign == Sign::HubUnauthorizedText;
    let answers: Vec<usize> = observations
        .iter()
        .filter(|seen| answer(seen.sign))
        .map(start)
        .collect();
    observations.retain(|seen| {
        let at = start(seen);
        let same = |answer: &usize| {
            let between = text.get(*answer..at);
            between.is_some_and(|between| !between.contains("\n$ "))
        };
        seen.sign != Sign::FileMissing || !answers.iter().any(same)
    });
}

/// What a server's log says of the device that came: not what the device says of the server.
fn of_the_other_side(text: &str, observations: &mut [Observation]) {
    let theirs = [
        "tls handshake error from",
        "client certificate verification failed",
    ];
    for seen in observations {
        let at = start(seen);
        let begin = text.get(..at).and_then(|before| before.rfind('\n'));
        let begin = begin.map_or(0, |begin| begin + 1);
        let line = text.get(begin..at + super::search::line(text, at).len());
        let server = theirs
            .iter()
            .any(|words| says(line.unwrap_or_default(), words));
        if server && matches!(seen.sign, Sign::RootUntrusted | Sign::VerifyFailed) {
            seen.sign = Sign::AlertUnknownCa;
        }
    }
}

/// mosquitto ends every refusal with words that sound like CONNACK 3, below the number that tells which it was.
fn refusals_by_number(observations: &mut Vec<Observation>) {
    let others = [
        Sign::Connack1,
        Sign::Connack2,
        Sign::Connack4,
        Sign::Connack5,
    ];
    if observations.iter().any(|seen| others.contains(&seen.sign)) {
        observations.retain(|seen| {
            seen.sign != Sign::Connack3 || !says(&seen.seen, "error: the connection was refused.")
        });
    }
}

/// The same sign at the same place was found in two ways; once is enough.
fn repeated(observations: &mut Vec<Observation>) {
    let mut known = BTreeSet::new();
    observations.retain(|seen| {
        let place = match &seen.place {
            Place::Text(bytes) => Some((bytes.start, bytes.end)),
            _ => None,
        };
        place.is_none_or(|place| known.insert((seen.sign, place)))
    });
}
