//! Mails that days bring: who is due which, each once (M7, M10, M14–M16, E28, E35, E61, E86).

use chrono::{Duration, NaiveDate};

use super::fixture::*;
use super::office::*;
use crate::calendar::jst_date;
use crate::{
    Accreditation, AccreditationCommand, AccreditationKind, Application, ApplicationCommand, EndReason, Event,
    Forecast, Ledger, Partnership, PartnershipCommand, Recipient, Refusal, Reminder, Role, Side,
};

/// From 2023-04-01 to 2028-03-31, begun and told so.
fn begun() -> Accreditation {
    an_accreditation(AccreditationKind::Core).entered(day("2024-01-01"))
}

fn due(held: &Accreditation, linked: bool, on: &str) -> Vec<Reminder> {
    held.due_reminders(linked, day(on))
}

#[test]
fn a_beginning_is_told_on_its_day_or_later() {
    let fresh = an_accreditation(AccreditationKind::Core);
    assert_eq!(due(&fresh, false, "2023-03-31"), []);
    assert_eq!(due(&fresh, false, "2023-04-01"), [Reminder::Started]);
    assert_eq!(due(&fresh, false, "2023-04-03"), [Reminder::Started]);
    let lost = Accreditation { ended: Some(day("2023-03-31")), ended_by: Some(EndReason::Revoked), ..fresh };
    assert_eq!(due(&lost, false, "2023-04-01"), [], "it never began");
}

#[test]
fn one_from_before_this_portal_is_not_told_that_it_began_or_expired() {
    assert_eq!(due(&begun(), false, "2024-01-02"), []);
    let over = an_accreditation(AccreditationKind::Core).entered(day("2028-04-02"));
    assert_eq!(due(&over, false, "2028-04-03"), []);
    assert!(!over.has_links_to_tell(day("2028-04-03")));
}

#[test]
fn a_renewal_is_told_twelve_six_and_three_months_before_each_in_its_time() {
    for (on, expected) in [
        ("2027-03-30", None),
        ("2027-03-31", Some(12)),
        ("2027-09-29", Some(12)),
        ("2027-09-30", Some(6)),
        ("2027-12-30", Some(6)),
        ("2027-12-31", Some(3)),
        ("2028-03-31", Some(3)),
    ] {
        let expected: Vec<Reminder> = expected.map(Reminder::Renewal).into_iter().collect();
        assert_eq!(due(&begun(), false, on), expected, "{on}");
    }
    assert_eq!(due(&begun(), false, "2028-04-01"), [Reminder::Expired]);
    let returned = Accreditation { ended: Some(day("2028-01-31")), ended_by: Some(EndReason::Returned), ..begun() };
    assert_eq!(due(&returned, false, "2027-12-31"), [], "who returns it does not renew it");
    assert_eq!(due(&returned, false, "2028-04-01"), [], "nor does it expire");
}

#[test]
fn the_end_of_the_measure_is_told_to_who_used_it_and_is_not_linked() {
    let partner = Accreditation { transition: true, ..the_partner() }.entered(day("2027-04-01"));
    for (on, expected) in [
        ("2028-03-30", None),
        ("2028-03-31", Some(12)),
        ("2028-09-30", Some(6)),
        ("2028-12-31", Some(3)),
        ("2029-02-28", Some(1)),
        ("2029-03-31", Some(1)),
        ("2029-04-01", None),
    ] {
        let expected: Vec<Reminder> = expected.map(Reminder::TransitionEnd).into_iter().collect();
        assert_eq!(due(&partner, false, on), expected, "{on}");
        assert_eq!(due(&partner, true, on), [], "{on}, linked");
    }
    let other = Accreditation { transition: false, ..partner };
    assert_eq!(due(&other, false, "2028-09-30"), []);
}

#[test]
fn a_core_facility_that_does_not_answer_is_reminded_after_one_two_and_four_weeks() {
    let asked = requested();
    for (days, expected) in
        [(6, None), (7, Some(7)), (13, Some(7)), (14, Some(14)), (29, Some(14)), (30, Some(30)), (90, Some(30))]
    {
        let expected: Vec<Reminder> = expected.map(Reminder::Unanswered).into_iter().collect();
        assert_eq!(asked.due_reminders(day("2027-04-01") + Duration::days(days)), expected, "{days}");
    }
    let approved = asked.clone().decide(approve(), Side::Core, on_the_day()).unwrap().state;
    assert_eq!(approved.due_reminders(day("2027-04-20")), []);
    assert_eq!(asked.due_reminders(day("2028-04-01")), [], "the core facility's accreditation is over");
}

#[test]
fn each_is_sent_once_by_the_system_alone() {
    let remind = |reminder: Reminder| AccreditationCommand::Remind(reminder);
    let decided = begun().decide(remind(Reminder::Renewal(12)), Role::System, now()).unwrap();
    assert_eq!(decided.event, Event::Reminded { reminder: Reminder::Renewal(12) });
    assert_eq!(decided.notices.len(), 1);
    assert_eq!(due(&decided.state, false, "2027-04-01"), []);
    assert_eq!(due(&decided.state, false, "2027-10-01"), [Reminder::Renewal(6)]);
    let again = decided.state.decide(remind(Reminder::Renewal(12)), Role::System, now());
    assert_eq!(again.err(), Some(Refusal::AlreadyTold));
    for role in Role::ALL.into_iter().filter(|role| *role != Role::System) {
        assert_eq!(begun().decide(remind(Reminder::Started), role, now()).err(), Some(Refusal::NotPermitted));
    }
    let link = requested().decide(PartnershipCommand::Remind(Reminder::Unanswered(7)), Side::System, now()).unwrap();
    let again = link.state.decide(PartnershipCommand::Remind(Reminder::Unanswered(7)), Side::System, now());
    assert_eq!(again.err(), Some(Refusal::AlreadyTold));
}

