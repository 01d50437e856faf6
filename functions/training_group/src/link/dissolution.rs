//! 連携の解除申請: looked at once more, asked for, taken back (E74). Pressed twice it is one; what was decided in another tab or
//! at the society meanwhile is not done over.

use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::calendar::slash_date;
use domain::{DissolutionCommand, Partnership, PartnershipCommand, Refusal, Side};
use shared::web::typed::{REASON_LIMIT, day, lines, refused, text_fault};
use shared::web::{AppError, FieldError, Page, Posted, messages};

use super::page::CheckPage;
use super::{Acting, Found};

/// The form's texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    /// 解除希望日
    pub(super) on: String,
    /// 理由
    pub(super) reason: String,
}

impl Typed {
    pub(super) fn posted(posted: &Posted) -> Self {
        Self { on: day(posted, "on"), reason: lines(posted, "reason") }
    }

    /// The day that is wished for, or all that is wrong.
    fn wanted(&self, link: &Partnership, today: NaiveDate) -> Result<NaiveDate, Vec<FieldError>> {
        let on = self.on.parse::<NaiveDate>().ok();
        let last = link.last_day();
        let out_of_range = on.filter(|on| *on < today || *on > last).map(|_| {
            FieldError::new("on", format!("解除希望日は、本日から{}までの日付を入力してください。", slash_date(last)))
        });
        let faults = [
            on.is_none().then(|| FieldError::new("on", messages::DAY_UNREADABLE)),
            out_of_range,
            self.reason.is_empty().then(|| refused("reason", Refusal::ReasonMissing)),
            text_fault("reason", "理由", &self.reason, REASON_LIMIT),
        ];
        let faults: Vec<FieldError> = faults.into_iter().flatten().collect();
        on.filter(|_| faults.is_empty()).ok_or(faults)
    }
}

fn asks(on: NaiveDate, typed: &Typed) -> PartnershipCommand {
    let reason = typed.reason.clone();
    PartnershipCommand::Dissolution(DissolutionCommand::Ask { on, reason })
}

impl Acting<'_> {
    /// Shows what will be asked for; nothing is yet.
    pub(super) fn confirm(&self) -> Result<Response, AppError> {
        let typed = Typed::posted(&self.posted);
        let link = self.found.link();
        let on = match typed.wanted(link, self.today) {
            Ok(on) => on,
            Err(errors) => return Ok(self.shown_again(&typed, &errors)),
        };
        link.clone().decide(asks(on, &typed), self.found.side, self.received.now)?;
        let page = CheckPage::new(&self.deps.web, &self.session, &self.found, self.today, on, &typed);
        Ok(Page::new(page).into_response())
    }

    pub(super) async fn ask_to_dissolve(&self) -> Result<Response, AppError> {
        let typed = Typed::posted(&self.posted);
        let on = match typed.wanted(self.found.link(), self.today) {
            Ok(on) => on,
            Err(errors) => return Ok(self.shown_again(&typed, &errors)),
        };
        let by_core = self.found.side == Side::Core;
        let is_asked = |found: &Found| {
            let asked = found.link().dissolution.as_ref();
            asked.is_some_and(|asked| asked.by_core == by_core && asked.on == on && asked.reason == typed.reason)
        };
        let settled = self.commit(|_| asks(on, &typed), |found| self.is_settled(found, is_asked)).await?;
        self.done(settled, |page| format!("{}?done=asked", page.path())).await
    }

    pub(super) async fn take_back(&self) -> Result<Response, AppError> {
        let command = |_: &Found| PartnershipCommand::Dissolution(DissolutionCommand::Cancel);
        let stands_alone = |link: &Partnership| link.dissolution.is_none() && link.end.is_none();
        let is_back = |found: &Found| self.is_stale(found) && stands_alone(found.link());
        let settled = self.commit(command, |found| self.is_settled(found, is_back)).await?;
        self.done(settled, |page| format!("{}?done=cancelled", page.path())).await
    }

    /// Whether it is done already; a conflict if something else happened to the link since the page was drawn.
    fn is_settled(&self, found: &Found, is_done: impl Fn(&Found) -> bool) -> Result<bool, AppError> {
        if is_done(found) {
            return Ok(true);
        }
        if self.is_stale(found) { Err(AppError::Conflict) } else { Ok(false) }
    }

    /// Whether the page was drawn before the last thing that happened to the link.
    fn is_stale(&self, found: &Found) -> bool {
        self.posted.number("version").is_some_and(|seen| seen != found.file.partnership.version)
    }
}
