//! Every rule, one file each: what is asked of the certificates of a device before hardware sees them.
//!
//! The file is as long as its lists, which are written by hand: rustfmt does not look behind a macro's `mod`.

mod baltimore_root;
mod base64_character_invalid;
mod base64_incomplete;
mod basic_constraints_not_critical;
mod begin_line_missing;
mod binary_file;
mod byte_order_mark;
mod ca_cert_sign_missing;
mod ca_flag_missing;
mod cert_sign_without_ca;
mod certificate_expired;
mod certificate_expires_soon;
mod certificate_not_yet_valid;
mod certificate_repeated;
mod certificate_unreadable;
mod certificate_unrelated;
mod chain_broken;
mod chain_out_of_order;
mod chain_too_large;
mod cn_case_differs;
mod cn_differs_from_registration_id;
mod cn_not_a_registration_id;
mod cn_shared;
mod cn_too_long;
mod critical_extension_malformed;
mod critical_extension_unknown;
mod crlf_line_ends;
mod curve_unusual;
mod der_not_canonical;
mod digicert_root_absent;
mod digital_signature_missing;
mod ec_key_encipherment;
mod eku_client_auth_missing;
mod eku_server_auth_only;
mod end_line_missing;
mod enrollment_absent;
mod enrollment_ca_not_in_chain;
mod enrollment_ca_not_verified;
mod enrollment_chain_invalid;
mod enrollment_disabled;
mod enrollment_holds_another_certificate;
mod escaped_line_breaks;
mod extension_duplicated;
mod extension_malformed;
mod extensions_without_version_3;
mod file_unreadable;
mod intermediate_pinned;
mod issuer_absent;
mod key_differs;
mod key_identifiers_differ;
mod key_in_old_container;
mod key_kind_unproven;
mod key_shared;
mod key_unusable;
mod key_usage_eku_inconsistent;
mod leaf_is_ca;
mod leaf_is_verification_certificate;
mod leaf_named_like_its_issuer;
mod leaf_not_first;
mod locked_contents_unreadable;
mod microsoft_root_absent;
mod name_constraints_violated;
mod name_has_odd_characters;
mod no_expiry;
mod not_a_certificate;
mod outlives_issuer;
mod password_missing;
mod password_not_needed;
mod password_wrong;
mod path_length_exceeded;
mod path_length_without_ca;
mod pem_labels_differ;
mod private_key_in_file;
mod root_in_chain;
mod root_not_azures;
mod rsa_exponent_odd;
mod rsa_key_roca;
mod rsa_key_short;
mod rsa_primes_close;
mod self_signed_leaf;
mod serial_not_positive;
mod serial_shared;
mod serial_too_long;
mod signature_algorithms_differ;
mod signature_hash_weak;
mod signature_invalid;
mod signature_not_checkable;
mod subject_cn_missing;
mod subject_cn_repeated;
mod text_beside_blocks;
mod time_format_wrong;
mod trailing_data;
mod typography_in_pem;
mod unique_identifiers;
mod valid_only_recently;
mod validity_reversed;
mod verification_code_differs;
mod verification_signed_by_another;
mod version_1;

use crate::lint::{Lint, Texts};

