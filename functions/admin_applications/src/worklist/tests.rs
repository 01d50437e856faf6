//! What the address asks for is what the list shows, each application once.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Application, ApplicationId, ApplicationKind, ApplicationState, CorrectionRequest, Cycle, Filed, NextActor,
    Particulars,
};
use proptest::prelude::*;

use super::wanted::{Sort, Wanted};
use super::work::{PAGE, Selection, Work, count, select};

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn cycles() -> [Cycle; 2] {
    ["2027-02", "2026-08"].map(|cycle| cycle.parse().unwrap())
}

/// The `number`th application; many share name and time.
fn work(number: usize) -> Work {
    let digit = |place: u32| char::from(ALPHABET[number / 32_usize.pow(place) % 32]);
    let account = format!("01JKQZ3V5T8M2N4P6R7S9W0X{}{}", digit(1), digit(0)).parse().unwrap();
    let kind = ApplicationKind::ALL[number % 2];
    let mut application = Application::untouched(ApplicationId { account, cycle: cycles()[number / 2 % 2], kind });
    let due = "2027-03-01".parse().unwrap();
    let request = CorrectionRequest { round: 1, items: Vec::new(), due };
    let (state, next) = match number % 3 {
        0 => (ApplicationState::Submitted, NextActor::Secretariat),
        1 => (ApplicationState::CorrectionRequested(request), NextActor::Facility),
        _ => (ApplicationState::Withdrawn { reason: String::new() }, NextActor::Nobody),
    };
    application.state = state;
    application.review.officer = number.is_multiple_of(5).then(|| "事務 見本".to_owned());
    let filed = Filed {
        receipt_no: format!("C2027-02-{number:04}"),
        submission: 1,
        at: "2027-02-10T01:00:00Z".parse().unwrap(),
        digest: String::new(),
        corrections: 0,
        particulars: Particulars {
            facility_name: format!("架空第{}病院", number % 7),
            responsible_name: "仮名　花子".to_owned(),
            ..Particulars::default()
        },
    };
    Work { application, filed, next }
}

fn all(many: usize) -> Vec<Work> {
    (0..many).map(work).collect()
}

fn wanted(query: &[(&str, &str)]) -> Wanted {
    let query: HashMap<String, String> =
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Wanted::read(&query, &cycles())
}

fn found(query: &[(&str, &str)]) -> usize {
    count(&all(60), &wanted(query))
}

#[test]
fn the_list_begins_with_what_the_secretariat_must_do() {
    assert_eq!(wanted(&[]).next, Some(NextActor::Secretariat));
    assert_eq!((found(&[]), found(&[("next", "facility")]), found(&[("next", "all")])), (20, 20, 60));
    assert_eq!(found(&[("next", "all"), ("kind", "core"), ("cycle", "2027-02")]), 15);
}

#[test]
fn what_means_nothing_is_not_said() {
    let nonsense = [("next", "x"), ("kind", "x"), ("cycle", "2019-02"), ("sort", "x"), ("page", "-1"), ("other", "x")];
    assert_eq!(wanted(&nonsense), wanted(&[]));
    assert_eq!(wanted(&[("page", "0")]).page, 1);
}

#[test]
fn width_case_and_blanks_make_no_difference_to_a_search() {
    for q in ["Ｃ２０２７－０２－０００７", "c2027-02-0007", " C2027-02-0007\u{3000}"] {
        assert_eq!(found(&[("next", "all"), ("q", q)]), 1, "{q}");
    }
    assert_eq!(found(&[("next", "all"), ("q", "仮名花子")]), 60);
    assert_eq!(found(&[("next", "all"), ("q", "第３病院")]), 9);
    assert_eq!(found(&[("next", "all"), ("q", "事務　見本")]), 12);
    assert_eq!(found(&[("next", "all"), ("q", "どこにもない")]), 0);
}

#[test]
fn a_correction_that_ends_first_comes_first() {
    let all = all(9);
    let Selection { shown, .. } = select(&all, &wanted(&[("next", "all"), ("sort", "due")]));
    let due: Vec<bool> = shown.iter().map(|work| work.due().is_some()).collect();
    assert_eq!(due, [true, true, true, false, false, false, false, false, false]);
}

#[test]
fn a_page_beyond_the_last_is_the_last() {
    let all = all(60);
    let Selection { shown, total, page, pages } = select(&all, &wanted(&[("next", "all"), ("page", "9")]));
    assert_eq!((shown.len(), total, page, pages), (60 - PAGE, 60, 2, 2));
    let Selection { page, pages, .. } = select(&[], &wanted(&[("page", "9")]));
    assert_eq!((page, pages), (1, 1));
}

proptest! {
    #[test]
    fn paging_shows_each_application_once(many in 0_usize..230, sort in 0_usize..4) {
        let (mut all, sort) = (all(many), Sort::ALL[sort]);
        // the store's order is not the list's
        all.reverse();
        let mut seen = BTreeSet::new();
        let mut page = 1;
        loop {
            let wanted = Wanted { next: None, sort, page, ..wanted(&[]) };
            let Selection { shown, pages, total, .. } = select(&all, &wanted);
            prop_assert_eq!(total, many);
            for work in shown {
                prop_assert!(seen.insert(work.application.id.clone()));
            }
            if page >= pages {
                break;
            }
            page += 1;
        }
        prop_assert_eq!(seen.len(), many);
    }

    #[test]
    fn an_address_asks_for_what_it_was_made_of(q in ".{0,40}", page in 1_usize..9, sort in 0_usize..4, next in 0_usize..5) {
        let asked = Wanted { next: NextActor::ALL.get(next).copied(), sort: Sort::ALL[sort], page, ..wanted(&[("q", &q)]) };
        let path = asked.path();
        let query = path.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let query: HashMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        prop_assert_eq!(Wanted::read(&query, &cycles()), asked);
    }
}
