//! The tunnel beside a direct connection, websocat and websockify: all in one run on one machine, in rounds.

use std::ffi::OsStr;

use anyhow::Result;

use super::figures::Figures;
use super::{figure, ratio};
use crate::{python, report, tools};

/// Memory of the program at rest, in MB.
const IDLE_MB: f64 = 15.0;

/// Memory for a tunnel on which nothing happens, in KB.
const TUNNEL_KB: f64 = 60.0;

/// How much longer than a direct connection over TLS one through the tunnel may take to be there, the signature aside.
const CONNECT: f64 = 1.5;

/// Every way to the service, and what it is held against.
const WAYS: &[(&str, &str, Option<&str>)] = &[
    ("tcp", "TCP, direct", None),
    ("tls", "TLS, direct", None),
    ("tunnel", "our tunnel, TLS behind it", Some("tls")),
    ("websocat", "websocat, TCP behind it", Some("tcp")),
    ("websocat_tls", "websocat, TLS behind it", Some("tls")),
    ("websockify", "websockify, TCP behind it", Some("tcp")),
    ("websockify_tls", "websockify, TLS behind it", Some("tls")),
];

pub(crate) fn run() -> Result<()> {
    let websocat = tools::websocat()?;
    let python =
        python::with_requirements("websockify", "crates/relay/benches/relay/requirements.txt")?;
    let arguments = [
        OsStr::new("compare"),
        websocat.as_os_str(),
        python.as_os_str(),
    ];
    let figures = Figures::of("relay", &arguments)?;
    let get = |name: String| figures.get(&name);
    let added = |way: &str, base: &str, part: &str| {
        let of = |way: &str| get(format!("{way}_round_trip_{part}_us"));
        anyhow::Ok(of(way)? - of(base)?)
    };

    report::plain(&format!(
        "{:<28} {:>21} {:>21} {:>9} {:>10} {:>10}",
        "", "128 bytes: p50, p99", "added by it", "connect", "upload", "download"
    ));
    for (way, what, base) in WAYS {
        let extra = match base {
            Some(base) => format!(
                "{:.0} µs, {:.0} µs",
                added(way, base, "p50")?,
                added(way, base, "p99")?
            ),
            None => String::new(),
        };
        report::plain(&format!(
            "{what:<28} {:>21} {extra:>21} {:>6.0} µs {:>5.0} MB/s {:>5.0} MB/s",
            format!(
                "{:.0} µs, {:.0} µs",
                get(format!("{way}_round_trip_p50_us"))?,
                get(format!("{way}_round_trip_p99_us"))?
            ),
            get(format!("{way}_connect_p50_us"))?,
            get(format!("{way}_upload_mb_s"))?,
            get(format!("{way}_download_mb_s"))?,
        ));
    }

    figure(
        "round trip, p50: added, beside websocat without TLS",
        added("tunnel", "tls", "p50")?,
        tenths(added("websocat", "tcp", "p50")?),
        "µs",
    );
    for direction in ["upload", "download"] {
        ratio(
            &format!("{direction}: times websocat's with TLS"),
            get(format!("tunnel_{direction}_mb_s"))?
                / get(format!("websocat_tls_{direction}_mb_s"))?,
            Some(1.0),
        );
    }
    let bound = CONNECT * get("tls_connect_p50_us".into())? + get("signature_p50_us".into())?;
    figure(
        "connect: 1.5 times direct TLS and one signature",
        get("tunnel_connect_p50_us".into())?,
        tenths(bound),
        "µs",
    );
    figure(
        "memory at rest, practice service included",
        get("idle_mb".into())?,
        IDLE_MB,
        "MB",
    );
    figure(
        "memory for an idle tunnel, of 1,000",
        get("tunnel_kb".into())?,
        TUNNEL_KB,
        "KB",
    );
    figure(
        "the same once each has carried something",
        get("tunnel_used_kb".into())?,
        TUNNEL_KB,
        "KB",
    );
    Ok(())
}

/// To be read, and still exact enough to be a bound.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
