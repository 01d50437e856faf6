//! The two forms of an application as versioned data: one definition gives the page, validation, the check page and
//! the receipt. Pure, like `domain`: no I/O and no clock.
//!
//! * [`definition`] finds a form; [`read_pairs`] and [`read_json`] read what was sent, folding it silently;
//! * [`validate`] finds every fault at once, [`warnings`] what is worth a second look;
//! * [`sections`] draws the form, [`summary`] shows the answers, [`differences`] where two of them differ;
//! * [`prefilled`] is what a form begins with, [`carried`] what it takes from an earlier application;
//! * [`schema::answers`] says the same to machines, as JSON Schema;
//! * [`opened`] and [`closed_changes`] say what a correction opens, and what was changed that it does not.
//!
//! 一時保存 keeps anything that was read; only 登録 asks whether it is valid.

mod advice;
mod answers;
mod carry;
mod context;
mod correction;
mod definition;
mod difference;
mod draw;
mod edit;
mod fold;
mod form_kind;
#[cfg(test)]
mod format;
mod kana;
mod kind;
mod library;
mod messages;
mod pack;
mod pairing;
mod prefecture;
mod prefill;
mod read;
mod record;
mod row;
mod rule;
mod scan;
pub mod schema;
mod shape;
mod stored;
mod summary;
mod table;
pub mod transition;
mod validate;
mod view;

pub use advice::warnings;
pub use answers::{Answers, Cell, ROW_LIMIT, TEXT_LIMIT, Value};
pub use carry::carried;
pub use context::{Context, CoreFacility, Held};
pub use correction::{OpenField, closed_changes, opened};
pub use definition::{Definition, Field, Form, Link, Section, When};
pub use difference::{Difference, differences};
pub use draw::sections;
pub use edit::Removed;
pub use form_kind::FormKind;
pub use kind::{Alternative, Computed, Kind, Options, Source, Table};
pub use library::{by_version, definition, definition_of};
pub use prefecture::{PREFECTURES, code as prefecture_code, in_words as prefecture_in_words};
pub use prefill::{Prefill, prefilled, statistics_period};
pub use read::{read_json, read_pairs};
pub use record::{fault_alone, record, registration};
pub use row::Row;
pub use rule::{Advice, CellRule, Condition, DateLimit, Demand, Pattern, RowCondition, Rule, Sum, Twin};
pub use scan::position;
pub use summary::{SummaryRow, SummarySection, summary};
pub use transition::transition_claimed;
pub use validate::{FieldError, validate};
pub use view::{Choice, FieldView, InWords, Needs, RemovedView, RowView, SectionView};
