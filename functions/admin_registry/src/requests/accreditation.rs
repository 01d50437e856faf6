//! An accreditation: its return is approved or not, or it is revoked (S15, E63, E64, E90, E91, E97).

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::{jst_date, long_minute, slash_date};
use domain::{
    Account, AccountId, AccountState, Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, Action,
    Actor, AddressCommand, Decided, EndReason, LinkStanding, Notice, Partnership, Refusal, ReturnCommand, Standing,
    authorize,
};
use shared::history::Line;
use shared::store::{EventRecord, Store, Versioned, Write, keys};
use shared::web::{AppError, Received};

use super::act::{Act, Place, Subject, View};
use super::change::named;
use super::typed::Typed;
use crate::words;

/// An accreditation with its links.
pub(crate) struct OfAccreditation {
    id: AccreditationId,
    accreditation: Versioned<Accreditation>,
    links: Vec<Partnership>,
    history: Vec<EventRecord>,
    now: DateTime<Utc>,
}

/// Where an accreditation is acted on.
pub(crate) fn path(id: &AccreditationId) -> String {
    format!("/admin/requests/accreditations/{}/{}/{}", id.account, id.kind.slug(), id.number)
}

impl OfAccreditation {
    /// The links that end with it: those that are, or may come to be.
    fn concerned(&self) -> impl Iterator<Item = &Partnership> {
        let (today, id) = (jst_date(self.now), &self.id);
        let on_our_side = move |link: &&Partnership| match id.kind {
            AccreditationKind::Core => link.id.core == id.account,
            AccreditationKind::Partner => link.id.partner == id.account,
            AccreditationKind::Training => false,
        };
        let open = move |link: &&Partnership| {
            matches!(link.standing(today), LinkStanding::Scheduled | LinkStanding::Requested | LinkStanding::Active)
        };
        self.links.iter().filter(on_our_side).filter(open)
    }

    fn other<'a>(&self, link: &'a Partnership) -> &'a str {
        if link.id.core == self.id.account { &link.partner.facility_name } else { &link.core.facility_name }
    }

    fn command(&self, typed: &Typed) -> Result<AccreditationCommand, Refusal> {
        let on = typed.day().ok_or(Refusal::DayOutOfRange);
        let reason = typed.text.clone();
        let linked = || self.concerned().map(|link| self.other(link).to_owned()).collect();
        match typed.act.as_str() {
            "approve" => Ok(AccreditationCommand::Return(ReturnCommand::Approve { on: on?, reason, linked: linked() })),
            "refuse" => Ok(AccreditationCommand::Return(ReturnCommand::Refuse { reason })),
            "revoke" => Ok(AccreditationCommand::Revoke { on: on?, why: reason }),
            _ => Err(Refusal::NotPermitted),
        }
    }

    fn decided(&self, typed: &Typed, actor: &Actor, now: DateTime<Utc>) -> Result<Decided<Accreditation>, Refusal> {
        self.accreditation.value.clone().decide(self.command(typed)?, actor.role(), now)
    }

    /// The writes that end every session of its holder (E15). One that never had a login, or has given it up, has none.
    async fn sessions_end(&self, store: &Store, actor: &Actor, received: &Received) -> Result<Vec<Write>, AppError> {
        let capability = authorize(actor, Action::Judge, self.id.account.clone()).map_err(|_| Refusal::NotPermitted)?;
        let open = |read: &Versioned<Account>| read.value.state != AccountState::Closed;
        let Some(read) = store.account(&capability).await?.filter(open) else { return Ok(Vec::new()) };
        let decided = read.value.clone().decide_address(AddressCommand::Return, actor.role(), received.now)?;
        let login = store.renew_login(&decided.state).await?;
        let (_, mut writes) = store.writes(&capability, &read, decided, &received.cause())?;
        writes.push(login);
        Ok(writes)
    }

    fn effects(&self) -> Vec<String> {
        let words = |link: &Partnership| match link.standing(jst_date(self.now)) {
            LinkStanding::Active => format!("{}：連携は最終日で終了します。", self.other(link)),
            LinkStanding::Requested => {
                format!("{}：承認待ちの連携申請は、最終日を過ぎると不成立になります。", self.other(link))
            }
            _ => format!("{}：認定開始日に認定中でなければ、連携申請は送信されません。", self.other(link)),
        };
        self.concerned().map(words).collect()
    }

    fn acts(&self, today: chrono::NaiveDate) -> Vec<Act> {
        let held = &self.accreditation.value;
        let mut acts = Vec::new();
        if let Some(asked) = &held.returning {
            let about = "返上日まで認定中です。連携している施設には、連携が終了することを1通ずつお知らせします。施設は、ログイン中のすべての端末からログアウトされます。";
            let approve = Act::new("approve", "返上を承認する", about).day("返上日（最終日）", asked.on.to_string());
            acts.push(approve.text("備考（希望日より早い日にする場合は必須）"));
            let refuse =
                Act::new("refuse", "返上を承認しない", "認定は継続します。理由を施設にメールでお知らせします。");
            acts.push(refuse.text("承認しない理由"));
        }
        if held.ended.is_none() && matches!(held.standing(today), Standing::Active | Standing::Scheduled) {
            let eve = (held.valid_from - TimeDelta::days(1)).max(today);
            let about = "認定取消です。取り消すことはできません。施設へのご連絡は、別途行ってください。";
            acts.push(Act::new("revoke", "認定を取り消す", about).day("最終日", eve.to_string()).text("理由"));
        }
        acts
    }
}

