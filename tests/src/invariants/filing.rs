//! I4, I8, I11: what was submitted was submitted once, in time, and is there as it was.

use chrono::{DateTime, Utc};
use domain::{Application, CorrectionRequest, Event, Window, WindowId, WindowSetting};
use shared::files::certificate_key;
use shared::store::{EventRecord, Snapshot, keys};

use super::{Books, Broken, typed};

pub(super) fn broken(books: &Books) -> Broken {
    let applications = books.of_kind("application").filter(|(_, sk, _)| *sk == "META");
    applications.flat_map(|(pk, _, item)| application(books, pk, &typed(item))).collect()
}

fn application(books: &Books, pk: &str, application: &Application) -> Broken {
    let mut wrong = Vec::new();
    let (mut submissions, mut request): (u32, Option<CorrectionRequest>) = (0, None);
    for record in books.events(pk) {
        match record.event {
            Event::CorrectionRequested(asked) => request = Some(asked),
            Event::CorrectionExtended { due, .. } => request = request.map(|asked| CorrectionRequest { due, ..asked }),
            Event::Submitted { submission, ref receipt_no, ref digest, .. } => {
                submissions += 1;
                let snapshot = keys::submission(&application.id, submission);
                let snapshot: Option<Snapshot> = books.item(&snapshot.pk, &snapshot.sk).map(typed);
                if submission != submissions {
                    wrong.push(format!("I4 {pk}: submission {submission} is the {submissions}. event"));
                }
                let same =
                    |kept: &Snapshot| kept.digest == *digest && kept.receipt_no == *receipt_no && kept.at == record.at;
                if !snapshot.is_some_and(|kept| same(&kept)) {
                    wrong.push(format!("I4 {pk}: submission {submission} is not what was kept"));
                }
                if !in_time(books, application, &record, request.take()) {
                    wrong.push(format!("I8 {pk}: submission {submission} at {}", record.at));
                }
            }
            _ => {}
        }
    }
    let kept = books.partitions[pk].iter().filter(|(_, item)| item["type"] == "submission");
    let kept: Vec<Snapshot> = kept.map(|(_, item)| typed(item)).collect();
    if kept.len() != submissions as usize
        || application.filed.as_ref().map_or(0, |filed| filed.submission) != submissions
    {
        wrong.push(format!("I4 {pk}: {submissions} submissions, {} kept", kept.len()));
    }
    wrong.extend(kept.iter().filter_map(|snapshot| file(books, application, snapshot)));
    wrong
}

/// The first one inside the window as it was then, the others inside a correction.
fn in_time(books: &Books, application: &Application, record: &EventRecord, request: Option<CorrectionRequest>) -> bool {
    match request {
        Some(request) => record.at < request.closes(),
        None => window(books, application, record.at).contains(&record.at),
    }
}

/// The window that held at an instant: the last that was set before, else the whole month.
fn window(books: &Books, application: &Application, at: DateTime<Utc>) -> std::ops::Range<DateTime<Utc>> {
    let id = WindowId { cycle: application.id.cycle, kind: application.id.kind };
    let mut window = WindowSetting::unset(id).window;
    for record in books.events(&keys::window(id.cycle, id.kind).pk) {
        if let Event::WindowSet { opens, closes, .. } = record.event
            && record.at <= at
        {
            window = Window { opens, closes };
        }
    }
    window.opens..window.closes
}

/// The bytes of what was submitted, as they were announced or inspected. A file that is still being inspected, or was refused
/// then, has none.
fn file(books: &Books, application: &Application, snapshot: &Snapshot) -> Option<String> {
    let filed = snapshot.certificate.as_ref()?;
    let attached =
        books.events(&keys::application(&application.id).pk).into_iter().find_map(|record| match record.event {
            Event::CertificateAttached { upload, sha256, .. } if upload == filed.upload => Some(sha256),
            _ => None,
        })?;
    let pk = &application.id;
    if filed.sha256.as_ref().is_some_and(|announced| *announced != attached) {
        return Some(format!("I11 {pk}: attached {attached}, submitted {:?}", filed.sha256));
    }
    let bytes = books.files.get(&certificate_key(&application.id, &filed.upload, &attached));
    (bytes != Some(&attached)).then(|| format!("I11 {pk}: {attached} is in the bucket as {bytes:?}"))
}
