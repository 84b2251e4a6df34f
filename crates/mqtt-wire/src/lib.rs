//! MQTT 3.1.1 packets: a strict codec and a lenient dissector.
