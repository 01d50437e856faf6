//! One binary for all tests of the whole.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

mod binaries;
mod dependencies;
mod events;
mod guidance;
mod kill;
mod papers;
mod program;
mod template;
