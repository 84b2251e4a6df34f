//! What several parts of the page share comes out of `wasm_split_cli_support` as one module for each set of parts, dozens of
//! them and most of a few hundred bytes. Here the small ones become a single module: one request instead of thirty, and a third
//! less to fetch, since a module on its own compresses badly. It is safe to load more than a part asks for: every function and
//! every byte of data has one place of its own in the table and memory that all modules share.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, EntityType, FunctionSection,
    ImportSection, Module, NameMap, NameSection, TypeSection,
};
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Shared modules of up to so many bytes, as `wasm_split_cli_support` writes them, are put together. Chosen from a list of their
/// sizes: much larger, and a part fetches in vain what others need; much smaller, and too many of them compress badly alone.
const SMALL: u64 = 24 * 1024;

/// The name of the module that they become, which is not among those given.
const GATHERED: &str = "chunk_shared";

/// Puts the small ones among `modules` together and has `loader` load the whole instead; answers with what there is now.
pub(crate) fn gather(modules: &[PathBuf], loader: &mut String) -> Result<Vec<PathBuf>> {
    let (mut kept, mut small) = (Vec::new(), Vec::new());
    for module in modules {
        let stem = stem(module)?;
        let is_small = stem.starts_with("chunk_") && std::fs::metadata(module)?.len() <= SMALL;
        if is_small { &mut small } else { &mut kept }.push(module.clone());
    }
    let [first, .., _] = small.as_slice() else {
        return Ok(modules.to_vec());
    };
    let mut whole = Whole::default();
    for module in &small {
        let bytes = std::fs::read(module)?;
        whole
            .add(&bytes)
            .with_context(|| format!("could not put {} with others", module.display()))?;
    }
    let gathered = first.with_file_name(format!("{GATHERED}.wasm"));
    std::fs::write(&gathered, whole.finish())?;
    let names = small.iter().map(|module| stem(module));
    *loader = redirected(loader, &names.collect::<Result<Vec<_>>>()?)?;
    kept.push(gathered);
    Ok(kept)
}

fn stem(module: &Path) -> Result<&str> {
    let stem = module.file_stem().and_then(|stem| stem.to_str());
    stem.with_context(|| format!("{} has no name", module.display()))
}

/// The loader with the first of `names` fetching the whole, and the others waiting for the first.
fn redirected(loader: &str, names: &[&str]) -> Result<String> {
    let mut loader = loader.to_owned();
    let (mut first, mut after) = (None, 0);
    for name in names {
        let constant = format!("__{name}");
        let begin = format!("const {constant} = makeLoad(");
        let end = ", []);";
        // The first comes before the others, which name it.
        let start = loader[after..].find(&begin);
        let start = after + start.with_context(|| format!("the loader has no {begin:?}"))?;
        after = start;
        let length = loader[start..].find(end);
        let length = length.with_context(|| format!("the loader never ends {begin:?}"))?;
        let place = start..start + length + end.len();
        let old = &loader[place.clone()];
        let address = format!("\"./{name}.wasm\"");
        ensure!(
            old.contains(&address) && old.matches("makeLoad").count() == 1,
            "the loader fetches something else than {address} by {old:?}"
        );
        let new = match &first {
            None => old.replace(&address, &format!("\"./{GATHERED}.wasm\"")),
            Some(first) => format!("const {constant} = {first};"),
        };
        loader.replace_range(place, &new);
        first.get_or_insert(constant);
    }
    Ok(loader)
}

/// Several modules that export nothing and import no functions, in one.
#[derive(Default)]
struct Whole {
    types: TypeSection,
    imports: Vec<(String, String, EntityType)>,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
    names: NameMap,
}

/// Where what a module counts from nought stands in the whole.
#[derive(Default)]
struct Shifted {
    types: u32,
    functions: u32,
    elements: u32,
    data: u32,
    globals: Vec<u32>,
}

impl Reencode for Shifted {
    type Error = std::convert::Infallible;

    fn type_index(&mut self, index: u32) -> Result<u32, Failed> {
        Ok(self.types + index)
    }

    fn function_index(&mut self, index: u32) -> Result<u32, Failed> {
        Ok(self.functions + index)
    }

    fn element_index(&mut self, index: u32) -> Result<u32, Failed> {
        Ok(self.elements + index)
    }

