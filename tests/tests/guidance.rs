//! The manual's own words on the pages where they belong (line numbers are those of `docs/manual-coverage.md`).

use domain::AccreditationKind;
use lopdf::Document;
use portal_tests::browser::Browser;
use portal_tests::people::PASSWORD;
use portal_tests::world::World;
use shared::assets::{ASSETS, CERTIFICATE_FORM};

const OPEN_TO_ALL: &[(&str, &[(&str, &str)])] = &[
    (
        "/",
        &[
            ("S7", "基幹施設 新規申請"),
            ("S9", "※通信トラブルなどの不慮の事態に備えて、余裕を持って申請いただくことをお勧めします。"),
            (
                "S4",
                "※現在、施設の認定資格をお持ちの場合、施設マイページ内から申請可能な為、アカウントの新規作成は不要です。",
            ),
            ("S94", "申請書・在籍証明書DL"),
            ("S125", "基幹施設・連携施設・認定研修施設名簿"),
        ],
    ),
    (
        "/apply/core",
        &[
            ("S66", "ログイン選択画面"),
            ("S67", "以下から、該当するページを選択してください。"),
            ("S68", "現在、認定中の施設をお持ちの場合はこちら(施設マイページへ)"),
            ("S69", "新規申請の方はこちら (基幹施設)"),
            ("S9", "※通信トラブルなどの不慮の事態に備えて、余裕を持って申請いただくことをお勧めします。"),
        ],
    ),
    ("/apply/partner", &[("S69", "新規申請の方はこちら (連携施設)")]),
    (
        "/apply/core/login",
        &[
            ("S22", "基幹施設 新規申請 ログイン画面"),
            ("S23", "例) sample@sample.com"),
            ("S24", "パスワード"),
            ("S25", "ログイン情報を保存する"),
            ("S26", "ログインする"),
            ("S27", "新規登録の方はこちら"),
            ("S28", "パスワードをお忘れの方はこちら"),
        ],
    ),
    ("/apply/partner/login", &[("S22", "連携施設 新規申請 ログイン画面")]),
    (
        "/login",
        &[
            ("S54", "施設マイページ ログイン画面"),
            ("S23", "例) sample@sample.com"),
            ("S25", "ログイン情報を保存する"),
            ("S26", "ログインする"),
            ("S28", "パスワードをお忘れの方はこちら"),
        ],
    ),
    (
        "/signup?entry=core",
        &[
            ("S33", "新規登録"),
            ("S34", "新規登録用のメールアドレスを入力してください。パスワード発行用のURLをメールにてお送りします。"),
            ("S35", "例) sample@sample.com"),
            ("S36", "送信する"),
            ("S5", "※返上済みの場合は新規にご作成ください。"),
            ("S31", "施設の代表アドレスなどをご登録いただいても結構です"),
            ("S32", "学会からは施設責任者宛てとしてメールをお送りします"),
        ],
    ),
    ("/password/forgot", &[("S53", "※パスワードは事務局にお問い合わせいただいても回答できませんのでご注意ください。")]),
    ("/help", HELP),
];

