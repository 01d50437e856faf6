//! What a form is filled in and checked against, besides its own answers.

use chrono::NaiveDate;
use domain::{AccreditationKind, ApplicationKind, Cycle};

use crate::answers::Answers;
use crate::correction::OpenField;
use crate::edit::Removed;
use crate::kind::Alternative;
use crate::prefecture;
use crate::transition;

/// A 基幹施設 that a partner can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoreFacility {
    /// Its account.
    pub id: String,
    /// 診療施設名
    pub name: String,
    /// 都道府県, by code or by name.
    pub prefecture: String,
    /// 認定番号
    pub number: String,
    /// 施設責任者
    pub responsible_name: String,
}

/// An accreditation that the applicant holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Of which kind.
    pub kind: AccreditationKind,
    /// 認定番号
    pub number: String,
    /// 診療施設名
    pub facility_name: String,
    /// 都道府県, by code or by name.
    pub prefecture: String,
    /// 施設責任者, 姓 and 名 with a blank between.
    pub responsible_name: String,
}

/// The world around one form. Everything a rule may look at is here, so that checking stays pure.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What is applied for.
    pub kind: ApplicationKind,
    /// In which round.
    pub cycle: Cycle,
    /// Today in Japan.
    pub today: NaiveDate,
    /// The answers of the other form, as they stand.
    pub other: Option<&'a Answers>,
    /// The 基幹施設 that can be named.
    pub core_facilities: &'a [CoreFacility],
    /// What the account holds today.
    pub held: &'a [Held],
    /// The applicant's own account.
    pub own_account: Option<&'a str>,
    /// What is to be said of the uploaded 申請書・在籍証明書 (its file name); `None` while there is none.
    pub certificate: Option<&'a str>,
    /// The version of the template of 申請書・在籍証明書.
    pub template_version: &'a str,
    /// What a correction leaves open of this form; `None` where nothing is closed.
    pub open: Option<&'a [OpenField]>,
    /// The rows to be shown open though nothing is said of them: somebody wants to change them, or they lack something
    /// (`instructors.12`).
    pub opened: &'a [String],
    /// The row that was removed last: it can be put back.
    pub removed: Option<&'a Removed>,
}

impl Context<'_> {
    /// A context in which nothing else is known.
    pub const fn new(kind: ApplicationKind, cycle: Cycle, today: NaiveDate) -> Self {
        Self {
            kind,
            cycle,
            today,
            other: None,
            core_facilities: &[],
            held: &[],
            own_account: None,
            certificate: None,
            template_version: "",
            open: None,
            opened: &[],
            removed: None,
        }
    }

    /// Whether the other form, an application form, claims the transition measure. Only a partner's overview asks.
    pub fn transition_claimed(&self) -> bool {
        self.kind == ApplicationKind::Partner
            && self.other.is_some_and(|application_form| transition::transition_claimed(application_form, self.cycle))
    }

    /// Whether a field may be changed.
    pub fn is_open(&self, key: &str) -> bool {
        self.open.is_none_or(|open| open.iter().any(|field| field.key == key))
    }

    /// Why a field is to be corrected.
    pub(crate) fn correction(&self, key: &str) -> Option<String> {
        let field = self.open?.iter().find(|field| field.key == key)?;
        Some(field.reason.clone()).filter(|reason| !reason.is_empty())
    }

    /// The registry as choices, without the applicant itself.
    pub(crate) fn core_alternatives(&self) -> Vec<Alternative> {
        let others = self.core_facilities.iter().filter(|core| Some(core.id.as_str()) != self.own_account);
        others.map(|core| Alternative::new(&core.id, core.label())).collect()
    }
}

impl CoreFacility {
    /// How it stands in the list: name, prefecture and number.
    pub fn label(&self) -> String {
        let prefecture = prefecture::in_words(&self.prefecture);
        let facts: Vec<&str> = [prefecture, &self.number].into_iter().filter(|fact| !fact.is_empty()).collect();
        if facts.is_empty() { self.name.clone() } else { format!("{}（{}）", self.name, facts.join("・")) }
    }
}
