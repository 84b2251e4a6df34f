//! A request carried out: as a short MQTT conversation, or, where MQTT has nothing like it, by the same decisions.

use device_certs::{Certificate, Verdict};
use dps_protocol::topics::{self, RESPONSE_FILTER, ResponseTopic};
use dps_protocol::username::Username;
use dps_protocol::{hub, username};
use hyper::StatusCode;
use mqtt_wire::{Connect, Framer, Packet, Publish, QoS, Subscribe};

use super::Caller;
use super::answer::Answer;
use crate::decision::{
    self, Assessment, Attempt, ConnackRefusal, ConnectFacts, Decision, Refusal, Rule,
};
use crate::device_api::{Call, Registrant, names_another};
use crate::listen::{PracticeHandle, native, now};
use crate::{
    CloseReason, Effect, MAX_CHAIN_CERTIFICATES, MAX_PACKET_BYTES, PracticeDps, Session, bodies,
};

const TOKEN_SCHEME: &str = "SharedAccessSignature ";

/// There is one question, so that any name for it will do.
const REQUEST: &str = "https";

/// A call, and what came with it.
#[derive(Debug)]
pub(super) struct Asked {
    pub call: Call,
    pub api_version: Option<String>,
    /// A SAS token, for devices without a certificate.
    pub authorization: Option<String>,
    pub host: String,
}

/// The answer; `None` when the service ends the connection without one.
pub(super) fn carry_out(
    asked: &Asked,
    body: &[u8],
    handle: &PracticeHandle,
    caller: &Caller,
) -> Option<Answer> {
    let refused = |refusal| Some(refusal_answer(handle, &refusal));
    let Some(api_version) = asked.api_version.as_deref() else {
        return refused(Refusal::by(Rule::ApiVersionMissing));
    };
    let (registrant, topic) = match &asked.call {
        Call::Register(registrant) if names_another(body, registrant) => {
            return refused(Refusal::by(Rule::BodyOfAnother));
        }
        Call::Register(registrant) => (registrant, topics::register(REQUEST)),
        Call::Poll(registrant, operation_id) => {
            (registrant, topics::operation_status(REQUEST, operation_id))
        }
        Call::Lookup(registrant) => return lookup(asked, registrant, handle, caller),
        Call::Telemetry { device_id } => return telemetry(asked, device_id, body, handle, caller),
        Call::WebSocket => return Some(Answer::bare(StatusCode::BAD_REQUEST)),
    };
    let connect = connect(
        &registrant.registration_id,
        username::format(
            &registrant.id_scope,
            &registrant.registration_id,
            api_version,
        ),
        asked,
    );
    let filters = vec![(RESPONSE_FILTER.to_owned(), QoS::AtMostOnce)];
    let packets = [
        Packet::Connect(connect),
        Packet::Subscribe(Subscribe {
            packet_id: 1,
            filters,
        }),
        message(topic, body, QoS::AtMostOnce),
    ];
    let said = converse(&packets, handle, caller)?;
    let response = match said {
        Said::Refused(refusal) => return Some(refusal_answer(handle, &at_register(&refusal))),
        Said::Packets(packets) => packets.into_iter().find_map(|packet| match packet {
            Packet::Publish(publish) => Some(publish),
            _ => None,
        })?,
    };
    let topic = ResponseTopic::parse(&response.topic).ok()?;
    let location = (topic.status == 202).then(|| {
        let Registrant {
            id_scope,
            registration_id,
        } = registrant;
        format!(
            "https://{}/{id_scope}/registrations/{registration_id}/register",
            asked.host
        )
    });
    Some(Answer {
        status: StatusCode::from_u16(topic.status).ok()?,
        body: response.payload,
        retry_after_secs: topic.retry_after_secs,
        location,
        request_id: Some(handle.with(|service| service.identifiers.guid())),
    })
}

/// What a device reads in a CONNACK, as HTTPS says it. (How the service does is not known.)
fn at_register(refusal: &ConnackRefusal) -> Refusal {
    Refusal::by(refusal.rule)
}

fn telemetry(
    asked: &Asked,
    device_id: &str,
    body: &[u8],
    handle: &PracticeHandle,
    caller: &Caller,
) -> Option<Answer> {
    let host = asked.host.split(':').next().unwrap_or_default();
    let packets = [
        Packet::Connect(connect(device_id, hub::username(host, device_id), asked)),
        message(hub::telemetry_topic(device_id), body, QoS::AtLeastOnce),
    ];
    Some(match converse(&packets, handle, caller)? {
        Said::Refused(_) => Answer {
            status: StatusCode::UNAUTHORIZED,
            body: b"{\"Message\":\"ErrorCode:IotHubUnauthorizedAccess;Unauthorized\"}".to_vec(),
            ..Answer::default()
        },
        Said::Packets(packets) => {
            let mut packets = packets.iter();
            // What was not acknowledged was not taken.
            packets.find(|packet| matches!(packet, Packet::Puback { .. }))?;
            Answer::bare(StatusCode::NO_CONTENT)
        }
    })
}

