//! The functions' own programs, driven as Lambda drives them, with the variables that the template gives them.

use std::collections::BTreeMap;

use portal_tests::binaries::binary;
use portal_tests::runtime_api::{Failure, RuntimeApi, page};
use portal_tests::samples::{SAMPLES, Sample};
use portal_tests::stage::Stage;
use portal_tests::template::{self, Function};
use serde_json::Value;

/// What Lambda sets by itself, and where AWS is on this machine.
const GIVEN: [&str; 6] = [
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_SESV2",
];

fn environment(stage: &Stage, function: &Function) -> BTreeMap<String, String> {
    let names = function.variables.iter().map(String::as_str).chain(GIVEN);
    names.filter_map(|name| Some((name.to_owned(), stage.setting(name)?))).collect()
}

fn function(name: &str) -> Function {
    template::functions().into_iter().find(|function| function.name == name).unwrap()
}

async fn start(stage: &Stage, name: &str) -> RuntimeApi {
    let running = RuntimeApi::start(name, binary(name), environment(stage, &function(name))).await.unwrap();
    running.ready().await.unwrap_or_else(|error| panic!("{name}: {error}"));
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_answers_its_events_with_the_variables_of_the_template() {
    for group in SAMPLES.chunk_by(|one, next| one.0 == next.0) {
        let name = group[0].0;
        let stage = Stage::of(name).await;
        let running = start(&stage, name).await;
        for sample in group {
            let event = serde_json::from_str(&sample.text()).unwrap();
            let answer = running
                .invoke(&event)
                .await
                .unwrap_or_else(|error| panic!("{sample:?}: {error}\n{}", running.output()));
            check(sample, &answer);
        }
        assert_eq!(running.output(), "", "{name} has nothing to complain of");
    }
}

fn check(sample: &Sample, answer: &Value) {
    if sample.2 == 0 {
        return sample.check(0, &answer.to_string());
    }
    let status = u16::try_from(answer["statusCode"].as_u64().unwrap()).unwrap();
    let location = answer["headers"]["location"].as_str().unwrap_or_default();
    sample.check(status, &format!("{location}\n{}", page(answer)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_without_its_settings_ends_and_names_them_all() {
    let none = BTreeMap::<String, String>::new();
    let running = RuntimeApi::start("sign_in", binary("sign_in"), none).await.unwrap();
    let Err(Failure::Exited { status, output }) = running.ready().await else { panic!("it started") };
    assert!(status.contains('1'), "{status}");
    for name in ["PORTAL_TABLE", "SESSIONS_TABLE", "PUBLIC_BASE_URL", "LINK_KEY", "PASSWORD_PEPPER", "AWS_REGION"] {
        assert!(output.contains(&format!("{name} is missing")), "{output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_sender_leaves_its_mail_to_the_next() {
    let stage = Stage::of("deliver_mail").await;
    let event =
        serde_json::from_str(&SAMPLES.iter().find(|sample| sample.0 == "deliver_mail").unwrap().text()).unwrap();
    let first = start(&stage, "deliver_mail").await;
    first.kill().await;
    assert!(matches!(first.invoke(&event).await, Err(Failure::Exited { .. })));
    let second = start(&stage, "deliver_mail").await;
    assert_eq!(second.invoke(&event).await.unwrap()["sent"], 1);
    assert_eq!(stage.mails(), 1);
}
