//! What small devices, SDKs and less common clients print: numbers, names and the order of events, in words that no
//! scenario has. One piece: a table of texts.

use crate::naming::{check, first, nothing, table};

#[test]
fn tls_in_numbers() {
    first(
        "server_root_not_trusted",
        r#"
        E (5321) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x2700\nE (5331) mqtt_client: Error transport connect
        I (911) app: Last error code reported from esp-tls: 0x801a\nI (912) app: Last tls stack error number: 0x2700
        [ERROR] esp_tls_stack_err=9984; esp_tls_cert_verify_flags=8;esp_transport_sock_errno=0;error_type=1;connect_return_code=0
        [E][ssl_client.cpp:36] _handle_error(): [start_ssl_client():276]: (-9984) X509
        OSError: (-9984, 'MBEDTLS_ERR_X509_CERT_VERIFY_FAILED')
        OSError: -9984
        mbedtls_ssl_handshake failed: 0xffffd900
        <err> net_sock_tls: TLS handshake error: -2700\n<err> app: mqtt_connect: -113
        wolfSSL 5.6\nwolfSSL_connect failed, err = -188
        BearSSL in use\nsslError: 62
        CFNetwork SSLHandshake failed (-9807)
        {error,{tls_alert,{unknown_ca,"TLS client: In state certify at ssl_handshake.erl:2111 generated CLIENT ALERT: Fatal - Unknown CA"}}}
        CertVerifyCertificateChainPolicy failed: 0x800B0109
        SSL operation failed with code 1. OpenSSL Error messages: error:0A000086:SSL routines::certificate verify failed
        SSL connect attempt failed error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed
        "#,
    );
    first(
        "clock_wrong",
        r#"
        [ERROR] esp_tls_stack_err=9984; esp_tls_cert_verify_flags=512;errno=0
        wolfSSL: connect returned -150
        mbedtls verify result: flags = 0x200
        CFNetwork SSLHandshake failed (-9815)
        MqttException: The specified SAS token is expired
        "#,
    );
    first(
        "server_name_differs",
        r#"
        esp_tls_cert_verify_flags=4; esp_tls_stack_err=9984
        WiFiClientSecure\ngetLastSSLError() = 56, BearSSL
        errSSL: SSLHandshake failed (-9843)
        Peer certificate CN=`*.azure-devices-provisioning.net' did not match expected CN=`10.1.2.3'
        "#,
    );
    first(
        "name_not_resolved",
        r#"
        mbedtls_net_connect returned -82
        OSError: -202
        <err> dps: getaddrinfo() failed, error -11
        [E][WiFiGeneric.cpp:1583] hostByName(): DNS Failed for global.azure-devices-provisioning.net
        Info: Failed DNS lookup for dps.example: -5
        esp-tls: Last error: 0x8001
        "#,
    );
    first(
        "chain_too_large",
        r#"
        ssl_setup: mbedtls error -32512
        OSError: [Errno 12] ENOMEM
        MemoryError: memory allocation failed, allocating 16717 bytes
        wolfSSL error: -125
        esp-tls: code 0x8017
        "#,
    );
    first(
        "port_blocked",
        r#"
        <err> app: mqtt_connect failed, errno: 116
        Network connect: NetworkTimeout
        esp-tls: 0x8006
        "#,
    );
    first(
        "key_of_another_certificate",
        r#"
        mbedtls: ssl_msg.c:5201 is a fatal alert message (msg 51)\nmbedtls_ssl_handshake returned -0x7780
        mbedtls: ssl_msg.c:5193 got an alert message, type: [2:51]
        received SERVER ALERT: Fatal - Decrypt Error
        BearSSL\nSSL err 307
        "#,
    );
    first(
        "certificate_refused_in_handshake",
        r#"
        mbedtls: is a fatal alert message (msg 42)\nmbedtls_ssl_handshake returned -0x7780
        {tls_alert,{bad_certificate,"received SERVER ALERT: Fatal - Bad Certificate"}}
        BearSSL\nSSL err 298
        TLS: received alert 46
        "#,
    );
    first(
        "key_container_unread",
        r#"
        mbedtls_pk_parse_key returned -15616
        Win32Exception (0x8009030D): The credentials supplied to the package were not recognized
        ValueError: invalid key
        esp-tls: 0x8019
        Failure decoding x509 private key
        "#,
    );
    first(
        "pem_damaged",
        r#"
        mbedtls_x509_crt_parse returned -8576
        mbedtls_x509_crt_parse returned -0x21e2
        ValueError: invalid cert
        error:0908F070:PEM routines:get_header_and_data:short header
        esp-tls: 0x8015
        "#,
    );
}

