//! The list as a file for a spreadsheet (D6): what is in the register, without anything that is only on file.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::calendar::{jst_date, slash_date};
use domain::{Actor, Staff};
use form::prefecture_in_words;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use shared::sheet;
use shared::web::{AppError, Received, Visitor};

use super::Register;
use super::found::{Entry, filtered};
use super::wanted::Wanted;
use crate::{Deps, words};

const HEADINGS: [&str; 10] = [
    "認定番号",
    "種別",
    "診療施設名",
    "都道府県",
    "施設責任者",
    "認定開始日",
    "認定終了日",
    "最終日",
    "状態",
    "研修の根拠",
];

pub(crate) async fn download(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    visitor: Visitor<Staff>,
    received: Received,
) -> Result<Response, AppError> {
    let wanted = Wanted::read(&query);
    let load = async |actor: Actor| Register::of(&deps.store, &actor, &wanted).await;
    let (_, register) = visitor.signed_in(&deps.store, &received, load).await?;
    let day = jst_date(received.now);
    let entries = register.entries(day);
    let rows = filtered(&entries, &wanted).into_iter().map(row);
    let headings = HEADINGS.map(str::to_owned).to_vec();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"facilities-{day}.csv\"")),
    ];
    Ok((headers, sheet::csv(std::iter::once(headings).chain(rows))?).into_response())
}

fn row(entry: &Entry) -> Vec<String> {
    let held = &entry.accreditation;
    vec![
        held.number.clone(),
        held.kind.label().to_owned(),
        held.facility_name.clone(),
        prefecture_in_words(&held.prefecture).to_owned(),
        held.responsible_name.clone(),
        slash_date(held.valid_from),
        slash_date(held.valid_to),
        slash_date(held.last_day()),
        words::standing(entry.standing).to_owned(),
        entry.training.map(words::training).unwrap_or_default(),
    ]
}
