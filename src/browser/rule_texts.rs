//! What the rules say to people, from the file beside the page.

use gloo::net::http::Request;

use crate::bench::Texts;

/// Fetches the texts; none when whatever serves the page does not answer with them.
pub async fn rule_texts() -> Option<Texts> {
    let answer = Request::get("lints.json").send().await.ok()?;
    if !answer.ok() {
        return None;
    }
    Some(Texts::parse(&answer.text().await.ok()?))
}
