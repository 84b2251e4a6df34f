//! A relay in memory for the fuzz targets: its clock stands still and jumps whenever there is nothing left to do, so that
//! every time limit is reached at once, and no name resolves.

use std::io;
use std::sync::Arc;

use relay::server::{RelayServer, Settings};
use relay::tunnel::resolve::{Addresses, Resolve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Knows no name, so that nothing is connected to.
struct Nobody;

impl Resolve for Nobody {
    fn resolve(&self, _name: String) -> Addresses {
        Box::pin(async { Err(io::Error::other("nobody is known")) })
    }
}

thread_local! {
    static RUNTIME: Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
}

/// Runs this on the runtime of the fuzz targets.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// What a fresh relay answers to these bytes on one connection, until it has nothing left to say.
pub(crate) async fn answer(bytes: impl FnOnce(&RelayServer) -> Vec<u8>) -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = Settings {
        resolver: Arc::new(Nobody),
        ..Settings::default()
    };
    let server = RelayServer::start(listener, settings).unwrap();
    let bytes = bytes(&server);
    let (stranger, ours) = tokio::io::duplex(64 * 1024);
    let (mut read, mut write) = tokio::io::split(stranger);
    let mut answer = Vec::new();
    let say = async {
        // The relay may have enough before everything is said.
        let _enough = write.write_all(&bytes).await;
    };
    let hear = async {
        let _ended_somehow = read.read_to_end(&mut answer).await;
    };
    tokio::join!(server.serve(ours), say, hear);
    assert_eq!(server.tunnels().sessions(), 0, "a session is left behind");
    server.shutdown().await;
    answer
}
