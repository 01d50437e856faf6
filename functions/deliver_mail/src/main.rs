//! The Lambda function `deliver_mail`.

use std::process::ExitCode;

use deliver_mail::{Deps, run};

fn main() -> ExitCode {
    shared::run::events(Deps::new, async |deps, _event| Ok(serde_json::to_value(run(&deps).await?)?))
}
