//! Warnings: what is worth a second look. They stand beside the field and stop nobody (E47–E50, E52).

use domain::AccreditationKind;

use crate::answers::Answers;
use crate::context::{Context, Held};
use crate::definition::{Field, Form};
use crate::kind::Kind;
use crate::messages;
use crate::row::Row;
use crate::rule::Advice;
use crate::shape;
use crate::table::{cell_name, some_row_meets};
use crate::validate::{FieldError, Scope};

/// Every warning about the answers, in the order of the form.
pub fn warnings(form: &Form, answers: &Answers, context: &Context<'_>) -> Vec<FieldError> {
    let matters = |field: &&Field| {
        field.is_asked(context) && field.condition().is_none_or(|it| Scope::Form(answers).meets(it, context))
    };
    form.fields().filter(matters).flat_map(|field| of_field(field, answers, context)).collect()
}

fn of_field(field: &Field, answers: &Answers, context: &Context<'_>) -> Vec<FieldError> {
    let rows: Vec<(usize, &Row)> = answers.filled_rows(&field.key).collect();
    let whole = field.advice.iter().find_map(|advice| match advice {
        Advice::AtLeastOneRow(condition) => {
            (!rows.is_empty() && !some_row_meets(condition, &rows)).then_some(condition.message.as_str())
        }
        other => message(other, field, Scope::Form(answers), context),
    });
    let mut found: Vec<FieldError> = whole.map(|message| FieldError::new(&field.key, message)).into_iter().collect();
    if let Kind::Rows(table) = &field.kind {
        for (index, row) in rows {
            found.extend(table.fields.iter().filter_map(|cell| {
                let said = cell.advice.iter().find_map(|advice| message(advice, cell, Scope::Row(row), context))?;
                Some(FieldError::new(&cell_name(field, index, cell), said))
            }));
        }
    }
    found
}

fn message<'a>(advice: &'a Advice, field: &Field, scope: Scope<'_>, context: &Context<'_>) -> Option<&'a str> {
    let text = scope.text(&field.key);
    let (applies, message) = match advice {
        Advice::Expects { any_of, message } => (!text.is_empty() && !any_of.iter().any(|usual| usual == text), message),
        Advice::Demands(demand) => {
            let given = demand.any_of.iter().any(|usual| usual == text);
            (!given && scope.meets(&demand.when, context), &demand.message)
        }
        Advice::SumAtMost(sum) => (scope.exceeds(sum), &sum.message),
        Advice::SameValues { pairs, message } => {
            let same =
                |(one, other): &(String, String)| !scope.text(one).is_empty() && scope.text(one) == scope.text(other);
            (pairs.iter().all(same), message)
        }
        Advice::NotBefore { limit, message } => {
            (shape::as_date(text).is_some_and(|day| day < limit.day(context)), message)
        }
        Advice::Guide { at_least, message } => (shape::as_int(text).is_some_and(|number| number < *at_least), message),
        Advice::Filled { message } => (!text.is_empty(), message),
        Advice::MatchesHeld => return differs_from_register(text, context.held),
        Advice::AtLeastOneRow(_) => return None,
    };
    applies.then_some(message)
}

/// `held` is what the register shows for the account today.
fn differs_from_register(named: &str, held: &[Held]) -> Option<&'static str> {
    let holds = |kind: AccreditationKind| held.iter().any(|held| held.kind == kind);
    let holds_named = held.iter().any(|held| held.kind.slug() == named);
    match named {
        "" => None,
        "none" if holds(AccreditationKind::Training) => Some(messages::TRAINING_NOT_NAMED),
        "none" if held.is_empty() => None,
        _ if holds_named => None,
        "training" => Some(messages::TRAINING_NOT_HELD),
        _ => Some(messages::HELD_DIFFERS),
    }
}
