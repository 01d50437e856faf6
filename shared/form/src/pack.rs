//! Answers as one text in which neither JSON nor HTML finds anything to escape: `beds_total=400|care_forms+ward|is_new|`. So a draft
//! is stored; and a row that is shown in words carries what it holds, `last_name=架空;!pending;`, in one hidden control, named like
//! the row: `instructors.12`.

use std::collections::BTreeMap;

use percent_encoding::{percent_decode_str, percent_encode_byte};

use crate::answers::{Answers, Cell, Value};
use crate::row::Row;

/// Room for most rows: text that grows is copied each time.
const ROOM: usize = 256;

impl Answers {
    /// All answers in one text, a `|` behind each. A text is `name=text`; a box `name` if it is ticked, else `!name`; of several
    /// choices each is `name+choice`, of rows each `name~row`. What has a meaning here is percent-encoded.
    pub fn packed(&self) -> String {
        let mut packed = String::new();
        for (name, value) in self.iter() {
            match value {
                Value::Text(text) => push_text(name, '=', text, '|', &mut packed),
                Value::Flag(ticked) => push_flag(name, *ticked, '|', &mut packed),
                Value::Choices(chosen) => chosen.iter().for_each(|one| push_text(name, '+', one, '|', &mut packed)),
                Value::Rows(rows) => rows.iter().for_each(|row| {
                    push(name, is_special_in_name, &mut packed);
                    packed.push('~');
                    push_row(row, &mut packed);
                    packed.push('|');
                }),
            }
        }
        packed
    }

    /// The answers that were packed. Of any other text, what looks like answers.
    pub fn unpacked(packed: &str) -> Self {
        let mut answers: BTreeMap<String, Value> = BTreeMap::new();
        for part in packed.split_terminator('|') {
            let Part { name, mark, text } = Part::of(part);
            let name = plain(name);
            match (mark, answers.get_mut(&name)) {
                (b'+', Some(Value::Choices(chosen))) => chosen.push(plain(text)),
                (b'~', Some(Value::Rows(rows))) => rows.push(unpack(text)),
                _ => {
                    let value = match mark {
                        b'=' => Value::Text(plain(text)),
                        b'+' => Value::Choices(vec![plain(text)]),
                        b'~' => Value::Rows(vec![unpack(text)]),
                        mark => Value::Flag(mark != b'!'),
                    };
                    answers.insert(name, value);
                }
            }
        }
        answers.into()
    }
}

/// What the row holds, in one text.
pub(crate) fn pack(row: &Row) -> String {
    let mut packed = String::with_capacity(ROOM);
    push_row(row, &mut packed);
    packed
}

/// The row that was packed. Of any other text, what looks like cells.
pub(crate) fn unpack(packed: &str) -> Row {
    let plain = if packed.contains('%') { plain } else { str::to_owned };
    let mut cells = Vec::with_capacity(packed.bytes().filter(|byte| *byte == b';').count());
    let mut left = packed;
    while !left.is_empty() {
        let (cell, rest) = cut(left, |byte| byte == b';').unwrap_or((left, ""));
        let Part { name, mark, text } = Part::of(cell);
        let value = if mark == b'=' { Cell::Text(plain(text)) } else { Cell::Flag(mark != b'!') };
        cells.push((plain(name), value));
        left = rest;
    }
    cells.into()
}

fn push_row(row: &Row, packed: &mut String) {
    for (name, cell) in row.iter() {
        match cell {
            Cell::Text(text) => push_text(name, '=', text, ';', packed),
            Cell::Flag(ticked) => push_flag(name, *ticked, ';', packed),
        }
    }
}

fn push_text(name: &str, mark: char, text: &str, end: char, packed: &mut String) {
    push(name, is_special_in_name, packed);
    packed.push(mark);
    push(text, is_special, packed);
    packed.push(end);
}

fn push_flag(name: &str, ticked: bool, end: char, packed: &mut String) {
    if !ticked {
        packed.push('!');
    }
    push(name, is_special_in_name, packed);
    packed.push(end);
}

/// What has a meaning here, and what HTML or JSON would escape or a browser change.
fn is_special(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'"' | b'%' | b'&' | b'\'' | b';' | b'<' | b'>' | b'\\' | b'|')
}

fn is_special_in_name(byte: u8) -> bool {
    is_special(byte) || matches!(byte, b'!' | b'+' | b'=' | b'~')
}

