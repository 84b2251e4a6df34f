//! Registrations that ended otherwise than assigned. One piece, because all ways to end share the same few helpers.

use dps_protocol::bodies::{ErrorBody, RegistrationState};
use dps_protocol::codes::{
    CodeText, Confidence, explain_code, explain_connack, explain_disabled, explain_status,
};
use dps_protocol::names::RegistrationId;
use dps_protocol::registration::{Limit, Outcome, Pause, Stage, State, UnreadableAnswer};

use super::words::{Suspect, Words, assemble, quoted, sentence};
use super::{Context, Explanation, suspects};
use crate::inputs::{Field, Place};
use crate::lesson::sources::*;

pub(super) fn explain(outcome: &Outcome, context: &Context<'_>) -> Explanation {
    match outcome {
        Outcome::ConnackRefused { code } => connack(*code, context),
        Outcome::SubscribeRefused => subscribe_refused(context),
        Outcome::Refused {
            status,
            error,
            body,
        } => refused(*status, error.as_ref(), body, context),
        Outcome::Failed { operation, .. } => failed(operation.registration_state.as_ref(), context),
        Outcome::Disabled { .. } => disabled(context),
        Outcome::Closed { during } => closed(during, context),
        Outcome::TimedOut { during, limit } => timed_out(during, *limit, context),
        Outcome::Cancelled => super::preparation::cancelled(),
        Outcome::Unreadable {
            topic,
            payload,
            why,
        } => unreadable(topic, payload, why, context),
        // No failure, but the types cannot say so.
        _ => super::preparation::cancelled(),
    }
}

/// Titles and causes that `dps-protocol` knows, with the suspects of this run in front.
fn from_code(text: &CodeText, what: String, suspects: Vec<Suspect>, code: String) -> Explanation {
    let words = Words {
        title: text.title,
        what: "",
        why: &[],
        now: &[],
        sources: &[],
    };
    let mut explanation = assemble(&words, suspects, Some(code));
    explanation.what = what;
    explanation.why.push(text.meaning.to_owned());
    explanation.now.push(text.fix.to_owned());
    explanation.sources = text.sources.to_vec();
    if text.confidence == Confidence::Unproven {
        explanation
            .why
            .push("How sure is this? Nobody has shown it of the real service yet.".to_owned());
    }
    explanation
}

