//! Connections that could not be opened or were lost: one text for every code of the tunnel and of the page.
//! One piece: a table.
//! One flat table, so it is longer than other files.

use relay_protocol::{CloseCode, FailureCode};

use super::words::{Suspect, Words, assemble, quoted};
use super::{Context, Explanation, suspects};
use crate::inputs::{Cloud, Field, Place, ServerTrust};
use crate::journey::LinkFailure;
use crate::lesson::StepId;
use crate::lesson::sources::*;
use crate::plan;

pub(super) fn explain(failure: &LinkFailure, context: &Context<'_>) -> Explanation {
    let words = words(&failure.code);
    let mut explanation = assemble(
        &words,
        suspects_of(failure, context),
        Some(failure.code.clone()),
    );
    if !failure.detail.trim().is_empty() {
        let by = if context.inputs.place == Place::InPage {
            "The practice service says"
        } else {
            "Reported"
        };
        explanation
            .what
            .push_str(&format!(" {by}: {}.", quoted(&failure.detail)));
    }
    if let Some(alert) = &failure.alert {
        explanation
            .what
            .push_str(&format!(" TLS alert: {}.", quoted(alert)));
    }
    explanation
}

/// What this run's own inputs point at.
fn suspects_of(failure: &LinkFailure, context: &Context<'_>) -> Vec<Suspect> {
    let inputs = context.inputs;
    let mut found = Vec::new();
    let opening = context.step == StepId::Trust;
    match FailureCode::ALL
        .iter()
        .find(|code| code.as_str() == failure.code)
    {
        Some(
            FailureCode::ServerNameMismatch
            | FailureCode::ServerNameNotAllowed
            | FailureCode::ServerNameUnreadable,
        ) => {
            found.extend(suspects::edited(context, &[Field::ServerName]));
        }
        Some(FailureCode::ServerRootNotTrusted) => found.extend(trust(context)),
        Some(FailureCode::SignatureWrong) => found.extend(suspects::key(context)),
        Some(FailureCode::DestinationNotAllowed) if opening && inputs.place == Place::Own => {
            let port = if inputs.own_port.trim().is_empty() {
                "8883"
            } else {
                inputs.own_port.trim()
            };
            let host = inputs.own_host.trim();
            found.push(Suspect::new(
                format!("{} was not named when the relay was started.", quoted(host)),
                format!(
                    "Start the relay again with {}.",
                    quoted(&format!("--allow-destination {host}:{port}"))
                ),
            ));
        }
        Some(FailureCode::NameNotFound) if opening && inputs.place == Place::Own => {
            found.push(Suspect::new(
                format!("The host you typed is {}.", quoted(&plan::dps_host(inputs))),
                "Check its spelling: a name alone, without `https://` and without a port.",
            ))
        }
        Some(FailureCode::ConnectionRefused | FailureCode::ConnectTimedOut)
            if inputs.place == Place::Practice =>
        {
            found.push(Suspect::new(
                "The practice service beside the relay is not listening any more.",
                "Look at the relay's terminal, and start it again if it has ended.",
            ));
        }
        _ => {}
    }
    found.extend(
        failure
            .alert
            .as_deref()
            .filter(|_| failure.code == "tls_alert")
            .and_then(alert_suspect),
    );
    let ended_by_service = [
        "practice_closed",
        "service_closed",
        "service_closed_abruptly",
        "connection_lost",
    ];
    if ended_by_service.contains(&failure.code.as_str()) {
        found.extend(suspects::edited(
            context,
            suspects::fields_sent_until(context.step),
        ));
    }
    found
}

