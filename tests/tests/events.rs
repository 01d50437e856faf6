//! Every file of `events/` is replayed through its function.

use std::collections::BTreeSet;

use http_body_util::BodyExt;
use portal_tests::encoding;
use portal_tests::samples::{SAMPLES, Sample};
use portal_tests::stage::Stage;
use portal_tests::template::root;
use tower::ServiceExt;

#[test]
fn every_file_has_its_line_in_the_table_of_answers() {
    let mut found = BTreeSet::new();
    for folder in std::fs::read_dir(root().join("events")).unwrap() {
        let folder = folder.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            let case = path.file_stem().unwrap().to_str().unwrap().to_owned();
            found.insert((folder.file_name().into_string().unwrap(), case));
        }
    }
    let listed =
        SAMPLES.iter().map(|Sample(function, case, ..)| ((*function).to_owned(), (*case).to_owned())).collect();
    assert_eq!(found, listed);
}

#[tokio::test]
async fn every_event_is_answered_as_the_table_says() {
    for group in SAMPLES.chunk_by(|one, next| one.0 == next.0) {
        let function = group[0].0;
        let stage = Stage::of(function).await;
        for sample in group {
            replay(&stage, sample).await;
        }
        assert_eq!(stage.mails(), usize::from(function == "deliver_mail"), "{function}");
    }
}

async fn replay(stage: &Stage, sample: &Sample) {
    let text = sample.text();
    let Some(router) = stage.router(sample.0) else {
        let report = stage.run(sample.0, &serde_json::from_str(&text).unwrap()).await;
        return sample.check(0, &report.to_string());
    };
    let request = lambda_http::request::from_str(&text).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let said = |name| parts.headers.get(name).map_or("", |value| value.to_str().unwrap());
    let (location, bytes) = (said("location"), body.collect().await.unwrap().to_bytes());
    let body = encoding::text(said("content-encoding"), &bytes);
    sample.check(parts.status.as_u16(), &format!("{location}\n{body}"));
    assert!(parts.headers.contains_key("x-request-id"), "{sample:?}");
}
