//! What `infra/template.yaml` says of each function, read line by line: all that is asked here stands on a line of its
//! own. The template's own checks, in `infra/checks`, read it whole.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// One function.
#[derive(Clone, Debug, Default)]
pub struct Function {
    /// The folder of its code.
    pub name: String,
    /// The paths of its routes, each for ANY method.
    pub paths: Vec<String>,
    /// True for the one that gets everything else.
    pub is_default: bool,
    /// The names of its environment variables, those for all functions included.
    pub variables: BTreeSet<String>,
    /// Its schedules' expressions.
    pub schedules: Vec<String>,
}

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// All functions of the template.
pub fn functions() -> Vec<Function> {
    let text = std::fs::read_to_string(root().join("infra/template.yaml")).unwrap();
    let (globals, resources) = text.split_once("\nResources:\n").unwrap();
    let common = variables(globals);
    let mut found: Vec<Function> = Vec::new();
    let mut block = String::new();
    for line in resources.lines().chain(["  End:"]) {
        let begins = line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
        if begins {
            found.extend(function(&std::mem::take(&mut block), &common));
        }
        block.push_str(line);
        block.push('\n');
    }
    found
}

fn function(block: &str, common: &BTreeSet<String>) -> Option<Function> {
    let name = value(block.lines().find_map(|line| line.trim().strip_prefix("CodeUri: ../functions/"))?);
    let routes = || block.lines().filter(|line| line.contains("Type: HttpApi"));
    Some(Function {
        name: name.to_owned(),
        paths: routes()
            .filter_map(|line| {
                let (path, method) = line.split_once("Path: ")?.1.split_once(", ")?;
                assert!(method.starts_with("Method: ANY"), "{line}");
                Some(value(path).to_owned())
            })
            .collect(),
        is_default: routes().any(|line| !line.contains("Path: ")),
        variables: common.union(&variables(block)).cloned().collect(),
        schedules: block
            .lines()
            .filter_map(|line| line.trim().strip_prefix("ScheduleExpression: "))
            .map(str::to_owned)
            .collect(),
    })
}

/// The names below `Variables:`.
fn variables(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut lines = text.lines().skip_while(|line| line.trim() != "Variables:");
    let indent = lines.next().map_or(0, |line| line.len() - line.trim_start().len());
    for line in lines.take_while(|line| line.len() - line.trim_start().len() > indent) {
        if let Some((name, _)) = line.trim().split_once(": ").filter(|(name, _)| !name.starts_with('#')) {
            names.insert(name.to_owned());
        }
    }
    names
}

fn value(text: &str) -> &str {
    text.trim().trim_matches('\'')
}
