//! Clients of AWS. Endpoint, region and credentials come from settings; local is only another endpoint.

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::StalledStreamProtectionConfig;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use std::time::Duration;

use crate::config::Settings;

/// What every client needs.
#[derive(Clone, Debug)]
pub struct Aws {
    region: String,
    credentials: Credentials,
    http: SharedHttpClient,
    dynamodb: Option<String>,
    s3: Option<String>,
    sesv2: Option<String>,
}

impl Aws {
    /// Reads region, credentials and endpoints.
    pub fn new(settings: &Settings<'_>) -> Self {
        Self::with_http_client(settings, http_client(settings.optional("AWS_NATIVE_ROOTS").is_some()))
    }

    /// The same over another HTTP client: where tests inject faults under the SDK.
    pub fn with_http_client(settings: &Settings<'_>, http: SharedHttpClient) -> Self {
        let credentials = Credentials::new(
            settings.required("AWS_ACCESS_KEY_ID"),
            settings.required("AWS_SECRET_ACCESS_KEY"),
            settings.optional("AWS_SESSION_TOKEN"),
            None,
            "environment",
        );
        Self {
            region: settings.required("AWS_REGION"),
            credentials,
            http,
            dynamodb: settings.optional("AWS_ENDPOINT_URL_DYNAMODB"),
            s3: settings.optional("AWS_ENDPOINT_URL_S3"),
            sesv2: settings.optional("AWS_ENDPOINT_URL_SESV2"),
        }
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The credentials, for signing what the SDK cannot sign (POST policies).
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// A DynamoDB client.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
            .region(aws_sdk_dynamodb::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .http_client(self.http.clone())
            .retry_config(retries())
            .timeout_config(timeouts(Duration::from_secs(2)))
            // an attempt has two seconds for all of it, so nobody has to watch how its bytes come
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        config.set_endpoint_url(self.dynamodb.clone());
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// An S3 client that talks to `endpoint` where one is given, else to the configured one.
    pub fn s3(&self, endpoint: Option<String>) -> aws_sdk_s3::Client {
        let endpoint = endpoint.or_else(|| self.s3.clone());
        let mut config = aws_sdk_s3::Config::builder()
            .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
            .region(aws_sdk_s3::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .http_client(self.http.clone())
            .retry_config(retries())
            .timeout_config(timeouts(Duration::from_secs(10)))
            .force_path_style(endpoint.is_some());
        config.set_endpoint_url(endpoint);
        aws_sdk_s3::Client::from_conf(config.build())
    }

    /// An SES client. One attempt a call: the outbox does the waiting, and a lost answer must not become a second mail.
    pub fn sesv2(&self) -> aws_sdk_sesv2::Client {
        let mut config = aws_sdk_sesv2::Config::builder()
            .behavior_version(aws_sdk_sesv2::config::BehaviorVersion::latest())
            .region(aws_sdk_sesv2::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .http_client(self.http.clone())
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts(Duration::from_secs(5)));
        config.set_endpoint_url(self.sesv2.clone());
        aws_sdk_sesv2::Client::from_conf(config.build())
    }
}

/// The roots that AWS's endpoints chain to (Amazon Trust Services).
const ROOTS: [&str; 5] = [
    include_str!("../assets/roots/amazon-root-ca-1.pem"),
    include_str!("../assets/roots/amazon-root-ca-2.pem"),
    include_str!("../assets/roots/amazon-root-ca-3.pem"),
    include_str!("../assets/roots/amazon-root-ca-4.pem"),
    include_str!("../assets/roots/starfield-services-root-certificate-authority-g2.pem"),
];

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(50))
}

fn timeouts(attempt: Duration) -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(Duration::from_secs(1)).operation_attempt_timeout(attempt).build()
}

/// HTTPS with ring and Amazon's own roots compiled in: reading the system's 140 roots costs eight times the rest of a
/// start. `native_roots` falls back to the system's, should Amazon ever change its roots before we do.
pub fn http_client(native_roots: bool) -> SharedHttpClient {
    let roots = if native_roots {
        TrustStore::default()
    } else {
        ROOTS.iter().fold(TrustStore::empty(), |store, pem| store.with_pem_certificate(pem.as_bytes()))
    };
    let context = TlsContext::builder().with_trust_store(roots).build();
    let builder = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring));
    match context {
        Ok(context) => builder.tls_context(context).build_https(),
        Err(_) => builder.build_https(),
    }
}