/// Who answered, so that nobody takes the practice service for Azure.
fn service(context: &Context<'_>) -> &'static str {
    if context.inputs.place.is_practice() {
        "The practice service"
    } else {
        "DPS"
    }
}

fn connack(code: u8, context: &Context<'_>) -> Explanation {
    let found = match code {
        2 => suspects::edited(context, &[Field::ClientId]),
        3 => {
            let edits = suspects::edited(context, &[Field::Username]);
            edits
                .into_iter()
                .chain(suspects::id_scope(context))
                .collect()
        }
        4 | 5 => suspects::edited(
            context,
            &[Field::ClientId, Field::Username, Field::Password],
        ),
        _ => Vec::new(),
    };
    let what = format!(
        "{} answered `CONNECT` with `CONNACK` {code} and took no connection.",
        service(context)
    );
    let shown = format!("CONNACK {code}");
    match explain_connack(code) {
        Some(text) => from_code(text, what, found, shown),
        None => {
            let words = Words {
                title: "A code that MQTT 3.1.1 does not have",
                what: "",
                why: &[
                    "MQTT 3.1.1 knows the codes 0 to 5. What answers may be no MQTT 3.1.1 server.",
                ],
                now: &["Check host and port."],
                sources: &[MQTT_CONNACK],
            };
            Explanation {
                what,
                ..assemble(&words, found, Some(shown))
            }
        }
    }
}

fn subscribe_refused(context: &Context<'_>) -> Explanation {
    let words = Words {
        title: "The subscription was refused",
        what: "`SUBACK` carries `0x80`: the service does not grant this filter.",
        why: &[
            "DPS serves one filter, `$dps/registrations/res/#`. Microsoft does not document how it refuses others.",
        ],
        now: &["Subscribe to the filter that the page builds, then go on."],
        sources: &[MQTT_SUBACK, DPS_MQTT],
    };
    assemble(
        &words,
        suspects::edited(context, &[Field::Filter]),
        Some("SUBACK 0x80".to_owned()),
    )
}

fn refused(
    status: u16,
    error: Option<&ErrorBody>,
    body: &[u8],
    context: &Context<'_>,
) -> Explanation {
    let service = service(context);
    let Some(error) = error else {
        let body = String::from_utf8_lossy(body);
        let what = if body.trim().is_empty() {
            format!("{service} answered with status `{status}` and an empty body.")
        } else {
            format!(
                "{service} answered with status `{status}`: {}.",
                quoted(&body)
            )
        };
        return of_status(status, what, status_suspects(status, context));
    };
    let shown = format!("{} {}", error.error_code, error.message);
    let mut what = format!(
        "{service} answered with status `{status}`: {}",
        quoted(&shown)
    );
    what.push_str(if error.message.ends_with('.') {
        ""
    } else {
        "."
    });
    let tracking_id = error.tracking_id.as_str();
    if !tracking_id.is_empty() && matches!(context.inputs.place, Place::Azure(_)) {
        what.push_str(&format!(
            " Tracking ID for Microsoft's support: {}.",
            quoted(tracking_id)
        ));
    }
    let found = code_suspects(error.error_code, &error.message, context);
    let code = error.error_code.to_string();
    match explain_code(error.error_code, &error.message) {
        Some(text) => from_code(text, what, found, code),
        None => Explanation {
            code: Some(code),
            ..of_status(status, what, found)
        },
    }
}

/// What this run's inputs say to a six-digit code.
fn code_suspects(code: u32, message: &str, context: &Context<'_>) -> Vec<Suspect> {
    let mut found = status_suspects(u16::try_from(code / 1000).unwrap_or_default(), context);
    if code / 1000 == 401
        && (message.contains("CA certificate") || message.contains("chain elements"))
    {
        found.extend(suspects::chain(context));
    }
    found
}

fn status_suspects(status: u16, context: &Context<'_>) -> Vec<Suspect> {
    match status {
        400 => {
            let mut found = suspects::edited(
                context,
                &[
                    Field::RegisterPayload,
                    Field::RegisterTopic,
                    Field::PollTopic,
                ],
            );
            if let Err(error) = RegistrationId::parse(&context.inputs.registration_id) {
                found.push(Suspect::new(
                    sentence(&error.to_string()),
                    "Choose a registration ID that DPS allows, and a certificate with that common name.",
                ));
            }
            found
        }
        401 => suspects::practice_enrolment(context)
            .into_iter()
            .chain(suspects::leaf(context))
            .collect(),
        404 => suspects::edited(context, &[Field::PollTopic]),
        _ => Vec::new(),
    }
}

/// What is true of a status in general, for codes that nobody has described.
fn of_status(status: u16, what: String, found: Vec<Suspect>) -> Explanation {
    if let Some(text) = explain_status(status) {
        return from_code(text, what, found, status.to_string());
    }
    let words = Words {
        title: "An answer nobody expected",
        what: "",
        why: &["Nothing is documented about this status for a registration."],
        now: &["Look at the packet, set changed fields back, and run the step again."],
        sources: &[DPS_MQTT, TROUBLE],
    };
    Explanation {
        what,
        ..assemble(&words, found, Some(status.to_string()))
    }
}

fn failed(state: Option<&RegistrationState>, context: &Context<'_>) -> Explanation {
    let code = state.and_then(|state| state.error_code);
    let message = state
        .and_then(|state| state.error_message.as_deref())
        .unwrap_or_default();
    let shown = match code {
        Some(code) => format!(
            ": {}.",
            quoted(format!("{code} {message}").trim().trim_end_matches('.'))
        ),
        None if message.is_empty() => ", without a code.".to_owned(),
        None => format!(": {}.", quoted(message)),
    };
    let what = format!(
        "{} let the device in, but the registration then ended as `failed`{shown} The topic's status is `200` even so.",
        service(context)
    );
    let found = code
        .map(|code| code_suspects(code, message, context))
        .unwrap_or_default();
    match code.and_then(|code| Some((code, explain_code(code, message)?))) {
        Some((code, text)) => from_code(text, what, found, code.to_string()),
        None => {
            let words = Words {
                title: "The registration failed",
                what: "",
                why: &[
                    "DPS could not write the device into a hub: none is linked, or the link's key is out of date.",
                    "A custom allocation webhook answered with an error.",
                ],
                now: &["Check the linked hubs of the DPS instance and its allocation policy."],
                sources: &[ALLOCATION, CUSTOM, ISSUE_HUB_KEY],
            };
            Explanation {
                what,
                ..assemble(&words, found, code.map(|code| code.to_string()))
            }
        }
    }
}

fn disabled(context: &Context<'_>) -> Explanation {
    let what = format!(
        "{} found the enrolment and answered `disabled`, with status `200` in the topic.",
        service(context)
    );
    let found = suspects::practice_enrolment(context).into_iter().collect();
    from_code(explain_disabled(), what, found, "disabled".to_owned())
}

/// The fields that were sent for a stage, or that its answer depends on.
fn fields_of(stage: Stage) -> &'static [Field] {
    match stage {
        Stage::Connect => &[Field::ClientId, Field::Username, Field::Password],
        Stage::Subscribe => &[Field::Filter, Field::Username],
        Stage::Register => &[Field::Filter, Field::RegisterTopic, Field::RegisterPayload],
        Stage::Poll => &[Field::Filter, Field::PollTopic],
    }
}

