//! 2.概要書: what depends on other answers, of this form or of the other.

use domain::ApplicationKind::{self, Core, Partner};
use form::{Answers, Context, FormKind, Value, warnings};
use serde_json::{Value as Json, json};

use crate::fixture::*;

fn overview(kind: ApplicationKind, changes: &Json) -> Answers {
    match kind {
        Core => core_overview_with(changes),
        Partner => {
            let mut answers = partner_overview(changes);
            answers.set("core_link_other", Value::Text("架空同時申請病院".to_owned()));
            answers
        }
    }
}

fn faults(kind: ApplicationKind, changes: &Json) -> String {
    let application_form = application_form();
    faults_of_overview(&overview(kind, changes), &Context { other: Some(&application_form), ..context(kind) })
}

fn warned(kind: ApplicationKind, changes: &Json) -> String {
    let found = warnings(form(kind, FormKind::Overview), &overview(kind, changes), &context(kind));
    let found = found.into_iter().filter(|warning| warning.field != "core_link_other");
    lines(&found.collect::<Vec<_>>())
}

#[test]
fn the_examples_have_no_faults_and_no_warnings() {
    for kind in ApplicationKind::ALL {
        assert_eq!((faults(kind, &json!({})).as_str(), warned(kind, &json!({})).as_str()), ("", ""));
    }
}

/// What a 診療形態 demands stops a core facility and is advice to a partner.
#[test]
fn forms_of_care_demand_what_belongs_to_them() {
    let fee = json!({ "pct_fee_accepted_on": "2016-06-01", "pcu_fee_class": "1", "pcu_fee_accepted_on": "2016-06-01",
        "cancer_hospital_type": "regional", "home_care_class": "none", "home_patients": "1", "home_deaths": "0" });
    let with = |changes: Json| {
        let mut all = fee.clone();
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        all
    };
    for (care, changes, field, stops_partner) in [
        ("cancer_hospital", json!({ "pct_exists": "no" }), "pct_exists", false),
        ("pct_fee", json!({ "pct_exists": "no" }), "pct_exists", false),
        ("practice", json!({ "visiting_nurse_24h": "no", "conference_regular": "yes" }), "visiting_nurse_24h", false),
        ("practice", json!({ "conference_regular": "no", "visiting_nurse_24h": "yes" }), "conference_regular", false),
        ("pcu_fee", json!({ "pcu_exists": "no" }), "pcu_exists", true),
    ] {
        let mut changes = with(changes);
        changes["care_forms"] = json!([care]);
        for (name, rows) in [
            ("visiting_nurse_stations", json!([{ "name": "架空", "city": "架空区" }])),
            ("conference_rows", json!([{ "name": "架空", "frequency": "week", "count": "1" }])),
        ] {
            changes[name] = rows;
        }
        let of = |sentences: String| sentences.lines().filter(|line| line.starts_with(field)).count();
        assert_eq!(of(faults(Core, &changes)), 1, "{care} {}", faults(Core, &changes));
        assert_eq!(of(faults(Partner, &changes)), usize::from(stops_partner), "{care}");
        assert_eq!(of(warned(Partner, &changes)), usize::from(!stops_partner), "{care}");
    }
    let ward = with(json!({ "care_forms": ["pcu_fee"], "pct_exists": "no" }));
    assert_eq!(
        warned(Core, &ward),
        "pct_exists: 緩和ケアチームを設置し、活動していることが望まれます。このままでも登録できます。"
    );
}

#[test]
fn what_a_choice_opens_is_asked() {
    let asked = |changes: Json| -> Vec<String> {
        faults(Core, &changes).lines().filter_map(|line| line.split(':').next()).map(str::to_owned).collect()
    };
    assert_eq!(
        asked(json!({ "pcu_exists": "yes" })),
        ["pcu_type", "pcu_beds", "pcu_admissions", "pcu_deaths", "pcu_physicians", "pcu_nurses"]
    );
    assert_eq!(
        asked(json!({ "care_forms": ["cancer_hospital", "pct_fee", "pcu_fee", "practice"] })),
        [
            "pcu_fee_class",
            "pcu_fee_accepted_on",
            "home_care_class",
            "pcu_exists",
            "home_patients",
            "home_deaths",
            "visiting_nurse_24h",
            "conference_regular"
        ]
    );
    assert_eq!(
        asked(
            json!({ "pct_established_on": null, "pct_members": [], "pct_new_referrals": null, "pct_outpatient": null,
            "pct_conference_per_month": null })
        ),
        ["pct_established_on", "pct_members", "pct_new_referrals", "pct_outpatient", "pct_conference_per_month"]
    );
    assert_eq!(asked(json!({ "pct_outpatient_new": null })), ["pct_outpatient_new"]);
    let no_team =
        json!({ "care_forms": ["pcu_fee"], "pct_exists": "no", "pct_outpatient_new": null, "pcu_exists": "yes" });
    assert!(
        !asked(no_team).contains(&"pct_outpatient_new".to_owned()),
        "an answer that no longer matters asks nothing"
    );
}

/// 許可病床数 is asked of whoever has beds, which the other form says.
#[test]
fn the_other_form_decides_what_is_asked_here() {
    let overview = core_overview_with(&json!({ "beds_total": null, "beds_general": null }));
    for (facility, fault) in [
        ("hospital", "beds_total: 許可病床数（総数）を入力してください。"),
        ("clinic_with_beds", "beds_total: 許可病床数（総数）を入力してください。"),
        ("clinic_without_beds", ""),
        ("", ""),
    ] {
        let other = with(&application_form(), "facility_kind", facility);
        let context = Context { other: Some(&other), ..context(Core) };
        assert_eq!(faults_of_overview(&overview, &context), fault, "{facility}");
    }
}

