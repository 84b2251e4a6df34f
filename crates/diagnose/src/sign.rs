//! What can be seen. One piece: a flat table.

/// What kind of thing a sign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Something failed; the sign is a symptom.
    Failure,
    /// Something is wrong that was looked at itself, before or beside any failure.
    Defect,
    /// Something is so. Neither good nor bad.
    Fact,
    /// It worked.
    Success,
}

macro_rules! signs {
    ($($name:ident $id:literal $class:ident $text:literal)*) => {
        /// One thing that can be seen, whoever saw it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Sign {
            $(#[doc = $text] $name,)*
        }

        impl Sign {
            /// Every sign.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// A stable name.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// What it says: a lower-case clause for people.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What kind of thing it is.
            pub fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)* }
            }
        }
    };
}

signs! {
    // The provisioning service's answers.
    Connack1 "connack_1" Failure "CONNACK 1: the protocol version is not taken"
    Connack2 "connack_2" Failure "CONNACK 2: the client ID is rejected"
    Connack3 "connack_3" Failure "CONNACK 3: server unavailable"
    Connack4 "connack_4" Failure "CONNACK 4: bad user name or password"
    Connack5 "connack_5" Failure "CONNACK 5: not authorised"
    Status400 "status_400" Failure "the service answered 400, without words that tell more"
    Status401 "status_401" Failure "the service answered 401, without words that tell more"
    Status403 "status_403" Failure "the service answered 403"
    Status404 "status_404" Failure "the service answered 404, without words that tell more"
    Status405 "status_405" Failure "the service answered 405"
    Status409 "status_409" Failure "the service answered 409"
    Status412 "status_412" Failure "the service answered 412: the entry was changed in the meantime"
    Status415 "status_415" Failure "the service answered 415: the kind of body is not taken"
    Status429 "status_429" Failure "the service answered 429: too many requests"
    Status5xx "status_5xx" Failure "the service answered 5xx: a fault of its own"
    Code400002 "code_400002" Failure "400002: the request is invalid"
    Code400004 "code_400004" Failure "400004: the registration ID is invalid"
    Code400207 "code_400207" Failure "400207: custom allocation failed"
    Code400208 "code_400208" Failure "400208: no hub is specified"
    Code400209 "code_400209" Failure "400209: the hub is unauthorised"
    Code401000 "code_401000" Failure "401000: unauthorised"
    Code401001 "code_401001" Failure "401001: the hub is not found"
    Code401002 "code_401002" Failure "401002: unauthorised, without words that tell more"
    CaNotFound "code_401002_ca_not_found" Failure "401002: CA certificate not found"
    InvalidCertificate "code_401002_invalid_certificate" Failure "401002: invalid certificate"
    SigningInfoMismatch "code_401002_signing_info" Failure "401002: signing certificate info did not match chain elements"
    HubUnauthorizedText "hub_unauthorized_access" Failure "IotHubUnauthorizedAccess in a failed registration: the hub refused DPS"
    Code404201 "code_404201" Failure "404201: enrolment or registration not found"
    Code404202 "code_404202" Failure "404202: not found"
    Code404203 "code_404203" Failure "404203: operation not found"
    Code409203 "code_409203" Failure "409203: precondition failed"
    Code429001 "code_429001" Failure "429001: operations are being throttled"
    UnknownCode "code_unknown" Failure "a six-digit code that nobody has described"
    Disabled "disabled" Failure "the answer is disabled"
    RegistrationFailed "registration_failed" Failure "the registration was taken and failed"
    Assigned "assigned" Success "the device was assigned"
    Assigning "assigning" Fact "the service is still assigning"
    ConnackAccepted "connack_0" Fact "CONNACK 0: the connection is accepted"

    // How a session ended without an answer.
    SubscriptionRefused "suback_128" Failure "the subscription was refused"
    ClosedOnConnect "closed_on_connect" Failure "the connection was closed instead of a CONNACK"
    ClosedOnSubscribe "closed_on_subscribe" Failure "the connection was closed after SUBSCRIBE"
    ClosedOnRegister "closed_on_register" Failure "the connection was closed after a request"
    ClosedUnsaid "closed_unsaid" Failure "the connection was closed without a reason"
    ConnackAbsent "connack_absent" Failure "no CONNACK came in time"
    AnswerAbsent "answer_absent" Failure "no answer came in time"
    StillAssigning "still_assigning" Failure "the registration stayed assigning until the time was over"
    AnswerUnreadable "answer_unreadable" Failure "an answer came that cannot be understood"
    Garbled "garbled" Failure "what came back is not MQTT 3.1.1"
    OperationIdMissing "operation_id_missing" Failure "an answer has no operation ID"
    OperationIdKeyError "operation_id_key_error" Failure "the program looked for operationId in a body that has none"
    PacketUnsendable "packet_unsendable" Failure "a packet cannot be put together from what was given"

    // The hub.
    HubProtocol "hub_connack_1" Failure "the hub answered CONNACK 1: the protocol version is not taken"
    HubUnavailable "hub_connack_3" Failure "the hub answered CONNACK 3: unavailable"
    HubRefused "hub_refused" Failure "the hub did not let the device in"
    HubDeviceNotFound "hub_device_not_found" Failure "the hub has no such device"
    HubClosed "hub_closed" Failure "the hub closed the connection"
    HubSilent "hub_silent" Failure "the hub did not answer in time"
    HubSelfSigned "hub_self_signed" Failure "the hub shows the device as self-signed"
    HubThumbprintDiffers "hub_thumbprint_differs" Defect "the hub holds another thumbprint than the leaf has"
    HubThumbprintFits "hub_thumbprint_fits" Fact "the hub holds the thumbprint of the leaf"
    HubLinked "hub_linked" Fact "a hub is linked to the instance"
    RecordAssigned "record_assigned" Fact "the service's record of the registration says assigned"
    HubClientIdDiffers "hub_client_id_differs" Defect "client ID or username of the hub connection are not the assigned device ID"

    // What a TLS library or the network said.
    NoStartLine "pem_no_start_line" Failure "a TLS library found no start line in a PEM file"
    PemLib "pem_lib" Failure "a TLS library could not read a PEM file"
    KeyValuesMismatch "key_values_mismatch" Failure "a TLS library found that key and certificate differ"
    KeyRefused "key_refused" Failure "a client could not use the private key: it cannot read it, or it is another certificate's"
    KeyUnreadable "key_unreadable" Failure "a library could not read the private key"
    KeyLocked "key_locked" Failure "the private key is behind a password"
    FileMissing "file_missing" Failure "a file is not where the client looks for it"
    VerifyFailed "tls_verify_failed" Failure "the client could not verify the server's certificate, and does not say why"
    RootUntrusted "tls_root_untrusted" Failure "the client does not trust the server's chain"
    ServerSelfSigned "tls_self_signed" Failure "the server's chain ends in a root that the client does not know"
    ServerNameDiffers "tls_name_differs" Failure "the server's certificate is for other names"
    ServerExpired "tls_server_expired" Failure "the server's certificate has expired, by the client's clock"
    ServerNotYetValid "tls_server_not_yet_valid" Failure "the server's certificate is not valid yet, by the client's clock"
    ServerUnfit "tls_server_unfit" Failure "the server's certificate is unfit"
    TlsVersion "tls_version" Failure "client and server share no TLS version"
    TlsHandshakeFailure "tls_handshake_failure" Failure "the handshake failed: nothing in common, or nothing presented"
    AlertUnknownCa "tls_alert_unknown_ca" Failure "the server sent the alert unknown_ca"
    AlertBadCertificate "tls_alert_bad_certificate" Failure "the server sent an alert about the device's certificate"
    AlertCertificateExpired "tls_alert_certificate_expired" Failure "the server sent the alert certificate_expired"
    AlertCertificateRequired "tls_alert_certificate_required" Failure "the server asked for a certificate and got none"
    AlertDecryptError "tls_alert_decrypt_error" Failure "the server sent the alert decrypt_error: the signature is wrong"
    AlertUnrecognizedName "tls_alert_unrecognized_name" Failure "the server sent the alert unrecognized_name"
    AlertOther "tls_alert_other" Failure "the server sent another TLS alert"
    TlsUnsaid "tls_unsaid" Failure "TLS failed, and the client does not say how"
    NotTls "not_tls" Failure "what answers does not speak TLS"
    HandshakeCut "handshake_cut" Failure "the connection ended in the handshake"
    HandshakeLate "handshake_late" Failure "the handshake took too long"
    NoCommonScheme "no_common_scheme" Failure "the server takes no signature that the key can make"
    TlsMemory "tls_memory" Failure "a buffer or the memory is too small for the handshake"
    ConnectionRefused "net_refused" Failure "the TCP connection was refused"
    ConnectTimeout "net_timeout" Failure "nothing answered to the TCP connection in time"
    Unreachable "net_unreachable" Failure "there is no route to the host"
    ConnectFailed "net_failed" Failure "the TCP connection failed"
    NameNotFound "net_name_not_found" Failure "the name of the host does not resolve"
    ConnectionReset "net_reset" Failure "the connection was reset"
    PrivateAddress "net_private_address" Failure "the name resolves to addresses inside a network only"
    HtmlAnswer "html_answer" Failure "an HTML page came instead of an answer"
    ProxyCertificate "proxy_certificate" Defect "the server's certificate was issued by a proxy"
    ServerNamesOther "server_names_other" Defect "the server's certificate does not have the name of the host"
    ServerNamesFit "server_names_fit" Fact "the server's certificate has the name of the host"
    ServerDatesPast "server_dates_past" Defect "the server's certificate has expired, by its dates and the time"
    ServerDatesAhead "server_dates_ahead" Defect "the server's certificate is not valid yet, by its dates and the time"
    ServerDatesRight "server_dates_right" Fact "the server's certificate is valid at this time"
    TrustFits "trust_fits" Fact "a trusted root is the issuer of the server's certificate"
    TrustOther "trust_other" Defect "no trusted root is the issuer of the server's certificate"
    TlsVerified "tls_verified" Fact "the client trusts the server's chain"
    TlsDone "tls_done" Fact "the handshake succeeded"
    SchannelInUse "schannel" Fact "the client uses the TLS of Windows (Schannel)"
    VerificationRefused "verification_refused" Failure "the proof of possession of a CA was refused (IH400053)"

    // What is wrong with settings, commands and topics.
    ClientIdDiffers "client_id_differs" Defect "the client ID is not the registration ID of the user name"
    ClientIdFits "client_id_fits" Fact "the client ID is the registration ID of the user name"
    ClientIdAbsent "client_id_absent" Defect "no client ID is given, so that the client makes one up"
    DollarQuoted "dollar_in_double_quotes" Defect "$dps or $rid stand in double quotes or bare, where the shell replaces them by nothing"
    DollarLost "dollar_lost" Defect "$dps or $rid are gone from a topic"
    FilesNamedApart "files_named_apart" Defect "certificate and key files have different numbers in their names"
    InstanceHost "instance_host" Defect "the host is one instance's own name, not the global one"
    HubHost "hub_host" Defect "the host of a hub stands where that of DPS belongs"
    ServiceEndpoint "service_endpoint" Defect "the service's management endpoint stands where a device's belongs"
    GatewayHost "gateway_host" Defect "the provisioning host is a gateway or a machine of one's own"
    HostUnclean "host_unclean" Defect "the host has a scheme, a port or a path in it"
    HostForeign "host_foreign" Fact "the host is none of Azure's"
    PortPlain "port_plain" Defect "the port is the one of MQTT without TLS"
    PortOfHttps "port_of_https" Defect "the port is the one of HTTPS, with MQTT over TCP"
    TlsOff "tls_off" Defect "TLS is switched off"
    Mqtt5 "mqtt_5" Defect "the client speaks MQTT 5"
    Mqtt31 "mqtt_31" Defect "the client speaks MQTT 3.1"
    UsernameMalformed "username_malformed" Defect "the user name does not have the form the service reads"
    UsernameAbsent "username_absent" Defect "no user name is given"
    ApiVersionAbsent "api_version_absent" Defect "the user name names no api-version"
    UsernameOfHub "username_of_hub" Defect "the user name is one for a hub"
    IdScopeOdd "id_scope_odd" Defect "the ID scope does not look like one"
    IdScopeDiffers "id_scope_differs" Defect "two different ID scopes are used"
    IdScopeOfAnother "id_scope_of_another" Defect "the instance has another ID scope than the device says"
    IdScopeFits "id_scope_fits" Fact "the instance has the ID scope that the device says"
    AllocationCustom "allocation_custom" Fact "a function of one's own allocates the hub"
    AllocationByService "allocation_by_service" Fact "the service allocates the hub itself"
    IpRules "ip_rules" Fact "the instance answers to some addresses only"
    AddressOutside "address_outside_rules" Defect "none of the instance's rules lets the device's address in"
    PublicAccessOff "public_access_off" Defect "the instance cannot be reached from the public network"
    RegistrationIdIllegal "registration_id_illegal" Defect "the registration ID has a character, an end or a length that is not allowed"
    RegistrationIdUpper "registration_id_upper" Fact "the registration ID has upper-case letters"
    PlaceholderLeft "placeholder_left" Defect "a placeholder was not replaced"
    TypographyInCommand "typography_in_command" Defect "the text has typographic quotes or dashes, which a shell does not understand"
    RequestIdWithoutDollar "request_id_without_dollar" Defect "the topic says ?rid= without its dollar sign"
    FilterForeign "filter_foreign" Defect "the topic filter is none the service serves"
    FilterTooWide "filter_too_wide" Defect "the topic filter asks for everything or for $SYS"
    TopicForeign "topic_foreign" Defect "the topic is none the service serves"
    SubscriptionAbsent "subscription_absent" Defect "the request is published without a subscription to the answers"
    TwoConnections "two_connections" Defect "two clients use the same client ID, one to listen and one to ask"
    PollAbsent "poll_absent" Defect "the service said 202 and nobody asked again"
    PasswordBesideCertificate "password_beside_certificate" Defect "a password is sent beside a certificate"
    CertificateAbsent "certificate_absent" Defect "the client is given neither certificate nor password"
    KeyAbsent "key_absent" Defect "the client is given a certificate and no key"
    TrustAbsent "trust_absent" Defect "the client is told no root to trust the server by"
    TrustIsOwnCa "trust_is_own_ca" Defect "the server's root is given as the device's own CA"
    VerificationOff "verification_off" Defect "the check of the server is switched off"
    QosTwo "qos_two" Defect "a message is published with QoS 2"
    RetainSet "retain_set" Defect "a message asks to be retained"
    WillSet "will_set" Defect "the connection asks for a last will"
    ToolUnfit "tool_unfit" Defect "mosquitto_rr cannot wait for the answers of DPS"
    BodyNotJson "body_not_json" Defect "the body of the request is not JSON"
    BodyOfAnother "body_of_another" Defect "the body names another registration ID than the connection"
    SniAbsent "sni_absent" Defect "no server name is sent in the handshake"
    ChainOfOne "chain_of_one" Fact "the client sends one certificate"
    OptionUnknown "option_unknown" Fact "an option is not one of the tool's"
    ProxyInUse "proxy_in_use" Fact "the way leads through a proxy"
    CertificateInUse "certificate_in_use" Fact "the device authenticates by certificate"
    SymmetricKeyInUse "symmetric_key_in_use" Fact "the device authenticates by symmetric key"
    GroupKeyAsDeviceKey "group_key_as_device_key" Defect "the key of the group is given as the device's"
    TokenResourceWrong "token_resource_wrong" Defect "the SAS token is for another resource"
    TokenPolicyWrong "token_policy_wrong" Defect "the SAS token names another policy than registration"
    TokenCalledExpired "token_called_expired" Failure "the service calls the SAS token expired"
    TokenExpired "token_expired" Defect "the SAS token has expired"
    KeyNotBase64 "key_not_base64" Defect "the symmetric key is not base64 of 16 to 64 bytes"
    PolledEarly "polled_early" Defect "the device asked again earlier than retry-after said"
    RegisteredEarly "registered_early" Defect "the device registered again earlier than retry-after said"
    ManyRegistrations "many_registrations" Defect "the device registers again and again"
    ClockAtStart "clock_at_start" Defect "the clock is wrong, or stands where clocks start, in 1970 or 2000"
    ClockRight "clock_right" Fact "the clock is right"
    EscapesLost "escapes_lost" Defect "a PEM in source code has lost its line breaks"
    CentralInUse "central_in_use" Fact "the device belongs to IoT Central"
    EdgeInUse "edge_in_use" Fact "an IoT Edge device or gateway is involved"
    TpmInUse "tpm_in_use" Fact "the device authenticates by TPM"

    // What is wrong with certificates and enrolments.
    IssuerAbsent "leaf_issuer_absent" Fact "the leaf's issuer is not among the certificates sent"
    IntermediateAbsent "intermediate_absent" Defect "the intermediate that the enrolment needs was not sent"
    ChainComplete "chain_complete" Fact "the certificates sent lead to a root or a CA that signs itself"
    LeafOwnRoot "leaf_self_signed" Fact "the leaf signs itself"
    LeafNotFirst "leaf_not_first" Defect "the leaf does not stand first, or the chain is out of order"
    ChainBroken "chain_broken" Defect "a signature of the chain is wrong, or two neighbours do not belong together"
    CommonNameDiffers "common_name_differs" Defect "the leaf's common name is not the registration ID"
    CommonNameUnfit "common_name_unfit" Defect "the leaf's common name cannot be a registration ID"
    CommonNameFits "common_name_fits" Fact "the leaf's common name is the registration ID"
    LeafExpired "leaf_expired" Defect "the device's certificate has expired"
    LeafNotYetValid "leaf_not_yet_valid" Defect "the device's certificate is not valid yet"
    IssuerExpired "issuer_expired" Defect "a CA certificate of the chain has expired"
    LeafIsCa "leaf_is_ca" Defect "the certificate presented is a CA's"
    LeafIsVerification "leaf_is_verification" Defect "the certificate presented is one that proved possession of a CA"
    LeafForServers "leaf_for_servers" Defect "the device's certificate is for servers only, or may not sign a handshake"
    KeyDiffers "key_differs" Defect "the private key does not belong to the certificate"
    KeyFits "key_fits" Fact "the private key belongs to the certificate"
    PemDamaged "pem_damaged" Defect "the PEM is damaged"
    PemSound "pem_sound" Fact "the certificates shown can be read"
    KeySound "key_sound" Fact "the key shown can be read, and is not behind a password"
    KeyContainerOld "key_container_old" Defect "the key is in a container that some libraries do not read"
    NotACertificate "not_a_certificate" Defect "the file holds something else than a certificate"
    ChainTooLarge "chain_too_large" Defect "the chain is larger than small devices can send"
    KeyKindUnproven "key_kind_unproven" Defect "nobody has shown that the service takes this kind of key"
    EnrolledOther "enrolled_other" Defect "the individual enrolment holds another certificate than the one presented"
    EnrolledAsWritten "enrolled_fits" Fact "the individual enrolment holds the certificate presented"
    EnrolledExpired "enrolled_expired" Defect "the certificate that is enrolled has expired"
    EnrolledNotYetValid "enrolled_not_yet_valid" Defect "the certificate that is enrolled is not valid yet"
    EnrolledNameDiffers "enrolled_name_differs" Defect "the common name of the certificate that is enrolled is not the registration ID"
    EnrolledIsCa "enrolled_is_ca" Defect "the certificate that is enrolled for one device is a CA's"
    EnrolmentNamed "enrolment_named" Fact "there is an individual enrolment with the registration ID"
    GroupCaInChain "group_ca_in_chain" Fact "the chain presented leads to the group's own certificate"
    EnrolmentAbsent "enrolment_absent" Defect "no enrolment fits the device"
    EnrolmentOff "enrolment_off" Defect "the enrolment is disabled"
    EnrolmentIsGroup "enrolment_is_group" Fact "the enrolment is a group"
    EnrolmentIsIndividual "enrolment_is_individual" Fact "the enrolment is an individual one"
    EnrolmentOfOtherKind "enrolment_of_other_kind" Defect "the enrolment asks for the other kind of credential"
    CaUnverified "ca_unverified" Defect "the CA was uploaded and never verified"
    CaVerified "ca_verified" Fact "the CA is verified"
    CaAbsent "ca_absent" Defect "no CA of the chain was uploaded"
    GroupCaNotInChain "group_ca_not_in_chain" Defect "the group's own certificate is not in the chain"
    OtherKeyBefore "other_key_before" Defect "the device registered with its other key before"
    SignatureByGroupKey "signature_by_group_key" Defect "the token was signed by the group's own key"
    SignatureByTextOfKey "signature_by_text_of_key" Defect "the token was signed by the base64 text of the key"
    SignatureWrong "signature_wrong" Defect "the token was signed by a key that no entry knows"
    HubAbsent "hub_absent" Defect "no hub is linked to the instance"
    HubNotChosen "hub_not_chosen" Defect "none of the enrolment's hubs is linked"
    HubLinkStale "hub_link_stale" Defect "the key stored with the hub's link is stale"
    WebhookBroken "webhook_broken" Defect "the webhook answered an error, or a hub that is not linked"
    OldRoot "old_root" Defect "the client trusts Baltimore CyberTrust Root, which DPS has left"
    RootsIncomplete "roots_incomplete" Defect "one of Azure's two roots is missing from the trusted ones"
    IntermediatePinned "intermediate_pinned" Defect "the client trusts an intermediate instead of the root"
    TrustNotAzures "trust_not_azures" Defect "the trusted root is none of Azure's"
    TrustOfAnother "trust_of_another" Defect "the trusted roots are those of another service"
    ServerNameOfAnother "server_name_of_another" Defect "the server name asked for is not that of the host"

    // The relay of a page.
    RelayGone "relay_gone" Failure "the page lost its relay"
    RelayAbsent "relay_absent" Failure "the page has no relay"
    RelayForgot "relay_forgot" Failure "the relay answers, and does not know this page"
    RelayBusy "relay_busy" Failure "the relay has too much to do"
    RelayUnread "relay_unread" Failure "page and relay did not understand each other"
    RelayLimit "relay_limit" Failure "the connection passed a limit of the relay"
    RelayStopping "relay_stopping" Failure "the relay is being stopped"
    RelayFailed "relay_failed" Failure "the relay itself failed"
    DestinationForbidden "destination_forbidden" Failure "the relay may not lead to this destination"
    ServerNameForbidden "server_name_forbidden" Failure "the server name cannot be used"
    TrustUnreadable "trust_unreadable" Failure "a root that was given cannot be read"
    PracticeOff "practice_off" Failure "the practice service is not running"
    SignatureDeclined "signature_declined" Failure "the page did not sign the handshake"
    StoppedByPerson "stopped_by_person" Failure "the run was stopped by hand"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_texts_are_clauses() {
        let mut seen = BTreeSet::new();
        for sign in Sign::ALL {
            assert!(seen.insert(sign.id()), "{} twice", sign.id());
            let plain = |character: char| {
                character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
            };
            assert!(sign.id().chars().all(plain), "{}", sign.id());
            assert!(
                !sign.text().is_empty() && !sign.text().ends_with('.'),
                "{}",
                sign.id()
            );
        }
        assert!(seen.len() > 150);
    }
}
