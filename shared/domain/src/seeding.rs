//! Accounts of facilities that were accredited before the portal (S50, E7): opened without a password and without a mail. The
//! first password comes by パスワードをお忘れの方はこちら.

use crate::{Account, AccountId, Decided, EmailAddress, Event, PersonName};

impl Account {
    /// Opens an account that nobody asked for.
    pub fn seeded(id: AccountId, email: EmailAddress, name: PersonName) -> Decided<Self> {
        let account = Self::untouched(id, email, name, None);
        Decided::quiet(account, Event::AccountOpened { entry: None })
    }
}
