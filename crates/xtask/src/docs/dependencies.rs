//! `docs/dependencies.md`: every crate that one of our manifests names, who keeps it, and why it is there.
//!
//! The reviews stand here; versions, licences and who uses it come from Cargo. A dependency without a review, or a review
//! without a dependency, fails.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};

use crate::supply::{self, Package};

/// What somebody made sure of.
struct Review {
    name: &'static str,
    kept_by: &'static str,
    why: &'static str,
}

const fn review(name: &'static str, kept_by: &'static str, why: &'static str) -> Review {
    Review { name, kept_by, why }
}

const RUST_CRYPTO: &str = "RustCrypto";
const TOKIO: &str = "Tokio project";
const HYPER: &str = "hyperium (Sean McArthur)";
const RUSTLS: &str = "rustls project";
const BINDGEN: &str = "wasm-bindgen organisation";
const FUTURES: &str = "Rust project (futures-rs)";

const REVIEWS: &[Review] = &[
    review(
        "aes",
        RUST_CRYPTO,
        "decrypts PKCS#12 files and encrypted keys, in the page as well, where WebCrypto knows none of their schemes",
    ),
    review(
        "anyhow",
        "David Tolnay",
        "errors of programs, printed once by `main`",
    ),
    review(
        "aws-lc-rs",
        "Amazon Web Services",
        "cryptography of the binary: TLS, signatures, randomness, comparing secrets in constant time",
    ),
    review("axum", TOKIO, "routes and WebSocket of the relay"),
    review(
        "base64",
        "Marshall Pierce",
        "base64 in PEM, JSON and tokens",
    ),
    review(
        "boon",
        "Santhosh Kumar Tekuri",
        "tests: SARIF against its schema",
    ),
    review(
        "brotli",
        "Dropbox (Daniel Reiter Horn)",
        "compresses the page at build time",
    ),
    review(
        "brotli-decompressor",
        "Dropbox (Daniel Reiter Horn)",
        "the page for the few who take no brotli",
    ),
    review("bytes", TOKIO, "what `mqttbytes` takes and gives"),
    review("clap", "clap-rs (Ed Page)", "the command line and its help"),
    review(
        "console_error_panic_hook",
        "finished, a few dozen lines; the Rust and WebAssembly working group that made it has ended",
        "a panic of the page in the browser's console, with its place",
    ),
    review(
        "des",
        RUST_CRYPTO,
        "old PKCS#12 files and PEM keys are encrypted with it",
    ),
    review(
        "etherparse",
        "Julian Schmid",
        "tests: reads the TCP/IP of captures, sharing no code with what writes it",
    ),
    review(
        "futures",
        FUTURES,
        "joining and racing of promises in the page",
    ),
    review("futures-channel", FUTURES, "tests: a page in memory"),
    review(
        "futures-util",
        FUTURES,
        "streams and sinks of the WebSockets",
    ),
    review(
        "gloo",
        "its community, since the Rust and WebAssembly working group has ended",
        "fetch, WebSocket, timers, storage and events of the browser",
    ),
    review(
        "hmac",
        RUST_CRYPTO,
        "symmetric keys of enrolment groups, integrity of PKCS#12",
    ),
    review(
        "http-body-util",
        HYPER,
        "bodies of the practice service's HTTPS API",
    ),
    review("hyper", HYPER, "HTTP/1.1, with its limits in our hands"),
    review("hyper-util", HYPER, "hyper on tokio"),
    review("insta", "Armin Ronacher", "tests: snapshots"),
    review("js-sys", BINDGEN, "the JavaScript that WebCrypto speaks"),
    review(
        "leptos",
        "leptos-rs (Greg Johnston)",
        "the page's signals and views",
    ),
    review(
        "libfuzzer-sys",
        "Rust fuzzing authority",
        "fuzz targets; outside of the workspace and of the binary",
    ),
    review(
        "md-5",
        RUST_CRYPTO,
        "legacy PEM keys derive theirs with it; nothing of ours relies on it",
    ),
    review(
        "miniz_oxide",
        "Frommi and Oyvind (the inflate of the Rust standard library's backtraces)",
        "links to a session, packed small, in the page",
    ),
    review(
        "mqttbytes",
        "Bytebeam; finished, superseded inside rumqtt",
        "MQTT 3.1.1 packets; our own checks around it make it strict",
    ),
    review(
        "p256",
        RUST_CRYPTO,
        "tests: keys by another hand than the one under test",
    ),
    review("pbkdf2", RUST_CRYPTO, "keys of encrypted files"),
    review(
        "pcap-parser",
        "Rusticata (Pierre Chifflier)",
        "tests: reads the blocks of captures",
    ),
    review(
        "percent-encoding",
        "Servo project",
        "names in paths of the API",
    ),
    review("proptest", "proptest-rs", "tests: properties"),
    review(
        "rc2",
        RUST_CRYPTO,
        "the oldest PKCS#12 files are encrypted with it",
    ),
    review(
        "rcgen",
        RUSTLS,
        "tests: certificates by another hand than ours",
    ),
    review(
        "roxmltree",
        "Yevhenii Reizner",
        "tests: JUnit reports are XML",
    ),
    review(
        "rustix",
        "Bytecode Alliance",
        "the limit of open files, without `unsafe` of ours",
    ),
    review(
        "rustls",
        RUSTLS,
        "TLS 1.2 and 1.3, with a client key that is elsewhere",
    ),
    review("rustls-pki-types", RUSTLS, "tests: what webpki takes"),
    review(
        "rustls-webpki",
        RUSTLS,
        "tests: the certificates we issue, by another judge",
    ),
    review(
        "serde_json",
        "serde-rs (David Tolnay)",
        "JSON, by value and without derive, which costs size",
    ),
    review("sha1", RUST_CRYPTO, "thumbprints"),
    review(
        "sha2",
        RUST_CRYPTO,
        "thumbprints, names of the page's files, CSP sources",
    ),
    review(
        "socket2",
        TOKIO,
        "keep-alive of TCP towards the service, so that a half-open connection is noticed",
    ),
    review("tempfile", "Steven Allen", "tests: folders that go away"),
    review(
        "tokio",
        TOKIO,
        "the relay's and the practice service's runtime",
    ),
    review("tokio-rustls", RUSTLS, "rustls on tokio"),
    review(
        "tokio-tungstenite",
        "Snapview",
        "MQTT over WebSocket at the practice service; tests",
    ),
    review(
        "tokio-util",
        TOKIO,
        "cancelling, and waiting for what was started",
    ),
    review("tower", "tower-rs", "hyper's services as axum's"),
    review("tracing", TOKIO, "the log"),
    review("tracing-subscriber", TOKIO, "the log on stderr"),
    review(
        "tungstenite",
        "Snapview",
        "WebSocket of the tunnel, with its buffers in our hands",
    ),
    review("wasm-bindgen", BINDGEN, "WebAssembly and JavaScript"),
    review(
        "wasm-bindgen-cli-support",
        BINDGEN,
        "the bindings of the page, at build time",
    ),
    review("wasm-bindgen-futures", BINDGEN, "promises as futures"),
    review("wasm-bindgen-test", BINDGEN, "tests in the browser"),
    review(
        "wasm-encoder",
        "Bytecode Alliance",
        "writes the small parts of the page as one, at build time",
    ),
    review(
        "wasm_split_cli_support",
        "leptos-rs (Greg Johnston); young, pinned by Cargo.lock, and what it makes is run by every end-to-end test",
        "takes the page's WebAssembly apart, at build time",
    ),
    review(
        "wasm_split_helpers",
        "leptos-rs (Greg Johnston); young, as above",
        "loads the parts of the page",
    ),
    review(
        "wasmparser",
        "Bytecode Alliance",
        "reads the parts of the page, at build time",
    ),
    review("web-sys", BINDGEN, "the browser's interfaces"),
    review(
        "zeroize",
        RUST_CRYPTO,
        "overwrites keys and passwords when they are dropped",
    ),
];

