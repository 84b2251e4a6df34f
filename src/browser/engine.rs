//! Carries out what the journey asks for, and reports back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use device_certs::pem_encode;
use gloo::timers::callback::Timeout;
use relay_protocol::{Binary, Open, RelayInfo, Trust};
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::clock;
use super::enrol::{self, EnrolledBesideRelay};
pub use super::import::Import;
use super::import::{Holdings, import_device, import_enrolment_ca, import_server_trust};
use super::in_page_service::{InPageLink, InPageService};
use super::outbox::{LinkOutlet, Outbox};
use super::practice_identity::make_identity;
pub use super::read_files::NamedBytes;
use super::relay_api::{RelayStatus, relay_status};
use super::relay_link::RelayLink;
use super::web_crypto::export;
pub use crate::import_note::Slot;
use crate::inputs::{PracticeIdentity, ServerTrust};
use crate::journey::{Effect, EnrolmentPlan, Event, LinkEvent, LinkId, Target};

/// The page's hands: keys, connections, timers. Clones are handles to the same engine; when the last one goes, every
/// connection and timer goes with it.
#[derive(Clone)]
pub struct Engine {
    parts: Rc<Parts>,
}

struct Parts {
    outbox: Rc<Outbox>,
    links: Rc<Links>,
    holdings: RefCell<Holdings>,
    service: Result<Rc<InPageService>, String>,
    enrolled: EnrolledBesideRelay,
    relay: RefCell<Option<RelayInfo>>,
    alarm: RefCell<Option<Timeout>>,
    identities_asked: Cell<u32>,
}

/// The connections nobody has hung up and that have not ended.
#[derive(Default)]
struct Links(RefCell<Vec<(LinkId, Link)>>);

enum Link {
    /// Still finding out where to connect to.
    Preparing,
    InPage(InPageLink),
    Relay(RelayLink),
}

/// What [`Effect::Open`] says.
struct Opening {
    link: LinkId,
    target: Target,
    server_name: String,
    trust: ServerTrust,
    chain: Vec<Vec<u8>>,
}

impl Engine {
    /// An engine that reports to `on_event`: in order, one at a time, and never from within a call into the engine.
    pub fn new(on_event: impl Fn(Event) + 'static) -> Self {
        let links = Rc::new(Links::default());
        // Weak, since connections hold the outbox.
        let known = Rc::downgrade(&links);
        let outbox = Outbox::new(move |event| {
            if known.upgrade().is_some_and(|known| known.admits(&event)) {
                on_event(event);
            }
        });
        let parts = Parts {
            outbox,
            links,
            holdings: RefCell::default(),
            service: InPageService::new(),
            enrolled: EnrolledBesideRelay::default(),
            relay: RefCell::default(),
            alarm: RefCell::default(),
            identities_asked: Cell::default(),
        };
        Self {
            parts: Rc::new(parts),
        }
    }

    /// Time since the page was opened.
    pub fn now(&self) -> Duration {
        clock::now()
    }

    /// Does what the journey asks for. Answers come as events.
    pub fn carry_out(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::MakeIdentity { kind, common_name } => {
                    let parts = Rc::clone(&self.parts);
                    spawn_local(async move { parts.make_identity(kind, &common_name).await });
                }
                Effect::Enrol { target, enrolment } => {
                    let parts = Rc::clone(&self.parts);
                    spawn_local(async move {
                        let answer = parts.enrol(&target, &enrolment).await;
                        parts.outbox.put(Event::Enrolled(answer));
                    });
                }
                Effect::Open {
                    link,
                    target,
                    server_name,
                    trust,
                    chain,
                    ..
                } => {
                    self.parts.open(Opening {
                        link,
                        target,
                        server_name,
                        trust,
                        chain,
                    });
                }
                Effect::Send { link, bytes } => self.parts.links.send(link, bytes),
                Effect::Hangup { link } => self.parts.links.remove(link),
            }
        }
    }

    /// Sets the one alarm, an [`Event::Tick`] at or after `when`, or takes it back.
    pub fn wake_at(&self, when: Option<Duration>) {
        let alarm = when.map(|when| {
            let outbox = Rc::clone(&self.parts.outbox);
            let wait = clock::millis_to_wait(when.saturating_sub(clock::now()));
            Timeout::new(wait, move || outbox.put(Event::Tick))
        });
        self.parts.alarm.replace(alarm);
    }

    /// Takes files into `slot`, adding to what is loaded: certificates and key may come one by one, in any order, or
    /// in one file.
    pub async fn import(&self, files: Vec<NamedBytes>, slot: Slot) -> Import {
        let holdings = &self.parts.holdings;
        match slot {
            Slot::Device => import_device(files, holdings).await,
            Slot::EnrolmentCa => import_enrolment_ca(&files, &mut holdings.borrow_mut()),
            Slot::ServerTrust => import_server_trust(&files, &holdings.borrow()),
        }
    }

    /// Forgets certificates and key.
    pub fn forget_material(&self) {
        self.parts.holdings.take();
    }

    /// The private key as PEM, if it was made for practice; an imported one cannot be taken out again.
    pub async fn practice_key_pem(&self) -> Option<String> {
        let key = self.parts.holdings.borrow().practice_key()?;
        let pkcs8 = Zeroizing::new(export("pkcs8", &key).await.ok()?);
        Some(pem_encode("PRIVATE KEY", &pkcs8))
    }

    /// Remembers what a relay says of itself, for connections to its practice service.
    pub fn remember_relay(&self, status: &RelayStatus) {
        self.parts.remember_relay(status);
    }
}

