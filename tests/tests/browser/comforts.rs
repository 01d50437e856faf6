//! The small comforts of `shared/assets/app.js`, on a page of their own.

use portal_tests::process::Place;
use thirtyfour::By;

use crate::scripted::base;
use crate::visitor::Visitor;

const SCRIPT: &str = include_str!("../../../shared/assets/app.js");

/// A question that two answers call for, one that holds a text, and a window that closes in 61 minutes and a second.
const PAGE: &str = "<!doctype html><meta charset=utf-8><title>見本</title><style>[hidden] { display: none }</style><main><form>
    <label><input type=radio name=kind value=a> 甲</label> <label><input type=radio name=kind value=b> 乙</label>
    <label><input type=checkbox name=boxes value=c> 丙</label>
    <p id=one data-needs=kind data-needs-any='a x'><span data-mark=needed>必須</span><span data-mark=free>任意</span> <input name=one></p>
    <p id=two data-needs=boxes data-needs-any=c><input name=two></p>
    <p id=three data-needs=kind data-needs-any=a><input name=three value=text></p>
    <p id=four data-needs=kind data-needs-any=a data-invalid><input name=four></p>
    </form>
    <p id=left data-now=2027-02-28T13:58:59Z data-closes=2027-02-28T15:00:00Z data-words-hours='残り{h}時間{m}分' data-words-minutes='残り{m}分' data-words-over=終了>残り1時間</p>
    <p id=days data-now=2027-02-20T15:00:00Z data-closes=2027-02-28T15:00:00Z data-words-hours={h} data-words-minutes={m} data-words-over=終了>残り8日</p>
    <p id=over data-now=2027-02-28T15:00:01Z data-closes=2027-02-28T15:00:00Z data-words-hours={h} data-words-minutes={m} data-words-over=終了>残り0分</p>
    <button type=button data-print hidden>印刷</button></main>";

/// The parts that are shown.
async fn shown(visitor: &Visitor) -> Vec<String> {
    let read =
        "return [...document.querySelectorAll('p[data-needs]')].filter((part) => !part.hidden).map((part) => part.id)";
    visitor.driver.execute(read, vec![]).await.unwrap().convert().unwrap()
}

async fn text(visitor: &Visitor, id: &str) -> String {
    visitor.finds(By::Id(id)).await.text().await.unwrap()
}

#[tokio::test]
async fn questions_come_when_they_are_called_for_and_the_time_left_is_told() {
    let place = Place::default();
    let visitor = Visitor::new("comforts", base(&place), true).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    std::fs::write(&path, PAGE).unwrap();
    visitor.driver.goto(format!("file://{}", path.display())).await.unwrap();
    visitor.driver.execute(SCRIPT, vec![]).await.unwrap();

    assert_eq!(shown(&visitor).await, ["three", "four"], "a text and an error are never hidden");
    visitor.ticks("甲").await;
    assert_eq!(shown(&visitor).await, ["one", "three", "four"]);
    assert!(text(&visitor, "one").await.starts_with("必須"));
    visitor.clicks(By::Name("one")).await.finds(By::Name("one")).await.send_keys("文").await.unwrap();
    visitor.ticks("乙").await.ticks("丙").await;
    assert_eq!(shown(&visitor).await, ["one", "two", "three", "four"], "what was typed stays");
    assert!(text(&visitor, "one").await.starts_with("任意"));
    visitor.finds(By::Name("one")).await.clear().await.unwrap();
    visitor.clicks(By::Name("two")).await;
    visitor.ticks("甲").await.ticks("乙").await;
    assert_eq!(shown(&visitor).await, ["two", "three", "four"]);

    assert_eq!([text(&visitor, "days").await, text(&visitor, "over").await], ["残り8日", "終了"]);
    let left = text(&visitor, "left").await;
    assert!(["残り1時間1分", "残り1時間0分"].contains(&&*left), "{left}");
    assert!(visitor.finds(By::Css("[data-print]")).await.is_displayed().await.unwrap());
    visitor.leaves().await;
}
