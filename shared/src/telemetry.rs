//! Logs: one JSON line each, never a payload, token, address or name.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard output. `RUST_LOG` chooses what; warnings and worse by default.
pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false).with_env_filter(filter);
    if let Err(error) = builder.try_init() {
        tracing::debug!(error, "logging had been started before");
    }
}
