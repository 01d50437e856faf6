//! What is typed into 認定返上申請.

use chrono::NaiveDate;
use domain::{RETURN_REASONS, Refusal, ReturnCommand};
use form::Kind;
use shared::web::{FieldError, Posted, messages};

use shared::web::typed::{REASON_LIMIT, day, is_ticked, lines, text_fault};

/// The reason that needs words.
const OTHER: &str = "other";

/// The form's texts.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    /// 返上希望日
    pub(crate) on: String,
    /// 理由, one of [`RETURN_REASONS`].
    pub(crate) reason: String,
    /// 理由の詳細
    pub(crate) detail: String,
    /// 連携している施設へ連絡済みです
    pub(crate) informed: bool,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) on: NaiveDate,
    /// In words.
    pub(crate) reason: String,
    pub(crate) informed: bool,
}

impl Typed {
    pub(crate) fn posted(posted: &Posted) -> Self {
        Self {
            on: day(posted, "on"),
            reason: Kind::Text.fold(posted.text("reason").unwrap_or("")),
            detail: lines(posted, "detail"),
            informed: is_ticked(posted, "informed"),
        }
    }

    /// What is asked for, or everything that is wrong with it. Whether the day is a good one is for the rules to say.
    pub(crate) fn wanted(&self) -> Result<Wanted, Vec<FieldError>> {
        let on = self.on.parse::<NaiveDate>().ok();
        let label = RETURN_REASONS.into_iter().find(|(value, _)| *value == self.reason).map(|(_, label)| label);
        let wordless = self.reason == OTHER && self.detail.is_empty();
        let faults = [
            on.is_none().then(|| FieldError::new("on", "返上希望日を、正しい日付で入力してください。")),
            label.is_none().then(|| FieldError::new("reason", "理由を選択してください。")),
            wordless.then(|| FieldError::new("detail", "「その他」を選択した場合は、理由の詳細を入力してください。")),
            text_fault("detail", "理由の詳細", &self.detail, REASON_LIMIT),
        ];
        let faults: Vec<FieldError> = faults.into_iter().flatten().collect();
        match (on, label) {
            (Some(on), Some(label)) if faults.is_empty() => {
                let more = if self.detail.is_empty() { String::new() } else { format!("：{}", self.detail) };
                Ok(Wanted { on, reason: format!("{label}{more}"), informed: self.informed })
            }
            _ => Err(faults),
        }
    }
}

impl Wanted {
    pub(crate) fn command(&self, linked: Vec<String>) -> ReturnCommand {
        ReturnCommand::Ask { on: self.on, reason: self.reason.clone(), informed: self.informed, linked }
    }
}

/// The field that a refusal belongs to.
pub(crate) fn field_of(refusal: Refusal) -> Option<FieldError> {
    let field = match refusal {
        Refusal::DayOutOfRange => "on",
        Refusal::PartnersNotInformed => "informed",
        _ => return None,
    };
    let (_, _, title, detail) = messages::refusal(refusal);
    Some(FieldError::new(field, format!("{title}{detail}")))
}
