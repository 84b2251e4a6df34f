use super::*;

/// A module as `wasm_split_cli_support` writes those that parts share: one function, which calls itself and reads a global, in
/// the table at `place`; and a byte of data there.
fn shared(globals: &[&str], place: i32, byte: u8) -> Vec<u8> {
    use wasm_encoder::{
        ConstExpr, Elements, Function, GlobalType, MemoryType, RefType, TableType, ValType,
    };
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    let memory = MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    };
    let table = TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 9,
        maximum: None,
        shared: false,
    };
    let global = GlobalType {
        val_type: ValType::I32,
        mutable: true,
        shared: false,
    };
    imports.import("main", "memory", memory);
    imports.import("main", "table", table);
    for name in globals {
        imports.import("main", name, global);
    }
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut elements = ElementSection::new();
    elements.active(
        None,
        &ConstExpr::i32_const(place),
        Elements::Functions([0].as_slice().into()),
    );
    let mut code = CodeSection::new();
    let mut body = Function::new([]);
    let last = u32::try_from(globals.len()).unwrap() - 1;
    body.instructions().global_get(last).drop().call(0).end();
    code.function(&body);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(place), [byte]);
    let mut names = NameMap::new();
    names.append(0, &format!("function {byte}"));
    let mut name = NameSection::new();
    name.functions(&names);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&elements)
        .section(&DataCountSection { count: 1 })
        .section(&code)
        .section(&data)
        .section(&name);
    module.finish()
}

/// What the functions of a module read and call, and what is in its table and memory.
fn told(module: &[u8]) -> String {
    let mut told = String::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    told += &format!("import {} ", import.unwrap().name);
                }
            }
            Payload::CodeSectionEntry(body) => {
                for operator in body.get_operators_reader().unwrap() {
                    told += &format!("{:?} ", operator.unwrap());
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    if let wasmparser::ElementItems::Functions(functions) = element.unwrap().items {
                        for function in functions {
                            told += &format!("element {} ", function.unwrap());
                        }
                    }
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    told += &format!("data {:?} ", data.unwrap().data);
                }
            }
            _ => {}
        }
    }
    told
}

#[test]
fn modules_put_together_do_what_each_did() {
    let mut whole = Whole::default();
    whole.add(&shared(&["a", "b"], 3, 30)).unwrap();
    whole.add(&shared(&["a"], 4, 40)).unwrap();
    whole.add(&shared(&["c"], 5, 50)).unwrap();
    assert_eq!(
        told(&whole.finish()),
        "import memory import table import a import b import c element 0 element 1 element 2 \
         GlobalGet { global_index: 1 } Drop Call { function_index: 0 } End \
         GlobalGet { global_index: 0 } Drop Call { function_index: 1 } End \
         GlobalGet { global_index: 2 } Drop Call { function_index: 2 } End \
         data [30] data [40] data [50] "
    );
}

#[test]
fn a_module_that_is_more_than_shared_code_is_refused() {
    let mut exports = wasm_encoder::ExportSection::new();
    exports.export("memory", wasm_encoder::ExportKind::Memory, 0);
    let mut module = Module::new();
    module.section(&exports);
    let error = Whole::default().add(&module.finish()).unwrap_err();
    assert!(error.to_string().contains("ExportSection"), "{error}");
}

const LOADER: &str = "/* a, b */
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_1.wasm\", import.meta.url));
    return async (imports) => x(src, imports);
}
, []);
/* a */
const __chunk_12 = makeLoad(() => {
    const src = fetch(new URL(\"./chunk_12.wasm\", import.meta.url));
    return async (imports) => x(src, imports);
}
, []);
export const load = wrapAsyncCb(makeLoad(() => y, [__chunk_1, __chunk_12]));
";

#[test]
fn the_loader_fetches_the_whole_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let (one, other) = (shared(&["a"], 1, 1), shared(&["a"], 2, 2));
    let modules = [
        file("chunk_1.wasm", &one),
        file("chunk_12.wasm", &other),
        file("chunk_2.wasm", &[0; SMALL as usize + 1]),
        file("split_a.wasm", b"of the part itself"),
    ];
    let mut loader = LOADER.to_owned();
    let now = gather(&modules, &mut loader).unwrap();
    let names: Vec<_> = now.iter().map(|path| stem(path).unwrap()).collect();
    assert_eq!(names, ["chunk_2", "split_a", GATHERED]);
    assert_eq!(loader.matches("fetch(").count(), 1, "{loader}");
    assert!(loader.contains("\"./chunk_shared.wasm\""), "{loader}");
    assert!(loader.contains("const __chunk_12 = __chunk_1;"), "{loader}");
    assert!(loader.contains("[__chunk_1, __chunk_12]"), "{loader}");
}

#[test]
fn a_loader_that_has_changed_is_noticed() {
    assert!(redirected(LOADER, &["chunk_1"]).is_ok());
    assert!(redirected(&LOADER.replace("makeLoad(", "make("), &["chunk_1"]).is_err());
    assert!(redirected(&LOADER.replace("./chunk_1.", "./c."), &["chunk_1"]).is_err());
}
