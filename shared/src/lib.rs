//! What all functions of the portal share. Imports point one way: functions → `web` → `store`, `files`, `mail` →
//! [`domain`]; `clock`, `ids` and `config` are leaves. No function is known here.

mod answer;
pub mod assets;
pub mod authenticator;
pub mod aws;
pub mod clock;
pub mod config;
pub mod desk;
pub mod endings;
pub mod escape;
pub mod files;
pub mod history;
pub mod ids;
pub mod mail;
pub mod partnerships;
pub mod registry;
pub mod reminders;
pub mod run;
pub mod secrets;
pub mod sheet;
pub mod society;
pub mod store;
pub mod telemetry;
pub mod web;
pub mod words;

// `askama.toml` names the escaper from outside, here too
extern crate self as shared;

pub use domain;
pub use form;

#[cfg(test)]
mod tests;
