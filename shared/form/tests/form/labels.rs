use std::collections::BTreeSet;

use domain::ApplicationKind;
use form::{Advice, Field, FormKind, Kind, Rule, by_version, definition};

use crate::fixture::cycle;

fn line(field: &Field, depth: usize) -> String {
    let kind = format!("{:?}", field.kind);
    let name = kind.split(['(', ' ']).next().unwrap_or_default();
    let required =
        if field.rules.iter().any(|rule| matches!(rule, Rule::Required | Rule::MustBeTrue)) { " *" } else { "" };
    let own = format!("{}{} [{name}] {}{required}", "  ".repeat(depth), field.key, field.label);
    let cells = field.table().into_iter().flat_map(|table| &table.fields).map(|cell| line(cell, depth + 1));
    std::iter::once(own).chain(cells).collect::<Vec<_>>().join("\n")
}

fn print(kind: ApplicationKind, which: FormKind) -> String {
    let form = definition(kind, cycle("2027-02")).form(which);
    let sections = form.sections.iter().map(|section| {
        let fields: Vec<String> = section.fields.iter().map(|field| line(field, 1)).collect();
        format!("■ {}\n{}", section.title, fields.join("\n"))
    });
    sections.collect::<Vec<_>>().join("\n")
}

#[test]
fn all_labels() {
    for kind in ApplicationKind::ALL {
        for which in FormKind::ALL {
            insta::assert_snapshot!(format!("{}-{}", kind.slug(), which.slug()), print(kind, which));
        }
    }
}

#[test]
fn every_definition_hangs_together() {
    for version in ["core/2026-08", "partner/2026-08"] {
        for which in FormKind::ALL {
            let form = by_version(version).unwrap().form(which);
            let fields: Vec<&Field> = form.fields().collect();
            hangs_together(&fields);
            for table in fields.iter().filter_map(|field| field.table()) {
                assert!(table.fields.iter().all(|cell| cell.table().is_none() && !matches!(cell.kind, Kind::Check(_))));
                hangs_together(&table.fields.iter().collect::<Vec<_>>());
            }
        }
    }
}

/// Names and labels are unique, names fit into pairs and pointers, and what rules point at exists.
fn hangs_together(fields: &[&Field]) {
    let keys: BTreeSet<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    let labels: BTreeSet<&str> = fields.iter().map(|field| field.label.as_str()).collect();
    let titles = fields.iter().filter(|field| field.table().is_none()).count();
    assert!(keys.len() == fields.len() && labels.len() >= titles, "{keys:?}");
    for field in fields {
        assert!(field.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", field.key);
        let cells: Vec<&str> =
            field.table().map_or(Vec::new(), |table| table.fields.iter().map(|cell| cell.key.as_str()).collect());
        for rule in &field.rules {
            match rule {
                Rule::RequiredIf(condition) => assert!(keys.contains(condition.field.as_str())),
                Rule::OneRowTicked(on) | Rule::Distinct(on) => {
                    assert!(cells.contains(&on.cell.as_str()));
                }
                Rule::AtLeastOneRow(on) => {
                    assert!(
                        on.alternatives.iter().flat_map(|row| row.keys()).all(|cell| cells.contains(&cell.as_str()))
                    );
                }
                _ => {}
            }
        }
        for advice in &field.advice {
            if let Advice::SameValues { pairs, .. } = advice {
                assert!(pairs.iter().all(|(one, other)| keys.contains(one.as_str()) && keys.contains(other.as_str())));
            }
        }
    }
}

#[test]
fn forms_are_found_by_their_names() {
    assert_eq!(FormKind::ALL.map(FormKind::label), ["1.申請書", "2.概要書"]);
    for which in FormKind::ALL {
        assert_eq!(which.slug().parse::<FormKind>(), Ok(which));
    }
    assert!("certificate".parse::<FormKind>().is_err());
    assert!(by_version("core/1999-02").is_none());
}
