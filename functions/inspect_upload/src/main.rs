//! The Lambda function `inspect_upload`.

use std::process::ExitCode;

use inspect_upload::{Deps, run};

fn main() -> ExitCode {
    shared::run::events(Deps::new, async |deps, event| {
        let report = run(&deps, &event).await?;
        // an error here is what the alarm hears
        anyhow::ensure!(report.failed == 0, "{} uploads could not be inspected", report.failed);
        Ok(serde_json::to_value(report)?)
    })
}
