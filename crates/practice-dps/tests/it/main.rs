//! The practice service as a device meets it.

mod lab;

mod api;
mod bad_input;
mod ca_verification;
mod codes_seen;
mod connecting;
mod decision_table;
mod enrollment_files;
mod faults;
mod fuzzing;
mod grade;
mod history;
mod https;
mod hub;
mod order_of_packets;
mod refusals;
mod registering;
mod reprovisioning;
mod symmetric_keys;
mod tls;