/// Why the server's root is not trusted, as far as the choice of roots tells.
fn trust(context: &Context<'_>) -> Option<Suspect> {
    let practice = context.inputs.place.is_practice();
    match &context.inputs.trust {
        ServerTrust::Own(roots) => {
            let devices_own = context.material.is_some_and(|material| {
                let own = material
                    .certificates
                    .iter()
                    .chain(material.enrolment_ca.as_ref());
                own.into_iter()
                    .any(|certificate| roots.contains(&certificate.der))
            });
            Some(if devices_own {
                Suspect::new(
                    "You gave a certificate of the **device's** chain as the server's root. It vouches for your device, not for the server.",
                    "Set the server trust back to the roots that fit the place. Your own root belongs in DPS.",
                )
            } else {
                Suspect::new(
                    "You gave the trusted roots yourself, and the server's chain ends in none of them.",
                    "Set the server trust back to the roots that fit the place, or give the right root.",
                )
            })
        }
        ServerTrust::AzureRoots if practice => Some(Suspect::new(
            "You trust Azure's roots, but the practice service has a root of its own, made anew at each start.",
            "Set the server trust back to the root of the practice service.",
        )),
        ServerTrust::AzureRoots | ServerTrust::Fitting if context.inputs.place == Place::Own => {
            Some(Suspect::new(
                "This is a host of your own, and it is checked against Azure's roots unless you give others.",
                "Give the root certificate of that host as server trust.",
            ))
        }
        _ => match context.inputs.place {
            Place::Azure(Cloud::Government | Cloud::China) => Some(Suspect::new(
                "The chains of this cloud are reported, at second hand, to end in DigiCert Global Root CA still; that may have changed.",
                "Compare the root that the server's chain names with the list on Microsoft's page.",
            )),
            _ => None,
        },
    }
}

/// The texts of a code, whoever gave it.
fn words(code: &str) -> Words {
    if let Some(known) = FailureCode::ALL.iter().find(|known| known.as_str() == code) {
        return failure_words(*known);
    }
    if let Some(known) = CloseCode::ALL.iter().find(|known| known.as_str() == code) {
        return close_words(*known);
    }
    page_words(code)
}

const REPORT: &str = "Start over. If it happens again, please report it with the packet list.";
const AGAIN: &str = "Run this step again.";

/// The page's own codes, for ways in which the tunnel itself fails.
fn page_words(code: &str) -> Words {
    match code {
        "relay_gone" => Words {
            title: "The relay is gone",
            what: "The page lost its connection to the relay without a word of farewell.",
            why: &[
                "The relay was stopped or ended.",
                "The computer slept, or the network between page and relay broke.",
            ],
            now: &[
                "Look at the relay's terminal; start it again and open the link it prints.",
                "Or choose the practice service in the page, which needs no relay.",
            ],
            sources: &[],
        },
        "no_relay" => Words {
            title: "There is no relay",
            what: "This page was not opened from a running relay, so it can reach nothing but itself.",
            why: &[
                "The page comes from a plain web server.",
                "The relay has ended since the page was opened.",
            ],
            now: &[
                "Start the relay with `cargo xtask run` or `dps-playground`, and open the link it prints.",
                "Or choose the practice service in the page, which needs no relay.",
            ],
            sources: &[],
        },
        "no_session" => Words {
            title: "The relay does not know this page",
            what: "The relay answers, but this browser holds no session with it.",
            why: &[
                "The page was opened without the link that the relay printed.",
                "The link was used before: each serves once.",
                "The relay was started again since then.",
            ],
            now: &["Press Enter in the relay's terminal and open the fresh link."],
            sources: &[],
        },
        "practice_closed" => Words {
            title: "The practice service closed the connection",
            what: "The practice service in this page hung up.",
            why: &[
                "It received something that it does not take. MQTT 3.1.1 gives it no way to say so on the wire.",
            ],
            now: &["Look at the last packet sent, and set changed fields back."],
            sources: &[DPS_MQTT],
        },
        _ => Words {
            title: "The connection failed",
            what: "The connection failed in a way this page has no text for.",
            why: &["Page and relay may come from different versions."],
            now: &["Reload the page from the relay you are running.", REPORT],
            sources: &[],
        },
    }
}

