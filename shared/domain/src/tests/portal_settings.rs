//! Settings and notices (S3, S78, S94, S118–S121, E102).

use chrono::{Days, NaiveDate};

use super::fixture::*;
use crate::calendar::jst_date;
use crate::{
    AccreditationKind, Event, FormFile, Guidance, PortalSettings, Refusal, Role, SettingFault, SettingsChange,
    SettingsCommand, StaffRole, TopNotice, text_fault, url_fault,
};

const EDITOR: Role = Role::Staff(StaffRole::Editor);
const ADMIN: Role = Role::Staff(StaffRole::Admin);

pub(super) fn today() -> NaiveDate {
    jst_date(now())
}

pub(super) fn guidance() -> Guidance {
    Guidance { core_guide_url: Some("https://www.example.jp/core.html".to_owned()), ..Guidance::default() }
}

pub(super) fn a_form() -> FormFile {
    FormFile { version: "2027-02".to_owned(), size: 1000, sha256: "ab".repeat(32), pages: 1 }
}

/// Shown from today on, to everybody.
pub(super) fn a_notice() -> TopNotice {
    TopNotice {
        id: 1,
        title: "更新申請のご案内".to_owned(),
        text: "受付期間をご確認ください。\n詳しくは募集要項をご覧ください。".to_owned(),
        from: today(),
        until: None,
        kinds: Vec::new(),
    }
}

pub(super) fn with(notice: TopNotice) -> PortalSettings {
    PortalSettings { last_notice: notice.id, notices: vec![notice], ..PortalSettings::default() }
}

/// Forty notices, of which none is over and none is number 1.
pub(super) fn filled() -> PortalSettings {
    let notices: Vec<_> = (2..42).map(|id| TopNotice { id, ..a_notice() }).collect();
    PortalSettings { notices, last_notice: 41, ..PortalSettings::default() }
}

fn does(settings: PortalSettings, command: SettingsCommand) -> Result<PortalSettings, Refusal> {
    settings.decide(command, ADMIN, now()).map(|decided| decided.state)
}

#[test]
fn an_address_leads_where_it_says() {
    for good in ["https://www.example.jp", "https://www.example.jp/a/b.pdf?c=d#e", "https://example.jp?x"] {
        assert_eq!(url_fault(good), None, "{good}");
    }
    for bad in [
        "http://www.example.jp/",
        "javascript:alert(1)",
        "www.example.jp",
        "https://",
        "https:///path",
        "https://localhost/",
        "https://www.example.jp@evil.example/",
        "https://www.example.jp:8443/",
        "https://www.example.jp/ a",
        "https://www.example.jp/\"onclick",
        "https://www.例.jp/",
    ] {
        assert_eq!(url_fault(bad), Some(SettingFault::NotHttps), "{bad}");
    }
    assert_eq!(url_fault(""), Some(SettingFault::Missing));
    let long = format!("https://www.example.jp/{}", "a".repeat(300));
    assert_eq!(url_fault(&long), Some(SettingFault::TooLong));
}

#[test]
fn a_text_has_its_limits() {
    assert_eq!(text_fault("あ\nい", 3, true), None);
    assert_eq!(text_fault("あ\nい", 3, false), Some(SettingFault::Characters));
    assert_eq!(text_fault("\u{3000} \n", 3, true), Some(SettingFault::Missing));
    assert_eq!(text_fault("ああああ", 3, true), Some(SettingFault::TooLong));
    assert_eq!(text_fault("\u{202E}", 3, true), Some(SettingFault::Characters));
}

#[test]
fn every_change_is_an_event_that_says_what_was_before() {
    let decided = PortalSettings::default().decide(SettingsCommand::SetGuidance(guidance()), ADMIN, now()).unwrap();
    assert_eq!(decided.state.guidance, guidance());
    let change = SettingsChange::Guidance { before: Guidance::default(), after: guidance() };
    assert_eq!(decided.event, Event::SettingsChanged { change });
    assert!(decided.notices.is_empty());
    let decided = with(a_notice()).decide(SettingsCommand::EndNotice(1), EDITOR, now()).unwrap();
    let change = SettingsChange::Notice { before: Some(a_notice()), after: None };
    assert_eq!(decided.event, Event::SettingsChanged { change });
}

#[test]
fn a_notice_is_shown_from_its_first_day_to_its_last_to_whom_it_is_for() {
    let day = |days| today().checked_add_days(Days::new(days)).unwrap();
    let kinds = vec![AccreditationKind::Core];
    let settings = with(TopNotice { from: day(1), until: Some(day(2)), kinds, ..a_notice() });
    let shown = |held: &[AccreditationKind], day| settings.notices_for(held, day).len();
    let core = [AccreditationKind::Training, AccreditationKind::Core];
    assert_eq!([0, 1, 2, 3].map(|days| shown(&core, day(days))), [0, 1, 1, 0]);
    assert_eq!(shown(&[AccreditationKind::Partner], day(1)), 0);
    assert_eq!(shown(&[], day(1)), 0);
    assert_eq!(with(a_notice()).notices_for(&[], day(1)).len(), 1, "for everybody");
}

#[test]
fn the_newest_notice_stands_first() {
    let before = today().pred_opt().unwrap();
    let notices = [(1, today()), (2, before), (3, today())];
    let notices = notices.map(|(id, from)| TopNotice { id, from, ..a_notice() }).into();
    let settings = PortalSettings { notices, last_notice: 3, ..PortalSettings::default() };
    let ids: Vec<_> = settings.notices_for(&[], today()).iter().map(|notice| notice.id).collect();
    assert_eq!(ids, [3, 1, 2]);
}

#[test]
fn a_number_is_never_given_twice() {
    let added = does(PortalSettings::default(), SettingsCommand::AddNotice(a_notice())).unwrap();
    let ended = does(added, SettingsCommand::EndNotice(1)).unwrap();
    assert!(ended.notices.is_empty(), "it was never shown before today");
    let added = does(ended, SettingsCommand::AddNotice(a_notice())).unwrap();
    assert_eq!((added.notices[0].id, added.last_notice), (2, 2));
}

#[test]
fn one_that_was_shown_ends_with_yesterday() {
    let yesterday = today().pred_opt().unwrap();
    let shown = with(TopNotice { from: yesterday, ..a_notice() });
    let ended = does(shown, SettingsCommand::EndNotice(1)).unwrap();
    assert_eq!(ended.notices[0].until, Some(yesterday));
    assert!(ended.notices_for(&[], today()).is_empty());
    assert_eq!(does(ended, SettingsCommand::EndNotice(1)), Err(Refusal::NothingChanged));
}

#[test]
fn the_oldest_that_is_over_makes_room() {
    let yesterday = today().pred_opt();
    let mut settings = filled();
    assert_eq!(does(settings.clone(), SettingsCommand::AddNotice(a_notice())), Err(Refusal::TooManyNotices));
    for notice in &mut settings.notices[3..5] {
        (notice.from, notice.until) = (yesterday.unwrap(), yesterday);
    }
    let over = settings.notices[3].id;
    let settings = does(settings, SettingsCommand::AddNotice(a_notice())).unwrap();
    assert_eq!((settings.notices.len(), settings.notice(over)), (40, None));
    assert_eq!(settings.notices.last().map(|notice| notice.id), Some(42));
}
