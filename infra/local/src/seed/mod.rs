//! The demo society: obviously made-up facilities in the states that a visitor wants to see.

mod filing;
mod notices;
mod staff;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    Account, AccountCommand, AccountId, Accreditation, AccreditationId, AccreditationKind, Action, Actor,
    ApplicationId, ApplicationKind, Cycle, EmailAddress, Link, LinkPurpose, Password, PersonName, Record, authorize,
    names,
};
use form::{Answers, FormKind, Value};
use shared::authenticator::Authenticators;
use shared::ids::Ids;
use shared::store::{Cause, Draft, Login, Versioned};

use crate::dev::DemoAccount;
use crate::portal::Portal;

/// The password of every demo account.
const PASSWORD: &str = "kumo-no-ue-42";

/// A demo facility.
struct Facility {
    role: &'static str,
    email: &'static str,
    person: (&'static str, &'static str),
    hospital: &'static str,
    prefecture: &'static str,
    holds: Option<(AccreditationKind, &'static str)>,
    /// The last day of what it holds.
    until: (i32, u32, u32),
    does: Does,
}

/// How far an applicant has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    /// Applies for nothing.
    Nothing,
    /// Has begun a form.
    Begins,
    /// Has submitted an application of this kind.
    Submits(ApplicationKind),
}

/// The end of a period that began on 2025-04-01.
const WHOLE: (i32, u32, u32) = (2030, 3, 31);

const FACILITIES: [Facility; 9] = [
    Facility {
        role: "申請中の施設（1.申請書を入力中）",
        email: "applicant@example.jp",
        person: ("見本", "太郎"),
        hospital: "架空みほん病院",
        prefecture: "東京都",
        holds: None,
        until: WHOLE,
        does: Does::Begins,
    },
    Facility {
        role: "認定中の基幹施設",
        email: "core-1@example.jp",
        person: ("例示", "花子"),
        hospital: "架空中央医療センター",
        prefecture: "東京都",
        holds: Some((AccreditationKind::Core, "K-0001")),
        until: WHOLE,
        does: Does::Nothing,
    },
    Facility {
        role: "認定中の基幹施設",
        email: "core-2@example.jp",
        person: ("仮名", "一郎"),
        hospital: "架空きたのまち病院",
        prefecture: "北海道",
        holds: Some((AccreditationKind::Core, "K-0002")),
        until: WHOLE,
        does: Does::Nothing,
    },
    Facility {
        role: "認定中の基幹施設",
        email: "core-3@example.jp",
        person: ("試験", "次郎"),
        hospital: "架空みなみ総合病院",
        prefecture: "福岡県",
        holds: Some((AccreditationKind::Core, "K-0003")),
        until: WHOLE,
        does: Does::Nothing,
    },
    Facility {
        role: "認定中の基幹施設（2027年3月31日に認定終了）",
        email: "core-4@example.jp",
        person: ("仮名", "五郎"),
        hospital: "架空ゆうひ医療センター",
        prefecture: "沖縄県",
        holds: Some((AccreditationKind::Core, "K-0004")),
        until: (2027, 3, 31),
        does: Does::Nothing,
    },
    Facility {
        role: "連携施設 新規申請を申請済み（基幹施設2件との連携を希望）",
        email: "partner-2@example.jp",
        person: ("例示", "六郎"),
        hospital: "架空やまびこ病院",
        prefecture: "長野県",
        holds: None,
        until: WHOLE,
        does: Does::Submits(ApplicationKind::Partner),
    },
    Facility {
        role: "基幹施設 新規申請を申請済み",
        email: "core-5@example.jp",
        person: ("見本", "七子"),
        hospital: "架空しおさい病院",
        prefecture: "高知県",
        holds: None,
        until: WHOLE,
        does: Does::Submits(ApplicationKind::Core),
    },
    Facility {
        role: "認定中の連携施設",
        email: "partner-1@example.jp",
        person: ("見本", "三郎"),
        hospital: "架空かわべ病院",
        prefecture: "大阪府",
        holds: Some((AccreditationKind::Partner, "R-0001")),
        until: WHOLE,
        does: Does::Nothing,
    },
    Facility {
        role: "認定中の認定研修施設（移行措置の対象）",
        email: "training-1@example.jp",
        person: ("例示", "四郎"),
        hospital: "架空さくら緩和ケア病院",
        prefecture: "愛知県",
        holds: Some((AccreditationKind::Training, "N-0001")),
        until: WHOLE,
        does: Does::Nothing,
    },
];

/// The accounts as the page `/dev` lists them.
pub fn accounts(authenticators: &Authenticators, now: DateTime<Utc>) -> Vec<DemoAccount> {
    let account = |facility: &Facility| DemoAccount {
        role: facility.role.to_owned(),
        name: facility.hospital.to_owned(),
        email: facility.email.to_owned(),
        password: PASSWORD.to_owned(),
        totp_secret: None,
        totp_now: None,
    };
    staff::accounts(authenticators, now).into_iter().chain(FACILITIES.iter().map(account)).collect()
}

/// Whether the demo society is there, all of it: its first facility is written last.
pub async fn is_there(portal: &Portal) -> anyhow::Result<bool> {
    let first = EmailAddress::parse(FACILITIES[0].email)?;
    Ok(portal.store.login(&first).await?.is_some())
}