/// The registration record of a device that shows who it is. MQTT has no such question.
fn lookup(
    asked: &Asked,
    registrant: &Registrant,
    handle: &PracticeHandle,
    caller: &Caller,
) -> Option<Answer> {
    let chain = caller.peer.chain.iter().take(MAX_CHAIN_CERTIFICATES);
    let chain: Vec<Certificate> = chain.map(|der| Certificate::read(der).0).collect();
    let connect = connect(&registrant.registration_id, String::new(), asked);
    let facts = ConnectFacts {
        client_id: &registrant.registration_id,
        username: "",
        has_certificate: !chain.is_empty(),
        has_password: connect.password.is_some(),
    };
    let username = Username {
        id_scope: registrant.id_scope.clone(),
        registration_id: registrant.registration_id.clone(),
        api_version: asked.api_version.clone(),
        others: Vec::new(),
    };
    let assess = |service: &mut PracticeDps| {
        decision::connect(&facts, &username, &service.settings.id_scope)
            .map_err(|refusal| at_register(&refusal))?;
        let attempt = Attempt {
            registration_id: &registrant.registration_id,
            chain: &chain,
            password: connect.password.as_deref(),
            id_scope: service.settings.id_scope.as_str(),
            registered_with: None,
            now_secs: now().unix_secs(),
        };
        Ok(decision::register(&attempt, &service.enrollments))
    };
    let decided = match handle.with(assess) {
        Err(refusal) => Decision::Refused(refusal),
        Ok(Assessment::Settled(decision)) => decision,
        Ok(Assessment::Chain(question)) => {
            let verdicts: Vec<Verdict> = question.checks().iter().map(native::verify).collect();
            handle.with(|service| question.settle(&verdicts, &service.enrollments))
        }
    };
    if let Decision::Refused(refusal) = decided {
        return Some(refusal_answer(handle, &refusal));
    }
    let record = handle.with(|service| {
        let record = service.registration(&registrant.registration_id)?;
        Some(record.to_json())
    });
    Some(match record {
        None => refusal_answer(handle, &Refusal::by(Rule::RegistrationUnknown)),
        Some(record) => Answer {
            status: StatusCode::OK,
            body: record.into_bytes(),
            request_id: Some(handle.with(|service| service.identifiers.guid())),
            ..Answer::default()
        },
    })
}

fn refusal_answer(handle: &PracticeHandle, refusal: &Refusal) -> Answer {
    let (tracking_id, seventh) = handle.with(|service| {
        (
            service.identifiers.guid(),
            service.identifiers.seventh_digit(),
        )
    });
    let timestamp = now().as_service_writes(seventh);
    Answer {
        status: StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::UNAUTHORIZED),
        body: bodies::error(refusal, &tracking_id, &timestamp).into_bytes(),
        ..Answer::default()
    }
}

fn connect(client_id: &str, username: String, asked: &Asked) -> Connect {
    let token = asked.authorization.as_deref();
    let token = token.filter(|token| token.starts_with(TOKEN_SCHEME));
    Connect {
        client_id: client_id.to_owned(),
        username: Some(username),
        password: token.map(|token| token.as_bytes().to_vec()),
        clean_session: true,
        keep_alive_secs: 60,
        will: None,
    }
}

fn message(topic: String, payload: &[u8], qos: QoS) -> Packet {
    Packet::Publish(Publish {
        topic,
        payload: payload.to_vec(),
        qos,
        retain: false,
        dup: false,
        packet_id: (qos != QoS::AtMostOnce).then_some(2),
    })
}

/// What the session said to it all.
enum Said {
    Packets(Vec<Packet>),
    Refused(ConnackRefusal),
}

/// `None` when the session ended the connection, or something of the request cannot be said in MQTT.
fn converse(packets: &[Packet], handle: &PracticeHandle, caller: &Caller) -> Option<Said> {
    let mut session =
        handle.with(|service| service.open_request(caller.connection, &caller.peer, now()));
    let said = converse_with(&mut session, packets, handle);
    handle.with(|service| session.closed(service, now()));
    said
}

fn converse_with(
    session: &mut Session,
    packets: &[Packet],
    handle: &PracticeHandle,
) -> Option<Said> {
    // A fault may cut packets, or join them.
    let mut said = Framer::new(MAX_PACKET_BYTES);
    for packet in packets {
        let bytes = packet.encode().ok()?;
        let mut effects = handle.with(|service| session.receive(service, &bytes, now()));
        while !effects.is_empty() {
            for effect in std::mem::take(&mut effects) {
                match effect {
                    Effect::Send(bytes) => said.push(&bytes),
                    Effect::Check { id, checks } => {
                        let verdicts = checks.iter().map(native::verify).collect();
                        effects.extend(
                            handle.with(|service| session.verdicts(service, id, verdicts, now())),
                        );
                    }
                    Effect::Close(CloseReason::ConnectRefused(refusal)) => {
                        return Some(Said::Refused(refusal));
                    }
                    Effect::Close(_) => return None,
                    Effect::WakeAt(_) | Effect::Displaced(_) => {}
                }
            }
        }
    }
    let mut packets = Vec::new();
    while let Ok(Some(frame)) = said.next_frame() {
        packets.extend(Packet::decode(&frame).ok());
    }
    Some(Said::Packets(packets))
}
