//! The rules of the portal, pure: no I/O, no clock, no SDK. Every change is a transition that takes the state, the
//! command, who asks and `now`, and gives the new state with the events and notices it causes, or a refusal.

mod access;
mod account;
mod application;
pub mod calendar;
pub mod certificate;
mod cycle;
mod decision;
pub mod delivery;
mod event;
mod id;
mod limit;
mod link;
mod notice;
mod password;
mod text;

pub use access::{Action, Actor, Capability, Denied, Owned, Role, authorize};
pub use account::{Account, AccountCommand, AccountState, Accreditation, address_in_use};
pub use application::{Application, ApplicationCommand, ApplicationState, Circumstances, Filed, NextActor, Submission};
pub use certificate::{AttachedFile, Certificate, CertificateCommand, FiledFile, Upload, UploadRefusal, UploadState};
pub use cycle::{AccreditationKind, ApplicationKind, Cycle, Phase, Round, UnknownName, Window, window_meant};
pub use decision::{Decided, Refusal};
pub use delivery::Delivery;
pub use event::Event;
pub use id::{AccountId, ApplicationId, LinkId, UploadId};
pub use limit::Limit;
pub use link::{LINK_LIFETIME, Link, LinkPurpose, OUTSTANDING_LINKS};
pub use notice::{Letter, Notice, Recipient};
pub use password::{Password, WeakPassword};
pub use text::{EmailAddress, Invalid, NAME_LIMIT, PersonName, fold_width, is_forbidden, parse_name_part, trim};

#[cfg(test)]
mod tests;
