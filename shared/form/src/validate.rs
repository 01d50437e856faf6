//! 登録: every fault of a form at once, in the order of the page, each with a sentence that says what to do.

use chrono::Months;
use serde::Serialize;

use crate::answers::Answers;
use crate::context::Context;
use crate::definition::{Field, Form};
use crate::form_kind::FormKind;
use crate::kind::Kind;
use crate::messages::Fault;
use crate::row::Row;
use crate::rule::{Condition, Pattern, Rule, Sum, Twin};
use crate::{shape, table};

/// A sentence about one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name: `facility_name`, `instructors.0.last_name`; empty for the form as a whole.
    pub field: String,
    /// What to do about it, in Japanese.
    pub message: String,
}

impl FieldError {
    /// A sentence about a field.
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }

    /// The row of a table that it is about: `instructors.0`.
    pub fn row(&self) -> Option<&str> {
        Some(self.field.rsplit_once('.')?.0)
    }

    /// Where the field is in the JSON of the answers (RFC 6901).
    pub fn pointer(&self) -> String {
        if self.field.is_empty() {
            return String::new();
        }
        let escaped = self.field.replace('~', "~0").replace('/', "~1");
        format!("/{}", escaped.replace('.', "/"))
    }

    /// The id of the field's control on the page.
    pub fn control_id(&self) -> String {
        self.field.replace('.', "-")
    }
}

/// Every fault of the answers, in the order of the form; at most one for each field and cell.
pub fn validate(form: &Form, answers: &Answers, context: &Context<'_>) -> Vec<FieldError> {
    let asked = form.fields().filter(|field| field.is_asked(context));
    asked.flat_map(|field| faults_of(field, answers, context)).collect()
}

fn faults_of(field: &Field, answers: &Answers, context: &Context<'_>) -> Vec<FieldError> {
    if let Kind::Rows(rows) = &field.kind {
        return table::faults(field, rows, answers, context);
    }
    let fault = fault_of(field, Scope::Form(answers), context);
    let error = fault.map(|fault| FieldError::new(&field.key, fault.sentence(&field.label)));
    error.into_iter().collect()
}

/// Whether the field must be answered as things stand; what is marked 必須 on the page.
pub(crate) fn is_required(field: &Field, scope: Scope<'_>, context: &Context<'_>) -> bool {
    field.rules.iter().any(|rule| match rule {
        Rule::Required | Rule::MustBeTrue | Rule::AtLeastOneRow(_) => true,
        Rule::RequiredIf(condition) => scope.meets(condition, context),
        Rule::Demands(demand) => scope.meets(&demand.when, context),
        Rule::MinRows(least) => *least > 0,
        Rule::CoreFacilityNamed(_) => !context.transition_claimed() && !scope.has_text("core_link_other"),
        Rule::AcknowledgedWithoutCoreFacility => scope.names_no_core_facility(),
        _ => false,
    })
}

