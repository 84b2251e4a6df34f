//! What has left the tab and where to, in words: the line that always stands.

/// What has left the tab so far, in this visit: kept over runs, so that nothing is forgotten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftTheTab {
    /// MQTT bytes sent over the network.
    pub bytes_sent: usize,
    /// Certificates handed to the relay, to be presented.
    pub certificates: usize,
    /// Handshake signatures given to the relay.
    pub signatures: usize,
    /// Where to, `host:port`, each once.
    pub destinations: Vec<String>,
}

impl LeftTheTab {
    /// Notes that so many certificates were handed over, to be presented at `endpoint`.
    pub fn handed_over(&mut self, certificates: usize, endpoint: String) {
        self.certificates += certificates;
        if !self.destinations.contains(&endpoint) {
            self.destinations.push(endpoint);
        }
    }

    /// What has left it either way.
    pub fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.bytes_sent += other.bytes_sent;
        both.signatures += other.signatures;
        both.certificates += other.certificates;
        for endpoint in &other.destinations {
            both.handed_over(0, endpoint.clone());
        }
        both
    }
}

/// What the server that this page came from was asked beyond the page's own files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Requests to its API.
    pub calls: usize,
    /// Bytes in their bodies.
    pub bytes: usize,
}

/// In two sentences: what went through the tunnel, and what the page's own server was asked. `server` is its host and
/// port, empty for a page that came from a file; `files` is how many the browser fetched from it.
pub fn in_words(left: &LeftTheTab, asked: Asked, files: usize, server: &str) -> String {
    let server = if server.is_empty() {
        "this computer"
    } else {
        server
    };
    let files = counted(files, "file", "files").unwrap_or_else(|| "no files".to_owned());
    let more = match counted(asked.calls, "request", "requests") {
        None => "which was told nothing".to_owned(),
        Some(calls) => match counted(asked.bytes, "byte", "bytes") {
            None => format!("which got {calls} with nothing in them"),
            Some(bytes) => format!("which got {calls} with {bytes} in them"),
        },
    };
    format!("{} The page is {files} from {server}, {more}.", sent(left))
}

fn sent(left: &LeftTheTab) -> String {
    let parts: Vec<String> = [
        counted(left.certificates, "certificate", "certificates"),
        counted(left.signatures, "signature", "signatures"),
        counted(left.bytes_sent, "byte of MQTT", "bytes of MQTT"),
    ]
    .into_iter()
    .flatten()
    .collect();
    match (parts.is_empty(), left.destinations.is_empty()) {
        (true, true) => "Nothing has left it.".to_owned(),
        (true, false) => format!(
            "Connected to {}, sent nothing.",
            left.destinations.join(" and ")
        ),
        (false, _) => format!(
            "Sent so far: {}, to {}.",
            parts.join(", "),
            left.destinations.join(" and ")
        ),
    }
}

fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &LeftTheTab, asked: Asked, server: &str, expected: &str) {
        assert_eq!(in_words(left, asked, 14, server), expected);
    }

    #[test]
    fn what_has_left_is_said_with_where_to() {
        let nothing = LeftTheTab::default();
        check(
            &nothing,
            Asked::default(),
            "",
            "Nothing has left it. The page is 14 files from this computer, which was told nothing.",
        );
        let left = LeftTheTab {
            bytes_sent: 900,
            certificates: 2,
            signatures: 1,
            destinations: vec!["a:8883".to_owned(), "b:8883".to_owned()],
        };
        check(
            &left,
            Asked { calls: 1, bytes: 0 },
            "127.0.0.1:8080",
            "Sent so far: 2 certificates, 1 signature, 900 bytes of MQTT, to a:8883 and b:8883. The page is 14 files from \
             127.0.0.1:8080, which got 1 request with nothing in them.",
        );
        let twice = LeftTheTab {
            bytes_sent: 1_800,
            certificates: 4,
            signatures: 2,
            destinations: left.destinations.clone(),
        };
        assert_eq!(left.and(&left), twice);
        let connected = LeftTheTab {
            destinations: vec!["a:8883".to_owned()],
            ..nothing
        };
        check(
            &connected,
            Asked { calls: 5, bytes: 1 },
            "h",
            "Connected to a:8883, sent nothing. The page is 14 files from h, which got 5 requests with 1 byte in them.",
        );
    }
}
