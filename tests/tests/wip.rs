//! wip
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]
mod corrections;
mod faults;
mod forms;
mod journey;
mod passwords;
mod sign_in;
mod sign_up;
mod submitting;
mod uploads;