#[test]
fn connack_in_numbers_and_names() {
    first(
        "client_id_differs",
        r#"
        I (5123) app: Connection refused error: 0x5
        Error: Time:Tue Nov 24 File:prov_transport_mqtt_common.c Connection Not Accepted: 0x5: Not Authorized, dps
        [ERR] provisioning: error code = 0x00010085
        MQTT error [5]: CONNACK return code
        connect_return_code=5; dps
        on_connect reason code 135
        didConnectAck: notAuthorized
        Mqtt3ConnAckException: CONNECT failed as CONNACK contained an Error Code: NOT_AUTHORIZED.
        AT+QMTCONN=0,"dev-01"\n+QMTCONN: 0,0,5
        ---> mqtt failed, rc=5
        QMqttClient: connection error NotAuthorized
        {:error, {:connection_failed, :connack, :not_authorized}}
        #include <PubSubClient.h>\nSerial.println(client.state());\nstate 5\nstate 5
        "#,
    );
    first(
        "id_scope_wrong",
        r#"
        I (5123) app: Connection refused error: 0x3
        Connection was rejected with return code 3
        error code = 0x00010083
        connack: SERVER_UNAVAILABLE
        on_connect reason code 136
        "#,
    );
    first(
        "network_broken",
        "Attempting MQTT connection...failed, rc=-2 try again in 5 seconds",
    );
}

#[test]
fn a_client_id_that_is_none_of_the_devices() {
    let user = "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31";
    for program in [
        "String clientId = \"ESP8266Client-\" + String(random(0xffff), HEX);",
        "client.connect(\"sketch\", \"USER\", \"\")",
        "INFO connecting as mosq1234 user USER",
        "var id = new MqttClientOptionsBuilder().WithClientId(Guid.NewGuid().ToString());",
    ] {
        let text = format!(
            "{}\nuser: {user}\nconnack: not authorized\n",
            program.replace("USER", user)
        );
        check(&text, &["client_id_differs"]);
    }
    // A request ID may be made up.
    let text = format!("client_id=\"dev-01\"\nrid = uuid4()\nuser = \"{user}\"\nconnected\n");
    check(&text, &[]);
}

#[test]
fn whose_refusal_it_is() {
    // Behind the assignment, and behind an address of a hub.
    for before in [
        "INFO assigned to hub-9.azure-devices.net as dev-01\n",
        "dps: device assigned, hub=hub-9.azure-devices.net\n",
        "[19:00] cached assignment\n[19:01] connecting to hub-9.azure-devices.net:8883\n",
        "iothub client starts\n",
    ] {
        let text = format!("{before}ERROR iothub: connection refused: not authorized\n");
        check(&text, &["hub_knows_other_certificate"]);
    }
    let dps = "connecting to global.azure-devices-provisioning.net:8883\nMQTT: not authorized\n";
    check(dps, &["client_id_differs"]);
    // What the SDKs call the hub's answers.
    check(
        "Connection status: IOTHUB_CLIENT_CONNECTION_DEVICE_DISABLED\n",
        &["device_gone_from_hub"],
    );
    check(
        "reason: ConnectionStatusChangeReason.Bad_Credential\n",
        &["hub_knows_other_certificate"],
    );
    // The ID of the registration in the user name of the hub, in a log.
    let text = "{\"registrationId\":\"dev-01\",\"assignedHub\":\"hub-9.azure-devices.net\",\"deviceId\":\"press-7\",\"status\":\"assigned\"}\n\
        mqtt connect, user hub-9.azure-devices.net/dev-01/?api-version=2021-04-12\nmqtt: not authorized\n";
    check(text, &["hub_device_id_differs"]);
}

