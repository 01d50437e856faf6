//! 名簿: who is listed on a day, and the three faces of the list (S125, E99).

use axum::body::Body;
use chrono::NaiveDate;
use domain::{AccountId, Accreditation, AccreditationId, AccreditationKind, EndReason, Former, Names};
use http::Method;
use portal_tests::answer::Answer;
use portal_tests::people::names;
use portal_tests::world::World;
use serde_json::Value;

use AccreditationKind::{Core, Partner, Training};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Accredited from the first to the last of these days, whoever it is.
fn held(kind: AccreditationKind, number: &str, name: &str, prefecture: &str, period: [&str; 2]) -> Accreditation {
    let account: AccountId = "01JKQZ3V5T8M2N4P6R7S9W0XAB".parse().unwrap();
    let id = AccreditationId { account, kind, number: number.to_owned() };
    let names = Names { prefecture: prefecture.to_owned(), ..names(name) };
    let [from, to] = period.map(day);
    Accreditation::new(id, names, from, to)
}

fn ended(accreditation: Accreditation, on: &str, reason: EndReason) -> Accreditation {
    Accreditation { ended: Some(day(on)), ended_by: Some(reason), ..accreditation }
}

const LONG: [&str; 2] = ["2023-04-01", "2028-03-31"];

/// What a machine is shown.
async fn asks(world: &World, path: &str) -> Answer {
    world.api().gets(path).await
}

/// The numbers listed, of all kinds.
async fn numbers(world: &World, query: &str) -> Vec<String> {
    let page = asks(world, &format!("/roster{query}")).await.is(200).json();
    let lists = page["lists"].as_array().unwrap();
    let facilities = lists.iter().flat_map(|list| list["facilities"].as_array().unwrap());
    facilities.map(|facility| facility["number"].as_str().unwrap().to_owned()).collect()
}

async fn fields(world: &World, query: &str) -> Vec<String> {
    let problem = asks(world, &format!("/roster{query}")).await.is(422).json();
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|error| format!("{}: {}", error["field"], error["detail"])).collect()
}

#[tokio::test]
async fn a_facility_is_listed_from_its_first_day_to_its_last() {
    let world = World::new().await;
    world.enters(held(Core, "K-0001", "架空中央医療センター", "13", ["2027-02-01", "2027-02-09"])).await;
    world.enters(held(Core, "K-0002", "架空みなと病院", "13", ["2027-02-10", "2032-03-31"])).await;
    world.enters(held(Core, "K-0003", "架空やまて病院", "13", ["2027-02-11", "2032-03-31"])).await;
    for (query, expected) in [
        ("?day=2027-01-31", &[][..]),
        ("?day=2027-02-01", &["K-0001"]),
        ("?day=2027-02-09", &["K-0001"]),
        ("?day=2027-02-10", &["K-0002"]),
        ("", &["K-0002"]),
    ] {
        assert_eq!(numbers(&world, query).await, expected, "{query}");
    }
    world.turns_to("2027-02-10T23:59:59.999+09:00");
    assert_eq!(numbers(&world, "").await, ["K-0002"]);
    world.turns_to("2027-02-11T00:00:00+09:00");
    assert_eq!(numbers(&world, "").await, ["K-0002", "K-0003"]);
    world.ends().await;
}

#[tokio::test]
async fn one_that_ended_early_is_listed_to_the_day_of_its_end() {
    let world = World::new().await;
    let returned = held(Core, "K-0001", "架空中央医療センター", "13", LONG);
    world.enters(ended(returned, "2026-09-30", EndReason::Returned)).await;
    let superseded = held(Training, "T-0001", "架空かわべ病院", "13", LONG);
    world.enters(ended(superseded, "2027-03-31", EndReason::Superseded)).await;
    world.enters(held(Partner, "R-0001", "架空かわべ病院", "13", ["2027-04-01", "2032-03-31"])).await;
    assert_eq!(numbers(&world, "?day=2026-09-30").await, ["K-0001", "T-0001"]);
    assert_eq!(numbers(&world, "?day=2026-10-01").await, ["T-0001"]);
    world.turns_to("2027-04-01T00:00:00+09:00");
    assert_eq!(numbers(&world, "?day=2027-03-31").await, ["T-0001"]);
    assert_eq!(numbers(&world, "").await, ["R-0001"]);
    let page = asks(&world, "/roster?kind=training&day=2027-03-31").await.json();
    assert_eq!(page["lists"][0]["facilities"][0]["valid_to"], "2027-03-31", "the period that it had in the end");
    world.ends().await;
}

