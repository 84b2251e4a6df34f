//! Every rule over any file, with signatures answered in every way: no rule panics, and every place is in what it is
//! about. What was found can be written down.

use device_certs::lint::{Exhibit, Member, Profile, Questions, judge, judge_batch};
use device_certs::report::{self, FileReport, Report};
use device_certs::{PrivateKey, Verdict};

pub(crate) fn body(file: &[u8]) {
    let exhibit = Exhibit::unlocked(file, Some("x"));
    let links = exhibit.links();
    // Which answers a file gets is drawn from it, so that it gets the same ones the next time.
    let mut dice = file.iter().fold(links.len(), |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    });
    let mut draw = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (dice >> 33) % sides
    };
    let key: Option<PrivateKey> = exhibit.key.clone();
    for profile in Profile::ALL {
        let verdicts = links.iter().map(|_| match draw(4) {
            0 => Verdict::Invalid,
            1 => Verdict::NotCheckable("no".to_owned()),
            _ => Verdict::Valid,
        });
        let mut verdicts: Vec<Verdict> = verdicts.collect();
        verdicts.truncate(links.len() - draw(links.len() + 1) / 2);
        let questions = Questions {
            registration_id: [None, Some("dev-01"), Some("DEV-01")][draw(3)],
            key: key.as_ref().filter(|_| draw(2) == 0),
            key_proof: [None, Some(true), Some(false)][draw(3)],
            password_unused: draw(2) == 0,
            ..Questions::new(*profile, [i64::MIN, 0, 1_800_000_000, i64::MAX][draw(4)])
        };
        let found = judge(&exhibit, &questions, &verdicts);
        for finding in &found.findings {
            let certificate = finding
                .certificate
                .map(|index| &exhibit.certificates[index]);
            let length = certificate.map_or(file.len(), |certificate| certificate.der.len());
            assert!(finding.bytes.start <= finding.bytes.end && finding.bytes.end <= length);
            assert!(finding.line > 0 && finding.column > 0 && !finding.message.is_empty());
        }
        let mut written = FileReport::of("a".to_owned(), &exhibit);
        written.findings = found.findings;
        written.rulings = found.rulings;
        let written = Report {
            profile: *profile,
            files: vec![written],
        };
        assert!(report::json(&written, &|_| None).ends_with('}'));
        assert!(report::markdown(&written, &|_| None).ends_with('\n'));
    }
    let (name, exhibit) = ("a", &exhibit);
    judge_batch(&[Member { name, exhibit }, Member { name, exhibit }]);
}
