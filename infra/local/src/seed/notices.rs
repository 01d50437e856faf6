//! The demo's notice on マイページTOP (S78).

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Action, Actor, Office, SettingsCommand, StaffId, StaffRole, TopNotice, authorize};
use shared::store::Cause;

use crate::portal::Portal;

const TITLE: &str = "2027年度 更新申請のご案内";
const TEXT: &str = "2027年度の更新申請は、2027年8月1日から8月31日まで受け付けます。\n\
    認定期間が2027年9月30日または2028年3月31日に終了する施設が対象です。お手続きの詳細は、対象の施設に改めてご案内します。";

/// Writes it, as an editor would.
pub(super) async fn seed(portal: &Portal, now: DateTime<Utc>) -> anyhow::Result<()> {
    let settings = portal.store.portal_settings().await?;
    if settings.version > 0 {
        return Ok(());
    }
    let from = NaiveDate::from_ymd_opt(2027, 2, 1).context("a day of the demo")?;
    let notice = TopNotice {
        id: 0,
        title: TITLE.to_owned(),
        text: TEXT.to_owned(),
        from,
        until: NaiveDate::from_ymd_opt(2027, 8, 31),
        kinds: Vec::new(),
    };
    let id: StaffId = format!("{:0>26}", "SC").parse().context("a name of the demo")?;
    let editor = Actor::Staff { id, name: "事務 担当".to_owned(), role: StaffRole::Editor };
    let decided = settings.value.clone().decide(SettingsCommand::AddNotice(notice), editor.role(), now)?;
    let capability = authorize(&editor, Action::Review, Office)?;
    let cause = Cause { now, request_id: "seed".to_owned() };
    portal.store.commit(&capability, &settings, decided, &cause, Vec::new()).await?;
    Ok(())
}