#[tokio::test]
async fn a_day_of_the_past_has_the_names_of_then() {
    let world = World::new().await;
    let now = held(Core, "K-0001", "架空新病院", "27", LONG);
    let names = Names { facility_name: "架空旧病院".to_owned(), prefecture: "13".to_owned(), ..now.names() };
    world.enters(Accreditation { former: vec![Former { until: day("2026-09-30"), names }], ..now }).await;
    for (query, expected) in [
        ("?day=2026-09-30&prefecture=13", &["K-0001"][..]),
        ("?day=2026-09-30&prefecture=27", &[]),
        ("?day=2026-10-01&prefecture=13", &[]),
        ("?day=2026-10-01&prefecture=27", &["K-0001"]),
    ] {
        assert_eq!(numbers(&world, query).await, expected, "{query}");
    }
    let then = asks(&world, "/roster?day=2026-09-30").await.json();
    assert_eq!(then["lists"][0]["facilities"][0]["facility_name"], "架空旧病院");
    world.ends().await;
}

#[tokio::test]
async fn lists_are_by_kind_prefecture_and_number() {
    let world = World::new().await;
    for (kind, number, prefecture) in [
        (Partner, "R-0001", "13"),
        (Core, "K-0003", "01"),
        (Core, "K-0001", "沖縄県"),
        (Core, "K-0004", "01"),
        (Core, "K-0002", "東京都"),
        (Training, "T-0001", "13"),
    ] {
        world.enters(held(kind, number, "架空病院", prefecture, LONG)).await;
    }
    let all = ["K-0003", "K-0004", "K-0002", "K-0001", "R-0001", "T-0001"];
    assert_eq!(numbers(&world, "").await, all);
    assert_eq!(numbers(&world, "?kind=partner").await, ["R-0001"]);
    for tokyo in ["?prefecture=13", "?prefecture=%E6%9D%B1%E4%BA%AC%E9%83%BD"] {
        assert_eq!(numbers(&world, tokyo).await, ["K-0002", "R-0001", "T-0001"], "by code or by name");
    }
    assert_eq!(numbers(&world, "?kind=core&prefecture=47&day=2027&day=2&day=1").await, ["K-0001"]);
    let page = asks(&world, "/roster").await.json();
    let totals: Vec<&Value> = page["lists"].as_array().unwrap().iter().map(|list| &list["total"]).collect();
    assert_eq!((page["total"].as_u64(), totals), (Some(6), vec![&4.into(), &1.into(), &1.into()]));
    world.ends().await;
}

#[tokio::test]
async fn tomorrow_is_refused_at_its_field() {
    let world = World::new().await;
    world.enters(held(Core, "K-0001", "架空中央医療センター", "13", ["2027-02-11", "2032-03-31"])).await;
    let not_yet = r#""day": "本日以前の日付を入力してください。認定開始日より前の施設は、名簿に掲載されません。""#;
    assert_eq!(fields(&world, "?day=2027-02-11").await, [not_yet]);
    let unreadable = r#""day": "日付を、「2027年4月1日」のように年・月・日で入力してください。""#;
    for query in ["?day=2027-02-30", "?day=2027&day=2&day=", "?day=x"] {
        assert_eq!(fields(&world, query).await, [unreadable], "{query}");
    }
    let offered = |field: &str| format!("\"{field}\": \"一覧から選択してください。\"");
    assert_eq!(fields(&world, "?kind=x&prefecture=48").await, [offered("kind"), offered("prefecture")]);
    asks(&world, "/roster.csv?day=2027-02-11").await.is(422);

    let mut browser = world.browser();
    browser.opens("/roster?kind=core&prefecture=13&day=2027&day=2&day=11").await;
    assert_eq!(browser.answer.status, 422);
    assert_eq!(browser.page.errors.len(), 1);
    assert_eq!([browser.value("認定種別"), browser.value("都道府県")], ["core", "13"], "what was chosen stays");
    let typed = ["年", "月", "日"].map(|unit| browser.value(&format!("基準日 > {unit}")).to_owned());
    assert_eq!(typed, ["2027", "02", "11"]);
    assert!(!browser.page.text.contains("架空中央医療センター") && !browser.page.text.contains("CSV"));
    assert_eq!(browser.answer.header("cache-control"), "no-store");
    world.ends().await;
}