#[test]
fn the_order_of_events_in_other_logs() {
    let register = "$dps/registrations/PUT/iotdps-register/?$rid=1";
    let wait = "$dps/registrations/res/202/?$rid=1&retry-after=3";
    let own = |requests: &str| {
        let mut log = String::from("09:00:00.000 dps connected\n");
        for (number, second) in ["01", "02", "03"].iter().enumerate() {
            log += &format!(
                "09:00:{second}.100 dps < $dps/registrations/res/429/?$rid={number}&retry-after=9\n\
                 09:00:{second}.300 dps > {requests}\n"
            );
        }
        log
    };
    check(&own(register), &["retry_after_ignored"]);
    let poll = "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.a.b ";
    let slow = own(poll)
        .replace("429", "202")
        .replace("retry-after=9", "retry-after=0");
    check(&slow, &[]);
    check(&own(poll).replace("429", "202"), &["retry_after_ignored"]);
    // Accepted, nobody asks, and somebody gives up.
    for end in ["giving up after 60 s", "KeyboardInterrupt", "timed out"] {
        let text = format!("publish ok\ngot {wait}\n{end}\n");
        check(&text, &["never_polled"]);
    }
}

#[test]
fn keys_and_flags_in_programs() {
    let sign = |key: &str| {
        format!(
            "to_sign = f\"{{sr}}\\n{{se}}\"\nsig = hmac.new({key}, to_sign.encode(), hashlib.sha256).digest()\n\
             token = f\"SharedAccessSignature sr={{sr}}&sig={{sig}}&se={{se}}&skn=registration\"\n\
             {{\"errorCode\":401002,\"message\":\"Unauthorized\"}}\n"
        )
    };
    check(&sign("device_key.encode()"), &["symmetric_key_wrong"]);
    let sketch = "// primary key of the enrollment group\n#define DEVICE_KEY \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n{\"errorCode\":401000,\"message\":\"Unauthorized\"}\n";
    check(sketch, &["group_key_not_derived"]);
    let flags = "c.Publish(\"$dps/registrations/PUT/iotdps-register/?$rid=1\", 2, false, \"{}\")\nconnection lost: EOF\n";
    check(flags, &["message_flags_not_served"]);
}

#[test]
fn a_table_of_reasons_and_numbers_of_other_things_accuse_nobody() {
    nothing(
        r#"
        case 1: return "mqtt: unacceptable protocol version";\ncase 2: return "mqtt: identifier rejected";\ncase 3: return "mqtt: server unavailable";\ncase 4: return "mqtt: bad user name or password";\ncase 5: return "mqtt: not authorized";
        mbedtls 3.6.2, heap 9984 bytes free
        wifi: flags=0x8 state 5
        received 500 bytes, sent 401 bytes
        DEBUG state: 3 -> 5 (mqtt ready)
        getaddrinfo() failed, error -11\nretrying\nassigned to hub-9.azure-devices.net as dev-01
        alert 48 was created in the dashboard
        rc=0 mqtt connected
        "#,
    );
}

#[test]
fn who_does_not_come_as_far_as_a_connection_has_no_trouble_behind_it() {
    let command = "$ mosquitto_pub -h global.azure-devices-provisioning.net -p 8883 -V mqttv311 -i dev-01 \
        -u '0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31' --cafile roots.pem --cert a.pem --key a.key \
        -t '$dps/registrations/PUT/iotdps-register/?$rid=1' -m '{}'\n";
    check(command, &["not_subscribed"]);
    let stopped = format!("{command}Unable to connect (Lookup error.).\n");
    check(&stopped, &["name_not_resolved"]);
    let refused = format!("{command}Error: Verbindungsaufbau abgelehnt\n");
    check(&refused, &["nothing_listens"]);
}

