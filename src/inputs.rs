//! What the person chose and typed. Everything the lesson builds comes from here and from the loaded certificates.

use crate::lesson::StepId;

/// Where the device registers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The practice service inside this page: no relay, no TLS, nothing leaves the tab.
    #[default]
    InPage,
    /// The practice service beside the relay, over real mutual TLS.
    Practice,
    /// Azure itself, through the relay.
    Azure(Cloud),
    /// A host the relay was allowed to reach on its command line.
    Own,
}

/// The clouds that have a global device endpoint of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// `global.azure-devices-provisioning.net`
    Public,
    /// `global.azure-devices-provisioning.us`
    Government,
    /// `global.azure-devices-provisioning.cn`
    China,
}

impl Cloud {
    /// The global device endpoint of this cloud.
    pub fn host(self) -> &'static str {
        match self {
            Self::Public => "global.azure-devices-provisioning.net",
            Self::Government => "global.azure-devices-provisioning.us",
            Self::China => "global.azure-devices-provisioning.cn",
        }
    }
}

impl Place {
    /// Whether this place is the practice service, in the page or beside the relay.
    pub fn is_practice(self) -> bool {
        matches!(self, Self::InPage | Self::Practice)
    }

    /// Whether a relay is needed to get there.
    pub fn needs_relay(self) -> bool {
        self != Self::InPage
    }
}

/// What the practice service is told about the device before it registers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enrolment {
    /// An individual enrolment that holds exactly this leaf.
    #[default]
    Individual,
    /// The same, switched off.
    IndividualDisabled,
    /// A group whose CA is the topmost certificate known, uploaded and verified.
    Group,
    /// The same, but nobody proved possession of the CA's key.
    GroupUnverified,
    /// None: the service has never heard of this device.
    None,
    /// Whatever the service has: the console, a file or a script has seen to it.
    Kept,
}

/// Which practice identity the page makes when no files were loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PracticeIdentity {
    /// One self-signed certificate.
    #[default]
    SelfSigned,
    /// Root, intermediate and leaf, as a factory would make them.
    Issued,
    /// A self-signed certificate that expired yesterday.
    Expired,
    /// A self-signed certificate that is valid from tomorrow.
    NotYetValid,
    /// A self-signed certificate without a common name.
    Nameless,
}

/// How much of the chain the device presents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presented {
    /// The leaf and every intermediate that was loaded.
    #[default]
    Chain,
    /// The leaf alone: the classic mistake with groups.
    LeafOnly,
}

/// What the *server* is trusted by. Never the device's own certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ServerTrust {
    /// What fits the place: the practice root for practice, the named list for Azure.
    #[default]
    Fitting,
    /// Azure's roots, wherever we connect to.
    AzureRoots,
    /// These root certificates, as DER, and no others.
    Own(Vec<Vec<u8>>),
}

/// A built string that can be changed on purpose before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The name the server certificate must carry, also sent as SNI.
    ServerName,
    /// CONNECT: client ID.
    ClientId,
    /// CONNECT: username.
    Username,
    /// CONNECT: password.
    Password,
    /// SUBSCRIBE: topic filter.
    Filter,
    /// PUBLISH of the registration: topic. `{rid}` stands for the request ID.
    RegisterTopic,
    /// PUBLISH of the registration: payload.
    RegisterPayload,
    /// PUBLISH of the poll: topic. `{rid}` and `{operationId}` are filled in.
    PollTopic,
    /// CONNECT to the hub: client ID.
    HubClientId,
    /// CONNECT to the hub: username.
    HubUsername,
    /// PUBLISH of the first message: topic.
    TelemetryTopic,
    /// PUBLISH of the first message: payload.
    TelemetryPayload,
}

impl Field {
    /// Every field, in the order in which the lesson meets them.
    pub const ALL: &[Self] = &[
        Self::ServerName,
        Self::ClientId,
        Self::Username,
        Self::Password,
        Self::Filter,
        Self::RegisterTopic,
        Self::RegisterPayload,
        Self::PollTopic,
        Self::HubClientId,
        Self::HubUsername,
        Self::TelemetryTopic,
        Self::TelemetryPayload,
    ];

