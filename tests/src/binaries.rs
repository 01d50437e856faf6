//! The functions' real binaries, built once for a run of the tests, under the profile that the tests have.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

static BINARIES: LazyLock<Result<HashMap<String, PathBuf>, String>> = LazyLock::new(build);

/// The binary of this name.
///
/// # Panics
///
/// With what cargo said when the workspace does not build, and when it has no such binary.
pub fn binary(name: &str) -> &'static Path {
    match &*BINARIES {
        Ok(binaries) => binaries.get(name).unwrap_or_else(|| panic!("no binary is called {name}")),
        Err(error) => panic!("the binaries do not build: {error}"),
    }
}

fn build() -> Result<HashMap<String, PathBuf>, String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args(["build", "--workspace", "--bins", "--offline", "--message-format=json-render-diagnostics"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    // `cargo test` sets these to the package under test; ring's build script watches them, and with it all would be rebuilt
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(executable).collect())
}

/// The name and path of a binary that a line of cargo's messages tells of.
fn executable(line: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(line).ok()?;
    let path = message.get("executable")?.as_str()?;
    let name = message.pointer("/target/name")?.as_str()?;
    Some((name.to_owned(), PathBuf::from(path)))
}
