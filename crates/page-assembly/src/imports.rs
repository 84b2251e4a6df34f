//! What the first module imports from its script goes by names of forty letters and a digest each, in both files. Nobody but the
//! two reads them, so they become short: some kilobytes less before the page opens.

use anyhow::{Context as _, Result, ensure};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The module `wasm` and its `script` with short names for what passes from the script, which calls itself `from`.
pub(crate) fn shorten(wasm: &[u8], script: &str, from: &str) -> Result<(Vec<u8>, String)> {
    let (mut module, mut script) = (Module::new(), script.to_owned());
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let Payload::ImportSection(section) = payload else {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            let data = wasm.get(range).context("a section ends after the module")?;
            module.section(&RawSection { id, data });
            continue;
        };
        let mut imports = ImportSection::new();
        for (number, import) in section.into_imports().enumerate() {
            let import = import?;
            let kind = RoundtripReencoder.entity_type(import.ty)?;
            if import.module == from {
                let short = short(number);
                rename(&mut script, import.name, &short)?;
                imports.import(SCRIPT, &short, kind);
            } else {
                imports.import(import.module, import.name, kind);
            }
        }
        module.section(&imports);
    }
    let (old, new) = (format!("\"{from}\":"), format!("\"{SCRIPT}\":"));
    ensure!(
        script.matches(&old).count() == 1,
        "the script does not say once what it gives as {from}"
    );
    Ok((module.finish(), script.replace(&old, &new)))
}

/// What the script is called by the module.
const SCRIPT: &str = "s";

/// `a` to `z`, `ba`, `bb`, and so on.
fn short(number: usize) -> String {
    let letter = char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => letter.to_string(),
        rest => format!("{}{letter}", short(rest)),
    }
}

/// Renames a member of the object that the script gives to the module.
fn rename(script: &mut String, old: &str, new: &str) -> Result<()> {
    let member = format!("\n        {old}: ");
    ensure!(
        script.matches(&member).count() == 1,
        "the script does not define {old} once; crates/page-assembly/src/imports.rs relies on it"
    );
    *script = script.replace(&member, &format!("\n        {new}: "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, EntityType, TypeSection};

    const GLUE: &str = "./page_bg.js";

    fn module(names: &[(&str, &str)]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for (from, name) in names {
            imports.import(from, name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.section(&CustomSection {
            name: "kept".into(),
            data: [7].as_slice().into(),
        });
        module.finish()
    }

    #[test]
    fn module_and_script_agree_on_short_names() {
        let long = module(&[
            (GLUE, "__wbg_add_12ab"),
            ("./chunks.js", "__wbg_load"),
            (GLUE, "__wbg_add_1"),
        ]);
        let script =
            "const i = {\n        __wbg_add_12ab: function() {},\n        __wbg_add_1: f,\n    };
        return {\n        \"./page_bg.js\": i,\n    };";
        let (wasm, script) = shorten(&long, script, GLUE).unwrap();
        let expected = module(&[("s", "a"), ("./chunks.js", "__wbg_load"), ("s", "c")]);
        assert_eq!(wasm, expected);
        assert_eq!(
            script,
            "const i = {\n        a: function() {},\n        c: f,\n    };
        return {\n        \"s\": i,\n    };"
        );
    }

    #[test]
    fn a_script_that_has_changed_is_noticed() {
        let long = module(&[(GLUE, "__wbg_add")]);
        let whole = "{\n        __wbg_add: f, \"./page_bg.js\": i }";
        assert!(shorten(&long, whole, GLUE).is_ok());
        assert!(shorten(&long, &whole.replace("add: ", "add:"), GLUE).is_err());
        assert!(shorten(&long, &whole.replace("page_bg", "page"), GLUE).is_err());
    }

    #[test]
    fn no_two_numbers_share_a_name() {
        let names: std::collections::BTreeSet<_> = (0..2000).map(short).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!([short(0), short(25), short(26)], ["a", "z", "ba"]);
    }
}
