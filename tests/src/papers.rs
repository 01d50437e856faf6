//! The repository's own files, read as text.

use std::path::{Path, PathBuf};

use crate::template::root;

/// Every file of the repository that somebody wrote, apart from what is built or downloaded.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    gather(&root().canonicalize().unwrap(), &mut found);
    found.sort();
    found
}

/// Those with this extension.
pub fn files_with(extension: &str) -> Vec<PathBuf> {
    files().into_iter().filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ours = !name.starts_with('.') || matches!(name.as_str(), ".ci" | ".gitignore");
        if ours && path.is_dir() && !matches!(name.as_str(), "target" | "node_modules" | "__pycache__") {
            gather(&path, found);
        } else if ours && path.is_file() {
            found.push(path);
        }
    }
}

/// The cells of a Markdown table's row; `None` for any other line.
pub fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// What stands between backticks.
pub fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Where the links of a Markdown text lead, without those to other sites and without fragments.
pub fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let ours = targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
    ours.filter_map(|target| target.split('#').next()).filter(|target| !target.is_empty()).collect()
}
