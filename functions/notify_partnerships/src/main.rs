//! The Lambda function `notify_partnerships`.

use std::process::ExitCode;

use notify_partnerships::{Deps, run};

fn main() -> ExitCode {
    shared::run::events(Deps::new, async |deps, event| {
        let report = run(&deps, &event).await?;
        // an error here is what the alarm hears, and what lets the event be tried again
        anyhow::ensure!(report.failed == 0, "{} links could not be asked for", report.failed);
        Ok(serde_json::to_value(report)?)
    })
}
