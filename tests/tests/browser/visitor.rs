//! Somebody with a browser: finds links, buttons and controls by their Japanese words, and waits until things are there.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use thirtyfour::extensions::query::ElementQuery;
use thirtyfour::prelude::{ElementQueryable, ElementWaitable};
use thirtyfour::{By, Key, WebDriver, WebElement};
use tokio::sync::{Mutex, MutexGuard};

use crate::audit;
use crate::chrome::Chromedriver;

/// How long to wait for something that comes within a second on an idle machine.
const PATIENCE: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_millis(20);
/// No page has more places to go to by keyboard before the one that is looked for.
const STEPS: usize = 60;

/// One browser at a time: tests wait for each other.
static TURN: Mutex<()> = Mutex::const_new(());

/// The controls whose label, behind the legends around it, is the one that is asked for.
const CONTROLS: &str = "
    const wanted = arguments[0].split(' > ');
    const words = (node) => {
      const copy = node.cloneNode(true);
      for (const mark of copy.querySelectorAll('.nt-required, .nt-optional, .nt-locked, .nt-hidden')) mark.remove();
      return copy.textContent.replace(/[ \\t\\n]+/g, ' ').trim();
    };
    const found = new Set();
    for (const control of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
      const legends = [];
      for (let group = control.closest('fieldset'); group; group = group.parentElement.closest('fieldset')) {
        legends.unshift(words(group.querySelector('legend')));
      }
      for (const label of control.labels) {
        const path = [...legends, words(label)];
        if (wanted.every((part, i) => path[path.length - wanted.length + i] === part)) found.add(control);
      }
    }
    return [...found];";

/// The words of what has the focus, and whether one sees that it has.
const FOCUS: &str = "
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const words = at.labels && at.labels.length ? at.labels[0].textContent : at.textContent;
    return [words.replace(/\\s+/g, ' ').trim(), outlined || style.boxShadow !== 'none'];";

/// A browser, and the person before it.
pub(crate) struct Visitor {
    /// The browser. Declared first: it is closed while chromedriver still runs.
    pub(crate) driver: WebDriver,
    /// The test, whose name is in the names of the pages it keeps.
    pub(crate) test: &'static str,
    /// Whether pages may run scripts.
    pub(crate) scripts: bool,
    base: String,
    kept: AtomicUsize,
    _chromedriver: Chromedriver,
    _turn: MutexGuard<'static, ()>,
}

impl Visitor {
    /// A fresh browser for the portal at `base`.
    pub(crate) async fn new(test: &'static str, base: String, scripts: bool) -> Self {
        let turn = TURN.lock().await;
        audit::forget(test);
        let chromedriver = Chromedriver::start().await;
        let driver = chromedriver.browser().await;
        let kept = AtomicUsize::new(0);
        let visitor = Self { driver, test, scripts, base, kept, _chromedriver: chromedriver, _turn: turn };
        visitor.lets_scripts_run(scripts).await;
        visitor
    }

    /// Closes the browser.
    pub(crate) async fn leaves(self) {
        self.driver.clone().quit().await.unwrap();
    }

    /// Whether pages run their scripts from now on; our own always run.
    pub(crate) async fn lets_scripts_run(&self, run: bool) {
        let value = json!({ "value": !run });
        self.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", value).await.unwrap();
    }

