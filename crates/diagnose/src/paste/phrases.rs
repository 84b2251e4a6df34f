//! What clients, libraries and tools say, and what that means. One piece: a flat table, which the catalogue shows too.

use std::ops::Range;

use super::{Form, Reading};
use crate::{Place, Sign, in_order};

/// Something that a client says.
#[derive(Debug)]
pub struct Phrase {
    /// Its words, in lower case.
    pub words: &'static str,
    /// What they mean.
    pub sign: Sign,
    /// Who says so.
    pub client: &'static str,
}

macro_rules! phrases {
    ($($sign:ident: $($client:literal => $($words:literal)|+),+;)*) => {
        /// Everything that is known to be said, by meaning.
        pub const PHRASES: &[Phrase] = &[
            $($($(Phrase { words: $words, sign: Sign::$sign, client: $client },)+)+)*
        ];
    };
}

phrases! {
    Connack1: "Rust" => "refusedprotocolversion", "C#" => "(unacceptableprotocolversion)" | "refusedunacceptableprotocolversion" | "(unsupportedprotocolversion)", "Java" => "invalid protocol version (1)", "mosquitto" => "connection refused: unacceptable protocol version" | "connection error: connection refused: unacceptable protocol version",
        "paho, Python SDK" => "unacceptable protocol version" | "incorrect protocol version",
        "MQTT.js, Node SDK" => "connection refused: unacceptable protocol",
        "paho" => "unsupported protocol version" | "connack_refused_protocol_version" | "unacceptable_protocol_version",
        "ESP-IDF" => "mqtt_connection_refuse_protocol" | "connection refused, bad protocol";
    Connack2: "Rust" => "badclientid", "C#" => "refusedidentifierrejected" | "(clientidentifiernotvalid)", "Java" => "invalid client id (2)", "all" => "identifierrejected", "mosquitto, paho, MQTT.js" => "identifier rejected" | "client identifier not valid" | "connection refused, id rejected" | "refuse_id_rejected" | "identifier_rejected";
    Connack3: "Rust" => "return code: `serviceunavailable`" | "connectionrefused(serviceunavailable)", "C#" => "failed (serverunavailable)" | "refusedserverunavailable", "mosquitto" => "connection refused: broker unavailable" | "connection refused: server unavailable" | "error: the connection was refused." | "connection error: connection refused: broker unavailable",
        "paho, Python SDK" => "broker unavailable" | "serverunavailableerror",
        "MQTT.js, Node SDK" => "server unavailable",
        "Java" => "broker unavailable (3)" | "server_unavailable" | "server is unavailable",
        "ESP-IDF" => "connection refused, server unavailable" | "refuse_server_unavailable";
    Connack4: "Rust" => "badusernamepassword", "C#" => "refusedbadusernameorpassword", "mosquitto, paho, MQTT.js" => "bad user name or password" | "bad username or password" | "bad_user_name_or_password" | "connection refused, bad username" | "badusernameorpassword";
    Connack5: "Python SDK" => "credentials invalid, could not connect", "Rust" => "return code: `notauthorized`" | "connectionrefused(notauthorized)", "C#" => "failed (notauthorized)" | "connectionrefusednotauthorized", "mosquitto, paho" => "not authorised" | "connection refused: not authorized",
        "MQTT.js, Node SDK, paho" => "not authorized",
        "C SDK" => "connection_not_authorized" | "connack: connection refused, not authorized" | "mqtt_client_event_error_not_authorized" | "conn_refused_not_auth",
        "ESP-IDF" => "connection refused, not authorized" | "refuse_not_authorized",
        "Java, C#" => "notauthorized (" | "not authorized to connect" | "refusednotauthorized";
    CaNotFound: "the service" => "ca certificate not found";
    InvalidCertificate: "the service" => "\"message\":\"invalid certificate" | "message: 'invalid certificate" | "invalid certificate.";
    SigningInfoMismatch: "the service" => "signing certificate info did not match chain elements";
    HubUnauthorizedText: "the service, in a failed registration" => "errorcode:iothubunauthorizedaccess" | "unauthorized access";
    Code401001: "the service" => "iothub not found";
    Code400207: "the service" => "custom allocation failed with status code" | "custom allocation failed";
    Code400004: "the service" => "invalid registrationid" | "invalid registration id";
    Code429001: "the service" => "operations are being throttled for this tenant" | "operations are being throttled";
    Code404203: "the service" => "operation not found";
    Code409203: "the service" => "precondition failed";
    Code401002: "C#, over AMQP" => "iothubunauthorizedaccess";
    Disabled: "Python SDK" => "invalid registration status disabled" | "registration status disabled",
        "Node SDK" => "status is disabled" | "registration status is disabled",
        "C SDK" => "prov_device_result_disabled",
        "dps-playground" => "the service answered: disabled",
        "C#, Java" => "provisioningregistrationstatustype.disabled" | "status: disabled" | "status = disabled" | "result: disabled" | "provisioning_device_status_disabled";
    Status401: "Python SDK" => "failed with status code 401" | "status code 401" | "error status 401" | "status: 401",
        "C SDK" => "prov_device_result_dev_auth_error" | "dev_auth_error" | "prov_auth_error",
        "Java" => "provisioningdeviceclientauthenticationexception" | "unauthorizedexception" | "hubserviceunauthorized",
        "curl" => "http/1.1 401" | "http/2 401" | "the requested url returned error: 401",
        "Node SDK" => "unauthorizederror",
        "az" => "401 unauthorized" | "(401) unauthorized";
    Status400: "Python SDK" => "failed with status code 400" | "status code 400", "curl" => "http/1.1 400" | "returned error: 400";
    Status404: "Python SDK" => "failed with status code 404" | "status code 404", "curl" => "http/1.1 404" | "returned error: 404";
    Status429: "Python SDK" => "failed with status code 429" | "status code 429", "curl" => "http/1.1 429" | "returned error: 429", "Node SDK" => "throttlingerror", "C SDK" => "prov_device_result_transient" | "throttled by the service";
    Status5xx: "Python SDK" => "failed with status code 500" | "failed with status code 503" | "status code 500" | "status code 503", "curl" => "http/1.1 500" | "http/1.1 503" | "returned error: 503" | "returned error: 500", "Node SDK" => "internalservererror" | "serviceunavailableerror";
    Status403: "Python SDK" => "status code 403", "curl" => "http/1.1 403" | "returned error: 403";
    Status409: "Python SDK" => "status code 409", "curl" => "http/1.1 409";
    Status405: "curl" => "http/1.1 405", "Python SDK" => "status code 405";
    Status415: "curl" => "http/1.1 415";
    RegistrationFailed: "Node SDK" => "deviceregistrationfailederror" | "registration failed", "Python SDK" => "provisioning state has resolved to failed" | "failed registration" | "registration status failed" | "returned a failed registration status", "C SDK" => "prov_device_reg_status_failed";
    Assigned: "Python SDK" => "registration status is assigned" | "initialassignment" | "reprovisionedtoinitialassignment" | "devicedatamigrated" | "devicedatareset",
        "samples" => "provisioned to hub" | "provisioning_device_status_assigned" | "status: assigned" | "status is assigned" | "registered to…azure-devices.net" | "assigned to hub" | "registration succeeded" | "registration information received from service" | "device successfully provisioned" | "provisioning successful" | "the device was assigned" | "registered device to hub" | "provisioningdeviceclient assigned",
        "C SDK" => "prov_device_reg_status_assigned";
    Assigning: "the service" => "prov_device_reg_status_assigning";
    OperationIdKeyError: "scripts" => "operationid' of 'undefined'" | "operationid' was not present" | "no value for operationid" | "missing field `operationid`" | "key not found: \"operationid\"" | "keyerror: 'operationid'" | "keyerror: \"operationid\"" | "cannot read properties of undefined (reading 'operationid')" | "cannot read property 'operationid'" | "undefined (reading 'operationid')";
    StillAssigning: "SDKs" => "registration timed out while assigning" | "still assigning";
    AnswerAbsent: "Python SDK" => "operation timed out" | "pipelinetimeouterror" | "transport timeout",
        "C SDK" => "prov_device_result_timeout" | "timeout waiting for the answer" | "registration timed out" | "no response received",
        "mosquitto" => "no answer came";
    ClosedUnsaid: "curl" => "empty reply from server", "HTTP clients" => "remote end closed connection without response" | "remotedisconnected", "Java" => "connection lost (32109)" | "server closed connection without disconnect", "Go" => "network error : eof" | "connection lost: eof", "Rust" => "connection closed by peer" | "connectionaborted", "paho" => "disconnected with result code unspecified error" | "disconnected with reason code unspecified error" | "unexpected disconnection" | "disconnected with result code 1" | "disconnected with result code: 1" | "disconnected with result code 7" | "disconnected with result code: 7" | "the connection was lost." | "rc=7" | "disconnected, rc: 7" | "mqtt_err_conn_lost",
        "Node SDK" => "notconnectederror", "Python SDK" => "connectiondroppederror", "mosquitto" => "error: the connection was lost", "dps-playground" => "closed the connection without saying why", "MQTT.js" => "connection closed", "C SDK" => "mqtt_client_event_on_disconnect" | "mqtt_error_connection_lost" | "unexpected disconnect";
    NoStartLine: "Go" => "failed to find any pem data" | "failed to decode pem" | "no pem data", "OpenSSL" => "pem no start line", "wolfSSL" => "no pem header", "Java" => "illegal header:" | "could not parse certificate" | "certificateparsingexception"  | "unable to initialize, java.io.ioexception", "Rust" => "no certificates found" | "no certificate found in", "Python" => "unable to load pem file" | "malformedframing", "C#" => "key contents do not contain a pem", "GnuTLS" => "no certificate was found", "OpenSSL" => "no start line" | "pem_read_bio:no start line" | "could not read certificate from" | "unable to load certificate" | "could not find certificate",
        "mbedTLS" => "-0x1080" | "pem_no_header_footer_present" | "no pem header or footer found",
        "Java" => "no certificate data found" | "unable to parse pem" | "pem block not found",
        "C#" => "no pem-encoded data found" | "cannot find the requested object";
    PemLib: "GnuTLS" => "base64 decoding error" | "file: error in parsing" | "base64 unexpected header error", "Go" => "asn1: structure error" | "asn1: syntax error" | "x509: malformed certificate" | "illegal base64 data", "Rust" => "invalidpem" | "missingsectionend" | "illegalsectionstart" , "OpenSSL" => "asn1 encoding routines::header too long" | "asn1 encoding routines::not enough data"   , "Schannel" => "failed to import cert file", "mbedTLS" => "crt/crl/csr format is invalid" | "-0x1180" | "-0x2562", "Python" => "not enough data (_ssl" | "error parsing asn.1 value", "Java" => "signed fields invalid" | "input byte array has" | "incorrect ending byte", "Node" => "err_ossl_asn1",
        "curl" => "could not load pem client certificate" | "unable to set client certificate",
        "mosquitto" => "unable to load client certificate",
         "OpenSSL" => "[ssl] pem lib" | "pem lib (_ssl" | "bad base64 decode" | "bad end line" | "pem routines::bad",
        "mbedTLS" => "-0x2180" | "-0x1100" | "-0x112c";
    KeyValuesMismatch: "Go" => "private key does not match public key" | "private key type does not match public key type", "GnuTLS" => "the certificate and the given key do not match", "Rust" => "keymismatch" | "keys may not be consistent", "all" => "private key does not correspond" | "key does not match the certificate" | "key does not match the public key" | "certificate does not match private key" | "certificate and private key do not match" | "does not match the private key" | "key does not match certificate", "mbedTLS" => "-0x3f00" | "-0x4080", "wolfSSL" => "asn key mismatch", "OpenSSL" => "key values mismatch" | "key_values_mismatch" | "x509_check_private_key",
        "mosquitto" => "certificate and key do not match" | "certificate/key are inconsistent", "Java" => "private key does not match", "C#" => "the private key does not match", "mbedTLS" => "private key doesn't match";
    KeyRefused:
        "curl" => "unable to set private key file" | "unable to use client certificate" | "curl: (58)",
        "mosquitto" => "unable to load client key file";
    KeyUnreadable: "Go" => "tls: failed to parse private key", "Java" => "invalidkeyexception" | "invalid keystore format", "GnuTLS" => "could not open the private key" | "error importing private key", "Rust" => "no private key found" | "failed to parse private key" | "no private keys found", "Python" => "could not deserialize key data", "C#" => "bad private key" | "cryptographicexception: asn1 corrupted", "OpenSSL" => "unable to load private key" | "could not read private key" | "unable to load key" | "decoder routines::unsupported" | "pem routines::unsupported",
        "mbedTLS" => "-0x3d00" | "-0x3c80", "Java" => "invalidkeyspecexception" | "unable to decode key" | "algid parse error" | "unknown object in pem", "Node, MQTTX" => "err_ossl_unsupported" | "asn1 encoding routines::wrong tag" | "asn1 routines::wrong tag";
    KeyLocked: "Java" => "password was incorrect"  | "unable to read encrypted data", "Go" => "decryption password incorrect", "GnuTLS" => "decryption has failed", "mbedTLS" => "-0x3c00" | "-0x3b80" | "-0x1300" | "-0x1380" | "private key password can't be empty" | "password does not allow for correct decryption", "Node" => "passphrase required for encrypted key", "Python" => "password was not given but private key is encrypted" | "bad decrypt. incorrect password", "C#" => "cannot be read with the provided password" | "password may be incorrect", "Rust, Go" => "encrypted private key is not supported" | "encrypted private keys are not supported", "OpenSSL" => "bad decrypt" | "enter pem pass phrase" | "maybe wrong password" | "begin encrypted private key" | "proc-type: 4,encrypted" | "bad password read" | "mac verify" | "interrupted or cancelled", "C#" => "the specified network password is not correct";
    FileMissing: "Windows" => "the system cannot find the file specified" | "the system cannot find the path specified", "C#" => "could not find file" | "could not find a part of the path", "Java" => "nosuchfileexception", "GnuTLS" => "error while reading file", "all" => "unable to open file" | "cannot open file" | "could not open file" | "failed to open file" , "OpenSSL" => "system lib:no such file", "all" => "no such file or directory" | "tls options: file not found" | "file not found" | "filenotfounderror" | "enoent" | "filenotfoundexception" | "can't open file";
    VerifyFailed: "GnuTLS" => "server certificate verification failed" | "error in the certificate verification" | "the certificate is not trusted", "Java" => "path validation failed" | "certpathvalidatorexception", "Go, Rust" => "tls: failed to verify certificate" | "invalid peer certificate", "C#" => "the remote certificate was rejected", "wolfSSL" => "asn sig error, confirm failure", "mbedTLS" => "failed to verify peer certificate", "Schannel" => "sec_e_cert_unknown" | "sni or certificate check failed",
        "OpenSSL" => "certificate verify failed",
        "Python SDK" => "tlsexchangeautherror",
        "mbedTLS, ESP-IDF" => "-0x2700" | "x509_cert_verify_failed" | "failed to verify certificate" | "certificate verification failed",
        "C#" => "the remote certificate is invalid";
    RootUntrusted: "Go" => "certificate signed by unknown authority", "GnuTLS" => "certificate issuer is unknown" | "pki verification of server certificate failed" | "doesn't have a known issuer" | "certificate signer not trusted", "Schannel" => "sec_e_untrusted_root" | "80090325" | "issued by an authority that is not trusted" | "cert_trust_is_untrusted_root", "Secure Transport" => "invalid certificate chain" | "errsslxcertchaininvalid" | "errsslnorootcert" | "errsslunknownrootcert", "Android, Java" => "trust anchor for certification path not found" | "trustanchors parameter must be non-empty" | "unable to find certificate chain" | "path does not chain with any of the trust anchors", "ESP-IDF bundle" => "pk verify failed with error", "C#" => "remotecertificatechainerrors" | "untrusted root", "Node" => "unable_to_get_issuer_cert", "mosquitto" => "unable to load ca certificates", "BearSSL" => "chain could not be linked to a trust anchor", "wolfSSL" => "asn_no_signer_e", "wget" => "unable to locally verify the issuer's authority", "OpenSSL" => "verify return code: 2 (unable to get issuer", "OpenSSL" => "unable to get local issuer certificate" | "unable to get issuer certificate" | "verify return code: 20" | "verify return code: 21" | "unable to verify the first certificate",
         "curl" => "ssl certificate problem: unable to get local issuer" | "curl: (60)" | "curl: (77)",
        "mbedTLS, ESP-IDF" => "the certificate is not correctly signed by the trusted ca",
        "Java" => "pkix path building failed" | "unable to find valid certification path", "C#" => "untrustedroot" | "partialchain", "C SDK, wolfSSL" => "asn no signer error", "Node" => "unable_to_get_issuer_cert_locally" | "unable_to_verify_leaf_signature",
        "ESP-IDF bundle" => "no matching trusted root certificate found", "BearSSL" => "br_err_x509_not_trusted", "Rust" => "unknownissuer" | "server_root_not_trusted";
    ServerSelfSigned: "OpenSSL, Node" => "self-signed certificate in certificate chain" | "self signed certificate in certificate chain" | "self_signed_cert_in_chain" | "depth_zero_self_signed_cert" | "verify return code: 19" | "verify return code: 18" | "self-signed certificate" | "self signed certificate";
    ServerNameDiffers: "Go" => "x509: certificate is valid for…, not " | "because it doesn't contain any ip sans" | "certificate is not valid for any names", "GnuTLS" => "name in the certificate does not match the expected" | "certificate's owner does not match hostname", "curl" => "does not match target hostname" | "failed to match connection hostname", "Rust" => "invalid peer certificate: certificate not valid for name", "Schannel" => "sec_e_wrong_principal" | "80090322" | "target principal name is incorrect", "Secure Transport" => "errsslhostnamemismatch", "Java" => "sslpeerunverifiedexception: hostname" | "doesn't match any of the subject alternative names" | "hostname…not verified" | "does not match the certificate subject", "wolfSSL" => "peer subject name mismatch" | "subject name mismatch", "Python" => "certificateerror: hostname", "wget" => "no certificate subject alternative name matches", "BearSSL" => "expected server name was not found in the chain", "OpenSSL" => "verify return code: 64" | "verify error:num=62" | "verify error:num=64", "mbedTLS" => "badcert_cn_mismatch", "Node, MQTTX" => "does not match certificate's altnames" | "err_tls_cert_altname_invalid", "Python" => "hostname mismatch" | "certificate is not valid for" | "ip address mismatch", "curl" => "no alternative certificate subject name matches" | "subject name does not match" | "does not match target host name",
        "mosquitto" => "host name verification failed", "mbedTLS" => "does not match with the expected cn", "C#" => "remotecertificatenamemismatch", "Java" => "no subject alternative names" | "no name matching" | "no subject alternative dns name matching", "OpenSSL" => "verify return code: 62" | "hostname mismatch)", "Rust" => "notvalidforname" | "server_name_mismatch";
    ServerExpired: "Go" => "certificate has expired or is not yet valid: current time…is after", "GnuTLS" => "certificate chain uses expired certificate", "Rust" => "invalid peer certificate: expired" | "invalidcertificate(expired)" | "invalid peer certificate: certificate expired", "Schannel" => "sec_e_cert_expired" | "80090328" | "the received certificate has expired", "Secure Transport" => "errsslcertexpired", "wolfSSL" => "date error, current date after", "BearSSL" => "certificate is expired or not yet valid", "C#" => "nottimevalid", "OpenSSL" => "certificate has expired" | "verify return code: 10" | "certificate verify failed: certificate has expired", "mbedTLS" => "the certificate validity has expired" | "badcert_expired", "Java" => "certificateexpiredexception", "Node" => "cert_has_expired", "Rust" => "server_certificate_expired";
    ServerNotYetValid: "Go" => "certificate has expired or is not yet valid: current time…is before", "GnuTLS" => "not yet valid certificate" | "certificate is not yet activated", "Rust" => "notvalidyet" | "certificate not valid yet", "wolfSSL" => "date error, current date before", "wget" => "has not yet been activated", "Secure Transport" => "errsslcertnotyetvalid", "OpenSSL" => "verify error:num=9:", "OpenSSL" => "certificate is not yet valid" | "verify return code: 9 " | "verify return code: 9\n" | "cert_not_yet_valid", "mbedTLS" => "the certificate validity starts in the future" | "badcert_future", "Java" => "certificatenotyetvalidexception", "Rust" => "server_certificate_not_yet_valid";
    TlsVersion: "Go" => "protocol version not supported" | "no supported versions satisfy" | "server selected unsupported protocol version", "GnuTLS" => "error in protocol version" | "illegal or unsupported version", "mbedTLS" => "handshake protocol not within min/max", "Rust" => "doesnotsupporttls12or13" | "servertlsversionisdisabled", "Java" => "protocol is disabled or cipher suites are inappropriate" | "no appropriate protocol", "Schannel" => "sec_e_unsupported_function", "wolfSSL" => "record layer version error", "OpenSSL" => "unsupported protocol" | "tlsv1 alert protocol version" | "tlsv1_alert_protocol_version" | "protocol version (" | "no protocols available" | "alert number 70" | "unsupported_protocol", "C#" => "the client and server cannot communicate", "Java" => "received fatal alert: protocol_version", "mbedTLS" => "-0x6e80";
    TlsHandshakeFailure: "wolfSSL" => "can't match cipher suite", "Schannel" => "sec_e_algorithm_mismatch", "Rust" => "nociphersuitesincommon", "OpenSSL" => "sslv3 alert handshake failure" | "sslv3_alert_handshake_failure" | "alert number 40" | "no shared cipher" | "no_shared_cipher" | "ssl/tls alert handshake failure" | "tlsv13 alert handshake failure", "Java" => "received fatal alert: handshake_failure", "mbedTLS" => "-0x7780" | "-0x7380" | "-0x6c00";
    AlertUnknownCa: "OpenSSL" => "tlsv1 alert unknown ca" | "tlsv1_alert_unknown_ca" | "alert number 48" | "alert unknown ca", "Java" => "received fatal alert: unknown_ca";
    AlertBadCertificate: "OpenSSL" => "sslv3 alert bad certificate" | "sslv3_alert_bad_certificate" | "alert number 42" | "alert number 46" | "alert certificate unknown" | "alert bad certificate" | "alert unsupported certificate" | "tlsv1 alert access denied" | "alert access denied" | "alert number 49", "Java" => "received fatal alert: bad_certificate" | "received fatal alert: certificate_unknown";
    AlertCertificateExpired: "OpenSSL" => "alert certificate expired" | "alert number 45", "Java" => "received fatal alert: certificate_expired";
    AlertCertificateRequired: "OpenSSL" => "alert certificate required" | "alert number 116", "Java" => "received fatal alert: certificate_required";
    AlertDecryptError: "OpenSSL" => "alert decrypt error" | "alert number 51", "Java" => "received fatal alert: decrypt_error";
    AlertUnrecognizedName: "OpenSSL" => "unrecognized name" | "alert number 112", "Java" => "unrecognized_name";
    NotTls: "Go" => "first record does not look like a tls handshake" | "server gave http response to https client", "GnuTLS" => "an unexpected tls packet was received", "Rust" => "invalidcontenttype", "Schannel" => "sec_e_invalid_token" | "80090308", "C#" => "cannot determine the frame size" | "corrupted frame was received", "Java" => "plaintext connection?", "mbedTLS" => "an invalid ssl record was received", "wolfSSL" => "unknown record type", "OpenSSL" => "wrong version number" | "wrong_version_number" | "packet length too long" | "unknown protocol" | ":http request" | "routines::http request", "Java" => "unsupported or unrecognized ssl message", "mbedTLS" => "-0x7200", "Rust" => "not_tls";
    HandshakeCut: "GnuTLS" => "tls connection was non-properly terminated" | "premature termination of tls", "Java" => "remote host closed connection during handshake" | "ssl peer shut down incorrectly", "Rust" => "tls handshake eof" | "peer closed connection without sending tls close_notify", "Go" => "tls handshake…eof", "OpenSSL" => "error:00000000:lib(0)::reason(0)" | "no peer certificate available", "C#" => "received an unexpected eof or 0 bytes" | "remote party has closed the transport stream", "mbedTLS" => "-0x7280" | "the connection indicated an eof", "Secure Transport" => "errsslclosedabort" | "errsslclosednonotify", "Node" => "socket hang up", "OpenSSL" => "ssl handshake has read 0 bytes" | "unexpected eof while reading" | "eof occurred in violation of protocol" | "ssl_error_syscall" | "unexpected_eof_while_reading", "Node" => "client network socket disconnected before secure tls connection was established", "Java" => "remote host terminated the handshake", "curl" => "curl: (35)", "Rust" => "closed_in_handshake";
    HandshakeLate: "Go" => "tls handshake timeout", "mbedTLS" => "-0x6800", "all" => "handshake timed out" | "handshake timeout" | "the handshake operation timed out" | "handshake_timed_out";
    TlsMemory: "mbedTLS" => "bad message length" | "requesting more data than fits" | "-0x7f00" | "ssl_alloc_failed" | "-0x2880" | "buffer too small" | "-0x6a00" | "esp_err_no_mem", "BearSSL" => "br_err_too_large", "wolfSSL" => "memory_error" | "out of memory";
    TlsUnsaid: "mosquitto" => "a tls error occurred" | "error: problem setting tls options" | "mosq_err_tls", "C SDK" => "tlsio_openssl" | "tlsio_schannel" | "tlsio_mbedtls" | "prov_device_result_transport", "C#" => "the ssl connection could not be established" | "authentication failed, see inner exception", "ESP-IDF" => "esp_tls_mbedtls_handshake" | "failed to open a new connection";
    SchannelInUse: "Windows" => "schannel" | "sslstream" | "tlsio_schannel" | "sspi";
    ConnectionRefused: "all" => "connection refused", "Rust" => "kind: connectionrefused", "Python, macOS" => "connectionrefusederror" | "[errno 61]", "curl" => "couldn't connect to server", "Windows" => "wsaeconnrefused" | "winerror 10061" | "(10061)", "lwIP, ESP-IDF" => "host refused the connection", "all" => "connection refused (os" | "[errno 111]" | "econnrefused" | "connect: connection refused" | "actively refused it" | "connection refused: connect" | "java.net.connectexception: connection refused" | "curl: (7)" | "connection_refused" | "errno=111" | "connection reset or refused" | "error: connection refused\n";
    ConnectTimeout: "Go" => "i/o timeout", "curl" => "timeout was reached", "macOS" => "[errno 60]", "Windows" => "wsaetimedout" | "winerror 10060" | "(10060)", "Rust" => "kind: timedout", "nc, PowerShell" => "(tcp) timed out" | "tcptestsucceeded : false", "all" => "connection attempt timed out"  | "timed out while connecting" | "timeout while connecting" | "connecttimeoutexception" , "Node" => "esockettimedout", "all" => "connection timed out" | "[errno 110]" | "etimedout" | "connect timed out" | "sockettimeoutexception" | "timed out connecting" | "curl: (28)" | "connect_timed_out" | "errno=110" | "a connection attempt failed because the connected party did not properly respond" | "connack timeout" | "esp_err_esp_tls_connection_timeout" | "connecttimeout" | "select() timeout";
    Unreachable: "Windows" => "winerror 10051" | "winerror 10065" | "unreachable host" | "unreachable network", "Rust, C#" => "networkunreachable" | "hostunreachable", "all" => "network is unreachable" | "no route to host" | "enetunreach" | "ehostunreach" | "[errno 113]" | "[errno 101]" | "host is down";
    NameNotFound: "Go" => "no such host" | "server misbehaving", "Java" => "unresolvedaddressexception", "musl" => "name does not resolve", "mbedTLS" => "net_connect returned -0x52" | "-0x0052" | "failed to get an ip address for the given hostname", "dig, nslookup" => "nxdomain" | "can't find…: " | "connection timed out; no servers could be reached", "all" => "no address associated with hostname"    | "could not resolve:" | "cannot resolve host" | "failed to resolve host" | "unable to resolve host" | "dns lookup failed" | "name resolution failed" | "host not found" | "failed to lookup address" | "unknown host", "all" => "name or service not known" | "getaddrinfo failed" | "enotfound" | "could not resolve host" | "unknownhostexception" | "nodename nor servname" | "temporary failure in name resolution" | "no such host is known" | "unable to connect (lookup error.)" | "lookup error" | "couldn't get hostname" | "esp_err_esp_tls_cannot_resolve_hostname" | "eai_again" | "getaddrinfo() returns" | "name_not_found" | "curl: (6)" | "bio_lookup_ex";
    ConnectionReset: "Windows" => "wsaeconnreset" | "winerror 10054", "Rust" => "kind: connectionreset", "mbedTLS" => "-0x0050" | "connection was reset by peer", "all" => "connection reset by peer" | "econnreset" | "[errno 104]" | "errno=104" | "forcibly closed by the remote host" | "connection reset";
    HtmlAnswer: "a proxy" => "<html" | "<!doctype html" | "proxy authentication required" | "407 proxy" | "code 407 from proxy";
    ProxyCertificate: "a proxy" => "zscaler" | "tls inspection" | "ssl inspection" | "https inspection" | "fortinet" | "fortigate" | "netskope" | "blue coat" | "bluecoat" | "palo alto networks" | "mcafee web gateway" | "cisco umbrella" | "forcepoint" | "sophos" | "squid";
    TlsVerified: "OpenSSL" => "verify return code: 0 (ok)" | "verification: ok" | "ssl certificate verify ok";
    TlsDone: "OpenSSL" => "ssl handshake has read" | "connected(0000", "curl" => "ssl connection using tls";
    SymmetricKeyInUse: "the code" => "create_from_symmetric_key" | "symmetrickeysecurityclient" | "securityprovidersymmetrickey" | "securityproviderssymmetrickey" | "authenticationprovidersymmetrickey" | "prov_dev_security_init(secure_device_type_symmetric" | "skn=registration" | "--symmetric-key" | "compute-device-key";
    CertificateInUse: "the code" => "create_from_x509_certificate" | "x509security" | "securityproviderx509" | "authenticationproviderx509" | "secure_device_type_x509";
    TpmInUse: "the code" => "securityprovidertpm" | "secure_device_type_tpm" | "attestation_method=tpm" | "method = \"tpm\"";
    CentralInUse: "the code" => "azureiotcentral.com" | "iot central" | "iotcentral" | "iotc-" | "iotc_";
    EdgeInUse: "the code" => "iotedge" | "iot edge" | "edgehub" | "aziot-edged" | "aziot-identityd" | "gateway_hostname" | "gatewayhostname";
    VerificationRefused: "the portal" => "ih400053" | "proof-of-possession failed" | "proof of possession failed";
    HubDeviceNotFound: "the hub" => "devicenotfound" | "device not found" | "device_not_found";
    HubSelfSigned: "the hub" => "authentication type: self-signed" | "authentication type is self-signed" | "\"type\": \"selfsigned\"" | "\"type\":\"selfsigned\"";
    ToolUnfit: "mosquitto" => "response topic can not contain wildcard" | "invalid response topic" | "response topic cannot contain" | "error: invalid response topic";
    FilterTooWide: "MQTT Explorer" => "subscribing to #" | "subscribe to $sys/#";
    ClockAtStart: "a device" => "thu jan  1 00:0" | "1970-01-01t" | "jan 1 1970" | "2000-01-01t00:";
    SubscriptionRefused: "clients" => "suback, 'unspecified error'" | "suback: 0x80" | "suback return code 128" | "error: unspecified error" | "subscription denied" | "subscribe refused" | "suback 128" | "granted qos: 128" | "granted qos=128" | "subscribed (mid: 1): 128" | "all subscription requests were denied" | "unspecified error (128)" | "subscribe error: unspecified error";
    Garbled: "clients" => "a network protocol error occurred" | "malformed packet" | "invalid header flag bits" | "protocol error occurred when communicating" | "malformed remaining length";
    BodyOfAnother: "the service" => "does not match the registration id";
    ConnackAccepted: "hub clients" => "connected to hub" | "connected to iot hub" | "reconnected", "ESP-IDF" => "mqtt_event_connected", "paho" => "connected with result code success" | "connected with reason code success" | "connack (0, success)" | "connack: success";
    Code400208: "C SDK" => "prov_device_result_hub_not_specified";
    Code401000: "C SDK" => "prov_device_result_unauthorized";
    // What small devices and less common clients say.
    ConnectTimeout: "rumqttc" => "networktimeout";
    Connack5: "CocoaMQTT" => "didconnectack: notauthorized";
    CentralInUse: "IoT Central" => "unassociated" | "device connection groups";
    NameNotFound: "C SDK" => "failed dns lookup" | "dns resolution failed" | "getaddrinfo failure", "Arduino" => "dns failed for" | "dns gethostbyname fail", "Windows" => "dns_error_rcode_name_error";
    ServerNameDiffers: "PHP" => "did not match expected cn", "Schannel" => "cert_e_cn_no_match" | "800b010f", "Erlang" => "hostname_check_failed";
    RootUntrusted: "Schannel" => "cert_e_untrustedroot" | "800b0109" | "cert_e_chaining" | "800b010a";
    ServerExpired: "Schannel" => "cert_e_expired" | "800b0101";
    TlsHandshakeFailure: "Schannel" => "sec_e_illegal_message" | "80090326" | "do not possess a common algorithm";
    KeyUnreadable: "Schannel" => "credentials supplied to the package were not recognized" | "8009030d" | "no credentials are available in the security package" | "8009030e" | "keyset does not exist" | "failure decoding x509 private key", "C SDK" => "prov_device_result_key_error", "MicroPython" => "valueerror: invalid key";
    NoStartLine: "MicroPython" => "valueerror: invalid cert";
    TlsMemory: "MicroPython" => "memoryerror: memory allocation failed" | "[errno 12]", "NetX" => "nx_secure_tls_insufficient_metadata_space" | "nx_secure_tls_packet_buffer_too_small" | "nx_azure_iot_insufficient_buffer_space";
    ConnectionReset: "lwIP" => "econnaborted" | "[errno 103]";
    ClosedUnsaid: "DotNetty" => "closedchannelexception", "umqtt" => "oserror: -1\n";
    ClosedOnConnect: "umqtt" => "indexerror: bytes index out of range";
    OperationIdKeyError: "Java SDK" => "json does not contain operation id", "MicroPython" => "keyerror: operationid", "Rust, jq" => "no entry found for key \"operationid\"" | "key not found: operationid" | "operationid is null" | "operationid is nil" | "operationid: undefined" | "operationid undefined" | "no such key: operationid" | "no operationid in answer" | "undefined index: operationid" | "undefined array key \"operationid\"";
    CaNotFound: "the hub" => "none of the intermediate cas were found";
    HubDeviceNotFound: "the hub, SDKs" => "amqp:not-found" | "device_disabled";
    HubRefused: "SDKs" => "bad_credential" | "mqttunauthorizedexception" | "iothubunauthorizedexception";
    TokenCalledExpired: "SDKs" => "expired_sas_token" | "sas token is expired" | "sas token has expired" | "token is expired" | "expiredsastoken";
    RootUntrusted: "Qt" => "issuer certificate of a locally looked up certificate could not be found" | "root ca certificate is not trusted", "NetX" => "issuer_certificate_not_found" | "chain_verify_failure";
    ServerSelfSigned: "Qt" => "certificate is self-signed, and untrusted";
    ServerNameDiffers: "Qt" => "host name did not match any of the valid hosts";
    VerifyFailed: "modems" => "certificate verify fail\n" | "certificate verify fail\r";
    HandshakeCut: "Python" => "connection has been closed (eof)";
    ConnectTimeout: "MQTTnet" => "mqttcommunicationtimedoutexception";
    TlsMemory: "BearSSL" => "oom error";
    TlsVersion: "Java" => "server chose tls";
    Disabled: "logs" => "registration state: disabled" | "registration state disabled" | "registration state = disabled";
    Code400002: "logs" => "malformed json";
    ServiceEndpoint: "Node SDK" => "connection string is missing the property: deviceid" | "the connection string is missing the property: sharedaccesskeyname", "C SDK" => "authinfo->keyname input parameter cannot be null";
    SignatureWrong: "the hub" => "sas token has an invalid signature" | "does not match either the primary or secondary key";
    TwoConnections: "the hub" => "connectionforcefullyclosedonnewconnection" | "400027";
    VerificationOff: "Node" => "node_tls_reject_unauthorized=0" | "node_tls_reject_unauthorized = 0" | "node_tls_reject_unauthorized='0'" | "node_tls_reject_unauthorized = '0'";
    ProxyInUse: "settings" => "webproxy(" | "https_proxy=" | "http_proxy=" | "httpsproxyagent" | "proxies={" | "proxy_set(" | "proxysettings(" | "iproxysettings";
    // What the libraries of systems say in other languages.
    ConnectionRefused: "German" => "verbindungsaufbau abgelehnt" | "verbindung verweigert" | "zielcomputer die verbindung verweigerte", "French" => "connexion refus", "Spanish" => "conexión rehusada" | "conexión rechazada", "Italian" => "connessione rifiutata";
    ConnectTimeout: "German" => "wartezeit für die verbindung ist abgelaufen" | "zeitüberschreitung bei der verbindung" | "gegenstelle nach einer bestimmten zeitspanne nicht", "French" => "connexion terminée par expiration du délai", "Spanish" => "expiró el tiempo de conexión" | "tiempo de espera de la conexión agotado", "Italian" => "connessione scaduta";
    ConnectionReset: "German" => "kommunikationspartner zurückgesetzt" | "vorhandene verbindung wurde vom remotehost geschlossen", "French" => "connexion ré-initialisée par le correspondant", "Spanish" => "conexión reinicializada";
    NameNotFound: "German" => "name oder dienst nicht bekannt" | "temporärer fehler bei der namensauflösung" | "kein solcher host bekannt" | "dns-name ist nicht vorhanden", "French" => "nom ou service inconnu" | "échec temporaire dans la résolution du nom" | "hôte inconnu", "Spanish" => "nombre o servicio desconocido" | "fallo temporal en la resolución del nombre" | "host desconocido", "Italian" => "nome o servizio sconosciuto", "BusyBox" => "bad address '";
    FileMissing: "German" => "datei oder verzeichnis nicht gefunden" | "datei nicht gefunden", "French" => "aucun fichier ou dossier de ce type", "Spanish" => "no existe el archivo o el directorio" | "no existe el fichero o el directorio", "Italian" => "file o directory non esistente";
    Unreachable: "German" => "netzwerk ist nicht erreichbar" | "keine route zum zielrechner", "French" => "le réseau n'est pas accessible", "Spanish" => "la red es inaccesible";
    VerifyFailed: "German" => "das remotezertifikat ist", "French" => "le certificat distant n'est pas valide", "Spanish" => "el certificado remoto no es válido", "Japanese" => "リモート証明書は無効です";
    ClockAtStart: "iotedge check" => "out of sync with the ntp server";
    KeyValuesMismatch: "iotedge check" => "does not match preloaded private key";
    ServerExpired: "Erlang" => "bad_cert,cert_expired";
    RootUntrusted: "Erlang" => "bad_cert,unknown_ca";
    ServerSelfSigned: "Erlang" => "bad_cert,selfsigned_peer";
    TlsHandshakeFailure: "Windows" => "80090331";
    KeyLocked: "C#, German" => "netzwerkkennwort ist falsch";
    BodyNotJson: "JavaScript" => "\"[object object]\"";
    ServerUnfit: "Go" => "relies on legacy common name" | "specifies an incompatible key usage", "OpenSSL" => "unsupported certificate purpose" | "unsuitable certificate purpose" | "ca md too weak" | "ee key too small" | "ca key too small" | "invalid ca certificate", "Rust" => "invalidcertificate(invalidpurpose)" | "causedasendentity" | "unsupportedcertversion", "Java" => "does not permit use for tls server authentication", "C#" => "notvalidforusage", "mbedTLS" => "badcert_ext_key_usage" | "badcert_bad_key";
    NoCommonScheme: "OpenSSL" => "no suitable signature algorithm" | "no_suitable_signature_algorithm", "Go" => "doesn't support any of the certificate's signature algorithms", "Rust" => "nosignatureschemesincommon";
    SniAbsent: "clients" => "no server_name)" | "without server_name" | "sni: none" | "no sni";
    AnswerAbsent: "clients" => "no response to" | "no answer for" | "no answer within" | "no reply" | "no answer after";
    AnswerUnreadable: "clients" => "unknown registration status" | "unexpected registration status" | "unknown status";
    PemLib: "OpenSSL" => "pem routines:get_header_and_data:short header" | "routines::short header";
    Code400002: "the service" => "deserialization error";
    Assigned: "samples" => "successfully provisioned" | "successful dps provisioning" | "device provisioned:";
    OldRoot: "sources" => "baltimore cybertrust" | "baltimorecybertrustroot" | "baltimore_root";
    DollarLost: "docker compose" => "\"dps\" variable is not set" | "\"dps\\\" variable is not set" | "\"rid\" variable is not set", "systemd" => "evaluates to an empty string: dps" | "evaluates to an empty string: rid", "sh" => "dps: unbound variable" | "rid: unbound variable" | "dps: parameter not set";
    ClockAtStart: "iotedge check" => "time on the device is out of sync" | "host time is close to reference time - error";
    NameNotFound: "PowerShell" => "dns name does not exist", "Windows" => "could not find host" | "non-existent domain" | "remote name could not be resolved";
    ConnectTimeout: "PowerShell" => "tcp connect to…failed" | "tcptestsucceeded…false", "nmap" => "8883/tcp filtered" | "443/tcp filtered" | "5671/tcp filtered", ".NET" => "the operation has timed out";
    ConnectionRefused: "nmap" => "8883/tcp closed" | "443/tcp closed";
    VerifyFailed: "PowerShell, .NET" => "could not establish trust relationship for the ssl/tls secure channel";
    RootUntrusted: "browsers" => "err_cert_authority_invalid";
    ServerNameDiffers: "browsers" => "err_cert_common_name_invalid";
    TlsUnsaid: "PowerShell, .NET" => "could not create ssl/tls secure channel";
    HtmlAnswer: "a proxy" => "from proxy after connect" | "tunnel connection failed" | "proxy-authenticate:" | "x-squid-error" | "web page blocked" | "access denied by proxy";
    ProxyCertificate: "a proxy" => "forward trust" | "ssl forward proxy" | "deep inspection" | "ssl bump" | "ssl-bump" | "sslbump" | "mitmproxy" | "charles proxy" | "portswigger" | "do_not_trust_fiddlerroot" | "watchguard" | "sonicwall" | "barracuda networks" | "check point software" | "checkpoint https" | "trend micro" | "kaspersky" | "eset ssl filter" | "avast web/mail shield" | "bitdefender" | "skyhigh" | "iboss" | "menlo security" | "sangfor" | "decryption ca" | "inspection ca" | "interception ca" | "web gateway ca" | "ssl visibility";
    Assigned: "samples" => "provisioned successfully" | "provisioning succeeded" | "registration completed" | "200 assigned" | "reg_status_assigned";
    KeyUnreadable: "curl" => "could not parse pkcs12 file", "OpenSSL" => "digital envelope routines::unsupported" | "pkcs12 routines::unsupported";
    ClockAtStart: "small devices" => "couldn't fetch the time from ntp" | "could not fetch the time from ntp" | "could not get time from ntp" | "could not get the time from ntp" | "failed to get time from ntp" | "failed to get the time from ntp" | "failed to obtain time from ntp" | "ntp time sync failed" | "ntp sync failed" | "unable to get ntp time" | "failed to sync time with ntp";
    TrustUnreadable: "Zephyr, ESP-IDF" => "failed to parse ca cert" | "failed to parse root ca" | "failed to parse trusted ca" | "error parsing ca cert";
    ServiceEndpoint: "Java" => "sharedaccesskeyname cannot be null or empty", "Node-RED" => "config is missing property keyname";
    HubThumbprintDiffers: "edgeHub" => "thumbprint did not match the primary or the secondary thumbprint" | "certificate thumbprint did not match";
    IssuerExpired: "IoT Edge" => "certificate file has expired" | "could not check and load owner ca certificate";
    ConnackAccepted: "hub clients" => "connected to iothub" | "iothub_client_connection_ok" | "mqtt client connected (";
}

