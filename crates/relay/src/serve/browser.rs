//! Opening the link in the person's browser.

use std::process::{Command, Stdio};

/// Asks the desktop to open `url`. When it cannot, the link is on the screen anyway.
pub(super) fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Ok(mut child) = started {
        // Waits on a thread, so that no zombie stays behind.
        std::thread::spawn(move || child.wait());
    }
}