    /// Whether the browser is cut off from everything.
    pub(crate) async fn offline(&self, cut: bool) {
        let conditions = json!({ "offline": cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.driver.cdp().send_raw("Network.emulateNetworkConditions", conditions).await.unwrap();
    }

    /// Waits for the browser's question whether to leave the page, and answers it.
    pub(crate) async fn is_asked(&self, leave: bool) {
        let answer = async {
            loop {
                let answered = if leave { self.driver.accept_alert().await } else { self.driver.dismiss_alert().await };
                if answered.is_ok() {
                    return;
                }
                tokio::time::sleep(INTERVAL).await;
            }
        };
        tokio::time::timeout(PATIENCE, answer).await.expect("a question");
    }

    /// A number for the next page that is kept.
    pub(crate) fn numbers(&self) -> usize {
        self.kept.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Types an address.
    pub(crate) async fn opens(&self, path: &str) -> &Self {
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap();
        self
    }

    /// Path and query of the page.
    pub(crate) async fn address(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.as_str().strip_prefix(&self.base).unwrap().to_owned()
    }

    /// Follows the link with these words to another page.
    pub(crate) async fn follows(&self, words: &str) -> &Self {
        self.goes_by(By::XPath(format!("//a[normalize-space()='{words}']"))).await
    }

    /// Presses the button with these words, which leads to another page.
    pub(crate) async fn presses(&self, words: &str) -> &Self {
        self.goes_by(button(words)).await
    }

    /// Clicks, and waits until the page is another.
    pub(crate) async fn goes_by(&self, by: By) -> &Self {
        let page = self.driver.find(By::Tag("html")).await.unwrap();
        self.finds(by).await.click().await.unwrap();
        page.wait_until().wait(PATIENCE, INTERVAL).stale().await.unwrap();
        self
    }

    /// Clicks on what stays on the page.
    pub(crate) async fn clicks(&self, by: By) -> &Self {
        self.finds(by).await.click().await.unwrap();
        self
    }

    fn query(&self, by: By) -> ElementQuery {
        self.driver.query(by).wait(PATIENCE, INTERVAL)
    }

    /// Waits for it.
    pub(crate) async fn finds(&self, by: By) -> WebElement {
        let wanted = by.to_string();
        let found = self.query(by).and_displayed().first_opt().await.unwrap();
        let Some(element) = found else { panic!("no {wanted} on {}", self.describes().await) };
        element
    }

    /// The page that is there has no such thing.
    pub(crate) async fn lacks(&self, by: By) -> &Self {
        let wanted = by.to_string();
        assert!(self.driver.find_all(by).await.unwrap().is_empty(), "{wanted} on {}", self.describes().await);
        self
    }

    /// Waits for a page with this h1.
    pub(crate) async fn reaches(&self, heading: &str) -> &Self {
        self.finds(By::XPath(format!("//h1[normalize-space()='{heading}']"))).await;
        self
    }

    /// Waits until the page says so.
    pub(crate) async fn sees(&self, words: &str) -> &Self {
        self.finds(By::XPath(format!("//main//*[contains(normalize-space(), '{words}')]"))).await;
        self
    }

    /// The messages of the error summary.
    pub(crate) async fn errors(&self) -> Vec<String> {
        let read = "return [...document.querySelectorAll('.nt-error-summary li')].map((item) => item.innerText)";
        self.driver.execute(read, vec![]).await.unwrap().convert().unwrap()
    }

    /// The one control with this label; `1人目 > 姓` is the one inside a group.
    pub(crate) async fn control(&self, label: &str) -> WebElement {
        let found = self.driver.execute(CONTROLS, vec![json!(label)]).await.unwrap();
        let mut found = found.elements().unwrap();
        assert_eq!(found.len(), 1, "controls called {label} on {}", self.describes().await);
        found.remove(0)
    }

    /// How many controls have this label.
    pub(crate) async fn counts(&self, label: &str) -> usize {
        self.driver.execute(CONTROLS, vec![json!(label)]).await.unwrap().elements().unwrap().len()
    }

    /// Replaces what stands in a control.
    pub(crate) async fn types(&self, label: &str, text: &str) -> &Self {
        let control = self.control(label).await;
        control.clear().await.unwrap();
        control.send_keys(text).await.unwrap();
        self
    }

    /// What stands in a control.
    pub(crate) async fn reads(&self, label: &str) -> String {
        self.control(label).await.value().await.unwrap().unwrap_or_default()
    }

    /// Chooses from a list.
    pub(crate) async fn selects(&self, label: &str, option: &str) -> &Self {
        let list = self.control(label).await;
        list.find(By::XPath(format!("./option[normalize-space()='{option}']"))).await.unwrap().click().await.unwrap();
        self
    }

    /// Ticks a box, or chooses one of several buttons: `施設区分 > 病院`.
    pub(crate) async fn ticks(&self, label: &str) -> &Self {
        let control = self.control(label).await;
        control.click().await.unwrap();
        assert!(control.is_selected().await.unwrap(), "{label}");
        self
    }

    /// Types year, month and day.
    pub(crate) async fn dates(&self, label: &str, date: [&str; 3]) -> &Self {
        for (unit, number) in ["年", "月", "日"].into_iter().zip(date) {
            self.types(&format!("{label} > {unit}"), number).await;
        }
        self
    }

    /// ログイン at a login screen.
    pub(crate) async fn signs_in(&self, screen: &str, email: &str, password: &str) -> &Self {
        self.opens(screen).await.types("メールアドレス", email).await.types("パスワード", password).await;
        self.presses("ログインする").await
    }

    /// Presses a key, wherever the focus is.
    pub(crate) async fn strikes(&self, key: Key) {
        self.driver.action_chain().send_keys(key).perform().await.unwrap();
    }

    /// Types wherever the focus is.
    pub(crate) async fn writes(&self, text: &str) {
        self.driver.action_chain().send_keys(text).perform().await.unwrap();
    }

    /// Goes by Tab until the focus is on something with these words; on the way one always sees where it is.
    pub(crate) async fn tabs_to(&self, words: &str) {
        let mut passed = Vec::new();
        for _ in 0..STEPS {
            self.strikes(Key::Tab).await;
            let (at, seen): (String, bool) = self.driver.execute(FOCUS, vec![]).await.unwrap().convert().unwrap();
            assert!(seen, "one does not see the focus on {at}");
            if at == words {
                return;
            }
            passed.push(at);
        }
        panic!("Tab does not come to {words}, but to {passed:?}");
    }

    /// Strikes Enter, which leads to another page.
    pub(crate) async fn enters(&self) -> &Self {
        self.leaves_by(Key::Enter).await
    }

    /// Strikes the space bar, which leads to another page.
    pub(crate) async fn spaces(&self) -> &Self {
        self.leaves_by(Key::Space).await
    }

    async fn leaves_by(&self, key: Key) -> &Self {
        let page = self.driver.find(By::Tag("html")).await.unwrap();
        self.strikes(key).await;
        page.wait_until().wait(PATIENCE, INTERVAL).stale().await.unwrap();
        self
    }

    /// The page, for a message.
    async fn describes(&self) -> String {
        let text = self.driver.find(By::Tag("body")).await.unwrap().text().await.unwrap();
        format!("{}:\n{text}", self.driver.current_url().await.unwrap())
    }
}

/// The button with these words.
pub(crate) fn button(words: &str) -> By {
    By::XPath(format!("//button[normalize-space()='{words}']"))
}
