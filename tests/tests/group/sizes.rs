//! A core facility with thirty partners: still one list, read at once.

use domain::AccreditationKind;
use http::{Method, header};
use portal_tests::world::World;

use super::{CORE, GROUP, NEW, PARTNER, core, linked, logs_in, nth_core, of, opens, pages};
use crate::mypage::{approves, asks};

/// What the list may weigh, for a slow line.
const MOST_BYTES: usize = 60_000;

#[tokio::test]
async fn thirty_partners_are_one_list_read_at_once() {
    let world = World::new().await;
    let core = core(&world).await;
    for number in 0..40_u32 {
        let account = format!("01JKQZ3V5T8M2N4P6R7S9W0Y{number:02}").parse().unwrap();
        let name = format!("独立行政法人架空医療機構\u{3000}架空第{number}総合病院");
        let partner = of(account, AccreditationKind::Partner, &format!("R-1{number:03}"), &name);
        world.enters(partner.clone()).await;
        let link = asks(&world, &partner, &core, "2027-02-01").await;
        if number < 30 {
            approves(&world, &link).await;
        }
    }
    let mut browser = opens(&world, CORE, GROUP).await;
    browser.sees("連携申請（10件）").sees("連携施設（30施設）").sees("架空第29総合病院");
    world.trace.round_trips();
    let page = browser.request(Method::GET, GROUP).header(header::ACCEPT, "text/html");
    let page = browser.sends(page.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(world.trace.round_trips(), "BatchGetItem + Query + Query", "all at once");
    let bytes = page.text().len();
    assert!(bytes < MOST_BYTES, "{bytes} bytes");
    // the mails to those who have no login fail, as they should
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_link_and_the_register_are_read_at_once_too() {
    let world = World::new().await;
    let (partner, core) = linked(&world).await;
    for number in 40..60 {
        nth_core(&world, number).await;
    }
    let (page, _) = pages(&partner, &core, "2027-02-01");
    let mut api = logs_in(&world, PARTNER).await;
    world.trace.round_trips();
    api.gets(&page).await.is(200);
    let trips = world.trace.round_trips();
    assert!(!trips.contains('→'), "{trips}");
    assert_eq!(api.gets(NEW).await.is(200).json()["cores"].as_array().unwrap().len(), 20, "but the one linked");
    assert_eq!(world.trace.round_trips(), "BatchGetItem + Query + Query + Query");
    world.ends().await;
}
