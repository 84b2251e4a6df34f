//! The page's WebAssembly in several modules: what the lesson needs at once, and one for each part that is fetched later.
//!
//! Trunk knows nothing of split points (`src/chunks.rs`). What it staged from the whole module is therefore replaced here
//! by what `wasm_split_cli_support`, wasm-bindgen, wasm-opt and esbuild make of the same module.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use wasm_split_cli_support::{Options, transform};

use crate::{shell, tools};

/// The binary as cargo names it; Trunk names what it stages after it.
pub(super) const NAME: &str = "dps-playground-page";
/// The cargo profile that `index.html` names.
pub(super) const PROFILE: &str = "page";

/// What rustc's WebAssembly uses, and every browser of the last years has. Named, because only the first module says so itself.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Replaces the whole module in `staging` by its parts.
pub(super) fn stage(staging: &Path) -> Result<()> {
    let whole = shell::target_dir()
        .join("wasm32-unknown-unknown")
        .join(PROFILE)
        .join(format!("{NAME}.wasm"));
    let staged = Staged::find(staging)?;
    let work = shell::target_dir().join("page-modules");
    if work.exists() {
        std::fs::remove_dir_all(&work)
            .with_context(|| format!("could not empty {}", work.display()))?;
    }
    let path = shell::path_with(&tools::for_page()?)?;
    let call = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        shell::run(command.args(arguments).env("PATH", &path))
    };

    let wasm =
        std::fs::read(&whole).with_context(|| format!("could not read {}", whole.display()))?;
    let first = work.join("first.wasm");
    let linker = format!("{NAME}-chunks-{}.js", staged.hash);
    let mut options = Options::new(&wasm);
    let (link_name, main_module) = (format!("./{linker}"), format!("./{}.js", staged.base()));
    options.output_dir = &work;
    options.main_out_path = &first;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split = transform(options).map_err(|error| anyhow::anyhow!("{error:#}"))?;

    call(
        "wasm-bindgen",
        &[
            "--target=web",
            "--no-typescript",
            "--keep-lld-exports",
            &format!("--out-dir={}", work.display()),
            &format!("--out-name={}", staged.base()),
            &text(&first)?,
        ],
    )?;

    let main = format!("{}_bg.wasm", staged.base());
    let mut modules = vec![(work.join(&main), staging.join(&main))];
    let mut loader = std::fs::read_to_string(work.join(&linker))?;
    for module in &split.split_modules {
        let stem = module.file_stem().and_then(|stem| stem.to_str());
        let stem = stem.with_context(|| format!("{} has no name", module.display()))?;
        let name = format!("{NAME}-{stem}-{}.wasm", staged.hash);
        modules.push((module.clone(), staging.join(&name)));
        let (old, new) = (format!("\"./{stem}.wasm\""), format!("\"./{name}\""));
        ensure!(loader.contains(&old), "{linker} does not name {stem}.wasm");
        loader = loader.replace(&old, &new);
    }
    std::fs::write(work.join(&linker), for_any_server(&loader)?)?;
    side_by_side(modules, |(from, to)| {
        let (from, to) = (text(from)?, format!("--output={}", to.display()));
        let mut arguments = vec!["-Os", "--quiet", "--reorder-functions-by-name", &from, &to];
        arguments.extend(FEATURES);
        // It has remarks about every module that comes of a split; they are of use only if it fails.
        shell::output(Command::new("wasm-opt").args(arguments).env("PATH", &path)).map(drop)
    })?;

    for script in [format!("{}.js", staged.base()), linker] {
        let (from, to) = (work.join(&script), staging.join(&script));
        let to = format!("--outfile={}", to.display());
        call(
            "esbuild",
            &[
                &text(&from)?,
                &to,
                "--minify",
                "--format=esm",
                "--log-level=error",
            ],
        )?;
    }
    staged.write_worker(staging)?;
    staged.correct_index(staging)
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
        "the chunk loader no longer uses {streaming}; crates/xtask/src/page/modules.rs relies on it"
    );
    Ok(loader.replace(
        streaming,
        "WebAssembly.instantiate(await (await src).arrayBuffer(), imports)",
    ))
}

