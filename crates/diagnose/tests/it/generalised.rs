//! What was learnt from scenarios holds for texts that no scenario has: other prompts, builders, later successes.

use std::path::Path;

use crate::naming::check;

const USERNAME: &str = "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31";

/// A scenario of an earlier round, without one of its forms of evidence.
#[track_caller]
fn without(scenario: &str, left_out: &str, expected: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = std::fs::read_dir(folder.join(scenario)).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    let before = files.len();
    files.retain(|file| !file.ends_with("case.json") && !file.ends_with(left_out));
    assert_eq!(files.len(), before - 2, "{scenario} has no {left_out}");
    let texts = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap());
    check(&texts.collect::<Vec<String>>().join("\n"), expected);
}

#[test]
fn an_x509_device_is_called_like_its_certificate_where_nothing_else_says_its_name() {
    // An enrolment of another device, which is disabled, is nothing to this one.
    without("fourth_healthy_among_others", "node.txt", &[]);
    // The only enrolment is another device's: there is none for this one.
    without("fifth_node_nobody", "node.txt", &["enrolment_absent"]);
    without(
        "sixth_register_nobody",
        "register.txt",
        &["enrolment_absent"],
    );
}

#[test]
fn builders_say_the_client_id_and_the_broker() {
    let go = format!(
        "opts.AddBroker(\"ssl://global.azure-devices-provisioning.net:8883\")\n\
         opts.SetClientID(\"dev-02\")\nopts.SetUsername(\"{USERNAME}\")\nnot Authorized\n"
    );
    check(&go, &["client_id_differs"]);
    let rust = format!(
        "let mut options = MqttOptions::new(\"dev-02\", \"global.azure-devices-provisioning.net\", 8883);\n\
         options.set_credentials(\"{USERNAME}\", \"\");\nConnection refused, return code: `NotAuthorized`\n"
    );
    check(&rust, &["client_id_differs"]);
    let plain =
        "mqtt.NewClientOptions().AddBroker(\"tcp://global.azure-devices-provisioning.net:1883\")\n";
    check(plain, &["port_wrong"]);
}

#[test]
fn the_command_line_of_mqttx_is_read() {
    let command = |id: &str, version: &str| {
        format!(
            "$ mqttx conn -h global.azure-devices-provisioning.net -p 8883 -l mqtts -i {id} -u '{USERNAME}' \
             --cert leaf.pem --key leaf.key --ca roots.pem -V {version}\n"
        )
    };
    check(&command("dev-01", "3.1.1"), &[]);
    check(&command("dev-02", "3.1.1"), &["client_id_differs"]);
    check(&command("dev-01", "5"), &["protocol_not_3_1_1"]);
}

#[test]
fn a_connection_overcomes_what_failed_before_it_and_not_what_fails_after() {
    let refused = "Error: connect ECONNREFUSED 127.0.0.5:8883\n";
    let accepted = "Client dev-01 received CONNACK (0)\n";
    check(&format!("{refused}{accepted}"), &[]);
    check(&format!("{accepted}{refused}"), &["nothing_listens"]);
    // A wrong root is no failure of the network: another client may have connected.
    let untrusted = "unable to get local issuer certificate\n";
    check(
        &format!("{untrusted}{accepted}"),
        &["server_root_not_trusted"],
    );
}

#[test]
fn a_success_refutes_what_nobody_succeeds_with() {
    let group = "$ az iot dps enrollment-group show\n{\"enrollmentGroupId\":\"line\",\"attestation\":{\"type\":\"x509\"},\"provisioningStatus\":\"disabled\"}\n";
    let assigned = "{\"operationId\":\"4.a\",\"status\":\"assigned\"}\n";
    check(group, &["enrolment_disabled"]);
    check(&format!("{assigned}{group}"), &[]);
    let later = "{\"operationId\":\"4.b\",\"status\":\"disabled\"}\n";
    check(
        &format!("{assigned}{group}{later}"),
        &["enrolment_disabled"],
    );
}

#[test]
fn flags_of_a_connack_are_not_its_code() {
    check("Received CONNACK (0, 5)\n", &["client_id_differs"]);
    check("Received CONNACK (1, 0)\n", &[]);
    check("Received CONNACK (0, 3)\n", &["id_scope_wrong"]);
}

#[test]
fn the_servers_dates_are_read_from_what_curl_prints() {
    let dates = |until: &str| {
        format!(
            "*  start date: Nov 24 12:34:55 2025 GMT\n*  expire date: {until}\n* SSL certificate problem: certificate has expired\n"
        )
    };
    check(
        &dates("Jan 24 12:34:55 2026 GMT"),
        &["server_certificate_expired"],
    );
    // It has not: the device's clock is ahead.
    check(&dates("Jan 24 12:34:55 2028 GMT"), &["clock_wrong"]);
}