fn failure_words(code: FailureCode) -> Words {
    use FailureCode as F;
    match code {
        F::MessageNotUnderstood => not_understood(),
        F::OpenTimedOut => Words {
            title: "The page was too slow",
            what: "The relay waited for the page to say where to connect, and gave up.",
            why: &["The browser held this page back, as it does with hidden tabs."],
            now: &[AGAIN],
            sources: &[],
        },
        F::TooManySessions => Words {
            title: "The relay is full",
            what: "The relay already has as many connections open as it allows.",
            why: &["Other tabs or programs use the same relay."],
            now: &["Close other tabs of this page, then run the step again."],
            sources: &[],
        },
        F::DestinationNotAllowed => Words {
            title: "The relay may not go there",
            what: "The relay refused the destination. Nothing was sent to it.",
            why: &[
                "The relay reaches Azure's endpoints, its practice service and what its command line allows. No page can widen that.",
            ],
            now: &[
                "Check host and port. To allow another destination, start the relay with `--allow-destination HOST:PORT`.",
            ],
            sources: &[],
        },
        F::ServerNameNotAllowed => Words {
            title: "The server name must be the destination",
            what: "The relay refused to ask for another server name than the host it connects to.",
            why: &[
                "A differing name is allowed only for the practice service and for destinations named on the relay's command line.",
            ],
            now: &["Set the server name back, or try this against the practice service."],
            sources: &[RFC_SERVER_NAME],
        },
        F::ServerNameUnreadable => Words {
            title: "That is no server name",
            what: "The server name is neither a DNS name nor an IP address.",
            why: &["It is empty, or contains a space, a scheme such as `https://`, or a port."],
            now: &["Write the name alone, such as `global.azure-devices-provisioning.net`."],
            sources: &[RFC_SERVER_NAME],
        },
        F::PracticeNotRunning => Words {
            title: "The practice service is not running",
            what: "The relay runs without its practice service.",
            why: &["It was started with `--no-practice`."],
            now: &[
                "Start the relay without that option, or choose the practice service in the page.",
            ],
            sources: &[],
        },
        F::TrustUnreadable => Words {
            title: "A trusted root cannot be used",
            what: "One of the certificates given as server trust was refused as a root.",
            why: &["The file holds something else, or a certificate that cannot serve as a root."],
            now: &[
                "Give the CA certificate in which the server's chain ends, or set the server trust back.",
            ],
            sources: &[RFC_PATH],
        },
        F::ClientChainTooLarge => Words {
            title: "The chain is too large",
            what: "The device's chain has more certificates or bytes than the relay passes on.",
            why: &["More was loaded than leaf and intermediates, such as a bundle of roots."],
            now: &[
                "Load only the leaf and the intermediates above it. Devices have small buffers as well.",
            ],
            sources: &[X509],
        },
        F::QueueTimedOut => Words {
            title: "The relay is busy",
            what: "Too many handshakes were ahead of this one.",
            why: &["Other tabs or programs open many connections through this relay."],
            now: &["Wait a moment and run the step again."],
            sources: &[],
        },
        F::NameNotFound => Words {
            title: "The host name does not exist",
            what: "The name was looked up, and there is no address for it.",
            why: &[
                "The name is misspelt.",
                "The name exists only inside another network, such as that of a private endpoint.",
            ],
            now: &[
                "Check the name. For Azure it is `global.azure-devices-provisioning.net`, or `.us` or `.cn` for those clouds.",
            ],
            sources: &[DPS_MQTT, ACCESS],
        },
        F::NameLookupTimedOut => Words {
            title: "Nobody could look up the name",
            what: "The name lookup gave no answer in time.",
            why: &["The computer is offline, or its DNS server does not answer."],
            now: &[
                "Check the network, then run the step again.",
                "Without a network, the practice service still works.",
            ],
            sources: &[],
        },
        F::AddressNotPublic => Words {
            title: "The name leads to a private address",
            what: "The name exists, but its addresses are private, loopback or otherwise special, and the relay does not go there unasked.",
            why: &[
                "The DPS instance has a private endpoint, and you are inside its network.",
                "A hosts file or a DNS server redirects the name.",
            ],
            now: &[
                "If this is meant, name the host when you start the relay: `--allow-destination HOST:PORT`.",
            ],
            sources: &[ACCESS],
        },
        F::ConnectionRefused => Words {
            title: "Nothing listens there",
            what: "The host answered that nothing listens on this port.",
            why: &[
                "The port is wrong: MQTT over TLS has 8883.",
                "The server is not running.",
            ],
            now: &["Check host and port, and whether the server runs."],
            sources: &[DPS_MQTT],
        },
        F::ConnectTimedOut => Words {
            title: "No answer from the host",
            what: "The TCP connection got no answer in time.",
            why: &[
                "A firewall drops outgoing port 8883. Many company networks do.",
                "The instance is reachable only from a private network.",
            ],
            now: &[
                "Try from another network, or have port 8883 opened.",
                "DPS also takes MQTT over WebSocket on port 443; this page does not use it.",
            ],
            sources: &[DPS_MQTT, ISSUE_PORT, ACCESS],
        },
        F::Unreachable => Words {
            title: "The network is unreachable",
            what: "There is no route to the host.",
            why: &[
                "The computer is offline, a VPN is down, or only IPv6 was found and is not available here.",
            ],
            now: &[
                "Check the network, then run the step again.",
                "Without a network, the practice service still works.",
            ],
            sources: &[],
        },
        F::ConnectFailed => Words {
            title: "The TCP connection failed",
            what: "The TCP connection could not be made.",
            why: &["The operating system reports an error of its own."],
            now: &["Check network and firewall, then run the step again."],
            sources: &[],
        },
        F::HandshakeTimedOut => Words {
            title: "The TLS handshake took too long",
            what: "The TCP connection stands, but the handshake did not end in time.",
            why: &[
                "A device on the way, such as a proxy, holds the packets back.",
                "The server on this port does not speak TLS and waits for something else.",
            ],
            now: &[
                "Check the port, then run the step again.",
                "Try from another network.",
            ],
            sources: &[DPS_TLS],
        },
        F::ClosedInHandshake => Words {
            title: "Hung up during the handshake",
            what: "The other side ended the connection in the middle of the TLS handshake, without saying why.",
            why: &[
                "The server shares no TLS version or cipher with us. DPS documents TLS 1.2 only.",
                "A firewall or a proxy cut the connection.",
                "The server could not cope with the client's chain, for example its size.",
            ],
            now: &["Check host and port, and try from another network."],
            sources: &[DPS_TLS],
        },
        F::NotTls => Words {
            title: "The other side does not speak TLS",
            what: "What came back is no TLS.",
            why: &[
                "The port belongs to something else. Plain MQTT has 1883, MQTT over TLS 8883.",
                "A proxy answered in place of the server.",
            ],
            now: &["Check the port. DPS offers no MQTT without TLS."],
            sources: &[DPS_MQTT],
        },
        F::ServerNameMismatch => Words {
            title: "The server has another name",
            what: "The server's certificate is valid, but made out to other names than the one you asked for.",
            why: &[
                "You asked for an alias or an address that is not in the certificate.",
                "Something else answers under this name.",
            ],
            now: &[
                "Use a name that the certificate lists. It is the server's certificate that is meant; yours plays no part.",
            ],
            sources: &[RFC_SERVER_NAME],
        },
        F::ServerRootNotTrusted => Words {
            title: "The server's root is not trusted",
            what: "The server's chain does not end in a root that you trust, so the connection ended before any MQTT was sent.",
            why: &[
                "The wrong root stands as server trust. Baltimore, in old tutorials, left DPS in 2024 and has expired.",
                "A proxy in your network opens TLS connections and shows a certificate of its own.",
            ],
            now: &[
                "For Azure, trust DigiCert Global Root G2 and Microsoft RSA Root Certificate Authority 2017. The root you made for your devices belongs in DPS, not here.",
            ],
            sources: &[ROOTS, ISSUE_ROOT],
        },
        F::ServerCertificateExpired => Words {
            title: "The server's certificate has expired",
            what: "A certificate in the server's chain is past its last day by this computer's clock.",
            why: &[
                "This computer's clock is ahead.",
                "The server was not given a new certificate in time.",
            ],
            now: &[
                "Check date and time of this computer.",
                "If they are right, it is for the server's owner to renew it.",
            ],
            sources: &[RFC_VALIDITY],
        },
        F::ServerCertificateNotYetValid => Words {
            title: "The server's certificate is not valid yet",
            what: "A certificate in the server's chain begins later than now by this computer's clock.",
            why: &[
                "This computer's clock is behind. On devices without a battery it often stands at 1970.",
            ],
            now: &[
                "Set date and time, then run the step again. A device asks a time server before TLS.",
            ],
            sources: &[RFC_VALIDITY],
        },
        F::ServerCertificateUnfit => Words {
            title: "The server's certificate is unfit",
            what: "The server's chain was refused for another reason than root, name or date.",
            why: &["It cannot be read, is not meant for servers, or a signature in it is wrong."],
            now: &[
                "Ask the server's owner. A proxy that opens TLS connections may be at fault too.",
            ],
            sources: &[RFC_PATH],
        },
        F::ProtocolVersion => Words {
            title: "No TLS version in common",
            what: "The two sides share no TLS version.",
            why: &[
                "The server speaks only versions older than TLS 1.2. DPS itself documents TLS 1.2.",
            ],
            now: &["Check that this is the right host and port."],
            sources: &[DPS_TLS],
        },
        F::TlsAlert => alert(),
        F::TlsProtocol => tls_protocol(),
        F::NoCommonSignatureScheme => Words {
            title: "The key cannot sign as the server asks",
            what: "The server takes none of the signature schemes that the device's key can do.",
            why: &["The kind of key is unusual, or the server does not take such keys."],
            now: &["Use EC P-256 or RSA with 2048 bits: both work with DPS."],
            sources: &[RFC_PROOF],
        },
        F::SignatureRefused => Words {
            title: "The page did not sign",
            what: "The relay asked for a signature, and the page declined to give it.",
            why: &[
                "There is no private key loaded that fits.",
                "What was to be signed is no handshake with this device's certificate. The page signs nothing else.",
            ],
            now: &["Load the key that belongs to the certificate and run the step again."],
            sources: &[RFC_PROOF],
        },
        F::SignatureTimedOut => Words {
            title: "The signature came too late",
            what: "The relay asked the page for the handshake's signature and waited in vain.",
            why: &["The browser held this page back, as it does with hidden tabs."],
            now: &["Keep this tab in front and run the step again."],
            sources: &[],
        },
        F::SignatureWrong => Words {
            title: "Key and certificate do not belong together",
            what: "The page signed, but the signature does not fit the public key in the certificate.",
            why: &["The private key belongs to another certificate."],
            now: &[
                "Load the key that this certificate was requested with, or the certificate of this key.",
            ],
            sources: &[RFC_PROOF, ISSUE_MISMATCH],
        },
        F::ClosedByPage => Words {
            title: "Stopped before it was open",
            what: "The page asked to stop before the connection was made.",
            why: &["You stopped the run or started another."],
            now: &[AGAIN],
            sources: &[],
        },
        F::RelayShuttingDown => shutting_down(),
        F::RelayFailed => Words {
            title: "The relay failed",
            what: "Something went wrong inside the relay.",
            why: &["This is a fault of the relay, not of your certificates."],
            now: &[REPORT],
            sources: &[],
        },
    }
}

