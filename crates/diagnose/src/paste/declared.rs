//! Instances that are declared: Terraform, Bicep and ARM templates beside what a device met; and the addresses that
//! an instance lets in, beside the one that a device comes from.

use std::net::Ipv4Addr;

use super::Reading;
use super::pairs::{pairs, plain};
use super::search::{all, find, line, says};
use super::transcript::Piece;
use crate::{Place, Sign};

/// How a declaration of an instance, or of what belongs to it, is known.
const DECLARING: &[&str] = &[
    "azurerm_iothub_dps",
    "microsoft.devices/provisioningservices",
    "azurerm_private_endpoint",
    "privatednszone",
];

/// Reads what templates say of the instance.
pub(super) fn read(text: &str, reading: &mut Reading) {
    if !DECLARING.iter().any(|word| says(text, word)) {
        return;
    }
    for pair in pairs(text) {
        let name = plain(pair.name);
        let value = pair.value.to_ascii_lowercase();
        let (sign, seen) = match (name.as_str(), value.as_str()) {
            ("publicnetworkaccess", "disabled") | ("publicnetworkaccessenabled", "false") => (
                Sign::PublicAccessOff,
                "the template switches public network access off",
            ),
            ("isverified", "false") => {
                (Sign::CaUnverified, "the template leaves the CA unverified")
            }
            _ => continue,
        };
        let place = Place::Text(pair.value_bytes);
        if !reading.evidence.has(sign) {
            reading.evidence.push(sign, place, seen);
        }
    }
    let link = [
        "linked_hub {",
        "linked_hub{",
        "iothubs: [ {",
        "iothubs: [{",
        "iothubs: [\n",
    ]
    .iter()
    .find_map(|words| find(text, words, 0));
    if let Some(at) = link {
        let bytes = at..at + "linked_hub".len();
        let seen = "the template links a hub to the instance";
        reading
            .evidence
            .push(Sign::HubLinked, Place::Text(bytes), seen);
    }
    if reading.evidence.has(Sign::IpRules) {
        return;
    }
    let block = find(text, "ip_filter_rule", 0);
    let list = all(text, "ipfilterrules").find(|at| {
        let behind = line(text, *at);
        let rest = text.get(at + "ipfilterrules".len()..).unwrap_or_default();
        let rest = rest.trim_start_matches(['"', '\'', ' ', ':', '=', '[', '\n', '\r']);
        // An empty list lets everybody in.
        rest.starts_with(['{', '\'']) && !behind.contains("[]")
    });
    if let Some(at) = block.or(list) {
        let bytes = at..at + line(text, at).len();
        let seen = "the template lets some addresses in only";
        reading
            .evidence
            .push(Sign::IpRules, Place::Text(bytes), seen);
    }
}

/// A request with a device's certificate to the API that manages enrolments.
pub(super) fn managing(text: &str, reading: &mut Reading) {
    if reading.evidence.has(Sign::ServiceEndpoint) {
        return;
    }
    for path in [
        "azure-devices-provisioning.net/enrollments/",
        "azure-devices-provisioning.net/enrollmentgroups/",
    ] {
        let found = all(text, path).find(|at| {
            let begin = text.get(..*at).and_then(|before| before.rfind('\n'));
            let said = line(text, begin.map_or(0, |begin| begin + 1));
            ["--cert", "-certificate", "cert=", " -e "]
                .iter()
                .any(|option| says(said, option))
        });
        if let Some(at) = found {
            let place = Place::Text(at..at + path.len());
            let seen = "a device's certificate is shown to the API that manages enrolments";
            reading.evidence.push(Sign::ServiceEndpoint, place, seen);
            return;
        }
    }
}

/// Services that tell whoever asks the address he comes from.
const MIRRORS: &[&str] = &[
    "ifconfig.me",
    "ifconfig.co",
    "ipinfo.io",
    "ipify",
    "icanhazip",
    "checkip",
    "ident.me",
    "myip.opendns",
    "ifconfig.io",
];

/// An address that none of the rules lets in.
pub(super) fn addresses(text: &str, pieces: &[Piece<'_>], reading: &mut Reading) {
    let masks: Vec<(Ipv4Addr, u32)> = pairs(text)
        .iter()
        .filter(|pair| {
            matches!(
                plain(pair.name).as_str(),
                "ipmask" | "addressprefix" | "iprange"
            )
        })
        .filter_map(|pair| mask(pair.value))
        // The rule for everybody is the one that shuts them out.
        .filter(|(_, length)| *length > 0)
        .collect();
    if masks.is_empty() {
        return;
    }
    for piece in pieces {
        if !MIRRORS.iter().any(|name| piece.command.contains(name)) {
            continue;
        }
        let output = text.get(piece.output.clone()).unwrap_or_default();
        let said = output.lines().next().unwrap_or_default().trim();
        let said = said.trim_matches(['"', '\'']);
        let Ok(address) = said.parse::<Ipv4Addr>() else {
            continue;
        };
        let let_in = masks.iter().any(|(net, length)| {
            let shift = 32_u32.saturating_sub(*length);
            let cut = |ip: &Ipv4Addr| u32::from(*ip).checked_shr(shift).unwrap_or(0);
            cut(net) == cut(&address)
        });
        if !let_in {
            let seen = format!("none of the rules lets {address} in");
            let bytes = piece.output.start..piece.output.start + said.len();
            reading
                .evidence
                .push(Sign::AddressOutside, Place::Text(bytes), seen);
        }
    }
}

/// `198.51.100.0/24`, or one address.
fn mask(text: &str) -> Option<(Ipv4Addr, u32)> {
    let (net, length) = text.split_once('/').unwrap_or((text, "32"));
    Some((net.parse().ok()?, length.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::transcript::pieces;
    use super::*;

    #[test]
    fn an_address_is_held_against_the_rules() {
        let check = |address: &str| {
            let text = format!(
                "ip_mask = \"198.51.100.0/24\"\n$ curl -s https://ifconfig.me\n{address}\n"
            );
            let mut reading = Reading::default();
            addresses(&text, &pieces(&text), &mut reading);
            reading.evidence.has(Sign::AddressOutside)
        };
        assert!(check("203.0.113.77"));
        assert!(!check("198.51.100.9"));
        assert!(!check("nothing"));
    }

    #[track_caller]
    fn check(text: &str, expected: &[Sign]) {
        let mut reading = Reading::default();
        read(text, &mut reading);
        let seen = reading.evidence.observations.iter();
        let seen: Vec<Sign> = seen.map(|seen| seen.sign).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn templates_of_three_kinds_are_read() {
        let bicep = "resource d 'Microsoft.Devices/provisioningServices@2022-12-12' = {\n publicNetworkAccess: 'Disabled'\n ipFilterRules: []\n}";
        check(bicep, &[Sign::PublicAccessOff]);
        let terraform = "resource \"azurerm_iothub_dps\" \"d\" {\n ip_filter_rule {\n  action = \"Accept\"\n }\n}";
        check(terraform, &[Sign::IpRules]);
        let arm = "{\"type\": \"Microsoft.Devices/provisioningServices\", \"properties\": {\"ipFilterRules\": [\n{\"action\": \"Accept\"}]}}";
        check(arm, &[Sign::IpRules]);
        check("publicNetworkAccess: Disabled", &[]);
    }
}
