//! What the pages of 施設マイページ share.

use domain::{Account, Accreditation, AccreditationKind};

use super::{Chrome, Session, Web};
use crate::society::Society;

/// マイページTOP
pub const TOP: &str = "/mypage";
/// (基幹)研修施設群
pub const TRAINING_GROUP: &str = "/mypage/training-group";

/// ログイン用メールアドレスの変更
pub const EMAIL: &str = "/mypage/email";

/// The kinds of accreditation in the order of the manual (S74).
const KINDS: [AccreditationKind; 3] =
    [AccreditationKind::Training, AccreditationKind::Core, AccreditationKind::Partner];

/// The page of a kind of accreditation.
pub const fn kind_page(kind: AccreditationKind) -> &'static str {
    match kind {
        AccreditationKind::Training => "/mypage/accreditations/training",
        AccreditationKind::Core => "/mypage/accreditations/core",
        AccreditationKind::Partner => "/mypage/accreditations/partner",
    }
}

/// The kind that a path names.
pub fn kind_of(slug: &str) -> Option<AccreditationKind> {
    KINDS.into_iter().find(|kind| kind.slug() == slug)
}

/// The surroundings of a page of 施設マイページ; `current` is the entry of the menu that it belongs to. The menu has one
/// entry for each kind that the account holds or held (S11, S77). Who neither is nor was a 基幹施設 or 連携施設 has no 研修施設群.
pub fn chrome(
    web: &Web,
    session: &Session<Account>,
    title: impl Into<String>,
    held: &[Accreditation],
    current: &str,
) -> Chrome {
    let kinds = KINDS.into_iter().filter(|kind| held.iter().any(|held| held.kind == *kind));
    let in_a_group = held.iter().any(|held| held.kind != AccreditationKind::Training);
    let mut menu = vec![("マイページTOP", TOP)];
    menu.extend(kinds.map(|kind| (kind.label(), kind_page(kind))));
    menu.extend(in_a_group.then_some(("(基幹)研修施設群", TRAINING_GROUP)));
    menu.push(("学会Webサイト", &Society::current().site_url));
    Chrome::new(web, title).signed_in(session).menu(&menu, current)
}
