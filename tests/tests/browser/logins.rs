//! ログイン用メールアドレスの変更 with every page audited: asked for by keyboard, confirmed from the mail, taken back from the other one.

use std::time::Duration;

use portal_tests::process::Place;
use thirtyfour::By;

use crate::scripted::{base, portal};
use crate::visitor::Visitor;

const PASSWORD: &str = "kumo-no-ue-42";
const OLD: &str = "core-1@example.jp";
const NEW: &str = "atarashii@example.jp";

#[tokio::test]
async fn a_facility_changes_its_address_and_the_old_one_takes_it_back() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("logins", base(&place), true).await;
    visitor.signs_in("/login", OLD, PASSWORD).await.reaches("マイページTOP").await;
    visitor.clicks(By::Css("a[href='/mypage/email']")).await.reaches("ログイン用メールアドレスの変更").await;
    visitor.audits("email").await;
    visitor.presses("確認のメールを送信する").await.sees("エラーの内容を確認してください。").await;
    visitor.audits("email-errors").await;
    asks(&visitor).await;
    visitor.sees("確認をお待ちしています").await.audits("email-asked").await;
    follows_the_mail(&visitor, "メールアドレス変更の確認").await;
    visitor.reaches("メールアドレス変更の確認").await.sees(NEW).await.audits("email-confirm").await;
    visitor.tabs_to("変更を確定する").await;
    visitor.enters().await.reaches("メールアドレスを変更しました。").await.audits("email-confirmed").await;
    visitor.signs_in("/login", NEW, PASSWORD).await.reaches("マイページTOP").await.audits("top-of-a-new-address").await;
    visitor.opens("/mypage/email").await.sees("次の変更はできません").await.audits("email-changed").await;
    follows_the_mail(&visitor, "メールアドレス変更のお知らせ").await;
    visitor.reaches("メールアドレスの変更の取消").await.sees(OLD).await.audits("email-undo").await;
    visitor.presses("変更を取り消す").await.reaches("メールアドレスの変更を取り消しました。").await;
    visitor.audits("email-undone").await;
    visitor.signs_in("/login", NEW, PASSWORD).await.sees("メールアドレスまたはパスワードが正しくありません。").await;
    visitor.leaves().await;
}

async fn asks(visitor: &Visitor) {
    visitor.types("新しいメールアドレス", NEW).await.types("新しいメールアドレス(確認)", NEW).await;
    visitor.types("現在のパスワード", PASSWORD).await;
    visitor.tabs_to("確認のメールを送信する").await;
    visitor.enters().await.sees("新しいメールアドレスに、確認のメールを送信しました。").await;
}

/// Follows the link in the last mail of a subject; it may still be on its way.
async fn follows_the_mail(visitor: &Visitor, subject: &str) {
    let link = format!("(//article[h2[contains(., '{subject}')]]//a[contains(@href, '/link/')])[1]");
    for _ in 0..100 {
        visitor.opens("/dev/mail").await;
        if !visitor.driver.find_all(By::XPath(link.as_str())).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    visitor.goes_by(By::XPath(link)).await;
}
