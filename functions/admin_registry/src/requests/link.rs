//! A link between facilities: its dissolution is approved or not, it is approved in the core facility's place, it gets another
//! first day (D9, E61, E62, E74, E75, E95).

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{jst_date, long_minute, slash_date};
use domain::{
    AccountId, AccreditationKind, Action, Actor, Decided, DissolutionCommand, InForce, LinkStanding, Notice,
    Partnership, PartnershipCommand, PartnershipId, Refusal, authorize, held_on,
};
use shared::history::Line;
use shared::store::{EventRecord, PartnershipFile, Store, keys};
use shared::web::{AppError, FieldError, Received, messages};

use super::act::{Act, Place, Subject, View};
use super::typed::{Typed, refused};
use crate::words;

/// A link with the accreditations of both sides, and the links that its partner has or had besides.
pub(crate) struct OfLink {
    file: PartnershipFile,
    others: Vec<Partnership>,
    history: Vec<EventRecord>,
}

/// Where a link is acted on.
pub(super) fn path(id: &PartnershipId) -> String {
    format!("/admin/partnerships/{}/{}/{}", id.start, id.partner, id.core)
}

impl OfLink {
    fn link(&self) -> &Partnership {
        &self.file.partnership.value
    }

    fn in_force(&self, today: NaiveDate) -> InForce {
        InForce {
            core: held_on(&self.file.core, AccreditationKind::Core, today).is_some(),
            partner: held_on(&self.file.partner, AccreditationKind::Partner, today).is_some(),
        }
    }

    fn command(&self, typed: &Typed, now: DateTime<Utc>) -> Result<PartnershipCommand, Refusal> {
        let on = typed.day().ok_or(Refusal::DayOutOfRange);
        let reason = typed.text.clone();
        Ok(match typed.act.as_str() {
            "proxy" => PartnershipCommand::ApproveByProxy { in_force: self.in_force(jst_date(now)), note: reason },
            "start" => {
                let on = on?;
                let in_force = self.in_force(on);
                if !(in_force.core && in_force.partner) {
                    return Err(Refusal::DayOutOfRange);
                }
                PartnershipCommand::SetStart { on, reason, others: self.others.clone() }
            }
            "approve" | "dissolve" => PartnershipCommand::Dissolution(DissolutionCommand::Approve { on: on?, reason }),
            "refuse" => PartnershipCommand::Dissolution(DissolutionCommand::Refuse { reason }),
            _ => return Err(Refusal::NotPermitted),
        })
    }

    fn decided(&self, typed: &Typed, actor: &Actor, now: DateTime<Utc>) -> Result<Decided<Partnership>, Refusal> {
        let side = self.link().side(actor);
        self.link().clone().decide(self.command(typed, now)?, side, now)
    }

    fn acts(&self, today: NaiveDate) -> Vec<Act> {
        let link = self.link();
        let standing = link.standing(today);
        let mut acts = Vec::new();
        if let Some(asked) = &link.dissolution {
            let about = "最終日の翌日から連携は終了します。両方の施設にメールでお知らせします。";
            let approve = Act::new("approve", "解除を承認する", about).day("最終日", asked.on.to_string());
            acts.push(approve.text("備考（希望日と異なる日にする場合は必須）"));
            let refuse =
                Act::new("refuse", "解除を承認しない", "連携は継続します。申請した施設に理由をお知らせします。");
            acts.push(refuse.text("承認しない理由"));
        } else if standing == LinkStanding::Active && link.end.is_none() {
            let about = "どちらの施設からも申請がない場合に、事務局が連携を解除します（施設の統合など）。両方の施設にお知らせします。";
            acts.push(Act::new("dissolve", "連携を解除する", about).day("最終日", today.to_string()).text("理由"));
        }
        if standing == LinkStanding::Requested {
            let about = "基幹施設からの依頼により、事務局が代わりに承認します。両方の施設にお知らせします。";
            acts.push(Act::new("proxy", "代理で承認する", about).text("依頼者と依頼の方法"));
        }
        if link.later && matches!(standing, LinkStanding::Requested | LinkStanding::Active) {
            let about = "後から申請された連携は、承認日から始まります。遡及を認める場合などに、開始日を定めます。";
            acts.push(
                Act::new("start", "連携開始日を定める", about)
                    .day("連携開始日", link.link_start.to_string())
                    .text("理由"),
            );
        }
        acts
    }
}