/// What Trunk staged: names that end in a hash of the module.
struct Staged {
    hash: String,
}

impl Staged {
    fn find(staging: &Path) -> Result<Self> {
        for entry in std::fs::read_dir(staging)? {
            let name = entry?.file_name();
            let hash = name
                .to_str()
                .and_then(|name| name.strip_prefix(NAME)?.strip_prefix('-'))
                .and_then(|name| name.strip_suffix("_bg.wasm"));
            if let Some(hash) = hash {
                let hash = hash.to_owned();
                return Ok(Self { hash });
            }
        }
        bail!("no {NAME}-<hash>_bg.wasm in {}", staging.display())
    }

    fn base(&self) -> String {
        format!("{NAME}-{}", self.hash)
    }

    fn worker(&self) -> String {
        format!("{}-worker.js", self.base())
    }

    /// The page and its worker are one module. The worker enters it by a script of its own, since the content security
    /// policy allows only scripts that are files.
    fn write_worker(&self, staging: &Path) -> Result<()> {
        let base = self.base();
        let script = format!(
            "import init from \"./{base}.js\";init({{module_or_path:new URL(\"./{base}_bg.wasm\",import.meta.url)}});\n"
        );
        let file = staging.join(self.worker());
        std::fs::write(&file, script).with_context(|| format!("could not write {}", file.display()))
    }

    /// The digests in the index are those of what was replaced. Everything comes from where the index itself comes from, so
    /// they are left out rather than made anew.
    fn correct_index(&self, staging: &Path) -> Result<()> {
        let index = staging.join("index.html");
        let html = std::fs::read_to_string(&index)
            .with_context(|| format!("could not read {}", index.display()))?;
        let html = without_digests(&html, &self.base());
        std::fs::write(&index, naming_worker(&html, &self.worker())?)
            .with_context(|| format!("could not write {}", index.display()))
    }
}

/// `html` without the `integrity` of every tag that names `base`.
fn without_digests(html: &str, base: &str) -> String {
    let mut tags: Vec<String> = html.split_inclusive('>').map(str::to_owned).collect();
    for tag in &mut tags {
        if !tag.contains(base) {
            continue;
        }
        if let Some((before, after)) = tag.split_once(" integrity=\"")
            && let Some((_, after)) = after.split_once('"')
        {
            *tag = format!("{before}{after}");
        }
    }
    tags.concat()
}

/// `html` with the name of the worker's script, where the page looks for it.
fn naming_worker(html: &str, worker: &str) -> Result<String> {
    let (before, after) = html
        .split_once("</head>")
        .context("index.html has no </head>")?;
    Ok(format!(
        "{before}<meta name=\"worker\" content=\"./{worker}\">\n</head>{after}"
    ))
}

fn text(path: &Path) -> Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.with_context(|| format!("{} is not text", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_digests_of_what_was_replaced_go() {
        let html = "<link href=\"./page-1.js\" integrity=\"sha384-a\"><link href=\"./o.css\" integrity=\"sha384-b\">";
        assert_eq!(
            without_digests(html, "page-1"),
            "<link href=\"./page-1.js\"><link href=\"./o.css\" integrity=\"sha384-b\">"
        );
    }

    #[test]
    fn the_worker_is_named_in_the_head() {
        let html = naming_worker("<head><title>x</title></head><body>", "w.js").unwrap();
        assert_eq!(
            html,
            "<head><title>x</title><meta name=\"worker\" content=\"./w.js\">\n</head><body>"
        );
        assert!(naming_worker("<body>", "w.js").is_err());
    }

    #[test]
    fn a_loader_that_has_changed_is_noticed() {
        let loader = "fetch(x); WebAssembly.instantiateStreaming(src, imports)";
        assert!(for_any_server(loader).unwrap().contains("arrayBuffer"));
        assert!(for_any_server("fetch(x); other(src)").is_err());
    }
}
