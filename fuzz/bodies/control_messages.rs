//! A text read as each of the messages between page and relay: what is understood is written and read again the same.

use relay_protocol::{LaunchRequest, PageMessage, RelayInfo, RelayMessage};

pub(crate) fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(message) = PageMessage::from_json(&text) {
        assert_eq!(PageMessage::from_json(&message.to_json()).unwrap(), message);
    }
    if let Ok(message) = RelayMessage::from_json(&text) {
        let mut again = RelayMessage::from_json(&message.to_json()).unwrap();
        if let (RelayMessage::Opened(message), RelayMessage::Opened(again)) = (&message, &mut again)
        {
            let (one, other) = (&message.timings, &mut again.timings);
            for (one, other) in [
                (one.queued_ms, other.queued_ms),
                (one.resolving_ms, other.resolving_ms),
                (one.connecting_ms, other.connecting_ms),
                (one.handshaking_ms, other.handshaking_ms),
                (one.signing_ms, other.signing_ms),
            ] {
                // Of very long numbers serde_json reads the last bit as it likes.
                assert!((one - other).abs() <= one.abs() * 1e-12, "{one} {other}");
            }
            *other = *one;
        }
        assert_eq!(again, message);
    }
    if let Ok(info) = RelayInfo::from_json(&text) {
        assert_eq!(RelayInfo::from_json(&info.to_json()).unwrap(), info);
    }
    if let Ok(value) = serde_json::from_str(&text)
        && let Ok(request) = LaunchRequest::from_value(&value)
    {
        let again = serde_json::from_str(&request.to_json()).unwrap();
        assert!(LaunchRequest::from_value(&again).unwrap() == request);
    }
}
