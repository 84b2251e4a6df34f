//! The session in Markdown, for a ticket or a colleague.

use std::fmt::Write as _;
use std::time::Duration;

use device_certs::time::rfc3339;
use device_session::{Direction, LoggedPacket};

use super::{Session, masked};
use crate::inputs::Field;
use crate::journey::{Entry, LinkFailure, Purpose, What};
use crate::packet_view::{headline, seconds, size};
use crate::plan;

/// Bytes in a row of a dump.
const PER_ROW: usize = 16;

/// The session as a Markdown document.
pub fn transcript(session: &Session<'_>) -> String {
    let mut out = String::from("# A registration with the Device Provisioning Service\n\n");
    let inputs = session.inputs;
    let began = session
        .trace
        .first()
        .map_or(Duration::ZERO, |entry| entry.at);
    let began_at = session
        .opened_unix_secs
        .saturating_add_unsigned(began.as_secs());
    let endpoint = session.trace.iter().find_map(|entry| match &entry.what {
        What::Opened(facts) => Some(facts.endpoint.clone()),
        _ => None,
    });
    let facts = [
        (
            "Written by",
            concat!("dps-playground ", env!("CARGO_PKG_VERSION")).to_owned(),
        ),
        ("Began", rfc3339(began_at)),
        (
            "Service",
            endpoint.unwrap_or_else(|| plan::dps_host(inputs)),
        ),
        ("ID scope", inputs.id_scope.clone()),
        ("Registration ID", inputs.registration_id.clone()),
        ("API version", inputs.api_version.clone()),
    ];
    for (name, value) in facts {
        line(&mut out, format_args!("- {name}: {}", code(&value)));
    }
    for field in Field::ALL {
        if inputs.edits.get(field).is_some() {
            let (label, step) = (field.label(), field.step().text().title);
            line(
                &mut out,
                format_args!("- Changed on purpose: {label} ({step})"),
            );
        }
    }
    out.push_str("\nNo private key is in here, and passwords are masked.\n\n## What happened\n\n");
    for entry in session.trace {
        let at = seconds(entry.at.saturating_sub(began));
        line(&mut out, format_args!("- {at} · {}", what(entry)));
    }
    out.push_str("\n## The packets\n");
    for entry in session.trace {
        if let What::Packet(logged) = &entry.what {
            let at = seconds(entry.at.saturating_sub(began));
            packet(&mut out, &at, &masked(logged));
        }
    }
    out
}

/// One line of what happened.
fn what(entry: &Entry) -> String {
    let service = match entry.purpose {
        Purpose::Dps => "DPS",
        Purpose::Hub => "hub",
    };
    match &entry.what {
        What::Progress(doing) => code(doing),
        What::Signed { scheme } => format!("the device’s key signed, {}", code(scheme)),
        What::Opened(facts) => {
            let tls = facts.tls_version.as_deref().unwrap_or("no TLS");
            format!("connected to {} ({service}), {tls}", code(&facts.endpoint))
        }
        What::Packet(packet) => {
            let arrow = match packet.direction {
                Direction::Sent => "device →",
                Direction::Received => "device ←",
            };
            let bytes = size(packet.bytes.len());
            format!("{arrow} {service}: {}, {bytes}", code(&headline(packet)))
        }
        What::Fault { id, title } => format!("failing on purpose, {}: {}", code(id), code(title)),
        What::Failed(why) => format!("no connection: {}", failure(why)),
        What::Closed(None) => format!("the device closed the connection ({service})"),
        What::Closed(Some(why)) => format!("the connection ended ({service}): {}", failure(why)),
    }
}

fn failure(why: &LinkFailure) -> String {
    let alert = why
        .alert
        .as_ref()
        .map(|alert| format!(", TLS alert {}", code(alert)));
    format!(
        "{} ({}){}",
        code(&why.detail),
        code(&why.code),
        alert.unwrap_or_default()
    )
}

fn packet(out: &mut String, at: &str, packet: &LoggedPacket) {
    let way = packet.direction.as_str();
    line(
        out,
        format_args!("\n### {at}, {way}: {}\n", code(&headline(packet))),
    );
    if let Some(topic) = packet.topic() {
        line(out, format_args!("Topic {}\n", code(topic)));
    }
    if let Some(Ok(text)) = packet.payload().map(std::str::from_utf8)
        && !text.is_empty()
    {
        out.push_str(&fenced(text));
    }
    out.push_str(&fenced(&dump(&packet.bytes)));
}

fn dump(bytes: &[u8]) -> String {
    let mut rows = String::new();
    for (row, bytes) in bytes.chunks(PER_ROW).enumerate() {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let text: String = bytes
            .iter()
            .map(|byte| {
                if byte.is_ascii_graphic() || *byte == b' ' {
                    char::from(*byte)
                } else {
                    '.'
                }
            })
            .collect();
        let (offset, hex) = (row * PER_ROW, hex.join(" "));
        line(&mut rows, format_args!("{offset:04x}  {hex:<47}  {text}"));
    }
    rows
}

/// A block that its content cannot end.
fn fenced(text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n\n", text.trim_end_matches('\n'))
}

/// Code in a line, which its content can neither end nor break.
fn code(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|character| {
            if character.is_control() {
                '\u{FFFD}'
            } else {
                character
            }
        })
        .collect();
    if shown.is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&shown) + 1);
    let pad = if shown.starts_with('`') || shown.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|character| character != '`').map(str::len);
    runs.max().unwrap_or_default()
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _never = writeln!(out, "{text}");
}
