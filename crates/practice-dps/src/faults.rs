//! Every fault, one file each: what can go wrong between a device and the service, on purpose.
//!
//! The file is as long as its lists, which are written by hand: rustfmt does not look behind a macro's `mod`.

mod alert_for_connack;
mod answer_before_puback;
mod answer_byte_by_byte;
mod answer_duplicated;
mod answer_in_one_piece;
mod assigning_for_ever;
mod body_empty;
mod body_not_json;
mod connack_1;
mod connack_2;
mod connack_3;
mod connack_4;
mod connack_5;
mod connack_session_present;
mod connack_withheld;
mod connection_dropped;
mod data_migrated;
mod data_reset;
mod disabled;
mod drop_after_poll;
mod drop_after_register;
mod drop_after_suback;
mod failed_400207;
mod failed_400209;
mod failed_401001;
mod failed_401002_hub;
mod failed_401002_invalid;
mod failed_401002_stale_link;
mod handshake_aborted;
mod handshake_slow;
mod hub_changed;
mod hub_connack_3;
mod hub_connack_5;
mod hub_connack_withheld;
mod hub_connection_dropped;
mod hub_drop_after_telemetry;
mod hub_puback_withheld;
mod hub_twin_429;
mod hub_twin_500;
mod hub_twin_withheld;
mod keep_alive_cut;
mod members_unknown;
mod operation_id_missing;
mod payload_huge;
mod payload_returned;
mod pingresp_withheld;
mod poll_400;
mod poll_401000;
mod poll_401001;
mod poll_401002;
mod poll_401003;
mod poll_403;
mod poll_404;
mod poll_405;
mod poll_409;
mod poll_429;
mod poll_500;
mod poll_503;
mod poll_withheld;
mod puback_withheld;
mod register_400;
mod register_401000;
mod register_401001;
mod register_401002;
mod register_401003;
mod register_403;
mod register_404;
mod register_405;
mod register_409;
mod register_429;
mod register_500;
mod register_503;
mod register_withheld;
mod reprovisioned;
mod retry_after_0;
mod retry_after_1;
mod retry_after_3;
mod retry_after_first;
mod retry_after_huge;
mod retry_after_missing;
mod rid_empty;
mod rid_wrong;
mod server_certificate_expired;
mod server_certificate_not_yet_valid;
mod server_chain_oversized;
mod server_chain_p384;
mod server_chain_rsa;
mod server_intermediate_missing;
mod server_name_wrong;
mod server_root_new;
mod server_root_unknown;
mod suback_failure;
mod suback_withheld;
mod substatus_missing;
mod tls_version_floor;

#[cfg(test)]
mod tests;

use crate::fault::{Fault, Texts};

/// Every fault, from the wire upwards. `cargo xtask docs` makes their pages from it.
pub static FAULTS: &[&Fault] = &[
    &server_certificate_expired::FAULT,
    &server_certificate_not_yet_valid::FAULT,
    &server_name_wrong::FAULT,
    &server_root_unknown::FAULT,
    &server_root_new::FAULT,
    &server_chain_p384::FAULT,
    &server_chain_rsa::FAULT,
    &server_chain_oversized::FAULT,
    &server_intermediate_missing::FAULT,
    &tls_version_floor::FAULT,
    &handshake_slow::FAULT,
    &handshake_aborted::FAULT,
    &alert_for_connack::FAULT,
    &connack_1::FAULT,
    &connack_2::FAULT,
    &connack_3::FAULT,
    &connack_4::FAULT,
    &connack_5::FAULT,
    &connack_withheld::FAULT,
    &connack_session_present::FAULT,
    &connection_dropped::FAULT,
    &keep_alive_cut::FAULT,
    &suback_failure::FAULT,
    &suback_withheld::FAULT,
    &drop_after_suback::FAULT,
    &puback_withheld::FAULT,
    &pingresp_withheld::FAULT,
    &answer_duplicated::FAULT,
    &answer_before_puback::FAULT,
    &answer_byte_by_byte::FAULT,
    &answer_in_one_piece::FAULT,
    &register_400::FAULT,
    &register_401000::FAULT,
    &register_401001::FAULT,
    &register_401002::FAULT,
    &register_401003::FAULT,
    &register_403::FAULT,
    &register_404::FAULT,
    &register_405::FAULT,
    &register_409::FAULT,
    &register_429::FAULT,
    &register_500::FAULT,
    &register_503::FAULT,
    &poll_400::FAULT,
    &poll_401000::FAULT,
    &poll_401001::FAULT,
    &poll_401002::FAULT,
    &poll_401003::FAULT,
    &poll_403::FAULT,
    &poll_404::FAULT,
    &poll_405::FAULT,
    &poll_409::FAULT,
    &poll_429::FAULT,
    &poll_500::FAULT,
    &poll_503::FAULT,
    &register_withheld::FAULT,
    &poll_withheld::FAULT,
    &drop_after_register::FAULT,
    &drop_after_poll::FAULT,
    &disabled::FAULT,
    &assigning_for_ever::FAULT,
    &failed_401002_invalid::FAULT,
    &failed_401002_hub::FAULT,
    &failed_401002_stale_link::FAULT,
    &failed_401001::FAULT,
    &failed_400207::FAULT,
    &failed_400209::FAULT,
    &reprovisioned::FAULT,
    &data_migrated::FAULT,
    &data_reset::FAULT,
    &hub_changed::FAULT,
    &retry_after_0::FAULT,
    &retry_after_1::FAULT,
    &retry_after_3::FAULT,
    &retry_after_huge::FAULT,
    &retry_after_missing::FAULT,
    &retry_after_first::FAULT,
    &operation_id_missing::FAULT,
    &substatus_missing::FAULT,
    &rid_wrong::FAULT,
    &rid_empty::FAULT,
    &members_unknown::FAULT,
    &payload_returned::FAULT,
    &payload_huge::FAULT,
    &body_not_json::FAULT,
    &body_empty::FAULT,
    &hub_connack_3::FAULT,
    &hub_connack_5::FAULT,
    &hub_connack_withheld::FAULT,
    &hub_connection_dropped::FAULT,
    &hub_puback_withheld::FAULT,
    &hub_drop_after_telemetry::FAULT,
    &hub_twin_429::FAULT,
    &hub_twin_500::FAULT,
    &hub_twin_withheld::FAULT,
];

