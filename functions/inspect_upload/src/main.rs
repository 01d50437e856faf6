//! The Lambda function `inspect_upload`.

use std::process::ExitCode;

use inspect_upload::{Deps, run};

fn main() -> ExitCode {
    shared::run::events(Deps::new, async |deps, event| Ok(serde_json::to_value(run(&deps, &event).await?)?))
}
