//! The built index: one stylesheet instead of many, and a content security policy that allows exactly the inline script
//! that Trunk wrote and nothing else.
//!
//! The relay says the same in a header; the `<meta>` is for plain file servers, which say nothing.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

/// Rewrites the index in `staging`.
pub(super) fn index(staging: &Path) -> Result<()> {
    let index = staging.join("index.html");
    let html = std::fs::read_to_string(&index)
        .with_context(|| format!("could not read {}", index.display()))?;
    let sealed = seal(&join_stylesheets(&html, staging)?)?;
    std::fs::write(&index, sealed).with_context(|| format!("could not write {}", index.display()))
}

/// Puts the stylesheets that `html` links into one file, in the order of the links, which is that of their layers.
/// Together they compress to half, and the page is there after one request.
fn join_stylesheets(html: &str, folder: &Path) -> Result<String> {
    let mut joined = String::new();
    let mut joined_files = Vec::new();
    let mut rest = html;
    let mut without = String::new();
    while let Some(start) = rest.find("<link rel=\"stylesheet\"") {
        let Some(end) = rest[start..].find('>') else {
            break;
        };
        let tag = &rest[start..=start + end];
        let href = tag
            .split("href=\"")
            .nth(1)
            .and_then(|href| href.split('"').next());
        let href = href.with_context(|| format!("{tag} has no href"))?;
        let file = folder.join(href.trim_start_matches("./"));
        let sheet = std::fs::read_to_string(&file)
            .with_context(|| format!("could not read {}", file.display()))?;
        joined_files.push(file);
        if joined.is_empty() {
            without.push_str(&rest[..start]);
            without.push_str(STYLESHEET);
        } else {
            without.push_str(rest[..start].trim_end());
        }
        joined.push_str(sheet.trim());
        joined.push('\n');
        rest = &rest[start + end + 1..];
    }
    without.push_str(rest);
    if joined.is_empty() {
        bail!("index.html links no stylesheet");
    }
    let hash = Sha256::digest(&joined);
    let name = format!(
        "style-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}.css",
        hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]
    );
    std::fs::write(folder.join(&name), &joined)
        .with_context(|| format!("could not write {name}"))?;
    for file in joined_files {
        std::fs::remove_file(&file)
            .with_context(|| format!("could not remove {}", file.display()))?;
    }
    Ok(without.replacen(
        STYLESHEET,
        &format!("<link rel=\"stylesheet\" href=\"./{name}\">"),
        1,
    ))
}

/// Stands for the one stylesheet until its name is known.
const STYLESHEET: &str = "<!-- the stylesheet -->";

fn seal(html: &str) -> Result<String> {
    let scripts = inline_scripts(html);
    if scripts.is_empty() {
        bail!("index.html holds no inline script; Trunk's loader was expected");
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

    #[test]
    fn stylesheets_become_one_in_the_order_of_their_links() {
        let folder = std::env::temp_dir().join(format!("dps-join-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("b.css"), "b {}\n").unwrap();
        std::fs::write(folder.join("a.css"), "a {}\n").unwrap();
        let html = "<head><link rel=\"stylesheet\" href=\"./b.css\" integrity=\"x\"/>\n\
                    <link rel=\"icon\" href=\"i\"/>\n<link rel=\"stylesheet\" href=\"./a.css\"/></head>";
        let joined = join_stylesheets(html, &folder).unwrap();
        assert_eq!(joined.matches("stylesheet").count(), 1, "{joined}");
        assert!(joined.contains("rel=\"icon\""), "{joined}");
        let name = joined
            .split("href=\"./")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        assert_eq!(
            std::fs::read_to_string(folder.join(name)).unwrap(),
            "b {}\na {}\n"
        );
        assert!(!folder.join("a.css").exists());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_page_without_a_loader_is_refused() {
        assert!(seal("<html><head></head></html>").is_err());
    }
}
