//! wip
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod corrections;
mod faults;
mod forms;
mod journey;
mod mails;
mod passwords;
mod round_trips;
mod sign_in;
mod sign_up;
mod submitting;
mod uploads;
