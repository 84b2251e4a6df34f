//! `explain`: what is wrong with pasted text, and why something failed.

use std::io::Read as _;
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use device_certs::report::{counted, printable};
use diagnose::paste::{self, Reading};
use diagnose::{Diagnosis, Verdict, diagnose};
use serde_json::json;

use crate::command_line::{ExplainOptions, Format};
use crate::{diagnosis, output};

/// Explains a text, and prints what it found out on stdout.
pub fn explain(options: &ExplainOptions) -> ExitCode {
    let bytes = match read(&options.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            output::say(format_args!("error: {error:#}"));
            return ExitCode::from(2);
        }
    };
    // What is no text is shown as what it is not; reading goes on.
    let text = String::from_utf8_lossy(&bytes);
    let now = options.now.unwrap_or_else(this_moment);
    let reading = paste::read(&text, Some(now));
    let diagnosis = diagnose(&reading.evidence);
    match options.format {
        Format::Text => output::result(page(&reading, &diagnosis)),
        Format::Json => output::result(document(&reading, &diagnosis)),
    }
    ExitCode::from(u8::from(diagnosis.verdict == Verdict::Causes))
}

fn this_moment() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// A little more than is looked at, so that a cut can be seen.
fn read(file: &Path) -> Result<Vec<u8>> {
    let most = u64::try_from(paste::MAX_BYTES)?.saturating_add(4);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        let mut stdin = std::io::stdin().lock().take(most);
        stdin
            .read_to_end(&mut bytes)
            .context("stdin cannot be read")?;
    } else {
        let opened =
            std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes));
        opened.with_context(|| format!("{} cannot be read", file.display()))?;
    }
    Ok(bytes)
}

/// The result for people, without a last line end.
fn page(reading: &Reading, diagnosis: &Diagnosis) -> String {
    let mut lines = Vec::new();
    let mut forms: Vec<&str> = reading.forms.iter().map(|(form, _)| form.title()).collect();
    forms.sort_unstable();
    forms.dedup();
    if !forms.is_empty() {
        lines.push(format!("This is {}.", forms.join(", ")));
    }
    if !reading.secrets.is_empty() {
        let count = counted(reading.secrets.len(), "secret");
        lines.push(format!(
            "{count} masked; better paste it nowhere else, and renew it."
        ));
    }
    for understood in &reading.understood {
        let (line, _) = diagnosis::position(&reading.text, understood.bytes.start);
        lines.push(format!(
            "  {:<16} {} (line {line})",
            understood.what,
            printable(&understood.value)
        ));
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(diagnosis::lines(
        diagnosis,
        &reading.evidence,
        &reading.text,
    ));
    if let Some(corrected) = &reading.corrected {
        lines.push(String::new());
        lines.push("Corrected, as far as that can be done here:".to_owned());
        lines.extend(
            corrected
                .lines()
                .map(|line| format!("  {}", printable(line))),
        );
    }
    if !reading.not_understood.is_empty() {
        lines.push(String::new());
        lines.push(format!("Not understood: {}", spots(reading)));
    }
    lines.join("\n")
}

/// Lines and words that said nothing, shortly.
fn spots(reading: &Reading) -> String {
    const SHOWN: usize = 6;
    let spot = |bytes: &Range<usize>| {
        let (first, column) = diagnosis::position(&reading.text, bytes.start);
        let (last, _) = diagnosis::position(&reading.text, bytes.end.saturating_sub(1));
        if last > first {
            format!("lines {first} to {last}")
        } else {
            format!("line {first}, column {column}")
        }
    };
    let mut spots: Vec<String> = reading
        .not_understood
        .iter()
        .take(SHOWN)
        .map(spot)
        .collect();
    let more = reading.not_understood.len().saturating_sub(SHOWN);
    if more > 0 {
        spots.push(format!("and {more} more"));
    }
    spots.join("; ")
}

fn document(reading: &Reading, diagnosis: &Diagnosis) -> serde_json::Value {
    let range = |bytes: &Range<usize>| json!({ "start": bytes.start, "end": bytes.end });
    let forms = reading
        .forms
        .iter()
        .map(|(form, bytes)| json!({ "form": form.title(), "at": range(bytes) }));
    let understood = reading.understood.iter().map(|understood| {
        json!({ "what": understood.what, "value": understood.value, "at": range(&understood.bytes) })
    });
    json!({
        "version": 1,
        "verdict": diagnosis.verdict.as_str(),
        "forms": forms.collect::<Vec<_>>(),
        "understood": understood.collect::<Vec<_>>(),
        "notUnderstood": reading.not_understood.iter().map(range).collect::<Vec<_>>(),
        "secrets": reading.secrets.iter().map(range).collect::<Vec<_>>(),
        "diagnosis": diagnosis::findings(diagnosis, &reading.evidence),
        "questions": diagnosis::questions(diagnosis),
        "corrected": reading.corrected,
        "values": {
            "idScope": reading.values.id_scope,
            "registrationId": reading.values.registration_id,
            "host": reading.values.host,
            "port": reading.values.port,
        },
    })
}