    /// The label beside the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::ServerName => "Server name",
            Self::ClientId | Self::HubClientId => "Client ID",
            Self::Username | Self::HubUsername => "Username",
            Self::Password => "Password",
            Self::Filter => "Topic filter",
            Self::RegisterTopic | Self::PollTopic | Self::TelemetryTopic => "Topic",
            Self::RegisterPayload | Self::TelemetryPayload => "Payload",
        }
    }

    /// The step in which it is sent.
    pub fn step(self) -> StepId {
        match self {
            Self::ServerName => StepId::Trust,
            Self::ClientId | Self::Username | Self::Password => StepId::Connect,
            Self::Filter => StepId::Subscribe,
            Self::RegisterTopic | Self::RegisterPayload => StepId::Register,
            Self::PollTopic => StepId::Poll,
            Self::HubClientId
            | Self::HubUsername
            | Self::TelemetryTopic
            | Self::TelemetryPayload => StepId::Telemetry,
        }
    }

    /// A stable name, for test hooks and links.
    pub fn id(self) -> &'static str {
        match self {
            Self::ServerName => "server-name",
            Self::ClientId => "client-id",
            Self::Username => "username",
            Self::Password => "password",
            Self::Filter => "filter",
            Self::RegisterTopic => "register-topic",
            Self::RegisterPayload => "register-payload",
            Self::PollTopic => "poll-topic",
            Self::HubClientId => "hub-client-id",
            Self::HubUsername => "hub-username",
            Self::TelemetryTopic => "telemetry-topic",
            Self::TelemetryPayload => "telemetry-payload",
        }
    }
}

/// Built strings changed on purpose. A plain list, as there are a dozen fields at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<(Field, String)>);

impl Edits {
    /// What stands in a field instead of what was built.
    pub fn get(&self, field: &Field) -> Option<&String> {
        let mut edits = self.0.iter();
        edits
            .find(|(edited, _)| edited == field)
            .map(|(_, text)| text)
    }

    /// Changes a field.
    pub fn insert(&mut self, field: Field, text: String) {
        self.remove(&field);
        // In the order of the fields, so that the same edits are equal whatever came first.
        let place = self.0.partition_point(|(edited, _)| *edited < field);
        self.0.insert(place, (field, text));
    }

    /// Puts back what was built.
    pub fn remove(&mut self, field: &Field) {
        self.0.retain(|(edited, _)| edited != field);
    }
}

/// Everything the person chose and typed, as typed: wrong values are kept, not corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Where to register.
    pub place: Place,
    /// Host of [`Place::Own`].
    pub own_host: String,
    /// Port of [`Place::Own`], as typed.
    pub own_port: String,
    /// The ID scope: which DPS instance, as typed.
    pub id_scope: String,
    /// The registration ID, as typed.
    pub registration_id: String,
    /// The API version in the username.
    pub api_version: String,
    /// JSON for a custom allocation webhook, or nothing.
    pub payload: String,
    /// What the practice service knows of the device.
    pub enrolment: Enrolment,
    /// Which identity to make when no files are loaded.
    pub practice_identity: PracticeIdentity,
    /// How much of the chain is presented.
    pub presented: Presented,
    /// What the server is trusted by.
    pub trust: ServerTrust,
    /// Built strings changed on purpose.
    pub edits: Edits,
    /// Whether the relay is to record what goes over TLS, with the secrets to read it. Never set by a link.
    pub recording: bool,
}

/// The ID scope of the practice service, in the page and beside the relay alike.
pub const PRACTICE_ID_SCOPE: &str = "0ne00C0FFEE";

impl Default for Inputs {
    fn default() -> Self {
        Self {
            place: Place::InPage,
            own_host: String::new(),
            own_port: "8883".to_owned(),
            id_scope: PRACTICE_ID_SCOPE.to_owned(),
            registration_id: "press-17".to_owned(),
            api_version: "2019-03-31".to_owned(),
            payload: String::new(),
            enrolment: Enrolment::Individual,
            practice_identity: PracticeIdentity::SelfSigned,
            presented: Presented::Chain,
            trust: ServerTrust::Fitting,
            edits: Edits::default(),
            recording: false,
        }
    }
}
