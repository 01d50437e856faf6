//! The Lambda function `invite_staff`.

use std::process::ExitCode;

use invite_staff::{Deps, run};

fn main() -> ExitCode {
    shared::run::events(Deps::new, async |deps, event| Ok(serde_json::to_value(run(&deps, &event).await?)?))
}
