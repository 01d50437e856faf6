//! What the pages of an application cost: instructions of a whole invocation (callgrind), and bytes. `scripts/measure-pages.sh`
//! runs it on the release binary.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measurement that cannot be made should stop, and prints what it found"
)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use form::FormKind;
use portal_tests::fixtures;
use portal_tests::runtime_api::{RuntimeApi, bytes as bytes_of};
use portal_tests::samples::Sample;
use portal_tests::stage::Stage;
use serde_json::Value;

/// Answers to the same event beyond the first, over which the cost of one is taken.
const MORE: u64 = 2;

/// `rep movsb` is one instruction, however much it copies; callgrind counts one for each byte. So the C library is told to copy
/// by vectors, of which there are as many as there are.
const VECTORS: &str = "glibc.cpu.x86_rep_movsb_threshold=1000000000:glibc.cpu.x86_rep_stosb_threshold=1000000000";

/// Name, event, and how many physicians stand in the overview; `None`: nothing was saved.
const CASES: [(&str, &str, Option<usize>); 5] = [
    ("nobody signed in (an empty invocation)", "task-list-signed-out", None),
    ("task list", "task-list", Some(1)),
    ("1.申請書", "application-form", Some(1)),
    ("2.概要書", "overview", Some(1)),
    ("2.概要書 with 50 physicians", "overview", Some(50)),
];

#[tokio::main(flavor = "multi_thread")]
async fn main() {
    let binary: PathBuf = std::env::args_os().nth(1).unwrap().into();
    println!("| GET | beyond an empty invocation | the same as gzip | HTML | as gzip |\n|---|---:|---:|---:|---:|");
    let mut empty = None;
    for (name, event, physicians) in CASES {
        let stage = Stage::of("save_application").await;
        if let Some(physicians) = physicians {
            fill_in(&stage, physicians).await;
        }
        let event: Value = serde_json::from_str(&Sample("save_application", event, 0, "").text()).unwrap();
        let packed = cost(&stage, &binary, &event).await;
        let plain = cost(&stage, &binary, &without_gzip(event)).await;
        let empty = *empty.get_or_insert(plain.0);
        let beyond = |(count, _): (u64, usize)| count.saturating_sub(empty);
        let millions = |count: u64| format!("{}.{:02} M", count / 1_000_000, count % 1_000_000 / 10_000);
        println!(
            "| {name} | {} | {} | {} B | {} B |",
            millions(beyond(plain)),
            millions(beyond(packed)),
            plain.1,
            packed.1
        );
    }
    println!("\nAn empty invocation: {} instructions.", empty.unwrap());
}

/// The event of a client that takes no gzip.
fn without_gzip(mut event: Value) -> Value {
    event["headers"].as_object_mut().unwrap().remove("accept-encoding").unwrap();
    event
}

/// Instructions of an invocation, and bytes of its answer.
async fn cost(stage: &Stage, binary: &Path, event: &Value) -> (u64, usize) {
    let (once, bytes) = invoke(stage, binary, event, 1).await;
    let (often, _) = invoke(stage, binary, event, 1 + MORE).await;
    ((often - once) / MORE, bytes)
}

async fn fill_in(stage: &Stage, physicians: usize) {
    stage.saves(FormKind::ApplicationForm, &fixtures::application_form()).await;
    stage.saves(FormKind::Overview, &fixtures::core_overview_of(physicians)).await;
}

/// All instructions of a process that answers an event so many times, and the bytes of an answer.
async fn invoke(stage: &Stage, binary: &Path, event: &Value, times: u64) -> (u64, usize) {
    let folder = std::env::temp_dir().join(format!("nintei-pages-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let running = RuntimeApi::start("save_application", &counted(binary, &folder), environment(stage)).await.unwrap();
    running.ready().await.unwrap();
    let mut bytes = 0;
    for _ in 0..times {
        let answer = running.invoke(event).await.unwrap_or_else(|error| panic!("{error}\n{}", running.output()));
        bytes = bytes_of(&answer).len();
    }
    let pid = std::fs::read_to_string(folder.join("pid")).unwrap();
    Command::new("kill").args(["-TERM", pid.trim()]).status().unwrap();
    running.ended().await;
    std::fs::remove_dir_all(&folder).unwrap();
    let printed = running.output();
    let count = printed.split("Collected :").nth(1).and_then(|rest| rest.split_whitespace().next());
    (count.unwrap_or_else(|| panic!("{printed}")).parse().unwrap(), bytes)
}

/// A program that runs the binary under callgrind, and says which process it is.
fn counted(binary: &Path, folder: &Path) -> PathBuf {
    let program = folder.join("counted");
    let (binary, folder) = (binary.canonicalize().unwrap(), folder.display());
    let lines = format!(
        "#!/bin/sh\necho $$ >{folder}/pid\nexport GLIBC_TUNABLES={VECTORS}\nexec valgrind --tool=callgrind --callgrind-out-file={folder}/out {}\n",
        binary.display()
    );
    std::fs::write(&program, lines).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn environment(stage: &Stage) -> BTreeMap<String, String> {
    let names = ["PORTAL_TABLE", "SESSIONS_TABLE", "PUBLIC_BASE_URL", "UPLOAD_ORIGIN", "AWS_REGION"];
    let names = names.into_iter().chain(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL_DYNAMODB"]);
    let path = ("PATH".to_owned(), shared::config::environment("PATH").unwrap());
    names.filter_map(|name| Some((name.to_owned(), stage.setting(name)?))).chain([path]).collect()
}
