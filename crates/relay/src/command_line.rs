//! The command line: what can be asked for, and nothing of how it is done. One piece: what `--help` says.

pub mod listen_address;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use device_certs::lint::Profile;
use device_certs::time;
use dps_protocol::{HubHostname, IdScope, RegistrationId};
use practice_dps::listen::TlsVersions;
use practice_dps::{FaultOrder, HUB_WEIGHTS, LinkedHub, Quotas};

use crate::command_line::listen_address::{ExposedAddress, LoopbackAddress};
use crate::tunnel::allow_list::AllowedDestination;

/// Watch one X.509 certificate become a provisioned device: Azure DPS over MQTT and mutual TLS, explained.
#[derive(Debug, Parser)]
#[command(
    name = "dps-playground",
    version,
    args_conflicts_with_subcommands = true
)]
pub struct CommandLine {
    /// What to do; `serve` when absent.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of `serve`, which may be used without naming it.
    #[command(flatten)]
    pub serve: ServeOptions,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the page, its tunnel, and the practice service (the default).
    Serve(ServeOptions),
    /// Serve the practice service alone, for devices and tests.
    Practice(PracticeOptions),
    /// Register a device with its certificate and key, without the page.
    ///
    /// Exits with 0 when assigned, 1 when the service refused, 2 on wrong use, 3 when it could not connect.
    Register(RegisterOptions),
    /// Grade a device: a test bench that fails on purpose and reports what the device makes of it.
    ///
    /// Exits with 0 when nothing failed, 1 when something did, 2 on wrong use, 3 when the device never came.
    Grade(GradeOptions),
    /// Check certificates before hardware sees them.
    ///
    /// Exits with 0 without errors, 1 with at least one finding of severity error, 2 on wrong use.
    Check(CheckOptions),
    /// Explain pasted text: a command, a log, an answer, settings, certificates.
    ///
    /// Secrets in it are masked before anything else. Exits with 0 when nothing is wrong or nothing is known, 1 when there
    /// are causes, 2 on wrong use.
    Explain(ExplainOptions),
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document on stdout; everything for people on stderr.
    Json,
}

/// The options of `serve`.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Where the page is served: a loopback address; port 0 takes a free one [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = LoopbackAddress::parse)]
    pub listen: Option<LoopbackAddress>,
    /// Where the practice service listens: a loopback address [default: 127.0.0.1:8883].
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = LoopbackAddress::parse, conflicts_with = "dangerously_listen_on")]
    pub practice_listen: Option<LoopbackAddress>,
    /// Do not start the practice service.
    #[arg(long)]
    pub no_practice: bool,
    /// Do not open the browser.
    #[arg(long)]
    pub no_open: bool,
    /// Serve the page from this folder instead of the one inside the binary: for those who work on the page.
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
    /// A destination the tunnel may lead to beyond Azure's endpoints; it may be a private address. Repeatable.
    #[arg(long, value_name = "HOST[:PORT]", value_parser = AllowedDestination::parse)]
    pub allow_destination: Vec<AllowedDestination>,
    /// How the practice service behaves.
    #[command(flatten)]
    pub service: ServiceOptions,
}

/// The options of `practice`.
#[derive(Debug, Args)]
pub struct PracticeOptions {
    /// Where it listens: a loopback address; port 0 takes a free one [default: 127.0.0.1:8883].
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = LoopbackAddress::parse, conflicts_with = "dangerously_listen_on")]
    pub listen: Option<LoopbackAddress>,
    /// Offer the API of the practice service here, for scripts with the token of the ready line: a loopback address;
    /// port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = LoopbackAddress::parse)]
    pub api_listen: Option<LoopbackAddress>,
    /// How the practice service behaves.
    #[command(flatten)]
    pub service: ServiceOptions,
}