fn close_words(code: CloseCode) -> Words {
    use CloseCode as C;
    match code {
        C::Asked => Words {
            title: "The connection was closed as asked",
            what: "The page asked for the connection to be closed, and more was expected of it.",
            why: &["You stopped the run or started another."],
            now: &[AGAIN],
            sources: &[],
        },
        C::ServiceClosed => Words {
            title: "The service closed the connection",
            what: "The service ended the connection in good order, but gave no reason: MQTT 3.1.1 has no packet for one.",
            why: &[
                "The service did not like the last packet. Look at what was sent just before.",
                "Another client connected with the same client ID. IoT Hub then drops the older one; for DPS this is unproven.",
            ],
            now: &[
                "Look at the last packets in both directions, set changed fields back, and run the step again.",
            ],
            sources: &[DPS_MQTT],
        },
        C::ServiceClosedAbruptly => Words {
            title: "The service hung up",
            what: "The service ended the TCP connection without ending TLS first, and gave no reason.",
            why: &[
                "The service did not like the last packet. Look at what was sent just before.",
                "A proxy or a load balancer on the way cut the connection.",
            ],
            now: &[
                "Look at the last packets in both directions, set changed fields back, and run the step again.",
            ],
            sources: &[DPS_MQTT],
        },
        C::ConnectionLost => Words {
            title: "The connection was lost",
            what: "The TCP connection was reset, or the network broke.",
            why: &[
                "The network or a device on the way failed.",
                "The service reset the connection after a packet it does not take.",
            ],
            now: &[
                "Run the step again. If it breaks at the same packet each time, look at that packet.",
            ],
            sources: &[],
        },
        C::TlsAlert => alert(),
        C::TlsProtocol => tls_protocol(),
        C::IdleTimedOut => Words {
            title: "Nothing happened for too long",
            what: "The relay closed a connection on which nothing was sent or received.",
            why: &["The steps were left waiting in between."],
            now: &["Run the lesson again from the connection."],
            sources: &[],
        },
        C::SessionTimedOut => Words {
            title: "The connection was open too long",
            what: "The relay keeps each connection for a limited time, and it is up.",
            why: &["The steps were left waiting in between."],
            now: &["Run the lesson again from the connection."],
            sources: &[],
        },
        C::WriteTimedOut => Words {
            title: "The other side stopped reading",
            what: "One side did not take its bytes in time, and the relay closed the connection.",
            why: &["The network stalled, or the browser held this page back."],
            now: &["Keep this tab in front and run the step again."],
            sources: &[],
        },
        C::SessionLimit => Words {
            title: "Too much for one connection",
            what: "The connection carried more bytes or frames than the relay allows. A registration needs a few thousand bytes.",
            why: &["A payload is far too large, or packets are sent in a loop."],
            now: &["Look at the packet list, set changed payloads back, and run again."],
            sources: &[LIMITS],
        },
        C::FrameTooLarge => Words {
            title: "A packet is too large",
            what: "One frame was larger than the relay passes on.",
            why: &[
                "A payload was made very large. DPS itself documents a limit of 96 KB for a message.",
            ],
            now: &["Set the payload back and run the step again."],
            sources: &[LIMITS],
        },
        C::MessageNotUnderstood => not_understood(),
        C::RelayShuttingDown => shutting_down(),
    }
}

