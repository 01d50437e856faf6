//! The transition table, printed by the functions that decide. docs/transitions.md is this text; a test keeps it so.

mod account;
mod application;
mod certificate;
mod delivery;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::fixture::{code, facility, ulid};
use crate::{Action, Actor, Notice, Refusal, Role, authorize};

const HEAD: &str = "\
# Transitions

Printed by `shared/domain/src/tests/transitions` from the functions that decide, and compared with this file by a test.
After a change of the rules: `UPDATE_DOCS=1 INSTA_UPDATE=always cargo test -p domain`, then read the difference.

A cell is `→` with the state that follows (and the mails it causes), or the code of a refusal, explained at the end.
";

/// One machine: its title, what stands above its table, the table's head, and its rows.
pub(super) struct Machine {
    title: &'static str,
    about: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Machine {
    fn print(&self) -> String {
        let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
        let rule = format!("|{}\n", "---|".repeat(self.head.len()));
        let rows: String = self.rows.iter().map(|row| line(row.iter().map(String::as_str).collect())).collect();
        format!("\n## {}\n\n{}\n\n{}{rule}{rows}", self.title, self.about, line(self.head.clone()))
    }
}

/// The refusals that the tables show, each with what it means.
#[derive(Default)]
pub(super) struct Legend(BTreeMap<String, String>);

impl Legend {
    fn refused(&mut self, refusal: Refusal) -> String {
        let code = code(refusal);
        self.0.insert(code.clone(), refusal.to_string());
        format!("`{code}`")
    }

    fn noted(&mut self, code: &str, meaning: &str) -> String {
        self.0.insert(code.to_owned(), meaning.to_owned());
        format!("`{code}`")
    }

    fn print(&self) -> String {
        let lines: Vec<_> = self.0.iter().map(|(code, meaning)| format!("| `{code}` | {meaning} |\n")).collect();
        format!("\n## Refusals\n\n| code | meaning |\n|---|---|\n{}", lines.concat())
    }
}

fn may(legend: &mut Legend) -> Machine {
    let own = Actor::Facility(facility());
    let other = Actor::Facility(ulid("FAC2"));
    let actors = [
        ("somebody not signed in", Actor::Anonymous),
        ("the facility itself", own),
        ("another facility", other),
        ("a background function", Actor::system("deliver_mail")),
    ];
    let mut cell = |actor: &Actor, action| match authorize(actor, action, facility()) {
        Ok(_) => "→ a capability".to_owned(),
        Err(denied) => legend.noted("denied", &format!("{denied}; shown as 404, whether or not the object exists")),
    };
    let rows = actors.map(|(name, actor)| {
        vec![name.to_owned(), cell(&actor, Action::View), cell(&actor, Action::Change), cell(&actor, Action::Identify)]
    });
    Machine {
        title: "Who may do what to a facility's data",
        about: "`authorize`, asked before every load and commit. Identify: sign up, sign in, use a one-time link.",
        head: vec!["actor", "view", "change", "identify"],
        rows: rows.into(),
    }
}

/// The mails that a decision causes.
fn mails(notices: &[Notice]) -> String {
    notices.iter().fold(String::new(), |text, notice| text + "; mail " + notice.letter.template())
}

fn machines() -> (Vec<Machine>, Legend) {
    let mut legend = Legend::default();
    let machines = vec![
        may(&mut legend),
        account::table(&mut legend),
        application::table(&mut legend),
        application::questions(&mut legend),
        certificate::table(&mut legend),
        delivery::table(&mut legend),
    ];
    (machines, legend)
}

fn document() -> String {
    let (machines, legend) = machines();
    let tables: String = machines.iter().map(Machine::print).collect();
    format!("{HEAD}{tables}{}", legend.print())
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/transitions.md")
}

#[test]
fn the_table_is_as_reviewed() {
    insta::assert_snapshot!("transitions", document());
}

#[test]
fn the_document_is_the_table() {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path(), document()).unwrap();
    }
    let written = std::fs::read_to_string(path()).unwrap_or_default();
    assert!(written == document(), "docs/transitions.md is stale: UPDATE_DOCS=1 cargo test -p domain");
}

#[test]
fn every_cell_is_a_state_or_a_refusal_that_is_explained() {
    let (machines, legend) = machines();
    for machine in &machines {
        for row in &machine.rows {
            assert_eq!(row.len(), machine.head.len(), "{}: {row:?}", machine.title);
            let outcomes =
                machine.head.iter().zip(row).filter(|(head, _)| !["state", "command", "actor"].contains(head));
            for (head, cell) in outcomes {
                let refusal = cell.trim_matches('`');
                let explained = cell.starts_with("→ ") || legend.0.contains_key(refusal);
                assert!(explained, "{}: {row:?}: {head}: {cell}", machine.title);
            }
        }
    }
}

/// The three roles, as a table names them.
const ROLES: [(&str, Role); 3] =
    [("not signed in", Role::Anonymous), ("facility", Role::Facility), ("background function", Role::System)];

#[test]
fn every_role_has_a_column() {
    assert_eq!(ROLES.map(|(_, role)| role), Role::ALL);
}
