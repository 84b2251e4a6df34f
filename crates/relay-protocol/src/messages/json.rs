//! The messages as JSON, member by member.

use super::{
    Alert, By, Closed, Failed, MessageError, Open, Opened, PageMessage, Recorded, RelayMessage,
    Secrets, ServerRoot, Stage, Timings, Trust, Way,
};
use crate::binary::Binary;
use crate::codes::{CloseCode, FailureCode};
use crate::json::{JsonError, Member, Object, list, object, parse, text};
use crate::signature_scheme::SignatureScheme;

impl PageMessage {
    /// The message as the JSON of a text frame.
    pub fn to_json(&self) -> String {
        match self {
            Self::Open(open) => open.write(),
            Self::Signature { id, signature } => object(&[
                ("type", Some(text("signature"))),
                ("id", Some(id.to_string())),
                ("signature", Some(signature.write())),
            ]),
            Self::SignatureRefused { id, why } => object(&[
                ("type", Some(text("signatureRefused"))),
                ("id", Some(id.to_string())),
                ("why", Some(text(why))),
            ]),
            Self::Close => object(&[("type", Some(text("close")))]),
        }
    }

    /// Reads the JSON of a text frame.
    ///
    /// # Errors
    /// When it is not JSON or not a message of the page.
    pub fn from_json(text: &str) -> Result<Self, MessageError> {
        Self::read(text).map_err(MessageError)
    }

    fn read(text: &str) -> Result<Self, JsonError> {
        let message = parse(text)?;
        let message = Member::top(&message).object()?;
        let kind = message.required("type")?;
        Ok(match kind.as_str() {
            Some("open") => Self::Open(Open::read(message)?),
            Some("signature") => Self::Signature {
                id: message.required("id")?.number()?,
                signature: Binary::read(message.required("signature")?)?,
            },
            Some("signatureRefused") => Self::SignatureRefused {
                id: message.required("id")?.number()?,
                why: message.text("why")?,
            },
            Some("close") => Self::Close,
            _ => return Err(kind.wrong("a message of the page")),
        })
    }
}

impl RelayMessage {
    /// The message as the JSON of a text frame.
    pub fn to_json(&self) -> String {
        match self {
            Self::Progress { stage } => object(&[
                ("type", Some(text("progress"))),
                ("stage", Some(text(stage.as_str()))),
            ]),
            Self::Sign {
                id,
                scheme,
                message,
            } => object(&[
                ("type", Some(text("sign"))),
                ("id", Some(id.to_string())),
                ("scheme", Some(text(scheme.as_str()))),
                ("message", Some(message.write())),
            ]),
            Self::Opened(opened) => opened.write(),
            Self::Recorded(recorded) => recorded.write(),
            Self::Failed(failed) => failed.write(),
            Self::Closed(closed) => closed.write(),
        }
    }

    /// Reads the JSON of a text frame.
    ///
    /// # Errors
    /// When it is not JSON or not a message of the relay.
    pub fn from_json(text: &str) -> Result<Self, MessageError> {
        Self::read(text).map_err(MessageError)
    }

    fn read(text: &str) -> Result<Self, JsonError> {
        let message = parse(text)?;
        let message = Member::top(&message).object()?;
        let kind = message.required("type")?;
        Ok(match kind.as_str() {
            Some("progress") => Self::Progress {
                stage: read_stage(message)?,
            },
            Some("sign") => Self::Sign {
                id: message.required("id")?.number()?,
                scheme: read_scheme(message.required("scheme")?)?,
                message: Binary::read(message.required("message")?)?,
            },
            Some("opened") => Self::Opened(Opened::read(message)?),
            Some("recording") => Self::Recorded(Recorded::Begun {
                at: message.required("at")?.number()?,
                client: message.text("client")?,
                server: message.text("server")?,
            }),
            Some("record") => Self::Recorded(Recorded::Record {
                at: message.required("at")?.number()?,
                way: message
                    .required("way")?
                    .word(Way::from_word, "a way bytes go")?,
                bytes: Binary::read(message.required("bytes")?)?,
            }),
            Some("secrets") => Self::Recorded(Recorded::Secrets(Secrets(message.text("lines")?))),
            Some("failed") => Self::Failed(Failed::read(message)?),
            Some("closed") => Self::Closed(Closed::read(message)?),
            _ => return Err(kind.wrong("a message of the relay")),
        })
    }
}

