//! What the secretariat makes of an application: its checklist, and the judgement (rules 3.6, E47, E51, E65, E88).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{AccountId, CorrectionRequest, Refusal};

/// What the secretariat looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// 公印
    Seal,
    /// 書式
    Format,
    /// 氏名: those typed and those on paper agree.
    Names,
    /// 会員番号: it belongs to the person and the qualification.
    MemberNumber,
    /// 移行措置: the claim is true.
    Transition,
    /// 認定手続中: the qualification has come.
    Qualification,
}

impl Check {
    /// All checks, in the order of the list.
    pub const ALL: [Self; 6] =
        [Self::Seal, Self::Format, Self::Names, Self::MemberNumber, Self::Transition, Self::Qualification];

    /// The stable name in forms and JSON.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Format => "format",
            Self::Names => "names",
            Self::MemberNumber => "member_number",
            Self::Transition => "transition",
            Self::Qualification => "qualification",
        }
    }

    /// What is checked, in words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Seal => "公印",
            Self::Format => "書式",
            Self::Names => "氏名",
            Self::MemberNumber => "会員番号",
            Self::Transition => "移行措置の資格",
            Self::Qualification => "認定手続中の資格",
        }
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
}

/// The secretariat's work on an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// 担当者 (E101).
    pub officer: Option<String>,
    /// What was looked at.
    pub findings: BTreeMap<Check, Finding>,
    /// The 基幹施設 that the secretariat found for one that was not in the list (E65).
    pub attached: Option<CoreLink>,
}

impl Review {
    /// Whether a check came out good.
    pub fn is_good(&self, check: Check) -> bool {
        self.findings.get(&check) == Some(&Finding::Good)
    }

    /// What stands after a correction was answered: what it may have touched is looked at again, and what was bad.
    pub(crate) fn after(mut self, answered: &CorrectionRequest) -> Self {
        let paper = answered.has_certificate();
        let forms = answered.items.len() > usize::from(paper);
        self.findings.retain(|check, finding| {
            let touched = match check {
                Check::Seal | Check::Format => paper,
                Check::Names => paper || forms,
                Check::MemberNumber | Check::Transition | Check::Qualification => forms,
            };
            !touched && *finding == Finding::Good
        });
        self
    }
}

/// A 基幹施設 that a partner wants to be linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoreLink {
    /// Whose account.
    pub core: AccountId,
    /// 主たる基幹施設 (E67).
    pub primary: bool,
}

/// What an application says about itself that has to be seen before 合格.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The transition measure: no link to a 基幹施設 is needed (S133–S145).
    pub transition: bool,
    /// The qualification of the 施設責任者 is 認定手続中 (E51, E88).
    pub qualification_pending: bool,
    /// A 基幹施設 that is not in the list is named in words (E65).
    pub unlisted_core: bool,
}

/// 判定
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Judgement {
    /// 合格
    Pass {
        /// 認定番号
        number: String,
        /// The first day of the accreditation.
        valid_from: NaiveDate,
        /// Its last.
        valid_to: NaiveDate,
    },
    /// 不合格
    Fail {
        /// Why, in the result mail.
        reason: String,
    },
    /// 保留: it can be judged again.
    Hold {
        /// Why, in the result mail.
        reason: String,
    },
}

impl Judgement {
    /// The word for it.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Pass { .. } => "合格",
            Self::Fail { .. } => "不合格",
            Self::Hold { .. } => "保留",
        }
    }

    /// Whether it says all that it must.
    pub(crate) fn is_complete(&self) -> Result<(), Refusal> {
        match self {
            Self::Pass { number, .. } if number.is_empty() => Err(Refusal::JudgementIncomplete),
            Self::Pass { valid_from, valid_to, .. } if valid_to < valid_from => Err(Refusal::PeriodInvalid),
            Self::Fail { reason } | Self::Hold { reason } if reason.is_empty() => Err(Refusal::JudgementIncomplete),
            Self::Pass { .. } | Self::Fail { .. } | Self::Hold { .. } => Ok(()),
        }
    }
}
