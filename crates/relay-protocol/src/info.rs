//! The bodies of the relay's HTTP API.

use serde_json::Value;

use crate::json::{self, JsonError, Member};
use crate::words::words;

/// The body of `POST /api/session`.
#[derive(Clone, PartialEq, Eq)]
pub struct LaunchRequest {
    /// The launch code from the URL's fragment; good for one exchange.
    pub launch: String,
}

/// The answer to `GET /api/info`: what this relay is and what it may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayInfo {
    /// The relay's version, such as `"0.1.0"`.
    pub version: String,
    /// The practice service that runs beside it, unless `--no-practice` was given.
    pub practice: Option<PracticeInfo>,
    /// Where the tunnel may lead.
    pub destinations: Vec<Destination>,
    /// The roots behind the trust `azure`.
    pub azure_roots: Vec<TrustedRoot>,
    /// How many tunnels are open right now.
    pub tunnels: usize,
}

/// The practice service that runs beside the relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeInfo {
    /// The address for the tunnel's `open`, such as `"127.0.0.1"`.
    pub host: String,
    /// The port for the tunnel's `open`.
    pub port: u16,
    /// Its ID scope.
    pub id_scope: String,
    /// The hub it assigns devices to. The same port serves it.
    pub hub_host: String,
    /// The root of its server certificate, as PEM.
    pub root_ca: String,
    /// The address beyond loopback it listens on, if `--dangerously-listen-on` was given.
    pub exposed_on: Option<String>,
}

/// Somewhere the tunnel may lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// A host name or IP address; one that begins with `*.` stands for every name below.
    pub host: String,
    /// The ports; empty for every port.
    pub ports: Vec<u16>,
    /// Who allowed it.
    pub source: DestinationSource,
}

words! {
    /// Who allowed a destination.
    DestinationSource {
        /// Azure's device endpoints: built in.
        Azure = "azure",
        /// The practice service beside the relay.
        Practice = "practice",
        /// `--allow-destination`.
        CommandLine = "commandLine",
    }
}

/// A root behind the trust `azure`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedRoot {
    /// Its common name.
    pub name: String,
    /// SHA-1 of the certificate in lower-case hex, as Microsoft's pages list it.
    pub sha1: String,
    /// SHA-256 of the certificate in lower-case hex.
    pub sha256: String,
}

impl LaunchRequest {
    /// The body.
    pub fn to_json(&self) -> String {
        json::object(&[("launch", Some(json::text(&self.launch)))])
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When it has no launch code.
    pub fn from_value(body: &Value) -> Result<Self, JsonError> {
        let launch = Member::top(body).object()?.text("launch")?;
        Ok(Self { launch })
    }
}

impl RelayInfo {
    /// The body.
    pub fn to_json(&self) -> String {
        let practice = self.practice.as_ref();
        json::object(&[
            ("version", Some(json::text(&self.version))),
            (
                "practice",
                Some(practice.map_or_else(|| "null".to_owned(), PracticeInfo::write)),
            ),
            (
                "destinations",
                Some(json::list(self.destinations.iter().map(Destination::write))),
            ),
            (
                "azureRoots",
                Some(json::list(self.azure_roots.iter().map(TrustedRoot::write))),
            ),
            ("tunnels", Some(self.tunnels.to_string())),
        ])
    }

    /// Reads the body.
    ///
    /// # Errors
    ///
    /// When it is not JSON, or a member is missing or wrong.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let body = json::parse(text)?;
        let body = Member::top(&body).object()?;
        let tunnels = body.optional("tunnels").map(Member::number).transpose()?;
        Ok(Self {
            version: body.text("version")?,
            practice: body
                .optional("practice")
                .map(PracticeInfo::read)
                .transpose()?,
            destinations: body.required("destinations")?.list(Destination::read)?,
            azure_roots: body.required("azureRoots")?.list(TrustedRoot::read)?,
            tunnels: tunnels.unwrap_or_default(),
        })
    }
}

impl PracticeInfo {
    fn write(&self) -> String {
        json::object(&[
            ("host", Some(json::text(&self.host))),
            ("port", Some(self.port.to_string())),
            ("idScope", Some(json::text(&self.id_scope))),
            ("hubHost", Some(json::text(&self.hub_host))),
            ("rootCa", Some(json::text(&self.root_ca))),
            ("exposedOn", self.exposed_on.as_deref().map(json::text)),
        ])
    }

