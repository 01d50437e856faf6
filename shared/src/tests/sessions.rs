//! Cookies of both kinds of person, and where a login leads.

use domain::{Account, Staff, StaffId};

use super::fixture::{facility, jst, ulid, web};
use crate::store::SessionRow;
use crate::web::session::{csrf_token, ended_cookie, login_path, safe_next, safe_staff_next, session_cookie};
use crate::web::{Person, SameSite};

fn row(remember: bool) -> SessionRow {
    SessionRow::new(1, remember, jst("2027-02-10 10:00:00"))
}

#[test]
fn a_login_leads_to_the_screen_of_what_was_wanted() {
    for (next, screen) in [
        ("/applications/2027-02/core", "/apply/core/login"),
        ("/applications/2027-02/core/submit", "/apply/core/login"),
        ("/applications/2027-02/partner", "/apply/partner/login"),
        ("/applications/2027-02/partner/overview", "/apply/partner/login"),
        ("/mypage", "/login"),
        ("/mypage/training-group", "/login"),
        ("/mypage/accreditations/partner", "/login"),
        ("/mypage/accreditations/partner/details", "/login"),
        ("/admin", "/admin/login"),
        ("/admin/applications", "/admin/login"),
        ("/admin/applications/2027-02/partner/0000", "/admin/login"),
        ("/administer", "/login"),
    ] {
        let query = next.replace('/', "%2F");
        assert_eq!(login_path(next), format!("{screen}?next={query}"));
    }
}

#[test]
fn a_facility_is_led_to_its_own_pages_only() {
    for next in ["/applications/2027-02/core", "/mypage", "/mypage/training-group"] {
        assert_eq!(safe_next(next), Some(next));
        assert_eq!(safe_staff_next(next), None, "{next}");
    }
    for next in
        ["", "/", "/admin/applications", "//evil.example", "/applications//evil.example", "https://evil.example"]
    {
        assert_eq!(safe_next(next), None, "{next}");
    }
    assert_eq!(safe_next("/applications/../admin"), None);
}

#[test]
fn the_staff_are_led_to_the_secretariats_pages_only() {
    for next in ["/admin/applications", "/admin/settings/windows", "/admin/applications/2027-02/core/0000"] {
        assert_eq!(safe_staff_next(next), Some(next));
        assert_eq!(safe_next(next), None, "{next}");
    }
    for next in
        ["", "/admin", "/administer", "//admin/", "/admin//evil.example", "/admin/\\evil", "/admin/?next=x", "/login"]
    {
        assert_eq!(safe_staff_next(next), None, "{next}");
    }
}

#[test]
fn each_kind_of_person_has_a_cookie_of_its_own() {
    let of_facility = session_cookie::<Account>(&web(), &facility(), "secret", &row(false));
    let of_staff = session_cookie::<Staff>(&web(), &ulid::<StaffId>("5TAFF"), "secret", &row(false));
    assert_eq!(of_facility, "__Host-session=0000000000000000000000FAC1.secret; Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(of_staff, "__Host-staff=0000000000000000000005TAFF.secret; Path=/; HttpOnly; SameSite=Strict; Secure");
    assert_ne!(Account::COOKIE, Staff::COOKIE);
    assert_eq!((Account::SAME_SITE, Staff::SAME_SITE), (SameSite::Lax, SameSite::Strict));
    assert_ne!(Account::LOGOUT, Staff::LOGOUT);
}

#[test]
fn only_a_remembered_session_outlives_the_browser() {
    let remembered = session_cookie::<Account>(&web(), &facility(), "secret", &row(true));
    assert!(remembered.ends_with("; Max-Age=2592000"), "{remembered}");
    for ended in [ended_cookie::<Account>(&web()), ended_cookie::<Staff>(&web())] {
        assert!(ended.contains("=; Path=/") && ended.ends_with("; Max-Age=0"), "{ended}");
    }
}

#[test]
fn the_token_of_a_session_does_not_give_its_secret_away() {
    let token = csrf_token("secret");
    assert_eq!(token.len(), 32);
    assert!(token != csrf_token("another") && !token.contains("secret"));
    assert_eq!(token, csrf_token("secret"), "derived, not stored");
}
