//! M12 and the other mails about a login, whole.

use domain::{EmailAddress, Letter, LoginLetter, Recipient};

use super::fixture::{facility, jst, link_key, ulid};
use super::letters::whole_to;

fn letters() -> Vec<LoginLetter> {
    let name = || "架空　花子".to_owned();
    let (old, new) = (|| "kanri@kakuu.example".to_owned(), || "shin@kakuu.example".to_owned());
    let (at, link) = (jst("2027-04-10 09:05:00"), || ulid("1234"));
    let (day, week) = (jst("2027-04-11 09:05:00"), jst("2027-04-17 09:05:00"));
    vec![
        LoginLetter::AddressConfirmation { name: name(), link: link(), expires: day },
        LoginLetter::AddressTaken,
        LoginLetter::AddressAsked { name: name(), new: new(), at },
        LoginLetter::AddressChanged { name: name(), new: new(), at, link: link(), expires: week },
        LoginLetter::AddressConfirmed { name: name(), old: old(), at },
        LoginLetter::AddressRestored { name: name(), link: link(), expires: day },
        LoginLetter::AddressDropped { name: name(), at },
        LoginLetter::AddressReplaced { name: name(), old: old(), new: new(), at },
        LoginLetter::SessionsEnded { name: name(), at },
    ]
}

fn whole(letter: LoginLetter) -> String {
    let email = EmailAddress::parse("shin@kakuu.example").unwrap();
    whole_to(&Letter::Login(letter), &Recipient::Address { account: facility(), email })
}

#[test]
fn every_mail_about_a_login_is_as_reviewed() {
    for letter in letters() {
        let name = letter.template();
        let text = whole(letter);
        assert!(text.starts_with("Subject: 【日本緩和医療学会】"), "{name}: {text}");
        assert!(!text.contains("&#") && !text.contains("{{") && !text.contains("{%"), "{name}: {text}");
        assert!(text.lines().all(|line| !line.ends_with(' ')), "{name}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn a_link_to_another_address_opens_the_same_account() {
    for letter in letters().into_iter().filter(|letter| letter.link().is_some()) {
        let path = if letter.template() == "address_restored" { "password" } else { "email" };
        let text = whole(letter);
        let line = text.lines().find(|line| line.starts_with("https://")).unwrap();
        let token = line.strip_prefix(&format!("https://nintei.example/{path}/link/")).unwrap();
        assert_eq!(link_key().open(token), Some((facility(), ulid("1234"))));
    }
}
