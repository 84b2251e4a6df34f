//! The documents about what was found: Markdown as people read it, and what hostile names become in it.

use device_certs::issue::Template;
use device_certs::lint::{Exhibit, Profile, Questions, judge};
use device_certs::pem_encode;
use device_certs::report::{self, FileReport, Report, ServiceAnswer, linked_texts};

use crate::fixtures::Fixtures;
use crate::signer::{Signer, verify};

fn file(path: &str, exhibit: &Exhibit<'_>, questions: &Questions<'_>) -> FileReport {
    let links = exhibit.links();
    let verdicts: Vec<_> = links.iter().map(|link| verify(&link.check)).collect();
    let found = judge(exhibit, questions, &verdicts);
    FileReport {
        findings: found.findings,
        rulings: found.rulings,
        ..FileReport::of(path.to_owned(), exhibit)
    }
}

fn report_of(names: &[&str]) -> Report {
    let fixtures = Fixtures::new();
    let files = names.iter().map(|name| {
        let fixture = &fixtures.0[name];
        file(name, &fixture.exhibit(), &fixture.questions(name))
    });
    Report {
        profile: Profile::Device,
        files: files.collect(),
    }
}

#[test]
fn markdown_says_the_summary_first_and_explains_each_rule_once() {
    let mut report = report_of(&[
        "device/good_p256.pem",
        "device/certificate_expired.pem",
        "device/typography_in_pem.pem",
        "device/certificate_expires_soon.pem",
    ]);
    report.files[1].answer = Some(ServiceAnswer {
        outcome: "refused",
        status: 401,
        error: Some((401_002, "Invalid certificate.".into())),
        rule: "leaf_expired",
        text: "a certificate has expired",
        evidence: "unproven",
        entry: Some("group \"factory_7\"".to_owned()),
        device_id: None,
    });
    insta::assert_snapshot!(report::markdown(&report, &linked_texts));
}

#[test]
fn without_the_texts_the_documents_are_whole() {
    let report = report_of(&["device/certificate_expired.pem"]);
    let without = report::markdown(&report, &|_| None);
    assert!(without.contains("### error: `certificate_expired`"));
    assert!(!without.contains("Why:"));
    let json = report::json(&report, &|_| None);
    assert!(json.contains("\"fix\":null") && json.contains("\"why\":null"));
    assert!(json.contains("\"citations\":[]"));
}

#[test]
fn what_a_certificate_says_is_neither_markdown_nor_html() {
    let signer = Signer::p256();
    let name = "x` <script>alert(1)</script>\n# Title [a](javascript:b) |";
    let template = Template::leaf(name, signer.spki(), signer.algorithm());
    let leaf = signer.issue(&template.valid(1_790_000_000, 1_800_000_000));
    let pem = pem_encode("CERTIFICATE", &leaf.der);
    let exhibit = Exhibit::read(pem.as_bytes());
    let questions = Questions {
        registration_id: Some("dev-01"),
        ..Questions::new(Profile::Device, 1_796_083_200)
    };
    let files = vec![file("a\n## b `c`.pem", &exhibit, &questions)];
    let report = Report {
        profile: Profile::Device,
        files,
    };
    let markdown = report::markdown(&report, &linked_texts);
    for line in markdown.lines() {
        assert!(
            !line.starts_with("# Title") && !line.starts_with("## b"),
            "{line}"
        );
        // Outside of code spans whatever means something has a backslash before it.
        let mut outside = String::new();
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let taken = match first {
                '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                '`' => {
                    let fence: String = rest.chars().take_while(|one| *one == '`').collect();
                    let behind = &rest[fence.len()..];
                    2 * fence.len() + behind.find(&fence).expect("a code span is closed")
                }
                plain => {
                    outside.push(plain);
                    plain.len_utf8()
                }
            };
            rest = &rest[taken..];
        }
        assert!(
            !outside.contains('<') && !outside.contains("](javascript"),
            "{outside}"
        );
    }
    assert!(markdown.contains("script"), "the name is shown");
    // The JSON holds it as it is.
    let json = report::json(&report, &|_| None);
    assert!(json.contains("x` <script>alert(1)</script>\\n# Title"));
}
