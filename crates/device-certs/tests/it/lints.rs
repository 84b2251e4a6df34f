//! The registry of rules, and every rule against its fixtures. One piece: the properties that all rules share.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use device_certs::lint::{
    BatchFinding, Check, Exhibit, Finding, Member, Outcome, Report, Severity, judge, judge_batch,
};
use device_certs::lints::{LINTS, TEXTS, lint, texts};
use device_certs::{Verdict, time};

use crate::fixtures::{Fixtures, NOW, testdata};
use crate::signer::verify;

/// Set by `cargo xtask testdata`: write instead of compare.
const WRITE: &str = "DPS_PLAYGROUND_WRITE_TESTDATA";

static FIXTURES: LazyLock<Fixtures> = LazyLock::new(Fixtures::new);

fn verdicts(exhibit: &Exhibit<'_>) -> Vec<Verdict> {
    let links = exhibit.links();
    links.iter().map(|link| verify(&link.check)).collect()
}

/// Reports of all fixtures but the batches, in the order of their paths.
fn reports(fixtures: &Fixtures) -> BTreeMap<&'static str, Report> {
    let single = fixtures
        .0
        .iter()
        .filter(|(path, _)| !path.starts_with("batch/"));
    let report = single.map(|(path, fixture)| {
        let exhibit = fixture.exhibit();
        let verdicts = verdicts(&exhibit);
        (*path, judge(&exhibit, &fixture.questions(path), &verdicts))
    });
    report.collect()
}

/// What the rules of batches find in the files of a folder.
fn batch(fixtures: &Fixtures, folder: &str) -> (Vec<&'static str>, Vec<BatchFinding>) {
    let prefix = format!("{folder}/");
    let files = fixtures
        .0
        .iter()
        .filter(|(path, _)| path.starts_with(&prefix));
    let files: Vec<_> = files.collect();
    let exhibits: Vec<_> = files.iter().map(|(_, fixture)| fixture.exhibit()).collect();
    let members: Vec<_> = files
        .iter()
        .zip(&exhibits)
        .map(|((path, _), exhibit)| Member {
            name: path,
            exhibit,
        })
        .collect();
    (
        files.iter().map(|(path, _)| **path).collect(),
        judge_batch(&members),
    )
}

fn found(report: &Report) -> BTreeSet<&'static str> {
    report
        .findings
        .iter()
        .map(|finding| finding.lint.id)
        .collect()
}

#[test]
fn fixtures_are_current() {
    let fixtures = &*FIXTURES;
    let readme = fixtures.readme().into_bytes();
    let files = fixtures
        .0
        .iter()
        .map(|(path, fixture)| (*path, &fixture.bytes));
    let wanted: BTreeMap<&str, &Vec<u8>> = files.chain([("README.md", &readme)]).collect();
    let write = std::env::var(WRITE).is_ok();
    for (path, bytes) in &wanted {
        let file = testdata().join(path);
        if write {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, bytes).unwrap();
        }
        let current = std::fs::read(&file).unwrap_or_default();
        assert!(
            current == **bytes,
            "{path} is not current: run `cargo xtask testdata`"
        );
    }
    for path in below(&testdata(), "") {
        if wanted.contains_key(path.as_str()) || path.starts_with("keys/") {
            continue;
        }
        if write {
            std::fs::remove_file(testdata().join(&path)).unwrap();
        } else {
            panic!("no fixture makes {path}: run `cargo xtask testdata`");
        }
    }
}

/// The files of a folder as paths with slashes.
fn below(folder: &Path, prefix: &str) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files.extend(below(&entry.path(), &format!("{name}/")));
        } else {
            files.push(name);
        }
    }
    files.sort();
    files
}

#[test]
fn every_rule_has_a_file_and_every_file_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lints");
    let files = below(&folder, "");
    let mut ids: Vec<String> = LINTS.iter().map(|lint| format!("{}.rs", lint.id)).collect();
    ids.sort();
    assert_eq!(files, ids);
    let texts: Vec<&str> = TEXTS.iter().map(|texts| texts.id).collect();
    assert_eq!(LINTS.iter().map(|lint| lint.id).collect::<Vec<_>>(), texts);
    // The source of each file says the same name.
    for lint in LINTS {
        let source = std::fs::read_to_string(folder.join(format!("{}.rs", lint.id))).unwrap();
        assert_eq!(
            source.matches(&format!("id: \"{}\"", lint.id)).count(),
            2,
            "{}",
            lint.id
        );
    }
}

