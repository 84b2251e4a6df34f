//! Requests written byte by byte, because well-behaved clients cannot send what attackers do.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request to be sent.
pub(crate) struct TestRequest {
    address: SocketAddr,
    head: Vec<u8>,
    body: Vec<u8>,
    is_upgrade: bool,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// 0 when the connection was closed without an answer.
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    is_whole: bool,
}

impl TestRequest {
    pub(crate) fn new(address: SocketAddr, method: &str, target: &str) -> Self {
        Self::with_line(address, &format!("{method} {target} HTTP/1.1"))
    }

    pub(crate) fn with_line(address: SocketAddr, line: &str) -> Self {
        Self {
            address,
            head: format!("{line}\r\n").into_bytes(),
            body: Vec::new(),
            is_upgrade: false,
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.head.extend_from_slice(name.as_bytes());
        self.head.extend_from_slice(b": ");
        self.head.extend_from_slice(value.as_ref());
        self.head.extend_from_slice(b"\r\n");
        self
    }

    /// The headers of a WebSocket upgrade with this subprotocol.
    pub(crate) fn upgrade(mut self, subprotocol: &str) -> Self {
        self.is_upgrade = true;
        self.header("upgrade", "websocket")
            .header("connection", "upgrade")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("sec-websocket-protocol", subprotocol)
    }

    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("content-type", content_type)
            .header("content-length", length)
    }

    pub(crate) fn json(self, body: &serde_json::Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) async fn send(mut self) -> Answer {
        if !self.is_upgrade {
            self = self.header("connection", "close");
        }
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let mut bytes = self.head;
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        // The server may close before it has read everything.
        let _closed = stream.write_all(&bytes).await;
        let mut answer = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => answer.extend_from_slice(&buffer[..read]),
            }
            // Upgraded and kept connections stay open: the length says where the answer ends.
            let so_far = Answer::read(&answer);
            let length = so_far
                .header("content-length")
                .map(|length| length.parse().unwrap());
            if so_far.is_whole && (so_far.status == 101 || length == Some(so_far.body.len())) {
                break;
            }
        }
        Answer::read(&answer)
    }
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        let is_whole = end.is_some();
        let end = end.unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_string()))
            .collect();
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        Self {
            status,
            headers,
            body,
            is_whole,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The code of a refusal; none where HTTP itself refused.
    pub(crate) fn code(&self) -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        Some(body["code"].as_str()?.to_owned())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }
}