/// Where a field looks for its own value and for those beside it.
#[derive(Clone, Copy)]
pub(crate) enum Scope<'a> {
    Form(&'a Answers),
    Row(&'a Row),
}

impl<'a> Scope<'a> {
    /// The text of a field; `true` or `false` for a box; empty if there is none.
    pub(crate) fn text(self, name: &str) -> &'a str {
        match self {
            Self::Form(answers) => answers.text(name),
            Self::Row(row) => row.text(name),
        }
    }

    /// The choices of a field of several.
    pub(crate) fn choices(self, name: &str) -> &'a [String] {
        match self {
            Self::Form(answers) => answers.choices(name),
            Self::Row(_) => &[],
        }
    }

    /// Where a rule looks that may name a field of the other form.
    fn at<'b>(self, form: Option<FormKind>, context: &Context<'b>) -> Option<Scope<'b>>
    where
        'a: 'b,
    {
        match form {
            None => Some(self),
            Some(_) => context.other.map(Scope::Form),
        }
    }

    pub(crate) fn meets(self, condition: &Condition, context: &Context<'_>) -> bool {
        let Some(there) = self.at(condition.form, context) else { return false };
        let meets = |value: &str| condition.any_of.iter().any(|wanted| wanted == value);
        let said = meets(there.text(&condition.field)) || there.choices(&condition.field).iter().any(|it| meets(it));
        said && condition.and.as_ref().is_none_or(|besides| self.meets(besides, context))
    }

    /// Whether the numbers together are above the field that they may reach; where that is empty, nothing is said.
    pub(crate) fn exceeds(self, sum: &Sum) -> bool {
        let number = |name: &String| shape::as_tenths(self.text(name));
        let together: u64 = sum.of.iter().filter_map(number).fold(0, u64::saturating_add);
        number(&sum.most).is_some_and(|most| together > most)
    }

    fn differs(self, text: &str, twin: &Twin, context: &Context<'_>) -> bool {
        let concerned = twin.when.as_ref().is_none_or(|when| self.meets(when, context));
        let theirs = self.at(twin.form, context).map_or("", |there| there.text(&twin.field));
        concerned && !theirs.is_empty() && !theirs.eq_ignore_ascii_case(text)
    }

    /// Whether a table of the form says something.
    pub(crate) fn has_rows(self, name: &str) -> bool {
        matches!(self, Self::Form(answers) if answers.filled_rows(name).next().is_some())
    }

    fn has_text(self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    fn names_no_core_facility(self) -> bool {
        !self.has_rows("core_links") && !self.has_text("core_link_other")
    }
}

/// The first fault of a field that is no table.
pub(crate) fn fault_of<'a>(field: &'a Field, scope: Scope<'_>, context: &Context<'_>) -> Option<Fault<'a>> {
    let text = scope.text(&field.key);
    let unanswered = match &field.kind {
        Kind::Note(_) | Kind::Computed(_) => return None,
        Kind::Certificate => context.certificate.is_none().then_some(Fault::NoFile),
        Kind::Bool => (text != "true").then_some(Fault::NotTicked),
        Kind::Check(_) => scope.choices(&field.key).is_empty().then_some(Fault::NothingChosen),
        Kind::Radio(_) | Kind::Select(_) => text.is_empty().then_some(Fault::NothingChosen),
        _ => text.is_empty().then_some(Fault::NothingTyped),
    };
    match unanswered {
        Some(fault) => is_required(field, scope, context).then_some(fault),
        None => misshapen(field, text, scope, context)
            .or_else(|| field.rules.iter().find_map(|rule| broken(rule, scope, text, context))),
    }
}

/// No number of a form is higher.
pub(crate) const HIGHEST: u64 = 99_999;

/// What the kind of the field has to say about an answer.
fn misshapen<'a>(field: &'a Field, text: &str, scope: Scope<'_>, context: &Context<'_>) -> Option<Fault<'a>> {
    let several = matches!(field.kind, Kind::Textarea);
    if let Some(at) = text.chars().position(|c| domain::is_forbidden(c) && !(several && c == '\n')) {
        return Some(Fault::Characters(at + 1));
    }
    // characters are counted only where there are more bytes than characters allowed
    let most = longest(field);
    if text.len() > most {
        let now = shape::count_chars(text);
        if now > most {
            return Some(Fault::TooLong { most, now });
        }
    }
    let fault = |good: bool, fault: Fault<'a>| (!good).then_some(fault);
    match &field.kind {
        Kind::Kana if field.rules.contains(&Rule::Pattern(Pattern::FacilityKana)) => None,
        Kind::Kana => fault(shape::is_person_kana(text), Fault::Kana),
        Kind::Email => fault(shape::is_email(text), Fault::Email),
        Kind::Url => fault(shape::is_url(text), Fault::Url),
        Kind::Tel => fault(shape::is_tel(text), Fault::Tel),
        Kind::Postal => fault(shape::is_postal(text), Fault::Postal),
        Kind::Code => fault(shape::is_code(text), Fault::Code),
        Kind::Int => match shape::as_int(text) {
            None => Some(Fault::Int),
            Some(number) => fault(number <= HIGHEST, Fault::Above(HIGHEST)),
        },
        Kind::Decimal => match shape::as_tenths(text) {
            None => Some(Fault::Decimal),
            Some(tenths) => fault(tenths <= HIGHEST * 10, Fault::Above(HIGHEST)),
        },
        Kind::Date => fault(shape::as_date(text).is_some(), Fault::Date),
        Kind::YearMonth => fault(shape::is_year_month(text), Fault::YearMonth),
        Kind::Radio(_) | Kind::Select(_) => fault(is_listed(field, text, context), Fault::NotAChoice),
        Kind::Check(_) => {
            let good = scope.choices(&field.key).iter().all(|chosen| is_listed(field, chosen, context));
            fault(good, Fault::NotAChoice)
        }
        _ => None,
    }
}

