//! CONNECT: which of the two services is meant, whether the client is let in, and what a fault makes of that.

use mqtt_wire::{Connack, Connect, Packet};

use super::hub::Hub;
use super::provisioning::Provisioning;
use super::{CloseReason, Effect, MAX_IDLE_SECS, MICROS_PER_SEC, Session, State};
use crate::decision::{self, Addressed, ConnackRefusal, ConnectFacts, Rule};
use crate::fault::{ConnectFault, Hook, Side};
use crate::{HubDevice, PracticeDps, Timestamp};

impl Session {
    pub(super) fn connect(&mut self, service: &mut PracticeDps, connect: &Connect, now: Timestamp) {
        let facts = ConnectFacts {
            client_id: &connect.client_id,
            username: connect.username.as_deref().unwrap_or_default(),
            has_certificate: self.leaf_sha256.is_some(),
            has_password: connect
                .password
                .as_ref()
                .is_some_and(|password| !password.is_empty()),
        };
        let addressed = Addressed::parse(facts.username);
        let is_hub = matches!(addressed, Ok(Addressed::Hub(_)));
        service.named(self.id, facts.client_id, is_hub);
        let addressed = match addressed {
            Ok(addressed) => addressed,
            Err(refusal) => {
                return self.refuse_connect(service, Some(facts.client_id), refusal, now);
            }
        };
        let let_in = match addressed {
            Addressed::Provisioning(username) => {
                if connect.will.is_some() {
                    let rule = Rule::WillNotServed;
                    return self.close(service, CloseReason::NotServed(rule), now);
                }
                decision::connect(&facts, &username, &service.settings.id_scope).map(|()| {
                    (
                        State::Provisioning(Provisioning::new(username, connect.password.clone())),
                        Rule::Connected,
                    )
                })
            }
            Addressed::Hub(username) => {
                let device = service
                    .hub_devices
                    .device(&username.hub, &username.device_id);
                let hub = decision::HubFacts {
                    hubs: &service.settings.hubs,
                    registered: device.map(|device| &device.credential),
                    presented: self.leaf_sha256.as_deref(),
                    password: connect.password.as_deref(),
                    now_secs: now.unix_secs(),
                };
                let version = device.map_or(0, HubDevice::desired_version);
                decision::hub_connect(&facts, &username, &hub)
                    .map(|()| (State::Hub(Hub::new(username, version)), Rule::HubConnected))
            }
        };
        match let_in {
            Ok((state, rule)) => {
                let side = match &state {
                    State::Hub(_) => Side::Hub,
                    _ => Side::Provisioning,
                };
                let is_connect = |hook: &Hook| matches!(hook, Hook::Connect(on, _) if *on == side);
                let fault = service.fire(now, self.id, Some(facts.client_id), &is_connect);
                match fault.map(|fault| (fault.id, fault.hook)) {
                    Some((id, Hook::Connect(_, fault))) => {
                        self.spoil_connect(
                            service,
                            (state, rule, connect.keep_alive_secs),
                            id,
                            fault,
                            now,
                        );
                    }
                    _ => self.let_in(service, state, rule, connect.keep_alive_secs, now),
                }
            }
            Err(refusal) => self.refuse_connect(service, Some(facts.client_id), refusal, now),
        }
    }

    /// Answers a CONNECT that would have been let in as a fault has it.
    fn spoil_connect(
        &mut self,
        service: &mut PracticeDps,
        (state, rule, keep_alive_secs): (State, Rule, u16),
        id: &'static str,
        fault: ConnectFault,
        now: Timestamp,
    ) {
        let closed = |with_alert| CloseReason::Fault { id, with_alert };
        match fault {
            ConnectFault::Connack(code) => {
                self.outbox.send(&Packet::Connack(Connack {
                    session_present: false,
                    code,
                }));
                self.close(service, closed(false), now);
            }
            ConnectFault::Close => self.close(service, closed(false), now),
            ConnectFault::Alert => self.close(service, closed(true), now),
            // Whatever else comes is not heard either; the connection ends when no CONNECT was done in time.
            ConnectFault::Silence => self.state = State::Deaf,
            ConnectFault::SessionPresent => {
                self.claims_session = true;
                self.let_in(service, state, rule, keep_alive_secs, now);
            }
            ConnectFault::KeepAliveCut => {
                self.let_in(service, state, rule, keep_alive_secs, now);
                self.is_cut_short = true;
                self.idle_limit_micros /= 3;
            }
        }
    }

    fn let_in(
        &mut self,
        service: &mut PracticeDps,
        state: State,
        rule: Rule,
        keep_alive_secs: u16,
        now: Timestamp,
    ) {
        self.state = state;
        // One and a half times the keep-alive ([MQTT-3.1.2-24]).
        let limit = match i64::from(keep_alive_secs) * MICROS_PER_SEC * 3 / 2 {
            0 => MAX_IDLE_SECS * MICROS_PER_SEC,
            limit => limit.min(MAX_IDLE_SECS * MICROS_PER_SEC),
        };
        self.idle_limit_micros = limit;
        self.outbox.send(&Packet::Connack(Connack {
            session_present: self.claims_session,
            code: 0,
        }));
        service.record(now, self.id, self.name(), "connected", Some(rule));
        if let Some(identity) = self.identity()
            && let Some(older) = service.connected(identity, self.id)
        {
            self.outbox.push(Effect::Displaced(older));
        }
    }

    pub(super) fn refuse_connect(
        &mut self,
        service: &mut PracticeDps,
        client_id: Option<&str>,
        refusal: ConnackRefusal,
        now: Timestamp,
    ) {
        self.outbox.send(&Packet::Connack(Connack {
            session_present: false,
            code: refusal.code,
        }));
        let what = format!("answered CONNACK {}", refusal.code);
        service.record(now, self.id, client_id, what, Some(refusal.rule));
        service.ended(self.id, now);
        self.state = State::Closed;
        self.outbox
            .push(Effect::Close(CloseReason::ConnectRefused(refusal)));
    }
}