/// What they say to people, in the same order. The page does not link it: it fetches what it shows.
pub static TEXTS: &[&Texts] = &[
    &server_certificate_expired::TEXTS,
    &server_certificate_not_yet_valid::TEXTS,
    &server_name_wrong::TEXTS,
    &server_root_unknown::TEXTS,
    &server_root_new::TEXTS,
    &server_chain_p384::TEXTS,
    &server_chain_rsa::TEXTS,
    &server_chain_oversized::TEXTS,
    &server_intermediate_missing::TEXTS,
    &tls_version_floor::TEXTS,
    &handshake_slow::TEXTS,
    &handshake_aborted::TEXTS,
    &alert_for_connack::TEXTS,
    &connack_1::TEXTS,
    &connack_2::TEXTS,
    &connack_3::TEXTS,
    &connack_4::TEXTS,
    &connack_5::TEXTS,
    &connack_withheld::TEXTS,
    &connack_session_present::TEXTS,
    &connection_dropped::TEXTS,
    &keep_alive_cut::TEXTS,
    &suback_failure::TEXTS,
    &suback_withheld::TEXTS,
    &drop_after_suback::TEXTS,
    &puback_withheld::TEXTS,
    &pingresp_withheld::TEXTS,
    &answer_duplicated::TEXTS,
    &answer_before_puback::TEXTS,
    &answer_byte_by_byte::TEXTS,
    &answer_in_one_piece::TEXTS,
    &register_400::TEXTS,
    &register_401000::TEXTS,
    &register_401001::TEXTS,
    &register_401002::TEXTS,
    &register_401003::TEXTS,
    &register_403::TEXTS,
    &register_404::TEXTS,
    &register_405::TEXTS,
    &register_409::TEXTS,
    &register_429::TEXTS,
    &register_500::TEXTS,
    &register_503::TEXTS,
    &poll_400::TEXTS,
    &poll_401000::TEXTS,
    &poll_401001::TEXTS,
    &poll_401002::TEXTS,
    &poll_401003::TEXTS,
    &poll_403::TEXTS,
    &poll_404::TEXTS,
    &poll_405::TEXTS,
    &poll_409::TEXTS,
    &poll_429::TEXTS,
    &poll_500::TEXTS,
    &poll_503::TEXTS,
    &register_withheld::TEXTS,
    &poll_withheld::TEXTS,
    &drop_after_register::TEXTS,
    &drop_after_poll::TEXTS,
    &disabled::TEXTS,
    &assigning_for_ever::TEXTS,
    &failed_401002_invalid::TEXTS,
    &failed_401002_hub::TEXTS,
    &failed_401002_stale_link::TEXTS,
    &failed_401001::TEXTS,
    &failed_400207::TEXTS,
    &failed_400209::TEXTS,
    &reprovisioned::TEXTS,
    &data_migrated::TEXTS,
    &data_reset::TEXTS,
    &hub_changed::TEXTS,
    &retry_after_0::TEXTS,
    &retry_after_1::TEXTS,
    &retry_after_3::TEXTS,
    &retry_after_huge::TEXTS,
    &retry_after_missing::TEXTS,
    &retry_after_first::TEXTS,
    &operation_id_missing::TEXTS,
    &substatus_missing::TEXTS,
    &rid_wrong::TEXTS,
    &rid_empty::TEXTS,
    &members_unknown::TEXTS,
    &payload_returned::TEXTS,
    &payload_huge::TEXTS,
    &body_not_json::TEXTS,
    &body_empty::TEXTS,
    &hub_connack_3::TEXTS,
    &hub_connack_5::TEXTS,
    &hub_connack_withheld::TEXTS,
    &hub_connection_dropped::TEXTS,
    &hub_puback_withheld::TEXTS,
    &hub_drop_after_telemetry::TEXTS,
    &hub_twin_429::TEXTS,
    &hub_twin_500::TEXTS,
    &hub_twin_withheld::TEXTS,
];

/// The fault of this name.
pub fn fault(id: &str) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.id == id).copied()
}

/// The texts of the fault of this name.
pub fn texts(id: &str) -> Option<&'static Texts> {
    TEXTS.iter().find(|texts| texts.id == id).copied()
}
