//! Settings and values that the tests share.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::calendar::JST;
use domain::{AccountId, ApplicationId, ApplicationKind, UnknownName};

use crate::config::Settings;
use crate::secrets::LinkKey;
use crate::web::Web;

/// The settings of a deployment that does not exist.
pub(crate) fn lookup(name: &str) -> Option<String> {
    let value = match name {
        "PUBLIC_BASE_URL" => "https://nintei.example",
        "UPLOAD_ORIGIN" => "https://uploads.example",
        "LINK_KEY" => "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "PORTAL_TABLE" => "portal",
        "SESSIONS_TABLE" => "sessions",
        "AWS_REGION" => "ap-northeast-1",
        "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "test",
        "AWS_ENDPOINT_URL_DYNAMODB" => "http://dynamodb.invalid",
        _ => return None,
    };
    Some(value.to_owned())
}

pub(crate) fn web() -> Web {
    Settings::build(&lookup, Web::new).unwrap()
}

pub(crate) fn link_key() -> LinkKey {
    Settings::build(&lookup, LinkKey::new).unwrap()
}

/// An instant in Japan: `2027-02-10 10:00:00`.
pub(crate) fn jst(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap();
    local.and_local_timezone(JST).unwrap().with_timezone(&Utc)
}

/// A ULID that ends in `tail`.
pub(crate) fn ulid<T: std::str::FromStr<Err = UnknownName>>(tail: &str) -> T {
    format!("{tail:0>26}").parse().unwrap()
}

pub(crate) fn facility() -> AccountId {
    ulid("FAC1")
}

pub(crate) fn application_id(kind: ApplicationKind) -> ApplicationId {
    ApplicationId { account: facility(), cycle: "2027-02".parse().unwrap(), kind }
}