/// Looks for every phrase. Of overlapping ones the longer counts.
pub(super) fn read(text: &str, covered: &[Range<usize>], reading: &mut Reading) {
    let mut hits: Vec<(Range<usize>, &Phrase)> = Vec::new();
    // Only ASCII changes, so that places stay where they are.
    let lower = text.to_ascii_lowercase();
    let spaced = constants_spaced(text);
    for phrase in PHRASES.iter().chain(super::translated::TRANSLATED) {
        let heard = if phrase.words.contains('_') {
            &lower
        } else {
            &spaced
        };
        for bytes in occurrences(heard, phrase.words) {
            let at = bytes.start;
            // What stands in a command is what somebody typed, not what a client said; facts may stand there.
            let typed = covered.iter().any(|command| command.contains(&at));
            if !typed || phrase.sign.class() == crate::Class::Fact {
                hits.push((bytes, phrase));
            }
        }
    }
    in_order::by_key(&mut hits, |(bytes, _)| {
        (std::cmp::Reverse(bytes.len()), bytes.start)
    });
    let mut kept: Vec<(Range<usize>, &Phrase)> = Vec::new();
    for (bytes, phrase) in hits {
        let hidden = kept.iter().any(|(other, known)| {
            other.start <= bytes.start
                && bytes.end <= other.end
                && (other != &bytes || known.sign == phrase.sign)
        });
        if !hidden {
            kept.push((bytes, phrase));
        }
        if kept.len() >= MAX_HITS {
            break;
        }
    }
    in_order::by_key(&mut kept, |(bytes, _)| bytes.start);
    for (bytes, phrase) in kept {
        let seen = text.get(bytes.clone()).unwrap_or_default().trim();
        let seen = format!("{seen:?}: {}", phrase.sign.text());
        if phrase.sign.class() != crate::Class::Fact {
            reading.form(Form::Log, bytes.clone());
        }
        reading.evidence.push(phrase.sign, Place::Text(bytes), seen);
    }
}

