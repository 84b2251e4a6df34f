//! Why a connection could not be made, and why one ended: a code for every way. One flat table each.

use crate::words::words;

words! {
    /// Why no connection came about.
    FailureCode {
        /// The first message was not a readable `open`. The fault is the page's.
        MessageNotUnderstood = "message_not_understood",
        /// No `open` arrived in [`OPEN_TIMEOUT`](crate::limits::OPEN_TIMEOUT).
        OpenTimedOut = "open_timed_out",
        /// [`MAX_SESSIONS`](crate::limits::MAX_SESSIONS) are open already.
        TooManySessions = "too_many_sessions",
        /// Host or port is not on the allow-list: allow it on the command line with `--allow-destination`.
        DestinationNotAllowed = "destination_not_allowed",
        /// The server name asked for differs from the destination, which only the practice service and destinations allowed on the command line may.
        ServerNameNotAllowed = "server_name_not_allowed",
        /// The server name is neither a DNS name nor an IP address.
        ServerNameUnreadable = "server_name_unreadable",
        /// Trust in the practice service was asked for, but it is not running (`--no-practice`).
        PracticeNotRunning = "practice_not_running",
        /// A certificate given as a trusted root cannot be used as one.
        TrustUnreadable = "trust_unreadable",
        /// The client chain has more certificates or bytes than the limits allow.
        ClientChainTooLarge = "client_chain_too_large",
        /// Waited for [`QUEUE_TIMEOUT`](crate::limits::QUEUE_TIMEOUT) behind other handshakes.
        QueueTimedOut = "queue_timed_out",
        /// The name does not exist.
        NameNotFound = "name_not_found",
        /// The resolver gave no answer in time.
        NameLookupTimedOut = "name_lookup_timed_out",
        /// The name resolves to private, loopback or otherwise special addresses only.
        AddressNotPublic = "address_not_public",
        /// Nothing listens there.
        ConnectionRefused = "connection_refused",
        /// No answer to the TCP connection in time; often a firewall that drops port 8883.
        ConnectTimedOut = "connect_timed_out",
        /// No route to the network or host.
        Unreachable = "unreachable",
        /// The TCP connection failed in another way.
        ConnectFailed = "connect_failed",
        /// The handshake took longer than [`HANDSHAKE_TIMEOUT`](crate::limits::HANDSHAKE_TIMEOUT).
        HandshakeTimedOut = "handshake_timed_out",
        /// The other side ended the connection in the middle of the handshake without saying why.
        ClosedInHandshake = "closed_in_handshake",
        /// What answered does not speak TLS.
        NotTls = "not_tls",
        /// The server's certificate is for other names.
        ServerNameMismatch = "server_name_mismatch",
        /// The server's chain ends in no trusted root.
        ServerRootNotTrusted = "server_root_not_trusted",
        /// A certificate of the server has expired (or this computer's clock is ahead).
        ServerCertificateExpired = "server_certificate_expired",
        /// A certificate of the server is not valid yet (or this computer's clock is behind).
        ServerCertificateNotYetValid = "server_certificate_not_yet_valid",
        /// The server's certificate is unfit in another way: not readable, not for servers, signature wrong.
        ServerCertificateUnfit = "server_certificate_unfit",
        /// The two sides share no TLS version.
        ProtocolVersion = "protocol_version",
        /// The server sent a TLS alert; `alert` says which.
        TlsAlert = "tls_alert",
        /// The server broke the rules of TLS, or the two sides have nothing else in common.
        TlsProtocol = "tls_protocol",
        /// The server takes none of the signature schemes the device's key can do.
        NoCommonSignatureScheme = "no_common_signature_scheme",
        /// The page declined to sign.
        SignatureRefused = "signature_refused",
        /// The page did not sign in [`SIGNATURE_TIMEOUT`](crate::limits::SIGNATURE_TIMEOUT).
        SignatureTimedOut = "signature_timed_out",
        /// The signature does not verify with the key in the device's certificate: the key belongs to another one.
        SignatureWrong = "signature_wrong",
        /// The page asked to close before the connection was made.
        ClosedByPage = "closed_by_page",
        /// The relay is shutting down.
        RelayShuttingDown = "relay_shutting_down",
        /// The relay itself failed. Please report it.
        RelayFailed = "relay_failed",
    }
}

words! {
    /// Why a connection that was open has ended.
    CloseCode {
        /// The page asked for it.
        Asked = "asked",
        /// The service ended the TLS connection in order (`close_notify`).
        ServiceClosed = "service_closed",
        /// The service ended the TCP connection without `close_notify`.
        ServiceClosedAbruptly = "service_closed_abruptly",
        /// The service reset the TCP connection, or the network broke.
        ConnectionLost = "connection_lost",
        /// The service sent a TLS alert; in TLS 1.3 a refused client certificate arrives this way, after `opened`.
        TlsAlert = "tls_alert",
        /// The service broke the rules of TLS.
        TlsProtocol = "tls_protocol",
        /// Nothing was sent or received for [`IDLE_TIMEOUT`](crate::limits::IDLE_TIMEOUT).
        IdleTimedOut = "idle_timed_out",
        /// The session lasted [`SESSION_TIMEOUT`](crate::limits::SESSION_TIMEOUT).
        SessionTimedOut = "session_timed_out",
        /// One side did not take its bytes in [`WRITE_TIMEOUT`](crate::limits::WRITE_TIMEOUT).
        WriteTimedOut = "write_timed_out",
        /// More than [`MAX_SESSION_BYTES`](crate::limits::MAX_SESSION_BYTES) or [`MAX_SESSION_FRAMES`](crate::limits::MAX_SESSION_FRAMES).
        SessionLimit = "session_limit",
        /// A frame over [`MAX_BINARY_FRAME_BYTES`](crate::limits::MAX_BINARY_FRAME_BYTES) or [`MAX_CONTROL_FRAME_BYTES`](crate::limits::MAX_CONTROL_FRAME_BYTES).
        FrameTooLarge = "frame_too_large",
        /// A message that is not readable or does not fit the state. The fault is the page's.
        MessageNotUnderstood = "message_not_understood",
        /// The relay is shutting down.
        RelayShuttingDown = "relay_shutting_down",
    }
}
