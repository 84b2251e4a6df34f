//! What `index.html` asks for with `data-trunk`, as far as this page asks: stylesheets, which become one; an icon and a script,
//! named by their content; files to copy; and the WebAssembly.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

use crate::modules::Names;
use crate::{tool, write};

const MARK: &str = "data-trunk";

/// Writes the assets of `html`, which are found relative to `root`, into `staging`; returns the index that names them.
pub(crate) fn stage(html: &str, names: &Names, root: &Path, staging: &Path) -> Result<String> {
    let mut sheets = String::new();
    let mut done = String::new();
    let mut rest = html;
    while let Some((before, tag, after)) = next_tag(rest)? {
        done.push_str(before);
        rest = after;
        let reference = attribute(tag, "href").or_else(|| attribute(tag, "src"));
        let file = || {
            let reference = reference.with_context(|| format!("{tag} names no file"))?;
            Ok::<_, anyhow::Error>(root.join(reference))
        };
        match attribute(tag, "rel") {
            Some("css") if sheets.is_empty() => {
                sheets.push_str(&read(&file()?)?);
                done.push_str(STYLESHEET);
            }
            Some("css") => {
                sheets.push_str(&read(&file()?)?);
                done.truncate(done.trim_end().len());
            }
            Some("icon") => {
                let name = copy_by_content(&file()?, staging)?;
                done.push_str(&format!(
                    "<link rel=\"icon\" href=\"./{name}\" type=\"image/svg+xml\" />"
                ));
            }
            Some("copy-file") => {
                let file = file()?;
                let name = file.file_name().context("a file to copy has no name")?;
                write(&staging.join(name), &read(&file)?)?;
                done.truncate(done.trim_end().len());
            }
            Some("rust") => done.push_str(&names.tags()),
            None if tag.starts_with("<script") => {
                let name = copy_by_content(&file()?, staging)?;
                done.push_str(&format!("<script src=\"./{name}\">"));
            }
            _ => bail!("{tag} asks for what crates/page-assembly does not know"),
        }
    }
    done.push_str(rest);
    ensure!(!sheets.is_empty(), "index.html names no stylesheet");
    let name = join_sheets(&sheets, staging)?;
    Ok(done.replacen(
        STYLESHEET,
        &format!("<link rel=\"stylesheet\" href=\"./{name}\" />"),
        1,
    ))
}

/// Stands for the one stylesheet until its name is known.
const STYLESHEET: &str = "<!-- the stylesheet -->";

/// What comes before the next tag that is for us, the tag, and what comes after it.
fn next_tag(html: &str) -> Result<Option<(&str, &str, &str)>> {
    let Some(mark) = html.find(MARK) else {
        return Ok(None);
    };
    let start = html[..mark]
        .rfind('<')
        .context("data-trunk outside a tag")?;
    let end = html[mark..].find('>').context("a tag without an end")? + mark + 1;
    Ok(Some((&html[..start], &html[start..end], &html[end..])))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
}

/// One file in the order of the links, which is that of the layers: together they compress to half, and the page is there
/// after one request.
fn join_sheets(sheets: &str, staging: &Path) -> Result<String> {
    let name = format!("style-{}.css", content_hash(sheets.as_bytes()));
    let file = staging.join(&name);
    write(&file, sheets)?;
    let to = format!("--outfile={}", file.display());
    let file = file.to_str().context("the folder's name is not text")?;
    tool::call(
        "esbuild",
        [
            file,
            &to,
            "--minify",
            "--allow-overwrite",
            "--log-level=error",
        ],
    )?;
    Ok(name)
}

fn copy_by_content(file: &Path, staging: &Path) -> Result<String> {
    let text = read(file)?;
    let parts = (file.file_stem(), file.extension());
    let (Some(Some(stem)), Some(Some(extension))) = (
        parts.0.map(|stem| stem.to_str()),
        parts.1.map(|end| end.to_str()),
    ) else {
        bail!("{} has no name with an end", file.display());
    };
    let name = format!("{stem}-{}.{extension}", content_hash(text.as_bytes()));
    write(&staging.join(&name), &text)?;
    Ok(name)
}

/// Enough of a digest to tell one version of a file from another, in 16 hexadecimal digits.
pub(crate) fn content_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_what_stands_around_them() {
        let html = "<head>\n<link data-trunk rel=\"css\" href=\"a.css\" />\n<b>";
        let (before, tag, after) = next_tag(html).unwrap().unwrap();
        assert_eq!(before, "<head>\n");
        assert_eq!(attribute(tag, "rel"), Some("css"));
        assert_eq!(attribute(tag, "href"), Some("a.css"));
        assert_eq!(attribute(tag, "src"), None);
        assert_eq!(after, "\n<b>");
        assert!(next_tag("<link rel=\"css\">").unwrap().is_none());
        assert!(next_tag("data-trunk").is_err());
    }

    #[test]
    fn assets_are_copied_and_named_by_their_content() {
        let root = tempfile::tempdir().unwrap();
        let staging = tempfile::tempdir().unwrap();
        let names = Names::of("0123");
        std::fs::write(root.path().join("i.svg"), "<svg/>").unwrap();
        std::fs::write(root.path().join("l.json"), "{}").unwrap();
        std::fs::write(root.path().join("t.js"), "go()").unwrap();
        let html = "<link data-trunk rel=\"icon\" href=\"i.svg\" /><script data-trunk src=\"t.js\"></script>\n  \
                    <link data-trunk rel=\"copy-file\" href=\"l.json\" /><link data-trunk rel=\"rust\" />";
        let error = stage(html, &names, root.path(), staging.path()).unwrap_err();
        assert_eq!(error.to_string(), "index.html names no stylesheet");
        assert!(staging.path().join("l.json").is_file());
        let script = format!("t-{}.js", content_hash(b"go()"));
        assert!(staging.path().join(script).is_file());
    }

    #[test]
    fn what_is_not_known_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let html = "<link data-trunk rel=\"sass\" href=\"x.scss\" />";
        let error = stage(html, &Names::of("0"), folder.path(), folder.path()).unwrap_err();
        assert!(error.to_string().contains("rel=\"sass\""), "{error}");
        let html = "<link data-trunk rel=\"css\" href=\"missing.css\" />";
        let error = stage(html, &Names::of("0"), folder.path(), folder.path()).unwrap_err();
        assert!(error.to_string().contains("missing.css"), "{error}");
    }
}
