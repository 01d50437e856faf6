//! 申請・届出: what facilities have asked for and the secretariat answers — changes, returns, dissolutions, links that nobody
//! answers — and what it does of its own accord: 認定取消, another first day of a link, approval in a core facility's place.

mod accreditation;
mod act;
mod change;
mod link;
mod list;
mod page;
mod typed;

pub(crate) use accreditation::OfAccreditation;
pub(crate) use act::{handle, show};
pub(crate) use change::OfChange;
pub(crate) use link::OfLink;
pub(crate) use list::list;
