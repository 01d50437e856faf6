//! The definitions that this build knows, read once. A new form is a new file here; no file is ever changed after the
//! first application was filled in with it.

use std::sync::LazyLock;

use domain::{ApplicationKind, Cycle};

use crate::definition::Definition;

/// Every file under `shared/forms`, oldest first for each kind; a test compares it with the folder.
pub(crate) const FILES: [(&str, &str); 2] = [
    ("core/2026-08", include_str!("../../forms/core/2026-08.json")),
    ("partner/2026-08", include_str!("../../forms/partner/2026-08.json")),
];

static LIBRARY: LazyLock<Vec<Definition>> =
    LazyLock::new(|| FILES.iter().map(|(name, text)| parse(name, text)).collect());

/// The definition for applications of `kind` in `cycle`: the newest that is not newer than the cycle.
pub fn definition(kind: ApplicationKind, cycle: Cycle) -> &'static Definition {
    choose(&LIBRARY, kind, cycle).unwrap_or_else(|| unreachable!("a test proves that every kind has a form"))
}

/// The definition that a draft was filled in with.
pub fn by_version(version: &str) -> Option<&'static Definition> {
    LIBRARY.iter().find(|definition| definition.version() == version)
}

/// The newest definition of `kind` not newer than `cycle`, else the oldest.
fn choose(library: &[Definition], kind: ApplicationKind, cycle: Cycle) -> Option<&Definition> {
    let of_kind = || library.iter().filter(|definition| definition.kind == kind);
    let newest = of_kind().filter(|definition| definition.first_cycle <= cycle).max_by_key(|found| found.first_cycle);
    newest.or_else(|| of_kind().min_by_key(|found| found.first_cycle))
}

fn parse(name: &str, text: &str) -> Definition {
    serde_json::from_str(text).unwrap_or_else(|error| unreachable!("a test proves that {name} is read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later_form() -> Definition {
        let text = r#"{"version":"core/2028-02","kind":"core","first_cycle":"2028-02",
            "application_form":{"sections":[]},"overview":{"sections":[]}}"#;
        parse("a made-up later form", text)
    }

    #[test]
    fn the_newest_form_not_newer_than_the_cycle_is_used() {
        let mut library = LIBRARY.clone();
        library.push(later_form());
        let version =
            |cycle: &str| choose(&library, ApplicationKind::Core, cycle.parse().unwrap()).unwrap().version().to_owned();
        assert_eq!(version("2026-02"), "core/2026-08", "before the first form, the first form");
        assert_eq!(version("2027-08"), "core/2026-08");
        assert_eq!(version("2028-02"), "core/2028-02");
        assert_eq!(version("2031-08"), "core/2028-02");
    }

    #[test]
    fn every_file_is_in_the_list_and_names_itself() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../forms");
        let mut found = Vec::new();
        for kind in ApplicationKind::ALL {
            for file in std::fs::read_dir(folder.join(kind.slug())).unwrap() {
                let stem = file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
                found.push(format!("{}/{stem}", kind.slug()));
            }
        }
        found.sort();
        assert_eq!(found, FILES.map(|(name, _)| name.to_owned()));
        for (name, _) in FILES {
            let definition = by_version(name).unwrap();
            assert_eq!(name, format!("{}/{}", definition.kind.slug(), definition.first_cycle));
        }
    }

    #[test]
    fn an_unknown_property_is_refused() {
        let text = FILES[0].1.replacen("\"hint\"", "\"onchange\"", 1);
        let error = serde_json::from_str::<Definition>(&text).unwrap_err().to_string();
        assert!(error.contains("unknown field `onchange`"), "{error}");
    }
}
