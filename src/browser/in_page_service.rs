//! The practice service inside this page: no socket, no TLS; bytes go from one part of the page to another.
//!
//! TLS would prove that the device holds its key. Here the key signs a random number instead, which WebCrypto checks
//! with the certificate before the session is opened; the page says so.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use device_certs::{Certificate, SignatureCheck, Verdict};
use dps_protocol::{HubHostname, IdScope};
use gloo::timers::callback::Timeout;
use practice_dps::{
    CheckId, Effect, Peer, PracticeDps, ServiceSettings, Session, SessionId, Timestamp,
};
use relay_protocol::FailureCode;
use wasm_bindgen_futures::spawn_local;

use super::clock;
use super::engine::{Connection, PracticeService};
use super::enrol;
use super::outbox::LinkOutlet;
use super::web_crypto::{Signer, random_bytes, verify};
use crate::inputs::PRACTICE_ID_SCOPE;
use crate::journey::{ConnectionFacts, EnrolmentPlan, Event, Fault, LinkEvent};

/// The hub that the service in the page assigns devices to. The name is reserved ([RFC 2606](https://www.rfc-editor.org/rfc/rfc2606#section-2)),
/// so that nobody ever looks for it outside.
const HUB_HOST: &str = "practice-hub.example";

/// The service, and its connections.
pub(super) struct InPageService {
    service: RefCell<PracticeDps>,
    conversations: RefCell<Vec<(SessionId, Weak<Conversation>)>>,
    /// The registration IDs that the lesson has enrolled.
    enrolled: RefCell<Vec<String>>,
}

/// Dropped: the connection is closed, its timer is gone.
struct InPageLink {
    conversation: Rc<Conversation>,
}

struct Conversation {
    host: Rc<InPageService>,
    outlet: LinkOutlet,
    session: RefCell<Option<Session>>,
    timer: RefCell<Option<Timeout>>,
    over: Cell<bool>,
}

impl InPageService {
    /// # Errors
    /// When the names of the service are not what its crate takes for names; for people.
    pub(super) fn start() -> Result<Rc<dyn PracticeService>, String> {
        let id_scope = IdScope::parse(PRACTICE_ID_SCOPE).map_err(|error| error.to_string())?;
        let hub_host = HubHostname::parse(HUB_HOST).map_err(|error| error.to_string())?;
        let seed = random_bytes::<8>()
            .map(u64::from_le_bytes)
            .unwrap_or_default();
        Ok(Rc::new(Self {
            service: RefCell::new(PracticeDps::new(
                ServiceSettings::new(id_scope, hub_host),
                seed,
            )),
            conversations: RefCell::default(),
            enrolled: RefCell::default(),
        }))
    }

    fn change<T>(&self, change: impl FnOnce(&mut PracticeDps) -> T) -> T {
        change(&mut self.service.borrow_mut())
    }

    fn conversation(&self, session: SessionId) -> Option<Rc<Conversation>> {
        self.conversations
            .borrow()
            .iter()
            .find(|(known, _)| *known == session)
            .and_then(|(_, conversation)| conversation.upgrade())
    }
}

impl PracticeService for InPageService {
    fn enrol(&self, plan: &EnrolmentPlan) -> Result<(), String> {
        let mut enrolled = self.enrolled.borrow_mut();
        self.change(|service| enrol::in_page(service, &mut enrolled, plan))
    }

    fn with(&self, use_it: &mut dyn FnMut(&mut PracticeDps)) {
        use_it(&mut self.service.borrow_mut());
    }

    fn wake(&self, session: SessionId) {
        if let Some(conversation) = self.conversation(session) {
            conversation.tick();
        }
    }

    fn open(
        self: Rc<Self>,
        chain: Vec<Vec<u8>>,
        signer: Option<Rc<Signer>>,
        outlet: LinkOutlet,
    ) -> Box<dyn Connection> {
        let conversation = Rc::new(Conversation {
            host: self,
            outlet,
            session: RefCell::default(),
            timer: RefCell::default(),
            over: Cell::new(false),
        });
        let opening = Rc::downgrade(&conversation);
        spawn_local(async move { open(&opening, chain, signer).await });
        Box::new(InPageLink { conversation })
    }
}

impl Connection for InPageLink {
    fn send(&self, bytes: Vec<u8>) {
        self.conversation
            .drive(|session, service, now| session.receive(service, &bytes, now));
    }
}

impl Drop for InPageLink {
    fn drop(&mut self) {
        let conversation = &self.conversation;
        conversation.over.set(true);
        conversation.timer.take();
        if let Some(mut session) = conversation.session.take() {
            conversation
                .host
                .conversations
                .borrow_mut()
                .retain(|(known, _)| *known != session.id());
            session.closed(&mut conversation.host.service.borrow_mut(), now());
        }
    }
}

