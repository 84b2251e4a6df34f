//! The device's end of a connection: the registration machine and the hub dialogue, spoken in MQTT bytes.
