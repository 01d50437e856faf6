//! Uploads to a storage of another origin, as in AWS: the page's policy lets them out, the storage lets them in.

use std::sync::Arc;

use axum::Router;
use local::clock_store::ClockStore;
use local::faults::Faults;
use local::gateway::{self, Gateway};
use local::portal::{Portal, Surroundings, object_created};
use local::standins::{Data, Standins};
use portal_tests::pdf;
use shared::aws::Aws;
use shared::config::Settings;
use shared::ids::Ids;
use thirtyfour::By;

use crate::rows::{APPLICANT, PASSWORD};
use crate::scripted::chooses;
use crate::visitor::{Visitor, button};

/// A portal in this process, whose storage has a port of its own.
pub(crate) struct Elsewhere {
    pub(crate) base: String,
    /// What goes wrong, on demand.
    pub(crate) faults: Faults,
    portal: Portal,
    _standins: Standins,
}

impl Elsewhere {
    pub(crate) async fn start() -> Self {
        let listener = gateway::listen(0).await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let clock = ClockStore::open(None).unwrap();
        let now = {
            let clock = clock.clone();
            Arc::new(move || clock.now())
        };
        let (standins, mut arrivals) = Standins::start(&Data::Memory, &base, now.clone()).await.unwrap();
        let surroundings = Surroundings {
            base_url: base.clone(),
            dynamodb: standins.dynamodb_endpoint.clone(),
            s3: standins.s3_endpoint.clone(),
            ses: standins.ses_endpoint.clone(),
            link_key: "11".repeat(32),
            pepper: "22".repeat(32),
        };
        let faults = Faults::default();
        let client = |settings: &Settings<'_>| Aws::with_http_client(settings, faults.client());
        let portal = Portal::new(&surroundings, &clock.clock(), &Ids::Random, client).unwrap();
        local::seed::seed(&portal, clock.now()).await.unwrap();
        let gateway = Gateway { dev: Router::new(), s3: standins.s3.clone(), portal: portal.router.clone(), now };
        tokio::spawn(gateway.serve(listener, std::future::pending()));
        let inspector = portal.inspect_upload.clone();
        tokio::spawn(async move {
            while let Some(key) = arrivals.recv().await {
                inspect_upload::run(&inspector, &object_created(&key)).await.unwrap();
            }
        });
        Self { base, faults, portal, _standins: standins }
    }
}

#[tokio::test]
async fn a_script_uploads_to_another_origin() {
    let elsewhere = Elsewhere::start().await;
    let visitor = Visitor::new("storage", elsewhere.base.clone(), true).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scan.pdf");
    std::fs::write(&path, pdf::scan(4)).unwrap();
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.follows("申請書・在籍証明書").await;
    visitor.finds(By::Css("[data-upload-area][data-ready]")).await;
    chooses(&visitor, &path).await;
    visitor.clicks(button("アップロードする")).await.sees("アップロード済み").await.sees("scan.pdf（4ページ）").await;
    visitor.audits("attached").await;
    visitor.leaves().await;
}

#[tokio::test]
async fn a_form_uploads_to_another_origin() {
    let elsewhere = Elsewhere::start().await;
    let visitor = Visitor::new("form-storage", elsewhere.base.clone(), false).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scan.pdf");
    std::fs::write(&path, pdf::scan(5)).unwrap();
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.follows("申請書・在籍証明書").await;
    chooses(&visitor, &path).await;
    visitor.presses("アップロードする").await.presses("アップロードを完了する").await;
    inspect_upload::run(&elsewhere.portal.inspect_upload, &serde_json::Value::Null).await.unwrap();
    visitor.driver.refresh().await.unwrap();
    visitor.sees("アップロード済み").await.sees("（5ページ）").await.audits("attached").await;
    visitor.leaves().await;
}
