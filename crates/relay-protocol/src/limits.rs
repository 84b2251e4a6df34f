//! Every bound the relay holds a page to. The page shows these figures; it does not have its own.
//!
//! D15: no page or program that got in can use up the machine: frame bombs, floods of pings, endless sessions all end here.

use std::time::Duration;

/// Sessions (WebSockets at the tunnel) open at once.
pub const MAX_SESSIONS: usize = 1024;

/// Connections being resolved, connected or shaking hands at once; the others wait as `queued`.
pub const MAX_HANDSHAKES: usize = 64;

/// TCP connections to the relay's web server at once. More wait in the listener's backlog.
pub const MAX_HTTP_CONNECTIONS: usize = 2048;

/// Tunnel upgrades allowed in one burst.
pub const UPGRADE_BURST: u32 = 1024;

/// Tunnel upgrades per second once the burst is used up.
pub const UPGRADES_PER_SECOND: u32 = 128;

/// Bytes of one binary frame. DPS and IoT Hub take messages of up to 256 KiB; MQTT adds a header and a topic.
pub const MAX_BINARY_FRAME_BYTES: usize = 260 * 1024;

/// Bytes of one text frame. The largest is `open` with its certificates.
pub const MAX_CONTROL_FRAME_BYTES: usize = 256 * 1024;

/// Bytes of MQTT in one session, each direction for itself.
pub const MAX_SESSION_BYTES: u64 = 64 * 1024 * 1024;

/// Bytes of a recording, secrets included; what comes after them is not recorded. A registration takes about 10,000.
pub const MAX_RECORDED_BYTES: usize = 1024 * 1024;

/// Frames from the page in one session, pings included.
pub const MAX_SESSION_FRAMES: u64 = 100_000;

/// Certificates in the client chain.
pub const MAX_CHAIN_CERTIFICATES: usize = 10;

/// Bytes of all certificates in the client chain together.
pub const MAX_CHAIN_BYTES: usize = 64 * 1024;

/// Root certificates that `open` may bring.
pub const MAX_TRUST_CERTIFICATES: usize = 64;

/// Bytes of one signature: RSA with 8192 bits makes 1024.
pub const MAX_SIGNATURE_BYTES: usize = 1024;

/// Bytes of a request's head: request line and headers.
pub const MAX_REQUEST_HEAD_BYTES: usize = 16 * 1024;

/// Headers of a request.
pub const MAX_REQUEST_HEADERS: usize = 64;

/// Bytes of a request's body: an enrolment with a chain of certificates.
pub const MAX_REQUEST_BODY_BYTES: usize = 128 * 1024;

/// Time for a request's head to arrive.
pub const REQUEST_HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for the whole answer to a request that is not an upgrade.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Time from the upgrade to `open`.
pub const OPEN_TIMEOUT: Duration = Duration::from_secs(15);

/// Time as `queued`.
pub const QUEUE_TIMEOUT: Duration = Duration::from_secs(60);

/// Time for the name to be resolved.
pub const RESOLVE_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for the TCP connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Time for the TLS handshake, signing not counted twice: see [`SIGNATURE_TIMEOUT`].
pub const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(20);

/// Time for the page to answer a `sign`.
pub const SIGNATURE_TIMEOUT: Duration = Duration::from_secs(15);

/// Time without a byte of MQTT in either direction. Longer than any keep-alive the lesson uses.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// Time from `opened` to the end, busy or not.
pub const SESSION_TIMEOUT: Duration = Duration::from_secs(2 * 60 * 60);

/// Time for one frame to be taken by either side.
pub const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// Time for the network between relay and service to show that it is still there, data or none under way.
pub const HALF_OPEN_TIMEOUT: Duration = Duration::from_secs(60);

/// Time for each goodbye once a session has ended: the service's last words, the end of TLS, the rest of a recording, the
/// last message to the page.
pub const GOODBYE_TIMEOUT: Duration = Duration::from_secs(1);

/// Nothing is left of a session, nor of a relay that was told to stop, so long after its end: no task, no socket, no thread.
/// Its memory is free again; what of it the system's allocator keeps for those that come is the allocator's to say.
pub const RELEASE_TIMEOUT: Duration = Duration::from_secs(5);
