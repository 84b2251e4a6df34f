//! `check`: certificates judged before hardware sees them.
//!
//! Reading and judging are `device_certs`' business; what the service answers is decided by the code of the practice
//! service. Here files come in, on all cores, and a report goes out. The same files give the same report.

mod batch;
mod common;
mod inputs;
mod junit;
mod password;
mod sarif;
mod text;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use device_certs::lint::Profile;
use device_certs::report::{self, Report};
use practice_dps::{EnrollmentFile, Enrollments};

use crate::check::batch::Settings;
use crate::command_line::{CheckFormat, CheckOptions};
use crate::output;

/// Checks the files. The report goes to stdout.
pub fn check(options: &CheckOptions) -> ExitCode {
    match rendered(options) {
        Ok((report, has_errors)) => {
            output::result(report);
            ExitCode::from(u8::from(has_errors))
        }
        Err(wrong) => {
            output::say(format_args!("error: {wrong:#}"));
            ExitCode::from(2)
        }
    }
}

/// The report about the files, and whether it has an error in it.
///
/// # Errors
/// When the files cannot be had, or the options do not fit together.
pub fn rendered(options: &CheckOptions) -> anyhow::Result<(String, bool)> {
    let report = judged(options)?;
    let has_errors = report.summary().errors > 0;
    Ok((rendering(&report, options.format), has_errors))
}

fn judged(options: &CheckOptions) -> anyhow::Result<Report> {
    let profile = Profile::from(options.profile);
    if options.enrollments.is_some() && profile != Profile::Device {
        anyhow::bail!("--enrollments is about devices; leave --profile out");
    }
    let enrollments = match &options.enrollments {
        Some(path) => Some(enrollments(path)?),
        None => None,
    };
    let password = options.password_file.as_deref().map(password::read);
    let password = password.transpose()?;
    let settings = Settings {
        profile,
        now: options
            .now
            .unwrap_or_else(|| practice_dps::listen::now().unix_secs()),
        registration_id: options.registration_id.as_deref(),
        enrollments: enrollments.as_ref(),
        password: password.as_ref().map(|password| password.as_str()),
    };
    let inputs = inputs::read(&options.files)?;
    if inputs.passed_by > 0 {
        let count = inputs.passed_by;
        output::say(format_args!(
            "note: passed by {count} in folders, by their names no certificates; name them to have them checked"
        ));
    }
    Ok(batch::judge(&inputs.files, &settings))
}

fn enrollments(path: &std::path::Path) -> anyhow::Result<Enrollments> {
    use anyhow::Context as _;
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut enrollments = Enrollments::default();
    let loaded = EnrollmentFile::parse(&text).and_then(|file| enrollments.load(file));
    loaded.with_context(|| format!("{} is no enrolment file", path.display()))?;
    Ok(enrollments)
}

fn rendering(report: &Report, format: CheckFormat) -> String {
    match format {
        CheckFormat::Text => {
            let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            text::render(report, colour)
        }
        CheckFormat::Json => report::json(report, &report::linked_texts),
        CheckFormat::Sarif => sarif::render(report),
        CheckFormat::Junit => junit::render(report),
    }
}
