//! What the names of members mean.

use super::{Place, Vocabulary};

/// The kind of a member, and whether what is inside belongs to the user.
pub(super) fn kind(vocabulary: Vocabulary, place: &Place<'_>, name: &str) -> (&'static str, bool) {
    if place.own || vocabulary == Vocabulary::Own {
        return ("json.own", true);
    }
    if vocabulary == Vocabulary::Twin {
        return match name {
            "desired" if place.member.is_empty() => ("hub.twin.desired", false),
            "reported" if place.member.is_empty() => ("hub.twin.reported", false),
            "$version" => ("hub.twin.version", true),
            "$metadata" => ("hub.twin.metadata", true),
            _ => ("json.own", true),
        };
    }
    let kind = match name {
        "payload" => return ("dps.body.payload", true),
        "registrationId" => "dps.body.registration-id",
        "operationId" => "dps.body.operation-id",
        "status" => "dps.body.status",
        "registrationState" => "dps.body.registration-state",
        "assignedHub" => "dps.body.assigned-hub",
        "deviceId" => "dps.body.device-id",
        "substatus" => "dps.body.substatus",
        "createdDateTimeUtc" => "dps.body.created",
        "lastUpdatedDateTimeUtc" => "dps.body.last-updated",
        "etag" => "dps.body.etag",
        "x509" => "dps.body.x509",
        "symmetricKey" => "dps.body.symmetric-key",
        "enrollmentGroupId" => "dps.body.enrollment-group",
        "tpm" => "dps.body.tpm",
        "errorCode" => "dps.body.error-code",
        "errorMessage" | "message" => "dps.body.message",
        "trackingId" => "dps.body.tracking-id",
        "timestampUtc" => "dps.body.timestamp",
        "csr" => "dps.body.csr",
        "issuedCertificateChain" => "dps.body.issued-chain",
        _ => "json.member",
    };
    (kind, false)
}

/// The kind of a member whose value tells more; `value` begins with it.
pub(super) fn by_value(kind: &'static str, value: &[u8]) -> &'static str {
    let begins = |word: &str| {
        let value = value.strip_prefix(b"\"").unwrap_or_default();
        value
            .strip_prefix(word.as_bytes())
            .is_some_and(|rest| rest.starts_with(b"\""))
    };
    let known = [
        ("assigning", "dps.body.status.assigning"),
        ("assigned", "dps.body.status.assigned"),
        ("failed", "dps.body.status.failed"),
        ("disabled", "dps.body.status.disabled"),
        ("unassigned", "dps.body.status.unassigned"),
    ];
    let found = known.iter().find(|(word, _)| begins(word));
    match found {
        Some((_, by_value)) if kind == "dps.body.status" => by_value,
        _ => kind,
    }
}
