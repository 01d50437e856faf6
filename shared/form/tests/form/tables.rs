use domain::ApplicationKind;
use form::Context;
use serde_json::{Value as Json, json};

use crate::fixture::*;

#[test]
fn a_core_facility_has_a_full_time_instructor() {
    let row = |qualification: &str, employment: &str, pending: bool| {
        let mut row = instructor();
        (row["qualification"], row["employment"], row["pending"]) =
            (json!(qualification), json!(employment), json!(pending));
        row
    };
    let missing = "instructors: 緩和医療指導医が1名以上常勤していることが必要です。";
    for (rows, faults) in [
        (vec![], missing),
        (vec![json!({})], missing),
        (vec![row("instructor", "full_time", false)], ""),
        (vec![row("instructor", "full_time", true)], ""),
        (vec![row("instructor", "part_time", false)], missing),
        (vec![row("specialist", "full_time", false)], missing),
        (vec![row("instructor", "part_time", false), row("specialist", "full_time", false)], missing),
        (vec![row("specialist", "full_time", false), row("instructor", "full_time", false)], ""),
        (vec![row("instructor", "full_time", false); 50], ""),
        (
            vec![row("instructor", "full_time", false); 51],
            "instructors: 指導医・専門医・認定医一覧は50人まで登録できます。不要な行を削除してください。",
        ),
    ] {
        assert_eq!(faults_of_overview(&core_overview(&rows), &context(ApplicationKind::Core)), faults, "{rows:?}");
    }
    let specialist = row("specialist", "part_time", false);
    let mut responsible = specialist.clone();
    responsible["is_responsible"] = json!(true);
    let overview =
        partner_overview(&json!({ "core_link_other": "架空病院", "instructors": [responsible, specialist] }));
    assert_eq!(faults_of_overview(&overview, &context(ApplicationKind::Partner)), "", "a partner is only advised");
}

fn primary(id: &str) -> Json {
    json!({ "core_facility_id": id, "consulted": true, "primary": true })
}

#[test]
fn links_are_consulted_distinct_and_not_to_oneself() {
    let cores = registry();
    let context = Context { core_facilities: &cores, own_account: Some("CORE-B"), ..context(ApplicationKind::Partner) };
    for (links, faults) in [
        (vec![link("CORE-A")], ""),
        (vec![primary("CORE-A")], ""),
        (
            vec![json!({ "core_facility_id": "CORE-A" })],
            "core_links.0.consulted: 「1件目の事前相談済み」にチェックを入れてください。",
        ),
        (vec![json!({ "consulted": true })], "core_links.0.core_facility_id: 1件目の基幹施設を選択してください。"),
        (vec![link("GONE")], "core_links.0.core_facility_id: 1件目の基幹施設を選択してください。"),
        (
            vec![link("CORE-B")],
            "core_links.0.core_facility_id: 自施設は選択できません。連携する他の基幹施設を選択してください。",
        ),
        (
            vec![link("CORE-A"), primary("CORE-A")],
            "core_links: 同じ基幹施設が2回以上選択されています。重複した行を削除してください。",
        ),
    ] {
        assert_eq!(
            faults_of_overview(&partner_overview(&json!({ "core_links": links })), &context),
            faults,
            "{links:?}"
        );
    }
}

#[test]
fn of_several_links_exactly_one_is_primary() {
    let cores = registry();
    let context = Context { core_facilities: &cores, ..context(ApplicationKind::Partner) };
    let one_primary =
        "core_links: 基幹施設を2件以上登録する場合は、「主たる基幹施設」に1件だけチェックを入れてください。";
    for (links, faults) in [
        (vec![link("CORE-A"), link("CORE-B")], one_primary),
        (vec![primary("CORE-A"), primary("CORE-B")], one_primary),
        (vec![primary("CORE-A"), link("CORE-B")], ""),
    ] {
        assert_eq!(
            faults_of_overview(&partner_overview(&json!({ "core_links": links })), &context),
            faults,
            "{links:?}"
        );
    }
}
