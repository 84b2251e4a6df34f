//! Carries out what the journey asks for, and reports back.

mod fault_watch;
mod through_relay;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use device_certs::pem_encode;
use gloo::timers::callback::Timeout;
use practice_dps::{PracticeDps, SessionId};
use relay_protocol::RelayInfo;
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use self::fault_watch::FaultWatch;
pub(super) use self::fault_watch::faults_on;
use super::clock;
use super::enrol::EnrolledBesideRelay;
pub use super::import::Import;
use super::import::{Holdings, import};
use super::in_page_service::InPageService;
use super::outbox::{LinkOutlet, Outbox};
use super::practice_identity::make_identity;
pub use super::read_files::NamedBytes;
use super::relay_api::RelayStatus;
use super::web_crypto::{Signer, export};
use crate::chunks::{Later, Missing, chunk};
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
    holdings: Rc<RefCell<Holdings>>,
    service: RefCell<Option<Rc<dyn PracticeService>>>,
    enrolled: Rc<EnrolledBesideRelay>,
    relay: RefCell<Option<RelayInfo>>,
    watch: FaultWatch,
    alarm: RefCell<Option<Timeout>>,
    identities_asked: Cell<u32>,
}

/// The connections nobody has hung up and that have not ended.
#[derive(Default)]
struct Links(RefCell<Vec<(LinkId, Link)>>);

enum Link {
    /// Still finding out where to connect to.
    Preparing,
    Open(Box<dyn Connection>),
}

/// A connection whose code is fetched when it is needed. Dropped, it is closed in order.
pub(super) trait Connection {
    /// Sends MQTT bytes.
    fn send(&self, bytes: Vec<u8>);
}

/// The practice service inside this page, whose code is fetched when it is needed.
pub(super) trait PracticeService {
    /// Writes down who may register.
    ///
    /// # Errors
    /// What the service says against it, for people.
    fn enrol(&self, plan: &EnrolmentPlan) -> Result<(), String>;

    /// Uses the service itself: for whoever manages it.
    fn with(&self, use_it: &mut dyn FnMut(&mut PracticeDps));

    /// Has a connection look again, so that its device hears of a change.
    fn wake(&self, session: SessionId);

    /// Opens a connection; everything is news.
    fn open(
        self: Rc<Self>,
        chain: Vec<Vec<u8>>,
        signer: Option<Rc<Signer>>,
        outlet: LinkOutlet,
    ) -> Box<dyn Connection>;
}

/// What is said when the code for a connection is not to be had.
const UNFETCHED: &str = "whatever serves this page no longer answers";

