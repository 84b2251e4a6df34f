//! Every cause, one file each. The commoner of two that weigh the same stands first.
//!
//! The file is as long as its lists, which are written by hand: rustfmt does not look behind a macro's `mod`.

mod allocation_webhook_failed;
mod answer_not_understood;
mod assignment_slow;
mod body_unreadable;
mod ca_not_uploaded;
mod ca_not_verified;
mod ca_proof_refused;
mod central_device_unassociated;
mod certificate_expired;
mod certificate_not_yet_valid;
mod certificate_refused_in_handshake;
mod chain_broken;
mod chain_kept_back_by_windows;
mod chain_too_large;
mod client_id_differs;
mod clock_wrong;
mod closed_by_service;
mod common_name_differs;
mod credential_not_sent;
mod destination_not_allowed;
mod device_gone_from_hub;
mod enrolled_other_certificate;
mod enrolment_absent;
mod enrolment_disabled;
mod enrolment_of_other_kind;
mod file_not_found;
mod filter_not_served;
mod gateway_in_place_of_dps;
mod group_ca_not_in_chain;
mod group_key_not_derived;
mod handshake_cut;
mod host_unclean;
mod hub_device_id_differs;
mod hub_ended_connection;
mod hub_in_place_of_dps;
mod hub_knows_other_certificate;
mod hub_link_stale;
mod hub_not_linked;
mod hub_not_selected;
mod hub_shows_self_signed;
mod hub_unavailable;
mod id_scope_wrong;
mod instance_host_used;
mod intermediate_not_sent;
mod ip_filter;
mod key_container_unread;
mod key_kind_not_taken;
mod key_of_another_certificate;
mod message_flags_not_served;
mod name_not_resolved;
mod network_broken;
mod never_polled;
mod not_subscribed;
mod not_tls_there;
mod nothing_listens;
mod operation_id_left_out;
mod operation_unknown;
mod other_key_than_registered;
mod own_ca_as_server_trust;
mod password_beside_certificate;
mod pem_damaged;
mod placeholder_left;
mod port_blocked;
mod port_wrong;
mod practice_not_running;
mod private_endpoint;
mod protocol_not_3_1_1;
mod proxy_intercepts;
mod registered_twice;
mod registration_id_illegal;
mod relay_busy;
mod relay_ended;
mod relay_failed;
mod relay_limit_passed;
mod relay_versions_differ;
mod request_id_without_dollar;
mod retry_after_ignored;
mod server_certificate_expired;
mod server_certificate_unfit;
mod server_name_differs;
mod server_name_not_sent;
mod server_name_not_usable;
mod server_not_checked;
mod server_root_not_trusted;
mod service_endpoint_confused;
mod service_fault;
mod session_not_answered;
mod setting_unsendable;
mod shell_replaces_dollar;
mod signature_not_given;
mod stopped_by_person;
mod symmetric_key_wrong;
mod throttled;
mod tls_verification_unclear;
mod tls_versions_differ;
mod token_expired;
mod token_wrong;
mod tool_unfit;
mod topic_not_served;
mod topic_status_ignored;
mod trust_unreadable;
mod two_connections;
mod typography_in_command;
mod username_malformed;
mod wrong_certificate_presented;

use crate::{Cause, Texts};

