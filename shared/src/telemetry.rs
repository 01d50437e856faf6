//! Logs: one JSON line each, never a payload, token, address or name.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::environment;

/// Starts logging to standard output. `RUST_LOG` chooses what (`info`, `shared=debug,warn`); warnings and worse by
/// default. `Targets` reads it, not `EnvFilter`: that one brings a regular-expression engine into every function.
pub fn init() {
    let chosen = environment("RUST_LOG").and_then(|text| text.parse().ok());
    let filter: Targets = chosen.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false);
    if let Err(error) = tracing_subscriber::registry().with(lines).with(filter).try_init() {
        tracing::debug!(%error, "logging had been started before");
    }
}