/// How the practice service behaves.
#[derive(Debug, Args)]
pub struct ServiceOptions {
    /// Who may register: enrolments and CA certificates as Azure's service API writes them.
    #[arg(long, value_name = "FILE.json")]
    pub enrollments: Option<PathBuf>,
    /// Write the root certificate that clients must trust into this file.
    #[arg(long, value_name = "FILE.pem")]
    pub root_ca_out: Option<PathBuf>,
    /// The ID scope it knows.
    #[arg(long, value_name = "SCOPE", default_value = "0ne00C0FFEE", value_parser = parse_id_scope)]
    pub id_scope: IdScope,
    /// A hub it assigns devices to, and its weight from 1 to 1000 among several; the same port serves it, so that its
    /// name must lead clients here. Repeatable [default: localhost].
    #[arg(long, value_name = "HOST[=WEIGHT]", value_parser = parse_hub)]
    pub hub_host: Vec<LinkedHub>,
    /// How much of the documented quotas it grants, in percent, before it answers 429; "off" for no limit.
    #[arg(long, value_name = "PERCENT|off", default_value = "100", value_parser = QuotaOption::parse)]
    pub quotas: QuotaOption,
    /// Write the root certificate that the service will move to into this file: a device that is prepared trusts it too.
    #[arg(long, value_name = "FILE.pem")]
    pub next_root_ca_out: Option<PathBuf>,
    /// Keep the CA in this directory over restarts, so that a device need not be given a new root; whoever can read it
    /// can pose as the practice service.
    #[arg(long, value_name = "DIR")]
    pub practice_ca: Option<PathBuf>,
    /// Fail on purpose: docs/faults lists how. DOSE is a number of times, p=PROBABILITY and for=REGISTRATION-ID, with
    /// commas between them; without one each time. Repeatable.
    #[arg(long, value_name = "ID[=DOSE]", value_parser = parse_fault)]
    pub fault: Vec<FaultOrder>,
    /// Where its operation ids and the like, and what is left to chance, come from; the same number gives the same ids
    /// [default: random].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Where it offers the HTTPS device API and MQTT over WebSocket: a loopback address; port 0 takes a free one
    /// [default: port 8443 beside the port for MQTT].
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = LoopbackAddress::parse)]
    pub https_listen: Option<LoopbackAddress>,
    /// How many answers say "assigning" before the last one, at least one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub assigning_answers: u32,
    /// What retry-after says, in seconds.
    #[arg(long, value_name = "SECS", default_value_t = 3)]
    pub retry_after: u32,
    /// The TLS versions it offers; DPS offers 1.2.
    #[arg(long, value_name = "VERSION", value_enum, default_value_t = TlsOption::Tls12)]
    pub tls: TlsOption,
    /// One more name or address in its server certificate. Repeatable.
    #[arg(long, value_name = "NAME|IP")]
    pub practice_name: Vec<String>,
    /// Let other computers reach the practice service (not the page) at this address, for a real device.
    #[arg(long, value_name = "ADDRESS[:PORT]", value_parser = ExposedAddress::parse)]
    pub dangerously_listen_on: Option<ExposedAddress>,
    /// How the ready line is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How much of the documented quotas is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaOption {
    /// So many percent.
    Percent(u32),
    /// Everything.
    Off,
}

impl QuotaOption {
    fn parse(text: &str) -> Result<Self, String> {
        match text.parse() {
            _ if text == "off" => Ok(Self::Off),
            Ok(percent @ 1..) => Ok(Self::Percent(percent)),
            _ => Err("neither a number of percent from 1 nor \"off\"".to_string()),
        }
    }

    /// As the practice service takes it.
    pub fn quotas(self) -> Option<Quotas> {
        match self {
            Self::Percent(percent) => Some(Quotas::scaled(percent)),
            Self::Off => None,
        }
    }
}

/// The TLS versions the practice service offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TlsOption {
    /// TLS 1.2 only, as DPS.
    #[value(name = "1.2")]
    Tls12,
    /// TLS 1.3 only.
    #[value(name = "1.3")]
    Tls13,
    /// Both.
    #[value(name = "both")]
    Both,
}

impl TlsOption {
    /// As the practice service takes it.
    pub fn versions(self) -> TlsVersions {
        match self {
            Self::Tls12 => TlsVersions::Tls12,
            Self::Tls13 => TlsVersions::Tls13,
            Self::Both => TlsVersions::Both,
        }
    }

    /// For people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
            Self::Both => "TLS 1.2 and 1.3",
        }
    }
}