impl Parts {
    async fn make_identity(&self, kind: PracticeIdentity, common_name: &str) {
        let number = self.identities_asked.get() + 1;
        self.identities_asked.set(number);
        let made = make_identity(kind, common_name).await;
        if self.identities_asked.get() != number {
            // Another one was asked for in the meantime, and that is the one that will be answered.
            return;
        }
        let answer = made.map(Holdings::from).and_then(|made| {
            let material = made
                .material
                .clone()
                .ok_or_else(|| "no certificate was made".to_owned());
            self.holdings.replace(made);
            material
        });
        self.outbox.put(Event::IdentityReady(answer.map(Box::new)));
    }

    async fn enrol(&self, target: &Target, plan: &EnrolmentPlan) -> Result<(), String> {
        match target {
            Target::InPage => self
                .service
                .as_ref()?
                .with(|service| enrol::in_page(service, plan)),
            Target::Practice => self.enrolled.write(plan).await,
            Target::Host { host, .. } => Err(format!(
                "{host:?} is not a practice service: enrol the device there"
            )),
        }
    }

    fn open(self: &Rc<Self>, opening: Opening) {
        let outlet = LinkOutlet {
            link: opening.link,
            outbox: Rc::clone(&self.outbox),
        };
        let Opening {
            link,
            target,
            chain,
            ..
        } = &opening;
        if *target == Target::InPage {
            let signer = self.holdings.borrow().signer();
            match &self.service {
                Ok(service) => {
                    let opened = InPageLink::open(service, chain.clone(), signer, outlet);
                    self.links.put(*link, Link::InPage(opened));
                }
                Err(why) => {
                    self.links.put(*link, Link::Preparing);
                    outlet.failed("practice_closed", why);
                }
            }
            return;
        }
        self.links.put(*link, Link::Preparing);
        let parts = Rc::clone(self);
        spawn_local(async move { parts.open_through_relay(opening, outlet).await });
    }

    async fn open_through_relay(&self, opening: Opening, outlet: LinkOutlet) {
        let Opening {
            link,
            target,
            server_name,
            trust,
            chain,
        } = opening;
        let (host, port) = match &target {
            Target::Host { host, port } => (host.clone(), *port),
            Target::InPage | Target::Practice => match self.practice_address().await {
                Ok(address) => address,
                Err((code, detail)) => return outlet.failed(code, detail),
            },
        };
        let trust = match trust {
            ServerTrust::Fitting if target == Target::Practice => Trust::Practice,
            ServerTrust::Fitting | ServerTrust::AzureRoots => Trust::Azure,
            ServerTrust::Own(roots) => Trust::Certificates(roots.into_iter().map(Binary).collect()),
        };
        let signer = self.holdings.borrow().signer();
        let open = Open {
            server_name: (server_name != host).then_some(server_name),
            host,
            port,
            trust,
            client_chain: chain.iter().cloned().map(Binary).collect(),
            schemes: signer
                .as_ref()
                .map(|signer| signer.schemes())
                .unwrap_or_default(),
        };
        if !self.links.is_known(link) {
            // Hung up while we were asking.
            return;
        }
        match RelayLink::open(open, chain, signer, outlet.clone()) {
            Ok(opened) => self.links.put(link, Link::Relay(opened)),
            Err(why) => outlet.failed("no_relay", why),
        }
    }

    async fn practice_address(&self) -> Result<(String, u16), (&'static str, &'static str)> {
        let known = self.relay.borrow().clone();
        let info = match known {
            Some(info) => info,
            None => match relay_status().await {
                RelayStatus::Ready(info) => {
                    self.relay.replace(Some(info.clone()));
                    info
                }
                RelayStatus::NoSession => {
                    return Err(("no_session", "the relay does not know this browser"));
                }
                RelayStatus::Absent => {
                    return Err(("no_relay", "there is no relay behind this page"));
                }
            },
        };
        let practice = info.practice.ok_or((
            "practice_not_running",
            "the relay runs without its practice service",
        ))?;
        Ok((practice.host, practice.port))
    }

    fn remember_relay(&self, status: &RelayStatus) {
        let info = if let RelayStatus::Ready(info) = status {
            Some(info.clone())
        } else {
            None
        };
        self.relay.replace(info);
    }
}

impl Links {
    fn put(&self, link: LinkId, opened: Link) {
        self.remove(link);
        self.0.borrow_mut().push((link, opened));
    }

    fn remove(&self, link: LinkId) {
        let mut links = self.0.borrow_mut();
        let place = links.iter().position(|(known, _)| *known == link);
        let removed = place.map(|place| links.swap_remove(place));
        // Dropping a link may report its end, which looks here.
        drop(links);
        drop(removed);
    }

    fn is_known(&self, link: LinkId) -> bool {
        self.0.borrow().iter().any(|(known, _)| *known == link)
    }

    fn send(&self, link: LinkId, bytes: Vec<u8>) {
        let links = self.0.borrow();
        match links.iter().find(|(known, _)| *known == link) {
            Some((_, Link::InPage(opened))) => opened.send(&bytes),
            Some((_, Link::Relay(opened))) => opened.send(bytes),
            Some((_, Link::Preparing)) | None => {}
        }
    }

    /// Whether an event may still be told: not after its connection was hung up. A connection that has ended goes.
    fn admits(&self, event: &Event) -> bool {
        let Event::Link(link, news) = event else {
            return true;
        };
        let known = self.is_known(*link);
        if matches!(news, LinkEvent::Failed(_) | LinkEvent::Closed(_)) {
            self.remove(*link);
        }
        known
    }
}
