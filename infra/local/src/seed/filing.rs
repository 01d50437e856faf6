//! Applications that are submitted when the demo begins: filled in and submitted through the portal's own pages.

use anyhow::{Context as _, ensure};
use axum::body::Body;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Account, AccountId, AccreditationKind, Action, Actor, ApplicationCommand, ApplicationId, ApplicationKind,
    AttachedFile, CertificateCommand, Circumstances, Cycle, Upload, UploadState, authorize,
};
use http::{Method, Request, header};
use serde_json::{Value, json};
use shared::assets::{ASSETS, CERTIFICATE_FORM};
use shared::files::certificate_key;
use shared::ids::Ids;
use shared::store::{Cause, SessionRow, keys};
use shared::web::session::csrf_token;
use tower::ServiceExt;

use super::Facility;
use crate::gateway::request_context;
use crate::portal::Portal;

/// Fills in and submits an application of yesterday's.
pub(super) async fn submit(
    portal: &Portal,
    facility: &Facility,
    account: AccountId,
    kind: ApplicationKind,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let yesterday = now - TimeDelta::days(1);
    let id = ApplicationId { account: account.clone(), cycle: Cycle::current(now), kind };
    attach(portal, &id, yesterday).await?;
    let secret = Ids::Random.secret();
    let session = SessionRow::new(1, false, yesterday);
    portal.store.start_session::<Account>(&account, &secret, &session, Vec::new()).await?;
    let path = format!("/applications/{}/{}", id.cycle, kind.slug());
    for (form, answers) in
        [("application-form", application_form(facility)?), ("overview", overview(portal, facility, kind).await?)]
    {
        let body = json!({ "action": "register", "version": 0, "answers": answers });
        post(portal, &account, &secret, &format!("{path}/{form}"), &body, yesterday).await?;
    }
    post(portal, &account, &secret, &format!("{path}/submit"), &json!({}), yesterday).await?;
    Ok(portal.store.end_session::<Account>(&account, &secret).await?)
}

/// The blank form stands in for the sealed paper.
async fn attach(portal: &Portal, id: &ApplicationId, at: DateTime<Utc>) -> anyhow::Result<()> {
    let blank = ASSETS.iter().find(|asset| CERTIFICATE_FORM.ends_with(asset.name)).context("the blank form")?;
    let upload = Upload {
        id: Ids::Random.name(at),
        name: "申請書・在籍証明書（見本）.pdf".to_owned(),
        size: blank.bytes.len() as u64,
        sha256: Some(keys::sha256_hex(blank.bytes)),
        announced: at,
        state: UploadState::Announced,
    };
    let file = AttachedFile {
        upload: upload.id.clone(),
        name: upload.name.clone(),
        size: upload.size,
        sha256: keys::sha256_hex(blank.bytes),
        pages: 1,
        lenient: false,
        attached: at,
    };
    let key = certificate_key(id, &file.upload, &file.sha256);
    portal.files.promote(&key, blank.bytes.to_vec(), &file.sha256).await?;
    let facility = Actor::Facility(id.account.clone());
    for (actor, command) in
        [(facility, CertificateCommand::Announce(upload)), (Actor::system("seed"), CertificateCommand::Attach(file))]
    {
        let capability = authorize(&actor, Action::Change, id.clone())?;
        let read = portal.store.application_file(&capability).await?;
        let around = Circumstances { window: read.window, now: at, role: actor.role() };
        let command = ApplicationCommand::Certificate(command);
        let decided = read.application.value.clone().decide(command, around)?;
        let cause = Cause { now: at, request_id: "seed".to_owned() };
        portal.store.commit(&capability, &read.application, decided, &cause, Vec::new()).await?;
    }
    Ok(())
}

async fn post(
    portal: &Portal,
    account: &AccountId,
    secret: &str,
    path: &str,
    body: &Value,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, format!("session={account}.{secret}"))
        .header("x-csrf-token", csrf_token(secret));
    let mut request = request.body(Body::from(body.to_string()))?;
    let context = request_context(&request, [127, 0, 0, 1].into(), "seed".to_owned(), at);
    request.extensions_mut().insert(context);
    let answer = portal.router.clone().oneshot(request).await?;
    ensure!(answer.status().is_success(), "{path} answered {}", answer.status());
    Ok(())
}

const APPLICATION_FORM: &str = include_str!("../../../../shared/form/examples/application-form.json");
const CORE_OVERVIEW: &str = include_str!("../../../../shared/form/examples/core-overview.json");
const PARTNER_OVERVIEW: &str = include_str!("../../../../shared/form/examples/partner-overview.json");

fn application_form(facility: &Facility) -> anyhow::Result<Value> {
    let (last, first) = facility.person;
    let prefecture = form::PREFECTURES.iter().position(|name| *name == facility.prefecture).map_or(0, |at| at + 1);
    let prefecture = format!("{prefecture:02}");
    changed(
        APPLICATION_FORM,
        [
            ("/facility_name", json!(facility.hospital)),
            ("/prefecture", json!(prefecture)),
            ("/responsible_last_name", json!(last)),
            ("/responsible_first_name", json!(first)),
        ],
    )
}

/// An example with some of its answers replaced, by JSON Pointer.
fn changed<const N: usize>(example: &str, changes: [(&str, Value); N]) -> anyhow::Result<Value> {
    let mut answers: Value = serde_json::from_str(example)?;
    for (pointer, value) in changes {
        *answers.pointer_mut(pointer).context("an answer of the example")? = value;
    }
    Ok(answers)
}

/// A partner names the first core facility of the register, and the last, whose accreditation ends before its own begins.
async fn overview(portal: &Portal, facility: &Facility, kind: ApplicationKind) -> anyhow::Result<Value> {
    let (last, first) = facility.person;
    let person = [("/instructors/0/last_name", json!(last)), ("/instructors/0/first_name", json!(first))];
    if kind == ApplicationKind::Core {
        return changed(CORE_OVERVIEW, person);
    }
    let cores = portal.store.roster(AccreditationKind::Core).await?;
    let number = |wanted: &str| cores.iter().find(|core| core.number == wanted).context("a core facility of the demo");
    let link = |core: &AccountId, primary| json!({ "core_facility_id": core.to_string(), "consulted": true, "primary": primary });
    let links = json!([link(&number("K-0001")?.account, true), link(&number("K-0004")?.account, false)]);
    let [last, first] = person;
    changed(PARTNER_OVERVIEW, [last, first, ("/core_links", links)])
}