/// Every cause, in the order the page and the docs show them.
pub static CAUSES: &[&Cause] = &[
    &client_id_differs::CAUSE,
    &shell_replaces_dollar::CAUSE,
    &instance_host_used::CAUSE,
    &id_scope_wrong::CAUSE,
    &protocol_not_3_1_1::CAUSE,
    &username_malformed::CAUSE,
    &registration_id_illegal::CAUSE,
    &request_id_without_dollar::CAUSE,
    &not_subscribed::CAUSE,
    &two_connections::CAUSE,
    &tool_unfit::CAUSE,
    &filter_not_served::CAUSE,
    &topic_not_served::CAUSE,
    &password_beside_certificate::CAUSE,
    &credential_not_sent::CAUSE,
    &port_wrong::CAUSE,
    &host_unclean::CAUSE,
    &hub_in_place_of_dps::CAUSE,
    &service_endpoint_confused::CAUSE,
    &gateway_in_place_of_dps::CAUSE,
    &placeholder_left::CAUSE,
    &typography_in_command::CAUSE,
    &message_flags_not_served::CAUSE,
    &body_unreadable::CAUSE,
    &setting_unsendable::CAUSE,
    &intermediate_not_sent::CAUSE,
    &ca_not_verified::CAUSE,
    &ca_not_uploaded::CAUSE,
    &group_ca_not_in_chain::CAUSE,
    &enrolled_other_certificate::CAUSE,
    &common_name_differs::CAUSE,
    &certificate_expired::CAUSE,
    &certificate_not_yet_valid::CAUSE,
    &pem_damaged::CAUSE,
    &key_container_unread::CAUSE,
    &key_of_another_certificate::CAUSE,
    &wrong_certificate_presented::CAUSE,
    &chain_broken::CAUSE,
    &chain_kept_back_by_windows::CAUSE,
    &chain_too_large::CAUSE,
    &key_kind_not_taken::CAUSE,
    &ca_proof_refused::CAUSE,
    &file_not_found::CAUSE,
    &enrolment_absent::CAUSE,
    &enrolment_disabled::CAUSE,
    &group_key_not_derived::CAUSE,
    &symmetric_key_wrong::CAUSE,
    &token_wrong::CAUSE,
    &token_expired::CAUSE,
    &other_key_than_registered::CAUSE,
    &enrolment_of_other_kind::CAUSE,
    &central_device_unassociated::CAUSE,
    &ip_filter::CAUSE,
    &private_endpoint::CAUSE,
    &server_root_not_trusted::CAUSE,
    &own_ca_as_server_trust::CAUSE,
    &server_name_differs::CAUSE,
    &server_name_not_sent::CAUSE,
    &clock_wrong::CAUSE,
    &server_certificate_expired::CAUSE,
    &server_not_checked::CAUSE,
    &server_certificate_unfit::CAUSE,
    &port_blocked::CAUSE,
    &nothing_listens::CAUSE,
    &name_not_resolved::CAUSE,
    &network_broken::CAUSE,
    &proxy_intercepts::CAUSE,
    &tls_versions_differ::CAUSE,
    &not_tls_there::CAUSE,
    &certificate_refused_in_handshake::CAUSE,
    &handshake_cut::CAUSE,
    &tls_verification_unclear::CAUSE,
    &hub_not_linked::CAUSE,
    &hub_not_selected::CAUSE,
    &hub_link_stale::CAUSE,
    &allocation_webhook_failed::CAUSE,
    &throttled::CAUSE,
    &retry_after_ignored::CAUSE,
    &registered_twice::CAUSE,
    &operation_unknown::CAUSE,
    &operation_id_left_out::CAUSE,
    &topic_status_ignored::CAUSE,
    &never_polled::CAUSE,
    &assignment_slow::CAUSE,
    &service_fault::CAUSE,
    &answer_not_understood::CAUSE,
    &closed_by_service::CAUSE,
    &session_not_answered::CAUSE,
    &hub_knows_other_certificate::CAUSE,
    &hub_device_id_differs::CAUSE,
    &device_gone_from_hub::CAUSE,
    &hub_shows_self_signed::CAUSE,
    &hub_unavailable::CAUSE,
    &hub_ended_connection::CAUSE,
    &relay_ended::CAUSE,
    &relay_busy::CAUSE,
    &relay_versions_differ::CAUSE,
    &relay_limit_passed::CAUSE,
    &relay_failed::CAUSE,
    &destination_not_allowed::CAUSE,
    &server_name_not_usable::CAUSE,
    &trust_unreadable::CAUSE,
    &practice_not_running::CAUSE,
    &signature_not_given::CAUSE,
    &stopped_by_person::CAUSE,
];

