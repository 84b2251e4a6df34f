//! The page's WebAssembly in several modules: what the lesson needs at once, and one for each part that is fetched later
//! (`src/chunks.rs`), made by `wasm_split_cli_support`, wasm-bindgen, `wasm-opt` and `esbuild`.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

use crate::assets::content_hash;
use crate::gather::gather;
use crate::{imports, tool, write};

/// The binary as cargo names it; the files are named after it.
const NAME: &str = "dps-playground-page";

/// What rustc's WebAssembly uses, and every browser of the last years has. Named, because only the first module says so itself.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Writes the modules of `wasm` and their scripts into `staging`.
pub(crate) fn stage(wasm: &Path, work: &Path, staging: &Path) -> Result<Names> {
    let wasm = std::fs::read(wasm).with_context(|| format!("could not read {}", wasm.display()))?;
    let names = Names::of(&content_hash(&wasm));
    let first = work.join("first.wasm");
    let linker = format!("{NAME}-chunks-{}.js", names.hash);
    let mut options = Options::new(&wasm);
    let (link_name, main_module) = (format!("./{linker}"), format!("./{}.js", names.base()));
    options.output_dir = work;
    options.main_out_path = &first;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split = transform(options).map_err(|error| anyhow!("{error:#}"))?;
    Bindgen::new()
        .input_path(&first)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true)
        .out_name(&names.base())
        .generate(work)?;

    let main = format!("{}_bg.wasm", names.base());
    let script = work.join(format!("{}.js", names.base()));
    let (wasm, glue) = imports::shorten(
        &std::fs::read(work.join(&main))?,
        &std::fs::read_to_string(&script)?,
        &format!("./{}_bg.js", names.base()),
    )?;
    std::fs::write(work.join(&main), wasm)?;
    write(&script, &glue)?;
    let mut modules = vec![(work.join(&main), staging.join(&main))];
    let mut loader = std::fs::read_to_string(work.join(&linker))?;
    for module in &gather(&split.split_modules, &mut loader)? {
        let stem = module.file_stem().and_then(|stem| stem.to_str());
        let stem = stem.with_context(|| format!("{} has no name", module.display()))?;
        let name = format!("{NAME}-{stem}-{}.wasm", names.hash);
        modules.push((module.clone(), staging.join(&name)));
        let (old, new) = (format!("\"./{stem}.wasm\""), format!("\"./{name}\""));
        ensure!(loader.contains(&old), "{linker} does not name {stem}.wasm");
        loader = loader.replace(&old, &new);
    }
    write(&work.join(&linker), &for_any_server(&loader)?)?;
    side_by_side(modules, |(from, to)| {
        let (from, to) = (text(from)?, format!("--output={}", to.display()));
        let mut arguments = vec!["-Os", "--reorder-functions-by-name", &from, &to];
        arguments.extend(FEATURES);
        tool::call("wasm-opt", arguments)
    })?;
    for script in [format!("{}.js", names.base()), linker] {
        let from = text(&work.join(&script))?;
        let to = format!("--outfile={}", staging.join(&script).display());
        let options = ["--minify", "--format=esm", "--log-level=error"];
        tool::call("esbuild", [from.as_str(), &to].into_iter().chain(options))?;
    }
    write(&staging.join(names.worker()), &names.worker_script())?;
    Ok(names)
}

/// Does `work` for each item, as many at a time as there are processors, in order.
fn side_by_side<T: Send>(items: Vec<T>, work: impl Fn(&T) -> Result<()> + Sync) -> Result<()> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let queue = std::sync::Mutex::new(items.into_iter());
    let take = || queue.lock().ok()?.next();
    std::thread::scope(|scope| {
        let drain = || std::iter::from_fn(take).try_for_each(|item| work(&item));
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(drain)).collect();
        let mut ends = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        ends.try_for_each(|end| end.unwrap_or_else(|_| bail!("a worker thread panicked")))
    })
}

/// Chunks by way of their bytes: plain file servers need not know the media type of WebAssembly, as they need not for the
/// first module.
fn for_any_server(loader: &str) -> Result<String> {
    let streaming = "WebAssembly.instantiateStreaming(src, imports)";
    ensure!(
        loader.contains(streaming) || !loader.contains("fetch("),
        "the chunk loader no longer uses {streaming}; crates/page-assembly/src/modules.rs relies on it"
    );
    Ok(loader.replace(
        streaming,
        "WebAssembly.instantiate(await (await src).arrayBuffer(), imports)",
    ))
}

/// What the modules are called: by a digest of the one they all come from.
pub(crate) struct Names {
    hash: String,
}

impl Names {
    pub(crate) fn of(hash: &str) -> Self {
        let hash = hash.to_owned();
        Self { hash }
    }

    fn base(&self) -> String {
        format!("{NAME}-{}", self.hash)
    }

    fn worker(&self) -> String {
        format!("{}-worker.js", self.base())
    }

    /// The page and its worker are one module. The worker enters it by a script of its own, since the content security
    /// policy allows only scripts that are files.
    fn worker_script(&self) -> String {
        let base = self.base();
        format!(
            "import init from \"./{base}.js\";init({{module_or_path:new URL(\"./{base}_bg.wasm\",import.meta.url)}});\n"
        )
    }

    /// What the index says in its head: start the first module, fetch it at once, and this is the worker.
    pub(crate) fn tags(&self) -> String {
        let (base, worker) = (self.base(), self.worker());
        format!(
            "<script type=\"module\">import init from \"./{base}.js\";await init({{module_or_path:\"./{base}_bg.wasm\"}});</script>
    <link rel=\"modulepreload\" href=\"./{base}.js\" crossorigin=\"anonymous\" />
    <link rel=\"preload\" href=\"./{base}_bg.wasm\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\" />
    <meta name=\"worker\" content=\"./{worker}\" />"
        )
    }
}

fn text(path: &Path) -> Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.with_context(|| format!("{} is not text", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_names_what_was_staged() {
        let names = Names::of("0a");
        let tags = names.tags();
        assert!(
            tags.contains("href=\"./dps-playground-page-0a_bg.wasm\""),
            "{tags}"
        );
        assert!(
            tags.contains("content=\"./dps-playground-page-0a-worker.js\""),
            "{tags}"
        );
        assert!(
            names
                .worker_script()
                .contains("./dps-playground-page-0a.js")
        );
    }

    #[test]
    fn a_loader_that_has_changed_is_noticed() {
        let loader = "fetch(x); WebAssembly.instantiateStreaming(src, imports)";
        assert!(for_any_server(loader).unwrap().contains("arrayBuffer"));
        assert!(for_any_server("fetch(x); other(src)").is_err());
    }

    #[test]
    fn every_item_is_worked_on_and_the_first_failure_is_the_answer() {
        let seen = std::sync::atomic::AtomicUsize::new(0);
        let count = |_: &u8| {
            seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(())
        };
        side_by_side(vec![1, 2, 3, 4, 5], count).unwrap();
        assert_eq!(seen.into_inner(), 5);
        let refuse = |item: &u8| match item {
            3 => bail!("three"),
            _ => Ok(()),
        };
        let error = side_by_side(vec![1, 2, 3, 4, 5], refuse).unwrap_err();
        assert_eq!(error.to_string(), "three");
    }
}
