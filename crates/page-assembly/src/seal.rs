//! A content security policy in the index that allows exactly the inline script that starts the page, and nothing else.
//!
//! D13: the relay says the same in a header; the `<meta>` is for plain file servers, which say nothing. It cannot say who may
//! frame the page: only a header can.

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

/// The index with its policy.
pub(crate) fn seal(html: &str) -> Result<String> {
    let scripts = inline_scripts(html);
    if scripts.is_empty() {
        bail!("index.html holds no inline script; the one that starts the page was expected");
    }
    let hashes: Vec<String> = scripts
        .iter()
        .map(|script| format!("'sha256-{}'", BASE64.encode(Sha256::digest(script))))
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'",
        hashes.join(" ")
    );
    let Some((before, after)) = html.split_once("<head>") else {
        bail!("index.html has no <head>");
    };
    Ok(format!(
        "{before}<head><meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{after}"
    ))
}

/// The text of every script that has no `src`, exactly as a browser hashes it.
fn inline_scripts(html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let Some(open) = rest[start..].find('>') else {
            break;
        };
        let body = &rest[start + open + 1..];
        let Some(end) = body.find("</script>") else {
            break;
        };
        if !rest[start..start + open].contains(" src=") {
            scripts.push(&body[..end]);
        }
        rest = &body[end..];
    }
    scripts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_inline_script_and_no_other() {
        let html = "<html><head></head><body><script type=\"module\">go()</script><script src=\"a.js\"></script>";
        let sealed = seal(html).unwrap();
        let hash = BASE64.encode(Sha256::digest("go()"));
        assert!(
            sealed.contains(&format!("'sha256-{hash}'; style-src")),
            "{sealed}"
        );
        assert_eq!(sealed.matches("sha256-").count(), 1);
    }
}
