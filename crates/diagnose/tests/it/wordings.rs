//! The same trouble in the words of many clients and TLS libraries: each names the cause, whoever says it.
//! One piece: a table of texts.

use crate::naming::{first, nothing};

#[test]
fn a_root_that_is_not_trusted() {
    first(
        "server_root_not_trusted",
        r#"
        tls: failed to verify certificate: x509: certificate signed by unknown authority
        x509: certificate signed by unknown authority
        * server certificate verification failed. CAfile: roots.pem CRLfile: none
        - Status: The certificate is NOT trusted. The certificate issuer is unknown.
        *** PKI verification of server certificate failed...
        invalid peer certificate: UnknownIssuer
        Error: Io(Custom { kind: InvalidData, error: InvalidCertificate(UnknownIssuer) })
        schannel: next InitializeSecurityContext failed: SEC_E_UNTRUSTED_ROOT (0x80090325) - The certificate chain was issued by an authority that is not trusted.
        SSL certificate problem: Invalid certificate chain
        HandshakeException: Handshake error in client (OS Error: CERTIFICATE_VERIFY_FAILED: unable to get local issuer certificate(handshake.cc:393))
        java.security.cert.CertPathValidatorException: Trust anchor for certification path not found.
        javax.net.ssl.SSLHandshakeException: java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty
        wolfSSL error: -188, ASN no signer error to confirm failure
        mbedtls_ssl_handshake() failed: -0x2700 (X509 - Certificate verification failed, e.g. CRL, CA or signature check failed)
        E esp-x509-crt-bundle: PK verify failed with error 0xffffcc80
        verify error:num=20:unable to get local issuer certificate
        Verification error: unable to get local issuer certificate
        depth=1 C = US, O = DigiCert Inc\nverify error:num=2:unable to get issuer certificate
        The remote certificate was rejected by the provided RemoteCertificateValidationCallback: RemoteCertificateChainErrors
        SSL error: certificate verify failed (X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY)
        Error: UNABLE_TO_GET_ISSUER_CERT
        error 20 at 0 depth lookup: unable to get local issuer certificate
        Error: Unable to load CA certificates, check cafile "roots.pem".
        curl: (60) SSL peer certificate or SSH remote key was not OK
        ERROR: The certificate of 'global.azure-devices-provisioning.net' is not trusted.\nERROR: The certificate of 'global.azure-devices-provisioning.net' doesn't have a known issuer.
        BearSSL: (err 62) Chain could not be linked to a trust anchor
        "#,
    );
}

#[test]
fn a_server_of_another_name() {
    first(
        "server_name_differs",
        r#"
        tls: failed to verify certificate: x509: certificate is valid for localhost, not dps.example
        x509: cannot validate certificate for 127.0.0.5 because it doesn't contain any IP SANs
        - Status: The certificate is NOT trusted. The name in the certificate does not match the expected.
        * SSL: certificate subject name (localhost) does not match target hostname 'dps.example'
        SSL: no alternative certificate subject name matches target hostname 'dps.example'
        invalid peer certificate: NotValidForName
        invalid peer certificate: certificate not valid for name "dps.example"; certificate is only valid for DnsName("localhost")
        schannel: next InitializeSecurityContext failed: SEC_E_WRONG_PRINCIPAL (0x80090322) - The target principal name is incorrect.
        schannel: CertGetNameString() failed to match connection hostname (dps.example) against server certificate names
        javax.net.ssl.SSLPeerUnverifiedException: Hostname dps.example not verified
        javax.net.ssl.SSLPeerUnverifiedException: Certificate for <dps.example> doesn't match any of the subject alternative names: [localhost]
        java.security.cert.CertificateException: No subject alternative DNS name matching dps.example found.
        wolfSSL error -322: peer subject name mismatch
        Verification error: IP address mismatch
        Verify return code: 64 (IP address mismatch)
        verify error:num=62:hostname mismatch
        Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: IP: 127.0.0.5 is not in the cert's list
        ssl.CertificateError: hostname 'dps.example' doesn't match 'localhost'
        ERROR: no certificate subject alternative name matches\n requested host name 'dps.example'.
        Error: host name verification failed.
        BearSSL: Expected server name was not found in the chain
        "#,
    );
}