#[test]
fn a_window_that_closes_is_told_to_drafts_a_week_and_a_day_before() {
    let window = application_id().cycle.default_window();
    for (at, expected) in [
        ("2027-02-20 23:59:59", None),
        ("2027-02-21 09:00:00", Some(7)),
        ("2027-02-26 23:59:59", Some(7)),
        ("2027-02-27 00:00:00", Some(1)),
        ("2027-02-28 23:59:59", Some(1)),
        ("2027-03-01 00:00:00", None),
    ] {
        let expected: Vec<Reminder> = expected.map(Reminder::WindowClosing).into_iter().collect();
        assert_eq!(a_draft().due_reminders(window, jst(at)), expected, "{at}");
        assert_eq!(submitted(a_draft()).due_reminders(window, jst(at)), [], "{at}, submitted");
    }
    let remind = ApplicationCommand::Remind(Reminder::WindowClosing(7));
    let decided = a_draft().decide(remind, around(Role::System, jst("2027-02-21 09:00:00"))).unwrap();
    assert_eq!(decided.notices[0].letter.template(), "window_closing");
    assert_eq!(decided.state.due_reminders(window, jst("2027-02-22 09:00:00")), []);
}

#[test]
fn a_correction_is_told_three_days_before_and_an_overdue_one_to_the_secretariat() {
    let asked: Application = asked(vec![of_certificate()]);
    let window = application_id().cycle.default_window();
    for (at, expected) in [
        ("2027-03-13 09:00:00", None),
        ("2027-03-14 09:00:00", Some(Reminder::CorrectionDue(1))),
        ("2027-03-17 23:59:59", Some(Reminder::CorrectionDue(1))),
        ("2027-03-18 00:00:00", Some(Reminder::CorrectionOverdue(1))),
    ] {
        assert_eq!(asked.due_reminders(window, jst(at)), expected.into_iter().collect::<Vec<_>>(), "{at}");
    }
    for (reminder, to) in [
        (Reminder::CorrectionDue(1), Recipient::LoginAddressOf(facility())),
        (Reminder::CorrectionOverdue(1), Recipient::Secretariat),
    ] {
        let decided = asked.clone().decide(ApplicationCommand::Remind(reminder), around(Role::System, now())).unwrap();
        assert_eq!(decided.notices[0].to, to);
    }
}

fn ledger() -> Ledger {
    let ending = |number: &str, to: &str| Accreditation { number: number.to_owned(), valid_to: day(to), ..begun() };
    let links: Vec<Partnership> = vec![requested()];
    Ledger {
        accreditations: vec![ending("K-1", "2028-04-05"), ending("K-2", "2028-04-09"), the_partner()],
        links,
        applications: vec![(a_draft(), application_id().cycle.default_window())],
    }
}

#[test]
fn a_forecast_is_what_the_runs_of_the_days_will_send() {
    for start in ["2027-02-10", "2027-03-30", "2027-04-01", "2027-04-04", "2028-03-28"] {
        let now = |day: NaiveDate| crate::calendar::start_of_day(day) + Duration::hours(9);
        let mut playing = ledger();
        let forecast = playing.forecast(now(day(start)));
        assert_eq!(forecast.made, Some(day(start)));
        send(&mut playing, now(day(start)));
        for (day, expected) in &forecast.days {
            let sent = send(&mut playing, now(*day));
            assert_eq!(sent, *expected, "{day}, forecast on {start}");
        }
        assert_eq!(forecast.days.len(), 14);
    }
}

/// A run: every mail that is due is decided on its aggregate.
fn send(ledger: &mut Ledger, now: chrono::DateTime<chrono::Utc>) -> u32 {
    let due = ledger.due(now);
    for due in &due {
        match &due.about {
            crate::About::Accreditation(id) => {
                let held = ledger.accreditations.iter_mut().find(|held| held.id() == *id).unwrap();
                let remind = AccreditationCommand::Remind(due.reminder);
                *held = held.clone().decide(remind, Role::System, now).unwrap().state;
            }
            crate::About::Partnership(id) => {
                let link = ledger.links.iter_mut().find(|link| link.id == *id).unwrap();
                *link = link.clone().decide(PartnershipCommand::Remind(due.reminder), Side::System, now).unwrap().state;
            }
            crate::About::Application(_) => {
                let (application, _) = &mut ledger.applications[0];
                let remind = ApplicationCommand::Remind(due.reminder);
                *application = application.clone().decide(remind, around(Role::System, now)).unwrap().state;
            }
        }
    }
    u32::try_from(due.len()).unwrap()
}

#[test]
fn a_run_may_send_twice_what_was_expected_and_fifty_more() {
    let today = jst_date(on_the_day());
    assert_eq!(Forecast::default().most(today), 50, "nothing was expected");
    let days = [(day("2027-03-31"), 10), (today, 20), (day("2027-04-02"), 500)].into();
    let forecast = Forecast { made: Some(day("2027-03-30")), days, released: None };
    assert_eq!(forecast.most(today), 110, "a day that was missed counts, one to come does not");
    let release = crate::Release { day: today, mails: 900, by: "仮名　一郎".to_owned() };
    let released = Forecast { released: Some(release), ..forecast };
    assert_eq!(released.most(today), 900, "somebody has looked");
    assert_eq!(released.most(day("2027-04-02")), 1110, "for one day");
}