const HEAD: &str = "\
<!-- Made by `cargo xtask docs` from crates/xtask/src/docs/dependencies.rs and Cargo.lock. -->

# Dependencies

Every crate that a manifest of this repository names, who keeps it, and why it is there.
What they bring along is in `Cargo.lock` and, for the binary, in the SBOM that `cargo xtask build` leaves beside it; all of it comes from crates.io under the licences of `deny.toml` (`cargo xtask test deny`).
Known vulnerabilities, also of what tests take from npm and PyPI: `cargo xtask audit`, which needs the network for that; when it was last asked and with what, `SECURITY.md` says.

| crate | version | licence | kept by | why | used by |
|---|---|---|---|---|---|
";

/// The page.
pub(super) fn page() -> Result<String> {
    let packages = supply::packages("Cargo.toml")?;
    let mut used = used_by(&packages);
    let fuzz = supply::packages("fuzz/Cargo.toml")?;
    for (name, users) in used_by(&fuzz) {
        used.entry(name).or_default().extend(users);
    }
    let mut text = HEAD.to_owned();
    for name in used.keys() {
        if !REVIEWS.iter().any(|review| review.name == *name) {
            bail!("{name} is a dependency that nobody has reviewed: see docs/dependencies.rs");
        }
    }
    for review in REVIEWS {
        let users = used.get(review.name);
        let users =
            users.with_context(|| format!("{} is reviewed and used nowhere", review.name))?;
        let found: Vec<&Package> = packages
            .iter()
            .chain(&fuzz)
            .filter(|package| package.name == review.name && package.is_direct)
            .collect();
        let versions: BTreeSet<&str> = found
            .iter()
            .map(|package| package.version.as_str())
            .collect();
        let versions: Vec<&str> = versions.into_iter().collect();
        let licence = found.first().map(|package| package.licence.as_str());
        let users: Vec<String> = users.iter().map(|user| format!("`{user}`")).collect();
        text.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} |\n",
            review.name,
            versions.join(", "),
            licence.unwrap_or_default(),
            review.kept_by,
            review.why,
            users.join(", "),
        ));
    }
    Ok(text)
}

/// Name of a crate → which packages of ours name it.
fn used_by(packages: &[Package]) -> BTreeMap<String, BTreeSet<String>> {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages.iter().filter(|package| package.is_ours) {
        for dependency in &package.names {
            used.entry(dependency.clone())
                .or_default()
                .insert(package.name.clone());
        }
    }
    used
}
