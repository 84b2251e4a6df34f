//! Tests of what the page makes of a diagnosis.

mod run;
mod text;

use super::texts::CauseTexts;

fn asset(name: &str) -> String {
    let path = format!("{}/assets/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn causes_file() -> CauseTexts {
    CauseTexts::parse(&asset("causes.json"))
}
