//! A connection through the relay: one WebSocket, binary frames for MQTT, text frames for what page and relay have to
//! say to each other. The relay speaks TLS; whenever it needs the device's key it has to ask here.
//! One piece: one connection, from its opening to its end.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{ArrayBuffer, Uint8Array};
use relay_protocol::limits::MAX_BINARY_FRAME_BYTES;
use relay_protocol::{
    Alert, Binary, FailureCode, Open, Opened, PageMessage, RelayMessage, SUBPROTOCOL,
    SignatureScheme, Stage,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::engine::Connection;
use super::outbox::LinkOutlet;
use super::relay_api::{RelayStatus, relay_status, tunnel_url};
use super::web_crypto::Signer;
use crate::handshake_guard::{self, Presented};
use crate::journey::{ConnectionFacts, LinkEvent, LinkFailure};

/// Bytes the browser may hold back before we stop handing it more.
const MAX_BUFFERED_BYTES: u32 = 256 * 1024;
/// Milliseconds until we look again whether it has sent them.
const BUFFER_CHECK_MILLIS: u32 = 20;

/// Dropped: the connection is closed in order, its listeners and timers are gone. One that is recorded stays until the relay
/// has told the end of the recording.
pub(super) struct RelayLink {
    tunnel: Rc<Tunnel>,
    listeners: Option<Listeners>,
}

type Listeners = [EventListener; 3];

struct Tunnel {
    socket: WebSocket,
    outlet: LinkOutlet,
    open: Open,
    chain: Vec<Vec<u8>>,
    signer: Option<Rc<Signer>>,
    /// How far the WebSocket and the connection behind it have come.
    phase: Cell<Phase>,
    /// A handshake needs one signature; a second one would be for something else.
    asked_to_sign: Cell<bool>,
    outgoing: RefCell<VecDeque<Vec<u8>>>,
    buffer_check: RefCell<Option<Timeout>>,
    /// What keeps this alive while the end of a recording is waited for.
    lingering: RefCell<Option<(Rc<Self>, Listeners)>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The WebSocket is being opened.
    Dialling,
    /// The relay is connecting.
    Connecting,
    /// MQTT flows.
    Open,
    /// Hung up; only the end of the recording is of interest.
    HungUp,
    /// It is over, and that has been said.
    Over,
}

impl RelayLink {
    /// Opens a connection; everything else is news.
    ///
    /// # Errors
    /// When the browser does not even try.
    pub(super) fn open(
        open: Open,
        chain: Vec<Vec<u8>>,
        signer: Option<Rc<Signer>>,
        outlet: LinkOutlet,
    ) -> Result<Self, &'static str> {
        let url = tunnel_url().ok_or("this page has no address")?;
        let socket = WebSocket::new_with_str(&url, SUBPROTOCOL)
            .or(Err("the browser refused to open a WebSocket"))?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let tunnel = Rc::new(Tunnel {
            socket,
            outlet,
            open,
            chain,
            signer,
            phase: Cell::new(Phase::Dialling),
            asked_to_sign: Cell::new(false),
            outgoing: RefCell::default(),
            buffer_check: RefCell::default(),
            lingering: RefCell::default(),
        });
        // An `error` says nothing that the `close` after it does not say better.
        let listeners = [
            tunnel.listen("open", |tunnel, _| tunnel.dialled()),
            tunnel.listen("message", |tunnel, event| {
                if let Some(event) = event.dyn_ref::<MessageEvent>() {
                    tunnel.received(event);
                }
            }),
            tunnel.listen("close", |tunnel, event| {
                tunnel.lost(event.dyn_ref::<CloseEvent>().map_or(0, CloseEvent::code));
            }),
        ];
        Ok(Self {
            tunnel,
            listeners: Some(listeners),
        })
    }
}

impl Connection for RelayLink {
    /// Sends MQTT bytes; before the connection is open they are dropped, as nobody should have sent them.
    fn send(&self, bytes: Vec<u8>) {
        if self.tunnel.phase.get() != Phase::Open {
            return;
        }
        let mut outgoing = self.tunnel.outgoing.borrow_mut();
        outgoing.extend(bytes.chunks(MAX_BINARY_FRAME_BYTES).map(<[u8]>::to_vec));
        drop(outgoing);
        self.tunnel.pump();
    }
}

impl Drop for RelayLink {
    fn drop(&mut self) {
        let tunnel = &self.tunnel;
        let before = tunnel.phase.replace(Phase::Over);
        if tunnel.socket.ready_state() == WebSocket::OPEN {
            // What was asked to be sent goes first: an MQTT DISCONNECT is often the last of it.
            for bytes in tunnel.outgoing.take() {
                let _ = tunnel.socket.send_with_u8_array(&bytes);
            }
            tunnel.say(&PageMessage::Close);
        }
        let is_recorded = tunnel.open.capture && before == Phase::Open;
        if let Some(listeners) = self.listeners.take().filter(|_| is_recorded) {
            tunnel.phase.set(Phase::HungUp);
            tunnel
                .lingering
                .replace(Some((Rc::clone(tunnel), listeners)));
            return;
        }
        tunnel.close();
    }
}

