//! What is typed to find a 基幹施設, and to ask it.

use chrono::NaiveDate;
use domain::{Accreditation, MOST_LINKS, Partnership, Refusal};
use form::Kind;
use serde::Deserialize;
use shared::web::typed::is_ticked;
use shared::web::{FieldError, Posted, messages};

/// What narrows the list down.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Filter {
    /// A code; empty for all.
    #[serde(default)]
    pub(super) prefecture: String,
    /// A part of the name of the facility or of its 施設責任者.
    #[serde(default)]
    pub(super) q: String,
}

impl Filter {
    pub(super) fn posted(posted: &Posted) -> Self {
        let text = |name| posted.text(name).unwrap_or("").to_owned();
        Self { prefecture: text("prefecture"), q: text("q") }.folded()
    }

    pub(super) fn folded(self) -> Self {
        let prefecture = form::prefecture_code(self.prefecture.trim()).unwrap_or_default();
        Self { prefecture, q: Kind::Text.fold(&self.q) }
    }

    /// Whether a facility is among those looked for.
    pub(super) fn lets_pass(&self, core: &Accreditation) -> bool {
        let near = self.prefecture.is_empty()
            || form::prefecture_code(&core.prefecture).is_some_and(|code| code == self.prefecture);
        // a name is found with or without the blank in it
        let plain = |text: &str| text.replace([' ', '\u{3000}'], "");
        let sought = plain(&self.q);
        let named = [&core.facility_name, &core.responsible_name].iter().any(|name| plain(name).contains(&sought));
        near && named
    }
}

/// The form's answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    /// The account of a core facility.
    pub(super) core: String,
    /// 事前相談済み
    pub(super) consulted: bool,
    /// 主たる基幹施設
    pub(super) primary: bool,
}

impl Typed {
    pub(super) fn posted(posted: &Posted) -> Self {
        Self {
            core: posted.text("core").unwrap_or("").to_owned(),
            consulted: is_ticked(posted, "consulted"),
            primary: is_ticked(posted, "primary"),
        }
    }

    /// The core facility that is meant, or all that is wrong.
    pub(super) fn wanted<'a>(&self, cores: &'a [Accreditation]) -> Result<&'a Accreditation, Vec<FieldError>> {
        let core = cores.iter().find(|core| core.account.to_string() == self.core);
        let faults = [
            self.core.is_empty().then(|| FieldError::new("core", "連携する基幹施設を選択してください。")),
            (!self.core.is_empty() && core.is_none()).then(|| FieldError::new("core", messages::NOT_OFFERED)),
            (!self.consulted).then(|| {
                FieldError::new("consulted", "基幹施設へ事前に相談のうえ、「事前相談済み」にチェックを入れてください。")
            }),
        ];
        let faults: Vec<FieldError> = faults.into_iter().flatten().collect();
        core.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

/// A refusal as the sentence at the field that it is about.
pub(super) fn field_of(refusal: Refusal, links: &[Partnership], typed: &Typed, today: NaiveDate) -> Option<FieldError> {
    let runs = links.iter().any(|link| link.id.core.to_string() == typed.core && link.standing(today).is_open());
    let (field, sentence) = match refusal {
        Refusal::AlreadyAsked if runs => {
            ("core", "この基幹施設とは、すでに連携中か、承認待ちです。別の基幹施設を選択してください。".to_owned())
        }
        Refusal::AlreadyAsked => {
            ("core", "同じ基幹施設への連携申請は、1日に1回までです。明日以降に、もう一度申請してください。".to_owned())
        }
        Refusal::CoreNotAccredited => {
            ("core", "選択された基幹施設は現在認定中ではありません。一覧から選択し直してください。".to_owned())
        }
        Refusal::TooManyLinks => (
            "core",
            format!(
                "連携できる基幹施設は、承認待ちを含めて{MOST_LINKS}施設までです。いずれかの連携が終了してから申請してください。"
            ),
        ),
        Refusal::PrimaryTaken => {
            let (_, _, title, detail) = messages::refusal(refusal);
            ("primary", format!("{title}{detail}"))
        }
        _ => return None,
    };
    Some(FieldError::new(field, sentence))
}
