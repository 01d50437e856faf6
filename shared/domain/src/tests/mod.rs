//! Table tests, properties, and the printed transition table (docs/transitions.md).

mod access;
mod account;
mod accreditation;
mod application;
mod calendar;
mod certificate;
mod correction;
mod cycle;
mod delivery;
mod fixture;
mod id;
mod limit;
mod link;
mod properties;
mod text;
mod transitions;
