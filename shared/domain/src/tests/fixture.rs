//! Values that the tests share. Each is valid as it stands; a test changes what it is about.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::calendar::JST;
use crate::*;

/// An instant in Japan: `2027-02-10 10:00:00`, with or without a fraction.
pub(super) fn jst(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap();
    local.and_local_timezone(JST).unwrap().with_timezone(&Utc)
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A ULID that ends in `tail`.
pub(super) fn ulid<T: std::str::FromStr<Err = UnknownName>>(tail: &str) -> T {
    format!("{tail:0>26}").parse().unwrap()
}

pub(super) fn facility() -> AccountId {
    ulid("FAC1")
}

pub(super) fn application_id() -> ApplicationId {
    ApplicationId { account: facility(), cycle: "2027-02".parse().unwrap(), kind: ApplicationKind::Core }
}

pub(super) fn window() -> Window {
    application_id().cycle.default_window()
}

/// In the window, as the demo begins.
pub(super) fn now() -> DateTime<Utc> {
    jst("2027-02-10 10:00:00")
}

/// What surrounds a command of `role` at `now`.
pub(super) fn around(role: Role, now: DateTime<Utc>) -> Circumstances {
    Circumstances { window: window(), now, role }
}

pub(super) fn upload(tail: &str, state: UploadState) -> Upload {
    Upload {
        id: ulid(tail),
        name: "証明書.pdf".to_owned(),
        size: 1000,
        sha256: Some("ab".repeat(32)),
        announced: jst("2027-02-09 09:00:00"),
        state,
    }
}

pub(super) fn attached(tail: &str) -> AttachedFile {
    AttachedFile {
        upload: ulid(tail),
        name: "証明書.pdf".to_owned(),
        size: 1000,
        sha256: "ab".repeat(32),
        pages: 1,
        lenient: false,
        attached: jst("2027-02-09 09:01:00"),
    }
}

pub(super) fn submission() -> Submission {
    Submission {
        already_held: false,
        forms_registered: true,
        receipt_no: "C2027-02-7K4QP".to_owned(),
        particulars: particulars(),
        digest: "cd".repeat(32),
        rest: None,
    }
}

pub(super) fn particulars() -> Particulars {
    Particulars {
        facility_name: "架空緩和ケア病院".to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        qualified: true,
        contact: "架空　次郎 03-0000-0000".to_owned(),
        claims: Claims::default(),
        core_links: Vec::new(),
    }
}

/// What 再申請 brings, all that was closed being as it was.
pub(super) fn answer() -> Submission {
    let rest = Rest { before: "ef".repeat(32), now: "ef".repeat(32) };
    Submission { rest: Some(rest), digest: "ce".repeat(32), ..submission() }
}

pub(super) fn resubmit() -> ApplicationCommand {
    ApplicationCommand::Submit(answer())
}

pub(super) fn submit() -> ApplicationCommand {
    ApplicationCommand::Submit(submission())
}

pub(super) fn register() -> ApplicationCommand {
    ApplicationCommand::Register { form: "application-form".to_owned(), form_version: 3 }
}

/// A draft whose certificate is attached.
pub(super) fn a_draft() -> Application {
    let certificate = Certificate { latest: None, attached: Some(attached("A")) };
    Application { certificate, ..Application::untouched(application_id()) }
}

/// A draft whose certificate `B` is still being checked.
pub(super) fn a_draft_being_checked() -> Application {
    let certificate = Certificate { latest: Some(upload("B", UploadState::Received)), attached: None };
    Application { certificate, ..Application::untouched(application_id()) }
}

/// `draft` after a facility's 申請.
pub(super) fn submitted(draft: Application) -> Application {
    draft.decide(submit(), around(Role::Facility, now())).unwrap().state
}

/// Submitted while `B` was being checked, which was then refused.
pub(super) fn a_correction() -> Application {
    let refuse = CertificateCommand::Refuse(ulid("B"), UploadRefusal::Encrypted);
    let command = ApplicationCommand::Certificate(refuse);
    submitted(a_draft_being_checked()).decide(command, around(Role::System, now())).unwrap().state
}

pub(super) fn an_account(state: AccountState) -> Account {
    Account {
        id: facility(),
        email: EmailAddress::parse("kanri@kakuu.example.jp").unwrap(),
        name: PersonName { last: "架空".to_owned(), first: "花子".to_owned() },
        state,
        epoch: 1,
        entry: Some(ApplicationKind::Core),
        address_change: None,
        successor: None,
    }
}

pub(super) fn a_link(purpose: LinkPurpose, account: &Account) -> Link {
    Link::new(ulid("1234"), purpose, account.epoch, now())
}

/// The stable code of a refusal, as `shared::web::messages` names it.
pub(super) fn code(refusal: Refusal) -> String {
    let mut code = String::new();
    for letter in format!("{refusal:?}").chars() {
        if letter.is_ascii_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(letter.to_ascii_lowercase());
    }
    code
}
