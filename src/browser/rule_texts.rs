//! What is said to people at length, from files beside the page.

use gloo::net::http::Request;

use crate::bench::Texts;

/// Fetches the texts of the rules; none when whatever serves the page does not answer with them.
pub async fn rule_texts() -> Option<Texts> {
    Some(Texts::parse(&asset("lints.json").await?))
}

/// Fetches a file beside the page.
pub async fn asset(name: &str) -> Option<String> {
    let answer = Request::get(name).send().await.ok()?;
    if !answer.ok() {
        return None;
    }
    answer.text().await.ok()
}