/// The options of `register`.
#[derive(Debug, Args)]
pub struct RegisterOptions {
    /// The ID scope of the provisioning service.
    #[arg(long, value_name = "SCOPE")]
    pub id_scope: String,
    /// The device's certificate, and its issuers if the service does not have them; PEM or DER, any order.
    #[arg(long, value_name = "CHAIN.pem")]
    pub cert: PathBuf,
    /// The device's private key: PKCS#8, PKCS#1 or SEC1, not encrypted.
    #[arg(long, value_name = "KEY.pem")]
    pub key: PathBuf,
    /// The registration ID [default: the certificate's common name].
    #[arg(long, value_name = "ID")]
    pub registration_id: Option<String>,
    /// JSON to send along for custom allocation.
    #[arg(long, value_name = "FILE.json")]
    pub payload: Option<PathBuf>,
    /// The service's host name.
    #[arg(long, default_value = "global.azure-devices-provisioning.net")]
    pub host: String,
    /// The service's port.
    #[arg(long, default_value_t = 8883)]
    pub port: u16,
    /// Trust these roots for the server instead of Azure's.
    #[arg(long, value_name = "FILE.pem")]
    pub server_ca: Option<PathBuf>,
    /// Write what goes over the wire, with the secrets to read it, into this file for Wireshark. Whoever has the file can
    /// read this session.
    #[arg(long, value_name = "FILE.pcapng")]
    pub capture: Option<PathBuf>,
    /// What its pauses after 429 and 5xx are made longer by comes from this number, by up to 5 seconds and never more than
    /// as long again; the same number gives the same pauses [default: random].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// The options of `grade`.
#[derive(Debug, Args)]
pub struct GradeOptions {
    /// The registration ID of the device.
    #[arg(long, value_name = "ID", value_parser = parse_registration_id)]
    pub registration_id: String,
    /// Run this at the beginning of each scenario, to restart the device; the scenario ends when the command does. In
    /// its environment DPS_PLAYGROUND_SCENARIO names the scenario and DPS_PLAYGROUND_MQTTS where to connect. Without it the device is waited for.
    #[arg(long, value_name = "COMMAND")]
    pub restart_with: Option<String>,
    /// Play only this scenario: ordinary, throttled, failing, unavailable, dropped, expired-server, unknown-root,
    /// wrong-name or new-root. Repeatable [default: all].
    #[arg(long, value_name = "NAME")]
    pub scenario: Vec<String>,
    /// How long a scenario may take, in seconds.
    #[arg(long, value_name = "SECS", default_value_t = 120)]
    pub scenario_time: u64,
    /// The form of the report.
    #[arg(long, value_enum, default_value_t)]
    pub report: ReportFormat,
    /// Write the report into this file instead of stdout.
    #[arg(long, value_name = "FILE")]
    pub report_out: Option<PathBuf>,
    /// Where the practice service listens: a loopback address; port 0 takes a free one [default: 127.0.0.1:8883].
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = LoopbackAddress::parse, conflicts_with = "dangerously_listen_on")]
    pub listen: Option<LoopbackAddress>,
    /// How the practice service behaves.
    #[command(flatten)]
    pub service: ServiceOptions,
}

/// The form of a report about a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// JUnit XML, for test reports.
    Junit,
}

/// The options of `check`.
#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Certificates, chains and keys: PEM or DER; of a folder every file below it that is called like one.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The registration ID the device will use; with --profile verification the verification code [default: the
    /// certificate's common name].
    #[arg(long, value_name = "ID")]
    pub registration_id: Option<String>,
    /// What the certificates are for.
    #[arg(long, value_enum, default_value_t)]
    pub profile: ProfileOption,
    /// Say what the service will answer with these enrolments, in the JSON that `practice` takes.
    #[arg(long, value_name = "FILE.json")]
    pub enrollments: Option<PathBuf>,
    /// The password of PKCS#12 files and encrypted keys: the first line of this file.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// The moment to judge at [default: now].
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    pub now: Option<i64>,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: CheckFormat,
}

/// The options of `explain`.
#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// The text; `-` is stdin.
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
    /// The moment to judge at [default: now].
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    pub now: Option<i64>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// What the certificates of a file are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ProfileOption {
    /// What a device presents: its certificate and the CAs above it.
    #[default]
    Device,
    /// A CA certificate to be uploaded for an enrolment group.
    Ca,
    /// The certificate that proves possession of a CA's key.
    Verification,
    /// The roots a device trusts the server by.
    Server,
}

impl From<ProfileOption> for Profile {
    fn from(option: ProfileOption) -> Self {
        match option {
            ProfileOption::Device => Self::Device,
            ProfileOption::Ca => Self::Ca,
            ProfileOption::Verification => Self::Verification,
            ProfileOption::Server => Self::Server,
        }
    }
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for test reports.
    Junit,
}

fn parse_moment(text: &str) -> Result<i64, String> {
    time::parse_rfc3339(text).ok_or_else(|| "not a moment such as 2026-12-01T00:00:00Z".to_string())
}

