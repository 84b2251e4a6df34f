//! The root is none that Azure uses.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "root_not_azures",
    severity: Severity::Warning,
    title: "the root is none that Azure uses",
    profiles: &[Profile::Server],
    check: Check::Each(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "root_not_azures",
    why: "Two questions look alike: what the device shows, and what it trusts the server by. The own device CA belongs into DPS, not onto the device's list of trusted servers: no server of Azure is signed by it, and whoever has its key could pass for DPS. (For the practice service its own root is right.)",
    fix: "Upload your CA to DPS, and give the device DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017 to trust.",
    citations: &[sources::ROOTS],
    fires_on: &["server/device_root.pem"],
    quiet_on: &["server/good.pem", "server/baltimore.pem"],
};

fn check(_evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let certificate = subject.certificate;
    if certificate.is_self_issued() && !AZURE.contains(&certificate.sha256().as_str()) {
        found.at(
            certificate.subject.bytes.clone(),
            format!(
                "{:?} signs no server of Azure",
                certificate.subject.to_string()
            ),
        );
    }
}

/// SHA-256 thumbprints: the roots of Microsoft's list and of the C SDK, the expired one included, which has a rule of
/// its own. DigiCert Global Root G2, Microsoft RSA 2017, DigiCert Global Root CA, G3, Microsoft ECC 2017, Baltimore.
const AZURE: &[&str] = &[
    "CB3CCBB76031E5E0138F8DD39A23F9DE47FFC35E43C1144CEA27D46A5AB1CB5F",
    "C741F70F4B2A8D88BF2E71C14122EF53EF10EBA0CFA5E64CFA20F418853073E0",
    "4348A0E9444C78CB265E058D5E8944B4D84F9662BD26DB257F8934A443C70161",
    "31AD6648F8104138C738F39EA4320133393E3A18CC02296EF97C2AC9EF6731D0",
    "358DF39D764AF9E1B766E9C972DF352EE15CFAC227AF6AD1D70E8E4A6EDCBA02",
    "16AF57A9F676B0AB126095AA5EBADEF22AB31119D644AC95CD4B93DBF3F26AEB",
];
