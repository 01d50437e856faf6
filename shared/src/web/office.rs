//! What the secretariat's pages share.

use domain::{Action, Capability, Office, Refusal, Staff, authorize};

use super::{AppError, Chrome, Session, Web};

/// The worklist.
pub const APPLICATIONS: &str = "/admin/applications";
/// The register: facilities with what they hold.
pub const FACILITIES: &str = "/admin/facilities";
/// The links to be asked for, asked for and answered.
pub const PARTNERSHIPS: &str = "/admin/partnerships";
/// What facilities ask for: changes, returns, dissolutions.
pub const REQUESTS: &str = "/admin/requests";
/// The windows.
pub const WINDOWS: &str = "/admin/settings/windows";
/// The notices on マイページTOP.
pub const NOTICES: &str = "/admin/settings/notices";
/// Where the guidance is, and the form of 申請書・在籍証明書.
pub const DOCUMENTS: &str = "/admin/settings/documents";

/// The mails that the days bring.
pub const SCHEDULES: &str = "/admin/settings/schedules";

/// The surroundings of a page of the secretariat's; `current` is the entry of the menu that it belongs to.
pub fn chrome(web: &Web, session: &Session<Staff>, title: impl Into<String>, current: &str) -> Chrome {
    let menu = [
        ("申請一覧", APPLICATIONS),
        ("施設", FACILITIES),
        ("申請・届出", REQUESTS),
        ("連携", PARTNERSHIPS),
        ("申請期間", WINDOWS),
        ("お知らせ", NOTICES),
        ("募集要項・書式", DOCUMENTS),
        ("自動送信", SCHEDULES),
    ];
    Chrome::new(web, title).signed_in(session).menu(&menu, current)
}

/// What a session may do to what belongs to no facility; one who may not is told so.
pub fn capability(session: &Session<Staff>, action: Action) -> Result<Capability<Office>, AppError> {
    authorize(&session.actor(), action, Office).map_err(|_| Refusal::NotPermitted.into())
}
