//! The page's end of a tunnel, as a program.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use relay_protocol::{
    Closed, Failed, Open, Opened, PageMessage, Recorded, RelayMessage, SUBPROTOCOL, Stage,
    TUNNEL_PATH, Trust,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::openssl::Identity;
use crate::test_relay::TestRelay;

/// A tunnel's page.
pub(crate) struct TestPage {
    socket: WebSocketStream<TcpStream>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) recorded: Vec<Recorded>,
}

/// What a page hears.
#[derive(Debug)]
pub(crate) enum Heard {
    Message(RelayMessage),
    Bytes(Vec<u8>),
    Gone,
}

impl TestPage {
    /// A page that has been let in, with its tunnel upgraded and nothing said.
    pub(crate) async fn enter(relay: &TestRelay) -> Self {
        Self::enter_at(relay.address(), &relay.origin(), &relay.cookie().await).await
    }

    /// The same at this address.
    pub(crate) async fn enter_at(address: SocketAddr, origin: &str, cookie: &str) -> Self {
        let mut request = format!("ws://{address}{TUNNEL_PATH}")
            .into_client_request()
            .unwrap();
        for (name, value) in [
            ("origin", origin),
            ("cookie", cookie),
            ("sec-websocket-protocol", SUBPROTOCOL),
        ] {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        let (socket, _) = client_async(request, stream).await.unwrap();
        Self {
            socket,
            stages: Vec::new(),
            recorded: Vec::new(),
        }
    }

    pub(crate) async fn say(&mut self, message: &PageMessage) {
        self.say_text(&message.to_json()).await;
    }

    pub(crate) async fn say_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        let frame = Message::binary(bytes.to_vec());
        // The other side may have ended meanwhile; what it said about it comes out of `hear`.
        let _ended = self.socket.send(frame).await;
    }

    /// One binary message of this many fragments of this length.
    pub(crate) async fn send_fragments(&mut self, length: usize, count: usize) {
        for index in 0..count {
            let kind = match index {
                0 => OpCode::Data(Data::Binary),
                _ => OpCode::Data(Data::Continue),
            };
            let frame = Frame::message(vec![0; length], kind, index + 1 == count);
            // The other side has enough before the end.
            let _enough = self.socket.send(Message::Frame(frame)).await;
        }
    }

    /// These bytes as they are, in no frame.
    pub(crate) async fn send_raw(&mut self, bytes: &[u8]) {
        self.socket.get_mut().write_all(bytes).await.unwrap();
    }

    /// Says the beginning of a binary frame and keeps the rest to itself.
    pub(crate) async fn send_half_a_frame(&mut self) {
        // Masked, of 16 bytes, of which two come.
        let half = [0x82, 0x80 | 16, 0, 0, 0, 0, 0xC0, 0x00];
        self.send_raw(&half).await;
    }

