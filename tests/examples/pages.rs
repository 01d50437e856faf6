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
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use form::FormKind;
use portal_tests::fixtures;
use portal_tests::runtime_api::RuntimeApi;
use portal_tests::samples::Sample;
use portal_tests::stage::Stage;
use serde_json::Value;

/// Answers to the same event beyond the first, over which the cost of one is taken.
const MORE: u64 = 2;

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
    println!(
        "| GET | instructions of an invocation | beyond an empty one | HTML | gzip -9 |\n|---|---:|---:|---:|---:|"
    );
    let mut empty = None;
    for (name, event, physicians) in CASES {
        let stage = Stage::of("save_application").await;
        if let Some(physicians) = physicians {
            fill_in(&stage, physicians).await;
        }
        let (once, page) = invoke(&stage, &binary, event, 1).await;
        let (often, _) = invoke(&stage, &binary, event, 1 + MORE).await;
        let each = (often - once) / MORE;
        let beyond = each - *empty.get_or_insert(each);
        let millions = |count: u64| format!("{}.{:02} M", count / 1_000_000, count % 1_000_000 / 10_000);
        println!("| {name} | {} | {} | {} B | {} B |", millions(each), millions(beyond), page.len(), gzip(&page));
    }
}

async fn fill_in(stage: &Stage, physicians: usize) {
    stage.saves(FormKind::ApplicationForm, &fixtures::application_form()).await;
    stage.saves(FormKind::Overview, &fixtures::core_overview_of(physicians)).await;
}

/// All instructions of a process that answers an event so many times, and its last page.
async fn invoke(stage: &Stage, binary: &Path, event: &'static str, times: u64) -> (u64, String) {
    let folder = std::env::temp_dir().join(format!("nintei-pages-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let running = RuntimeApi::start("save_application", &counted(binary, &folder), environment(stage)).await.unwrap();
    running.ready().await.unwrap();
    let event: Value = serde_json::from_str(&Sample("save_application", event, 0, "").text()).unwrap();
    let mut body = String::new();
    for _ in 0..times {
        let answer = running.invoke(&event).await.unwrap_or_else(|error| panic!("{error}\n{}", running.output()));
        answer["body"].as_str().unwrap_or_default().clone_into(&mut body);
    }
    let pid = std::fs::read_to_string(folder.join("pid")).unwrap();
    Command::new("kill").args(["-TERM", pid.trim()]).status().unwrap();
    running.ended().await;
    std::fs::remove_dir_all(&folder).unwrap();
    let printed = running.output();
    let count = printed.split("Collected :").nth(1).and_then(|rest| rest.split_whitespace().next());
    (count.unwrap_or_else(|| panic!("{printed}")).parse().unwrap(), body)
}

/// A program that runs the binary under callgrind, and says which process it is.
fn counted(binary: &Path, folder: &Path) -> PathBuf {
    let program = folder.join("counted");
    let (binary, folder) = (binary.canonicalize().unwrap(), folder.display());
    let lines = format!(
        "#!/bin/sh\necho $$ >{folder}/pid\nexec valgrind --tool=callgrind --callgrind-out-file={folder}/out {}\n",
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

fn gzip(text: &str) -> usize {
    let mut gzip = Command::new("gzip").arg("-9").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut into = gzip.stdin.take().unwrap();
    let text = text.to_owned();
    let writer = std::thread::spawn(move || into.write_all(text.as_bytes()));
    let packed = gzip.wait_with_output().unwrap().stdout.len();
    writer.join().unwrap().unwrap();
    packed
}