    fn data_index(&mut self, index: u32) -> Result<u32, Failed> {
        Ok(self.data + index)
    }

    fn global_index(&mut self, index: u32) -> Result<u32, Failed> {
        let known = usize::try_from(index)
            .ok()
            .and_then(|index| self.globals.get(index));
        // A module with globals of its own is refused before its code is read, so there is no other.
        Ok(known.copied().unwrap_or(u32::MAX))
    }
}

type Failed = wasm_encoder::reencode::Error;

fn failed(error: Failed) -> anyhow::Error {
    anyhow!("{error}")
}

impl Whole {
    fn add(&mut self, bytes: &[u8]) -> Result<()> {
        let mut shifted = Shifted {
            types: self.types.len(),
            functions: self.functions.len(),
            elements: self.elements.len(),
            data: self.data.len(),
            globals: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::TypeSection(section) => shifted
                    .parse_type_section(&mut self.types, section)
                    .map_err(failed)?,
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        let kind = shifted.entity_type(import.ty).map_err(failed)?;
                        self.import(import.module, import.name, kind, &mut shifted)?;
                    }
                }
                Payload::FunctionSection(section) => shifted
                    .parse_function_section(&mut self.functions, section)
                    .map_err(failed)?,
                Payload::ElementSection(section) => shifted
                    .parse_element_section(&mut self.elements, section)
                    .map_err(failed)?,
                Payload::CodeSectionEntry(body) => shifted
                    .parse_function_body(&mut self.code, body)
                    .map_err(failed)?,
                Payload::DataSection(section) => shifted
                    .parse_data_section(&mut self.data, section)
                    .map_err(failed)?,
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        self.name(names, shifted.functions)?;
                    }
                }
                Payload::Version { .. }
                | Payload::DataCountSection { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::End(_) => {}
                // There is one, and nothing in it.
                Payload::ExportSection(section) if section.count() == 0 => {}
                other => bail!("did not expect {other:?} in a module that parts share"),
            }
        }
        Ok(())
    }

    fn import(
        &mut self,
        module: &str,
        name: &str,
        kind: EntityType,
        shifted: &mut Shifted,
    ) -> Result<()> {
        let same =
            |(from, known, _): &&(String, String, EntityType)| from == module && known == name;
        match self.imports.iter().find(same) {
            Some((_, _, known)) => ensure!(
                *known == kind,
                "{name} is {known:?} here and {kind:?} there"
            ),
            None => self
                .imports
                .push((module.to_owned(), name.to_owned(), kind)),
        }
        let of_kind = |wanted: fn(&EntityType) -> bool| {
            let imports = self.imports.iter();
            imports.filter(move |(_, _, kind)| wanted(kind))
        };
        match kind {
            EntityType::Memory(_) | EntityType::Table(_) => {
                let others = of_kind(|kind| matches!(kind, EntityType::Memory(_))).count() > 1
                    || of_kind(|kind| matches!(kind, EntityType::Table(_))).count() > 1;
                ensure!(!others, "{name} is a second memory or table");
            }
            EntityType::Global(_) => {
                let place = of_kind(|kind| matches!(kind, EntityType::Global(_)))
                    .position(|(from, known, _)| from == module && known == name);
                shifted
                    .globals
                    .push(u32::try_from(place.unwrap_or_default())?);
            }
            _ => bail!("{name} from {module} is imported as {kind:?}"),
        }
        Ok(())
    }

    /// `wasm-opt` orders functions by what they are called.
    fn name(&mut self, names: wasmparser::NameSectionReader<'_>, shift: u32) -> Result<()> {
        for name in names {
            if let Name::Function(functions) = name? {
                for naming in functions {
                    let naming = naming?;
                    self.names.append(shift + naming.index, naming.name);
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let mut imports = ImportSection::new();
        for (module, name, kind) in &self.imports {
            imports.import(module, name, *kind);
        }
        let mut names = NameSection::new();
        names.functions(&self.names);
        let count = self.data.len();
        let mut module = Module::new();
        module
            .section(&self.types)
            .section(&imports)
            .section(&self.functions)
            .section(&self.elements)
            .section(&DataCountSection { count })
            .section(&self.code)
            .section(&self.data)
            .section(&names);
        module.finish()
    }
}

#[cfg(test)]
mod tests;