const HELP: &[(&str, &str)] = &[
    ("S2", "1. アカウント新規作成"),
    ("S2", "2. アカウント確認方法"),
    ("S2", "3. 申請画面"),
    ("S2", "4. 新規申請方法"),
    ("S2", "5. 基幹施設・連携施設注意事項"),
    ("S2", "6. 現認定研修施設の連携施設新規申請：移行措置注意事項"),
    ("S3", "最終更新：2025年7月26日"),
    ("S6", "新規申請のシステムへのリンクは下記2箇所に掲載しています。"),
    ("S20", "貴施設の業務関係者内で共有していただいて結構ですので、大切に保管してください。"),
    ("S43", "別の認定施設（認定中）でメールアドレスが使用されている場合は重複登録ができずエラーとなります。"),
    (
        "S44",
        "前施設でメールアドレスを変更されないまま異動された場合などは、別のアドレスに変更していただくようお願いします。",
    ),
    ("S45", "事務局までお問い合わせください"),
    ("S49", "対象外です。"),
    ("S52", "パスワードが不明の場合"),
    ("S55", "メールアドレスが不明、または別のアドレスに変更希望の場合"),
    ("S56", "件名：施設マイページ：メールアドレスについて"),
    ("S57", "1) 認定施設名（可能なら認定番号）"),
    ("S58", "2) 施設責任者氏名"),
    ("S59", "3) 施設責任者会員番号または生年月日（本人確認用）"),
    ("S61", "（施設の代表アドレスなどもご登録いただけます）"),
    ("S62", "※原則、メールアドレスに関するお問い合わせは 責任者ご本人からご連絡をお願いします。"),
    ("S64", "申請期間中"),
    ("S91", "未着の場合、「申請」が正しく完了しているかご確認ください。"),
    ("S92", "「申請書・在籍証明書」は施設の「公印」が必要です。"),
    ("S115", "申請手続きが完了していない可能性がございますので、再度申請画面をご確認ください。"),
    ("S117", "基幹施設には「緩和医療指導医」が1名以上常勤していることが条件となります。"),
    ("S118", "基幹施設 新規募集要項"),
    ("S121", "連携施設 新規募集要項"),
    ("S122", "連携施設新規申請には基幹施設との連携が必須となります。"),
    ("S123", "基幹施設とは事前にご相談ください。"),
    ("S125", "■基幹施設名簿"),
    ("S125", "「基幹施設・連携施設・認定研修施設名簿」をご参照ください。"),
    ("S127", "申請月は特に実施していただく事項はございません。"),
    ("S137", "学会の新制度としてできるだけ早い基幹施設との連携を強く推奨いたします。"),
    ("S141", "「1.申請書」の「現在の施設認定資格」欄にて「認定研修施設」を選択してください。"),
    ("S144", "現在「認定研修施設」の資格を有していない施設の場合"),
    ("S145", "研修指導者資格を有さない認定医が新しい責任者の場合"),
];

const FOR_APPLICANTS: &[(&str, &[(&str, &str)])] = &[
    (
        "/applications/2027-02/core",
        &[
            ("S85", "基幹施設申請"),
            ("S86", "申請期間： 2027年2月1日 0:00 ~ 2027年2月28日 23:59"),
            ("S87", "1.申請書"),
            ("S87", "2.概要書"),
            ("S87", "未完了"),
            ("S88", "基幹施設 申請"),
            ("S89", "「申請」ボタンをクリック後、修正はできませんのでご注意ください。"),
            ("S90", "送信後、自動配信メールが届きますので必ずご確認ください。"),
            ("S91", "未着の場合、「申請」が正しく完了しているかご確認ください。"),
            ("S75", "三"),
        ],
    ),
    ("/applications/2027-02/partner", &[("S85", "連携施設申請"), ("S88", "連携施設 申請")]),
    (
        "/applications/2027-02/core/application-form",
        &[
            ("S95", "当学会の認定取得者を記入してください。施設としての責任者とは異なります"),
            ("S96", "申請書・在籍証明書"),
            ("S100", "登録"),
            ("S101", "一時保存"),
            ("S110", "認定手続中"),
            ("S141", "現在の施設認定資格"),
        ],
    ),
    (
        "/applications/2027-02/core/certificate",
        &[
            ("S92", "「申請書・在籍証明書」は施設の「公印」が必要です。"),
            ("S97", "申請書・在籍証明書DL"),
            ("S98", "※ PDFでご用意の上、アップロードしてください"),
            ("S99", "ドラッグ&amp;ドロップ又は"),
            ("S120", "必ず、指定書式をダウンロードいただき公印付きの書類をアップロードしてください。"),
        ],
    ),
    (
        "/applications/2027-02/partner/certificate",
        &[("S126", "必ず、指定書式をダウンロードいただき公印付きの書類をアップロードしてください。")],
    ),
];

/// What stands on every page.
const EVERYWHERE: [&str; 3] = ["特定非営利活動法人", "日本緩和医療学会", "Japanese Society for Palliative Medicine"];

#[tokio::test]
async fn each_page_says_what_the_manual_says_there() {
    let world = World::new().await;
    let mut visitor = world.browser();
    for (path, lines) in OPEN_TO_ALL {
        visitor.opens(path).await;
        says(path, &visitor, lines);
    }
    visitor.opens("/login").await.sees_no("新規登録の方はこちら");
    let mut applicant = world.applicant("annai@example.jp").await;
    for (path, lines) in FOR_APPLICANTS {
        applicant.opens(path).await;
        says(path, &applicant, lines);
    }
    world.delivers().await;
    world.ends().await;
}

