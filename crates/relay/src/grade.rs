//! `grade`: a test bench for a device. The practice service is started, fails on purpose scenario by scenario, and what
//! the device made of it becomes a report.
//!
//! Each scenario is graded on its own, with an empty history, so that a restart of the device by the bench is never
//! taken for the device's own next attempt.

mod device;
mod json;
mod junit;
mod scenarios;
mod text;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use practice_dps::grade::{CRITERIA, Finding, GradeReport, Mark, grade_alone};

use practice_dps::listen::PracticeHandle;

use crate::command_line::{Format, GradeOptions, ReportFormat};
use crate::grade::device::Device;
use crate::grade::scenarios::{SCENARIOS, Scenario};
use crate::output;
use crate::practice::Practice;
use crate::serve;

/// How long connections that are still open at the end of a scenario are waited for.
const TIME_TO_NOTICE: Duration = Duration::from_secs(2);

/// How a run ends, for the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    Passed = 0,
    Failed = 1,
    WrongUse = 2,
    NeverCame = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs the bench. The report goes to stdout or into a file, everything else to stderr.
pub async fn grade(options: GradeOptions) -> ExitCode {
    match run(&options).await {
        Ok(exit) => exit.into(),
        Err(error) => {
            output::say(format_args!("error: {error:#}"));
            Exit::WrongUse.into()
        }
    }
}

async fn run(options: &GradeOptions) -> anyhow::Result<Exit> {
    let chosen = scenarios::choose(&options.scenario)?;
    let asked = options.listen.map(|address| address.get());
    let practice = Arc::new(serve::start_practice(asked, &options.service).await?);
    serve::say_banner(None, Some(&practice), &options.service);
    if options.service.format == Format::Json {
        output::result(serve::practice_ready(&practice, &options.service));
    }
    let mut reports = Vec::new();
    for scenario in chosen {
        output::say(format_args!(
            "Scenario {}: {}",
            scenario.name, scenario.what
        ));
        play(options, scenario, &practice).await?;
        let report = practice
            .handle()
            .with(|service| grade_alone(service, &options.registration_id));
        reports.push((scenario, report));
    }
    let report = merged(&options.registration_id, reports);
    let written = rendered(&report, options.report);
    match &options.report_out {
        None => output::result(&written),
        Some(path) => std::fs::write(path, &written)
            .with_context(|| format!("writing the report to {}", path.display()))?,
    }
    Ok(if report.count(Mark::Failed) > 0 {
        Exit::Failed
    } else if report.count(Mark::Passed) == 0 {
        output::say(format_args!(
            "error: no device with the registration ID {:?} came",
            options.registration_id
        ));
        Exit::NeverCame
    } else {
        Exit::Passed
    })
}

/// Lets one scenario happen: until the device has been through it, its command has ended, or the time is up.
async fn play(
    options: &GradeOptions,
    scenario: &Scenario,
    practice: &Practice,
) -> anyhow::Result<()> {
    let handle = practice.handle();
    handle.with(|service| {
        service.clear_faults();
        service.clear_history();
    });
    for order in scenario.orders(&options.registration_id)? {
        handle.with(|service| service.set_fault(order));
    }
    let time = Duration::from_secs(options.scenario_time);
    let over = async {
        match &options.restart_with {
            Some(command) => {
                Device::start(command, scenario.name, practice.address())?
                    .ended()
                    .await
            }
            None => {
                scenario
                    .been_through(handle, &options.registration_id)
                    .await;
                Ok(())
            }
        }
    };
    match tokio::time::timeout(time, over).await {
        Ok(ended) => ended?,
        Err(_elapsed) => output::say(format_args!(
            "  the time is up: {} s",
            options.scenario_time
        )),
    }
    // What the device has ended, the service may still have to notice.
    let _still_open = tokio::time::timeout(TIME_TO_NOTICE, all_closed(handle)).await;
    Ok(())
}

async fn all_closed(handle: &PracticeHandle) {
    loop {
        let (is_over, recorded) = handle.with(|service| {
            let mut connections = service.connections();
            let is_over = connections.all(|connection| connection.closed_at.is_some());
            (is_over, service.history_recorded())
        });
        if is_over {
            return;
        }
        handle.recorded_beyond(recorded).await;
    }
}

/// Of each criterion the worst that was found in the scenarios that are about it.
fn merged(registration_id: &str, reports: Vec<(&Scenario, GradeReport)>) -> GradeReport {
    let mut worst: Vec<Option<Finding>> = CRITERIA.iter().map(|_| None).collect();
    for (scenario, report) in reports {
        for (worst, finding) in worst.iter_mut().zip(report.findings) {
            let is_worse = |known: &Finding| weight(finding.mark) > weight(known.mark);
            if scenario.is_about(finding.criterion) && worst.as_ref().is_none_or(is_worse) {
                *worst = Some(finding);
            }
        }
    }
    let not_played = |criterion| Finding {
        criterion,
        mark: Mark::NotSeen,
        why: "its scenario was not played".to_owned(),
        evidence: Vec::new(),
    };
    let findings = worst.into_iter().zip(CRITERIA);
    let findings =
        findings.map(|(found, criterion)| found.unwrap_or_else(|| not_played(criterion)));
    GradeReport {
        registration_id: registration_id.to_owned(),
        findings: findings.collect(),
    }
}

fn weight(mark: Mark) -> u8 {
    match mark {
        Mark::NotSeen => 0,
        Mark::Passed => 1,
        Mark::Failed => 2,
    }
}

/// The report in one of its forms.
pub(crate) fn rendered(report: &GradeReport, format: ReportFormat) -> String {
    match format {
        ReportFormat::Text => text::render(report),
        ReportFormat::Json => json::render(report).to_string(),
        ReportFormat::Junit => junit::render(report),
    }
}

/// The scenarios' names, for the command line's help.
pub(crate) fn scenario_names() -> impl Iterator<Item = &'static str> {
    SCENARIOS.iter().map(|scenario| scenario.name)
}
