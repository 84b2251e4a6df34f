//! Azure DPS over MQTT: names, topics, payloads, error codes, and the registration machine.