#[tokio::test]
async fn the_page_says_what_the_machine_is_told_and_no_more() {
    let world = World::new().await;
    world.enters(held(Core, "K-0001", "架空<b>中央</b>病院", "13", LONG)).await;
    world.enters(held(Core, "K-0002", "髙﨑病院", "47", ["2024-10-01", "2029-03-31"])).await;
    let json = asks(&world, "/roster?kind=core").await.is(200);
    let mut browser = world.browser();
    browser.opens("/").await.follows("基幹施設・連携施設・認定研修施設名簿").await;
    let page = &browser.page.text;
    for words in ["2027年2月10日現在：2件", "基幹施設名簿（2件）", "連携施設名簿（0件）", "該当する施設はありません。"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    for facility in json.json()["lists"][0]["facilities"].as_array().unwrap() {
        let keys: Vec<&String> = facility.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["facility_name", "number", "prefecture", "valid_from", "valid_to"]);
        for name in ["number", "facility_name", "prefecture"] {
            assert!(page.contains(facility[name].as_str().unwrap()), "{name}\n{page}");
        }
        let slashed = |name: &str| domain::calendar::slash_date(day(facility[name].as_str().unwrap()));
        assert!(page.contains(&format!("{} ~ {}", slashed("valid_from"), slashed("valid_to"))), "{page}");
    }
    for text in [page.clone(), json.text(), asks(&world, "/roster.csv").await.text()] {
        assert!(!text.contains("花子"), "the 施設責任者 is not published: {text}");
    }
    world.ends().await;
}

#[tokio::test]
async fn the_file_is_made_for_a_spreadsheet() {
    let world = World::new().await;
    world.enters(held(Core, "K-0001", "=HYPERLINK(\"http://x.example\")", "13", LONG)).await;
    world.enters(held(Core, "K-0002", "架空, 髙﨑\"第二\"病院", "沖縄県", LONG)).await;
    world.enters(held(Partner, "R-0001", "＋架空病院", "01", LONG)).await;
    let mut browser = world.browser();
    browser.opens("/roster?kind=core").await;
    let link = browser.page.links.iter().find(|link| link.text == "CSVをダウンロード").unwrap();
    assert_eq!(link.href, "/roster.csv?kind=core&day=2027-02-10");
    let file = asks(&world, &link.href).await.is(200);
    let expected = [
        "\u{FEFF}\"認定種別\",\"認定番号\",\"診療施設名\",\"都道府県\",\"認定開始日\",\"認定終了日\"\r\n",
        "\"基幹施設\",\"K-0001\",\"'=HYPERLINK(\"\"http://x.example\"\")\",\"東京都\",\"2023/4/1\",\"2028/3/31\"\r\n",
        "\"基幹施設\",\"K-0002\",\"架空, 髙﨑\"\"第二\"\"病院\",\"沖縄県\",\"2023/4/1\",\"2028/3/31\"\r\n",
    ];
    assert_eq!(file.text(), expected.concat());
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"roster-core-2027-02-10.csv\"; filename*=UTF-8''%E5%90%8D%E7%B0%BF-core-2027-02-10.csv"
    );
    let all = asks(&world, "/roster.csv").await.text();
    assert!(all.contains("\"連携施設\",\"R-0001\",\"'＋架空病院\",\"北海道\""), "{all}");
    world.ends().await;
}