#[test]
fn dates_of_the_server_and_the_clock() {
    first(
        "server_certificate_expired",
        r#"
        $ date -u\nTue Nov 24 12:34:55 UTC 2026\nx509: certificate has expired or is not yet valid: current time 2026-11-24T12:34:55Z is after 2026-01-01T00:00:00Z
        $ date -u\nTue Nov 24 12:34:55 UTC 2026\n- Status: The certificate is NOT trusted. The certificate chain uses expired certificate.
        $ date -u\nTue Nov 24 12:34:55 UTC 2026\ninvalid peer certificate: Expired
        $ date -u\nTue Nov 24 12:34:55 UTC 2026\nschannel: SEC_E_CERT_EXPIRED (0x80090328) - The received certificate has expired.
        $ date -u\nTue Nov 24 12:34:55 UTC 2026\nASN date error, current date after
        $ date -u\nTue Nov 24 12:34:55 UTC 2026\nPKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\nCaused by: java.security.cert.CertificateExpiredException: NotAfter: Wed Jan 01
        "#,
    );
    first(
        "clock_wrong",
        r#"
        x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:05Z is before 2026-01-01T00:00:00Z
        - Status: The certificate is NOT trusted. The certificate chain uses not yet valid certificate.
        invalid peer certificate: NotValidYet
        invalid peer certificate: certificate not valid yet: verification time 0 (UNIX), but certificate is not valid before 1795437295 (1795437295 seconds in the future)
        ASN date error, current date before
        mbedtls: ! The certificate validity starts in the future
        Error: CERT_NOT_YET_VALID
        verify error:num=9:certificate is not yet valid
        Verification error: certificate is not yet valid
        Verify return code: 9 (certificate is not yet valid)
        ERROR: The certificate has not yet been activated
        "#,
    );
}

#[test]
fn keys_that_do_not_belong_or_open() {
    first(
        "key_of_another_certificate",
        r#"
        tls: private key does not match public key
        The certificate and the given key do not match.
        error reading X.509 key or certificate file: The certificate and the given key do not match.
        error:05800074:x509 certificate routines::key values mismatch
        error:0B080074:x509 certificate routines:X509_check_private_key:key values mismatch
        Error: error:0B080074:x509 certificate routines:X509_check_private_key:KEY_VALUES_MISMATCH
        keys may not be consistent: KeyMismatch
        Error: the private key does not correspond to the certificate
        System.ArgumentException: The provided key does not match the public key for this certificate.
        mbedtls: PK - Type mismatch, eg attempt to encrypt with an ECDSA key, or wrong key: pk_check_pair -0x3F00
        remote error: tls: error decrypting message
        java.security.KeyStoreException: private key does not match the certificate's public key
        Private key does not match the certificate public key
        unable to set private key file: 'other.key' type PEM
        "#,
    );
    first(
        "key_container_unread",
        r#"
        java.io.IOException: keystore password was incorrect
        x509: decryption password incorrect
        Cannot open the private key: Decryption has failed.
        PK - Private key password can't be empty : -0x3C00
        mbedtls_pk_parse_keyfile returned -0x3B80: PK - Given private key password does not allow for correct decryption
        PEM - Private key password can't be empty : -0x1300
        Error: error:1C800064:Provider routines::bad decrypt
        error:1E08010C:DECODER routines::unsupported
        Error: ERR_OSSL_EVP_BAD_DECRYPT
        TypeError: Passphrase required for encrypted key
        tls: failed to parse private key
        org.bouncycastle.pkcs.PKCSException: unable to read encrypted data
        Password was not given but private key is encrypted
        System.Security.Cryptography.CryptographicException: The certificate data cannot be read with the provided password, the password may be incorrect.
        "#,
    );
}