impl Subject for OfLink {
    async fn load(store: &Store, actor: &Actor, place: &Place, _: DateTime<Utc>) -> Result<Self, AppError> {
        let (start, partner, core) = place;
        let start = start.parse().map_err(|_| AppError::NotFound)?;
        let partner = partner.parse().map_err(|_| AppError::NotFound)?;
        let core = core.parse().map_err(|_| AppError::NotFound)?;
        let id = PartnershipId { partner, start, core };
        let partition = keys::partnership_partition(&id);
        let partner = authorize(actor, Action::View, id.partner.clone())?;
        let capability = authorize(actor, Action::View, id)?;
        let (file, others, history) = tokio::try_join!(
            store.partnership_file(&capability),
            store.partnerships_of(&partner),
            store.events_of(&partition)
        )?;
        let others = others.into_iter().map(|link| link.value).collect();
        Ok(Self { file: file.ok_or(AppError::NotFound)?, others, history })
    }

    fn path(&self) -> String {
        path(&self.link().id)
    }

    fn title(&self) -> String {
        format!("連携（{}）", self.link().partner.facility_name)
    }

    fn facility(&self, account: &AccountId) -> String {
        let link = self.link();
        if link.id.core == *account {
            format!("基幹施設（{}）", link.core.facility_name)
        } else {
            format!("連携施設（{}）", link.partner.facility_name)
        }
    }

    fn version(&self) -> u64 {
        self.file.partnership.version
    }

    fn view(&self, now: DateTime<Utc>) -> View {
        let (link, today) = (self.link(), jst_date(now));
        let mut facts = vec![
            ("連携施設", format!("{}（{}）", link.partner.facility_name, link.partner.number)),
            ("基幹施設", format!("{}（{}）", link.core.facility_name, link.core.number)),
            ("状態", words::link(link.standing(today)).to_owned()),
            ("連携開始日", slash_date(link.link_start)),
        ];
        if let Some(end) = link.end {
            facts.push(("最終日", slash_date(end.on)));
        }
        if let Some(asked) = &link.dissolution {
            let who = if asked.by_core { "基幹施設" } else { "連携施設" };
            facts.extend([
                ("解除の申請", format!("{who}（{}）", long_minute(asked.at))),
                ("解除希望日", slash_date(asked.on)),
                ("解除の理由", asked.reason.clone()),
            ]);
        }
        let history = self.history.iter().rev().map(Line::of).collect();
        View { facts, acts: self.acts(today), history, ..View::default() }
    }

    fn decide(&self, typed: &Typed, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<Notice>, Refusal> {
        Ok(self.decided(typed, actor, now)?.notices)
    }

    /// A day that lies in the link before: with the last day of that one.
    fn fault(&self, refusal: Refusal, now: DateTime<Utc>) -> Option<FieldError> {
        let before = self.link().of_the_same_two(&self.others, jst_date(now)).map(Partnership::last_day).max();
        match (refusal, before) {
            (Refusal::LinksOverlap, Some(last)) => {
                let (_, _, title, _) = messages::refusal(refusal);
                let free = format!("前の連携の最終日（{}）の翌日以降の日付を入力してください。", slash_date(last));
                Some(FieldError::new("on", format!("{title}{free}")))
            }
            _ => refused(refusal),
        }
    }

    async fn commit(&self, store: &Store, typed: &Typed, actor: &Actor, received: &Received) -> Result<(), AppError> {
        let capability = authorize(actor, Action::Judge, self.link().id.clone()).map_err(|_| Refusal::NotPermitted)?;
        let decided = self.decided(typed, actor, received.now)?;
        store.commit(&capability, &self.file.partnership, decided, &received.cause(), Vec::new()).await?;
        Ok(())
    }
}
