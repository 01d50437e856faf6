//! What the journeys need: a world of their own, a browser without JavaScript, an API client, and files to upload.
//!
//! | module | what |
//! |---|---|
//! | [`world`] | stand-ins, functions, clock and ids of one test |
//! | [`people`], [`office`], [`links`] | who uses it, and how far they have come; the secretariat; links |
//! | [`browser`], [`page`] | a browser without JavaScript, which finds controls by their Japanese labels |
//! | [`api`] | a JSON client |
//! | [`fixtures`], [`typed`] | valid answers of both forms, as JSON and as a person types them |
//! | [`pdf`] | what a hospital uploads, and what it must not |
//! | [`trace`] | how many calls a request makes, and how many of them one after the other |
//! | [`answer`], [`encoding`] | what goes to and fro |
//! | [`binaries`], [`runtime_api`] | the functions' real programs |
//! | [`samples`], [`stage`], [`template`] | the sample events with their answers and their state; what the template says |
//! | [`papers`] | the repository's own files |
//! | [`invariants`] | what must hold of all that is stored |
//! | [`process`], [`client`], [`applicant`] | the local system as a process that can be killed, and who uses it |
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "whatever is not as it should be ends the test"
)]

pub mod answer;
pub mod api;
pub mod applicant;
pub mod binaries;
pub mod browser;
pub mod client;
pub mod encoding;
pub mod fixtures;
pub mod invariants;
pub mod links;
mod mailbox;
pub mod office;
pub mod page;
pub mod papers;
pub mod pdf;
pub mod people;
pub mod process;
pub mod rehearsal;
pub mod runtime_api;
pub mod samples;
pub mod stage;
pub mod template;
pub mod trace;
pub mod typed;
pub mod world;
