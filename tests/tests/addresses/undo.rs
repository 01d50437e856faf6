//! The way back: the old address keeps its claim for a week, and what is confirmed is confirmed once.

use super::*;

#[tokio::test]
async fn the_old_address_takes_a_change_back_whatever_happened_to_the_password() {
    let world = World::new().await;
    let mut intruder = facility(&world).await;
    asks(&world, &mut intruder, NEW).await;
    confirms(&world).await;
    world.api().posts("/password/forgot", &json!({ "email": NEW })).await.is(200);
    world.delivers().await;
    intruder.sets_password(&world.last_link(NEW), "sora-no-shita-24").await.is(200);
    world.passes(TimeDelta::days(7) - TimeDelta::seconds(1));
    world.delivers().await;

    let done = takes_back(&world).await;
    assert_eq!(done.heading(), "メールアドレスの変更を取り消しました。");
    for (email, password) in [(OLD, PASSWORD), (OLD, "sora-no-shita-24"), (NEW, "sora-no-shita-24")] {
        assert_eq!(logs_in(&world, email, password).await, 422, "{email} {password}");
    }
    assert_eq!(world.subjects(NEW).last().unwrap(), "メールアドレスの変更が取り消されました");
    world.api().sets_password(&world.last_link(OLD), "kaze-no-naka-27").await.is(200);
    assert_eq!(logs_in(&world, OLD, "kaze-no-naka-27").await, 200);
    world.delivers().await;
    world.api().posts("/signup", &person(NEW)).await.is(200);
    world.delivers().await;
    assert_eq!(world.subjects(NEW).last().unwrap(), "パスワードの設定をお願いいたします", "that address is free");
    world.ends().await;
}

#[tokio::test]
async fn for_a_week_the_old_address_is_kept_and_another_change_waits() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    asks(&world, &mut api, NEW).await;
    confirms(&world).await;
    api.logs_in(NEW, PASSWORD).await.is(200);
    api.posts(PAGE, &change("betsu@example.jp")).await.is(409);
    browser_of(&world, &api).opens(PAGE).await.sees("次の変更はできません").sees(OLD);
    world.api().posts("/signup", &person(OLD)).await.is(422);
    world.api().posts("/password/forgot", &json!({ "email": OLD })).await.is(200);
    assert_eq!(world.delivers().await.sent, 0, "it is nobody's to log in with");

    world.passes(TimeDelta::days(7));
    let mut late = world.browser();
    late.opens(&world.last_link_to(OLD, "email")).await;
    assert_eq!((late.status(), late.heading()), (410, "このURLの有効期限が切れています。"));
    let facility = world.account(NEW).await;
    world.client(OLD).await;
    assert_ne!(world.account(OLD).await, facility, "the old address is somebody else's now");
    api.logs_in(NEW, PASSWORD).await.is(200);
    asks(&world, &mut api, "betsu@example.jp").await;
    world.ends().await;
}

#[tokio::test]
async fn two_that_confirm_at_once_change_it_once() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    asks(&world, &mut api, NEW).await;
    let token = world.last_link_to(NEW, "email").rsplit('/').next().unwrap().to_owned();
    let tries: Vec<_> = (0..4)
        .map(|_| {
            let (mut api, token) = (world.api(), token.clone());
            tokio::spawn(async move { api.posts("/email/confirm", &json!({ "token": token })).await.status.as_u16() })
        })
        .collect();
    let mut answers = Vec::new();
    for one in tries {
        answers.push(one.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!((answers, world.count("address_changed").await), (vec![200, 410, 410, 410], 1));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_login_that_was_replaced_while_it_could_be_undone_can_go_back_to_the_old_address() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    asks(&world, &mut api, NEW).await;
    confirms(&world).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    let identity = format!("/admin/facilities/{}/identity", world.account(NEW).await);
    staff.posts(&identity, &json!({ "action": "check", "requester": "花子", "member_no": "123456" })).await.is(200);
    let replace = json!({
        "action": "replace", "new_email": OLD, "new_email_confirmation": OLD, "replace_reason": "誤りのため",
    });
    staff.posts(&identity, &replace).await.is(200);
    world.delivers().await;
    assert_eq!((logs_in(&world, OLD, PASSWORD).await, logs_in(&world, NEW, PASSWORD).await), (200, 422));
    let mut late = world.browser();
    late.opens(&world.last_link_to(OLD, "email")).await;
    assert_eq!(late.status(), 410, "what the secretariat has decided is not undone by a link");
    world.ends().await;
}