impl Tunnel {
    /// Listeners hold no more than a weak handle: the link owns them, not they it.
    fn listen(
        self: &Rc<Self>,
        kind: &'static str,
        act: impl Fn(&Rc<Self>, &web_sys::Event) + 'static,
    ) -> EventListener {
        let tunnel = Rc::downgrade(self);
        EventListener::new(&self.socket, kind, move |event| {
            if let Some(tunnel) = tunnel
                .upgrade()
                .filter(|tunnel| tunnel.phase.get() != Phase::Over)
            {
                act(&tunnel, event);
            }
        })
    }

    fn close(&self) {
        // 1000: normal closure. Nobody is left to be told that it failed.
        let _ = self.socket.close_with_code(1000);
    }

    /// The end of a recording has been told, or will never be.
    fn recorded_to_the_end(self: &Rc<Self>) {
        self.phase.set(Phase::Over);
        self.close();
        let tunnel = Rc::clone(self);
        // Not from within a listener, which this ends.
        spawn_local(async move { drop(tunnel.lingering.take()) });
    }

    fn say(&self, message: &PageMessage) {
        // A socket that closes meanwhile tells through its own event.
        let _ = self.socket.send_with_str(&message.to_json());
    }

    fn dialled(&self) {
        self.phase.set(Phase::Connecting);
        self.say(&PageMessage::Open(self.open.clone()));
        self.outlet.put(LinkEvent::HandedOver {
            certificates: self.chain.len(),
            endpoint: self.endpoint(),
        });
    }

    fn endpoint(&self) -> String {
        format!("{}:{}", self.open.host, self.open.port)
    }