#[test]
fn names_say_the_defect_and_not_the_remedy() {
    let remedies = [
        "add", "use", "remove", "fix", "should", "must", "set", "check", "make", "avoid",
    ];
    let mut seen = BTreeSet::new();
    for lint in LINTS {
        assert!(seen.insert(lint.id), "{} twice", lint.id);
        let plain = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        };
        assert!(lint.id.chars().all(plain), "{}", lint.id);
        let words: Vec<&str> = lint.id.split('_').collect();
        assert!(
            !remedies.iter().any(|remedy| words.contains(remedy)),
            "{}",
            lint.id
        );
        assert!(!lint.profiles.is_empty(), "{} is never asked", lint.id);
    }
}

#[test]
fn texts_are_whole() {
    for (lint, texts) in LINTS.iter().zip(TEXTS) {
        let id = lint.id;
        assert!(
            !lint.title.is_empty() && !lint.title.contains('\n') && !lint.title.ends_with('.'),
            "{id}: title"
        );
        for (name, text) in [("why", texts.why), ("fix", texts.fix)] {
            assert!(
                text.len() > 20 && text.ends_with(['.', ')']),
                "{id}: {name} {text:?}"
            );
            assert!(!text.contains("  ") && !text.contains('\n'), "{id}: {name}");
            assert_eq!(text.matches('`').count() % 2, 0, "{id}: {name}");
            assert!(
                text.starts_with(|first: char| first.is_ascii_uppercase() || first == '`'),
                "{id}: {name}"
            );
        }
        let consequence = ["DPS", "hub", "device", "enrolment", "CA stays unverified"];
        let last = texts.why.rsplit(". ").take(2).collect::<String>();
        assert!(
            consequence.iter().any(|word| last.contains(word)),
            "{id}: why ends in no consequence"
        );
        assert!(
            lint.severity != Severity::Error || !texts.citations.is_empty(),
            "{id}: an error without citation"
        );
        for citation in texts.citations {
            assert!(
                citation.url.starts_with("https://") && !citation.label.is_empty(),
                "{id}: {}",
                citation.url
            );
        }
        assert!(
            !texts.fires_on.is_empty() && !texts.quiet_on.is_empty(),
            "{id}: no fixtures"
        );
    }
    assert_eq!(
        lint("leaf_is_ca").map(|lint| lint.id),
        texts("leaf_is_ca").map(|texts| texts.id)
    );
    assert!(lint("nothing").is_none() && texts("nothing").is_none());
}

#[test]
fn every_error_cites_microsoft_or_an_rfc() {
    for (lint, texts) in LINTS.iter().zip(TEXTS) {
        let authority = |url: &str| {
            url.starts_with("https://learn.microsoft.com/")
                || url.starts_with("https://www.rfc-editor.org/rfc/")
        };
        let cited = texts
            .citations
            .iter()
            .any(|citation| authority(citation.url));
        assert!(lint.severity != Severity::Error || cited, "{}", lint.id);
    }
}

