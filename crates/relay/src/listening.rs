//! Ports: the asked-for one, or a free one in place of a busy default, and said.
//!
//! D19: whoever sits on the default port first is not taken for us: the link printed names the port that is ours, and a
//! port asked for that is busy is an error and not another port.

use std::io;
use std::net::SocketAddr;

use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::output;

/// Listens on `asked`, or else on `default`; if the default's port is busy, on a free one, which is then said along
/// with `consequence`. An asked-for port that is busy is an error.
pub(crate) async fn listen(
    asked: Option<SocketAddr>,
    default: SocketAddr,
    consequence: &str,
) -> anyhow::Result<TcpListener> {
    let address = asked.unwrap_or(default);
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if asked.is_none() && error.kind() == io::ErrorKind::AddrInUse => {
            let listener = TcpListener::bind(SocketAddr::new(default.ip(), 0))
                .await
                .with_context(|| format!("listening on a free port of {}", default.ip()))?;
            output::say(format_args!(
                "Port {} is busy, so port {} it is. {consequence}",
                default.port(),
                listener.local_addr()?.port()
            ));
            Ok(listener)
        }
        Err(error) => Err(error).with_context(|| format!("listening on {address}")),
    }
}