/// Every rule, in the order the page, reports and docs show them.
pub static LINTS: &[&Lint] = &[
    &begin_line_missing::LINT,
    &end_line_missing::LINT,
    &pem_labels_differ::LINT,
    &typography_in_pem::LINT,
    &base64_character_invalid::LINT,
    &base64_incomplete::LINT,
    &certificate_unreadable::LINT,
    &not_a_certificate::LINT,
    &file_unreadable::LINT,
    &password_wrong::LINT,
    &locked_contents_unreadable::LINT,
    &text_beside_blocks::LINT,
    &byte_order_mark::LINT,
    &crlf_line_ends::LINT,
    &escaped_line_breaks::LINT,
    &trailing_data::LINT,
    &der_not_canonical::LINT,
    &private_key_in_file::LINT,
    &key_in_old_container::LINT,
    &key_unusable::LINT,
    &binary_file::LINT,
    &password_missing::LINT,
    &password_not_needed::LINT,
    &subject_cn_missing::LINT,
    &subject_cn_repeated::LINT,
    &cn_differs_from_registration_id::LINT,
    &cn_case_differs::LINT,
    &cn_not_a_registration_id::LINT,
    &cn_too_long::LINT,
    &name_has_odd_characters::LINT,
    &leaf_named_like_its_issuer::LINT,
    &extensions_without_version_3::LINT,
    &version_1::LINT,
    &signature_algorithms_differ::LINT,
    &serial_not_positive::LINT,
    &serial_too_long::LINT,
    &extension_duplicated::LINT,
    &extension_malformed::LINT,
    &critical_extension_malformed::LINT,
    &critical_extension_unknown::LINT,
    &time_format_wrong::LINT,
    &unique_identifiers::LINT,
    &rsa_key_short::LINT,
    &rsa_exponent_odd::LINT,
    &curve_unusual::LINT,
    &key_kind_unproven::LINT,
    &signature_hash_weak::LINT,
    &rsa_primes_close::LINT,
    &rsa_key_roca::LINT,
    &key_differs::LINT,
    &signature_invalid::LINT,
    &signature_not_checkable::LINT,
    &eku_server_auth_only::LINT,
    &eku_client_auth_missing::LINT,
    &digital_signature_missing::LINT,
    &key_usage_eku_inconsistent::LINT,
    &leaf_is_ca::LINT,
    &leaf_is_verification_certificate::LINT,
    &cert_sign_without_ca::LINT,
    &ec_key_encipherment::LINT,
    &ca_flag_missing::LINT,
    &ca_cert_sign_missing::LINT,
    &basic_constraints_not_critical::LINT,
    &path_length_without_ca::LINT,
    &certificate_expired::LINT,
    &certificate_not_yet_valid::LINT,
    &certificate_expires_soon::LINT,
    &validity_reversed::LINT,
    &outlives_issuer::LINT,
    &valid_only_recently::LINT,
    &no_expiry::LINT,
    &issuer_absent::LINT,
    &chain_broken::LINT,
    &leaf_not_first::LINT,
    &chain_out_of_order::LINT,
    &certificate_unrelated::LINT,
    &certificate_repeated::LINT,
    &key_identifiers_differ::LINT,
    &path_length_exceeded::LINT,
    &name_constraints_violated::LINT,
    &root_in_chain::LINT,
    &chain_too_large::LINT,
    &self_signed_leaf::LINT,
    &enrollment_ca_not_in_chain::LINT,
    &enrollment_ca_not_verified::LINT,
    &enrollment_absent::LINT,
    &enrollment_holds_another_certificate::LINT,
    &enrollment_disabled::LINT,
    &enrollment_chain_invalid::LINT,
    &verification_code_differs::LINT,
    &verification_signed_by_another::LINT,
    &digicert_root_absent::LINT,
    &microsoft_root_absent::LINT,
    &baltimore_root::LINT,
    &intermediate_pinned::LINT,
    &root_not_azures::LINT,
    &key_shared::LINT,
    &cn_shared::LINT,
    &serial_shared::LINT,
];