    fn read(member: Member<'_>) -> Result<Self, JsonError> {
        let practice = member.object()?;
        Ok(Self {
            host: practice.text("host")?,
            port: practice.required("port")?.number()?,
            id_scope: practice.text("idScope")?,
            hub_host: practice.text("hubHost")?,
            root_ca: practice.text("rootCa")?,
            exposed_on: practice.optional_text("exposedOn")?,
        })
    }
}

impl Destination {
    fn write(&self) -> String {
        json::object(&[
            ("host", Some(json::text(&self.host))),
            (
                "ports",
                Some(json::list(self.ports.iter().map(u16::to_string))),
            ),
            ("source", Some(json::text(self.source.as_str()))),
        ])
    }

    fn read(member: Member<'_>) -> Result<Self, JsonError> {
        let destination = member.object()?;
        let source = destination.required("source")?;
        Ok(Self {
            host: destination.text("host")?,
            ports: destination.required("ports")?.list(Member::number)?,
            source: source.word(DestinationSource::from_word, "who allows destinations")?,
        })
    }
}

impl TrustedRoot {
    fn write(&self) -> String {
        json::object(&[
            ("name", Some(json::text(&self.name))),
            ("sha1", Some(json::text(&self.sha1))),
            ("sha256", Some(json::text(&self.sha256))),
        ])
    }

    fn read(member: Member<'_>) -> Result<Self, JsonError> {
        let root = member.object()?;
        Ok(Self {
            name: root.text("name")?,
            sha1: root.text("sha1")?,
            sha256: root.text("sha256")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(info: &RelayInfo, json: &str) {
        assert_eq!(info.to_json(), json);
        assert_eq!(RelayInfo::from_json(json).as_ref(), Ok(info));
    }

    #[test]
    fn what_a_relay_is() {
        let mut info = RelayInfo {
            version: "0.1.0".into(),
            practice: None,
            destinations: Vec::new(),
            azure_roots: Vec::new(),
            tunnels: 0,
        };
        check(
            &info,
            r#"{"version":"0.1.0","practice":null,"destinations":[],"azureRoots":[],"tunnels":0}"#,
        );
        info.practice = Some(PracticeInfo {
            host: "127.0.0.1".into(),
            port: 8883,
            id_scope: "0ne00C0FFEE".into(),
            hub_host: "hub".into(),
            root_ca: "-----\n".into(),
            exposed_on: Some("0.0.0.0:8883".into()),
        });
        info.destinations = DestinationSource::ALL
            .iter()
            .map(|&source| Destination {
                host: "h".into(),
                ports: vec![443, 8883],
                source,
            })
            .collect();
        info.azure_roots = vec![TrustedRoot {
            name: "G2".into(),
            sha1: "a".into(),
            sha256: "b".into(),
        }];
        info.tunnels = 2;
        check(
            &info,
            concat!(
                r#"{"version":"0.1.0","practice":{"host":"127.0.0.1","port":8883,"idScope":"0ne00C0FFEE","#,
                r#""hubHost":"hub","rootCa":"-----\n","exposedOn":"0.0.0.0:8883"},"#,
                r#""destinations":[{"host":"h","ports":[443,8883],"source":"azure"},"#,
                r#"{"host":"h","ports":[443,8883],"source":"practice"},"#,
                r#"{"host":"h","ports":[443,8883],"source":"commandLine"}],"#,
                r#""azureRoots":[{"name":"G2","sha1":"a","sha256":"b"}],"tunnels":2}"#
            ),
        );
    }

    #[test]
    fn an_older_relay_does_not_count_its_tunnels() {
        let json = r#"{"version":"0.1.0","destinations":[],"azureRoots":[]}"#;
        assert_eq!(RelayInfo::from_json(json).unwrap().tunnels, 0);
    }

    #[test]
    fn unreadable_info_is_refused() {
        let check = |json: &str, expected: &str| {
            let error = RelayInfo::from_json(json).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check("[]", "is [], not an object");
        check("{}", r#"the member "version" is missing"#);
        check(
            r#"{"version":"1","destinations":[{"host":"h","ports":[],"source":"me"}],"azureRoots":[]}"#,
            r#"the member "source" is "me", not who allows destinations"#,
        );
    }

    #[test]
    fn the_launch_code_goes_there_and_back() {
        let request = LaunchRequest {
            launch: "abc".into(),
        };
        assert_eq!(request.to_json(), r#"{"launch":"abc"}"#);
        let read = |value| LaunchRequest::from_value(&value).map(|request| request.launch);
        assert_eq!(read(json!({ "launch": "abc" })).as_deref(), Ok("abc"));
        assert_eq!(
            read(json!({})),
            Err(JsonError::Missing { member: "launch" })
        );
    }
}