/// Proves possession of the key, then opens the session, unless the link has gone in the meantime.
async fn open(conversation: &Weak<Conversation>, chain: Vec<Vec<u8>>, signer: Option<Rc<Signer>>) {
    let alive = || {
        conversation
            .upgrade()
            .filter(|conversation| !conversation.over.get())
    };
    if let Some(leaf) = chain.first() {
        let Some(before) = alive() else { return };
        before
            .outlet
            .progress("Signing a random number, to prove possession of the key");
        let proof = match signer {
            Some(signer) => {
                let leaf = Certificate::read(leaf).0;
                signer
                    .prove_possession(leaf.spki_der())
                    .await
                    .map_err(|error| error.to_string())
            }
            None => Err("there is no private key in this page".to_owned()),
        };
        let Some(after) = alive() else { return };
        match proof {
            Ok((scheme, Verdict::Valid)) => after.outlet.put(LinkEvent::Signed {
                scheme: scheme.as_str().to_owned(),
            }),
            Ok((_, Verdict::Invalid)) => {
                let detail = "the signature does not verify with the key in the certificate";
                return after.failed(FailureCode::SignatureWrong, detail);
            }
            Ok((_, Verdict::NotCheckable(why))) | Err(why) => {
                return after.failed(FailureCode::SignatureRefused, &why);
            }
        }
    }
    if let Some(conversation) = alive() {
        conversation.opened(chain);
    }
}

impl Conversation {
    fn failed(&self, code: FailureCode, detail: &str) {
        self.over.set(true);
        self.outlet.failed(code.as_str(), detail);
    }

    fn opened(self: &Rc<Self>, chain: Vec<Vec<u8>>) {
        let session = self.host.change(|service| {
            service.open(
                Peer {
                    chain: chain.clone(),
                },
                now(),
            )
        });
        self.host
            .conversations
            .borrow_mut()
            .push((session.id(), Rc::downgrade(self)));
        let wake_at = session.wake_at();
        self.session.replace(Some(session));
        self.wake_at(wake_at);
        let endpoint = "in this page".to_owned();
        self.outlet.put(LinkEvent::Opened(ConnectionFacts {
            endpoint,
            presented: chain,
            ..ConnectionFacts::default()
        }));
    }

    /// Not a closure inside `drive`: its type would then hold the type of the act that led there, without end.
    fn tick(self: &Rc<Self>) {
        self.drive(|session, service, now| session.tick(service, now));
    }

    /// Tells which faults have fired since the history had this many entries.
    fn tell_faults(&self, service: &PracticeDps, session: SessionId, recorded: u64) {
        let news = service.history().rev();
        let mut fired: Vec<_> = news
            .take_while(|entry| entry.number > recorded)
            .filter(|entry| entry.session == session)
            .filter_map(|entry| Some((entry.fault?, entry.what.as_str())))
            .collect();
        fired.reverse();
        let on = service.faults().iter();
        let on = on.filter(|active| active.dose.times != Some(0));
        let on: Vec<String> = on.map(|active| active.fault.id.to_owned()).collect();
        for (id, title) in fired {
            self.outlet.outbox.put(Event::Fault(Fault {
                link: self.outlet.link,
                device: None,
                id: id.to_owned(),
                title: title.to_owned(),
                on: on.clone(),
            }));
        }
    }

    /// Lets the session do something and carries out what comes of it.
    fn drive(
        self: &Rc<Self>,
        act: impl FnOnce(&mut Session, &mut PracticeDps, Timestamp) -> Vec<Effect>,
    ) {
        let effects = match self.session.borrow_mut().as_mut() {
            Some(session) if !self.over.get() => self.host.change(|service| {
                let recorded = service.history_recorded();
                let effects = act(session, service, now());
                self.tell_faults(service, session.id(), recorded);
                effects
            }),
            _ => return,
        };
        for effect in effects {
            match effect {
                Effect::Send(bytes) => self.outlet.put(LinkEvent::Received(bytes)),
                Effect::Check { id, checks } => self.check(id, checks),
                Effect::WakeAt(when) => self.wake_at(when),
                Effect::Displaced(other) => {
                    if let Some(other) = self.host.conversation(other) {
                        other.tick();
                    }
                }
                Effect::Close(reason) => {
                    self.over.set(true);
                    self.timer.take();
                    self.outlet.closed("practice_closed", reason.to_string());
                }
            }
        }
    }

    fn check(self: &Rc<Self>, id: CheckId, checks: Vec<SignatureCheck>) {
        let conversation = Rc::downgrade(self);
        spawn_local(async move {
            let mut verdicts = Vec::with_capacity(checks.len());
            for check in &checks {
                verdicts.push(verify(check).await);
            }
            if let Some(conversation) = conversation.upgrade() {
                conversation
                    .drive(|session, service, now| session.verdicts(service, id, verdicts, now));
            }
        });
    }

    fn wake_at(self: &Rc<Self>, when: Timestamp) {
        let micros = u64::try_from(when.unix_micros() - now().unix_micros()).unwrap_or_default();
        let wait = clock::millis_to_wait(std::time::Duration::from_micros(micros));
        let conversation = Rc::downgrade(self);
        let timer = Timeout::new(wait, move || {
            if let Some(conversation) = conversation.upgrade() {
                conversation.drive(|session, service, now| session.tick(service, now));
            }
        });
        self.timer.replace(Some(timer));
    }
}

fn now() -> Timestamp {
    Timestamp::from_unix_micros(clock::unix_micros())
}