fn not_understood() -> Words {
    Words {
        title: "Page and relay did not understand each other",
        what: "The relay could not read what the page said.",
        why: &["Page and relay come from different versions, or the page has a fault."],
        now: &["Reload the page from the relay you are running.", REPORT],
        sources: &[],
    }
}

fn shutting_down() -> Words {
    Words {
        title: "The relay is shutting down",
        what: "The relay ended this connection because it is being stopped.",
        why: &["Someone stopped it in its terminal."],
        now: &["Start it again and open the link it prints."],
        sources: &[],
    }
}

fn tls_protocol() -> Words {
    Words {
        title: "TLS broke down",
        what: "The server broke the rules of TLS, or the two sides have nothing in common.",
        why: &["What answers is no ordinary TLS server, or a proxy garbles the connection."],
        now: &["Check host and port, and try from another network."],
        sources: &[DPS_TLS, RFC_ALERTS],
    }
}

fn alert() -> Words {
    Words {
        title: "The server ended TLS with an alert",
        what: "The server gave up the TLS connection and sent a short code that says why.",
        why: &[
            "The server does not accept something about the handshake. DPS, in every trace we know, judges the device's certificate later and elsewhere.",
        ],
        now: &["Check whether this host really is DPS or a hub, and look at the alert's name."],
        sources: &[RFC_ALERTS, DPS_TLS],
    }
}

/// What an alert says, for those a device meets.
fn alert_suspect(alert: &str) -> Option<Suspect> {
    let says = |names: &[&str]| names.iter().any(|name| alert.contains(name));
    let (why, now) = if says(&[
        "handshake_failure",
        "protocol_version",
        "insufficient_security",
    ]) {
        (
            "The two sides share no TLS version, cipher or signature scheme.",
            "Try a key that every server takes: EC P-256, or RSA with 2048 bits.",
        )
    } else if says(&["certificate", "unknown_ca", "access_denied"]) {
        (
            "The server judges the **device's** certificate in the handshake, and refused it.",
            "Present a certificate whose chain this server knows, with all its intermediates.",
        )
    } else if says(&["decrypt_error"]) {
        (
            "The handshake's signature does not fit the public key in the device's certificate.",
            "Load the key that this certificate was requested with.",
        )
    } else if says(&["unrecognized_name"]) {
        (
            "The server does not serve the name that was asked for.",
            "Set the server name back to the host you connect to.",
        )
    } else {
        return None;
    };
    Some(Suspect::new(why, now))
}

#[cfg(test)]
mod tests;
