//! By what name the texts speak of the fields of MQTT.

use mqtt_wire::Field;

use super::{Context, Service};

impl Context<'_> {
    pub(super) fn kind(&self, parent: Option<&Field>, field: &Field) -> &'static str {
        let hub = self.service == Service::Hub;
        let inside = parent.map_or("", |parent| parent.label);
        let number = || field.value.split(' ').next().unwrap_or_default();
        match field.label {
            "Fixed header" => "mqtt.fixed-header",
            "Variable header" => "mqtt.variable-header",
            "Payload" => "mqtt.payload",

            "Packet type and flags" => "mqtt.first-byte",
            "Packet type" => packet_type(number()),
            "Reserved flags" => match self.packet {
                "PUBREL" | "SUBSCRIBE" | "UNSUBSCRIBE" => "mqtt.flags.two",
                _ => "mqtt.flags.zero",
            },
            "DUP" => "mqtt.dup",
            "RETAIN" => "mqtt.retain",
            "QoS" if inside == "Requested QoS" => "mqtt.subscribe.qos",
            "QoS" => match number() {
                "0" => "mqtt.qos.0",
                "1" => "mqtt.qos.1",
                "2" => "mqtt.qos.2",
                _ => "mqtt.qos.reserved",
            },
            "Remaining length" => "mqtt.remaining-length",
            "Length byte" => "mqtt.length-byte",
            "Continues" => "mqtt.length.continues",
            "Seven bits" => "mqtt.length.bits",

            "Protocol name" => "mqtt.protocol-name",
            "Protocol level" => "mqtt.protocol-level",
            "Connect flags" => "mqtt.connect-flags",
            "User name flag" => "mqtt.connect.username-flag",
            "Password flag" => "mqtt.connect.password-flag",
            "Will retain" => "mqtt.connect.will-retain",
            "Will QoS" => "mqtt.connect.will-qos",
            "Will flag" => "mqtt.connect.will-flag",
            "Clean session" => "mqtt.connect.clean-session",
            "Keep alive" => "mqtt.keep-alive",
            "Client identifier" if hub => "hub.client-id",
            "Client identifier" => "dps.client-id",
            "User name" if hub => "hub.username",
            "User name" => "dps.username",
            "Password" => "mqtt.password",
            "Will topic" => "mqtt.will-topic",
            "Will message" => "mqtt.will-message",
            "In the layout of another protocol version" => "mqtt.other-version",
            "Reserved" => match inside {
                "Connect flags" => "mqtt.connect.reserved",
                "Requested QoS" => "mqtt.subscribe.reserved",
                _ => "mqtt.connack.reserved",
            },

            "Acknowledge flags" => "mqtt.connack-flags",
            "Session present" => "mqtt.session-present",
            "Return code" if self.packet == "SUBACK" => match number() {
                "0" => "mqtt.suback.0",
                "1" => "mqtt.suback.1",
                "2" => "mqtt.suback.2",
                "128" => "mqtt.suback.refused",
                _ => "mqtt.suback.reserved",
            },
            "Return code" => match number() {
                "0" => "mqtt.connack.0",
                "1" => "mqtt.connack.1",
                "2" => "mqtt.connack.2",
                "3" => "mqtt.connack.3",
                "4" => "mqtt.connack.4",
                "5" => "mqtt.connack.5",
                _ => "mqtt.connack.unknown",
            },
            "Packet identifier" => match self.packet {
                "PUBLISH" | "SUBSCRIBE" | "UNSUBSCRIBE" => "mqtt.packet-id.given",
                _ => "mqtt.packet-id.answered",
            },
            "Topic name" => "mqtt.topic-name",
            "Topic filter" => "mqtt.topic-filter",
            "Subscription" => "mqtt.subscription",
            "Requested QoS" => "mqtt.requested-qos",

            "Length" => "mqtt.field-length",
            // The content of a field speaks for the field.
            "Text" | "Bytes" => match parent {
                Some(parent) => self.kind(None, parent),
                None => "unknown",
            },
            "Cut off" => "mqtt.cut-off",
            "Trailing bytes" => "mqtt.trailing",
            "Not part of the packet" => "mqtt.after-packet",
            _ => "unknown",
        }
    }
}

fn packet_type(number: &str) -> &'static str {
    match number {
        "1" => "mqtt.type.connect",
        "2" => "mqtt.type.connack",
        "3" => "mqtt.type.publish",
        "4" => "mqtt.type.puback",
        "5" => "mqtt.type.pubrec",
        "6" => "mqtt.type.pubrel",
        "7" => "mqtt.type.pubcomp",
        "8" => "mqtt.type.subscribe",
        "9" => "mqtt.type.suback",
        "10" => "mqtt.type.unsubscribe",
        "11" => "mqtt.type.unsuback",
        "12" => "mqtt.type.pingreq",
        "13" => "mqtt.type.pingresp",
        "14" => "mqtt.type.disconnect",
        _ => "mqtt.type.reserved",
    }
}
