//! A request as its core facility answers it: 承認する, or 承認しない with a reason. Pressed twice it is one answer.

use axum::response::{IntoResponse, Response};
use domain::{PartnershipCommand, PartnershipState, Refusal};
use form::Kind;
use shared::web::typed::{REASON_LIMIT, refused, text_fault};
use shared::web::{AppError, FieldError, Page, mypage};

use super::{Acting, Found};

impl Acting<'_> {
    pub(super) async fn approve(&self) -> Result<Response, AppError> {
        let command = |found: &Found| PartnershipCommand::Approve(found.in_force(self.today));
        let is_done = |found: &Found| Ok(matches!(found.link().state, PartnershipState::Active { .. }));
        let settled = self.commit(command, is_done).await?;
        self.done(settled, |_| format!("{}?done=approved", mypage::TRAINING_GROUP)).await
    }

    pub(super) async fn decline(&self) -> Result<Response, AppError> {
        // said of the same link, 解除 has a reason, too
        let reason = Kind::Textarea.fold(self.posted.text("reason").unwrap_or(""));
        let errors = faults(&reason);
        if !errors.is_empty() {
            let page = self.page().declined_for(&reason, &errors);
            return Ok(Page::invalid(page, errors).into_response());
        }
        let command = |_: &Found| PartnershipCommand::Decline { reason: reason.clone() };
        let is_done = |found: &Found| Ok(matches!(found.link().state, PartnershipState::Declined { .. }));
        let settled = self.commit(command, is_done).await?;
        self.done(settled, |_| format!("{}?done=declined", mypage::TRAINING_GROUP)).await
    }
}

fn faults(reason: &str) -> Vec<FieldError> {
    let missing = reason.is_empty().then(|| refused("reason", Refusal::ReasonMissing));
    missing.into_iter().chain(text_fault("reason", "理由", reason, REASON_LIMIT)).collect()
}
