//! Somebody with all three kinds of accreditation, each under another name: the menu has one entry for each, and no page mixes
//! them up.

use domain::AccreditationKind::{self, Core, Partner, Training};
use portal_tests::links::{approves, asks};
use portal_tests::world::World;
use serde_json::json;
use thirtyfour::By;

use crate::holders::{GROUP, enters, holds_too, of};
use crate::visitor::Visitor;

const EMAIL: &str = "mitsu@example.jp";
const MENU: [&str; 6] = ["マイページTOP", "認定研修施設", "基幹施設", "連携施設", "(基幹)研修施設群", "学会Webサイト"];
/// What the facility is called as the holder of each, and by which number.
const HELD: [Held; 3] = [
    Held { kind: Training, name: "架空みつば病院", number: "N-0001" },
    Held { kind: Core, name: "架空みつば医療センター", number: "K-0001" },
    Held { kind: Partner, name: "架空みつば緩和ケア病院", number: "R-0001" },
];

struct Held {
    kind: AccreditationKind,
    name: &'static str,
    number: &'static str,
}

#[tokio::test]
async fn who_holds_all_three_finds_each_by_itself() {
    let world = World::serving().await;
    world.client(EMAIL).await;
    holds_too(&world, EMAIL, Training, HELD[0].number, HELD[0].name).await;
    let own_core = holds_too(&world, EMAIL, Core, HELD[1].number, HELD[1].name).await;
    let own_partner = holds_too(&world, EMAIL, Partner, HELD[2].number, HELD[2].name).await;
    let core = of("01JKQZ3V5T8M2N4P6R7S9W0Y01", Core, "K-0002", "架空きたのまち病院");
    let partner = of("01JKQZ3V5T8M2N4P6R7S9W0Y02", Partner, "R-0002", "架空かわべ病院");
    approves(&world, &asks(&world, &own_partner, &core, "2026-10-01").await).await;
    approves(&world, &asks(&world, &partner, &own_core, "2026-10-01").await).await;
    let visitor = Visitor::new("three", world.base().to_owned(), true).await;
    enters(&visitor, EMAIL).await;
    for held in &HELD {
        visitor.sees(held.name).await;
    }
    visitor.audits("top").await;
    for held in &HELD {
        shows(&visitor, held).await;
    }
    changes(&visitor).await;
    visitor.follows("(基幹)研修施設群").await.sees("連携施設（1施設）").await.sees("基幹施設との連携").await;
    visitor.sees("架空きたのまち病院").await.sees("架空かわべ病院").await.audits("group").await;
    assert_eq!(menu(&visitor).await, MENU);
    visitor.opens(&format!("{GROUP}/new")).await.reaches("連携の申請").await;
    visitor.leaves().await;
    // the mails to those who have no login fail, as they should
    world.delivers().await;
    world.ends().await;
}

/// The page of a kind, its 詳細・変更 and 認定返上申請: found by the menu, and nothing of the other two on them.
async fn shows(visitor: &Visitor, held: &Held) {
    let (slug, label) = (held.kind.slug(), held.kind.label());
    visitor.follows(label).await.reaches(label).await;
    tells_only(visitor, held).await;
    visitor.audits(slug).await;
    assert_eq!(menu(visitor).await, MENU);
    let current = visitor.finds(By::Css("nav [aria-current='page']")).await.text().await.unwrap();
    assert_eq!(current, label);
    visitor.follows("認定返上申請").await.reaches("認定返上申請").await.sees("は継続します。").await;
    tells_only(visitor, held).await;
    visitor.audits(&format!("{slug}-return")).await;
    visitor.goes_by(By::Css("main p.nt-back a")).await.follows("詳細・変更").await;
    tells_only(visitor, held).await;
    visitor.audits(&format!("{slug}-details")).await;
}

/// Name and number of one kind and of no other.
async fn tells_only(visitor: &Visitor, held: &Held) {
    let text = visitor.finds(By::Css("main")).await.text().await.unwrap();
    for other in &HELD {
        let told = (text.contains(other.name), text.contains(other.number));
        let is_it = other.kind == held.kind;
        assert_eq!(told, (is_it, is_it), "{} {}: {text}", other.name, other.number);
    }
}

/// What is changed for one is not changed for the others.
async fn changes(visitor: &Visitor) {
    visitor.types("電話番号（代表）", "03-0000-0099").await.tabs_to("変更する").await;
    visitor.enters().await.sees("登録内容を変更しました。").await.sees("→ 03-0000-0099").await;
    for kind in [Training, Core] {
        visitor.opens(&format!("/mypage/accreditations/{}/details", kind.slug())).await;
        visitor.lacks(By::XPath("//main//*[contains(., '03-0000-0099')]")).await;
    }
}

/// The words of the menu's entries, in their order.
async fn menu(visitor: &Visitor) -> Vec<String> {
    let read = "return [...document.querySelectorAll(arguments[0])].map((link) => link.innerText.trim())";
    visitor.driver.execute(read, vec![json!(".nt-menu-list a")]).await.unwrap().convert().unwrap()
}