/// The texts of every rule, in the same order. A table of its own: the page fetches them on demand and does not link it.
pub static TEXTS: &[&Texts] = &[
    &begin_line_missing::TEXTS,
    &end_line_missing::TEXTS,
    &pem_labels_differ::TEXTS,
    &typography_in_pem::TEXTS,
    &base64_character_invalid::TEXTS,
    &base64_incomplete::TEXTS,
    &certificate_unreadable::TEXTS,
    &not_a_certificate::TEXTS,
    &file_unreadable::TEXTS,
    &password_wrong::TEXTS,
    &locked_contents_unreadable::TEXTS,
    &text_beside_blocks::TEXTS,
    &byte_order_mark::TEXTS,
    &crlf_line_ends::TEXTS,
    &escaped_line_breaks::TEXTS,
    &trailing_data::TEXTS,
    &der_not_canonical::TEXTS,
    &private_key_in_file::TEXTS,
    &key_in_old_container::TEXTS,
    &key_unusable::TEXTS,
    &binary_file::TEXTS,
    &password_missing::TEXTS,
    &password_not_needed::TEXTS,
    &subject_cn_missing::TEXTS,
    &subject_cn_repeated::TEXTS,
    &cn_differs_from_registration_id::TEXTS,
    &cn_case_differs::TEXTS,
    &cn_not_a_registration_id::TEXTS,
    &cn_too_long::TEXTS,
    &name_has_odd_characters::TEXTS,
    &leaf_named_like_its_issuer::TEXTS,
    &extensions_without_version_3::TEXTS,
    &version_1::TEXTS,
    &signature_algorithms_differ::TEXTS,
    &serial_not_positive::TEXTS,
    &serial_too_long::TEXTS,
    &extension_duplicated::TEXTS,
    &extension_malformed::TEXTS,
    &critical_extension_malformed::TEXTS,
    &critical_extension_unknown::TEXTS,
    &time_format_wrong::TEXTS,
    &unique_identifiers::TEXTS,
    &rsa_key_short::TEXTS,
    &rsa_exponent_odd::TEXTS,
    &curve_unusual::TEXTS,
    &key_kind_unproven::TEXTS,
    &signature_hash_weak::TEXTS,
    &rsa_primes_close::TEXTS,
    &rsa_key_roca::TEXTS,
    &key_differs::TEXTS,
    &signature_invalid::TEXTS,
    &signature_not_checkable::TEXTS,
    &eku_server_auth_only::TEXTS,
    &eku_client_auth_missing::TEXTS,
    &digital_signature_missing::TEXTS,
    &key_usage_eku_inconsistent::TEXTS,
    &leaf_is_ca::TEXTS,
    &leaf_is_verification_certificate::TEXTS,
    &cert_sign_without_ca::TEXTS,
    &ec_key_encipherment::TEXTS,
    &ca_flag_missing::TEXTS,
    &ca_cert_sign_missing::TEXTS,
    &basic_constraints_not_critical::TEXTS,
    &path_length_without_ca::TEXTS,
    &certificate_expired::TEXTS,
    &certificate_not_yet_valid::TEXTS,
    &certificate_expires_soon::TEXTS,
    &validity_reversed::TEXTS,
    &outlives_issuer::TEXTS,
    &valid_only_recently::TEXTS,
    &no_expiry::TEXTS,
    &issuer_absent::TEXTS,
    &chain_broken::TEXTS,
    &leaf_not_first::TEXTS,
    &chain_out_of_order::TEXTS,
    &certificate_unrelated::TEXTS,
    &certificate_repeated::TEXTS,
    &key_identifiers_differ::TEXTS,
    &path_length_exceeded::TEXTS,
    &name_constraints_violated::TEXTS,
    &root_in_chain::TEXTS,
    &chain_too_large::TEXTS,
    &self_signed_leaf::TEXTS,
    &enrollment_ca_not_in_chain::TEXTS,
    &enrollment_ca_not_verified::TEXTS,
    &enrollment_absent::TEXTS,
    &enrollment_holds_another_certificate::TEXTS,
    &enrollment_disabled::TEXTS,
    &enrollment_chain_invalid::TEXTS,
    &verification_code_differs::TEXTS,
    &verification_signed_by_another::TEXTS,
    &digicert_root_absent::TEXTS,
    &microsoft_root_absent::TEXTS,
    &baltimore_root::TEXTS,
    &intermediate_pinned::TEXTS,
    &root_not_azures::TEXTS,
    &key_shared::TEXTS,
    &cn_shared::TEXTS,
    &serial_shared::TEXTS,
];

/// The rule of this name.
pub fn lint(id: &str) -> Option<&'static Lint> {
    LINTS.iter().find(|lint| lint.id == id).copied()
}

/// The texts of the rule of this name.
pub fn texts(id: &str) -> Option<&'static Texts> {
    TEXTS.iter().find(|texts| texts.id == id).copied()
}
