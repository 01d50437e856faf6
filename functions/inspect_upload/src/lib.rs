//! Is the uploaded file the PDF that was announced, readable and harmless? What passes is promoted from quarantine to
//! the certificates; what does not is refused with its reason. The S3 event is only a doorbell, and so is the schedule:
//! it finds what an event missed.

mod inspect;

use serde::Serialize;
use serde_json::Value;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::Settings;
use shared::files::Files;
use shared::store::Store;

/// What inspecting needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone)]
pub struct Deps {
    /// Applications.
    pub store: Store,
    /// The two buckets.
    pub files: Files,
    /// The time.
    pub clock: Clock,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Attached to their applications.
    pub attached: u32,
    /// Refused, with the reason written down.
    pub refused: u32,
    /// Put aside: another file took its place, or its application takes none any more.
    pub discarded: u32,
    /// Not dealt with: the next run tries again.
    pub failed: u32,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), files: Files::new(settings, aws), clock: Clock::System }
    }
}

/// Inspects the object that an event names, or everything in quarantine.
pub async fn run(deps: &Deps, event: &Value) -> anyhow::Result<Report> {
    let keys = match event.pointer("/detail/object/key").and_then(Value::as_str) {
        Some(key) => vec![key.to_owned()],
        None => deps.files.quarantined().await?,
    };
    let mut report = Report::default();
    for key in keys {
        match inspect::inspect(deps, &key).await {
            Ok(Some(inspect::Outcome::Attached)) => report.attached += 1,
            Ok(Some(inspect::Outcome::Refused)) => report.refused += 1,
            Ok(Some(inspect::Outcome::Discarded)) => report.discarded += 1,
            Ok(None) => {}
            Err(error) => {
                report.failed += 1;
                tracing::error!(error = format!("{error:#}"), "an upload could not be inspected");
            }
        }
    }
    Ok(report)
}
