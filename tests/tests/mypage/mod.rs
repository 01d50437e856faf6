//! 施設マイページ of accredited facilities: the pages of each kind, 詳細・変更, 認定返上申請.

mod details;
mod kinds;
mod relinquishment;
mod returned;
mod single_site;

use domain::{Accreditation, AccreditationId, AccreditationKind};
use portal_tests::browser::Browser;
pub(crate) use portal_tests::links::{approves, asks, cause, day, happens, judge};
use portal_tests::people::{PASSWORD, names};
use portal_tests::world::World;

const EMAIL: &str = "shisetsu@example.jp";
const OTHER: &str = "aite@example.jp";

fn page(kind: &str) -> String {
    format!("/mypage/accreditations/{kind}")
}

/// An accreditation from 2025-04-01 to 2030-03-31, not entered yet.
async fn of(world: &World, email: &str, kind: AccreditationKind, number: &str, name: &str) -> Accreditation {
    let id = AccreditationId { account: world.account(email).await, kind, number: number.to_owned() };
    Accreditation::new(id, names(name), day("2025-04-01"), day("2030-03-31"))
}

/// The same, entered.
async fn holds(world: &World, email: &str, kind: AccreditationKind, number: &str, name: &str) -> Accreditation {
    let accreditation = of(world, email, kind, number, name).await;
    world.enters(accreditation.clone()).await;
    accreditation
}

/// A session of a facility, begun now.
async fn enters(world: &World, email: &str) -> Browser {
    let mut browser = world.browser();
    browser.opens("/login").await.fills("メールアドレス", email).fills("パスワード", PASSWORD);
    browser.presses("ログインする").await;
    browser
}
