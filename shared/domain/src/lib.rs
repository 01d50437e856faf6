//! The rules of the portal, pure: no I/O, no clock, no SDK. Every change is a transition that takes the state, the
//! command, who asks and `now`, and gives the new state with the events and notices it causes, or a refusal.

mod access;
mod account;
mod accreditation;
mod address;
mod application;
mod asking;
pub mod calendar;
pub mod certificate;
mod correction;
mod cycle;
mod decision;
pub mod delivery;
mod event;
mod grant;
mod held;
mod id;
mod identity;
mod letter;
mod limit;
mod link;
mod login;
mod names;
mod notice;
mod partnership;
mod partnership_answer;
mod partnership_end;
mod password;
mod portal_settings;
mod register;
mod register_history;
mod registration;
mod relinquishment;
mod reminder;
mod review;
mod schedule;
mod seeding;
mod setting_text;
mod staff;
mod succession;
mod text;
mod transition_measure;
mod window_setting;

pub use access::{Action, Actor, Capability, Denied, Office, Owned, Role, StaffRole, authorize};
pub use account::{Account, AccountCommand, AccountState};
pub use accreditation::{Accreditation, AccreditationCommand, AccreditationId, EndReason, Standing};
pub use address::{AddressChange, AddressCommand};
pub use application::{
    Application, ApplicationCommand, ApplicationState, Circumstances, Filed, NextActor, OfficeCommand, Particulars,
    Rest, Submission,
};
pub use asking::{MOST_LINKS, ask_for_link};
pub use certificate::{AttachedFile, Certificate, CertificateCommand, FiledFile, Upload, UploadRefusal, UploadState};
pub use correction::{
    CERTIFICATE_LABEL, CorrectionItem, CorrectionReason, CorrectionRequest, CorrectionTarget, default_due,
};
pub use cycle::{AccreditationKind, ApplicationKind, Cycle, Phase, Round, UnknownName, Window, window_meant};
pub use decision::{Decided, Refusal};
pub use delivery::Delivery;
pub use event::Event;
pub use grant::{Grant, grant, links, superseded};
pub use held::{address_in_use, default_period, held_on};
pub use id::{AccountId, ApplicationId, LinkId, StaffId, UploadId};
pub use identity::{IDENTITY_LIFETIME, Identified, Identity, identified, is_responsible};
pub use limit::Limit;
pub use link::{LINK_LIFETIME, Link, LinkPurpose, OUTSTANDING_LINKS, UNDO_LIFETIME};
pub use login::{LoginEvent, LoginLetter};
pub use names::{Former, Names};
pub use notice::{Letter, Notice, Recipient};
pub use partnership::{
    BlockReason, InForce, Partnership, PartnershipCommand, PartnershipId, PartnershipState, Party, Side, last_due,
};
pub use partnership_end::{Dissolution, DissolutionCommand, EndCause, LinkEnd, LinkStanding};
pub use password::{Password, WeakPassword};
pub use portal_settings::{FormFile, Guidance, PortalSettings, SettingsChange, SettingsCommand, TopNotice};
pub use register::register_on;
pub use register_history::{accreditation_of, known};
pub use registration::{
    CHANGED_AT_ONCE, ChangeRequest, Changed, Changes, Record, Registration, RegistrationCommand, names,
};
pub use relinquishment::{RETURN_REASONS, Return, ReturnCommand};
pub use reminder::Reminder;
pub use review::{Check, Claims, CoreLink, Finding, Judgement, Review};
pub use schedule::{About, Due, FORECAST_DAYS, Forecast, Ledger, Release};
pub use setting_text::{
    FORM_VERSION_LIMIT, NOTICE_TEXT_LIMIT, NOTICE_TITLE_LIMIT, SettingFault, URL_LIMIT, text_fault, url_fault,
};
pub use staff::{INVITATION_LIFETIME, Staff, StaffCommand, StaffState};
pub use succession::{Succession, Successor, is_finished};
pub use text::{
    EmailAddress, Invalid, NAME_LIMIT, PersonName, fold_width, is_forbidden, is_hyphen, parse_name_part, trim,
};
pub use transition_measure::{SingleSiteTraining, TRANSITION_END, qualifies, single_site_training_allowed};
pub use window_setting::{WindowId, WindowSetting};

#[cfg(test)]
mod tests;
