//! What came by mail, and the one-time links in it.

use local::ses::Mail;

use crate::world::World;

impl World {
    /// Every mail to an address, oldest first.
    pub fn mails(&self, email: &str) -> Vec<Mail> {
        self.standins.mailbox.all().into_iter().rev().filter(|mail| mail.to == email).collect()
    }

    /// The subjects of every mail to an address, oldest first, without the society's name.
    pub fn subjects(&self, email: &str) -> Vec<String> {
        self.mails(email).iter().map(|mail| mail.subject.replace("【日本緩和医療学会】", "")).collect()
    }

    /// The one-time link in the last mail to an address that has one.
    pub fn last_link(&self, email: &str) -> String {
        self.links(email).pop().expect("a mail with a link")
    }

    /// Every one-time link that an address was sent, oldest first.
    pub fn links(&self, email: &str) -> Vec<String> {
        self.links_to(email, "password")
    }

    /// The last one to `place`: `password` or `email`.
    pub fn last_link_to(&self, email: &str, place: &str) -> String {
        self.links_to(email, place).pop().expect("a mail with a link")
    }

    fn links_to(&self, email: &str, place: &str) -> Vec<String> {
        let start = format!("{}/{place}/link/", self.base());
        let mails = self.mails(email);
        let lines = mails.iter().flat_map(|mail| mail.text.lines());
        lines.filter(|line| line.starts_with(&start)).map(str::to_owned).collect()
    }
}
