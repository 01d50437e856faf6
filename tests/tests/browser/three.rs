//! Somebody with all three kinds of accreditation, each under another name: the menu has one entry for each, and no page mixes
//! them up.

use domain::AccreditationKind::{Core, Partner, Training};
use portal_tests::links::{approves, asks};
use portal_tests::world::World;
use serde_json::json;
use thirtyfour::By;

use crate::holders::{GROUP, enters, holds_too, of};
use crate::visitor::Visitor;

const EMAIL: &str = "mitsu@example.jp";
const MENU: [&str; 6] = ["マイページTOP", "認定研修施設", "基幹施設", "連携施設", "(基幹)研修施設群", "学会Webサイト"];
/// What the facility is called as the holder of each, and by which number.
const HELD: [(&str, &str, &str); 3] = [
    ("training", "架空みつば病院", "N-0001"),
    ("core", "架空みつば医療センター", "K-0001"),
    ("partner", "架空みつば緩和ケア病院", "R-0001"),
];

#[tokio::test]
async fn who_holds_all_three_finds_each_by_itself() {
    let world = World::serving().await;
    world.client(EMAIL).await;
    let kinds = [Training, Core, Partner].into_iter().zip(HELD);
    let mut held = Vec::new();
    for (kind, (_, name, number)) in kinds {
        held.push(holds_too(&world, EMAIL, kind, number, name).await);
    }
    let core = of("01JKQZ3V5T8M2N4P6R7S9W0Y01", Core, "K-0002", "架空きたのまち病院");
    let partner = of("01JKQZ3V5T8M2N4P6R7S9W0Y02", Partner, "R-0002", "架空かわべ病院");
    approves(&world, &asks(&world, &held[2], &core, "2026-10-01").await).await;
    approves(&world, &asks(&world, &partner, &held[1], "2026-10-01").await).await;
    let visitor = Visitor::new("three", world.base().to_owned(), true).await;
    enters(&visitor, EMAIL).await;
    for (_, name, _) in HELD {
        visitor.sees(name).await;
    }
    visitor.audits("top").await;
    for kind in 0..HELD.len() {
        shows(&visitor, kind).await;
    }
    changes(&visitor).await;
    visitor.follows("(基幹)研修施設群").await.sees("連携施設（1施設）").await.sees("基幹施設との連携").await;
    visitor.sees("架空きたのまち病院").await.sees("架空かわべ病院").await.audits("group").await;
    assert_eq!(menu(&visitor).await, MENU);
    visitor.opens(&format!("{GROUP}/new")).await.reaches("連携の申請").await;
    visitor.leaves().await;
    // the mails to those who have no login fail, as they should
    world.forgets();
}

/// The page of a kind, its 詳細・変更 and 認定返上申請: found by the menu, and nothing of the other two on them.
async fn shows(visitor: &Visitor, kind: usize) {
    let (slug, ..) = HELD[kind];
    visitor.follows(MENU[kind + 1]).await.reaches(MENU[kind + 1]).await;
    tells_only(visitor, kind).await;
    visitor.audits(slug).await;
    assert_eq!(menu(visitor).await, MENU);
    let current = visitor.finds(By::Css("nav [aria-current='page']")).await.text().await.unwrap();
    assert_eq!(current, MENU[kind + 1]);
    visitor.follows("認定返上申請").await.reaches("認定返上申請").await.sees("は継続します。").await;
    tells_only(visitor, kind).await;
    visitor.audits(&format!("{slug}-return")).await;
    visitor.goes_by(By::Css("main p.nt-back a")).await.follows("詳細・変更").await;
    tells_only(visitor, kind).await;
    visitor.audits(&format!("{slug}-details")).await;
}

/// Name and number of one kind and of no other.
async fn tells_only(visitor: &Visitor, kind: usize) {
    let text = visitor.finds(By::Css("main")).await.text().await.unwrap();
    for (at, (_, name, number)) in HELD.into_iter().enumerate() {
        assert_eq!((text.contains(name), text.contains(number)), (at == kind, at == kind), "{name} {number}: {text}");
    }
}

/// What is changed for one is not changed for the others.
async fn changes(visitor: &Visitor) {
    visitor.types("電話番号（代表）", "03-0000-0099").await.tabs_to("変更する").await;
    visitor.enters().await.sees("登録内容を変更しました。").await.sees("→ 03-0000-0099").await;
    for (slug, ..) in &HELD[..2] {
        visitor.opens(&format!("/mypage/accreditations/{slug}/details")).await;
        visitor.lacks(By::XPath("//main//*[contains(., '03-0000-0099')]")).await;
    }
}

/// The words of the menu's entries, in their order.
async fn menu(visitor: &Visitor) -> Vec<String> {
    let read = "return [...document.querySelectorAll(arguments[0])].map((link) => link.innerText.trim())";
    visitor.driver.execute(read, vec![json!(".nt-menu-list a")]).await.unwrap().convert().unwrap()
}
