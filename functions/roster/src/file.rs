//! The list as a file for a spreadsheet.

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::calendar::{jst_date, slash_date};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use shared::sheet;
use shared::society::{RosterColumn, Society};
use shared::web::{AppError, Received};

use crate::Deps;
use crate::list::{Listed, kept, lists, refused};
use crate::wanted::{Typed, Wanted};

/// 名簿, as RFC 8187 writes it.
const NAME: &str = "%E5%90%8D%E7%B0%BF";

pub(crate) async fn download(
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
    let bytes = sheet::csv(rows(&lists(&deps.store, &wanted).await?))?;
    let mut headers = kept(received.now);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::try_from(disposition(&wanted)) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok((headers, Body::from(bytes)).into_response())
}

fn disposition(wanted: &Wanted) -> String {
    let (kind, day) = (wanted.kind.map_or("all", |kind| kind.slug()), wanted.day);
    format!("attachment; filename=\"roster-{kind}-{day}.csv\"; filename*=UTF-8''{NAME}-{kind}-{day}.csv")
}

/// The headings of a column: a period takes two, so that they can be sorted by.
fn headings(column: RosterColumn) -> Vec<String> {
    let labels = match column {
        RosterColumn::Period => vec!["認定開始日", "認定終了日"],
        other => vec![other.label()],
    };
    labels.into_iter().map(str::to_owned).collect()
}

fn rows(lists: &[Listed]) -> Vec<Vec<String>> {
    let columns = &Society::current().roster_columns;
    let heading = std::iter::once("認定種別".to_owned()).chain(columns.iter().flat_map(|column| headings(*column)));
    let mut rows = vec![heading.collect()];
    for (kind, listed) in lists {
        for one in listed {
            let cells = columns.iter().flat_map(|column| match column {
                RosterColumn::Number => vec![one.number.clone()],
                RosterColumn::Name => vec![one.facility_name.clone()],
                RosterColumn::Prefecture => vec![form::prefecture_in_words(&one.prefecture).to_owned()],
                RosterColumn::Responsible => vec![one.responsible_name.clone()],
                RosterColumn::Period => vec![slash_date(one.valid_from), slash_date(one.last_day())],
            });
            rows.push(std::iter::once(kind.label().to_owned()).chain(cells).collect());
        }
    }
    rows
}