#[test]
fn other_words_of_systems_sdks_and_the_hub() {
    first(
        "nothing_listens",
        r#"
        Error: Time:Thu File:tlsio_openssl.c Func:x Failed\nsocketio_berkeley.c Failure: connect failure 111.
        Error: Conexión rehusada
        "#,
    );
    first(
        "name_not_resolved",
        "socket.gaierror: [Errno -2] Nom ou service inconnu\nping: bad address 'global.azure-devices-provisioning.net'",
    );
    first(
        "symmetric_key_wrong",
        "401: The specified SAS token has an invalid signature. It does not match either the primary or secondary key.",
    );
    first(
        "proxy_intercepts",
        r#"
        export HTTPS_PROXY=http://gate:3128\ncertificate verify failed: unable to get local issuer certificate
        handler.Proxy = new WebProxy("gate:3128");\nThe remote certificate is invalid according to the validation procedure.
        "#,
    );
    // One key was used, then the other.
    let turns = "We registered with the primary key, then again with the secondary key, which is refused:\n\
        {\"errorCode\":401002,\"message\":\"Unauthorized\"}\n";
    check(turns, &["other_key_than_registered"]);
    nothing(
        r#"
        took 0.401000 s
        "#,
    );
}

#[test]
fn behind_the_first_line_of_a_key_a_trace_is_still_read() {
    let shown = "$ head -1 own.key\n-----BEGIN RSA PRIVATE KEY-----\n$ java -jar dps.jar\n\
        Exception in thread \"main\" java.security.spec.InvalidKeySpecException: algid parse error, not a sequence\n";
    check(shown, &["key_container_unread"]);
    // Who was refused by the global host is not told of an instance's.
    let refused = crate::naming::named("Connection Refused: not authorised.\n");
    assert!(!refused.contains(&"instance_host_used"), "{refused:?}");
}

