//! ログイン用メールアドレスの変更 with every page audited: asked for by keyboard, confirmed from the mail, taken back from the other one.

use domain::AccreditationKind;
use portal_tests::people::PASSWORD;
use portal_tests::world::World;
use thirtyfour::By;

use crate::holders::{enters, holds};
use crate::visitor::Visitor;

const OLD: &str = "kikan@example.jp";
const NEW: &str = "atarashii@example.jp";

#[tokio::test]
async fn a_facility_changes_its_address_and_the_old_one_takes_it_back() {
    let world = World::serving().await;
    holds(&world, OLD, AccreditationKind::Core, "K-0001", "架空中央医療センター").await;
    let visitor = Visitor::new("logins", world.base().to_owned(), true).await;
    enters(&visitor, OLD).await;
    visitor.clicks(By::Css("a[href='/mypage/email']")).await.reaches("ログイン用メールアドレスの変更").await;
    visitor.audits("email").await;
    visitor.presses("確認のメールを送信する").await.sees("エラーの内容を確認してください。").await;
    visitor.audits("email-errors").await;
    asks(&visitor).await;
    visitor.sees("確認をお待ちしています").await.audits("email-asked").await;
    follows_the_mail(&visitor, &world, NEW).await;
    visitor.reaches("メールアドレス変更の確認").await.sees(NEW).await.audits("email-confirm").await;
    visitor.tabs_to("変更を確定する").await;
    visitor.enters().await.reaches("メールアドレスを変更しました。").await.audits("email-confirmed").await;
    enters(&visitor, NEW).await;
    visitor.audits("top-of-a-new-address").await;
    visitor.opens("/mypage/email").await.sees("次の変更はできません").await.audits("email-changed").await;
    follows_the_mail(&visitor, &world, OLD).await;
    visitor.reaches("メールアドレスの変更の取消").await.sees(OLD).await.audits("email-undo").await;
    visitor.presses("変更を取り消す").await.reaches("メールアドレスの変更を取り消しました。").await;
    visitor.audits("email-undone").await;
    visitor.signs_in("/login", NEW, PASSWORD).await.sees("メールアドレスまたはパスワードが正しくありません。").await;
    visitor.leaves().await;
    world.delivers().await;
    world.ends().await;
}

async fn asks(visitor: &Visitor) {
    visitor.types("新しいメールアドレス", NEW).await.types("新しいメールアドレス(確認)", NEW).await;
    visitor.types("現在のパスワード", PASSWORD).await;
    visitor.tabs_to("確認のメールを送信する").await;
    visitor.enters().await.sees("新しいメールアドレスに、確認のメールを送信しました。").await;
}

/// Follows the link in the last mail to an address.
async fn follows_the_mail(visitor: &Visitor, world: &World, email: &str) {
    world.delivers().await;
    let link = world.last_link_to(email, "email");
    visitor.opens(link.strip_prefix(world.base()).unwrap()).await;
}