    /// A binary frame, a byte at a time on the wire.
    pub(crate) async fn send_slowly(&mut self, bytes: &[u8]) {
        let length = u8::try_from(bytes.len()).unwrap();
        assert!(length < 126);
        let head = [0x82, 0x80 | length, 0, 0, 0, 0];
        let socket = self.socket.get_mut();
        for byte in head.iter().chain(bytes) {
            socket.write_all(&[*byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
    }

    /// Sends these bytes again and again, and hears nothing, until they are not taken any more.
    pub(crate) async fn flood(&mut self, bytes: &[u8]) {
        let frame = Message::binary(bytes.to_vec());
        while self.socket.feed(frame.clone()).await.is_ok() {}
    }

    /// Sends these bytes again and again until it hears of the end.
    pub(crate) async fn flood_until_told(self, bytes: &[u8]) -> Closed {
        let (mut say, mut hear) = self.socket.split();
        let frame = Message::binary(bytes.to_vec());
        let saying = async {
            while say.send(frame.clone()).await.is_ok() {}
            std::future::pending::<()>().await;
        };
        let hearing = async {
            loop {
                match hear.next().await {
                    Some(Ok(Message::Text(text))) => {
                        match RelayMessage::from_json(&text).unwrap() {
                            RelayMessage::Closed(closed) => return closed,
                            other => panic!("{other:?}"),
                        }
                    }
                    Some(Ok(_)) => {}
                    other => panic!("not told: {other:?}"),
                }
            }
        };
        tokio::select! {
            closed = hearing => closed,
            () = saying => unreachable!(),
        }
    }

    /// The close frame that comes after the last message.
    pub(crate) async fn hear_close_frame(&mut self) -> (u16, String) {
        match self.socket.next().await {
            Some(Ok(Message::Close(Some(frame)))) => {
                (frame.code.into(), frame.reason.as_str().to_owned())
            }
            other => panic!("{other:?}"),
        }
    }

    /// Pings without waiting for an answer, while the answers are read.
    pub(crate) async fn flood_with_pings(&mut self, count: u64) {
        let stream = self.socket.get_mut();
        let (mut read, mut write) = stream.split();
        let ping = [0x89, 0x80, 0, 0, 0, 0];
        let pings = ping.repeat(usize::try_from(count).unwrap());
        let mut pongs = [0; 4096];
        let mut count = 0;
        let mut say = std::pin::pin!(write.write_all(&pings));
        loop {
            tokio::select! {
                // All said, or not taken any more.
                _ = &mut say => break,
                read = read.read(&mut pongs) => count += read.unwrap(),
            }
        }
        // A pong has two bytes: none is left half read.
        if count % 2 == 1 {
            read.read_exact(&mut pongs[..1]).await.unwrap();
        }
    }

    /// The next thing heard. Ten seconds are longer than anything here should take.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(10), self.socket.next());
            match next.await.expect("the relay says something") {
                Some(Ok(Message::Text(text))) => match RelayMessage::from_json(&text).unwrap() {
                    RelayMessage::Recorded(recorded) => self.recorded.push(recorded),
                    message => return Heard::Message(message),
                },
                Some(Ok(Message::Binary(bytes))) => return Heard::Bytes(bytes.to_vec()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Heard::Gone,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next message that is no progress.
    pub(crate) async fn hear_message(&mut self) -> RelayMessage {
        loop {
            match self.hear().await {
                Heard::Message(RelayMessage::Progress { stage }) => self.stages.push(stage),
                Heard::Message(message) => return message,
                other => panic!("{other:?}"),
            }
        }
    }

    /// Opens and signs whatever is asked with the key of `identity`.
    pub(crate) async fn open(&mut self, open: Open, identity: &Identity) -> Result<Opened, Failed> {
        self.say(&PageMessage::Open(open)).await;
        loop {
            match self.hear_message().await {
                RelayMessage::Sign {
                    id,
                    scheme,
                    message,
                } => {
                    let signature = identity.sign(scheme, message.as_slice()).into();
                    self.say(&PageMessage::Signature { id, signature }).await;
                }
                RelayMessage::Opened(opened) => return Ok(opened),
                RelayMessage::Failed(failed) => return Err(failed),
                other => panic!("{other:?}"),
            }
        }
    }

    /// Hears bytes until the connection has ended.
    pub(crate) async fn hear_end(&mut self) -> (Vec<u8>, Closed) {
        let mut received = Vec::new();
        loop {
            match self.hear().await {
                Heard::Bytes(bytes) => received.extend(bytes),
                Heard::Message(RelayMessage::Closed(closed)) => return (received, closed),
                other => panic!("{other:?}"),
            }
        }
    }
}

/// An `open` with this identity; trusting, and leading to, the practice service unless changed.
pub(crate) fn open_as(identity: &Identity, host: &str, port: u16) -> Open {
    Open {
        host: host.into(),
        port,
        server_name: None,
        trust: Trust::Practice,
        client_chain: identity.chain(),
        schemes: identity.schemes(),
        capture: false,
    }
}
