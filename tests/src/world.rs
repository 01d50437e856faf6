//! One test's own portal: stand-ins in memory, a clock that stands still until it is moved, names from a seed.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use local::dynamodb::{PORTAL_TABLE, SESSIONS_TABLE};
use local::faults::{Effect, Fault, Faults};
use local::gateway::{self, Gateway};
use local::portal::{Portal, Surroundings, object_created};
use local::s3::{CERTIFICATES_BUCKET, QUARANTINE_BUCKET};
use local::standins::{Data, Standins};
use serde_json::Value;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::Settings;
use shared::ids::Ids;
use shared::store::keys;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::api::Api;
use crate::browser::{Browser, ORIGIN};
use crate::invariants::Books;
use crate::trace::Trace;

/// The kinds of items that tests ask for.
const KINDS: [&str; 10] = [
    "account",
    "accreditation",
    "application",
    "event",
    "form",
    "link",
    "login",
    "notice",
    "partnership",
    "submission",
];

/// A portal of its own. Every test ends with [`World::ends`].
pub struct World {
    /// What goes wrong, on demand.
    pub faults: Faults,
    /// The calls to DynamoDB.
    pub trace: Trace,
    /// The functions.
    pub portal: Portal,
    /// In front of them.
    pub gateway: Gateway,
    surroundings: Surroundings,
    pub(crate) standins: Standins,
    arrivals: Mutex<UnboundedReceiver<String>>,
    clock: Clock,
    pub(crate) ids: Ids,
    database: aws_sdk_dynamodb::Client,
    visitors: AtomicU8,
    ended: AtomicBool,
}

/// An instant, written `2027-02-10T10:00:00+09:00`.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

impl World {
    /// 2027-02-10 10:00 in Japan; nobody is there yet.
    pub async fn new() -> Self {
        Self::at(ORIGIN).await
    }

    /// The same on a port of its own, for real browsers.
    pub async fn serving() -> Self {
        let listener = gateway::listen(0).await.expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let world = Self::at(&format!("http://localhost:{port}")).await;
        tokio::spawn(world.gateway.clone().serve(listener, std::future::pending()));
        world
    }

    async fn at(base: &str) -> Self {
        let clock = Clock::fixed(at("2027-02-10T10:00:00+09:00"));
        let now = {
            let clock = clock.clone();
            Arc::new(move || clock.now())
        };
        let (standins, arrivals) = Standins::start(&Data::Memory, base, now.clone()).await.expect("the stand-ins");
        let surroundings = Surroundings {
            base_url: base.to_owned(),
            dynamodb: standins.dynamodb_endpoint.clone(),
            s3: standins.s3_endpoint.clone(),
            ses: standins.ses_endpoint.clone(),
            link_key: "11".repeat(32),
            pepper: "22".repeat(32),
        };
        let (ids, faults, trace) = (Ids::seeded(42), Faults::default(), Trace::default());
        let client = |settings: &Settings<'_>| Aws::with_http_client(settings, trace.around(faults.client()));
        let portal = Portal::new(&surroundings, &clock, &ids, client).expect("the portal");
        let lookup = |name: &str| surroundings.setting(name);
        let database = Settings::build(&lookup, |settings| Aws::new(settings).dynamodb()).expect("settings");
        let gateway = Gateway { dev: Router::new(), s3: standins.s3.clone(), portal: portal.router.clone(), now };
        let (arrivals, visitors, ended) = (Mutex::new(arrivals), AtomicU8::new(0), AtomicBool::new(false));
        Self { faults, trace, portal, gateway, surroundings, standins, arrivals, clock, ids, database, visitors, ended }
    }

    /// Where it answers.
    pub fn base(&self) -> &str {
        &self.surroundings.base_url
    }

    /// What the clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Sets the clock.
    pub fn turns_to(&self, instant: &str) {
        self.moves_to(at(instant));
    }

    /// Lets time pass.
    pub fn passes(&self, time: TimeDelta) {
        self.moves_to(self.now() + time);
    }

    fn moves_to(&self, instant: DateTime<Utc>) {
        let Clock::Fixed(shown) = &self.clock else { unreachable!() };
        *shown.lock().unwrap_or_else(PoisonError::into_inner) = instant;
    }

    /// An address that nobody came from before.
    fn source(&self) -> IpAddr {
        IpAddr::from([203, 0, 113, self.visitors.fetch_add(1, Ordering::Relaxed) + 1])
    }

