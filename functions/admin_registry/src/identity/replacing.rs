//! The login address that the secretariat enters in the place of another one (S60, E19), as it is typed.

use domain::{EmailAddress, Refusal};
use form::{FieldView, Kind};
use shared::web::{FieldError, Posted, messages, typed};

const REASON: &str = "変更の理由";

/// As typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Replacing {
    email: String,
    again: String,
    reason: String,
}

impl Replacing {
    pub(super) fn posted(posted: &Posted) -> Self {
        let text = |name| posted.text(name).unwrap_or_default().to_owned();
        Self {
            email: text("new_email"),
            again: text("new_email_confirmation"),
            reason: Kind::Text.fold(&text("replace_reason")),
        }
    }

    /// The address and the reason, or what is wrong with them.
    pub(super) fn given(&self, posted: &Posted) -> Result<(EmailAddress, String), Vec<FieldError>> {
        let email = typed::address_twice(posted, "new_email", "new_email_confirmation");
        let missing = self.reason.is_empty().then(|| typed::refused("replace_reason", Refusal::ReasonMissing));
        let fault = typed::text_fault("replace_reason", REASON, &self.reason, typed::REASON_LIMIT);
        match (email, missing.or(fault)) {
            (Ok(email), None) => Ok((email, self.reason.clone())),
            (email, reason) => Err(email.err().into_iter().chain(reason).collect()),
        }
    }

    /// The field at which a refusal is told, and its sentence.
    pub(super) fn refused(refusal: Refusal) -> Option<FieldError> {
        let at_the_address = matches!(refusal, Refusal::AddressInUse | Refusal::AddressUnchanged);
        let (.., title, _) = messages::refusal(refusal);
        at_the_address.then(|| FieldError::new("new_email", title))
    }

    pub(super) fn fields(&self) -> Vec<FieldView> {
        let email = |name, label| FieldView::new(name, label, "email").required().width(40).autocomplete("off");
        vec![
            email("new_email", "新しいメールアドレス").value(&self.email),
            email("new_email_confirmation", "新しいメールアドレス(確認)").value(&self.again),
            FieldView::new("replace_reason", REASON, "text").value(&self.reason).required(),
        ]
    }
}
