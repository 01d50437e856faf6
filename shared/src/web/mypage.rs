//! What the pages of 施設マイページ share.

use domain::{Account, Accreditation, AccreditationKind};

use super::{Chrome, Session, Web};

/// マイページTOP
pub const TOP: &str = "/mypage";
/// (基幹)研修施設群
pub const TRAINING_GROUP: &str = "/mypage/training-group";

/// The surroundings of a page of 施設マイページ; `current` is the entry of the menu that it belongs to. Who neither is
/// nor was a 基幹施設 or 連携施設 has no 研修施設群.
pub fn chrome(
    web: &Web,
    session: &Session<Account>,
    title: impl Into<String>,
    held: &[Accreditation],
    current: &str,
) -> Chrome {
    let in_a_group = held.iter().any(|held| held.kind != AccreditationKind::Training);
    let menu = [("マイページTOP", TOP), ("(基幹)研修施設群", TRAINING_GROUP)];
    let shown = if in_a_group { &menu[..] } else { &menu[..1] };
    Chrome::new(web, title).signed_in(session).menu(shown, current)
}
