//! The buttons of a table: rows are added, moved, removed and put back by the server, so that it works without a script.

use serde::{Deserialize, Serialize};

use crate::answers::{Answers, ROW_LIMIT, Value};
use crate::definition::Form;
use crate::pack::pack;
use crate::read::row_of;
use crate::row::Row;
use crate::rule::Rule;

/// A row that was removed, to be put back by one press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Of which table.
    pub table: String,
    /// Where it stood, from 0.
    pub index: usize,
    /// All that it held, packed.
    pub packed: String,
}

impl Removed {
    /// The row that a button is about to remove; `None` if it says nothing, and of any other button.
    pub fn by(action: &str, answers: &Answers) -> Option<Self> {
        let (table, index) = action.strip_prefix("remove:")?.split_once(':')?;
        let index = index.parse().ok()?;
        let row = answers.rows(table).get(index).filter(|row: &&Row| !row.is_blank())?;
        Some(Self { table: table.to_owned(), index, packed: pack(row) })
    }

    /// What the button posts that puts it back. It carries the row, so that pressing it twice does no more than once.
    pub(crate) fn action(&self) -> String {
        format!("restore:{}:{}:{}", self.table, self.index, self.packed)
    }
}

impl Answers {
    /// Does what a button of a table says: `add:instructors`, `remove:instructors:2`, `restore:instructors:2:name=架空;`,
    /// `up:instructors:2`, `down:instructors:2`, and `open:instructors:2`, which changes nothing. False if `action` is no such
    /// button of this form; a button with nothing to do (the first row up, a table that is full) is still one.
    pub fn edit_rows(&mut self, form: &Form, action: &str) -> bool {
        let mut parts = action.splitn(4, ':');
        let (Some(verb), Some(name)) = (parts.next(), parts.next()) else {
            return false;
        };
        let (index, packed) = (parts.next().map(str::parse::<usize>), parts.next());
        let Some(table) = form.table(name) else { return false };
        let (mut rows, most) = (self.rows(name).to_vec(), most_rows(form, name));
        match (verb, index, packed) {
            ("add", None, None) if rows.len() < most => rows.push(Row::new()),
            ("remove", Some(Ok(index)), None) => drop((index < rows.len()).then(|| rows.remove(index))),
            ("restore", Some(Ok(index)), Some(packed)) if rows.len() < most => {
                rows.insert(index.min(rows.len()), row_of(table, packed));
            }
            ("up", Some(Ok(index)), None) if (1..rows.len()).contains(&index) => rows.swap(index - 1, index),
            ("down", Some(Ok(index)), None) if index + 1 < rows.len() => rows.swap(index, index + 1),
            ("add", None, None) | ("open" | "up" | "down", Some(Ok(_)), None) | ("restore", Some(Ok(_)), Some(_)) => {}
            _ => return false,
        }
        let before = self.clone();
        self.set(name, Value::Rows(rows));
        if !self.fits() {
            *self = before;
        }
        true
    }
}

fn most_rows(form: &Form, name: &str) -> usize {
    let rules = form.field(name).map_or(&[][..], |field| &field.rules);
    let said = rules.iter().find_map(|rule| if let Rule::MaxRows(most) = rule { Some(*most) } else { None });
    said.unwrap_or(ROW_LIMIT).min(ROW_LIMIT)
}