/// In lower case, with spaces in the names of constants: CERTIFICATE_VERIFY_FAILED is the message of the same words.
/// Names of variables stay as they are: a traceback shows lines of code.
fn constants_spaced(text: &str) -> String {
    let mut before = ' ';
    text.chars()
        .map(|character| {
            let constant = before.is_ascii_uppercase() || before.is_ascii_digit();
            before = character;
            match character {
                '_' if constant => ' ',
                _ => character.to_ascii_lowercase(),
            }
        })
        .collect()
}

/// Every place of a phrase. An ellipsis in it stands for anything on the same line.
fn occurrences<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let (head, tail) = words.split_once('…').unwrap_or((words, ""));
    text.match_indices(head).filter_map(move |(at, _)| {
        let behind = at + head.len();
        if words == REFUSED && goes_on(text.get(behind..).unwrap_or_default()) {
            return None;
        }
        if tail.is_empty() {
            return Some(at..behind);
        }
        // No further than it can reach: a line may be as long as the text.
        let mut reach = (behind + BETWEEN + tail.len()).min(text.len());
        while !text.is_char_boundary(reach) {
            reach -= 1;
        }
        let rest = text.get(behind..reach)?.split('\n').next()?;
        let found = rest.find(tail)?;
        Some(at..behind + found + tail.len())
    })
}

