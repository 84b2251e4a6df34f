//! What small devices, SDKs and less common clients print: numbers, names and the order of events, in words that no
//! scenario has. One piece: a table of texts.

use crate::naming::{check, first, nothing};

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
