//! 施設の取込: facilities that were accredited before the portal, from a file of the secretariat's (S50, E6–E8, E100). First a
//! dry run that names everything that is wrong, or what would be done with each row; then the same file again, as confirmed.

mod enter;
mod page;
mod plan;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use domain::calendar::jst_date;
use domain::{
    AccreditationId, AccreditationKind, Action, Actor, Capability, EmailAddress, Office, Refusal, Staff, authorize,
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;
use shared::registry::import::{Imported, Row, read, template_csv};
use shared::store::Store;
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Upload, Visitor, office};

use crate::Deps;
use page::{CheckPage, Failure, ImportPage};
use plan::{Known, Planned, digest, place, plan};

/// The page.
pub(crate) const IMPORTS: &str = "/admin/imports";

const FILE_MISSING: &str = "CSVファイルを選択してください。";

#[derive(Deserialize)]
pub(crate) struct Done {
    entered: Option<usize>,
    accounts: Option<usize>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Query(done): Query<Done>,
) -> Result<Page<ImportPage>, AppError> {
    let load = async |actor: Actor| Ok(authorize(&actor, Action::View, Office)?);
    let (session, _) = visitor.signed_in(&deps.store, &received, load).await?;
    let page = ImportPage::new(&deps.web, &session);
    Ok(Page::new(match done.entered {
        Some(entered) => page.entered(entered, done.accounts.unwrap_or_default()),
        None => page,
    }))
}

/// A file to begin with.
pub(crate) async fn template(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
) -> Result<Response, AppError> {
    let load = async |actor: Actor| Ok(authorize(&actor, Action::View, Office)?);
    visitor.signed_in(&deps.store, &received, load).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"facilities.csv\"; filename*=UTF-8''%E6%96%BD%E8%A8%AD%E5%8F%96%E8%BE%BC.csv",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, template_csv()?).into_response())
}

/// A file as it was posted, by somebody who may enter it.
struct Import<'a> {
    deps: &'a Deps,
    session: Session<Staff>,
    office: Capability<Office>,
    file: Vec<u8>,
    posted: Posted,
    received: Received,
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Upload { posted, file }: Upload,
) -> Result<Response, AppError> {
    let load = async |actor: Actor| Ok(authorize(&actor, Action::View, Office)?);
    let (session, _) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let office = office::capability(&session, Action::Judge)?;
    let Some(file) = file.map(|file| file.bytes.to_vec()).or_else(|| carried(&posted)) else {
        let errors = vec![FieldError::new("file", FILE_MISSING)];
        let page = ImportPage::new(&deps.web, &session).with_errors(&errors);
        return Ok(Page::invalid(page, errors).into_response());
    };
    let import = Import { deps: &deps, session, office, file, posted, received };
    match import.posted.text("action") {
        Some("check") => import.check().await,
        Some("import") => import.import().await,
        _ => Err(AppError::BadRequest),
    }
}

/// The file that a page carries along, or that a program sends.
fn carried(posted: &Posted) -> Option<Vec<u8>> {
    BASE64.decode(posted.text("content").filter(|content| !content.is_empty())?.as_bytes()).ok()
}

impl Import<'_> {
    /// What would be done, or everything that is wrong with the file.
    async fn planned(&self) -> Result<Result<(Vec<Planned>, Vec<String>), Response>, AppError> {
        let Imported { rows, left_out } = match read(&self.file, jst_date(self.received.now)) {
            Ok(imported) => imported,
            Err(faults) => {
                let errors: Vec<_> = faults.iter().map(|fault| FieldError::new("file", fault.sentence())).collect();
                let page = ImportPage::new(&self.deps.web, &self.session).with_faults(&faults);
                return Ok(Err(Page::invalid(page, errors).into_response()));
            }
        };
        let known = known(&self.deps.store, &self.office, &rows).await?;
        Ok(Ok((plan(rows, &known), left_out)))
    }

    fn content(&self) -> String {
        BASE64.encode(&self.file)
    }

    /// Shows what would be done; nothing is entered yet.
    async fn check(&self) -> Result<Response, AppError> {
        let (planned, left_out) = match self.planned().await? {
            Ok(planned) => planned,
            Err(response) => return Ok(response),
        };
        let digest = digest(&self.file, &planned);
        let page = CheckPage::new(&self.deps.web, &self.session, &planned, left_out, digest, self.content());
        Ok(Page::new(page).into_response())
    }

    /// Enters what was shown. If something has changed since, it is shown anew instead.
    async fn import(&self) -> Result<Response, AppError> {
        let (planned, left_out) = match self.planned().await? {
            Ok(planned) => planned,
            Err(response) => return Ok(response),
        };
        let digest = digest(&self.file, &planned);
        if self.posted.text("digest") != Some(digest.as_str()) {
            let page = CheckPage::new(&self.deps.web, &self.session, &planned, left_out, digest, self.content());
            return Ok(Page::refused(page.changed(), Refusal::ImportChanged).into_response());
        }
        let entered = enter::enter(self.deps, self.office.actor(), &planned, &self.received.cause()).await?;
        let page = ImportPage::new(&self.deps.web, &self.session).entered(entered.accreditations, entered.accounts);
        if entered.failed.is_empty() {
            let path = format!("{IMPORTS}?entered={}&accounts={}", entered.accreditations, entered.accounts);
            return Ok(Page::new(page).see_other(path).into_response());
        }
        let failed = planned.iter().filter(|planned| entered.failed.contains(&planned.row.line));
        let failed = failed.map(|planned| Failure::of(&planned.row)).collect();
        Ok(Page::new(page.failed(failed, self.content())).into_response())
    }
}

/// What the portal knows about the rows of a file: the register, whoever has the addresses, and what is on file for those that
/// are there.
async fn known(store: &Store, office: &Capability<Office>, rows: &[Row]) -> Result<Known, AppError> {
    // each once: a facility has as many rows as accreditations
    let emails: BTreeMap<String, &EmailAddress> = rows.iter().map(|row| (row.email.canonical(), &row.email)).collect();
    let emails: Vec<EmailAddress> = emails.into_values().cloned().collect();
    let (core, partner, training, logins) = tokio::try_join!(
        store.roster(AccreditationKind::Core),
        store.roster(AccreditationKind::Partner),
        store.roster(AccreditationKind::Training),
        store.logins_of(office, &emails),
    )?;
    let all = [core, partner, training].concat();
    let accreditations: BTreeMap<_, _> = all.into_iter().map(|held| (place(held.kind, &held.number), held)).collect();
    let there = rows.iter().filter_map(|row| accreditations.get(&place(row.kind, &row.number)));
    let viewed: Vec<Capability<AccreditationId>> =
        there.map(|held| authorize(office.actor(), Action::View, held.id())).collect::<Result<_, _>>()?;
    let registrations = store.registrations_named(&viewed).await?.into_iter().flatten();
    let registrations = registrations.map(|one| (place(one.id.kind, &one.id.number), one)).collect();
    let logins = emails.iter().zip(logins);
    // an address that was given up is nobody's login
    let theirs = |login: Option<shared::store::Login>| {
        login.filter(|login| login.kept_until.is_none()).map(|login| login.account)
    };
    let logins = logins.filter_map(|(email, login)| Some((email.canonical(), theirs(login)?))).collect();
    Ok(Known { accreditations, registrations, logins })
}