#[test]
fn every_rule_fires_and_keeps_quiet() {
    let fixtures = &*FIXTURES;
    let reports = reports(fixtures);
    let mut wrong = Vec::new();
    for (lint, texts) in LINTS.iter().zip(TEXTS) {
        let fires = |path: &str| match lint.check {
            Check::Batch(_) => {
                let (files, found) = batch(fixtures, path);
                assert!(files.len() > 1, "{path}");
                found.iter().any(|found| found.finding.lint.id == lint.id)
            }
            _ => {
                let report = reports
                    .get(path)
                    .unwrap_or_else(|| panic!("{}: no fixture {path}", lint.id));
                found(report).contains(lint.id)
            }
        };
        wrong.extend(
            texts
                .fires_on
                .iter()
                .filter(|path| !fires(path))
                .map(|path| format!("{} is quiet on {path}", lint.id)),
        );
        wrong.extend(
            texts
                .quiet_on
                .iter()
                .filter(|path| fires(path))
                .map(|path| format!("{} fires on {path}", lint.id)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Quiet for the right reason: on at least one quiet fixture the rule had something to look at.
#[test]
fn every_rule_passes_somewhere() {
    let fixtures = &*FIXTURES;
    let reports = reports(fixtures);
    for lint in LINTS
        .iter()
        .filter(|lint| !matches!(lint.check, Check::Batch(_)))
    {
        let passed = |report: &Report| {
            let mut rulings = report.rulings.iter();
            rulings.any(|ruling| ruling.lint.id == lint.id && ruling.outcome == Outcome::Passed)
        };
        let asks_for_enrollments = lint.id.starts_with("enrollment_");
        assert!(
            asks_for_enrollments || reports.values().any(passed),
            "{} passes nowhere",
            lint.id
        );
    }
}

#[test]
fn good_fixtures_have_no_errors_and_no_warnings() {
    let fixtures = &*FIXTURES;
    for (path, report) in reports(fixtures) {
        if path.contains("/good") {
            let loud = report
                .findings
                .iter()
                .filter(|finding| finding.lint.severity != Severity::Notice);
            let loud: Vec<&Finding> = loud.collect();
            assert!(loud.is_empty(), "{path}: {loud:?}");
        }
    }
    assert!(batch(fixtures, "batch/good").1.is_empty());
}

#[test]
fn every_fixture_is_in_use() {
    let fixtures = &*FIXTURES;
    let named = || {
        TEXTS
            .iter()
            .flat_map(|texts| texts.fires_on.iter().chain(texts.quiet_on))
    };
    for path in fixtures.0.keys() {
        let used = named().any(|name| name == path || path.starts_with(&format!("{name}/")));
        assert!(used, "no rule names {path}");
    }
    assert!(fixtures.0.len() > 100);
}

#[test]
fn places_are_inside_of_what_they_are_about() {
    let fixtures = &*FIXTURES;
    for (path, report) in reports(fixtures) {
        let file = &fixtures.0[path].bytes;
        let certificates = fixtures.0[path].exhibit().certificates;
        for finding in report.findings {
            let length = finding
                .certificate
                .map_or(file.len(), |index| certificates[index].der.len());
            let place = (path, finding.lint.id, finding.bytes.clone());
            assert!(
                finding.bytes.start <= finding.bytes.end && finding.bytes.end <= length,
                "{place:?}"
            );
            assert!(finding.line >= 1 && finding.column >= 1, "{place:?}");
            assert!(
                !finding.message.is_empty() && !finding.message.ends_with('.'),
                "{place:?}"
            );
        }
    }
}

#[test]
fn the_line_of_a_finding_holds_its_byte() {
    let fixtures = &*FIXTURES;
    let report = &reports(fixtures)["device/cn_differs.pem"];
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.lint.id == "cn_differs_from_registration_id")
        .unwrap();
    let certificate = &fixtures.certificates("device/cn_differs.pem")[0];
    assert_eq!(certificate.der[finding.bytes.clone()], *b"dev-07");
    // 48 bytes a line of base64, behind the BEGIN line; four characters for three bytes.
    let start = finding.bytes.start;
    assert_eq!(finding.line, 2 + start / 48);
    assert_eq!(finding.column, 1 + start % 48 * 4 / 3);
}

#[test]
fn no_rule_changes_its_mind() {
    let fixtures = &*FIXTURES;
    let shown = || {
        format!(
            "{:?}",
            reports(fixtures)
                .values()
                .map(|report| &report.findings)
                .collect::<Vec<_>>()
        )
    };
    assert_eq!(shown(), shown());
}

#[test]
fn nothing_of_a_private_key_is_repeated() {
    let fixtures = &*FIXTURES;
    for (path, report) in reports(fixtures) {
        let file = String::from_utf8_lossy(&fixtures.0[path].bytes);
        let keys = file.split("PRIVATE KEY-----").skip(1).step_by(2);
        let said = format!("{:?}", report.findings);
        for line in keys.flat_map(str::lines).filter(|line| line.len() > 20) {
            assert!(!said.contains(line), "{path}");
        }
    }
}

#[test]
fn reports_are_as_they_were() {
    let fixtures = &*FIXTURES;
    for (path, report) in reports(fixtures) {
        let mut text = format!("{path}: {} at {}\n", fixtures.0[path].what, NOW);
        let questions = fixtures.0[path].questions(path);
        text += &format!(
            "asked: profile {}, {:?}, now {}\n",
            questions.profile.as_str(),
            questions.registration_id,
            time::rfc3339(questions.now)
        );
        for finding in &report.findings {
            text += &format!(
                "{} {}: {}\n",
                finding.lint.severity.as_str(),
                finding.lint.id,
                finding.message
            );
            text += &format!(
                "    certificate {:?}, bytes {:?}, line {}, column {}\n",
                finding.certificate, finding.bytes, finding.line, finding.column
            );
        }
        let mut skipped: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut passed = Vec::new();
        for ruling in &report.rulings {
            match ruling.outcome {
                Outcome::NotApplicable(why) => skipped.entry(why).or_default().push(ruling.lint.id),
                Outcome::Passed => passed.push(ruling.lint.id),
                Outcome::Found(_) => {}
            }
        }
        text += &format!("passed: {}\n", passed.join(" "));
        for (why, ids) in skipped {
            text += &format!("not applicable, {why}: {}\n", ids.join(" "));
        }
        insta::assert_snapshot!(path.replace('/', "__"), text);
    }
    for folder in [
        "batch/good",
        "batch/key_shared",
        "batch/cn_shared",
        "batch/serial_shared",
    ] {
        let (files, found) = batch(fixtures, folder);
        let mut text = String::new();
        for BatchFinding { member, finding } in found {
            text += &format!(
                "{}: {} {}: {}\n",
                files[member],
                finding.lint.severity.as_str(),
                finding.lint.id,
                finding.message
            );
        }
        insta::assert_snapshot!(folder.replace('/', "__"), text);
    }
}
