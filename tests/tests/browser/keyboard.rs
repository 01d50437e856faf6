//! The whole journey of a core facility by keyboard alone, in a window 320 pixels wide.

use portal_tests::applicant::PASSWORD;
use portal_tests::pdf;
use portal_tests::process::Place;
use portal_tests::typed::{CORE_OVERVIEW, Typed};
use serde_json::json;
use thirtyfour::{By, Key, WebElement};

use crate::answers::{TEXTS, TICKS};
use crate::scripted::{base, file, portal};
use crate::visitor::{Visitor, button};

/// No page has more places for the focus, twice over.
const STEPS: usize = 400;

/// Whether the focus is on a control, or on another button of its group; and whether one sees where it is.
const AT: &str = "
    const [wanted, at] = [arguments[0], document.activeElement];
    const style = getComputedStyle(at);
    const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    // a place that a link led to, and that Tab alone does not stop at
    const place = at === document.body || at.tabIndex < 0;
    const group = at.type === 'radio' && wanted.type === 'radio' && at.name === wanted.name;
    return [at === wanted, group, seen || place, at.outerHTML.slice(0, 200)];";

/// A visitor who only has a keyboard.
struct Typist(Visitor);

impl Typist {
    /// Strikes Tab until the focus is on the control or in its group; on the way one always sees where it is.
    async fn tabs(&self, wanted: &WebElement) {
        for _ in 0..STEPS {
            let (on_it, in_group) = self.at(wanted).await;
            if on_it || in_group {
                return;
            }
            self.0.strikes(Key::Tab).await;
        }
        panic!("Tab does not come to {}", wanted.outer_html().await.unwrap());
    }

    async fn at(&self, wanted: &WebElement) -> (bool, bool) {
        let told = self.0.driver.execute(AT, vec![wanted.to_json().unwrap()]).await.unwrap();
        let (on_it, in_group, seen, html): (bool, bool, bool, String) = told.convert().unwrap();
        assert!(seen, "one does not see the focus on {html}");
        (on_it, in_group)
    }

    async fn types(&self, label: &str, text: &str) {
        let control = self.0.control(label).await;
        self.tabs(&control).await;
        if !control.value().await.unwrap().unwrap_or_default().is_empty() {
            self.0
                .driver
                .action_chain()
                .key_down(Key::Control)
                .send_keys("a")
                .key_up(Key::Control)
                .perform()
                .await
                .unwrap();
        }
        self.0.writes(text).await;
    }

    async fn ticks(&self, label: &str) {
        let control = self.0.control(label).await;
        self.tabs(&control).await;
        for _ in 0..9 {
            if self.at(&control).await.0 {
                break;
            }
            self.0.strikes(Key::Down).await;
        }
        if !control.is_selected().await.unwrap() {
            self.0.strikes(Key::Space).await;
        }
        assert!(control.is_selected().await.unwrap(), "{label}");
    }

    async fn selects(&self, label: &str, option: &str) {
        let list = self.0.control(label).await;
        self.tabs(&list).await;
        self.0.writes(option).await;
        let chosen = "return arguments[0].selectedOptions[0].textContent.trim()";
        let chosen = self.0.driver.execute(chosen, vec![list.to_json().unwrap()]).await.unwrap();
        assert_eq!(chosen.convert::<String>().unwrap(), option);
    }

    async fn dates<const N: usize>(&self, label: &str, parts: [&str; N]) {
        for (unit, number) in ["年", "月", "日"].into_iter().zip(parts) {
            self.types(&format!("{label} > {unit}"), number).await;
        }
    }

    async fn presses(&self, words: &str) {
        self.enters(button(words)).await;
    }

    async fn follows(&self, words: &str) {
        self.enters(By::XPath(format!("//main//a[normalize-space()='{words}']"))).await;
    }

    async fn enters(&self, by: By) {
        let there = self.0.finds(by).await;
        self.tabs(&there).await;
        self.0.enters().await;
    }

    async fn types_all(&self, all: &[Typed]) {
        for typed in all {
            match *typed {
                Typed::Text(label, text) => self.types(label, text).await,
                Typed::Month(label, parts) => self.dates(label, parts).await,
                Typed::Tick(label) => self.ticks(label).await,
                Typed::Choose(label, option) => self.ticks(&format!("{label} > {option}")).await,
                Typed::Select(label, option) => self.selects(label, option).await,
                Typed::Press(words) => self.presses(words).await,
            }
        }
    }
}

#[tokio::test]
async fn a_core_facility_comes_to_its_receipt_by_keyboard_at_320_pixels() {
    let place = Place::default();
    let (_process, mut applicant) = portal(&place).await;
    let typist = Typist(Visitor::new("keyboard", base(&place), true).await);
    let narrow = json!({ "width": 320, "height": 700, "deviceScaleFactor": 1, "mobile": false });
    typist.0.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", narrow).await.unwrap();

    typist.0.opens("/").await;
    typist.follows("基幹施設 新規申請").await;
    typist.follows("新規申請の方はこちら (基幹施設)").await;
    typist.follows("新規登録の方はこちら").await;
    for (label, text) in [("姓", "架空"), ("名", "花子"), ("メールアドレス", &*applicant.email)] {
        typist.types(label, text).await;
    }
    typist.presses("送信する").await;
    applicant.run("deliver_mail").await;
    typist.0.opens("/dev/mail").await;
    typist.0.goes_by(By::Css("a[href*='/password/link/']")).await;
    typist.types("パスワード", PASSWORD).await;
    typist.types("パスワード(確認)", PASSWORD).await;
    typist.presses("送信する").await;
    typist.follows("基幹施設 新規申請 ログイン画面へ").await;
    typist.types("メールアドレス", &applicant.email).await;
    typist.types("パスワード", PASSWORD).await;
    typist.presses("ログインする").await;

    fills_in(&typist).await;
    typist.follows("申請書・在籍証明書").await;
    let upload = typist.0.finds(By::Id("file")).await;
    typist.tabs(&upload).await;
    upload.send_keys(file(&place, "申請書.pdf", &pdf::scan(2)).to_str().unwrap()).await.unwrap();
    typist.presses("アップロードする").await;
    typist.0.sees("アップロード済み").await;
    typist.follows("申請画面へ戻る").await;
    typist.follows("1.申請書").await;
    typist.presses("登録").await;
    typist.0.sees("「1.申請書」を登録しました。").await;

    typist.follows("基幹施設 申請").await;
    typist.presses("申請する").await;
    typist.0.sees("申請済みです。").await;
    typist.follows("申請した内容を確認する").await;
    typist.0.reaches("申請の控え").await;
    let beyond = "const page = document.documentElement; return [innerWidth, page.scrollWidth - page.clientWidth]";
    let beyond: (u32, i32) = typist.0.driver.execute(beyond, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(beyond, (320, 0));
    typist.0.leaves().await;
}

/// Both forms: the first is saved, because its PDF comes later; the second is registered.
async fn fills_in(typist: &Typist) {
    typist.follows("1.申請書").await;
    for (label, text) in TEXTS {
        typist.types(label, text).await;
    }
    typist.selects("都道府県", "東京都").await;
    typist.dates("申請日（申請書記載日）", ["２０２７", "2", "1"]).await;
    typist.dates("生年月日", ["1970", "04", "1"]).await;
    for label in TICKS {
        typist.ticks(label).await;
    }
    typist.presses("一時保存").await;
    typist.follows("申請画面へ戻る").await;
    typist.follows("2.概要書").await;
    typist.types_all(CORE_OVERVIEW).await;
    typist.presses("登録").await;
    typist.0.sees("「2.概要書」を登録しました。").await;
}
