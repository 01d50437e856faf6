//! What must not be linked, and how long a file may be.

use std::process::Command;

use portal_tests::papers::files_with;
use portal_tests::template::{functions, root};

/// Everything that is linked into a package, one `name vX.Y.Z` a line.
fn linked(package: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["tree", "--offline", "-e", "normal", "--prefix", "none", "--format", "{p}"]);
    let output = cargo.args(package).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn holds(linked: &str, package: &str) -> bool {
    linked.lines().any(|line| line.starts_with(package))
}

#[test]
fn no_function_links_a_second_tls_an_old_hyper_or_a_stand_in() {
    for function in functions() {
        let linked = linked(&["-p", &function.name]);
        for package in ["aws-lc-sys v", "aws-lc-rs v", "hyper v0.14.", "dynoxide-rs v", "s3s v", "s3s-fs v", "local v"]
        {
            assert!(!holds(&linked, package), "{} links {package}", function.name);
        }
        assert!(holds(&linked, "shared v"), "{}: {linked}", function.name);
    }
}

#[test]
fn the_whole_workspace_does_without_aws_lc() {
    let linked = linked(&["--workspace"]);
    assert!(!holds(&linked, "aws-lc-sys v") && holds(&linked, "dynoxide-rs v"));
}

#[test]
fn no_file_of_rust_is_longer_than_300_lines() {
    let mut count = 0;
    for file in files_with("rs") {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 300, "{} has {lines} lines", file.display());
        count += 1;
    }
    assert!(count > 100, "{count}");
}