/// What [`Effect::Open`] says.
struct Opening {
    link: LinkId,
    target: Target,
    server_name: String,
    trust: ServerTrust,
    chain: Vec<Vec<u8>>,
    recording: bool,
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
            holdings: Rc::default(),
            service: RefCell::default(),
            enrolled: Rc::default(),
            relay: RefCell::default(),
            watch: FaultWatch::default(),
            alarm: RefCell::default(),
            identities_asked: Cell::default(),
        };
        Self {
            parts: Rc::new(parts),
        }
    }

    /// An engine of its own that signs with the keys of another.
    pub fn with_keys_of(other: &Self, on_event: impl Fn(Event) + 'static) -> Self {
        let mut engine = Self::new(on_event);
        if let Some(parts) = Rc::get_mut(&mut engine.parts) {
            parts.holdings = Rc::clone(&other.parts.holdings);
        }
        engine
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
                    recording,
                    ..
                } => {
                    self.parts.open(Opening {
                        link,
                        target,
                        server_name,
                        trust,
                        chain,
                        recording,
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
        match import_files(Rc::clone(&self.parts.holdings), files, slot).await {
            Ok(import) => import.await,
            Err(Missing) => Import::unfetched(self.parts.holdings.borrow().material.clone(), slot),
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

    /// The practice service inside this page.
    ///
    /// # Errors
    /// Why it is not to be had; for people.
    pub(super) async fn practice(&self) -> Result<Rc<dyn PracticeService>, String> {
        self.parts.service().await
    }

    /// Remembers what a relay says of itself, for connections to its practice service.
    pub fn remember_relay(&self, status: &RelayStatus) {
        self.parts.remember_relay(status);
    }
}

chunk! {
    /// Takes in files.
    async fn import_files in lesson (holdings: Rc<RefCell<Holdings>>, files: Vec<NamedBytes>, slot: Slot) -> Result<Later<Import>> {
        Box::pin(import(holdings, files, slot))
    }

    /// Makes an identity for practice.
    async fn new_identity in service (kind: PracticeIdentity, common_name: String) -> Result<Later<Result<Holdings, String>>> {
        Box::pin(async move { Ok(Holdings::from(make_identity(kind, &common_name).await?)) })
    }

    /// Starts the practice service inside this page.
    async fn in_page_service in service () -> Result<Result<Rc<dyn PracticeService>, String>> {
        InPageService::start()
    }

    /// Nothing but that the practice service is there.
    pub(crate) async fn fetch_service in service () -> Result<()> {}

    /// Opens a connection through the relay, or says why not.
    async fn open_through_relay in relay (parts: Rc<Parts>, opening: Opening, outlet: LinkOutlet) -> Result<Later<()>> {
        Box::pin(through_relay::open(parts, opening, outlet))
    }

    /// Enrols with the practice service beside the relay.
    async fn enrol_beside_relay in relay (enrolled: Rc<EnrolledBesideRelay>, plan: EnrolmentPlan) -> Result<Later<Result<(), String>>> {
        Box::pin(async move { enrolled.write(&plan).await })
    }
}

impl Parts {
    async fn make_identity(&self, kind: PracticeIdentity, common_name: &str) {
        let number = self.identities_asked.get() + 1;
        self.identities_asked.set(number);
        let made = match new_identity(kind, common_name.to_owned()).await {
            Ok(made) => made.await,
            Err(Missing) => Err(UNFETCHED.to_owned()),
        };
        if self.identities_asked.get() != number {
            // Another one was asked for in the meantime, and that is the one that will be answered.
            return;
        }
        let answer = made.and_then(|made| {
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
            Target::InPage => self.service().await?.enrol(plan),
            Target::Practice => {
                match enrol_beside_relay(Rc::clone(&self.enrolled), plan.clone()).await {
                    Ok(written) => written.await,
                    Err(Missing) => Err(UNFETCHED.to_owned()),
                }
            }
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
        self.links.put(opening.link, Link::Preparing);
        let parts = Rc::clone(self);
        if opening.target == Target::InPage {
            spawn_local(async move { parts.open_in_page(opening, outlet).await });
            return;
        }
        spawn_local(async move {
            let failing = outlet.clone();
            match open_through_relay(parts, opening, outlet).await {
                Ok(opened) => opened.await,
                Err(Missing) => failing.failed("no_relay", UNFETCHED),
            }
        });
    }

    async fn open_in_page(&self, opening: Opening, outlet: LinkOutlet) {
        let service = self.service().await;
        if !self.links.is_known(opening.link) {
            // Hung up while the service was fetched.
            return;
        }
        let signer = self.holdings.borrow().signer();
        match service {
            Ok(service) => {
                let opened = service.open(opening.chain, signer, outlet);
                self.links.put(opening.link, Link::Open(opened));
            }
            Err(why) => outlet.failed("practice_closed", why),
        }
    }

    /// The service inside this page, from the first time it is asked for until the page goes.
    async fn service(&self) -> Result<Rc<dyn PracticeService>, String> {
        let known = self.service.borrow().clone();
        if let Some(service) = known {
            return Ok(service);
        }
        let opened = in_page_service().await.or(Err(UNFETCHED))??;
        // Somebody else may have asked while the code was fetched.
        Ok(Rc::clone(self.service.borrow_mut().get_or_insert(opened)))
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
            Some((_, Link::Open(opened))) => opened.send(bytes),
            Some((_, Link::Preparing)) | None => {}
        }
    }

    /// Whether an event may still be told: not after its connection was hung up. A connection that has ended goes.
    fn admits(&self, event: &Event) -> bool {
        let Event::Link(link, news) = event else {
            return true;
        };
        if matches!(news, LinkEvent::Recorded(_)) {
            return true;
        }
        let known = self.is_known(*link);
        if matches!(news, LinkEvent::Failed(_) | LinkEvent::Closed(_)) {
            self.remove(*link);
        }
        known
    }
}
