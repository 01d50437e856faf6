//! Answers as one text: fifty rows as attribute values of their own cost more to read than all else on a page.

/// As a submission has them: what its digest is of.
pub(super) mod json {
    use form::Answers;
    use serde::{Deserialize, Deserializer, Serializer, de, ser};

    pub(in crate::store) fn serialize<S: Serializer>(answers: &Answers, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&serde_json::to_string(answers).map_err(ser::Error::custom)?)
    }

    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Answers, D::Error> {
        serde_json::from_str(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// As a draft has them, which every page reads.
pub(super) mod packed {
    use form::Answers;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(in crate::store) fn serialize<S: Serializer>(answers: &Answers, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&answers.packed())
    }

    /// Drafts from before were JSON.
    pub(in crate::store) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Answers, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.starts_with('{') {
            return serde_json::from_str(&text).map_err(de::Error::custom);
        }
        Ok(Answers::unpacked(&text))
    }
}

#[cfg(test)]
mod tests {
    use form::Answers;

    use crate::store::Draft;

    #[test]
    fn a_draft_from_before_is_read() {
        let draft = |answers: &str| -> Answers {
            let draft = serde_json::json!({ "version": 1, "registered": null, "definition": "core-2027-02", "saved": null, "answers": answers });
            serde_json::from_value::<Draft>(draft).unwrap().answers
        };
        let now = draft("beds_total=400|instructors~last_name=架空;pending;|");
        assert_eq!(draft(r#"{"beds_total":"400","instructors":[{"last_name":"架空","pending":true}]}"#), now);
        assert_eq!((draft("{}"), draft("")), (Answers::default(), Answers::default()));
    }
}
