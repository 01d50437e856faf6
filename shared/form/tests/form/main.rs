//! The forms from outside: what is read, what is demanded, what is shown.
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    reason = "one binary of tests: its modules share by pub, and a fixture that fails should stop them"
)]

mod beginnings;
mod correction;
mod difference;
mod fixture;
mod folding;
mod in_words;
mod labels;
mod made_up;
mod overview;
mod page;
mod reading;
mod rules;
mod schema;
mod survival;
mod tables;
mod transition;
mod warnings;
