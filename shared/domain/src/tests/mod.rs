//! Table tests, properties, and the printed transition table (docs/transitions.md).

mod access;
mod account;
mod accreditation;
mod application;
mod calendar;
mod certificate;
mod correction;
mod correction_by_the_secretariat;
mod cycle;
mod delivery;
mod fixture;
mod grant;
mod id;
mod limit;
mod link;
mod office;
mod partnership;
mod properties;
mod register_history;
mod reminder;
mod review;
mod staff;
mod text;
mod transition_measure;
mod transitions;
mod window_setting;
