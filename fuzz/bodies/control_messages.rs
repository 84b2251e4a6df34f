//! A text read as each of the messages between page and relay: what is understood is written and read again the same.

use relay_protocol::{LaunchRequest, PageMessage, RelayInfo, RelayMessage};

pub(crate) fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(message) = PageMessage::from_json(&text) {
        assert_eq!(PageMessage::from_json(&message.to_json()).unwrap(), message);
    }
    if let Ok(message) = RelayMessage::from_json(&text) {
        assert_eq!(
            RelayMessage::from_json(&message.to_json()).unwrap(),
            message
        );
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