#[test]
fn files_that_are_damaged_or_absent() {
    first(
        "pem_damaged",
        r#"
        tls: failed to find any PEM data in certificate input
        tls: failed to find any PEM data in key input
        error reading X.509 key or certificate file: Base64 decoding error.
        error:0480006C:PEM routines::no start line
        error:0909006C:PEM routines:get_name:no start line
        Error: error:0909006C:PEM routines:get_name:no start line
        Error: ERR_OSSL_PEM_NO_START_LINE
        Error: ERR_OSSL_PEM_BAD_BASE64_DECODE
        OPENSSL_internal:NO_START_LINE
        error:09091064:PEM routines:PEM_read_bio_ex:bad base64 decode
        could not load PEM client certificate from leaf.pem, OpenSSL error error:0480006C:PEM routines::no start line
        java.security.cert.CertificateException: Could not parse certificate: java.io.IOException: Incomplete data
        java.security.cert.CertificateParsingException: signed fields invalid
        java.io.IOException: Illegal header: -----BEGIN CERTIFICATE----
        mbedtls_x509_crt_parse returned -0x1080
        X509 - The CRT/CRL/CSR format is invalid, e.g. different type expected : -0x2180
        PEM - No PEM header or footer found
        ASN no PEM Header Error
        Unable to load client certificate "leaf.pem"
        Could not find certificate from leaf.pem
        asn1: structure error: tags don't match
        x509: malformed certificate
        ValueError: Unable to load PEM file. See https://cryptography.io/en/latest/faq/ for more details. MalformedFraming
        ValueError: Unable to load certificate
        Error: no certificates found in leaf.pem
        "#,
    );
    first(
        "file_not_found",
        r#"
        open certs/leaf.pem: no such file or directory
        open C:\certs\leaf.pem: The system cannot find the file specified.
        java.nio.file.NoSuchFileException: certs/leaf.pem
        System.IO.FileNotFoundException: Could not find file '/app/certs/leaf.pem'.
        System.IO.DirectoryNotFoundException: Could not find a part of the path '/app/certs/leaf.pem'.
        FileNotFoundError: [Errno 2] No such file or directory: 'certs/leaf.pem'
        Error: ENOENT: no such file or directory, open 'certs/leaf.pem'
        Can't open leaf.pem for reading, No such file or directory
        Could not open file or uri for loading client certificate file from leaf.pem: No such file or directory
        curl: (58) could not load PEM client certificate from leaf.pem, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)
        Error: Problem setting TLS options: File not found.
        error reading file 'leaf.pem': Error while reading file.
        cat: leaf.pem: No such file or directory
        Unable to open file: leaf.pem
        "#,
    );
}

#[test]
fn nobody_there() {
    first(
        "nothing_listens",
        r#"
        dial tcp 127.0.0.5:8883: connect: connection refused
        Failed to connect to 127.0.0.5 port 8883 after 0 ms: Couldn't connect to server
        curl: (7) Failed to connect to dps.example port 443: Connection refused
        Io(Os { code: 111, kind: ConnectionRefused, message: "Connection refused" })
        ConnectionRefusedError: [Errno 111] Connection refused
        ConnectionRefusedError: [Errno 61] Connection refused
        Error: connect ECONNREFUSED 127.0.0.5:8883
        System.Net.Sockets.SocketException (111): Connection refused
        No connection could be made because the target machine actively refused it.
        MqttException (0) - java.net.ConnectException: Connection refused
        Error: Connection refused
        connect:errno=111
        Could not connect to 127.0.0.5:8883: Connection refused
        "#,
    );
    first(
        "name_not_resolved",
        r#"
        dial tcp: lookup global.azure-devices-provisioning.nte: no such host
        dial tcp: lookup dps.example on 127.0.0.53:53: server misbehaving
        curl: (6) Could not resolve host: dps.example
        Error: getaddrinfo ENOTFOUND dps.example
        socket.gaierror: [Errno -2] Name or service not known
        socket.gaierror: [Errno 8] nodename nor servname provided, or not known
        socket.gaierror: [Errno 11001] getaddrinfo failed
        failed to lookup address information: Name or service not known
        java.net.UnknownHostException: dps.example
        java.nio.channels.UnresolvedAddressException
        System.Net.Sockets.SocketException (11001): No such host is known.
        Resource temporarily unavailable: Name does not resolve
        Error: Unable to connect (Lookup error.).
        mbedtls_net_connect returned -0x52
        NET - Failed to get an IP address for the given hostname
        ** server can't find dps.example: NXDOMAIN
        Cannot resolve dps.example:8883: No address associated with hostname
        Could not resolve: dps.example (Domain name not found)
        "#,
    );
    first(
        "port_blocked",
        r#"
        dial tcp 10.1.2.3:8883: i/o timeout
        dial tcp 10.1.2.3:8883: connect: connection timed out
        Error: connect ETIMEDOUT 10.1.2.3:8883
        curl: (28) Connection timed out after 5001 milliseconds
        curl: (28) Failed to connect to dps.example port 8883 after 130000 ms: Timeout was reached
        TimeoutError: [Errno 110] Connection timed out
        TimeoutError: [Errno 60] Operation timed out
        TimeoutError: [WinError 10060] A connection attempt failed because the connected party did not properly respond after a period of time
        MqttException (0) - java.net.SocketTimeoutException: Connect timed out
        System.Net.Sockets.SocketException (110): Connection timed out
        esp-tls: [sock=54] select() timeout
        Io(Os { code: 110, kind: TimedOut, message: "Connection timed out" })
        connect:errno=110
        "#,
    );
}

