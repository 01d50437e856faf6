//! The whole portal on one machine: what `cargo run` starts, and the stand-ins that the tests use.
//!
//! | module | stands in for |
//! |---|---|
//! | [`standins`] | everything below, started together on loopback ports |
//! | [`dynamodb`], [`stream`] | the tables `portal` and `sessions`, and the stream of `portal` |
//! | [`s3`] | both buckets, presigned PUT and POST, and the "Object Created" events |
//! | [`ses`] | SES v2, with a mailbox instead of a mail server |
//! | [`gateway`] | the HTTP API: one port, the request context |
//! | [`schedules`] | EventBridge Scheduler |
//! | [`clock_store`] | nothing in AWS: the rehearsal clock, kept with the data |
//! | [`dev`] | nothing in AWS: the pages under `/dev` |
//! | [`portal`] | the functions themselves, merged into one router |
//! | [`seed`] | nothing in AWS: the demo society |
//! | [`faults`] | a network that breaks, and a process that dies, where a test wants it |
//! | [`options`] | the command line |
//!
//! Nothing here is linked into a Lambda binary, and nothing here listens on anything but 127.0.0.1.

mod app;
pub mod clock_store;
pub mod dev;
pub mod dynamodb;
pub mod faults;
pub mod gateway;
pub mod options;
pub mod portal;
pub mod s3;
pub mod schedules;
pub mod seed;
mod server;
pub mod ses;
pub mod standins;
pub mod stream;
#[cfg(test)]
mod testing;

pub use app::run;