/// Every line is in the page's text, or in its source (a hint is, where it stands in a control).
fn says(path: &str, browser: &Browser, lines: &[(&str, &str)]) {
    let (text, source) = (&browser.page.text, browser.answer.text());
    let everywhere = EVERYWHERE.map(|words| ("S1", words));
    let unsaid: Vec<_> =
        lines.iter().chain(&everywhere).filter(|(_, words)| !text.contains(words) && !source.contains(words)).collect();
    assert!(unsaid.is_empty(), "{path} does not say {unsaid:?}");
}

#[tokio::test]
async fn a_facility_applies_from_its_own_page_with_the_account_that_it_has() {
    let world = World::new().await;
    let account = {
        world.applicant("nintei@example.jp").await;
        world.account("nintei@example.jp").await
    };
    world.accredits(account, AccreditationKind::Training, "架空さくら病院").await;
    let mut browser = world.browser();
    browser.opens("/login").await.fills("メールアドレス", "nintei@example.jp").fills("パスワード", PASSWORD);
    browser.presses("ログインする").await;
    assert_eq!(browser.heading(), "マイページTOP");
    browser.sees("認定研修施設").sees("施設責任者").sees("認定期間").sees("2025/4/1 ~ 2030/3/31");
    browser.sees_no("新規申請").follows("認定研修施設").await;
    browser.sees("連携施設 新規申請 (申請期間中)").follows("基幹施設 新規申請 (申請期間中)").await;
    assert_eq!(browser.heading(), "基幹施設申請");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn outside_the_period_no_page_offers_an_application() {
    let world = World::new().await;
    let mut browser = world.applicant("kigaigo@example.jp").await;
    world.delivers().await;
    world.turns_to("2027-03-01T00:00:00+09:00");
    browser.opens("/apply/core").await.sees("現在は申請期間外です。");
    browser
        .opens("/apply/core/login")
        .await
        .fills("メールアドレス", "kigaigo@example.jp")
        .fills("パスワード", PASSWORD);
    browser.presses("ログインする").await.sees("現在は申請期間外です。").sees_no("1.申請書");
    browser.opens("/mypage").await.sees("現在は申請期間外です。").sees_no("(申請期間中)");
    world.ends().await;
}

#[tokio::test]
async fn the_blank_form_prints_what_the_manual_shows_and_is_one_file() {
    let file = ASSETS.iter().find(|asset| asset.name == "certificate-form.pdf").unwrap();
    let document = Document::load_mem(file.bytes).unwrap();
    assert_eq!(document.get_pages().len(), 1);
    let text = document.extract_text(&[1]).unwrap().replace(['\n', ' '], "");
    for (line, words) in [
        ("S102", "特定非営利活動法人日本緩和医療学会"),
        ("S102", "<施設認定申請書>"),
        ("S103", "20年月日"),
        ("S104", "日本緩和医療学会理事長殿"),
        ("S105", "診療施設名"),
        ("S106", "施設長氏名"),
        ("S107", "公印"),
        (
            "S108",
            "当施設は特定非営利活動法人日本緩和医療学会専門医制度における施設認定の取得を希望し、ここに所定の書類を添えて申請します。",
        ),
        ("S109", "施設認定種別："),
        ("S109", "[□に✓を入れて下さい]"),
        ("S110", "施設責任者資格："),
        ("S110", "認定医(認定手続中含む)"),
        ("S111", "施設責任者氏名："),
        ("S112", "<在籍証明書>"),
        ("S112", "当施設に在籍し、緩和医療の実践および指導に従事していることを証明します。"),
    ] {
        assert!(text.contains(words), "the form does not print {line}: {words}\n{text}");
    }
    // S119: the same file wherever it is offered
    let world = World::new().await;
    let mut applicant = world.applicant("shoshiki@example.jp").await;
    for path in ["/", "/help", "/applications/2027-02/core/certificate"] {
        let source = applicant.opens(path).await.answer.text();
        assert!(source.contains(&format!("href=\"{CERTIFICATE_FORM}\"")), "{path}");
    }
    world.delivers().await;
    world.ends().await;
}
