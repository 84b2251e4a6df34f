//! What is said of each kind of field: what it is, why it has its value, what happens if it is wrong, and where it is written.
//!
//! Only what makes `assets/fields.json` of them refers to these texts (`cargo xtask docs`), so that they are in no WebAssembly.
//! What nobody has documented or shown of the real service is called *unproven*.

mod dps;
mod hub;
mod mqtt;
mod sources;
mod tls;
mod tls_alerts;
mod tls_extensions;

/// What is said of one kind of field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The kind, as [`Field::kind`](crate::tree::Field::kind) has it.
    pub id: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Why it has the value it has here.
    pub why: &'static str,
    /// What happens if it is wrong.
    pub wrong: &'static str,
    /// Where that is written.
    pub sources: &'static [Source],
}

/// Where something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub label: &'static str,
    /// Where it is.
    pub url: &'static str,
}

/// The texts of every kind.
pub fn all() -> impl Iterator<Item = &'static Texts> {
    let lists = [
        mqtt::TEXTS,
        dps::TEXTS,
        hub::TEXTS,
        tls::TEXTS,
        tls_alerts::TEXTS,
        tls_extensions::TEXTS,
    ];
    lists.into_iter().flatten()
}

const fn say(
    id: &'static str,
    what: &'static str,
    why: &'static str,
    wrong: &'static str,
    sources: &'static [Source],
) -> Texts {
    Texts {
        id,
        what,
        why,
        wrong,
        sources,
    }
}
