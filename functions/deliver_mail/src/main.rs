//! The Lambda function `deliver_mail`.

use std::process::ExitCode;

use deliver_mail::{Deps, run};

fn main() -> ExitCode {
    shared::run::events(Deps::new, async |deps, _event| {
        let report = run(&deps).await?;
        // an error here is what the alarm hears
        anyhow::ensure!(report.failed == 0, "{} notices were given up", report.failed);
        Ok(serde_json::to_value(report)?)
    })
}
