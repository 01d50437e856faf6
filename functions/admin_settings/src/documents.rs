//! 募集要項・書式: where the guidance is and when it was last changed, and the form of 申請書・在籍証明書 (S3, S94, S118–S121).

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::{
    Action, Capability, FORM_VERSION_LIMIT, FormFile, Office, Refusal, SettingsCommand, Staff, UploadRefusal,
    text_fault,
};
use form::Kind;
use serde::Deserialize;
use shared::store::keys;
use shared::web::{
    AppError, FieldError, Page, Posted, PostedFile, Received, Session, Upload, Visitor, messages, office,
};

use crate::Deps;
use crate::documents_page::{DocumentsPage, TypedGuidance};
use crate::settings::{SettingsFile, change, sentence};

/// The largest form, in bytes: 2 MB.
pub(crate) const FORM_LIMIT: usize = 2 * 1024 * 1024;

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Query(query): Query<Done>,
) -> Result<Page<DocumentsPage>, AppError> {
    let load = async |_| SettingsFile::of(&deps.store).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = match query.done.as_deref() {
        Some("guidance") => Some("募集要項の内容を変更しました。".to_owned()),
        Some("form") => Some("書式を差し替えました。".to_owned()),
        _ => None,
    };
    Ok(Page::new(DocumentsPage::new(&deps.web, &session, &file).notice(notice)))
}

/// What was posted, by somebody who may post it.
struct Change<'a> {
    deps: &'a Deps,
    session: Session<Staff>,
    capability: Capability<Office>,
    file: SettingsFile,
    posted: Posted,
    received: Received,
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    upload: Upload,
) -> Result<Response, AppError> {
    let Upload { posted, file: chosen } = upload;
    let load = async |_| SettingsFile::of(&deps.store).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let capability = office::capability(&session, Action::Administer)?;
    let change = Change { deps: &deps, session, capability, file, posted, received };
    match change.posted.text("action").unwrap_or("guidance") {
        "guidance" => change.guidance().await,
        "form" => change.form(chosen.as_ref()).await,
        _ => Err(AppError::BadRequest),
    }
}

impl Change<'_> {
    async fn guidance(&self) -> Result<Response, AppError> {
        let typed = TypedGuidance::posted(&self.posted);
        let again = |errors: Vec<FieldError>| {
            let page = self.page().typed(&typed, self.posted.number("version")).with_errors(&errors);
            Ok(Page::invalid(page, errors).into_response())
        };
        match typed.wanted() {
            Err(errors) => again(errors),
            Ok(wanted) => match self.commit(&SettingsCommand::SetGuidance(wanted), "guidance").await {
                Err(AppError::Refused(Refusal::NothingChanged)) => again(vec![unchanged("core_guide_url")]),
                outcome => outcome,
            },
        }
    }

    /// The bytes are stored before the settings name them: under their digest they are in nobody's way.
    async fn form(&self, chosen: Option<&PostedFile>) -> Result<Response, AppError> {
        let version = Kind::Text.fold(self.posted.text("form_version").unwrap_or("")).trim().to_owned();
        let again = |errors: Vec<FieldError>| {
            let page = self.page().typed_version(&version, self.posted.number("version")).with_errors(&errors);
            Ok(Page::invalid(page, errors).into_response())
        };
        let named = text_fault(&version, FORM_VERSION_LIMIT, false)
            .map(|fault| FieldError::new("form_version", sentence("書式版", FORM_VERSION_LIMIT, fault)));
        let pages = inspected(chosen).await?;
        let faults: Vec<FieldError> = named.into_iter().chain(pages.as_ref().err().cloned()).collect();
        let (Some(chosen), Ok(pages), true) = (chosen, pages, faults.is_empty()) else { return again(faults) };
        let (size, sha256) = (chosen.bytes.len() as u64, keys::sha256_hex(&chosen.bytes));
        self.deps.forms.put_form(&sha256, chosen.bytes.to_vec()).await?;
        let command = SettingsCommand::ReplaceForm(FormFile { version: version.clone(), size, sha256, pages });
        match self.commit(&command, "form").await {
            Err(AppError::Refused(Refusal::NothingChanged)) => again(vec![unchanged("file")]),
            outcome => outcome,
        }
    }

    fn page(&self) -> DocumentsPage {
        DocumentsPage::new(&self.deps.web, &self.session, &self.file)
    }

    async fn commit(&self, command: &SettingsCommand, done: &str) -> Result<Response, AppError> {
        let (store, read) = (&self.deps.store, &self.file.settings);
        let settings = change(store, &self.capability, read, command, &self.posted, &self.received).await?;
        let file = SettingsFile { settings, ..self.file.clone() };
        let page = DocumentsPage::new(&self.deps.web, &self.session, &file);
        Ok(Page::new(page).see_other(format!("{}?done={done}", office::DOCUMENTS)).into_response())
    }
}

/// The pages of a form that can be given out, or what is wrong with it.
async fn inspected(chosen: Option<&PostedFile>) -> Result<Result<u32, FieldError>, AppError> {
    let fault = |sentence: &str| FieldError::new("file", sentence);
    let Some(chosen) = chosen else { return Ok(Err(fault("PDFファイルを選択してください。"))) };
    if chosen.bytes.len() > FORM_LIMIT {
        return Ok(Err(fault("ファイルの大きさが2MBを超えています。2MB以下のPDFを選択してください。")));
    }
    let bytes = chosen.bytes.clone();
    let looked = tokio::task::spawn_blocking(move || pdf::inspect(&bytes)).await;
    // a file that breaks the parser is one that cannot be read
    let found = looked.unwrap_or(Err(UploadRefusal::Unreadable));
    Ok(found.map(|inspected| inspected.pages).map_err(|refusal| fault(messages::upload(refusal))))
}

fn unchanged(field: &str) -> FieldError {
    FieldError::new(field, "変更された項目がありません。")
}
