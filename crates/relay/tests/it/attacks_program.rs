//! Attacks on the program itself: where it listens, and what it tells.

use crate::test_program::{printed, run};

// A32: no spelling of "every address" is taken, on no option, for the page not even with the dangerous one.
#[test]
fn wildcard_binds_in_every_spelling() {
    let spellings = [
        "0.0.0.0:0",
        "[::]:0",
        "[0:0:0:0:0:0:0:0]:0",
        "[::ffff:0.0.0.0]:0",
        "[::0.0.0.0]:0",
        "0:0",
        "0x0:0",
        "0x0.0x0.0x0.0x0:0",
        "00.00.00.00:0",
        "0.0:0",
        "*:0",
        ":0",
        "[::%lo]:0",
        "192.168.1.1:0",
    ];
    for spelling in spellings {
        for (command, option) in [
            ("serve", "--listen"),
            ("serve", "--practice-listen"),
            ("serve", "--https-listen"),
            ("practice", "--listen"),
            ("practice", "--api-listen"),
        ] {
            let output = run(&[command, option, spelling]);
            let (stdout, stderr) = printed(&output);
            assert_eq!(output.status.code(), Some(2), "{option} {spelling}");
            assert_eq!(stdout, "");
            let reason = ["not a loopback address", "not an address and a port"];
            assert!(
                reason.iter().any(|reason| stderr.contains(reason)),
                "{stderr}"
            );
        }
    }
}
