//! The devices that a hub knows, as `az` lists them, beside the one that was assigned to it.

use super::Reading;
use super::search::{find, run};
use super::transcript::Piece;
use crate::{Place, Sign};

/// A list of the hub's devices without the one that the service assigned.
pub(super) fn read(text: &str, pieces: &[Piece<'_>], reading: &mut Reading) {
    for piece in pieces {
        let listed = ["hub device-identity list", "hub device-twin list"];
        // A filter leaves out others.
        let all = !piece.command.contains("?") && !piece.command.contains("--edge-enabled");
        if !all || !listed.iter().any(|words| piece.command.contains(words)) {
            continue;
        }
        let output = text.get(piece.output.clone()).unwrap_or_default();
        let Some(device) = assigned(text) else { return };
        let quoted = format!("\"{device}\"");
        let named =
            output.contains(&quoted) || output.split_whitespace().any(|word| word == device);
        if !output.trim().is_empty() && !named {
            let seen = format!("the hub lists its devices, and {device:?} is not among them");
            let place = Place::Text(piece.output.clone());
            reading.evidence.push(Sign::HubDeviceNotFound, place, seen);
        }
    }
}

/// The device ID in what the service answered.
fn assigned(text: &str) -> Option<&str> {
    const NAME: &str = "\"deviceid\":";
    let at = find(text, NAME, 0)? + NAME.len();
    let start = run(text, at, |byte| byte == b' ');
    let value = text.get(start..)?.strip_prefix('"')?;
    value.split('"').next().filter(|device| !device.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste::read as read_text;

    #[test]
    fn a_device_that_its_hub_does_not_list_is_missed() {
        let told = |list: &str| {
            let text = format!(
                "{{\"status\": \"assigned\", \"assignedHub\": \"h.azure-devices.net\", \"deviceId\": \"pump-9\"}}\n$ az iot hub device-identity list -n h --query '[].deviceId' -o tsv\n{list}\n"
            );
            let evidence = read_text(&text, None).evidence;
            evidence.has(Sign::HubDeviceNotFound)
        };
        assert!(told("pump-8\npump-10"));
        assert!(told("[\n \"pump-8\"\n]"));
        assert!(!told("pump-8\npump-9"));
        assert!(!told("[\"pump-9\"]"));
    }
}
