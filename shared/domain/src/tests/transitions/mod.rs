//! The transition table, printed by the functions that decide. docs/transitions.md is this text; a test keeps it so.
//! `expected` says once more, by hand, what is refused.

mod account;
mod accreditation;
mod address;
mod application;
mod certificate;
mod delivery;
mod expected;
mod expected_accreditation;
mod expected_address;
mod partnership;
mod rights;
mod secretariat;
mod settings;
mod staff;
mod window;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::fixture::code;
use crate::{Denied, Notice, Recipient, Refusal, Role, StaffRole};

const HEAD: &str = "\
# Transitions

Printed by `shared/domain/src/tests/transitions` from the functions that decide, and compared with this file by a test.
After a change of the rules: `UPDATE_DOCS=1 INSTA_UPDATE=always cargo test -p domain`, then read the difference.

A cell is `→` with the state that follows (and the mails it causes), or the code of a refusal, explained at the end. The
secretariat's roles are viewer, editor, judge and admin; each may what those before it may. What is refused is written once
more by hand in `expected.rs`, and every cell is compared with it.
";

/// One machine: its title, what stands above its table, the table's head, and its rows.
pub(super) struct Machine {
    title: &'static str,
    about: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Machine {
    /// A machine with a row for each state and command, and a column for each of `who`.
    fn of<S, C, W: Copy>(
        (title, about): (&'static str, &'static str),
        states: &[(&str, S)],
        commands: &[(&str, C)],
        who: &[(&'static str, W)],
        mut cell: impl FnMut(&S, &C, W) -> String,
    ) -> Self {
        let mut head = vec!["state", "command"];
        head.extend(who.iter().map(|(name, _)| *name));
        let mut rows = Vec::new();
        for (state_name, state) in states {
            for (command_name, command) in commands {
                let mut row = vec![(*state_name).to_owned(), (*command_name).to_owned()];
                row.extend(who.iter().map(|(_, who)| cell(state, command, *who)));
                rows.push(row);
            }
        }
        Self { title, about, head, rows }
    }

    fn print(&self) -> String {
        let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
        let rule = format!("|{}\n", "---|".repeat(self.head.len()));
        let rows: String = self.rows.iter().map(|row| line(row.iter().map(String::as_str).collect())).collect();
        format!("\n## {}\n\n{}\n\n{}{rule}{rows}", self.title, self.about, line(self.head.clone()))
    }

    /// How many columns say what is asked about; the others answer.
    fn keys(&self) -> usize {
        self.head.iter().filter(|head| ["state", "command", "actor"].contains(head)).count()
    }

    /// Every answer: the row it stands in, its column, the cell.
    fn cells(&self) -> impl Iterator<Item = (Vec<&str>, &str)> {
        let keys = self.keys();
        self.rows.iter().flat_map(move |row| {
            let (about, answers) = row.split_at(keys);
            answers.iter().zip(&self.head[keys..]).map(move |(cell, column)| {
                let place = about.iter().map(String::as_str).chain([*column]).collect();
                (place, cell.as_str())
            })
        })
    }
}

/// The refusals that the tables show, each with what it means.
#[derive(Default)]
pub(super) struct Legend(BTreeMap<String, String>);

impl Legend {
    /// The cell of a decision; `name` says what follows.
    fn cell<T>(&mut self, decided: Result<T, Refusal>, name: impl FnOnce(T) -> String) -> String {
        decided.map_or_else(|refusal| self.refused(refusal), |decided| format!("→ {}", name(decided)))
    }

    fn denied(&mut self, denied: Denied) -> String {
        self.noted("denied", &format!("{denied}; shown as 404, whether or not the object exists"))
    }

    fn refused(&mut self, refusal: Refusal) -> String {
        self.noted(&code(refusal), &refusal.to_string())
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

/// The mails that a decision causes.
fn mails(notices: &[Notice]) -> String {
    notices.iter().fold(String::new(), |text, notice| text + "; mail " + notice.letter.template() + to(notice))
}

/// To whom, where it is not the facility's login address.
const fn to(notice: &Notice) -> &'static str {
    match notice.to {
        Recipient::LoginAddressOf(_) => "",
        Recipient::Address { .. } => " to the other address",
        Recipient::Secretariat => " to the secretariat",
    }
}

fn machines() -> (Vec<Machine>, Legend) {
    let mut legend = Legend::default();
    let machines = vec![
        rights::of_a_facility(&mut legend),
        rights::of_a_partnership(&mut legend),
        rights::of_the_office(&mut legend),
        account::table(&mut legend),
        address::table(&mut legend),
        application::table(&mut legend),
        secretariat::table(&mut legend),
        application::questions(&mut legend),
        certificate::table(&mut legend),
        accreditation::table(&mut legend),
        accreditation::by_day(&mut legend),
        partnership::table(&mut legend),
        partnership::end_table(&mut legend),
        window::table(&mut legend),
        settings::table(&mut legend),
        staff::table(&mut legend),
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
fn every_row_is_a_state_and_a_command_once() {
    let (machines, _) = machines();
    for machine in &machines {
        let mut keys: Vec<_> = machine.rows.iter().map(|row| &row[..machine.keys()]).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), machine.rows.len(), "{}", machine.title);
        assert!(machine.rows.iter().all(|row| row.len() == machine.head.len()), "{}", machine.title);
    }
}

/// The seven roles, as a table names them.
const ROLES: [(&str, Role); 7] = [
    ("not signed in", Role::Anonymous),
    ("facility", Role::Facility),
    ("viewer", Role::Staff(StaffRole::Viewer)),
    ("editor", Role::Staff(StaffRole::Editor)),
    ("judge", Role::Staff(StaffRole::Judge)),
    ("admin", Role::Staff(StaffRole::Admin)),
    ("background function", Role::System),
];

#[test]
fn every_role_has_a_column() {
    assert_eq!(ROLES.map(|(_, role)| role), Role::ALL);
    let names = ROLES.map(|(name, _)| name);
    let (machines, _) = machines();
    for title in [
        "Account",
        "Login address",
        "Application",
        "Application, the secretariat's work",
        "Accreditation",
        "Window",
        "Staff",
    ] {
        let machine = machines.iter().find(|machine| machine.title == title).unwrap();
        assert_eq!(machine.head[machine.keys()..], names, "{title}");
    }
}
