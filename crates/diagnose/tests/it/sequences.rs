//! What a client did not do, told from logs that show every packet, and only from those.

use crate::naming::check;

const REGISTER: &str = "$dps/registrations/PUT/iotdps-register/?$rid=1";
const POLL: &str = "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.a.b";

/// The lines of one client: CONNECT, SUBSCRIBE, PUBLISH to a topic, an answer, and that it lives on.
struct Words {
    connect: &'static str,
    subscribe: &'static str,
    publish: fn(&str) -> String,
    answer: fn(&str) -> String,
    idle: &'static str,
}

const CLIENTS: &[Words] = &[
    Words {
        connect: "Client dev-01 sending CONNECT\n",
        subscribe: "Client dev-01 sending SUBSCRIBE (Mid: 1, Topic: $dps/registrations/res/#, QoS: 1, Options: 0x00)\n",
        publish: |topic| {
            format!("Client dev-01 sending PUBLISH (d0, q1, r0, m1, '{topic}', ... (27 bytes))\n")
        },
        answer: |topic| {
            format!("Client dev-01 received PUBLISH (d0, q0, r0, m0, '{topic}', ... (94 bytes))\n")
        },
        idle: "Client dev-01 sending PINGREQ\n",
    },
    Words {
        connect: "DEBUG:paho:Sending CONNECT (u1, p0, wr0, wq0, wf0, c1, k60) client_id=b'dev-01'\n",
        subscribe: "DEBUG:paho:Sending SUBSCRIBE (d0, m1) [(b'$dps/registrations/res/#', 1)]\n",
        publish: |topic| {
            format!("DEBUG:paho:Sending PUBLISH (d0, q1, r0, m2), 'b'{topic}'', ... (27 bytes)\n")
        },
        answer: |topic| {
            format!("DEBUG:paho:Received PUBLISH (d0, q0, r0, m0), '{topic}', ... (94 bytes)\n")
        },
        idle: "DEBUG:paho:Sending DISCONNECT\n",
    },
    Words {
        connect: "mqttjs:client _writePacket :: packet: { cmd: 'connect', protocolVersion: 4, clientId: 'dev-01' }\n",
        subscribe: "mqttjs:client _sendPacket :: (dev-01) ::  writing packet { cmd: 'subscribe', subscriptions: [ [Object] ] }\n",
        publish: |topic| {
            format!(
                "mqttjs:client _sendPacket :: (dev-01) ::  writing packet {{ cmd: 'publish', topic: '{topic}', qos: 1 }}\n"
            )
        },
        answer: |topic| {
            format!("mqttjs:client _handlePublish: packet {{ cmd: 'publish', topic: '{topic}' }}\n")
        },
        idle: "mqttjs:client _checkPing :: checking ping...\n",
    },
    Words {
        connect: "    4   0.031 10.0.0.5 → 40.1.2.3 MQTT 150 Connect Command\n",
        subscribe: "    6   0.061 10.0.0.5 → 40.1.2.3 MQTT 90 Subscribe Request (id=1) [$dps/registrations/res/#]\n",
        publish: |topic| {
            format!("    8   0.071 10.0.0.5 → 40.1.2.3 MQTT 140 Publish Message (id=1) [{topic}]\n")
        },
        answer: |topic| {
            format!("    9   0.171 40.1.2.3 → 10.0.0.5 MQTT 140 Publish Message [{topic}]\n")
        },
        idle: "   12  60.091 10.0.0.5 → 40.1.2.3 MQTT 68 Ping Request\n",
    },
];

#[test]
fn nobody_subscribes_before_the_request() {
    for words in CLIENTS {
        let ask = (words.publish)(REGISTER);
        let (connect, subscribe, idle) = (words.connect, words.subscribe, words.idle);
        check(&format!("{connect}{ask}{idle}"), &["not_subscribed"]);
        check(
            &format!("{connect}{ask}{subscribe}{idle}"),
            &["not_subscribed"],
        );
        check(&format!("{connect}{subscribe}{ask}{idle}"), &[]);
        // A log that begins later does not show what went before.
        check(&format!("{ask}{idle}"), &[]);
    }
}

#[test]
fn nobody_polls_behind_a_202() {
    for words in CLIENTS {
        let start = format!(
            "{}{}{}",
            words.connect,
            words.subscribe,
            (words.publish)(REGISTER)
        );
        let accepted = (words.answer)("$dps/registrations/res/202/?$rid=1&retry-after=3");
        let idle = words.idle;
        check(&format!("{start}{accepted}{idle}"), &["never_polled"]);
        // It may be about to poll.
        check(&format!("{start}{accepted}"), &[]);
        let poll = (words.publish)(POLL);
        check(&format!("{start}{accepted}{poll}{idle}"), &[]);
        let bare = (words.publish)("$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2");
        check(
            &format!("{start}{accepted}{bare}{idle}"),
            &["operation_id_left_out"],
        );
    }
}

#[test]
fn polls_before_the_time_that_was_asked_for() {
    let log = |polls: &[&str]| {
        let words = &CLIENTS[1];
        let mut log = String::new();
        for (number, poll) in polls.iter().enumerate() {
            let second = number * 4;
            let answer = (words.answer)("$dps/registrations/res/202/?$rid=1&retry-after=3");
            log += &format!("2026-11-24 09:14:{second:02},100 {answer}");
            log += &format!("2026-11-24 09:14:{poll} {}", (words.publish)(POLL));
        }
        log
    };
    check(&log(&["00,110", "04,110"]), &["retry_after_ignored"]);
    check(&log(&["03,110", "07,110"]), &[]);
    check(&log(&["00,110", "07,110"]), &[]);
    // Without fractions of a second, two seconds may be three.
    let whole = log(&["02", "06"]).replace(",100", "");
    check(&whole, &[]);
}

#[test]
fn scripts_that_are_shown_whole() {
    let script = |body: &str| {
        format!(
            "const mqtt = require('mqtt');\nconst client = mqtt.connect('mqtts://global.azure-devices-provisioning.net:8883', options);\n{body}\n"
        )
    };
    let publish = "client.publish('$dps/registrations/PUT/iotdps-register/?$rid=1', '{}');";
    let subscribe = "client.subscribe('$dps/registrations/res/#');";
    check(&script(publish), &["not_subscribed"]);
    let both = script(&format!("{subscribe}\n{publish}"));
    check(&both, &[]);
    let printed = "$ node register.js\n$dps/registrations/res/202/?$rid=1&retry-after=3 {\"operationId\":\"4.a.b\",\"status\":\"assigning\"}\n";
    check(&format!("{both}{printed}"), &["never_polled"]);
}
