//! The definitions that this build knows, read once. A new form is a new file here; no file is ever changed after the
//! first application was filled in with it.

use std::sync::LazyLock;

use domain::{ApplicationKind, Cycle};

use crate::definition::Definition;

/// Every file under `shared/forms`, by name: `core/2026-08`. The build script lists them.
pub(crate) const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/forms.rs"));

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::of(FILES));

/// The definition for a new application of `kind` in `cycle`: the newest that is not newer than the cycle.
pub fn definition(kind: ApplicationKind, cycle: Cycle) -> &'static Definition {
    definition_of(kind, cycle, [])
}

/// The definition of an application. One that was begun keeps the form in which it was: `begun` names what its drafts
/// were filled in with.
pub fn definition_of<'a>(
    kind: ApplicationKind,
    cycle: Cycle,
    begun: impl IntoIterator<Item = &'a str>,
) -> &'static Definition {
    LIBRARY.find(kind, cycle, begun).unwrap_or_else(|| unreachable!("a test proves that every kind has a form"))
}

/// The definition that something was filled in with.
pub fn by_version(version: &str) -> Option<&'static Definition> {
    LIBRARY.by_version(version)
}

struct Library(Vec<Definition>);

impl Library {
    fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(name, text)| parse(name, text)).collect())
    }

    fn by_version(&self, version: &str) -> Option<&Definition> {
        self.0.iter().find(|definition| definition.version() == version)
    }

    fn find<'a>(
        &self,
        kind: ApplicationKind,
        cycle: Cycle,
        begun: impl IntoIterator<Item = &'a str>,
    ) -> Option<&Definition> {
        let known = begun.into_iter().find_map(|version| self.by_version(version));
        known.or_else(|| self.newest(kind, cycle))
    }

    /// The newest definition of `kind` not newer than `cycle`, else the oldest.
    fn newest(&self, kind: ApplicationKind, cycle: Cycle) -> Option<&Definition> {
        let of_kind = || self.0.iter().filter(|definition| definition.kind == kind);
        let newest = of_kind().filter(|known| known.first_cycle <= cycle).max_by_key(|known| known.first_cycle);
        newest.or_else(|| of_kind().min_by_key(|known| known.first_cycle))
    }
}

fn parse(name: &str, text: &str) -> Definition {
    serde_json::from_str(text).unwrap_or_else(|error| unreachable!("a test proves that {name} is read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answers, Context, Field, FormKind, Value, sections, summary, validate};

    /// Every kind has what it had, and from 2028 on a form of one other question.
    fn with_a_later_form() -> Library {
        let later = r#"{"version":"core/2028-02","kind":"core","first_cycle":"2028-02",
            "application_form":{"sections":[{"id":"all","title":"新しい申請書","fields":[
                {"key":"motto","label":"施設の標語","type":"text","rules":["required"]}]}]},
            "overview":{"sections":[]}}"#;
        let mut files = FILES.to_vec();
        files.push(("core/2028-02", later));
        Library::of(&files)
    }

    #[test]
    fn the_newest_form_not_newer_than_the_cycle_is_used() {
        let library = with_a_later_form();
        let version =
            |cycle: &str| library.find(ApplicationKind::Core, cycle.parse().unwrap(), []).unwrap().version().to_owned();
        assert_eq!(version("2026-02"), "core/2026-08", "before the first form, the first form");
        assert_eq!(version("2027-08"), "core/2026-08");
        assert_eq!(version("2028-02"), "core/2028-02");
        assert_eq!(version("2031-08"), "core/2028-02");
        let partner = library.find(ApplicationKind::Partner, "2031-08".parse().unwrap(), []).unwrap();
        assert_eq!(partner.version(), "partner/2026-08");
    }

    #[test]
    fn what_was_begun_in_an_older_form_is_shown_and_checked_in_it() {
        let library = with_a_later_form();
        let (kind, cycle): (_, Cycle) = (ApplicationKind::Core, "2028-02".parse().unwrap());
        let context = Context::new(kind, cycle, "2028-02-10".parse().unwrap());
        let labels = |begun: &[&str]| {
            let found = library.find(kind, cycle, begun.iter().copied()).unwrap().form(FormKind::ApplicationForm);
            let drawn = sections(found, &Answers::default(), &[], &[], &context);
            drawn.into_iter().flat_map(|section| section.fields).map(|field| field.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(&[]), ["施設の標語"]);
        assert_eq!(labels(&["", "core/2028-02"]), ["施設の標語"]);
        assert!(labels(&["core/2026-08"]).contains(&"施設長 役職名".to_owned()));
        let old = library.find(kind, cycle, ["core/2026-08"]).unwrap().form(FormKind::ApplicationForm);
        let mut answers = Answers::default();
        answers.set("director_title", Value::Text("病院長".to_owned()));
        let told = summary(old, &answers, &context);
        assert!(told.iter().flat_map(|section| &section.rows).any(|row| row.value == "病院長"));
        assert!(validate(old, &answers, &context).iter().all(|error| error.field != "motto"));
    }

    #[test]
    fn every_file_names_itself() {
        for (name, _) in FILES {
            let definition = by_version(name).unwrap();
            assert_eq!(*name, format!("{}/{}", definition.kind.slug(), definition.first_cycle));
        }
        for kind in ApplicationKind::ALL {
            assert!(FILES.iter().any(|(name, _)| name.starts_with(kind.slug())), "{kind:?} has no form");
        }
    }

    #[test]
    fn what_tells_a_row_are_its_cells() {
        for (name, _) in FILES {
            let forms = FormKind::ALL.map(|kind| by_version(name).unwrap().form(kind));
            for table in forms.iter().flat_map(|form| form.fields()).filter_map(Field::table) {
                let known = |key: &String| table.fields.iter().any(|cell| cell.key == *key);
                assert!(table.telling.iter().all(known), "{name}: {:?}", table.telling);
            }
        }
    }

    #[test]
    fn an_unknown_property_is_refused() {
        let text = FILES[0].1.replacen("\"hint\"", "\"onchange\"", 1);
        let error = serde_json::from_str::<Definition>(&text).unwrap_err().to_string();
        assert!(error.contains("unknown field `onchange`"), "{error}");
    }
}