#[test]
fn clocks_are_read_behind_any_prompt() {
    let ahead = "certificate is not yet valid\n";
    for clock in [
        "$ date -u\nThu Jan  1 00:03:12 UTC 1970\n",
        "pi@box:~$ date\nThu Jan  1 00:03:12 UTC 1970\n",
        "root@box:/# timedatectl\n               Local time: Thu 1970-01-01 00:03:12 UTC\n           Universal time: Thu 1970-01-01 00:03:12 UTC\n",
    ] {
        check(&format!("{clock}{ahead}"), &["clock_wrong"]);
    }
    let right = "pi@box:~$ date -u\nTue Nov 24 12:34:55 UTC 2026\n";
    check(
        &format!("{right}certificate has expired\n"),
        &["server_certificate_expired"],
    );
}

#[test]
fn a_proxy_gives_itself_away_by_its_issuer() {
    check(
        "*  issuer: O=Contoso; CN=Contoso TLS Inspection CA\nunable to get local issuer certificate\n",
        &["proxy_intercepts"],
    );
}

#[test]
fn what_the_eighth_round_taught_holds_for_other_words() {
    // make takes one letter, in topics as well.
    let publish = format!(
        "$ make register\nmosquitto_pub -h global.azure-devices-provisioning.net -p 8883 -i dev-01 -u '{USERNAME}' \
         -t 'ps/registrations/PUT/iotdps-register/?id=1' -m '{{}}' --cafile roots.pem --cert a.pem --key a.key -V mqttv311\n"
    );
    check(&publish, &["shell_replaces_dollar"]);
    // A management API's own 500, and one of DPS.
    let other = "aziot-edged: [mgmt] [PUT /modules/edgeHub HTTP/1.1] 500 Internal Server Error\n";
    check(other, &[]);
    check(
        "PUT https://global.azure-devices-provisioning.net/0ne00C0FFEE/registrations/dev-01/register\nHTTP/1.1 500 Internal Server Error\n",
        &["service_fault"],
    );
    // A name server that is not there is no blocked port.
    check(
        "; <<>> DiG 9.18 <<>> global.azure-devices-provisioning.net\n;; connection timed out; no servers could be reached\n",
        &["name_not_resolved"],
    );
    // mosquitto's last words behind a number.
    let five = "Client dev-01 received CONNACK (5)\nError: The connection was refused.\n";
    check(five, &["client_id_differs"]);
    check("Error: The connection was refused.\n", &["id_scope_wrong"]);
    // An end that lies ahead, and one that is past.
    let script = |end: &str| {
        format!(
            "import paho.mqtt.client as mqtt\nexpires = {end}\n\
             token = f\"SharedAccessSignature sr={{resource}}&sig={{sig}}&se={{expires}}&skn=registration\"\n\
             client.username_pw_set(\"{USERNAME}\", password=token)\nclient.tls_set(\"roots.pem\")\n\
             {{\"errorCode\":401000,\"message\":\"Unauthorized\"}}\n"
        )
    };
    check(&script("1700000000"), &["token_expired"]);
    check(&script("1900000000"), &["group_key_not_derived"]);
    check(&script("3600"), &["group_key_not_derived"]);
    // Without a password a certificate is missed.
    let bare = "client.username_pw_set(user, None)\nclient.tls_set(\"roots.pem\")\nConnection Refused: not authorised.\n";
    check(bare, &["credential_not_sent"]);
    // An operation behind an error, and one of yesterday.
    let unknown = "$dps/registrations/res/404/?$rid=2\n{\"errorCode\":404203,\"message\":\"Operation not found.\"}\n";
    let refused = format!(
        "$dps/registrations/res/401/?$rid=1\n{{\"errorCode\":401002,\"message\":\"CA certificate not found.\"}}\n{unknown}"
    );
    check(&refused, &["topic_status_ignored"]);
    check(unknown, &["operation_unknown"]);
    // The device ID of the answer, and the registration ID in its place.
    let hub = |id: &str| {
        format!(
            "{{\"registrationId\":\"dev-01\",\"assignedHub\":\"hub-7.azure-devices.net\",\"deviceId\":\"press-7\",\"status\":\"assigned\"}}\n\
             client = IoTHubDeviceClient.create_from_x509_certificate(hostname=hub, device_id={id}, x509=x509)\n\
             Connection Refused: not authorised.\n"
        )
    };
    check(&hub("settings.REGISTRATION_ID"), &["hub_device_id_differs"]);
    check(&hub("state.device_id"), &["hub_knows_other_certificate"]);
    // A device that is disabled in the hub.
    let entry =
        "{\"deviceId\":\"dev-01\",\"status\":\"disabled\",\"authentication\":{\"type\":\"sas\"}}\n";
    check(
        &format!("registration status is assigned\n{entry}CONNACK (5)\n"),
        &["device_gone_from_hub"],
    );
}
