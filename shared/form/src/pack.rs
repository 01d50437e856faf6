//! Answers as one text in which neither JSON nor HTML finds anything to escape: `beds_total=400|care_forms+ward|is_new|`. So a draft
//! is stored; and a row that is shown in words carries what it holds, `last_name=架空;!pending;`, in one hidden control, named like
//! the row: `instructors.12`.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};
use percent_encoding::{percent_decode_str, percent_encode_byte};

use crate::answers::{Answers, Cell, Value};
use crate::row::Row;
use crate::scan::position;

impl Answers {
    /// All answers in one text, a `|` behind each. A text is `name=text`; a box `name` if it is ticked, else `!name`; of several
    /// choices each is `name+choice`, of rows each `name~row`. What has a meaning here is percent-encoded.
    pub fn packed(&self) -> String {
        let mut packed = String::new();
        for (name, value) in self.iter() {
            match value {
                Value::Text(text) => push_text(name, '=', text, &mut packed),
                Value::Flag(ticked) => {
                    packed.push_str(if *ticked { "" } else { "!" });
                    encode_name(name, &mut packed);
                    packed.push('|');
                }
                Value::Choices(chosen) => chosen.iter().for_each(|one| push_text(name, '+', one, &mut packed)),
                Value::Rows(rows) => rows.iter().for_each(|row| {
                    encode_name(name, &mut packed);
                    packed.push('~');
                    row.pack_into(&mut packed);
                    packed.push('|');
                }),
            }
        }
        packed
    }

    /// The answers that were packed. Of any other text, what looks like answers.
    pub fn unpacked(packed: &str) -> Self {
        let mut answers: Vec<(String, Value)> = Vec::new();
        for part in parts(packed, b'|') {
            let Part { name, mark, text } = Part::of(part);
            let name = plain(name);
            // what belongs to one answer stands together
            match (mark, answers.last_mut().filter(|(known, _)| *known == name)) {
                (b'+', Some((_, Value::Choices(chosen)))) => chosen.push(plain(text).into_owned()),
                (b'~', Some((_, Value::Rows(rows)))) => rows.push(unpack(text)),
                _ => answers.push((name.into_owned(), value(mark, text))),
            }
        }
        answers.into_iter().collect()
    }
}

fn value(mark: u8, text: &str) -> Value {
    match mark {
        b'=' => Value::Text(plain(text).into_owned()),
        b'+' => Value::Choices(vec![plain(text).into_owned()]),
        b'~' => Value::Rows(vec![unpack(text)]),
        mark => Value::Flag(mark != b'!'),
    }
}

/// What the row holds, in one text.
pub(crate) fn pack(row: &Row) -> String {
    let mut packed = String::new();
    row.pack_into(&mut packed);
    packed
}

/// The row that was packed. Of any other text, what looks like cells.
pub(crate) fn unpack(packed: &str) -> Row {
    Row::of_packed(packed).unwrap_or_else(|| parts(packed, b';').map(cell).collect())
}

/// What stands before each `end`, and behind the last if anything does.
fn parts(packed: &str, end: u8) -> impl Iterator<Item = &str> {
    let last = packed.bytes().next_back().filter(|last| *last != end).map(|_| packed.len());
    let mut start = 0;
    memchr_iter(end, packed.as_bytes()).chain(last).map(move |at| {
        let part = packed.get(start..at).unwrap_or_default();
        start = at + 1;
        part
    })
}

fn cell(packed: &str) -> (String, Cell) {
    let Part { name, mark, text } = Part::of(packed);
    let cell = if mark == b'=' { Cell::Text(plain(text).into_owned()) } else { Cell::Flag(mark != b'!') };
    (plain(name).into_owned(), cell)
}

fn push_text(name: &str, mark: char, text: &str, packed: &mut String) {
    encode_name(name, packed);
    packed.push(mark);
    encode(text, packed);
    packed.push('|');
}

/// What has a meaning here, and what HTML or JSON would escape or a browser change.
#[expect(clippy::needless_bitwise_bool, reason = "without branches it is asked of many bytes at once")]
pub(crate) const fn is_special(byte: u8) -> bool {
    (byte < b' ')
        | (byte == b'"')
        | (byte == b'%')
        | (byte == b'&')
        | (byte == b'\'')
        | (byte == b';')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == b'\\')
        | (byte == b'|')
}

/// What tells a name from what stands beside it.
pub(crate) const fn marks_end_of_name(byte: u8) -> bool {
    matches!(byte, b'!' | b'+' | b'=' | b'~')
}

/// Writes a text, with what is special in it encoded.
pub(crate) fn encode(text: &str, packed: &mut String) {
    push(text, is_special, packed);
}

/// The same for a name.
pub(crate) fn encode_name(name: &str, packed: &mut String) {
    push(name, |byte| is_special(byte) | marks_end_of_name(byte), packed);
}

fn push(mut text: &str, special: impl Fn(u8) -> bool, packed: &mut String) {
    while let Some((plain, rest)) = position(text.as_bytes(), &special).and_then(|at| text.split_at_checked(at)) {
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
        let mark = part.bytes().position(|byte| matches!(byte, b'=' | b'+' | b'~'));
        let marked = mark.and_then(|at| Some((at, part.get(at + 1..)?)));
        match (marked, part.strip_prefix('!')) {
            (Some((at, text)), _) => Self {
                name: part.get(..at).unwrap_or_default(),
                mark: part.as_bytes().get(at).copied().unwrap_or(b'='),
                text,
            },
            (None, Some(name)) => Self { name, mark: b'!', text: "" },
            (None, None) => Self { name: part, mark: b' ', text: "" },
        }
    }
}

fn plain(text: &str) -> Cow<'_, str> {
    if memchr(b'%', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8_lossy()
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
        fn any_text_is_read_in_one_way_and_packed_as_html_takes_it(packed in prop_oneof![3 => "(!?[ab]{1,2}(=[<&\"|+x]{0,2})?;){0,4}", 1 => "[ab=!;+~%|<&\"]{0,16}"]) {
            let row = unpack(&packed);
            prop_assert_eq!(&row, &parts(&packed, b';').map(cell).collect::<Row>());
            let packed = pack(&row);
            prop_assert!(!packed.contains(|c: char| c.is_ascii() && (c < ' ' || "\"'&<>\\|".contains(c))), "{packed}");
        }

        #[test]
        fn answers_come_out_as_they_went_in(answers in btree_map(name(), value(), 0..9).prop_map(Answers::from)) {
            let packed = answers.packed();
            prop_assert!(!packed.contains(|c: char| c.is_ascii() && (c < ' ' || "\"\\".contains(c))), "{packed}");
            prop_assert_eq!(Answers::unpacked(&packed), answers);
        }
    }
}
