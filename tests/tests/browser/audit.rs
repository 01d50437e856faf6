//! What every page is held to: no violation that axe knows of, at 1280 and at 320 px; nothing to scroll sideways; a title
//! and one h1; no complaint in the console. And its HTML is kept for `scripts/check-html.sh`.

use std::path::PathBuf;

use serde_json::{Value, json};
use thirtyfour::WebDriver;

use crate::visitor::Visitor;

const AXE: &str = include_str!("../../assets/axe.min.js");
const JAPANESE: &str = include_str!("../../assets/axe.ja.json");

/// Sees what is wrong on the page, as sentences.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const told = (rule) => rule.id + ' ' + rule.help + ': ' + rule.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | ');
    axe.run({ resultTypes: ['violations'] }).then(
      (found) => done({ rules: found.passes.length, violations: found.violations.map(told) }),
      (error) => done({ rules: 0, violations: [String(error)] }));";

/// Fewer rules than this apply to no page: axe did not see it.
const RULES: u64 = 15;
/// The narrowest window that WCAG 2.2 asks for.
const NARROW: u32 = 320;

/// Where the pages are kept.
pub(crate) fn pages() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("pages")
}

/// Makes room for the pages of a test.
pub(crate) fn forget(test: &str) {
    let folder = pages();
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(&format!("{test}-")) {
            std::fs::remove_file(path).unwrap();
        }
    }
}

impl Visitor {
    /// Holds the page that is shown to all of it, and keeps its HTML under this name.
    pub(crate) async fn audits(&self, name: &str) {
        let driver = &self.driver;
        let place = format!("{name}, {}", driver.current_url().await.unwrap());
        self.keeps(name).await;
        assert!(!driver.title().await.unwrap().trim().is_empty(), "{place}: no title");
        let headings =
            driver.execute("return [...document.querySelectorAll('h1')].map((h) => h.innerText.trim())", vec![]);
        let headings: Vec<String> = headings.await.unwrap().convert().unwrap();
        assert!(matches!(headings.as_slice(), [one] if !one.is_empty()), "{place}: {headings:?} for one h1");

        self.lets_scripts_run(true).await;
        driver.execute(&format!("{AXE}; axe.configure({{ locale: arguments[0] }});"), vec![japanese()]).await.unwrap();
        examine(driver, &place).await;
        self.pictures(name, 1280).await;
        let window = json!({ "width": NARROW, "height": 700, "deviceScaleFactor": 1, "mobile": false });
        driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", window).await.unwrap();
        examine(driver, &format!("{place} at {NARROW} px")).await;
        let sizes = "const page = document.documentElement; return [innerWidth, page.scrollWidth - page.clientWidth]";
        let sizes: (u32, i32) = driver.execute(sizes, vec![]).await.unwrap().convert().unwrap();
        assert_eq!(sizes, (NARROW, 0), "{place}: width of the window, and how far the page goes beyond it");
        self.pictures(name, NARROW).await;
        driver.cdp().send_raw("Emulation.clearDeviceMetricsOverride", json!({})).await.unwrap();
        self.lets_scripts_run(self.scripts).await;

        let told = driver.browser_log().await.unwrap();
        let complaints: Vec<_> = told.iter().filter(|entry| is_complaint(&entry.level, &entry.message)).collect();
        assert!(complaints.is_empty(), "{place}: {complaints:#?}");
    }

    /// Keeps a picture of the whole page in the folder that `SCREENSHOTS` names (from the root of the project), for people to
    /// look at.
    async fn pictures(&self, name: &str, width: u32) {
        let Some(folder) = shared::config::environment("SCREENSHOTS") else { return };
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.driver.cdp().send_raw("Page.captureScreenshot", whole).await.unwrap();
        let bytes =
            data_encoding::BASE64.decode(picture.get("data").and_then(Value::as_str).unwrap().as_bytes()).unwrap();
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{}-{name}-{width}.png", self.test)), bytes).unwrap();
    }

    /// The page's HTML as the server sent it: the browser itself would show it mended. What a script has changed since
    /// the last audit was not sent anew.
    async fn keeps(&self, name: &str) {
        let received = self.driver.get_log("performance").await.unwrap();
        let mut documents = received.iter().filter_map(|entry| document(&entry.message));
        let Some(last) = documents.next_back() else { return };
        let body = self.driver.cdp().send_raw("Network.getResponseBody", json!({ "requestId": last })).await.unwrap();
        let number = self.numbers();
        let file = pages().join(format!("{}-{number:02}-{name}.html", self.test));
        std::fs::write(file, body.get("body").and_then(Value::as_str).unwrap()).unwrap();
    }
}

fn japanese() -> Value {
    serde_json::from_str(JAPANESE).unwrap()
}

async fn examine(driver: &WebDriver, place: &str) {
    let found = driver.execute_async(RUN, vec![]).await.unwrap();
    let found = found.json();
    let violations = found.get("violations").and_then(Value::as_array).unwrap();
    assert!(violations.is_empty(), "{place}: {violations:#?}");
    let rules = found.get("rules").and_then(Value::as_u64).unwrap();
    assert!(rules >= RULES, "{place}: axe applied {rules} rules only");
}

/// The id of the request that a message tells the answer of, when that is a page.
fn document(message: &str) -> Option<String> {
    let message: Value = serde_json::from_str(message).ok()?;
    let message = message.get("message")?;
    let is_answer = message.get("method")? == "Network.responseReceived";
    let is_page = message.pointer("/params/type").is_some_and(|kind| kind == "Document");
    let id = message.pointer("/params/requestId")?.as_str()?;
    (is_answer && is_page).then(|| id.to_owned())
}

/// Errors and warnings; a refusal, or a network that a test has cut, is told in the console too.
fn is_complaint(level: &str, message: &str) -> bool {
    let meant = ["the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED"];
    let meant = meant.iter().any(|words| message.contains(&format!("Failed to load resource: {words}")));
    matches!(level, "SEVERE" | "WARNING") && !meant
}
