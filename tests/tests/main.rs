//! One binary for all tests of the whole.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod april;
mod autosave;
mod binaries;
mod carrying;
mod corrections;
mod dependencies;
mod editors;
mod events;
mod faults;
mod filing;
mod forms;
mod group;
mod guidance;
mod imports;
mod journey;
mod judging;
mod kill;
mod kill_office;
mod letters;
mod mails;
mod mypage;
mod office;
mod papers;
mod passwords;
mod program;
mod receipts;
mod receiving;
mod registry;
mod rehearsal;
mod reminders;
mod requests;
mod resend;
mod roles;
mod roster;
mod round_trips;
mod rows;
mod settings;
mod sign_in;
mod sign_up;
mod submitting;
mod template;
mod uploads;
mod volume;