#[test]
fn the_end_of_a_handshake() {
    first(
        "handshake_cut",
        r#"
        gnutls_handshake() failed: The TLS connection was non-properly terminated.
        javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake
        java.io.EOFException: SSL peer shut down incorrectly
        tls handshake eof
        write:errno=104\nno peer certificate available\nSSL handshake has read 0 bytes and written 293 bytes
        OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to dps.example:443
        TLS connect error: error:00000000:lib(0)::reason(0)
        error:0A000126:SSL routines::unexpected eof while reading
        ssl.SSLEOFError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1000)
        Error: Client network socket disconnected before secure TLS connection was established
        System.IO.IOException: Received an unexpected EOF or 0 bytes from the transport stream.
        Authentication failed because the remote party has closed the transport stream.
        mbedtls_ssl_handshake returned -0x7280
        SSL - The connection indicated an EOF
        "#,
    );
    first(
        "not_tls_there",
        r#"
        tls: first record does not look like a TLS handshake
        gnutls_handshake() failed: An unexpected TLS packet was received.
        received corrupt message of type InvalidContentType
        schannel: SEC_E_INVALID_TOKEN (0x80090308) - The token supplied to the function is invalid
        error:0A00010B:SSL routines::wrong version number
        error:1408F10B:SSL routines:ssl3_get_record:wrong version number
        error:0A0000C6:SSL routines::packet length too long
        Error: ERR_SSL_WRONG_VERSION_NUMBER
        OPENSSL_internal:WRONG_VERSION_NUMBER
        Cannot determine the frame size or a corrupted frame was received.
        javax.net.ssl.SSLException: Unsupported or unrecognized SSL message
        mbedtls_ssl_handshake returned -0x7200
        SSL - An invalid SSL record was received
        "#,
    );
    first(
        "tls_versions_differ",
        r#"
        remote error: tls: protocol version not supported
        tls: no supported versions satisfy MinVersion and MaxVersion
        tls: server selected unsupported protocol version 301
        received fatal alert: ProtocolVersion
        GnuTLS error: A TLS fatal alert has been received.: Error in protocol version
        error:0A00042E:SSL routines::tlsv1 alert protocol version
        error:1409442E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version
        error:0A000102:SSL routines::unsupported protocol
        OPENSSL_internal:UNSUPPORTED_PROTOCOL
        error:0A0000BF:SSL routines::no protocols available
        javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version
        javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)
        SSL - Handshake protocol not within min/max boundaries
        peer is incompatible: ServerDoesNotSupportTls12Or13
        *** Fatal error: A packet with illegal or unsupported version was received.
        "#,
    );
    first(
        "certificate_refused_in_handshake",
        r#"
        remote error: tls: bad certificate
        remote error: tls: unknown certificate
        remote error: tls: unsupported certificate
        *** Received alert [42]: Certificate is bad
        received fatal alert: BadCertificate
        received fatal alert: CertificateUnknown
        error:0A000412:SSL routines::sslv3 alert bad certificate
        error:0A000412:SSL routines::ssl/tls alert bad certificate
        error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate
        OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE
        Error: ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN
        ERR_SSL_TLSV1_ALERT_ACCESS_DENIED
        javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate
        Received fatal alert: unsupported_certificate
        Authentication failed because the remote party sent a TLS alert: 'BadCertificate'.
        "#,
    );
    first(
        "credential_not_sent",
        r#"
        remote error: tls: certificate required
        received fatal alert: CertificateRequired
        *** Received alert [116]: Certificate is required
        error:0A00045C:SSL routines::tlsv13 alert certificate required
        Error: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED
        Received fatal alert: certificate_required
        Authentication failed because the remote party sent a TLS alert: 'CertificateRequired'.
        "#,
    );
    first(
        "certificate_expired",
        r#"
        remote error: tls: expired certificate
        received fatal alert: CertificateExpired
        *** Received alert [45]: Certificate was expired
        error:0A000415:SSL routines::sslv3 alert certificate expired
        Error: ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED
        the remote party sent a TLS alert: 'CertificateExpired'
        "#,
    );
    first(
        "server_name_not_sent",
        r#"
        remote error: tls: unrecognized name
        received fatal alert: UnrecognisedName
        *** Received alert [112]: The server name sent was not recognized
        error:0A000458:SSL routines::tlsv1 unrecognized name
        Received fatal alert: unrecognized_name
        "#,
    );
}

