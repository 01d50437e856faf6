//! The functions, merged into one router: the same ones that run in Lambda, over the same settings.

use axum::Router;
use shared::authenticator::Authenticators;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::{BadSettings, Settings};
use shared::files::Files;
use shared::ids::Ids;
use shared::secrets::Passwords;
use shared::store::Store;

use crate::dynamodb::{PORTAL_TABLE, SESSIONS_TABLE};
use crate::s3;

/// All functions over one set of stand-ins.
#[derive(Clone)]
pub struct Portal {
    /// Every path of the portal.
    pub router: Router,
    /// The outbox's sender.
    pub deliver_mail: deliver_mail::Deps,
    /// The inspector of uploads.
    pub inspect_upload: inspect_upload::Deps,
    /// The one who asks core facilities.
    pub notify_partnerships: notify_partnerships::Deps,
    /// The one who reminds.
    pub remind: remind::Deps,
    /// The one who makes staff.
    pub invite_staff: invite_staff::Deps,
    /// The tables, for the seed and for checks.
    pub store: Store,
    /// The buckets, for the seed.
    pub files: Files,
    /// Hashes the seed's passwords.
    pub passwords: Passwords,
    /// The codes of the demo's staff.
    pub authenticators: Authenticators,
}

/// Where the portal finds its surroundings.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The portal's own origin.
    pub base_url: String,
    /// URL of the DynamoDB endpoint.
    pub dynamodb: String,
    /// URL of the S3 endpoint that browsers use too.
    pub s3: String,
    /// URL of the SES endpoint.
    pub ses: String,
    /// Makes one-time links.
    pub link_key: String,
    /// Peppers passwords.
    pub pepper: String,
}

impl Surroundings {
    /// The settings that the functions read from their environment in AWS.
    pub fn setting(&self, name: &str) -> Option<String> {
        let value = match name {
            "PORTAL_TABLE" => PORTAL_TABLE,
            "SESSIONS_TABLE" => SESSIONS_TABLE,
            "QUARANTINE_BUCKET" => s3::QUARANTINE_BUCKET,
            "CERTIFICATES_BUCKET" => s3::CERTIFICATES_BUCKET,
            "MAIL_FROM" => "no-reply@nintei.example.jp",
            "PUBLIC_BASE_URL" => &self.base_url,
            "UPLOAD_ORIGIN" | "AWS_ENDPOINT_URL_S3" => &self.s3,
            "AWS_ENDPOINT_URL_DYNAMODB" => &self.dynamodb,
            "AWS_ENDPOINT_URL_SESV2" => &self.ses,
            "AWS_REGION" => s3::REGION,
            "AWS_ACCESS_KEY_ID" => s3::ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY" => s3::SECRET_ACCESS_KEY,
            "LINK_KEY" => &self.link_key,
            "PASSWORD_PEPPER" => &self.pepper,
            _ => return None,
        };
        Some(value.to_owned())
    }
}

impl Portal {
    /// Builds all functions with a clock and a source of names; `aws` makes their clients.
    pub fn new(
        surroundings: &Surroundings,
        clock: &Clock,
        ids: &Ids,
        aws: impl FnOnce(&Settings<'_>) -> Aws,
    ) -> Result<Self, BadSettings> {
        let lookup = |name: &str| surroundings.setting(name);
        Settings::build(&lookup, |settings| {
            let aws = aws(settings);
            let clock = clock.clone();
            Self {
                router: router(settings, &aws, ids),
                deliver_mail: deliver_mail::Deps { clock: clock.clone(), ..deliver_mail::Deps::new(settings, &aws) },
                inspect_upload: inspect_upload::Deps {
                    clock: clock.clone(),
                    ..inspect_upload::Deps::new(settings, &aws)
                },
                notify_partnerships: notify_partnerships::Deps {
                    clock: clock.clone(),
                    ..notify_partnerships::Deps::new(settings, &aws)
                },
                remind: remind::Deps { clock: clock.clone(), ..remind::Deps::new(settings, &aws) },
                invite_staff: invite_staff::Deps { clock, ids: ids.clone(), ..invite_staff::Deps::new(settings, &aws) },
                store: Store::new(settings, &aws),
                files: Files::new(settings, &aws),
                passwords: Passwords::new(settings),
                authenticators: Authenticators::new(settings),
            }
        })
    }
}

fn router(settings: &Settings<'_>, aws: &Aws, ids: &Ids) -> Router {
    let ids = || ids.clone();
    Router::new()
        .merge(site::router(site::Deps::new(settings, aws)))
        .merge(sign_up::router(sign_up::Deps { ids: ids(), ..sign_up::Deps::new(settings, aws) }))
        .merge(issue_password::router(issue_password::Deps { ids: ids(), ..issue_password::Deps::new(settings, aws) }))
        .merge(sign_in::router(sign_in::Deps { ids: ids(), ..sign_in::Deps::new(settings, aws) }))
        .merge(save_application::router(save_application::Deps::new(settings, aws)))
        .merge(presign_upload::router(presign_upload::Deps { ids: ids(), ..presign_upload::Deps::new(settings, aws) }))
        .merge(my_page::router(my_page::Deps::new(settings, aws)))
        .merge(training_group::router(training_group::Deps::new(settings, aws)))
        .merge(roster::router(roster::Deps::new(settings, aws)))
        .merge(admin_sign_in::router(admin_sign_in::Deps { ids: ids(), ..admin_sign_in::Deps::new(settings, aws) }))
        .merge(admin_applications::router(admin_applications::Deps::new(settings, aws)))
        .merge(admin_decisions::router(admin_decisions::Deps::new(settings, aws)))
        .merge(admin_registry::router(admin_registry::Deps { ids: ids(), ..admin_registry::Deps::new(settings, aws) }))
        .merge(admin_settings::router(admin_settings::Deps::new(settings, aws)))
        .merge(submit_application::router(submit_application::Deps {
            ids: ids(),
            ..submit_application::Deps::new(settings, aws)
        }))
}

/// The event that S3 sends by way of EventBridge when an object was stored in quarantine.
pub fn object_created(key: &str) -> serde_json::Value {
    serde_json::json!({
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": { "bucket": { "name": s3::QUARANTINE_BUCKET }, "object": { "key": key } },
    })
}
