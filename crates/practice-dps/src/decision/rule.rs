//! The rules by which the service decides. One piece: a flat table.

/// How sure it is that the real service does the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Microsoft's documentation says so.
    Documented,
    /// The service was seen doing so.
    Observed,
    /// Nobody knows; this is a choice of the practice service.
    Unproven,
}

impl Evidence {
    /// One word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Unproven => "unproven",
        }
    }
}

macro_rules! rules {
    ($($name:ident $id:literal $evidence:ident $text:literal)*) => {
        /// Names the rule that decided.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = $text] $name,)*
        }

        impl Rule {
            /// Every rule, in the order in which they are asked.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// A stable name, such as `"id_scope_unknown"`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What the rule found: a lower-case clause for people.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// How sure it is that the real service does the same.
            pub fn evidence(self) -> Evidence {
                match self { $(Self::$name => Evidence::$evidence,)* }
            }
        }
    };
}

rules! {
    ProtocolLevel "protocol_level" Documented
        "the client speaks another version of MQTT than 3.1.1"
    ClientIdEmpty "client_id_empty" Unproven
        "the client id is empty, and the session is meant to last"
    UsernameShape "username_shape" Unproven
        "the user name is neither {idScope}/registrations/{registrationId}/api-version=.. nor {hub}/{deviceId}/?api-version=.."
    ApiVersionMissing "api_version_missing" Unproven
        "the user name names no api-version"
    WillNotServed "will_not_served" Unproven
        "the connection asks for a last will, which DPS has no use for"
    IdScopeUnknown "id_scope_unknown" Observed
        "no service has this ID scope"
    ClientIdDiffers "client_id_differs" Observed
        "the client id is not the registration id in the user name"
    CredentialMissing "credential_missing" Unproven
        "neither a client certificate nor a password came"
    Connected "connected" Observed
        "the connection is let in; credentials are judged when the device registers"
    SubscriptionForeign "subscription_foreign" Unproven
        "the topic filter is none the service serves"
    TopicForeign "topic_foreign" Unproven
        "the topic is none the service serves"
    QosTwo "qos_two" Unproven
        "a message came with QoS 2, which the service does not serve"
    RetainNotServed "retain_not_served" Unproven
        "a message asks to be retained, which DPS has no use for"
    AcknowledgementsMissing "acknowledgements_missing" Unproven
        "the device does not acknowledge what it is sent"
    Displaced "displaced" Unproven
        "the same device connected again, and the newer connection wins"
    Throttled "throttled" Documented
        "more registrations in a minute than the service allows"
    PollsThrottled "polls_throttled" Documented
        "the device asks more often how its registration stands than the service allows"
    StoreFull "store_full" Unproven
        "the practice service keeps no more devices in memory"
    BodyUnreadable "body_unreadable" Unproven
        "the body of the request is not JSON"
    BodyOfAnother "body_of_another" Unproven
        "the body names another registration id than the address of the request"
    RegistrationIdIllegal "registration_id_illegal" Observed
        "the registration id has a character or a length that is not allowed"
    RegisteredAtOnce "registered_at_once" Observed
        "another registration of the same device is being decided"
    TokenUnreadable "token_unreadable" Unproven
        "no certificate came, and the password is no SAS token: SharedAccessSignature sr=..&sig=..&se=..&skn=registration"
    TokenForAnother "token_for_another" Unproven
        "the token is for another resource than {idScope}/registrations/{registrationId}"
    TokenPolicyForeign "token_policy_foreign" Unproven
        "the token names another policy than registration"
    TokenExpired "token_expired" Unproven
        "the token has expired; is the device's clock right?"
    EnrollmentMissing "enrollment_missing" Observed
        "there is no individual enrolment for this id, and no group by symmetric keys"
    AttestationDiffers "attestation_differs" Unproven
        "the individual enrolment asks for the other kind of credential, certificate or symmetric key"
    KeySignatureWrong "key_signature_wrong" Observed
        "the token was signed by a key that no entry for this device knows"
    KeyNotDecoded "key_not_decoded" Observed
        "the token was signed by the base64 text of the right key: decode it first"
    GroupKeyNotDerived "group_key_not_derived" Observed
        "the token was signed by the group's own key: derive the device's from it"
    OtherKeyThanRegistered "other_key_than_registered" Observed
        "the device registered with its other key before; delete its registration record to change keys"
    IndividualKeyMatches "individual_key_matches" Documented
        "the individual enrolment holds the key that signed the token"
    GroupKeyMatches "group_key_matches" Documented
        "the key that signed the token is derived from a group's"
    CommonNameMissing "common_name_missing" Unproven
        "the certificate's subject has no common name"
    CommonNameDiffers "common_name_differs" Observed
        "the certificate's common name is not the registration id"
    LeafExpired "leaf_expired" Unproven
        "the certificate has expired"
    LeafNotYetValid "leaf_not_yet_valid" Unproven
        "the certificate is not valid yet"
    LeafDatesUnreadable "leaf_dates_unreadable" Unproven
        "the certificate's dates cannot be read"
    IndividualHoldsAnother "individual_holds_another" Observed
        "the individual enrolment holds another certificate than the one presented"
    IndividualMatches "individual_matches" Documented
        "the individual enrolment holds this certificate"
    CaUnknown "ca_unknown" Observed
        "the presented certificates lead to no CA certificate that was uploaded"
    CaNotVerified "ca_not_verified" Observed
        "the CA certificate they lead to was uploaded but never verified"
    IntermediateMissing "intermediate_missing" Observed
        "the device did not send the intermediate certificate the group is made for"
    LinkSignatureWrong "link_signature_wrong" Unproven
        "a certificate of the chain was not signed by the one that bears its issuer's name"
    LinkNotCheckable "link_not_checkable" Unproven
        "a signature of the chain cannot be checked here"
    IssuerNotCurrent "issuer_not_current" Unproven
        "a CA certificate of the chain has expired or is not valid yet"
    NoGroupUsesCa "no_group_uses_ca" Observed
        "the chain reaches a verified CA certificate, but no group is made for it"
    GroupCertificateNotInChain "group_certificate_not_in_chain" Observed
        "the chain reaches the CA above a group, but not by way of the group's own certificate"
    GroupMatches "group_matches" Documented
        "a group's certificate is in the chain, and the chain reaches a verified CA certificate"
    EntryDisabled "entry_disabled" Documented
        "the entry that fits is disabled"
    HubNotLinked "hub_not_linked" Observed
        "no hub is linked to the service"
    AllocationWebhook "allocation_webhook" Unproven
        "the entry asks for a webhook, which the practice service calls never, and does not say what it would answer"
    WebhookFailed "webhook_failed" Observed
        "the webhook fails, says the entry"
    WebhookHubNotLinked "webhook_hub_not_linked" Unproven
        "the webhook chooses a hub, says the entry, that is not linked or not among the entry's"
    HubNotSelected "hub_not_selected" Unproven
        "none of the entry's hubs is linked to the service"
    HubUnauthorized "hub_unauthorized" Unproven
        "the service may not write into the linked hub"
    HubKeyStale "hub_key_stale" Observed
        "the key the service has for the linked hub is stale"
    HubRefused "hub_refused" Observed
        "the linked hub refused the device"
    Assigned "assigned" Documented
        "a hub was chosen and knows the device by what it presented"
    RegistrationUnknown "registration_unknown" Observed
        "this device has no registration record"
    OperationUnknown "operation_unknown" Observed
        "no operation of this device has this id"
    HubHostDiffers "hub_host_differs" Unproven
        "the user name names another hub than this one"
    HubClientIdDiffers "hub_client_id_differs" Documented
        "the client id is not the device id in the user name"
    HubDeviceUnknown "hub_device_unknown" Observed
        "the hub does not know this device id: the device was not provisioned"
    HubThumbprintDiffers "hub_thumbprint_differs" Observed
        "the hub knows this device by another certificate; provision again after a renewal"
    HubTokenRefused "hub_token_refused" Observed
        "the hub knows this device by symmetric key, and no token came that one of its keys signed for {hub}/devices/{deviceId}"
    HubConnected "hub_connected" Documented
        "the device presents what it was provisioned with"
    TelemetryReceived "telemetry_received" Documented
        "the hub took the message"
    TwinUnreadable "twin_unreadable" Documented
        "the reported properties are not a JSON object, or too large"
    TwinServed "twin_served" Documented
        "the hub answered a request about the device's twin"
}