    /// A browser that was never here.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.gateway, self.source())
    }

    /// An API client that was never here.
    pub fn api(&self) -> Api {
        Api::new(&self.gateway, self.source())
    }

    /// Puts bytes into quarantine behind the portal's back.
    pub async fn smuggles(&self, key: &str, bytes: &[u8]) {
        let lookup = |name: &str| self.surroundings.setting(name);
        let client = Settings::build(&lookup, |settings| Aws::new(settings).s3(None)).expect("settings");
        let put = client.put_object().bucket(QUARANTINE_BUCKET).key(key).body(bytes.to_vec().into());
        put.send().await.expect("a stored object");
    }

    /// Puts an item into the portal's table behind the portal's back.
    pub async fn plants(&self, item: &Value) {
        let item = serde_dynamo::to_item(item).expect("an item");
        self.database.put_item().table_name(PORTAL_TABLE).set_item(Some(item)).send().await.expect("a stored item");
    }

    /// `deliver_mail` runs.
    pub async fn delivers(&self) -> deliver_mail::Report {
        deliver_mail::run(&self.portal.deliver_mail).await.expect("a run of deliver_mail")
    }

    /// `notify_partnerships` runs.
    pub async fn notifies(&self) -> notify_partnerships::Report {
        let run = notify_partnerships::run(&self.portal.notify_partnerships, &Value::Null).await;
        run.expect("a run of notify_partnerships")
    }

    /// `remind` runs.
    pub async fn reminds(&self) -> remind::Report {
        remind::run(&self.portal.remind, &Value::Null).await.expect("a run of remind")
    }

    /// `inspect_upload` runs once for each object that arrived in quarantine.
    pub async fn inspects(&self) -> inspect_upload::Report {
        let mut all = inspect_upload::Report::default();
        for key in self.arrived() {
            let event = object_created(&key);
            let one = inspect_upload::run(&self.portal.inspect_upload, &event).await.expect("a run of inspect_upload");
            all.attached += one.attached;
            all.refused += one.refused;
            all.discarded += one.discarded;
        }
        all
    }

    /// The schedule of `inspect_upload` comes round; the events of S3 were lost.
    pub async fn inspects_by_schedule(&self) -> inspect_upload::Report {
        self.arrived();
        inspect_upload::run(&self.portal.inspect_upload, &Value::Null).await.expect("a run of inspect_upload")
    }

    fn arrived(&self) -> Vec<String> {
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        std::iter::from_fn(|| arrivals.try_recv().ok()).collect()
    }

    /// Arms a fault.
    pub fn breaks(&self, effect: Effect, operation: &str, containing: &str, times: u32) {
        let (operation, containing) = (operation.to_owned(), containing.to_owned());
        self.faults.arm(Fault { effect, operation, containing, times });
    }

    /// Every item of both tables.
    #[expect(clippy::disallowed_methods, reason = "a test looks at everything")]
    pub async fn everything(&self) -> Vec<Value> {
        let mut found = Vec::new();
        for table in [PORTAL_TABLE, SESSIONS_TABLE] {
            let mut pages = self.database.scan().table_name(table).into_paginator().items().send();
            while let Some(item) = pages.next().await {
                found.push(serde_dynamo::from_item(item.expect("an item")).expect("JSON"));
            }
        }
        found
    }

    /// Every item of a kind, in the order of keys.
    pub async fn items(&self, kind: &str) -> Vec<Value> {
        let mut found = self.everything().await;
        found.retain(|item| item["type"] == kind);
        assert!(KINDS.contains(&kind), "no item is a {kind}");
        let key = |item: &Value| (item["pk"].to_string(), item["sk"].to_string());
        found.sort_by_key(key);
        // answers are kept as a text: those of a draft packed, those of a submission as JSON
        for (name, value) in found.iter_mut().flat_map(|item| item.as_object_mut().unwrap()) {
            *value = match (name.as_str(), &*value) {
                ("answers", Value::String(text)) => serde_json::to_value(form::Answers::unpacked(text)).unwrap(),
                ("application_form" | "overview", Value::String(text)) => serde_json::from_str(text).unwrap(),
                _ => continue,
            };
        }
        found
    }

    /// The kinds of all events, in the order of keys.
    pub async fn events(&self) -> Vec<String> {
        let kind = |item: &Value| {
            let event = &item["event"];
            // those of a login have a name of their own
            event["login"].as_str().or(event["kind"].as_str()).unwrap_or_default().to_owned()
        };
        self.items("event").await.iter().map(kind).collect()
    }

    /// How many events of a kind there are.
    pub async fn count(&self, event: &str) -> usize {
        self.events().await.iter().filter(|kind| *kind == event).count()
    }

    /// All that is stored, as the invariants look at it.
    pub async fn books(&self) -> Books {
        let lookup = |name: &str| self.surroundings.setting(name);
        let client = Settings::build(&lookup, |settings| Aws::new(settings).s3(None)).expect("settings");
        let mut files = BTreeMap::new();
        let mut pages = client.list_objects_v2().bucket(CERTIFICATES_BUCKET).into_paginator().send();
        while let Some(page) = pages.next().await {
            for key in page.expect("a list of files").contents().iter().filter_map(|object| object.key()) {
                let file = client.get_object().bucket(CERTIFICATES_BUCKET).key(key).send().await.expect("a file");
                let bytes = file.body.collect().await.expect("its bytes").into_bytes();
                files.insert(key.to_owned(), keys::sha256_hex(bytes));
            }
        }
        Books::new(self.everything().await, self.standins.mailbox.all(), self.faults.struck(), files)
    }

    /// Whatever was done, the invariants hold.
    pub async fn holds(&self) {
        let broken = self.books().await.broken();
        assert!(broken.is_empty(), "{broken:#?}");
    }

    /// The end of a test that leaves on purpose what no portal may leave.
    pub fn forgets(self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// The end of a test: what was decided was sent, what arrived was looked at, and the invariants hold.
    pub async fn ends(self) {
        self.ended.store(true, Ordering::Relaxed);
        let late = self.now() + TimeDelta::days(3650);
        for shard in 0..keys::OUTBOX_SHARDS {
            let due = self.portal.store.due_notices(shard, late).await.expect("the outbox");
            assert!(due.is_empty(), "undelivered: {due:#?}");
        }
        let waiting = self.arrived();
        assert!(waiting.is_empty(), "not inspected: {waiting:?}");
        self.holds().await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let ended = self.ended.load(Ordering::Relaxed) || std::thread::panicking();
        assert!(ended, "a test ends with `world.ends()`, which looks for what was left behind");
    }
}
