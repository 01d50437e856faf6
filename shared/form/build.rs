//! Lists every form definition under `shared/forms`, so that a new form is a new file and nothing else.
#![expect(clippy::disallowed_methods, reason = "cargo tells a build script by the environment where to write")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    // relative to this package, where a build script runs: a target folder may serve more than one checkout
    let folder = Path::new("../forms");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for kind in fs::read_dir(folder)? {
        let kind = kind?.path();
        if kind.is_dir() {
            println!("cargo::rerun-if-changed={}", kind.display());
            files.extend(fs::read_dir(kind)?.collect::<io::Result<Vec<_>>>()?.iter().map(fs::DirEntry::path));
        }
    }
    files.sort();
    let mut list = String::from("[\n");
    for file in &files {
        let path = format!("/{}", file.display());
        writeln!(list, "    ({:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),", name(file))
            .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("forms.rs"), list)
}

/// `core/2026-08`
fn name(file: &Path) -> String {
    let part = |path: Option<&std::ffi::OsStr>| path.unwrap_or_default().to_string_lossy().into_owned();
    format!("{}/{}", part(file.parent().and_then(Path::file_name)), part(file.file_stem()))
}
