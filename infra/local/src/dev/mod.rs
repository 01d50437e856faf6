//! The pages under `/dev`: demo accounts, the mailbox, the clock, the schedules. They exist on this machine only.
//!
//! Each page is HTML for a browser and JSON for `Accept: application/json`; bodies come as form or JSON.

mod actions;
mod answer;
mod guard;
mod mail_text;
mod pages;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use serde::Serialize;

use crate::clock_store::ClockStore;
use crate::schedules::Schedules;
use crate::ses::Mailbox;

/// Gives the demo accounts, with the one-time password of the moment where there is one.
pub type Accounts = Arc<dyn Fn() -> Vec<DemoAccount> + Send + Sync>;
/// Puts the demo data back; the clock, the mailbox and the schedules are reset by the page.
pub type Reset = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> + Send + Sync>;

/// An account of the demo society.
#[derive(Clone, Debug, Serialize)]
pub struct DemoAccount {
    /// What it is for.
    pub role: String,
    /// The name shown.
    pub name: String,
    /// The login address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The TOTP secret of a staff account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totp_secret: Option<String>,
    /// The one-time password of this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totp_now: Option<String>,
}

/// What the pages show and move.
#[derive(Clone)]
pub struct DevState {
    /// The mails that were sent.
    pub mailbox: Mailbox,
    /// The clock.
    pub clock: ClockStore,
    /// The scheduled functions.
    pub schedules: Schedules,
    /// The demo accounts.
    pub accounts: Accounts,
    /// Puts the demo data back. Called with the clock at the beginning of the demo and no schedule running.
    pub reset: Reset,
}

/// The routes.
pub fn router(state: DevState) -> Router {
    Router::new()
        .route("/dev", get(pages::home))
        .route("/dev/", get(pages::home))
        .route("/dev/mail", get(pages::mail))
        .route("/dev/clock", get(pages::clock).post(actions::move_clock))
        .route("/dev/schedules/{function}", post(actions::run_schedule))
        .route("/dev/reset", post(actions::reset))
        .fallback(pages::not_found)
        .layer(middleware::from_fn(guard::same_origin))
        .layer(middleware::from_fn(guard::headers))
        .with_state(state)
}