impl Open {
    fn write(&self) -> String {
        let schemes = self.schemes.iter().map(|scheme| text(scheme.as_str()));
        object(&[
            ("type", Some(text("open"))),
            ("host", Some(text(&self.host))),
            ("port", Some(self.port.to_string())),
            ("serverName", self.server_name.as_deref().map(text)),
            ("trust", Some(self.trust.write())),
            ("clientChain", Some(write_chain(&self.client_chain))),
            ("schemes", Some(list(schemes))),
            ("capture", self.capture.then(|| "true".to_owned())),
        ])
    }

    fn read(open: Object<'_>) -> Result<Self, JsonError> {
        Ok(Self {
            host: open.text("host")?,
            port: open.required("port")?.number()?,
            server_name: open.optional_text("serverName")?,
            trust: Trust::read(open.required("trust")?)?,
            client_chain: open.list("clientChain", Binary::read)?,
            schemes: open.list("schemes", read_scheme)?,
            capture: open
                .optional("capture")
                .map(Member::boolean)
                .transpose()?
                .unwrap_or_default(),
        })
    }
}

impl Trust {
    fn write(&self) -> String {
        match self {
            Self::Azure => text("azure"),
            Self::Practice => text("practice"),
            Self::Certificates(roots) => object(&[("certificates", Some(write_chain(roots)))]),
        }
    }

    fn read(trust: Member<'_>) -> Result<Self, JsonError> {
        match trust.as_str() {
            Some("azure") => Ok(Self::Azure),
            Some("practice") => Ok(Self::Practice),
            Some(_) => Err(trust.wrong("a trust")),
            None => {
                let roots = trust.object()?.required("certificates")?;
                roots.list(Binary::read).map(Self::Certificates)
            }
        }
    }
}

impl Opened {
    fn write(&self) -> String {
        let root = self.root.as_ref();
        let asked = self.client_certificate_asked;
        object(&[
            ("type", Some(text("opened"))),
            ("tlsVersion", Some(text(&self.tls_version))),
            ("cipherSuite", Some(text(&self.cipher_suite))),
            ("serverChain", Some(write_chain(&self.server_chain))),
            (
                "root",
                Some(root.map_or_else(|| "null".to_owned(), ServerRoot::write)),
            ),
            ("address", Some(text(&self.address))),
            ("clientCertificateAsked", Some(asked.to_string())),
            (
                "signatureScheme",
                self.signature_scheme.map(|scheme| text(scheme.as_str())),
            ),
            ("timings", Some(self.timings.write())),
        ])
    }

    fn read(opened: Object<'_>) -> Result<Self, JsonError> {
        let asked = opened.required("clientCertificateAsked")?;
        Ok(Self {
            tls_version: opened.text("tlsVersion")?,
            cipher_suite: opened.text("cipherSuite")?,
            server_chain: opened.required("serverChain")?.list(Binary::read)?,
            root: opened.optional("root").map(ServerRoot::read).transpose()?,
            address: opened.text("address")?,
            client_certificate_asked: asked.boolean()?,
            signature_scheme: opened
                .optional("signatureScheme")
                .map(read_scheme)
                .transpose()?,
            timings: Timings::read(opened.required("timings")?)?,
        })
    }
}

impl Recorded {
    fn write(&self) -> String {
        match self {
            Self::Begun { at, client, server } => object(&[
                ("type", Some(text("recording"))),
                ("at", Some(at.to_string())),
                ("client", Some(text(client))),
                ("server", Some(text(server))),
            ]),
            Self::Record { at, way, bytes } => object(&[
                ("type", Some(text("record"))),
                ("at", Some(at.to_string())),
                ("way", Some(text(way.as_str()))),
                ("bytes", Some(bytes.write())),
            ]),
            Self::Secrets(secrets) => object(&[
                ("type", Some(text("secrets"))),
                ("lines", Some(text(&secrets.0))),
            ]),
        }
    }
}

