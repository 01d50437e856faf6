//! Every key is built in `store/keys.rs`, which opens with the table of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const KEYS: &str = concat!(
    include_str!("../store/keys.rs"),
    include_str!("../store/link_keys.rs"),
    include_str!("../store/session_keys.rs")
);

fn workspace() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The Rust files below a folder that are part of a program, not of its tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_test = matches!(name.as_str(), "tests" | "tests.rs" | "golden" | "testing.rs" | "target");
        if is_test || name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A file without comments and without what follows its tests.
fn program(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The words before `#` in the string literals of a text.
fn prefixes(text: &str) -> BTreeSet<&str> {
    text.split('"')
        .filter_map(|literal| literal.split_once('#'))
        .map(|(word, _)| word)
        .filter(|word| is_prefix(word))
        .collect()
}

fn is_prefix(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Where else a prefix stands, and why.
const ELSEWHERE: [(&str, &str); 2] = [
    // plays the part of the stream mappings in infra/template.yaml, which filter by the same words
    ("infra/local/src/stream.rs", "OUTBOX#"),
    ("infra/local/src/stream.rs", "DUE#"),
];

#[test]
fn no_key_is_built_elsewhere() {
    let mut files = Vec::new();
    for folder in ["functions", "infra", "shared"] {
        sources(&workspace().join(folder), &mut files);
    }
    assert!(files.len() > 50, "the sources are not where they were");
    let mut found = Vec::new();
    let files_of_keys = ["keys.rs", "link_keys.rs", "session_keys.rs"];
    let ours = |path: &&PathBuf| files_of_keys.iter().any(|file| path.ends_with(format!("store/{file}")));
    for path in files.iter().filter(|path| !ours(path)) {
        let text = program(&std::fs::read_to_string(path).unwrap());
        for prefix in prefixes(&program(KEYS)) {
            let expected = ELSEWHERE.iter().any(|(file, word)| path.ends_with(file) && *word == format!("{prefix}#"));
            if text.contains(&format!("\"{prefix}#")) && !expected {
                found.push(format!("{}: {prefix}#", path.display()));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_key_table_names_every_prefix_and_no_other() {
    let table: Vec<&str> = KEYS.lines().filter(|line| line.starts_with("//! |")).collect();
    let named: BTreeSet<&str> = table
        .iter()
        .flat_map(|line| line.split('`'))
        .filter_map(|cell| cell.split_once('#'))
        .map(|(word, _)| word)
        .filter(|word| is_prefix(word))
        .collect();
    assert_eq!(named, prefixes(&program(KEYS)));
}