/// The words of the network, with which the words of a CONNACK begin as well.
const REFUSED: &str = "connection refused";

/// Whether a reason follows, as the service gives one.
fn goes_on(rest: &str) -> bool {
    // A line of code that puts the reason in.
    if rest.starts_with(": $") || rest.starts_with(": {") || rest.starts_with(": %") {
        return true;
    }
    rest.starts_with([':', ',', ' ', '-']) && {
        let rest = rest.trim_start_matches([':', ',', ' ', '-', '(', '[']);
        // The number of a CONNACK.
        let mut letters = rest.chars();
        let code = letters
            .next()
            .is_some_and(|code| ('1'..='5').contains(&code));
        if code
            && !letters
                .next()
                .is_some_and(|next| next.is_ascii_alphanumeric())
        {
            return true;
        }
        let reasons = [
            "not auth",
            "bad ",
            "unacceptable",
            "server",
            "broker",
            "identifier",
            "id rejected",
            "client",
            "return code",
            "unknow",
            "protocol",
            "invalid",
            "code",
            "0",
            "count",
            "error: 0x",
        ];
        reasons.iter().any(|reason| rest.starts_with(reason))
    }
}

/// What an ellipsis stands for is not longer than this.
const BETWEEN: usize = 120;

/// A log that says the same a thousand times says it often enough.
const MAX_HITS: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &[], &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn a_constant_says_what_its_words_say_and_a_variable_does_not() {
        check("OPENSSL_internal:NO_START_LINE", &[Sign::NoStartLine]);
        check("create(timeout=self._connect_timeout)", &[]);
    }

    #[test]
    fn an_ellipsis_stays_on_its_line() {
        let words = "x509: certificate is valid for localhost, not dps.example";
        check(words, &[Sign::ServerNameDiffers]);
        check("x509: certificate is valid for localhost\n, not dps", &[]);
    }

    #[test]
    fn a_refusal_with_a_reason_is_not_the_networks() {
        check("Error: Connection refused", &[Sign::ConnectionRefused]);
        check("Connection refused: server says no", &[]);
        check("`Connection refused: ${reasons[rc]}`", &[]);
        check(
            "connection refused (os error 111)",
            &[Sign::ConnectionRefused],
        );
    }

    #[test]
    fn words_are_in_lower_case_and_found_once() {
        let mut seen = std::collections::BTreeSet::new();
        for phrase in PHRASES {
            assert_eq!(
                phrase.words,
                phrase.words.to_lowercase(),
                "{:?}",
                phrase.words
            );
            assert!(phrase.words.len() > 3, "{:?}", phrase.words);
            assert!(
                seen.insert((phrase.words, phrase.sign)),
                "{:?} twice",
                phrase.words
            );
        }
        assert!(seen.len() > 250, "{}", seen.len());
    }
}