/// Writes the demo society into empty tables.
pub async fn seed(portal: &Portal, now: DateTime<Utc>) -> anyhow::Result<()> {
    staff::seed(portal, now).await?;
    notices::seed(portal, now).await?;
    // who names a core facility comes after it, and the one that `is_there` looks for after everybody
    let (holding, applying): (Vec<&Facility>, Vec<&Facility>) =
        FACILITIES.iter().rev().partition(|facility| facility.does == Does::Nothing);
    for facility in holding.into_iter().chain(applying) {
        let account = open(portal, &Ids::Random, facility, EmailAddress::parse(facility.email)?, now).await?;
        accredit(portal, facility, &account, now).await?;
        match facility.does {
            Does::Nothing => {}
            Does::Begins => half_way(portal, facility, account, now).await?,
            Does::Submits(kind) => filing::submit(portal, facility, account, kind, now).await?,
        }
    }
    Ok(())
}

/// Opens an account and sets its password, by the transitions that the portal uses; the mails are left out.
async fn open(
    portal: &Portal,
    ids: &Ids,
    facility: &Facility,
    email: EmailAddress,
    now: DateTime<Utc>,
) -> anyhow::Result<AccountId> {
    let (last, first) = facility.person;
    let id: AccountId = ids.name(now);
    let name = PersonName { last: last.to_owned(), first: first.to_owned() };
    let cause = Cause { now, request_id: "seed".to_owned() };
    let capability = authorize(&Actor::Anonymous, Action::Identify, id.clone())?;
    let new_link = |account: &Account| Link::new(ids.name(now), LinkPurpose::Issuance, account.epoch, now);
    let (mut opened, link) = Account::open(id.clone(), email.clone(), name, None, new_link);
    opened.notices.clear();
    let unstored = Versioned::unstored(opened.state.clone());
    let account = portal.store.commit(&capability, &unstored, opened, &cause, Vec::new()).await?;
    let mut set = account.value.clone().decide(AccountCommand::SetPassword { link }, now)?;
    set.notices.clear();
    let hash = portal.passwords.hash(Password::typed(PASSWORD), ids.salt()).await?;
    let login = portal.store.put_login(&email, &Login::of(&set.state, Some(hash)), 0)?;
    portal.store.commit(&capability, &account, set, &cause, vec![login]).await?;
    Ok(id)
}

async fn accredit(portal: &Portal, facility: &Facility, account: &AccountId, now: DateTime<Utc>) -> anyhow::Result<()> {
    let Some((kind, number)) = facility.holds else { return Ok(()) };
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).context("a day of the demo");
    let id = AccreditationId { account: account.clone(), kind, number: number.to_owned() };
    let record = record(facility);
    let registration = form::registration(id.clone(), record.clone(), Cycle::current(now));
    let (from, to) = (day(2025, 4, 1)?, day(facility.until.0, facility.until.1, facility.until.2)?);
    let accreditation = Accreditation::new(id, names(&record), from, to);
    let capability = authorize(&Actor::system("seed"), Action::Change, accreditation.id())?;
    let cause = Cause { now, request_id: "seed".to_owned() };
    portal.store.enter_accreditation(&capability, accreditation, registration, &cause).await?;
    Ok(())
}

/// What the society has on file for a facility of the demo.
fn record(facility: &Facility) -> Record {
    let answers = [
        ("facility_name", facility.hospital),
        ("facility_name_kana", "カクウビョウイン"),
        ("facility_kind", "hospital"),
        ("postal_code", "100-0000"),
        ("prefecture", facility.prefecture),
        ("address_city", "架空市"),
        ("address_street", "見本町1-2-3"),
        ("phone", "03-0000-0000"),
        ("director_title", "病院長"),
        ("director_last_name", "架空"),
        ("director_first_name", "見本"),
        ("director_last_name_kana", "カクウ"),
        ("director_first_name_kana", "ミホン"),
        ("responsible_last_name", facility.person.0),
        ("responsible_first_name", facility.person.1),
        ("responsible_member_no", "123456"),
        ("responsible_birth_date", "1975-05-01"),
        ("responsible_qualification", "specialist"),
        ("contact_last_name", "事務"),
        ("contact_first_name", "見本"),
        ("contact_phone", "03-0000-0001"),
    ];
    answers.map(|(key, text)| (key.to_owned(), text.to_owned())).into()
}

/// An applicant who saved half of the first form yesterday.
async fn half_way(portal: &Portal, facility: &Facility, account: AccountId, now: DateTime<Utc>) -> anyhow::Result<()> {
    let id = ApplicationId { account: account.clone(), cycle: Cycle::current(now), kind: ApplicationKind::Core };
    let definition = form::definition(id.kind, id.cycle);
    let mut answers = Answers::default();
    for (name, value) in [
        ("facility_name", facility.hospital),
        ("facility_name_kana", "カクウミホンビョウイン"),
        ("postal_code", "100-0000"),
        ("prefecture", "13"),
        ("address_city", "千代田区"),
        ("responsible_last_name", facility.person.0),
        ("responsible_first_name", facility.person.1),
    ] {
        answers.set(name, Value::Text(value.to_owned()));
    }
    let draft = Draft {
        version: 1,
        registered: None,
        definition: definition.version().to_owned(),
        saved: Some(now - TimeDelta::days(1)),
        answers,
        removed: None,
    };
    let capability = authorize(&Actor::Facility(account), Action::Change, id)?;
    Ok(portal.store.save_draft(&capability, FormKind::ApplicationForm, &draft).await?)
}