#[test]
fn what_other_clients_say() {
    table(
        r##"
        client_id_differs | aiomqtt.exceptions.MqttCodeError: [code:135] Not authorized
        client_id_differs | mqtt: [CONNACK] refused, reason: Not Authorized (5)\ndps host global.azure-devices-provisioning.net
        id_scope_wrong | com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException: CONNECT failed as CONNACK contained an Error Code: SERVER_UNAVAILABLE.
        id_scope_wrong | [paho] Connection failed: rc=3 reason='Server unavailable'
        id_scope_wrong | <err> azure_iot_hub_dps: Connection was rejected with return code 3
        id_scope_wrong | E (4411) dps: MQTT_EVENT_ERROR\nI (4412) dps: Connection refused error: 0x3
        id_scope_wrong | Failed to connect: MQTTClient return code 3.
        protocol_not_3_1_1 | Failed to connect: MQTTClient return code 1.
        protocol_not_3_1_1 | Unsupported protocol version: Connection refused 0x01\nconnack code=1
        username_malformed | Error: MQTT connect failed, connack rc=4 (bad username or password)
        server_root_not_trusted | java.lang.RuntimeException: Unexpected error: java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty
        server_root_not_trusted | SSL_connect returned=1 errno=0 peeraddr=20.43.44.164:8883 state=error: certificate verify failed (unable to get local issuer certificate) (OpenSSL::SSL::SSLError)
        server_root_not_trusted | Error Domain=NSURLErrorDomain Code=-1202 "The certificate for this server is invalid." kCFStreamErrorCodeKey=-9813
        server_root_not_trusted | QSslSocket: "The issuer certificate of a locally looked up certificate could not be found"
        server_root_not_trusted | LuaSec: certificate verify failed
        server_root_not_trusted | [TLS] mbedtls_x509_crt_verify: 0x08 The certificate is not correctly signed by the trusted CA
        server_root_not_trusted | NX_SECURE_TLS_ISSUER_CERTIFICATE_NOT_FOUND
        server_root_not_trusted | nx_secure_tls_session_start failed: NX_SECURE_X509_ISSUER_CERTIFICATE_NOT_FOUND
        server_root_not_trusted | modem: %XTLS error: certificate verify failed: unknown CA
        clock_wrong | mbedtls_x509_crt_verify: BADCERT_FUTURE The certificate validity starts in the future
        clock_wrong | [00:00:05.001] time 2000-01-01 00:00:05\nssl: certificate is not yet valid
        clock_wrong | System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: NotTimeValid\n1/1/2010 12:00:41 AM start
        key_of_another_certificate | SSL_CTX_check_private_key failed: key values mismatch
        key_of_another_certificate | wolfSSL_CTX_use_PrivateKey_buffer: private key does not match certificate
        key_of_another_certificate | java.security.KeyStoreException: java.security.cert.CertificateException: Private key does not match public key in certificate
        key_of_another_certificate | esp-tls-mbedtls: mbedtls_pk_check_pair failed: -0x3f00
        certificate_expired | javax.net.ssl.SSLHandshakeException: Received fatal alert: certificate_expired
        certificate_expired | esp-tls: fatal alert message (msg 45)
        certificate_refused_in_handshake | (SSL) Received TLS alert from the server: bad certificate (42)
        certificate_refused_in_handshake | SSL alert: level fatal, description 46
        intermediate_not_sent | ProvisioningTransportException: {"errorCode":401002,"message":"CA certificate not found."}
        intermediate_not_sent | azure.iot.device.exceptions.ClientError: Unexpected failure caused by ServiceError('register request returned a service error status code 401')
        intermediate_not_sent | I dps: register -> 401 (401002)
        enrolment_absent | dps: {"errorCode":404201,"message":"Registration not found."}
        enrolment_absent | DPS answered 401000 Unauthorized
        enrolment_disabled | dps: registration state: Disabled
        enrolment_disabled | ProvisioningDeviceClientStatus = PROVISIONING_DEVICE_STATUS_DISABLED
        hub_not_linked | PROV_DEVICE_RESULT_ERROR\nMsg: IoTHub not found.
        hub_link_stale | errorMessage=ErrorCode:IotHubUnauthorizedAccess;Unauthorized status=failed
        allocation_webhook_failed | status failed, code 400207
        hub_not_selected | registration failed: error 400208
        throttled | DPS throttled us: 429001, retry-after=9
        throttled | nx_azure_iot_provisioning: response status 429
        service_fault | dps response status: 503
        service_fault | got 500 from global.azure-devices-provisioning.net
        closed_by_service | umqtt: OSError: -1\n
        closed_by_service | rumqttc: MqttState(Io(Custom { kind: ConnectionAborted, error: "connection closed by peer" }))
        handshake_cut | mbedtls_ssl_handshake returned -29312
        handshake_cut | OSError: (-29312, 'MBEDTLS_ERR_SSL_CONN_EOF')
        handshake_cut | ssl.SSLZeroReturnError: TLS/SSL connection has been closed (EOF) (_ssl.c:1006)
        port_blocked | nc: connect to global.azure-devices-provisioning.net port 8883 (tcp) failed: Connection timed out
        port_blocked | MqttException (0) - java.net.SocketTimeoutException: connect timed out
        port_blocked | esp-tls: [sock=54] select() timeout\nesp-tls: Failed to open new connection
        port_blocked | OSError: [Errno 116] ETIMEDOUT
        name_not_resolved | <err> dps: zsock_getaddrinfo failed, err -2
        name_not_resolved | OSError: [Errno -202] EAI_FAIL
        name_not_resolved | E (5112) esp-tls: couldn't get hostname for :global.azure-devices-provisioning.net: getaddrinfo() returns 202, addrinfo=0x0
        name_not_resolved | +QMTOPEN: 0,4
        network_broken | +QMTOPEN: 0,5
        network_broken | <err> mqtt_connect: -118
        nothing_listens | mqtt_connect failed: -111
        not_tls_there | OSError: (-29184, 'MBEDTLS_ERR_SSL_INVALID_RECORD')
        chain_too_large | E (9841) esp-tls-mbedtls: mbedtls_ssl_setup returned -0x7F00
        chain_too_large | BearSSL: BR_ERR_TOO_LARGE
        chain_too_large | BSSL:_connectSSL: OOM error
        chain_too_large | NX_SECURE_TLS_MESSAGE_PACKET_BUFFER_TOO_SMALL
        never_polled | publish register\n$dps/registrations/res/202/?$rid=1&retry-after=3\n...\n^C
        hub_knows_other_certificate | assigned hub-1.azure-devices.net\nhub connect: CONNACK 5
        hub_knows_other_certificate | Connection Not Accepted: 0x5: Not Authorized\nIoTHubTransport_MQTT iothub_ll
        hub_device_id_differs | dps assigned: hub=hub-9.azure-devices.net deviceId=press-7\nconnecting to hub-9.azure-devices.net as clientId dev-01 user hub-9.azure-devices.net/dev-01/?api-version=2021-04-12\nrc=5 mqtt refused
        device_gone_from_hub | assigned to hub-1.azure-devices.net\nhub error: DeviceNotFoundException
        hub_unavailable | assigned to hub-1.azure-devices.net\nconnecting hub-1.azure-devices.net\nMQTT: server unavailable
        credential_not_sent | mbedtls: is a fatal alert message (msg 116)
        server_name_not_sent | alert unrecognized_name(112)
        tls_versions_differ | mbedtls: is a fatal alert message (msg 70)
        tls_versions_differ | javax.net.ssl.SSLHandshakeException: Server chose TLSv1, but that protocol version is not enabled or not supported by the client.
        pem_damaged | java.security.cert.CertificateException: Could not parse certificate: java.io.IOException: Empty input
        pem_damaged | OSError: mbedtls_x509_crt_parse -0x2180
        key_container_unread | mbedtls_pk_parse_key: -0x3d00
        key_container_unread | java.security.InvalidKeyException: invalid key format
        file_not_found | OSError: [Errno 2] ENOENT
        file_not_found | Error: ENOENT: no such file or directory, open '/certs/leaf.pem'
        token_expired,clock_wrong | 401 ExpiredSasToken: The specified SAS token is expired
        group_key_not_derived | device = ProvisioningDeviceClient.create_from_symmetric_key(symmetric_key=GROUP_PRIMARY_KEY)\n{"errorCode":401000,"message":"Unauthorized"}
        registration_id_illegal | dps: 400004 Invalid RegistrationId
        body_unreadable | {"errorCode":400000,"message":"BadRequest: malformed JSON"}
        operation_unknown | {"errorCode":404203,"message":"Operation not found."}
        registered_twice | {"errorCode":409203,"message":"Precondition failed."}
        topic_status_ignored | java.lang.NullPointerException: Cannot invoke "JsonNode.asText()" because the return value of "JsonNode.get(String)" is null\n at Dps.operationId(Dps.java:20)\n$dps/registrations/res/401/?$rid=1
        topic_status_ignored | thread 'main' panicked at src/main.rs:44:40: called `Option::unwrap()` on a `None` value\n// line 44: body["operationId"].as_str().unwrap()\n$dps/registrations/res/401/?$rid=1 {"errorCode":401002,"message":"Unauthorized"}
        healthy | PROV_DEVICE_REG_STATUS_ASSIGNED\nIOTHUB_CLIENT_CONNECTION_OK
        healthy | 14:00:01 connecting\n14:00:02 CONNACK 0\n14:00:03 subscribed\n14:00:05 device assigned to hub-1.azure-devices.net
        healthy | E (438) nvs: nvs_open failed\nI (800) dps: registered, hub hub-1.azure-devices.net\nI (900) dps: status: assigned
        not_subscribed | -> 09:14:05 CONNECT | VER: 4 | KEEPALIVE: 0 | USERNAME: 0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31\n<- 09:14:05 CONNACK | SESSION_PRESENT: false | RETURN_CODE: 0x0\n-> 09:14:06 PUBLISH | IS_DUP: false | RETAIN: 0 | QOS: DELIVER_AT_MOST_ONCE | TOPIC_NAME: $dps/registrations/PUT/iotdps-register/?$rid=1 | PAYLOAD_LEN: 27\n-> 09:15:06 PINGREQ\n<- 09:15:06 PINGRESP\n
        never_polled | -> CONNECT | VER: 4\n-> SUBSCRIBE | TOPIC_NAME: $dps/registrations/res/#\n-> PUBLISH | TOPIC_NAME: $dps/registrations/PUT/iotdps-register/?$rid=1\n<- PUBLISH | TOPIC_NAME: $dps/registrations/res/202/?$rid=1&retry-after=3\n-> PINGREQ\n-> PINGREQ\n
        not_subscribed | TX (40 bytes) >>> Connect: [ClientId=dev-01] [Username=0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31]\nRX (4 bytes) <<< ConnAck: [ReasonCode=Success]\nTX (70 bytes) >>> Publish: [Topic=$dps/registrations/PUT/iotdps-register/?$rid=1] [PayloadLength=27]\nTX (2 bytes) >>> PingReq\nRX <<< PingResp\n
        retry_after_ignored | 10:00:00.000 recv $dps/registrations/res/202/?$rid=1&retry-after=3\n10:00:00.200 publishing $dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.a \n10:00:00.300 recv $dps/registrations/res/202/?$rid=2&retry-after=3\n10:00:00.500 publishing $dps/registrations/GET/iotdps-get-operationstatus/?$rid=3&operationId=4.a \n10:00:00.600 recv $dps/registrations/res/202/?$rid=3&retry-after=3\n
        two_connections | Client dev-01 sending CONNECT\nClient dev-01 received CONNACK (0)\nClient dev-01 sending SUBSCRIBE (Mid: 1, Topic: $dps/registrations/res/#, QoS: 1, Options: 0x00)\nClient dev-01 received SUBACK\nClient dev-01 sending CONNECT\n---\nClient dev-01 sending CONNECT\nClient dev-01 received CONNACK (0)\nClient dev-01 sending PUBLISH (d0, q1, r0, m1, '$dps/registrations/PUT/iotdps-register/?$rid=1', ... (27 bytes))\nClient dev-01 sending DISCONNECT\n
        client_id_differs | #include <PubSubClient.h>\nString id = "ESP8266Client-" + String(random(0xffff), HEX); // clientId\nconst char* user = "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31";\nAttempting MQTT connection...failed, rc=5 try again in 5 seconds
        client_id_differs | mqtt.connect('mqtts://global.azure-devices-provisioning.net:8883', { username: '0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31', cert, key })\n{ cmd: 'connect', clientId: 'mqttjs_8f3a1b2c' }\nError: Connection refused: Not authorized
        credential_not_sent | opts := mqtt.NewClientOptions().SetClientID("dev-01").SetUsername("0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31").SetTLSConfig(&tls.Config{RootCAs: pool})\nnot Authorized
        hub_knows_other_certificate | {"status":"assigned","registrationState":{"assignedHub":"hub-1.azure-devices.net","deviceId":"dev-01"}}\nConnecting to mqtts://hub-1.azure-devices.net\nError: Connection refused: Not authorized
        hub_device_id_differs | {"status":"assigned","registrationState":{"registrationId":"dev-01","assignedHub":"hub-1.azure-devices.net","deviceId":"press-7"}}\nclient = mqtt.Client(client_id=REGISTRATION_ID)\nclient.username_pw_set(f"{hub}/{REGISTRATION_ID}/?api-version=2021-04-12")\nConnection Refused: not authorised.
        hub_ended_connection,topic_not_served | assigned to hub-1.azure-devices.net\nhub connected\npublish sensors/dev-01\ndisconnected rc=7\nhub connected\npublish sensors/dev-01\ndisconnected rc=7
        device_gone_from_hub | registration status is assigned\nConnecting to hub...\namqp:not-found device dev-01 not registered
        token_expired | assigned hub-1.azure-devices.net\nSharedAccessSignature sr=hub-1.azure-devices.net%2Fdevices%2Fdev-01&sig=abc&se=1700000000\nConnection refused: not authorised
        token_wrong | username 0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31\npassword SharedAccessSignature sr=0ne00C0FFEE%2Fregistrations%2Fdev-02x&sig=abc&se=1900000000\nconnack 5
        symmetric_key_wrong | const sig = crypto.createHmac('sha256', deviceKey).update(toSign).digest('base64')\nconst token = `SharedAccessSignature sr=${sr}&sig=${sig}&se=${se}&skn=registration`\n{"errorCode":401000,"message":"Unauthorized"}
        group_key_not_derived | // Primary key of enrollment group "line3"\nprivate const string DeviceKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";\nUnhandled exception. ProvisioningTransportException: {"errorCode":401000,"message":"Unauthorized"}
        intermediate_not_sent | security = new SecurityProviderX509Cert(leafPem, leafKey, new LinkedList<>());\nProvisioningDeviceHubException: {"errorCode":401002,"message":"CA certificate not found."}
        chain_kept_back_by_windows | C:\\svc> dotnet run\nloaded 3 certificates from press.pfx\nnew SecurityProviderX509Certificate(leaf, chain)\nProvisioningTransportException: {"errorCode":401002,"message":"CA certificate not found."}\n at Program.Main in C:\\svc\\Program.cs:line 40
        server_root_not_trusted | net.setCACert(BALTIMORE_CYBERTRUST_ROOT);\nAttempting MQTT connection...failed, rc=-2
        port_wrong | mqtt.setServer("global.azure-devices-provisioning.net", 1883);\nAttempting MQTT connection...failed, rc=-2
        name_not_resolved,host_unclean | mqtt.setServer("mqtts://global.azure-devices-provisioning.net", 8883);\nhostByName(): DNS Failed for mqtts://global.azure-devices-provisioning.net\nfailed, rc=-2
        host_unclean | Error: getaddrinfo ENOTFOUND https://global.azure-devices-provisioning.net
        host_unclean | java.net.UnknownHostException: https://global.azure-devices-provisioning.net
        instance_host_used | Connecting to my-dps.azure-devices-provisioning.net:8883 as dev-01\nConnection refused: not authorised
        hub_in_place_of_dps | PROVISIONING_HOST=my-hub.azure-devices.net\nConnection Refused: not authorised.
        id_scope_wrong | client = ProvisioningDeviceClient.create_from_x509_certificate(provisioning_host=host, registration_id="dev-01", id_scope="0neOOC0FFEE", x509=x509)\nConnection Refused: broker unavailable.
        clock_wrong | 1970-01-01 00:00:12 dps: start\n1970-01-01 00:00:15 dps: tls: certificate is not yet valid
        clock_wrong | [2020-01-01 00:00:09] dps answered {"errorCode":401000,"message":"Unauthorized","timestampUtc":"2026-11-24T10:00:00Z"}
        throttled | {"errorCode":429001,"message":"Operations are being throttled for this tenant."}\nretrying in 1 s\n{"errorCode":429001,"message":"Operations are being throttled for this tenant."}
        assignment_slow | assigning\nassigning\nassigning\nassigning\nERROR giving up after 30 s
        body_unreadable | client.publish('$dps/registrations/PUT/iotdps-register/?$rid=1', {registrationId:'dev-01'})\n$dps/registrations/res/400/?$rid=1 {"errorCode":400000,"message":"BadRequest"}
        message_flags_not_served | client.publish("$dps/registrations/PUT/iotdps-register/?$rid=1", payload, 1, True)\nDisconnected with result code 7
        filter_not_served | client.subscribe("#")\nclient.connect("global.azure-devices-provisioning.net", 8883)\nUnexpected disconnection rc=7
        username_malformed | user="0ne00C0FFEE/dev-01/api-version=2019-03-31"\nconnect global.azure-devices-provisioning.net\nMQTTException: 5
        server_not_checked | client.tls_insecure_set(True)\nclient.connect("global.azure-devices-provisioning.net")\nassigned
        healthy | rc=5 retry\nrc=0 connected\nassigned to hub-1.azure-devices.net
        healthy | 2026-11-24 dps: 401 (enrolment not there yet), retry\ndps: assigned hub-1.azure-devices.net\nhub connected\ntelemetry 200 OK
        healthy | INFO mqtt connected\nDEBUG PINGREQ\nDEBUG PINGRESP\nINFO status 200
        "##,
    );
}
