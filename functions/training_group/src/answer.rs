//! One link, as its core facility sees it: 承認する, or 承認しない with a reason. Pressed twice it is one answer.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::calendar::jst_date;
use domain::{
    AccreditationKind, Action, Actor, Capability, InForce, PartnershipCommand, PartnershipId, PartnershipState,
    Refusal, authorize, held_on,
};
use shared::store::{PartnershipFile, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Visitor, messages, mypage};

use crate::Deps;
use crate::page::{LinkPage, REASON_LIMIT};

/// Start date and partner: the core facility is whoever is signed in.
type LinkPlace = Path<(String, String)>;

fn named(actor: &Actor, Path((start, partner)): &LinkPlace) -> Result<PartnershipId, AppError> {
    let Actor::Facility(core) = actor else { return Err(AppError::NotFound) };
    let start = start.parse().map_err(|_| AppError::NotFound)?;
    let partner = partner.parse().map_err(|_| AppError::NotFound)?;
    Ok(PartnershipId { partner, start, core: core.clone() })
}

/// A link as it was read, and the right to do with it what it was read for.
struct Found {
    capability: Capability<PartnershipId>,
    file: PartnershipFile,
}

/// A core facility sees a link from the day on which it is asked for it.
async fn find(deps: &Deps, actor: &Actor, action: Action, place: &LinkPlace) -> Result<Found, AppError> {
    let capability = authorize(actor, action, named(actor, place)?)?;
    let file = deps.store.partnership_file(&capability).await?.ok_or(AppError::NotFound)?;
    match file.partnership.value.state {
        PartnershipState::Blocked { .. } | PartnershipState::Scheduled => Err(AppError::NotFound),
        _ => Ok(Found { capability, file }),
    }
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    place: LinkPlace,
) -> Result<Page<LinkPage>, AppError> {
    let load = async |actor: Actor| find(&deps, &actor, Action::View, &place).await;
    let (session, found) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(page(&deps, &session, &found.file, &received, "", &[])))
}

pub(crate) async fn answer(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    place: LinkPlace,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |actor: Actor| find(&deps, &actor, Action::Change, &place).await;
    let (session, found) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let reason = domain::trim(posted.text("reason").unwrap_or(""));
    let done = match posted.text("action") {
        Some("approve") => "approved",
        Some("decline") => {
            let errors = reason_errors(reason);
            if !errors.is_empty() {
                let page = page(&deps, &session, &found.file, &received, reason, &errors);
                return Ok(Page::invalid(page, errors).into_response());
            }
            "declined"
        }
        _ => return Err(AppError::BadRequest),
    };
    let file = commit(&deps, found, done, reason, &session.actor(), &received).await?;
    let page = page(&deps, &session, &file, &received, "", &[]);
    Ok(Page::new(page).see_other(format!("{}?done={done}", mypage::TRAINING_GROUP)).into_response())
}

fn reason_errors(reason: &str) -> Vec<FieldError> {
    let (.., missing, _) = messages::refusal(Refusal::ReasonMissing);
    if reason.is_empty() {
        vec![FieldError::new("reason", missing)]
    } else if reason.chars().count() > REASON_LIMIT {
        vec![FieldError::new("reason", format!("理由は{REASON_LIMIT}字以内で入力してください。"))]
    } else if reason.chars().any(|c| domain::is_forbidden(c) && c != '\n' && c != '\r') {
        vec![FieldError::new("reason", "理由に使用できない文字（外字など）が含まれています。")]
    } else {
        Vec::new()
    }
}

/// Decides and commits, anew whenever somebody else was first; the same answer given twice is one.
async fn commit(
    deps: &Deps,
    found: Found,
    done: &str,
    reason: &str,
    actor: &Actor,
    received: &Received,
) -> Result<PartnershipFile, AppError> {
    let found = tokio::sync::Mutex::new(found);
    settle(|| async {
        let mut found = found.lock().await;
        let Found { capability, file } = &*found;
        let read = &file.partnership;
        let answered = match read.value.state {
            PartnershipState::Active { .. } => "approved",
            PartnershipState::Declined { .. } => "declined",
            _ => "",
        };
        if answered == done {
            return Ok(Some(file.clone()));
        }
        let command = match done {
            "approved" => PartnershipCommand::Approve(in_force(file, received)),
            _ => PartnershipCommand::Decline { reason: reason.replace("\r\n", "\n") },
        };
        let decided = read.value.clone().decide(command, read.value.side(actor), received.now)?;
        let committed = deps.store.commit(capability, read, decided, &received.cause(), Vec::new()).await;
        if let Some(partnership) = unless_beaten(committed)? {
            return Ok(Some(PartnershipFile { partnership, ..file.clone() }));
        }
        found.file = deps.store.partnership_file(&found.capability).await?.ok_or(AppError::NotFound)?;
        Ok::<_, AppError>(None)
    })
    .await
}

fn in_force(file: &PartnershipFile, received: &Received) -> InForce {
    let today = jst_date(received.now);
    InForce {
        core: held_on(&file.core, AccreditationKind::Core, today).is_some(),
        partner: held_on(&file.partner, AccreditationKind::Partner, today).is_some(),
    }
}

fn page(
    deps: &Deps,
    session: &Session,
    file: &PartnershipFile,
    received: &Received,
    reason: &str,
    errors: &[FieldError],
) -> LinkPage {
    LinkPage::new(&deps.web, session, file, in_force(file, received), reason, errors)
}