fn push(mut text: &str, special: impl Fn(u8) -> bool, packed: &mut String) {
    while let Some((plain, rest)) = text.bytes().position(&special).and_then(|at| text.split_at_checked(at)) {
        packed.push_str(plain);
        let mut rest = rest.chars();
        packed.extend(rest.next().and_then(|special| u8::try_from(special).ok()).map(percent_encode_byte));
        text = rest.as_str();
    }
    packed.push_str(text);
}

/// An answer or a cell. A box has the mark `!` if it is not ticked, and a blank if it is.
struct Part<'a> {
    name: &'a str,
    mark: u8,
    text: &'a str,
}

impl<'a> Part<'a> {
    fn of(part: &'a str) -> Self {
        let marked = cut(part, |byte| matches!(byte, b'=' | b'+' | b'~'));
        match (marked, part.strip_prefix('!')) {
            (Some((name, text)), _) => {
                Self { name, mark: part.as_bytes().get(name.len()).copied().unwrap_or(b'='), text }
            }
            (None, Some(name)) => Self { name, mark: b'!', text: "" },
            (None, None) => Self { name: part, mark: b' ', text: "" },
        }
    }
}

/// What stands before and behind the first such byte. `str::split_once` would make more of texts as short as these.
fn cut(text: &str, is_mark: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let at = text.bytes().position(is_mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn plain(text: &str) -> String {
    if text.bytes().any(|byte| byte == b'%') {
        percent_decode_str(text).decode_utf8_lossy().into_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    use super::*;

    /// Texts with everything that means something here or to HTML, and names that must not change.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[\"'\\\\<>&{}%;=|~+!\n\r\t\u{0}]{0,9}",
            Just("髙﨑\u{FA19}葛\u{E0100}城".to_owned())
        ]
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z_]{1,9}", text().prop_filter("a name", |name| !name.is_empty())]
    }

    fn row() -> impl Strategy<Value = Row> {
        let cell = prop_oneof![3 => text().prop_map(Cell::Text), 1 => any::<bool>().prop_map(Cell::Flag)];
        btree_map(name(), cell, 0..12).prop_map(|cells| cells.into_iter().collect())
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            text().prop_map(Value::Text),
            any::<bool>().prop_map(Value::Flag),
            vec(text(), 0..4).prop_map(Value::Choices),
            vec(row(), 0..4).prop_map(Value::Rows)
        ]
    }

    #[test]
    fn what_is_packed_can_be_read() {
        let row: Row = serde_json::from_str(r#"{"name":"架空 A&B","new":true,"old":false,"place":""}"#).unwrap();
        assert_eq!(pack(&row), "name=架空 A%26B;new;!old;place=;");
        let mut answers = Answers::default();
        answers.set("beds", Value::Text("400".to_owned()));
        answers.set("agreed", Value::Flag(true));
        answers.set("places", Value::Choices(vec!["ward".to_owned(), "a=b|c".to_owned()]));
        answers.set("people", Value::Rows(vec![row, Row::new()]));
        let expected = "agreed|beds=400|people~name=架空 A%26B;new;!old;place=;|people~|places+ward|places+a=b%7Cc|";
        assert_eq!(answers.packed(), expected);
    }

    #[test]
    fn what_was_not_packed_is_read_somehow() {
        for text in ["", ";", "|", "%", "=", "!", "{\"a\":\"b\"}", "a=1;a=2", "b;a;%FF=%FF", "a=1|a~b;|a+c|", "||a"] {
            let row = unpack(text);
            assert_eq!(unpack(&pack(&row)), row, "{text}");
            let answers = Answers::unpacked(text);
            assert_eq!(Answers::unpacked(&answers.packed()), answers, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_row_comes_out_as_it_went_in(row in row()) {
            let packed = pack(&row);
            prop_assert!(!packed.contains(|c: char| c.is_ascii() && (c < ' ' || "\"'&<>\\".contains(c))), "{packed}");
            prop_assert_eq!(unpack(&packed), row);
        }

        #[test]
        fn answers_come_out_as_they_went_in(answers in btree_map(name(), value(), 0..9).prop_map(Answers::from)) {
            let packed = answers.packed();
            prop_assert!(!packed.contains(|c: char| c.is_ascii() && (c < ' ' || "\"\\".contains(c))), "{packed}");
            prop_assert_eq!(Answers::unpacked(&packed), answers);
        }
    }
}
