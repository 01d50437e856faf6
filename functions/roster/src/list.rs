//! The list as a page.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Days, Utc};
use domain::calendar::{jst_date, start_of_day};
use domain::{Accreditation, AccreditationKind};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, HeaderMap, HeaderName, VARY};
use shared::registry::listed;
use shared::society::GuidanceNow;
use shared::store::{Store, StoreError};
use shared::web::{AppError, Page, Received};

use crate::Deps;
use crate::page::RosterPage;
use crate::wanted::{Typed, Wanted};

/// How long anybody may keep a list, in seconds.
const KEPT: i64 = 300;

/// The facilities of a kind.
pub(crate) type Listed = (AccreditationKind, Vec<Accreditation>);

/// What is asked for: one Query for each kind, side by side.
pub(crate) async fn lists(store: &Store, wanted: &Wanted) -> Result<Vec<Listed>, StoreError> {
    let of = async |kind| {
        if wanted.kind.is_some_and(|only| only != kind) {
            return Ok::<_, StoreError>(None);
        }
        let mut found = listed(&store.roster(kind).await?, kind, wanted.day);
        if let Some(code) = &wanted.prefecture {
            found.retain(|one| form::prefecture_code(&one.prefecture).as_ref() == Some(code));
        }
        Ok(Some((kind, found)))
    };
    let [core, partner, training] = AccreditationKind::ALL;
    let (core, partner, training) = tokio::try_join!(of(core), of(partner), of(training))?;
    Ok([core, partner, training].into_iter().flatten().collect())
}

/// Anybody may keep the answer, but no list of today beyond midnight.
pub(crate) fn kept(now: DateTime<Utc>) -> HeaderMap {
    let midnight = jst_date(now).checked_add_days(Days::new(1)).map_or(now, start_of_day);
    let seconds = (midnight - now).num_seconds().clamp(0, KEPT);
    let public = format!("public, max-age={seconds}");
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::try_from(public).unwrap_or(HeaderValue::from_static("no-store")));
    // no cookie chooses
    headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    headers
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    received: Received,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let today = jst_date(received.now);
    let typed = Typed::read(&pairs, today);
    let wanted = match typed.wanted(today) {
        Ok(wanted) => wanted,
        Err(errors) => return refused(&deps, &typed, errors).await,
    };
    let (lists, settings) = tokio::try_join!(lists(&deps.store, &wanted), deps.store.portal_settings())?;
    let mut headers = kept(received.now);
    // in place of the layers' `noindex`: the list is there to be found
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("all"));
    let page = RosterPage::new(&deps.web, &typed, &wanted, &lists).beside(GuidanceNow::of(&settings.value.guidance));
    Ok((headers, Page::new(page)).into_response())
}

/// The page without a list, each fault at its field.
pub(crate) async fn refused(
    deps: &Deps,
    typed: &Typed,
    errors: Vec<shared::web::FieldError>,
) -> Result<Response, AppError> {
    let guidance = GuidanceNow::of(&deps.store.portal_settings().await?.value.guidance);
    Ok(Page::invalid(RosterPage::invalid(&deps.web, typed, &errors).beside(guidance), errors).into_response())
}
