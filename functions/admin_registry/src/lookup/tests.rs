//! What is searched for is found, however it is written.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{Accreditation, AccreditationId, AccreditationKind, Former, Names};

use super::found::{Entry, count, select};
use super::wanted::{Wanted, Watch};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn names(facility: &str, responsible: &str) -> Names {
    Names {
        facility_name: facility.to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: responsible.to_owned(),
        qualified: true,
    }
}

fn accreditation(kind: AccreditationKind, number: &str, to: &str) -> Accreditation {
    let account = "01JKQZ3V5T8M2N4P6R7S9W0XAB".parse().unwrap();
    let id = AccreditationId { account, kind, number: number.to_owned() };
    Accreditation::new(id, names("髙見がんセンター", "山﨑\u{3000}花子"), day("2025-04-01"), day(to))
}

fn entry(accreditation: &Accreditation) -> Entry {
    Entry::new(accreditation, &[], day("2027-02-10"))
}

fn wanted(query: &[(&str, &str)]) -> Wanted {
    let query: HashMap<String, String> =
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Wanted::read(&query)
}

fn found(q: &str) -> bool {
    let core = accreditation(AccreditationKind::Core, "K-0001", "2030-03-31");
    let former = Former { until: day("2026-03-31"), names: names("架空病院", "仮名\u{3000}一郎") };
    let all = [entry(&Accreditation { former: vec![former], ..core })];
    count(&all, &wanted(&[("q", q)])) == 1
}

#[test]
fn width_kana_kanji_and_blanks_make_no_difference() {
    for q in [
        "K-0001",
        "ｋ－０００１",
        "k−0001",
        "高見",
        "髙見がんせんたー",
        "ﾀｶﾐ",
        "ｶﾞﾝｾﾝﾀｰ",
        "山崎花子",
        "山﨑　花子",
        "",
        "センタ―",
    ] {
        assert_eq!(found(q), q != "ﾀｶﾐ", "{q}");
    }
    assert!(!found("K-0002") && !found("見花"));
}

#[test]
fn a_former_name_is_found() {
    assert!(found("架空病院") && found("仮名一郎"));
}

#[test]
fn each_filter_asks_for_its_own() {
    let ending = accreditation(AccreditationKind::Core, "K-0001", "2027-03-31");
    let all = [
        entry(&accreditation(AccreditationKind::Partner, "R-0001", "2030-03-31")),
        entry(&accreditation(AccreditationKind::Training, "T-0001", "2027-02-09")),
        entry(&ending),
        entry(&accreditation(AccreditationKind::Core, "K-0002", "2027-08-10")),
        entry(&accreditation(AccreditationKind::Core, "K-0003", "2027-08-09")),
    ];
    let shown = |query: &[(&str, &str)]| {
        let selection = select(&all, &wanted(query));
        selection.shown.iter().map(|entry| entry.accreditation.number.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown(&[("kind", "core")]), "K-0001 K-0002 K-0003");
    assert_eq!(shown(&[("standing", "over")]), "T-0001");
    assert_eq!(shown(&[("standing", "active"), ("kind", "partner")]), "R-0001");
    assert_eq!(shown(&[("list", Watch::Unlinked.slug())]), "R-0001");
    assert_eq!(shown(&[("list", Watch::Ending.slug())]), "K-0001 K-0003", "the first to end comes first");
    assert_eq!(shown(&[("list", "no such"), ("kind", "x"), ("page", "9")]).split(' ').count(), 5);
}

#[test]
fn an_address_is_no_word() {
    let asked = wanted(&[("q", "ａｂｃ＠example.jp"), ("kind", "core")]);
    assert!(asked.address().is_some());
    assert_eq!(asked.words(), "");
    assert_eq!(asked.path(), "/admin/facilities?q=%EF%BD%81%EF%BD%82%EF%BD%83%EF%BC%A0example.jp&kind=core");
}