impl Subject for OfAccreditation {
    async fn load(store: &Store, actor: &Actor, place: &Place, now: DateTime<Utc>) -> Result<Self, AppError> {
        let id = named(place)?;
        let capability = authorize(actor, Action::View, id.clone())?;
        let account = authorize(actor, Action::View, id.account.clone())?;
        let partition = keys::accreditation(id.kind, &id.number).pk;
        let (accreditation, links, history) = tokio::try_join!(
            store.accreditation(&capability),
            store.partnerships_of(&account),
            store.events_of(&partition)
        )?;
        let accreditation = accreditation.filter(|read| read.value.id() == id).ok_or(AppError::NotFound)?;
        let links = links.into_iter().map(|link| link.value).collect();
        Ok(Self { id, accreditation, links, history, now })
    }

    fn path(&self) -> String {
        path(&self.id)
    }

    fn title(&self) -> String {
        format!("認定の返上・取消（{} {}）", self.id.kind.label(), self.id.number)
    }

    fn facility(&self, _: &AccountId) -> String {
        self.accreditation.value.facility_name.clone()
    }

    fn version(&self) -> u64 {
        self.accreditation.version
    }

    fn view(&self, now: DateTime<Utc>) -> View {
        let today = jst_date(now);
        let held = self.accreditation.value.as_of(today);
        let mut facts = vec![
            ("診療施設名", held.facility_name.clone()),
            ("認定番号", held.number.clone()),
            ("施設責任者", held.responsible_name.clone()),
            ("認定期間", words::period(&held)),
            ("状態", words::standing(held.standing(today)).to_owned()),
        ];
        if let Some(asked) = &held.returning {
            facts.extend([
                ("返上の申請日時", long_minute(asked.at)),
                ("返上希望日", slash_date(asked.on)),
                ("返上の理由", asked.reason.clone()),
            ]);
        }
        let history = self.history.iter().rev().map(Line::of).collect();
        View { facts, effects: self.effects(), acts: self.acts(today), history, ..View::default() }
    }

    fn decide(&self, typed: &Typed, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<Notice>, Refusal> {
        Ok(self.decided(typed, actor, now)?.notices)
    }

    /// The links of one that ends are told by the schedule, which this wakes. Whoever returns it is logged out.
    async fn commit(&self, store: &Store, typed: &Typed, actor: &Actor, received: &Received) -> Result<(), AppError> {
        let capability = authorize(actor, Action::Judge, self.id.clone()).map_err(|_| Refusal::NotPermitted)?;
        let decided = self.decided(typed, actor, received.now)?;
        let ends = decided.state.ended.is_some() && self.id.kind != AccreditationKind::Training;
        let mut with = if ends { vec![store.links_to_tell(&self.id)?] } else { Vec::new() };
        if decided.state.ended_by == Some(EndReason::Returned) {
            with.extend(self.sessions_end(store, actor, received).await?);
        }
        store.commit(&capability, &self.accreditation, decided, &received.cause(), with).await?;
        Ok(())
    }
}
