//! What the page says of each kind of field, as a file.

use serde_json::json;
use wire_layers::texts;

/// One kind a line, so that changes can be read: what, why, what if it is wrong, and which of the sources, which stand once.
pub(super) fn file() -> String {
    let mut sources: Vec<&texts::Source> = Vec::new();
    let mut lines = Vec::new();
    for texts in texts::all() {
        let mut indices = Vec::new();
        for source in texts.sources {
            let known = sources.iter().position(|known| *known == source);
            indices.push(known.unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            }));
        }
        let field = json!([texts.what, texts.why, texts.wrong, indices]);
        lines.push(format!("{}:{field}", json!(texts.id)));
    }
    let sources = sources
        .iter()
        .map(|source| json!([source.label, source.url]).to_string());
    let sources: Vec<String> = sources.collect();
    format!(
        "{{\"version\":1,\"sources\":[\n{}\n],\"fields\":{{\n{}\n}}}}\n",
        sources.join(",\n"),
        lines.join(",\n")
    )
}