fn parse_registration_id(text: &str) -> Result<String, String> {
    let id = RegistrationId::parse(text).map_err(|error| error.to_string())?;
    Ok(id.as_str().to_string())
}

fn parse_fault(text: &str) -> Result<FaultOrder, String> {
    FaultOrder::parse(text).map_err(|error| error.to_string())
}

fn parse_id_scope(text: &str) -> Result<IdScope, String> {
    IdScope::parse(text).map_err(|error| error.to_string())
}

fn parse_hub(text: &str) -> Result<LinkedHub, String> {
    let (host, weight) = match text.split_once('=') {
        None => (text, None),
        Some((host, weight)) => (host, Some(weight)),
    };
    let mut hub = LinkedHub::new(HubHostname::parse(host).map_err(|error| error.to_string())?);
    if let Some(weight) = weight {
        let number = weight.parse().ok();
        hub.weight = number
            .filter(|number| HUB_WEIGHTS.contains(number))
            .ok_or_else(|| format!("the weight {weight:?} is no number from 1 to 1000"))?;
    }
    Ok(hub)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn parse(arguments: &[&str]) -> Result<CommandLine, clap::Error> {
        CommandLine::try_parse_from([&["dps-playground"], arguments].concat())
    }

    #[test]
    fn the_definition_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn serve_need_not_be_named() {
        let bare = parse(&["--no-open", "--retry-after", "0"]).unwrap();
        assert!(bare.command.is_none());
        assert!(bare.serve.no_open);
        assert_eq!(bare.serve.service.retry_after, 0);
        let named = parse(&["serve", "--no-open", "--tls", "both"]).unwrap();
        assert!(matches!(
            named.command,
            Some(Command::Serve(options)) if options.no_open && options.service.tls == TlsOption::Both
        ));
    }

    #[test]
    fn hubs_have_weights_and_quotas_a_size() {
        let service = |arguments: &[&str]| parse(arguments).map(|parsed| parsed.serve.service);
        let options = service(&[
            "--hub-host",
            "a.net",
            "--hub-host",
            "b.net=7",
            "--quotas",
            "10",
        ])
        .unwrap();
        let hubs = options
            .hub_host
            .iter()
            .map(|hub| (hub.host.as_str(), hub.weight));
        assert_eq!(hubs.collect::<Vec<_>>(), [("a.net", 1), ("b.net", 7)]);
        assert_eq!(options.quotas.quotas(), Some(Quotas::scaled(10)));
        assert_eq!(
            service(&[]).unwrap().quotas.quotas(),
            Some(Quotas::DOCUMENTED)
        );
        assert_eq!(service(&["--quotas", "off"]).unwrap().quotas.quotas(), None);
        for wrong in [
            ["--hub-host", "a.net=0"],
            ["--hub-host", "a b"],
            ["--quotas", "0"],
            ["--quotas", "-1"],
        ] {
            assert_eq!(service(&wrong).unwrap_err().exit_code(), 2, "{wrong:?}");
        }
    }

    #[test]
    fn faults_and_their_doses_are_read_and_wrong_ones_said() {
        let faults = [
            "--fault",
            "register_429=2",
            "--fault",
            "poll_500=p=0.5,for=dev-01",
        ];
        let line = parse(&[&["practice"], &faults[..]].concat()).unwrap();
        let Some(Command::Practice(options)) = line.command else {
            panic!("not practice");
        };
        let faults: Vec<_> = options
            .service
            .fault
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(faults, ["register_429=2", "poll_500=p=0.5,for=dev-01"]);
        for (wrong, said) in [
            ("x", "no fault is called"),
            ("register_429=0", "is no dose"),
        ] {
            let error = parse(&["practice", "--fault", wrong]).unwrap_err();
            assert_eq!(error.exit_code(), 2);
            assert!(error.to_string().contains(said), "{error}");
        }
    }

    #[test]
    fn loopback_and_beyond_exclude_each_other() {
        for arguments in [
            &["practice", "--listen", "127.0.0.1:0"][..],
            &["serve", "--practice-listen", "127.0.0.1:0"],
        ] {
            parse(arguments).unwrap();
            let both = [arguments, &["--dangerously-listen-on", "0.0.0.0"]].concat();
            assert_eq!(parse(&both).unwrap_err().exit_code(), 2);
        }
    }
}
