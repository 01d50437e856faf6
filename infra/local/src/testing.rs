//! What the tests of this crate share: stand-ins of their own and real SDK clients for them.

use std::path::Path;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, retry::RetryConfig};
use axum::body::Body;
use http::Response;
use http_body_util::BodyExt;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::s3::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY};
use crate::standins::{Data, Standins};

/// The origin that may upload.
pub(crate) const ORIGIN: &str = "http://localhost:8080";
/// What the portal's clock shows.
pub(crate) const NOW: &str = "2027-02-10T01:00:00Z";

pub(crate) async fn start(data: &Data) -> (Standins, UnboundedReceiver<String>) {
    let now = Arc::new(|| NOW.parse().expect("an instant"));
    Standins::start(data, ORIGIN, now).await.expect("the stand-ins")
}

pub(crate) async fn start_in(folder: &Path) -> (Standins, UnboundedReceiver<String>) {
    start(&Data::Dir(folder.to_owned())).await
}

fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test")
}

pub(crate) fn dynamodb(standins: &Standins) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .credentials_provider(credentials())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(&standins.dynamodb_endpoint);
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

pub(crate) fn s3(standins: &Standins) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
        .region(aws_sdk_s3::config::Region::new(REGION))
        .credentials_provider(credentials())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .force_path_style(true)
        .endpoint_url(&standins.s3_endpoint);
    aws_sdk_s3::Client::from_conf(config.build())
}

pub(crate) fn ses(standins: &Standins) -> aws_sdk_sesv2::Client {
    let config = aws_sdk_sesv2::Config::builder()
        .behavior_version(aws_sdk_sesv2::config::BehaviorVersion::latest())
        .region(aws_sdk_sesv2::config::Region::new(REGION))
        .credentials_provider(credentials())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .endpoint_url(&standins.ses_endpoint);
    aws_sdk_sesv2::Client::from_conf(config.build())
}

pub(crate) async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
