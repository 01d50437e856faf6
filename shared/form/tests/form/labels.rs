use std::collections::BTreeSet;

use domain::ApplicationKind;
use form::{Advice, Condition, Field, FormKind, Kind, RowCondition, Rule, Sum, by_version, definition};

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
    for kind in ApplicationKind::ALL {
        let definition = definition(kind, cycle("2027-02"));
        for which in FormKind::ALL {
            let fields: Vec<&Field> = definition.form(which).fields().collect();
            let known = |form: Option<FormKind>, name: &str| match form {
                None => fields.iter().any(|field| field.key == name),
                Some(other) => other != which && definition.form(other).field(name).is_some(),
            };
            hangs_together(&fields, &known);
            for table in fields.iter().filter_map(|field| field.table()) {
                assert!(table.fields.iter().all(|cell| cell.table().is_none() && !matches!(cell.kind, Kind::Check(_))));
                let cells: Vec<&Field> = table.fields.iter().collect();
                hangs_together(&cells, &|form, name| match form {
                    None => cells.iter().any(|cell| cell.key == name),
                    other => known(other, name),
                });
            }
        }
    }
}

/// Names and labels are unique, names fit into pairs and pointers, and what rules and advice point at exists.
fn hangs_together(fields: &[&Field], known: &dyn Fn(Option<FormKind>, &str) -> bool) {
    let keys: BTreeSet<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    let labels: BTreeSet<&str> = fields.iter().map(|field| field.label.as_str()).collect();
    let titles = fields.iter().filter(|field| field.table().is_none()).count();
    assert!(keys.len() == fields.len() && labels.len() >= titles, "{keys:?}");
    for field in fields {
        assert!(
            field.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
            "{}",
            field.key
        );
        let mentioned = field.rules.iter().flat_map(of_rule).chain(field.advice.iter().flat_map(of_advice));
        let mentioned = mentioned.chain(field.concerns.iter().flat_map(condition));
        for name in mentioned {
            assert!(known(name.0, name.1), "{} mentions {name:?}", field.key);
        }
        let cell = |name: &str| field.table().is_some_and(|table| table.fields.iter().any(|cell| cell.key == name));
        assert!(field.rules.iter().flat_map(cells_of_rule).all(cell), "{}", field.key);
        assert!(field.advice.iter().flat_map(cells_of_advice).all(cell), "{}", field.key);
    }
}

type Mentioned<'a> = Vec<(Option<FormKind>, &'a str)>;

fn condition(condition: &Condition) -> Mentioned<'_> {
    let besides = condition.and.as_deref().map(self::condition).unwrap_or_default();
    std::iter::once((condition.form, condition.field.as_str())).chain(besides).collect()
}

fn sum(sum: &Sum) -> Mentioned<'_> {
    sum.of.iter().chain([&sum.most]).map(|name| (None, name.as_str())).collect()
}

fn of_rule(rule: &Rule) -> Mentioned<'_> {
    match rule {
        Rule::RequiredIf(when) => condition(when),
        Rule::Demands(demand) => condition(&demand.when),
        Rule::SumAtMost(rule) => sum(rule),
        Rule::SameAs(twin) => {
            let when = twin.when.as_ref().map(condition).unwrap_or_default();
            std::iter::once((twin.form, twin.field.as_str())).chain(when).collect()
        }
        Rule::EndsPeriod { from, .. } => vec![(None, from)],
        _ => Vec::new(),
    }
}

fn of_advice(advice: &Advice) -> Mentioned<'_> {
    match advice {
        Advice::Demands(demand) => condition(&demand.when),
        Advice::SumAtMost(advice) => sum(advice),
        Advice::SameValues { pairs, .. } => {
            pairs.iter().flat_map(|(one, other)| [(None, one.as_str()), (None, other.as_str())]).collect()
        }
        _ => Vec::new(),
    }
}

fn cells_of_rule(rule: &Rule) -> Vec<&str> {
    match rule {
        Rule::OneRowTicked(on) | Rule::OneOfSeveralTicked(on) | Rule::Distinct(on) => vec![&on.cell],
        Rule::AtLeastOneRow(on) => rows_of(on),
        _ => Vec::new(),
    }
}

fn cells_of_advice(advice: &Advice) -> Vec<&str> {
    if let Advice::AtLeastOneRow(on) = advice { rows_of(on) } else { Vec::new() }
}

fn rows_of(on: &RowCondition) -> Vec<&str> {
    on.alternatives.iter().flat_map(|row| row.keys()).map(String::as_str).collect()
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
