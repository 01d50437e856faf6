//! Answers out of JSON. Each kind of answer is another kind of JSON, so none has to be tried: `#[serde(untagged)]` would copy
//! every answer first, and make up an error for each kind that it is not.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::answers::{Cell, Value};
use crate::row::Row;

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl Visitor<'_> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a text or a boolean")
    }

    fn visit_bool<E: Error>(self, ticked: bool) -> Result<Cell, E> {
        Ok(Cell::Flag(ticked))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell::Text(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a text, a boolean, texts or rows")
    }

    fn visit_bool<E: Error>(self, ticked: bool) -> Result<Value, E> {
        Ok(Value::Flag(ticked))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    /// Of one list all are alike.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let (mut chosen, mut rows) = (Vec::new(), Vec::new());
        while let Some(item) = items.next_element()? {
            match item {
                Item::Choice(choice) => chosen.push(choice),
                Item::Row(row) => rows.push(row),
            }
        }
        match (chosen.is_empty(), rows.is_empty()) {
            (_, true) => Ok(Value::Choices(chosen)),
            (true, false) => Ok(Value::Rows(rows)),
            (false, false) => Err(A::Error::custom("texts among rows")),
        }
    }
}

/// What a list holds.
enum Item {
    Choice(String),
    Row(Row),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a text or a row")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Item, E> {
        Ok(Item::Choice(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, cells: A) -> Result<Item, A::Error> {
        Row::deserialize(MapAccessDeserializer::new(cells)).map(Item::Row)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Answers;

    #[test]
    fn every_kind_of_answer_is_read() {
        let stored = json!({
            "name": "髙\u{FA19}\n\"", "ticked": true, "places": ["ward", "team"],
            "people": [{ "name": "架空", "pending": false }, {}]
        });
        let answers: Answers = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(serde_json::to_value(&answers).unwrap(), stored);
        assert_eq!(serde_json::from_str::<Answers>(&stored.to_string()).unwrap(), answers);
        assert_eq!(serde_json::from_str::<Answers>(r#"{"places":[]}"#).unwrap(), Answers::default());
    }

    #[test]
    fn nothing_else_is() {
        for wrong in ["[1]", "1", "null", "{}", r#"["a",{}]"#, r#"[{"a":1}]"#, r#"[{"a":[]}]"#, "[[]]"] {
            assert!(serde_json::from_str::<Value>(wrong).is_err(), "{wrong}");
        }
    }
}