#[test]
fn what_connack_says() {
    first(
        "id_scope_wrong",
        r#"
        Connection refused, return code: `ServiceUnavailable`
        MqttConnectingFailedException: Connecting with MQTT server failed (ServerUnavailable).
        Broker unavailable (3)
        Error: Connection refused: Server unavailable
        Connection failed: Server unavailable
        MQTT connect failed, rc=3
        Failed to connect, return code 3
        on_connect rc: 3
        connected with result code 3
        CONNACK return code 3
        Connection Refused: broker unavailable.
        mqtt: network Error : server Unavailable
        CONNACK received with code 3.
        MQTT_CONNECT failed, connack reason 0x03
        ReasonCode:Server unavailable
        "#,
    );
    first(
        "client_id_differs",
        r#"
        Connection refused, return code: `NotAuthorized`
        MqttConnectingFailedException: Connecting with MQTT server failed (NotAuthorized).
        Not authorized to connect (5)
        Error: Connection refused: Not authorized
        Failed to connect, return code 5
        connected with result code 5
        Connected with result code Not authorized
        MQTT: RefusedNotAuthorized
        Connection Refused: not authorised.
        ConnectionRefusedNotAuthorized
        CONNACK received with code 5.
        "#,
    );
    first(
        "username_malformed",
        r#"
        Connection refused, return code: `BadUserNamePassword`
        Bad user name or password (4)
        Error: Connection refused: Bad username or password
        Failed to connect, return code 4
        connected with result code 4
        Connection Refused: bad user name or password.
        RefusedBadUsernameOrPassword
        "#,
    );
    first(
        "protocol_not_3_1_1",
        r#"
        Connection refused, return code: `RefusedProtocolVersion`
        Invalid protocol version (1)
        Connecting with MQTT server failed (UnacceptableProtocolVersion)
        Failed to connect, return code 1
        connected with result code 1
        Connection Refused: unacceptable protocol version.
        Error: Connection refused: Unacceptable protocol version
        Unsupported protocol version
        RefusedUnacceptableProtocolVersion
        "#,
    );
}

