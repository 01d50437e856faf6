//! 変更申請: approved from a day, or not (S13, S44, E84, E95, rules 3.4).

use chrono::{DateTime, Utc};
use domain::calendar::{jst_date, long_minute, slash_date};
use domain::{
    AccountId, Accreditation, AccreditationCommand, AccreditationId, Action, Actor, ChangeRequest, Changes, Decided,
    Notice, Refusal, Registration, RegistrationCommand, authorize, names,
};
use shared::history::Line;
use shared::registry::on_file::OnFile;
use shared::store::{EventRecord, Store, Versioned, keys};
use shared::web::{AppError, Received};

use super::act::{Act, Place, Subject, View};
use super::typed::Typed;

/// A registration with its accreditation.
pub(crate) struct OfChange {
    id: AccreditationId,
    registration: Versioned<Registration>,
    accreditation: Versioned<Accreditation>,
    history: Vec<EventRecord>,
    now: DateTime<Utc>,
}

/// The name that the three parts of a path give.
pub(super) fn named((account, kind, number): &Place) -> Result<AccreditationId, AppError> {
    let account = account.parse().map_err(|_| AppError::NotFound)?;
    let kind = kind.parse().map_err(|_| AppError::NotFound)?;
    Ok(AccreditationId { account, kind, number: number.clone() })
}

/// Where a 変更申請 is answered.
pub(super) fn path(id: &AccreditationId) -> String {
    format!("/admin/requests/changes/{}/{}/{}", id.account, id.kind.slug(), id.number)
}

/// The answers that name the 施設責任者: another person, or another qualification.
const OF_THE_PHYSICIAN: [&str; 4] =
    ["responsible_last_name", "responsible_first_name", "responsible_member_no", "responsible_qualification"];

fn is_hand_over(changes: &Changes) -> bool {
    OF_THE_PHYSICIAN.iter().any(|key| changes.contains_key(*key))
}

impl OfChange {
    fn command(typed: &Typed) -> Result<RegistrationCommand, Refusal> {
        match typed.act.as_str() {
            "approve" => Ok(RegistrationCommand::Approve { from: typed.day().ok_or(Refusal::DayOutOfRange)? }),
            "refuse" => Ok(RegistrationCommand::Refuse { reason: typed.text.clone() }),
            _ => Err(Refusal::NotPermitted),
        }
    }

    fn decided(&self, typed: &Typed, actor: &Actor, now: DateTime<Utc>) -> Result<Decided<Registration>, Refusal> {
        let in_force = self.accreditation.value.in_force(jst_date(now));
        self.registration.value.clone().decide(Self::command(typed)?, in_force, actor.role(), now)
    }

    fn acts(asked: &ChangeRequest) -> Vec<Act> {
        let approve = Act::new("approve", "承認する", "変更日から反映されます。施設にメールでお知らせします。");
        let approve = approve.day("変更日", asked.from.to_string());
        let approve = if is_hand_over(&asked.changes) {
            approve.tick("新しい施設責任者の「申請書・在籍証明書」（公印のあるもの）を受領し、確認しました")
        } else {
            approve
        };
        let refuse = Act::new("refuse", "承認しない", "登録内容は変わりません。理由を施設にメールでお知らせします。");
        vec![approve, refuse.text("承認しない理由")]
    }

    fn warnings(&self, asked: &ChangeRequest) -> Vec<String> {
        let mut after = self.registration.value.record.clone();
        after.extend(asked.changes.iter().map(|(key, changed)| (key.clone(), changed.after.clone())));
        let loses =
            self.accreditation.value.transition && self.accreditation.value.qualified && !names(&after).qualified;
        let said = [
            (is_hand_over(&asked.changes), "施設責任者が変わります。資格と会員番号をご確認ください。"),
            (
                loses,
                "新しい施設責任者は移行措置の資格を満たしません。変更日から、単体での研修による専門医申請ができなくなり、基幹施設との連携が必要になります。",
            ),
            (
                asked.changes.is_empty(),
                "項目の変更はありません。理由・補足の内容をご確認ください（診療形態、常勤の指導医の異動など）。",
            ),
        ];
        said.into_iter().filter(|(stands, _)| *stands).map(|(_, text)| text.to_owned()).collect()
    }
}

impl Subject for OfChange {
    async fn load(store: &Store, actor: &Actor, place: &Place, now: DateTime<Utc>) -> Result<Self, AppError> {
        let id = named(place)?;
        let capability = authorize(actor, Action::View, id.clone())?;
        let partition = keys::registration(&id).pk;
        let (registration, accreditation, history) = tokio::try_join!(
            store.registration(&capability),
            store.accreditation(&capability),
            store.events_of(&partition)
        )?;
        let registration = registration.filter(|read| read.value.id == id).ok_or(AppError::NotFound)?;
        let accreditation = accreditation.filter(|read| read.value.id() == id).ok_or(AppError::NotFound)?;
        Ok(Self { id, registration, accreditation, history, now })
    }

    fn path(&self) -> String {
        path(&self.id)
    }

    fn title(&self) -> String {
        format!("変更申請（{} {}）", self.id.kind.label(), self.id.number)
    }

    fn facility(&self, _: &AccountId) -> String {
        self.accreditation.value.facility_name.clone()
    }

    fn version(&self) -> u64 {
        self.registration.version
    }

    fn view(&self, now: DateTime<Utc>) -> View {
        let held = self.accreditation.value.as_of(jst_date(now));
        let mut facts = vec![
            ("診療施設名", held.facility_name.clone()),
            ("認定番号", held.number.clone()),
            ("施設責任者", held.responsible_name.clone()),
        ];
        let history = self.history.iter().rev().map(Line::of).collect();
        let Some(asked) = &self.registration.value.asked else { return View { facts, history, ..View::default() } };
        facts.extend([
            ("申請日時", long_minute(asked.at)),
            ("変更日（希望）", slash_date(asked.from)),
            ("理由・補足", asked.reason.clone()),
        ]);
        View {
            facts,
            changes: OnFile::of(&self.registration.value, jst_date(self.now)).differ(&asked.changes),
            effects: Vec::new(),
            warnings: self.warnings(asked),
            acts: Self::acts(asked),
            history,
        }
    }

    fn decide(&self, typed: &Typed, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<Notice>, Refusal> {
        Ok(self.decided(typed, actor, now)?.notices)
    }

    /// What the accreditation says changes with the registration, in one commit.
    async fn commit(&self, store: &Store, typed: &Typed, actor: &Actor, received: &Received) -> Result<(), AppError> {
        let capability = authorize(actor, Action::Judge, self.id.clone()).map_err(|_| Refusal::NotPermitted)?;
        let (cause, now) = (received.cause(), received.now);
        let decided = self.decided(typed, actor, now)?;
        let said = decided.state.names();
        let mut with = Vec::new();
        if let (Some(from), true) =
            (typed.day().filter(|_| typed.act == "approve"), said != self.accreditation.value.names())
        {
            let rename = AccreditationCommand::Rename { names: said, from };
            let renamed = self.accreditation.value.clone().decide(rename, actor.role(), now)?;
            with = store.writes(&capability, &self.accreditation, renamed, &cause)?.1;
        }
        store.commit(&capability, &self.registration, decided, &cause, with).await?;
        Ok(())
    }
}