impl ServerRoot {
    fn write(&self) -> String {
        object(&[
            ("name", Some(text(&self.name))),
            ("sha256", Some(text(&self.sha256))),
        ])
    }

    fn read(root: Member<'_>) -> Result<Self, JsonError> {
        let root = root.object()?;
        Ok(Self {
            name: root.text("name")?,
            sha256: root.text("sha256")?,
        })
    }
}

impl Timings {
    fn write(&self) -> String {
        let millis = |millis: f64| Some(serde_json::Value::from(millis).to_string());
        object(&[
            ("queuedMs", millis(self.queued_ms)),
            ("resolvingMs", millis(self.resolving_ms)),
            ("connectingMs", millis(self.connecting_ms)),
            ("handshakingMs", millis(self.handshaking_ms)),
            ("signingMs", millis(self.signing_ms)),
        ])
    }

    fn read(timings: Member<'_>) -> Result<Self, JsonError> {
        let timings = timings.object()?;
        let millis = |name| timings.required(name)?.millis();
        Ok(Self {
            queued_ms: millis("queuedMs")?,
            resolving_ms: millis("resolvingMs")?,
            connecting_ms: millis("connectingMs")?,
            handshaking_ms: millis("handshakingMs")?,
            signing_ms: millis("signingMs")?,
        })
    }
}

impl Failed {
    fn write(&self) -> String {
        let chain = &self.server_chain;
        object(&[
            ("type", Some(text("failed"))),
            ("stage", Some(text(self.stage.as_str()))),
            ("code", Some(text(self.code.as_str()))),
            ("detail", Some(text(&self.detail))),
            ("alert", self.alert.as_ref().map(Alert::write)),
            (
                "serverChain",
                (!chain.is_empty()).then(|| write_chain(chain)),
            ),
        ])
    }

    fn read(failed: Object<'_>) -> Result<Self, JsonError> {
        let code = failed.required("code")?;
        Ok(Self {
            stage: read_stage(failed)?,
            code: code.word(FailureCode::from_word, "why a connection failed")?,
            detail: failed.text("detail")?,
            alert: failed.optional("alert").map(Alert::read).transpose()?,
            server_chain: failed.list("serverChain", Binary::read)?,
        })
    }
}

impl Closed {
    fn write(&self) -> String {
        object(&[
            ("type", Some(text("closed"))),
            ("by", Some(text(self.by.as_str()))),
            ("code", Some(text(self.code.as_str()))),
            ("detail", Some(text(&self.detail))),
            ("alert", self.alert.as_ref().map(Alert::write)),
        ])
    }

    fn read(closed: Object<'_>) -> Result<Self, JsonError> {
        let code = closed.required("code")?;
        Ok(Self {
            by: closed
                .required("by")?
                .word(By::from_word, "who ends connections")?,
            code: code.word(CloseCode::from_word, "why a connection ended")?,
            detail: closed.text("detail")?,
            alert: closed.optional("alert").map(Alert::read).transpose()?,
        })
    }
}

impl Alert {
    fn write(&self) -> String {
        object(&[
            ("code", Some(self.code.to_string())),
            ("name", Some(text(&self.name))),
        ])
    }

    fn read(alert: Member<'_>) -> Result<Self, JsonError> {
        let alert = alert.object()?;
        Ok(Self {
            code: alert.required("code")?.number()?,
            name: alert.text("name")?,
        })
    }
}

fn write_chain(chain: &[Binary]) -> String {
    list(chain.iter().map(Binary::write))
}

fn read_scheme(member: Member<'_>) -> Result<SignatureScheme, JsonError> {
    member.word(SignatureScheme::from_word, "a signature scheme")
}

fn read_stage(message: Object<'_>) -> Result<Stage, JsonError> {
    let stage = message.required("stage")?;
    stage.word(Stage::from_word, "a stage")
}
