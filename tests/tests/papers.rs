//! The papers tell the truth, as far as a program can see it.

use std::collections::BTreeSet;

use portal_tests::papers::{cells, code, files, files_with, links};
use portal_tests::template::root;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn folders_of_functions() -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join("functions")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// A row of `docs/manual-coverage.md`.
struct Line {
    name: String,
    page: String,
    function: String,
    tests: String,
    status: String,
}

fn lines() -> Vec<Line> {
    let text = read("docs/manual-coverage.md");
    let rows = text.lines().filter_map(cells).filter(|row| is_line(row[0]));
    rows.map(|row| {
        let [name, _, page, function, tests, status] = row.as_slice() else { panic!("six cells: {row:?}") };
        let text = |cell: &str| cell.to_owned();
        Line { name: text(name), page: text(page), function: text(function), tests: text(tests), status: text(status) }
    })
    .collect()
}

fn is_line(name: &str) -> bool {
    name.strip_prefix('S').is_some_and(|number| number.parse::<u8>().is_ok())
}

#[test]
fn every_line_of_the_manual_is_answered_once() {
    let named: Vec<_> = lines().into_iter().map(|line| line.name).collect();
    let all: Vec<_> = (1..=145).map(|number| format!("S{number}")).collect();
    assert_eq!(named, all);
}

#[test]
fn what_is_done_has_a_test_and_what_is_open_says_so() {
    for line in lines() {
        let (tests, page) = (code(&line.tests), code(&line.page));
        match line.status.as_str() {
            "done" => assert!(!tests.is_empty() && line.page != "—", "{} is done, and no test says so", line.name),
            "open" => {}
            "nothing to do" => assert!(tests.is_empty() && page.is_empty(), "{} asks nothing", line.name),
            other => panic!("{}: {other} is no status", line.name),
        }
    }
}

#[test]
fn the_coverage_counts_its_lines() {
    let count = |status: &str| lines().iter().filter(|line| line.status == status).count();
    let said = format!(
        "{} lines are done, {} are open, {} ask nothing.",
        count("done"),
        count("open"),
        count("nothing to do")
    );
    assert!(read("docs/manual-coverage.md").contains(&said), "{said}");
}

#[test]
fn the_functions_tests_and_files_that_the_coverage_names_exist() {
    let functions = folders_of_functions();
    let sources: String = files_with("rs").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let mut named = 0;
    for line in lines() {
        for function in code(&line.function) {
            let exists = functions.contains(function) || (function.contains('/') && root().join(function).exists());
            assert!(exists, "{}: there is no {function}", line.name);
        }
        for test in code(&line.tests) {
            let exists =
                if test.contains('/') { root().join(test).exists() } else { sources.contains(&format!("fn {test}(")) };
            assert!(exists, "{}: there is no test {test}", line.name);
            named += 1;
        }
    }
    assert!(named > 100, "{named}");
}

#[test]
fn the_readme_lists_the_functions_that_there_are() {
    let readme = read("README.md");
    let rows = readme.lines().filter_map(cells).filter(|row| row[0].contains("](functions/"));
    let listed: Vec<_> = rows.map(|row| code(row[0])[0].to_owned()).collect();
    assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), folders_of_functions());
    assert_eq!(listed.len(), folders_of_functions().len());
}

#[test]
fn decisions_are_numbered_without_gaps_and_are_all_in_their_list() {
    let mut numbers = Vec::new();
    let list = read("docs/adr/README.md");
    for path in files_with("md") {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.parent().unwrap().ends_with("docs/adr") && name != "README.md" {
            numbers.push(name.split('-').next().unwrap().parse::<usize>().unwrap());
            assert!(list.contains(&format!("]({name})")), "{name} is not in the list");
        }
    }
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
    assert!(!numbers.is_empty());
}

#[test]
fn every_link_of_a_paper_leads_somewhere() {
    let mut followed = 0;
    for path in files_with("md") {
        let text = std::fs::read_to_string(&path).unwrap();
        for target in links(&text) {
            let there = path.parent().unwrap().join(target);
            assert!(there.exists(), "{} links to {target}", path.display());
            followed += 1;
        }
    }
    assert!(followed > 20, "{followed}");
}

#[test]
fn nothing_tells_of_the_workshop() {
    // in pieces, so that this file does not hold them
    let foreign = [
        concat!("/wo", "rk/"),
        concat!("/tmp/", "brief"),
        concat!("issues ", "show"),
        concat!("co-auth", "ored-by"),
        concat!("clau", "de"),
        concat!("anth", "ropic"),
        concat!("chat", "gpt"),
        concat!("language ", "model"),
        concat!("ai ", "assistant"),
        concat!("sub", "agent"),
    ];
    for path in files() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let text = text.to_lowercase();
        for words in foreign {
            assert!(!text.contains(words), "{} says {words}", path.display());
        }
        assert!(!names_an_issue(&text), "{} names an issue by its number", path.display());
    }
}

/// The word, in the plural too, with a number after it.
fn names_an_issue(text: &str) -> bool {
    let number = |rest: &str| {
        rest.trim_start_matches('s').trim_start_matches([' ', '#']).starts_with(|c: char| c.is_ascii_digit())
    };
    text.split("issue").skip(1).any(|rest| rest.starts_with([' ', 's', '#']) && number(rest))
}
