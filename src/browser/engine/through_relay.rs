//! Connections through the relay: where to, trusting whom, presenting what.

use std::rc::Rc;

use relay_protocol::{Binary, Open, Trust};

use super::{Link, Opening, Parts, fault_watch};
use crate::browser::outbox::LinkOutlet;
use crate::browser::relay_api::{RelayStatus, launched, relay_status};
use crate::browser::relay_link::RelayLink;
use crate::inputs::ServerTrust;
use crate::journey::Target;

/// Opens a connection, or says why not.
pub(super) async fn open(parts: Rc<Parts>, opening: Opening, outlet: LinkOutlet) {
    launched().await;
    let Opening {
        link,
        target,
        server_name,
        trust,
        chain,
        recording,
    } = opening;
    let (host, port) = match &target {
        Target::Host { host, port } => (host.clone(), *port),
        Target::InPage | Target::Practice => match practice_address(&parts).await {
            Ok(address) => address,
            Err((code, detail)) => return outlet.failed(code, detail),
        },
    };
    let trust = match trust {
        ServerTrust::Fitting if target == Target::Practice => Trust::Practice,
        ServerTrust::Fitting | ServerTrust::AzureRoots => Trust::Azure,
        ServerTrust::Own(roots) => Trust::Certificates(roots.into_iter().map(Binary).collect()),
    };
    let signer = parts.holdings.borrow().signer();
    let open = Open {
        server_name: (server_name != host).then_some(server_name),
        host,
        port,
        trust,
        client_chain: chain.iter().cloned().map(Binary).collect(),
        schemes: signer
            .as_ref()
            .map(|signer| signer.schemes())
            .unwrap_or_default(),
        capture: recording,
    };
    if !parts.links.is_known(link) {
        // Hung up while we were asking.
        return;
    }
    if target == Target::Practice {
        fault_watch::begin(&parts, link);
    }
    match RelayLink::open(open, chain, signer, outlet.clone()) {
        Ok(opened) => parts.links.put(link, Link::Open(Box::new(opened))),
        Err(why) => outlet.failed("no_relay", why),
    }
}

async fn practice_address(parts: &Parts) -> Result<(String, u16), (&'static str, &'static str)> {
    let known = parts.relay.borrow().clone();
    let info = match known {
        Some(info) => info,
        None => match relay_status().await {
            RelayStatus::Ready(info) => {
                parts.relay.replace(Some(info.clone()));
                info
            }
            RelayStatus::NoSession => {
                return Err(("no_session", "the relay does not know this browser"));
            }
            RelayStatus::Absent => {
                return Err(("no_relay", "there is no relay behind this page"));
            }
        },
    };
    let practice = info.practice.ok_or((
        "practice_not_running",
        "the relay runs without its practice service",
    ))?;
    Ok((practice.host, practice.port))
}
