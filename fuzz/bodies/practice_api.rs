//! The management API asked anything: the first line is the method and the target, the rest is the body; a blank line and
//! another first line ask again. Every answer has a status and a body that is JSON or nothing, and what is managed stays
//! bounded.

use device_certs::Verdict;
use dps_protocol::{HubHostname, IdScope};
use practice_dps::api::{Answer, Ask, Reply};
use practice_dps::enrollments::{MAX_CERTIFICATES, MAX_ENROLLMENT_GROUPS};
use practice_dps::fault::MAX_ACTIVE_FAULTS;
use practice_dps::{MAX_LINKED_HUBS, PracticeDps, ServiceSettings};
use serde_json::Value;

pub(crate) fn body(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let settings = ServiceSettings::new(
        IdScope::parse("0ne00C0FFEE").unwrap(),
        HubHostname::parse("localhost").unwrap(),
    );
    let mut service = PracticeDps::new(settings, 1);
    for (index, question) in text.split("\n\n").take(16).enumerate() {
        let (line, body) = question.split_once('\n').unwrap_or((question, ""));
        let (method, target) = line.split_once(' ').unwrap_or(("GET", line));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path: Vec<&str> = path.split('/').collect();
        let ask = Ask {
            method,
            path: &path,
            query,
            body,
            texts: &[],
        };
        let reply = match service.answer(ask) {
            Answer::Reply(reply) => reply,
            Answer::Prove(proof) => {
                let verdict = [Verdict::Valid, Verdict::Invalid][index % 2].clone();
                proof.settle(&mut service, &verdict)
            }
        };
        check(&reply);
        assert!(service.faults().len() <= MAX_ACTIVE_FAULTS);
        assert!(service.settings().hubs.len() <= MAX_LINKED_HUBS);
        assert!(service.enrollments().certificates().count() <= MAX_CERTIFICATES);
        // As many of either kind of attestation.
        assert!(service.enrollments().groups().count() <= 2 * MAX_ENROLLMENT_GROUPS);
    }
}

fn check(reply: &Reply) {
    assert!(
        [200, 204, 400, 404, 405].contains(&reply.status),
        "{reply:?}"
    );
    let is_json = serde_json::from_str::<Value>(&reply.body).is_ok();
    assert!(
        is_json || (reply.body.is_empty() && reply.status == 204),
        "{reply:?}"
    );
    assert!(
        reply.status < 400 || reply.body.contains("error"),
        "{reply:?}"
    );
}