/// The applicant itself is no choice, but has a sentence of its own: `Rule::NotOwnAccount`.
fn is_listed(field: &Field, value: &str, context: &Context<'_>) -> bool {
    let own =
        context.own_account == Some(value) && field.rules.iter().any(|rule| matches!(rule, Rule::NotOwnAccount(_)));
    own || field.kind.alternatives(context).iter().any(|alternative| alternative.value == value)
}

/// The most characters of a field: its own rule, else that of its kind.
pub(crate) fn longest(field: &Field) -> usize {
    let said = field.rules.iter().find_map(|rule| if let Rule::MaxChars(most) = rule { Some(*most) } else { None });
    said.unwrap_or(match field.kind {
        Kind::Textarea => 2000,
        Kind::Email => 254,
        Kind::Url => 200,
        _ => 100,
    })
}

/// What one rule has to say about an answer of the right shape.
fn broken<'a>(rule: &'a Rule, scope: Scope<'_>, text: &str, context: &Context<'_>) -> Option<Fault<'a>> {
    let said = |bad: bool, message: &'a str| bad.then_some(Fault::Said(message));
    match rule {
        Rule::Min(least) => shape::as_tenths(text).filter(|tenths| *tenths < least * 10).map(|_| Fault::Below(*least)),
        Rule::Max(most) => shape::as_tenths(text).filter(|tenths| *tenths > most * 10).map(|_| Fault::Above(*most)),
        Rule::Demands(demand) => {
            let given = demand.any_of.iter().any(|good| good == text);
            said(!given && scope.meets(&demand.when, context), &demand.message)
        }
        Rule::SumAtMost(sum) => said(scope.exceeds(sum), &sum.message),
        Rule::SameAs(twin) => said(scope.differs(text, twin, context), &twin.message),
        Rule::EndsPeriod { from, months } => {
            let first = shape::as_date(scope.text(from))?;
            let last = first.checked_add_months(Months::new(*months))?.pred_opt()?;
            (shape::as_date(text) != Some(last)).then_some(Fault::PeriodEnds { last, months: *months })
        }
        Rule::NotBefore(limit) => {
            let first = limit.day(context);
            shape::as_date(text).filter(|day| *day < first).map(|_| Fault::Earlier(first))
        }
        Rule::NotAfter(limit) => {
            let last = limit.day(context);
            shape::as_date(text).filter(|day| *day > last).map(|_| Fault::Later(last))
        }
        Rule::Pattern(pattern) => mismatch(*pattern, text),
        Rule::NotOwnAccount(message) => said(context.own_account == Some(text), message),
        // Asked when there is no answer, of its length, or of a whole table.
        Rule::Required
        | Rule::RequiredIf(_)
        | Rule::MustBeTrue
        | Rule::MaxChars(_)
        | Rule::CoreFacilityNamed(_)
        | Rule::AcknowledgedWithoutCoreFacility
        | Rule::MinRows(_)
        | Rule::MaxRows(_)
        | Rule::AtLeastOneRow(_)
        | Rule::OneRowTicked(_)
        | Rule::OneOfSeveralTicked(_)
        | Rule::Distinct(_) => None,
    }
}

fn mismatch(pattern: Pattern, text: &str) -> Option<Fault<'static>> {
    let (good, fault) = match pattern {
        Pattern::FacilityKana => (shape::is_facility_kana(text), Fault::FacilityKana),
        Pattern::MemberNo => (shape::is_member_no(text), Fault::MemberNo),
        Pattern::MedicalInstitutionCode => (shape::is_medical_institution_code(text), Fault::MedicalInstitutionCode),
    };
    (!good).then_some(fault)
}
