//! By the secretariat: another address after 本人確認, and the end of every session.

use super::*;

async fn secretariat(world: &World) -> (Browser, String) {
    let staff = world.staff(StaffRole::Editor).await;
    let account = world.account(OLD).await;
    (browser_of(world, &staff), format!("/admin/facilities/{account}/identity"))
}

#[tokio::test]
async fn the_secretariat_replaces_the_address_for_somebody_it_has_identified() {
    let world = World::new().await;
    facility(&world).await;
    let (mut browser, identity) = secretariat(&world).await;
    browser.opens(&identity).await.sees("本人確認で一致すると、30分間、ログイン用メールアドレスを変更できます。");
    browser.fills("依頼者", "架空 花子（本人）").fills("施設責任者の会員番号", "123456").presses("照合する").await;
    browser.presses("メールアドレスを変更する").await;
    assert_eq!(browser.errors(), ["メールアドレスを入力してください。", "理由を入力してください。"]);
    let fills = |browser: &mut Browser, email: &str| {
        browser
            .fills("新しいメールアドレス", email)
            .fills("新しいメールアドレス(確認)", email)
            .fills("変更の理由", "異動のため");
    };
    world.client("tasha@example.jp").await;
    for (email, error) in [
        ("tasha@example.jp", "入力されたメールアドレスはすでに使われています。"),
        (OLD, "現在のログイン用メールアドレスと同じです。"),
    ] {
        fills(&mut browser, email);
        browser.presses("メールアドレスを変更する").await;
        assert_eq!((browser.errors(), browser.value("変更の理由")), (vec![error], "異動のため"));
    }
    fills(&mut browser, NEW);
    browser.presses("メールアドレスを変更する").await.sees("ログイン用メールアドレスを変更しました。").sees_no(NEW);
    world.delivers().await;
    for email in [OLD, NEW] {
        assert_eq!(world.subjects(email).last().unwrap(), "メールアドレス変更のお知らせ", "{email}");
    }
    assert_eq!((logs_in(&world, OLD, PASSWORD).await, logs_in(&world, NEW, PASSWORD).await), (422, 200));
    browser
        .follows("施設の詳細へ戻る")
        .await
        .sees("メールアドレスの変更（事務局）")
        .sees("依頼者 架空 花子（本人）")
        .sees("異動のため");
    world.client(OLD).await;
    world.ends().await;
}

#[tokio::test]
async fn without_an_identity_nothing_is_replaced_and_sessions_can_be_ended() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    let identity = format!("/admin/facilities/{}/identity", world.account(OLD).await);
    let replace = json!({
        "action": "replace", "new_email": NEW, "new_email_confirmation": NEW, "replace_reason": "異動のため",
    });
    staff.posts(&identity, &replace).await.is(409);
    api.gets("/mypage").await.is(200);
    staff.posts(&identity, &json!({ "action": "end_sessions" })).await.is(200);
    api.gets("/mypage").await.is(401);
    world.delivers().await;
    assert_eq!(world.subjects(OLD).last().unwrap(), "ログイン解除のお知らせ");
    assert_eq!(logs_in(&world, OLD, PASSWORD).await, 200, "the password is the same");
    assert_eq!((world.count("address_replaced").await, world.count("sessions_ended").await), (0, 1));
    world.ends().await;
}
