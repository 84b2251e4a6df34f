use device_certs::Verdict;
use device_certs::lint::{Exhibit, Profile, Questions, judge};

use super::{Batch, Document, MAX_SHOWN, Overview};

const NOW: i64 = 1_800_000_000;

/// The files of a folder of the test data.
fn folder(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = format!(
        "{}/crates/device-certs/testdata/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn batch(files: &[(String, Vec<u8>)]) -> Batch {
    let mut batch = Batch::new(Profile::Device);
    for (name, bytes) in files {
        let exhibit = Exhibit::read(bytes);
        let verdicts = vec![Verdict::Valid; exhibit.links().len()];
        let report = judge(&exhibit, &Questions::new(Profile::Device, NOW), &verdicts);
        batch.add(name.clone(), &exhibit, report, 1000);
    }
    batch.finish();
    batch
}

fn hits<'a>(overview: &'a Overview, rule: &str) -> Vec<(usize, &'a str)> {
    let rule = overview.rules.iter().find(|found| found.id == rule);
    let shown = rule.map(|rule| rule.shown.as_slice()).unwrap_or_default();
    shown
        .iter()
        .map(|hit| (hit.file, hit.message.as_str()))
        .collect()
}

#[test]
fn a_key_that_two_devices_have_is_found_in_both() {
    let files = folder("batch/key_shared");
    let overview = batch(&files).overview();
    let found = hits(&overview, "key_shared");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["dev-01.pem", "dev-02.pem", "dev-03.pem"]);
    let also = |other: &str| format!("two devices have the same key: also in {other} and 1 more");
    let expected = [also("dev-02.pem"), also("dev-01.pem"), also("dev-01.pem")];
    let messages: Vec<&str> = found.iter().map(|(_, message)| *message).collect();
    assert_eq!(messages, expected);
    assert!(hits(&batch(&folder("batch/good")).overview(), "key_shared").is_empty());
}

#[test]
fn what_cannot_be_read_is_a_finding() {
    let mut batch = batch(&[("notes.txt".to_owned(), b"nothing".to_vec())]);
    batch.add_unreadable(
        "gone.pem".to_owned(),
        "the browser could not read it".to_owned(),
    );
    let overview = batch.overview();
    assert_eq!((overview.files, overview.clean), (2, 0));
    assert_eq!(
        hits(&overview, "file_unreadable").last(),
        Some(&(1, "the browser could not read it"))
    );
}

#[test]
fn a_key_of_nobody_is_found_and_one_of_somebody_is_not() {
    let good = folder("batch/good");
    let key = |name: &str| {
        let path = format!(
            "{}/crates/device-certs/testdata/keys/{name}",
            env!("CARGO_MANIFEST_DIR")
        );
        (name.to_owned(), std::fs::read(path).unwrap())
    };
    let files = [good, vec![key("rsa_2048_device.key")]].concat();
    assert_eq!(hits(&batch(&files).overview(), "key_differs").len(), 1);
    let leaf = |name: &str| {
        let path = format!(
            "{}/crates/device-certs/testdata/{name}",
            env!("CARGO_MANIFEST_DIR")
        );
        (name.to_owned(), std::fs::read(path).unwrap())
    };
    let pair = [leaf("device/good_rsa.pem"), key("rsa_2048_device.key")];
    assert_eq!(hits(&batch(&pair).overview(), "key_differs"), []);
}

#[test]
fn the_overview_arrives_as_it_was_sent() {
    let overview = batch(&folder("batch/cn_shared")).overview();
    assert!(!overview.rules.is_empty());
    assert_eq!(Overview::from_json(&overview.to_json()), overview);
    assert_eq!(Overview::from_json("{"), Overview::default());
}

#[test]
fn what_is_everywhere_is_told_apart_from_what_differs() {
    let one = folder("batch/good").remove(0);
    let mut files = vec![one.clone(); MAX_SHOWN + 20];
    files.push(("empty".to_owned(), Vec::new()));
    let overview = batch(&files[..MAX_SHOWN + 20]).overview();
    let (same, differing) = overview.split();
    assert!(differing.is_empty());
    assert!(
        same.iter()
            .all(|rule| rule.shown.len() == MAX_SHOWN && rule.files == MAX_SHOWN + 20)
    );
    let overview = batch(&files).overview();
    assert!(overview.split().0.is_empty());
    // Several findings of one rule in one file are one file, also where no more are shown.
    assert!(
        overview
            .rules
            .iter()
            .all(|rule| rule.files <= MAX_SHOWN + 21)
    );
    let chain = std::fs::read(format!(
        "{}/crates/device-certs/testdata/device/certificate_expired.pem",
        env!("CARGO_MANIFEST_DIR")
    ));
    let twice = [chain.unwrap(), b"\n".to_vec(), one.1].concat();
    let many = vec![("x.pem".to_owned(), twice); MAX_SHOWN + 20];
    let overview = batch(&many).overview();
    assert!(
        overview
            .rules
            .iter()
            .all(|rule| rule.files == MAX_SHOWN + 20)
    );
    let overview = batch(&files).overview();
    assert_eq!((overview.half_micros, overview.most_micros), (1000, 1000));
}

#[test]
fn the_report_is_the_one_of_check() {
    let mut batch = batch(&folder("batch/cn_shared"));
    let document = batch.document(Document::Json, &|_| None);
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!(
        document["files"].as_array().unwrap().len(),
        document["summary"]["files"]
    );
    let markdown = batch.document(Document::Markdown, &|_| None);
    assert!(markdown.contains("cn_shared"), "{markdown}");
    for form in [Document::Json, Document::Markdown] {
        assert_eq!(Document::from_name(form.as_str()), Some(form));
    }
}