#[test]
fn parts_are_not_more_than_the_whole() {
    for (changes, fault) in [
        (json!({ "beds_general": "400" }), ""),
        (
            json!({ "beds_general": "401" }),
            "beds_general: うち一般病床数は許可病床数（総数）以下の数字を入力してください。",
        ),
        (json!({ "pct_cancer_ratio": "120" }), ""),
        (
            json!({ "pct_cancer_ratio": "121" }),
            "pct_cancer_ratio: うちがん患者 件数は年間新規依頼件数以下の数字を入力してください。",
        ),
        (json!({ "physicians_fulltime": "99999" }), ""),
        (
            json!({ "physicians_fulltime": "100000" }),
            "physicians_fulltime: 常勤医師数は99999以下の数字を入力してください。",
        ),
    ] {
        assert_eq!(faults(Core, &changes), fault, "{changes}");
    }
    let ward = json!({ "pcu_exists": "yes", "pcu_type": "ward", "pcu_beds": "20", "pcu_private_rooms": "20",
        "pcu_admissions": "100", "pcu_deaths": "101", "pcu_physicians": "1", "pcu_nurses": "20", "pcu_avg_stay": "28.5",
        "pcu_occupancy": "100" });
    assert_eq!(faults(Core, &ward), "");
    assert!(warned(Core, &ward).starts_with("pcu_deaths: 年間死亡退院数が年間入院患者数を上回っています。"));
    for (name, text, fault) in [
        ("pcu_occupancy", "100.1", "pcu_occupancy: 病床利用率（%）は100以下の数字を入力してください。"),
        (
            "pcu_avg_stay",
            "28.55",
            "pcu_avg_stay: 平均在院日数（日）は0以上の数字（小数点以下は1桁まで）で入力してください。例：12.5",
        ),
        ("pcu_private_rooms", "21", "pcu_private_rooms: 緩和ケア病棟 個室数は病床数以下の数字を入力してください。"),
        ("pcu_nurses", "0", "pcu_nurses: 緩和ケア病棟 看護師数は1以上の数字を入力してください。"),
    ] {
        let mut changed = ward.clone();
        changed[name] = json!(text);
        assert_eq!(faults(Core, &changed), fault);
    }
}

#[test]
fn a_guide_number_never_stops_anybody() {
    let few = json!({ "pct_new_referrals": "49", "pct_cancer_ratio": "0" });
    assert_eq!(faults(Core, &few), "");
    assert!(warned(Core, &few).starts_with("pct_new_referrals: 目安数（年間50件）を下回っています。"));
    assert_eq!(warned(Core, &json!({ "pct_new_referrals": "50", "pct_cancer_ratio": "0" })), "");
}

#[test]
fn a_team_without_a_key_role_is_pointed_out() {
    let member =
        |role: &str| json!({ "role": role, "headcount": "1", "fulltime": "full_time", "dedication": "exclusive" });
    let roles = ["physical_physician", "psychiatric_physician", "nurse", "pharmacist"];
    for missing in roles {
        let rest: Vec<Json> = roles.into_iter().filter(|role| *role != missing).map(member).collect();
        let changes = json!({ "pct_members": rest });
        assert_eq!(faults(Core, &changes), "");
        assert_eq!(warned(Core, &changes).lines().count(), 1, "{missing}");
    }
}

#[test]
fn the_period_is_exactly_twelve_months_and_over() {
    for (from, to, fault) in [
        ("2026-01-01", "2026-12-31", ""),
        ("2025-04-01", "2026-03-31", ""),
        ("2024-02-29", "2025-02-27", ""),
        (
            "2026-01-01",
            "2026-12-30",
            "stats_period_to: 実績の対象期間 終わりは2026年12月31日にしてください。期間はちょうど12か月です。",
        ),
        (
            "2026-04-01",
            "2027-03-31",
            "stats_period_to: 実績の対象期間 終わりは2027年2月10日以前の日付を入力してください。",
        ),
    ] {
        assert_eq!(faults(Core, &json!({ "stats_period_from": from, "stats_period_to": to })), fault);
    }
}

#[test]
fn the_responsible_physician_is_in_the_list_once_and_is_the_same_person() {
    let row = |number: &str, responsible: bool| {
        let mut row = instructor();
        (row["member_no"], row["is_responsible"]) = (json!(number), json!(responsible));
        row
    };
    let mut other_qualification = row("A12345", true);
    other_qualification["qualification"] = json!("specialist");
    assert!(
        faults(ApplicationKind::Partner, &json!({ "instructors": [other_qualification] })).contains("資格と異なります")
    );
    let ticked = "instructors: 施設責任者1名だけの「施設責任者」にチェックを入れてください。施設責任者も一覧に入力してください。";
    let differs = "instructors.1.member_no: 施設責任者の会員番号が、1.申請書の施設責任者の会員番号と異なります。どちらかを直してください。";
    for (rows, fault) in [
        (vec![row("A12345", true)], ""),
        (vec![row("a12345", true)], ""),
        (vec![row("B00001", false), row("A12345", true)], ""),
        (vec![row("A12345", false)], ticked),
        (vec![row("A12345", true), row("A12345", true)], ticked),
        (vec![row("A12345", false), row("B00001", true)], differs),
    ] {
        for kind in ApplicationKind::ALL {
            assert_eq!(faults(kind, &json!({ "instructors": rows })), fault);
        }
    }
}
