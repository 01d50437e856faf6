//! 「※返上済みの場合は新規にご作成ください。」 (S5): a facility whose accreditations are over and that has nothing open signs up once
//! more with its address. The old account is closed when the password of the new one is set, not before (E1, E90).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Account, AccountId, AccountState, Accreditation, Application, ApplicationKind, ApplicationState, Decided, Event,
    Judgement, Link, LinkPurpose, LoginEvent, PersonName, Refusal,
};

/// Who signed up anew with the address of a finished account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    /// The person.
    pub name: PersonName,
    /// The entry used.
    pub entry: Option<ApplicationKind>,
}

/// An account that ends, and the one that takes its address.
#[derive(Clone, Debug)]
pub struct Succession {
    /// The old one, closed.
    pub closed: Decided<Account>,
    /// The new one, with a password.
    pub opened: Decided<Account>,
}

/// Whether an account is finished on `today` (E1, E90): it held something or was judged, and now nothing is in force or
/// to come, no application waits for anybody, and none is being written (`drafting`).
pub fn is_finished(held: &[Accreditation], filed: &[Application], drafting: bool, today: NaiveDate) -> bool {
    let ever = !held.is_empty() || filed.iter().any(|application| application.filed.is_some());
    let over = held.iter().all(|held| held.last_day() < today);
    ever && over && !drafting && filed.iter().all(is_settled)
}

/// Whether nobody has anything to do about an application any more.
fn is_settled(application: &Application) -> bool {
    match &application.state {
        ApplicationState::Judged { judgement: Judgement::Pass { .. } | Judgement::Fail { .. }, .. }
        | ApplicationState::Withdrawn { .. } => true,
        ApplicationState::Draft => application.filed.is_none(),
        ApplicationState::Submitted
        | ApplicationState::UnderReview
        | ApplicationState::CorrectionRequested(_)
        | ApplicationState::Judged { judgement: Judgement::Hold { .. }, .. } => false,
    }
}

impl Account {
    /// Whether this link is one of those that a finished account was sent for its successor.
    pub fn is_succession(&self, link: &Link) -> bool {
        self.state == AccountState::Active && link.purpose == LinkPurpose::Issuance && self.successor.is_some()
    }

    /// The password of the successor was set with `link`; `id` is its account.
    pub fn succeed(
        self,
        link: &Link,
        finished: bool,
        id: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Succession, Refusal> {
        link.check(self.epoch, now)?;
        let Some(successor) = self.successor.clone().filter(|_| finished && self.is_succession(link)) else {
            return Err(Refusal::LinkInvalid);
        };
        let Successor { name, entry } = successor;
        let opened = Self {
            state: AccountState::Active,
            epoch: 1,
            ..Self::untouched(id.clone(), self.email.clone(), name, entry)
        };
        let event = Event::Login(LoginEvent::Succeeded { former: self.id.clone(), entry });
        let closed =
            Self { state: AccountState::Closed, epoch: self.epoch + 1, successor: None, address_change: None, ..self };
        Ok(Succession {
            closed: Decided::quiet(closed, Event::Login(LoginEvent::Closed { successor: id })),
            opened: Decided::quiet(opened, event),
        })
    }
}
