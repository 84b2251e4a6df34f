//! Any file: reading never panics, every place is in the file, and what was repaired reads back as it is.

use device_certs::pem::{self, Reading};
use device_certs::{PrivateKey, intake};

pub(crate) fn body(file: &[u8]) {
    let reading = pem::read(file);
    check(file, &reading);
    assert_eq!(
        reading,
        pem::read_thoroughly(file),
        "the short cut leads elsewhere"
    );
    let (certificates, problems) = intake::certificates(file, &reading);
    assert!(!certificates.is_empty() || !problems.is_empty());
    let _ = intake::private_key(file, &reading);
    for item in &reading.items {
        let _ = PrivateKey::read(item);
        let again = pem::pem_encode(&item.label, &item.der);
        let again = pem::read(again.as_bytes());
        // What stands in a block of ours needs no repair, unless its label was a lie that nobody could tell.
        if again.repairs.is_empty() && again.problems.is_empty() {
            assert_eq!(again.items[0].der, item.der);
        }
    }
}

fn check(file: &[u8], reading: &Reading) {
    let inside =
        |bytes: &std::ops::Range<usize>| bytes.start <= bytes.end && bytes.end <= file.len();
    for problem in &reading.problems {
        assert!(inside(&problem.bytes) && problem.line > 0 && problem.column > 0);
    }
    for repair in &reading.repairs {
        assert!(inside(&repair.bytes) && repair.line > 0 && repair.column > 0 && repair.times > 0);
        assert_ne!(repair.before, repair.after);
    }
    for item in reading.items.iter().chain(&reading.fragments) {
        assert!(inside(&item.bytes) && item.lines.start > 0 && !item.der.is_empty());
    }
    assert!(
        !reading.items.is_empty() || !reading.problems.is_empty(),
        "nothing found and no reason given"
    );
}