#[tokio::test]
async fn anybody_may_keep_it_until_midnight_at_most_and_ask_whether_it_changed() {
    let world = World::new().await;
    world.enters(held(Core, "K-0001", "架空中央医療センター", "13", LONG)).await;
    let mut tags = Vec::new();
    for (accept, path) in [("text/html", "/roster"), ("application/json", "/roster"), ("*/*", "/roster.csv")] {
        let ask = async |tag: &str| {
            let mut api = world.api();
            let request = axum::http::Request::builder().method(Method::GET).uri(path);
            let request = request.header("host", "localhost:8080").header("accept", accept);
            api.sends(request.header("if-none-match", tag).body(Body::empty()).unwrap()).await
        };
        let first = ask("\"other\"").await.is(200);
        assert_eq!(
            [first.header("cache-control"), first.header("vary")],
            ["public, max-age=300", "Accept, Accept-Encoding"],
            "{path}"
        );
        assert_eq!(first.header("set-cookie"), "");
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = ask(&known).await.is(304);
            assert!(again.body.is_empty());
            assert_eq!([again.header("etag"), again.header("cache-control")], [&*tag, "public, max-age=300"]);
        }
        tags.push((tag, first));
    }
    assert!(tags[0].0 != tags[1].0 && tags[1].0 != tags[2].0, "a tag for each face");
    world.enters(held(Core, "K-0002", "架空みなと病院", "13", LONG)).await;
    let changed = asks(&world, "/roster").await.is(200);
    assert_ne!(changed.header("etag"), tags[1].0);
    world.turns_to("2027-02-10T23:58:20+09:00");
    assert_eq!(asks(&world, "/roster").await.header("cache-control"), "public, max-age=100");
    world.ends().await;
}

#[tokio::test]
async fn a_list_is_one_wait_however_many_there_are() {
    let world = World::new().await;
    for number in 0..40 {
        world.enters(held(Core, &format!("K-{number:04}"), "架空病院", "13", LONG)).await;
    }
    world.trace.round_trips();
    asks(&world, "/roster").await.is(200);
    assert_eq!(world.trace.round_trips(), "GetItem + Query + Query + Query");
    asks(&world, "/roster.csv?kind=core&prefecture=13&day=2026-04-01").await.is(200);
    assert_eq!(world.trace.round_trips(), "Query");
    asks(&world, "/roster?day=2028-04-01").await.is(422);
    assert_eq!(world.trace.round_trips(), "GetItem", "no list of a day to come is looked for");
    world.ends().await;
}

#[tokio::test]
async fn a_partner_finds_the_list_beside_its_choice() {
    let world = World::new().await;
    world.enters(held(Core, "K-0002", "架空みなみ病院", "47", LONG)).await;
    world.enters(held(Core, "K-0001", "架空きた病院", "01", LONG)).await;
    world.enters(held(Core, "K-0003", "架空あした病院", "13", ["2027-02-11", "2032-03-31"])).await;
    let mut browser = world.applicant("renkei@example.jp").await;
    browser.opens("/applications/2027-02/partner/overview").await;
    let link = browser.page.links.iter().find(|link| link.text.starts_with("基幹施設名簿")).unwrap();
    assert_eq!(link.href, "/roster?kind=core");
    browser.presses("基幹施設を追加する").await;
    let control = browser.page.controls.iter().find(|control| control.name == "core_links.0.core_facility_id").unwrap();
    let portal_tests::page::Kind::Select(options) = &control.kind else { panic!("{control:?}") };
    let offered: Vec<&str> =
        options.iter().map(|(_, words)| words.as_str()).filter(|words| words.contains("架空")).collect();
    assert_eq!(offered, ["架空きた病院（北海道・K-0001）", "架空みなみ病院（沖縄県・K-0002）"]);
    world.ends().await;
}
