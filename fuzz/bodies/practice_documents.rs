//! Any text where the practice service is told something: enrolment files and their entries, which the management API
//! takes one by one, the paths, queries and bodies of the HTTPS device API, orders of faults. What is taken can be
//! written, and reads back the same.

use dps_protocol::{HubHostname, IdScope};
use practice_dps::device_api::{self, Call};
use practice_dps::enrollments::{
    CaCertificate, EnrollmentFile, EnrollmentGroup, IndividualEnrollment,
};
use practice_dps::{FaultOrder, PracticeDps, ServiceSettings};

pub(crate) fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    entries(&text);
    file(&text);
    fault(&text);
    device(bytes, &text);
}

fn service() -> PracticeDps {
    let settings = ServiceSettings::new(
        IdScope::parse("0ne00C0FFEE").unwrap(),
        HubHostname::parse("localhost").unwrap(),
    );
    PracticeDps::new(settings, 1)
}

fn entries(text: &str) {
    if let Ok(entry) = IndividualEnrollment::parse(text) {
        let again = IndividualEnrollment::parse(&entry.to_json().to_string());
        assert_eq!(again.as_ref(), Ok(&entry));
    }
    if let Ok(entry) = EnrollmentGroup::parse(text) {
        let again = EnrollmentGroup::parse(&entry.to_json().to_string());
        assert_eq!(again.as_ref(), Ok(&entry));
    }
    if let Ok(entry) = CaCertificate::parse(text) {
        let again = CaCertificate::parse(&entry.to_json().to_string());
        assert_eq!(again.as_ref(), Ok(&entry));
        let mut service = service();
        service.put_certificate(entry.clone()).unwrap();
        assert!(service.make_verification_code(&entry.name).is_some());
    }
}

/// All of a file is taken or nothing, and what was taken comes out of the service as a file that can be taken again.
fn file(text: &str) {
    let Ok(file) = EnrollmentFile::parse(text) else {
        return;
    };
    let mut first = service();
    if first.load(file).is_err() {
        assert!(written(&first) == written(&service()));
        return;
    }
    let file = written(&first);
    let mut second = service();
    let read = EnrollmentFile::parse(&file).expect("what was written can be read");
    second
        .load(read)
        .expect("what was taken can be taken again");
    assert!(written(&second) == file);
}

fn written(service: &PracticeDps) -> String {
    service.enrollments().to_json().to_string()
}

fn fault(text: &str) {
    if let Ok(order) = FaultOrder::parse(text) {
        let again = FaultOrder::parse(&order.to_string()).expect("as it was written");
        assert_eq!(again.dose, order.dose);
        assert!(service().set_fault(order));
    }
}

/// The first line is the method and the target, the rest is the body.
fn device(bytes: &[u8], text: &str) {
    let line = text.lines().next().unwrap_or_default();
    let (method, target) = line.split_once(' ').unwrap_or(("PUT", line));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let _ = device_api::api_version(query);
    let body = bytes.splitn(2, |byte| *byte == b'\n').nth(1);
    if let Ok(Call::Register(registrant) | Call::Lookup(registrant) | Call::Poll(registrant, _)) =
        Call::parse(method, path)
    {
        device_api::names_another(body.unwrap_or_default(), &registrant);
    }
}