    fn received(self: &Rc<Self>, event: &MessageEvent) {
        let data = event.data();
        if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
            if self.phase.get() == Phase::Open {
                self.outlet
                    .put(LinkEvent::Received(Uint8Array::new(buffer).to_vec()));
            }
            return;
        }
        match data.as_string().map(|text| RelayMessage::from_json(&text)) {
            Some(Ok(message)) => self.told(message),
            Some(Err(_)) | None => self.fail(
                FailureCode::RelayFailed,
                "the relay said something this page cannot read",
            ),
        }
    }

    fn told(self: &Rc<Self>, message: RelayMessage) {
        match message {
            RelayMessage::Progress { stage } => self.outlet.progress(self.in_words(stage)),
            RelayMessage::Sign {
                id,
                scheme,
                message,
            } => self.asked(id, scheme, message.0),
            RelayMessage::Opened(opened) => {
                self.phase.set(Phase::Open);
                self.outlet.put(LinkEvent::Opened(self.facts(opened)));
            }
            RelayMessage::Recorded(recorded) => self.outlet.put(LinkEvent::Recorded(recorded)),
            _ if self.phase.get() == Phase::HungUp => {
                if let RelayMessage::Closed(_) = message {
                    self.recorded_to_the_end();
                }
            }
            RelayMessage::Failed(failed) => {
                let alert = failed.alert.map(|alert| alert_in_words(&alert));
                let failure = LinkFailure {
                    code: failed.code.as_str().to_owned(),
                    detail: failed.detail,
                    alert,
                };
                self.over(LinkEvent::Failed(failure));
            }
            RelayMessage::Closed(closed) => {
                let alert = closed.alert.map(|alert| alert_in_words(&alert));
                let failure = LinkFailure {
                    code: closed.code.as_str().to_owned(),
                    detail: closed.detail,
                    alert,
                };
                self.over(LinkEvent::Closed(failure));
            }
        }
    }

    fn in_words(&self, stage: Stage) -> String {
        let Open { host, port, .. } = &self.open;
        match stage {
            Stage::Requested => "Asking the relay".to_owned(),
            Stage::Queued => "Waiting for other handshakes to finish".to_owned(),
            Stage::Resolving => format!("Looking up {host}"),
            Stage::Connecting => format!("Connecting to {host}, port {port}"),
            Stage::Handshaking => "Shaking hands over TLS".to_owned(),
        }
    }

    fn facts(&self, opened: Opened) -> ConnectionFacts {
        ConnectionFacts {
            endpoint: self.endpoint(),
            tls_version: Some(opened.tls_version),
            cipher_suite: Some(opened.cipher_suite),
            server_chain: opened
                .server_chain
                .into_iter()
                .map(|certificate| certificate.0)
                .collect(),
            server_root: opened.root.map(|root| root.name),
            presented: if opened.client_certificate_asked {
                self.chain.clone()
            } else {
                Vec::new()
            },
        }
    }

    /// The relay wants a signature. It gets one, over our own handshake, or the connection ends.
    fn asked(self: &Rc<Self>, id: u32, scheme: SignatureScheme, message: Vec<u8>) {
        match self.judged(scheme, &message) {
            Ok(signer) => {
                let tunnel = Rc::downgrade(self);
                spawn_local(async move {
                    let signature = signer.sign(scheme, &message).await;
                    if let Some(tunnel) = alive(&tunnel) {
                        match signature {
                            Ok(signature) => tunnel.signed(id, scheme, signature),
                            Err(error) => tunnel.refuse(id, error.to_string()),
                        }
                    }
                });
            }
            Err(why) => self.refuse(id, why),
        }
    }

    fn judged(&self, scheme: SignatureScheme, message: &[u8]) -> Result<Rc<Signer>, String> {
        if self.phase.get() != Phase::Connecting || self.asked_to_sign.replace(true) {
            return Err(
                "the relay asked for a second signature, where a handshake needs one".to_owned(),
            );
        }
        let signer = self
            .signer
            .clone()
            .ok_or("there is no private key in this page")?;
        let presented = Presented {
            chain: &self.chain,
            schemes: &self.open.schemes,
        };
        handshake_guard::examine(message, scheme, presented)
            .map_err(|refusal| refusal.to_string())?;
        Ok(signer)
    }

    fn signed(&self, id: u32, scheme: SignatureScheme, signature: Vec<u8>) {
        self.say(&PageMessage::Signature {
            id,
            signature: Binary(signature),
        });
        self.outlet.put(LinkEvent::Signed {
            scheme: scheme.as_str().to_owned(),
        });
    }

    fn refuse(&self, id: u32, why: String) {
        self.say(&PageMessage::SignatureRefused {
            id,
            why: why.clone(),
        });
        self.fail(FailureCode::SignatureRefused, &why);
    }

    /// Hands the browser what it can take.
    fn pump(self: &Rc<Self>) {
        while self.socket.buffered_amount() < MAX_BUFFERED_BYTES {
            let Some(bytes) = self.outgoing.borrow_mut().pop_front() else {
                return;
            };
            // A socket that closes meanwhile tells through its own event.
            let _ = self.socket.send_with_u8_array(&bytes);
        }
        let tunnel = Rc::downgrade(self);
        let check = Timeout::new(BUFFER_CHECK_MILLIS, move || {
            if let Some(tunnel) = alive(&tunnel) {
                tunnel.pump();
            }
        });
        self.buffer_check.replace(Some(check));
    }

    /// The WebSocket has ended without a word from the relay.
    fn lost(self: &Rc<Self>, close_code: u16) {
        let detail = format!(
            "the connection between this page and the relay ended (WebSocket code {close_code})"
        );
        match self.phase.replace(Phase::Over) {
            Phase::Open => self.outlet.closed("relay_gone", detail),
            Phase::Connecting => self.outlet.failed("relay_gone", detail),
            Phase::Dialling => {
                // The browser does not say why a WebSocket could not be opened. The relay, asked, does.
                let outlet = self.outlet.clone();
                spawn_local(async move {
                    match relay_status().await {
                        RelayStatus::Absent => {
                            outlet.failed("no_relay", "the relay does not answer")
                        }
                        RelayStatus::NoSession => {
                            outlet.failed(
                                "no_session",
                                "the relay does not know this browser any more",
                            );
                        }
                        RelayStatus::Ready(_) => {
                            outlet.failed("relay_gone", "the relay did not take the connection")
                        }
                    }
                });
            }
            Phase::HungUp => self.recorded_to_the_end(),
            Phase::Over => {}
        }
    }

    fn fail(&self, code: FailureCode, detail: &str) {
        let failure = LinkFailure {
            code: code.as_str().to_owned(),
            detail: detail.to_owned(),
            alert: None,
        };
        let was_open = self.phase.get() == Phase::Open;
        self.over(if was_open {
            LinkEvent::Closed(failure)
        } else {
            LinkEvent::Failed(failure)
        });
    }

    fn over(&self, last_news: LinkEvent) {
        self.phase.set(Phase::Over);
        self.outlet.put(last_news);
    }
}

fn alive(tunnel: &Weak<Tunnel>) -> Option<Rc<Tunnel>> {
    tunnel
        .upgrade()
        .filter(|tunnel| tunnel.phase.get() != Phase::Over)
}

/// `certificate_unknown (46)`
fn alert_in_words(alert: &Alert) -> String {
    format!("{} ({})", alert.name, alert.code)
}