fn closed(during: &State, context: &Context<'_>) -> Explanation {
    let stage = during.stage().unwrap_or(Stage::Connect);
    let words = Words {
        title: "The service closed the connection",
        what: "",
        why: match stage {
            Stage::Connect => &[
                "The service takes no such `CONNECT`: another protocol version, or a username it cannot read. What DPS does then is not documented.",
            ],
            Stage::Subscribe => &[
                "The service serves no such filter. What DPS does then is not documented; IoT Hub closes the connection.",
            ],
            Stage::Register | Stage::Poll => {
                &["The service takes no such topic, or the network broke."]
            }
        },
        now: &[
            "Set changed fields back and run the step again. MQTT 3.1.1 gives a server no way to name its reason.",
        ],
        sources: &[DPS_MQTT],
    };
    Explanation {
        what: format!(
            "The connection ended while the page was {}.",
            during.describe()
        ),
        ..assemble(&words, suspects::edited(context, fields_of(stage)), None)
    }
}

fn timed_out(during: &State, limit: Limit, context: &Context<'_>) -> Explanation {
    let stage = during.stage().unwrap_or(Stage::Connect);
    if let State::Pausing {
        reason: Pause::Backoff { status },
        ..
    } = during
    {
        let what = format!(
            "{} kept answering with status `{status}` until the time for this run was up.",
            service(context)
        );
        return of_status(*status, what, Vec::new());
    }
    let words = Words {
        title: "No answer in time",
        what: "",
        why: match stage {
            Stage::Connect | Stage::Subscribe => {
                &["What answered TLS may be no MQTT server, or the service is overloaded."]
            }
            Stage::Register => &[
                "The answer went to a topic that is not subscribed, or the request's topic is not one that DPS knows.",
            ],
            Stage::Poll if limit == Limit::Overall => &[
                "DPS is still assigning, for example while it waits for a custom allocation webhook.",
            ],
            Stage::Poll => &[
                "The answer went to a topic that is not subscribed, or the poll's topic is not one that DPS knows.",
            ],
        },
        now: &["Set changed fields back and run the step again."],
        sources: &[DPS_MQTT],
    };
    let whose = match limit {
        Limit::Answer => "one answer",
        Limit::Overall => "the whole registration",
    };
    Explanation {
        what: format!(
            "The page was {}, and the time for {whose} ran out.",
            during.describe()
        ),
        ..assemble(&words, suspects::edited(context, fields_of(stage)), None)
    }
}

fn unreadable(
    topic: &str,
    payload: &[u8],
    why: &UnreadableAnswer,
    context: &Context<'_>,
) -> Explanation {
    let words = match why {
        UnreadableAnswer::EmptyRequestId => Words {
            title: "The answer carries no request ID",
            what: "",
            why: &[
                "The topic of the request has no `$rid`. The service answers even so, but has nothing to repeat, and a device cannot tell which request the answer belongs to.",
            ],
            now: &[
                "Write `?$rid=` with its dollar sign. In a shell, put the topic in single quotes.",
            ],
            sources: &[DPS_MQTT],
        },
        _ => Words {
            title: "An answer that cannot be read",
            what: "",
            why: &[
                "What came back does not have the form that is documented. What answers may not be DPS.",
            ],
            now: &[
                "Look at the last packet received, set changed fields back, and run the step again.",
            ],
            sources: &[DPS_MQTT, REST],
        },
    };
    let mut what = format!(
        "{} It came on {}",
        sentence(&why.to_string()),
        quoted(topic)
    );
    let payload = String::from_utf8_lossy(payload);
    what.push_str(&if payload.trim().is_empty() {
        ".".to_owned()
    } else {
        format!(": {}.", quoted(&payload))
    });
    let fields = [Field::RegisterTopic, Field::PollTopic];
    Explanation {
        what,
        ..assemble(&words, suspects::edited(context, &fields), None)
    }
}