#[test]
fn what_sdks_make_of_answers() {
    first(
        "hub_not_selected",
        "PROV_DEVICE_RESULT_HUB_NOT_SPECIFIED\nprov_device_result_hub_not_specified",
    );
    first(
        "enrolment_disabled",
        r#"
        PROV_DEVICE_RESULT_DISABLED
        azure.iot.device.exceptions.ServiceError: invalid registration status disabled
        SyntaxError: status is disabled
        ProvisioningRegistrationStatusType.Disabled
        Registration status: disabled
        Registration result: Disabled
        "#,
    );
    first(
        "enrolment_absent",
        r#"
        HTTP/1.1 404 Not Found\n\n{"errorCode":404201,"trackingId":"a","message":"Not found."}
        < HTTP/2 401\n{"errorCode":401000,"message":"Unauthorized"}
        "#,
    );
    first(
        "topic_status_ignored",
        r#"
        KeyError: 'operationId'
        TypeError: Cannot read properties of undefined (reading 'operationId')
        TypeError: Cannot destructure property 'operationId' of 'undefined' as it is undefined.
        KeyNotFoundException: The given key 'operationId' was not present in the dictionary.
        org.json.JSONException: No value for operationId
        Error("missing field `operationId`", line: 1, column: 90)
        "#,
    );
    first(
        "filter_not_served",
        r#"
        Subscribed (mid: 1): 128
        on_subscribe: [ReasonCode(Suback, 'Unspecified error')]
        Error: Subscribe error: Unspecified error
        "#,
    );
    first(
        "closed_by_service",
        r#"
        curl: (52) Empty reply from server
        http.client.RemoteDisconnected: Remote end closed connection without response
        Connection lost (32109) - java.io.EOFException
        Mqtt state: Connection closed by peer abruptly
        Disconnected with result code Unspecified error
        "#,
    );
    first(
        "proxy_intercepts",
        "curl: (56) Received HTTP code 407 from proxy after CONNECT\nHTTP/1.1 407 Proxy Authentication Required",
    );
    first(
        "throttled",
        r#"
        429 Too Many Requests
        azure.core.exceptions.HttpResponseError: (429001) Operations are being throttled for this tenant.
        statusCode: 429
        Response status code: 429
        ThrottlingError: Too many requests
        HTTP/2 429
        "#,
    );
    first(
        "service_fault",
        r#"
        HTTP/1.1 503 Service Unavailable
        HTTP/2 503
        HTTP/2 500
        500 Internal Server Error
        Response status code: 500
        failed with status code 502
        "#,
    );
}

#[test]
fn nothing_is_wrong_with_scary_words() {
    nothing(
        r#"
        error: 0, warnings: 0
        errno=0
        Verify return code: 0 (ok)
        SSL_connect returned=1 errno=0 state=SSLOK
        curl: (7) Failed to connect: Connection refused\nretrying in 5 s\n{"status":"assigned","assignedHub":"h.azure-devices.net"}
        DeprecationWarning: ssl.PROTOCOL_TLSv1_2 is deprecated\nregistration_state: assigned
        DeprecationWarning: Callback API version 1 is deprecated, update to latest version
        (node:123) [DEP0123] DeprecationWarning: Setting the TLS ServerName to an IP address is not permitted
        error=0 connected=true
        rc=0
        connected with result code 0
        Connected with result code Success
        Disconnected with result code 0
        Client dev-01 received CONNACK (0)
        Keep-alive timeout is 60 s\nregistration status is assigned
        SAS token expires in 55 minutes, renewing\nstatus: assigned
        Error: connect ECONNREFUSED 127.0.0.5:8883\nreconnecting\nClient dev-01 received CONNACK (0)\nClient dev-01 sending DISCONNECT
        [Errno 110] Connection timed out\nconnected with result code 0\nassigned to hub h.azure-devices.net
        no error
        failed: 0, passed: 12
        * TLSv1.3 (IN), TLS alert, close notify (256):
        SSL3 alert read:warning:close notify
        x509: certificate valid until 2027
        0 errors, 0 failures
        $dps/registrations/res/429/?$rid=1&retry-after=5\n$dps/registrations/res/202/?$rid=2&retry-after=3
        error:0A000126:SSL routines:ssl3_read_n:unexpected eof while reading\nVerify return code: 0 (ok)
        INFO connected to hub\nERROR connection reset by peer, reconnecting in 2 s\nINFO connected to hub
        "#,
    );
}