/// The texts of every cause, in the same order. A table of its own: the page fetches them and does not link it.
pub static TEXTS: &[&Texts] = &[
    &client_id_differs::TEXTS,
    &shell_replaces_dollar::TEXTS,
    &instance_host_used::TEXTS,
    &id_scope_wrong::TEXTS,
    &protocol_not_3_1_1::TEXTS,
    &username_malformed::TEXTS,
    &registration_id_illegal::TEXTS,
    &request_id_without_dollar::TEXTS,
    &not_subscribed::TEXTS,
    &two_connections::TEXTS,
    &tool_unfit::TEXTS,
    &filter_not_served::TEXTS,
    &topic_not_served::TEXTS,
    &password_beside_certificate::TEXTS,
    &credential_not_sent::TEXTS,
    &port_wrong::TEXTS,
    &host_unclean::TEXTS,
    &hub_in_place_of_dps::TEXTS,
    &service_endpoint_confused::TEXTS,
    &gateway_in_place_of_dps::TEXTS,
    &placeholder_left::TEXTS,
    &typography_in_command::TEXTS,
    &message_flags_not_served::TEXTS,
    &body_unreadable::TEXTS,
    &setting_unsendable::TEXTS,
    &intermediate_not_sent::TEXTS,
    &ca_not_verified::TEXTS,
    &ca_not_uploaded::TEXTS,
    &group_ca_not_in_chain::TEXTS,
    &enrolled_other_certificate::TEXTS,
    &common_name_differs::TEXTS,
    &certificate_expired::TEXTS,
    &certificate_not_yet_valid::TEXTS,
    &pem_damaged::TEXTS,
    &key_container_unread::TEXTS,
    &key_of_another_certificate::TEXTS,
    &wrong_certificate_presented::TEXTS,
    &chain_broken::TEXTS,
    &chain_kept_back_by_windows::TEXTS,
    &chain_too_large::TEXTS,
    &key_kind_not_taken::TEXTS,
    &ca_proof_refused::TEXTS,
    &file_not_found::TEXTS,
    &enrolment_absent::TEXTS,
    &enrolment_disabled::TEXTS,
    &group_key_not_derived::TEXTS,
    &symmetric_key_wrong::TEXTS,
    &token_wrong::TEXTS,
    &token_expired::TEXTS,
    &other_key_than_registered::TEXTS,
    &enrolment_of_other_kind::TEXTS,
    &central_device_unassociated::TEXTS,
    &ip_filter::TEXTS,
    &private_endpoint::TEXTS,
    &server_root_not_trusted::TEXTS,
    &own_ca_as_server_trust::TEXTS,
    &server_name_differs::TEXTS,
    &server_name_not_sent::TEXTS,
    &clock_wrong::TEXTS,
    &server_certificate_expired::TEXTS,
    &server_not_checked::TEXTS,
    &server_certificate_unfit::TEXTS,
    &port_blocked::TEXTS,
    &nothing_listens::TEXTS,
    &name_not_resolved::TEXTS,
    &network_broken::TEXTS,
    &proxy_intercepts::TEXTS,
    &tls_versions_differ::TEXTS,
    &not_tls_there::TEXTS,
    &certificate_refused_in_handshake::TEXTS,
    &handshake_cut::TEXTS,
    &tls_verification_unclear::TEXTS,
    &hub_not_linked::TEXTS,
    &hub_not_selected::TEXTS,
    &hub_link_stale::TEXTS,
    &allocation_webhook_failed::TEXTS,
    &throttled::TEXTS,
    &retry_after_ignored::TEXTS,
    &registered_twice::TEXTS,
    &operation_unknown::TEXTS,
    &operation_id_left_out::TEXTS,
    &topic_status_ignored::TEXTS,
    &never_polled::TEXTS,
    &assignment_slow::TEXTS,
    &service_fault::TEXTS,
    &answer_not_understood::TEXTS,
    &closed_by_service::TEXTS,
    &session_not_answered::TEXTS,
    &hub_knows_other_certificate::TEXTS,
    &hub_device_id_differs::TEXTS,
    &device_gone_from_hub::TEXTS,
    &hub_shows_self_signed::TEXTS,
    &hub_unavailable::TEXTS,
    &hub_ended_connection::TEXTS,
    &relay_ended::TEXTS,
    &relay_busy::TEXTS,
    &relay_versions_differ::TEXTS,
    &relay_limit_passed::TEXTS,
    &relay_failed::TEXTS,
    &destination_not_allowed::TEXTS,
    &server_name_not_usable::TEXTS,
    &trust_unreadable::TEXTS,
    &practice_not_running::TEXTS,
    &signature_not_given::TEXTS,
    &stopped_by_person::TEXTS,
];

/// The cause of this name.
pub fn cause(id: &str) -> Option<&'static Cause> {
    CAUSES.iter().find(|cause| cause.id == id).copied()
}

/// The texts of the cause of this name.
pub fn texts(id: &str) -> Option<&'static Texts> {
    TEXTS.iter().find(|texts| texts.id == id).copied()
}
