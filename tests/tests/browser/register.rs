//! The secretariat's register: finding a facility, 本人確認, the import; with every page audited.

use portal_tests::process::Place;
use thirtyfour::By;

use crate::scripted::{base, file, portal};
use crate::secretariat::logs_in;
use crate::visitor::Visitor;

const HEADING: &str = "認定種別,認定番号,診療施設名,診療施設名フリガナ,都道府県,郵便番号,市区町村以下,電話番号,FAX番号,施設長 姓,施設長 名,施設責任者 姓,施設責任者 名,会員番号,生年月日,資格,研修指導者資格,認定開始日,認定終了日,メールアドレス\n";
const ROW: &str = "基幹施設,Y-0001,架空あけぼの病院,,東京都,,,,,,,架空,花子,123456,1975/5/1,専門医,,2025/4/1,2030/3/31,akebono@example.jp\n";

#[tokio::test]
async fn the_secretariat_finds_a_facility_identifies_a_caller_and_enters_a_file() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let mut client = place.client();
    let visitor = Visitor::new("register", base(&place), true).await;
    logs_in(&visitor, &mut client).await;
    finds(&visitor).await;
    identifies(&visitor).await;
    imports(&visitor, &place).await;
    visitor.leaves().await;
}

async fn finds(visitor: &Visitor) {
    visitor.follows("施設").await.reaches("施設").await.audits("facilities").await;
    visitor.opens("/admin/facilities?list=unlinked").await.audits("facilities-unlinked").await;
    visitor.opens("/admin/facilities").await.types("検索", "該当なし").await.presses("検索する").await;
    visitor.sees("該当する施設はありません。").await.audits("facilities-none").await;
    visitor.opens("/admin/facilities?q=K-0001").await;
    visitor.clicks(By::Css("table a")).await.sees("登録内容（基幹施設 K-0001）").await.audits("facility").await;
    visitor.presses("生年月日を表示する（基幹施設 K-0001）").await.sees("施設責任者の生年月日：").await;
    visitor.audits("facility-birth-date").await;
    visitor.presses("メモを保存する").await.sees("メモを入力してください。").await.audits("facility-errors").await;
    visitor.types("メモ", "旧・架空第二病院").await.presses("メモを保存する").await.sees("メモを保存しました。").await;
    visitor.audits("facility-note").await;
}

async fn identifies(visitor: &Visitor) {
    visitor.follows("本人確認・アカウントの操作").await.audits("identity").await;
    visitor.presses("照合する").await.sees("依頼者を入力してください。").await.audits("identity-errors").await;
    visitor.types("依頼者", "架空 花子（本人）").await.types("施設責任者の会員番号", "000001").await;
    visitor.presses("照合する").await.sees("一致しませんでした").await.audits("identity-different").await;
    visitor.types("施設責任者の会員番号", "123456").await.presses("照合する").await.sees("本人確認済み").await;
    visitor.audits("identity-matched").await;
    visitor.presses("ログイン用メールアドレスを表示する").await.sees("core-1@example.jp").await;
    visitor.audits("identity-told").await;
    visitor.presses("メールアドレスを変更する").await.sees("メールアドレスを入力してください。").await;
    visitor.audits("identity-replace-errors").await;
    visitor.types("新しいメールアドレス", "atarashii@example.jp").await;
    visitor.types("新しいメールアドレス(確認)", "atarashii@example.jp").await.types("変更の理由", "異動のため").await;
    visitor.presses("メールアドレスを変更する").await.sees("ログイン用メールアドレスを変更しました。").await;
    visitor.audits("identity-replaced").await;
    visitor.presses("すべての端末のログインを解除する").await.sees("すべての端末のログインを解除しました。").await;
}

async fn imports(visitor: &Visitor, place: &Place) {
    visitor.opens("/admin/imports").await.audits("imports").await;
    chooses(visitor, place, "bad.csv", &format!("{HEADING}{}", ROW.replace("東京都", "東京"))).await;
    visitor.sees("ファイルに1件の誤りがあります。").await.audits("imports-errors").await;
    chooses(visitor, place, "good.csv", &format!("{HEADING}{ROW}")).await;
    visitor.reaches("取込内容の確認").await.sees("架空あけぼの病院").await.audits("import-check").await;
    visitor.presses("登録する").await.sees("取込が完了しました").await.audits("imports-done").await;
    visitor.opens("/admin/facilities?q=Y-0001").await.sees("架空あけぼの病院").await;
}

async fn chooses(visitor: &Visitor, place: &Place, name: &str, text: &str) {
    let path = file(place, name, text.as_bytes());
    visitor.control("CSVファイル").await.send_keys(path.to_str().unwrap()).await.unwrap();
    visitor.presses("内容を確認する").await;
}
