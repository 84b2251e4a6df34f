//! .NET on Windows, which is given a chain in a PFX and sends the leaf of it alone.

use super::Reading;
use super::search::{find, says};
use crate::{Place, Sign};

/// Says that the TLS of Windows is at work where a PFX with its chain is handed to the SDK for C#.
pub(super) fn read(text: &str, reading: &mut Reading) {
    if reading.evidence.has(Sign::SchannelInUse) {
        return;
    }
    let prompt = text.lines().any(|line| {
        let path = line.trim_start().strip_prefix("PS ").unwrap_or(line);
        path.get(1..3) == Some(":\\") && path.contains('>')
    });
    let sdk = [
        "microsoft.azure.devices.provisioning",
        "provisioningtransportexception",
    ];
    let sdk = sdk.iter().any(|words| says(text, words));
    let Some(at) = find(text, ".pfx", 0).or_else(|| find(text, ".p12", 0)) else {
        return;
    };
    let whole = reading.evidence.has(Sign::ChainComplete) || told(text);
    if prompt && sdk && whole {
        let seen = "a PFX with its chain is handed to .NET on Windows";
        let place = Place::Text(at..at + ".pfx".len());
        reading.evidence.push(Sign::SchannelInUse, place, seen);
    }
}

/// Whether the program says that it holds more than one certificate.
fn told(text: &str) -> bool {
    let mut lines = text.lines();
    lines.any(|line| {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let more = words.windows(2).any(|pair| {
            let [count, what] = pair else { return false };
            let number = count
                .parse::<u32>()
                .is_ok_and(|count| (2..10).contains(&count));
            number && what.starts_with("certificates")
        });
        more && (says(line, "collection") || says(line, "loaded") || says(line, "pfx"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pfx_of_one_certificate_is_no_chain_and_linux_is_no_windows() {
        let check = |text: &str| {
            let mut reading = Reading::default();
            read(text, &mut reading);
            reading.evidence.has(Sign::SchannelInUse)
        };
        let said = "ProvisioningTransportException: CA certificate not found.";
        assert!(check(&format!(
            "PS D:\\a> .\\r.exe r.pfx\nloaded 3 certificates\n{said}"
        )));
        assert!(!check(&format!(
            "PS D:\\a> .\\r.exe r.pfx\nloaded 1 certificates\n{said}"
        )));
        assert!(!check(&format!(
            "$ ./r r.pfx\nloaded 3 certificates\n{said}"
        )));
    }
}
