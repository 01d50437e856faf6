//! The Lambda function `remind`.

use std::process::ExitCode;

use remind::{Deps, run};

fn main() -> ExitCode {
    shared::run::events(Deps::new, async |deps, event| {
        let report = run(&deps, &event).await?;
        // an error here is what the alarm hears, and what lets the event be tried again
        anyhow::ensure!(report.failed == 0, "{} mails could not be stored", report.failed);
        anyhow::ensure!(!report.stopped, "{} mails are due, {} were expected at most", report.due, report.most);
        Ok(serde_json::to_value(report)?)
    })
}
