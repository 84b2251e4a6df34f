//! A request as a stranger may write it, byte by byte: OWN stands for the relay's address, TOKEN for its token.
//!
//! D16: nothing in it makes the relay panic. And nothing but the relay's own Host, with its own Origin or none, gets past
//! the guard, by a reading of the request that shares nothing with the relay's.

use super::memory_relay;

/// Past the guard are all answers but these: what HTTP itself refuses, and the guard's own.
const STOPPED: &[&str] = &["400", "403", "408", "414", "431", "501", "505"];

pub(crate) fn body(bytes: &[u8]) {
    let mut own = String::new();
    let mut token = String::new();
    let mut request = Vec::new();
    let answer = memory_relay::run(memory_relay::answer(|server| {
        own = server.address().to_string();
        token = server.bearer().to_owned();
        request = replaced(
            &replaced(bytes, b"OWN", own.as_bytes()),
            b"TOKEN",
            token.as_bytes(),
        );
        request.clone()
    }));
    let answer = String::from_utf8_lossy(&answer);
    let Some(status) = answer
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.get(2..5))
    else {
        assert!(answer.is_empty(), "{answer}");
        return;
    };
    let lower = answer.to_lowercase();
    assert!(!lower.contains("access-control-allow"), "{answer}");
    if STOPPED.contains(&status) {
        return;
    }
    assert!(lower.contains("content-security-policy"), "{answer}");
    let hosts = values(&request, "host");
    let port = own.rsplit_once(':').unwrap().1;
    assert_eq!(hosts.len(), 1, "{answer}");
    let host = hosts[0].as_slice();
    let by_name = format!("localhost:{port}");
    assert!(
        host == own.as_bytes() || host == by_name.as_bytes(),
        "{answer}"
    );
    let origins = values(&request, "origin");
    assert!(origins.len() <= 1, "{answer}");
    if let Some(origin) = origins.first() {
        assert_eq!(*origin, [b"http://", host].concat(), "{answer}");
    }
    if status == "101" {
        let bearer = format!("Bearer {token}").into_bytes();
        assert!(
            values(&request, "authorization").contains(&bearer),
            "{answer}"
        );
    }
}

/// The values of a header in the first request.
fn values(request: &[u8], name: &str) -> Vec<Vec<u8>> {
    let lines = request.split(|byte| *byte == b'\n');
    lines
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .skip_while(|line| line.is_empty())
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (found, value) = line.split_at(colon);
            found
                .eq_ignore_ascii_case(name.as_bytes())
                .then(|| value[1..].trim_ascii().to_vec())
        })
        .collect()
}

fn replaced(bytes: &[u8], word: &[u8], by: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(word.len()).position(|found| found == word) {
        result.extend_from_slice(&rest[..at]);
        result.extend_from_slice(by);
        rest = &rest[at + word.len()..];
    }
    result.extend_from_slice(rest);
    result
}
