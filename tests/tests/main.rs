//! One binary for all tests of the whole.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod binaries;
mod corrections;
mod dependencies;
mod events;
mod faults;
mod filing;
mod forms;
mod guidance;
mod journey;
mod kill;
mod mails;
mod papers;
mod passwords;
mod program;
mod resend;
mod round_trips;
mod sign_in;
mod sign_up;
mod submitting;
mod template;
mod uploads;
