//! The state in which a sample event is what really happens: the facility of `scripts/make-events.py`, as far as it has
//! come by then.

mod office;

use std::sync::Arc;

use axum::Router;
use chrono::{DateTime, Utc};
use domain::{
    Account, AccountCommand, AccountId, Action, Actor, ApplicationCommand, ApplicationId, ApplicationKind,
    AttachedFile, CertificateCommand, Circumstances, EmailAddress, Link, LinkPurpose, Password, PersonName, Successor,
    Upload, UploadId, UploadState, authorize,
};
use form::FormKind;
use local::portal::Surroundings;
use local::standins::{Data, Standins};
use serde_json::Value;
use shared::aws::Aws;
use shared::config::Settings;
use shared::files::{Files, certificate_key, quarantine_key};
use shared::ids::Ids;
use shared::secrets::Passwords;
use shared::store::{Cause, Draft, Login, SessionRow, Store, Versioned, keys};

use crate::applicant::certificate;
use crate::fixtures;

/// The moment of all events.
const NOW: &str = "2027-02-10T01:00:00Z";
/// Before any clock that this runs under.
const EARLY: &str = "2026-01-05T01:00:00Z";
/// These say the same as `scripts/make-events.py`.
const BASE_URL: &str = "https://nintei.example.jp";
const ACCOUNT: &str = "01JKQZ3V5T8M2N4P6R7S9W0XAB";
const UPLOAD: &str = "01JKQZ7C1D3E5F7G9H0J2K4M6N";
const LINK: &str = "01JKQZ5H0J2K4M6N8P1Q3R5S7T";
const SECRET: &str = "c2Vzc2lvbi1vZi1hLXNhbXBsZS1ldmVudC1vbmx5LS0";
const LINK_KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const EMAIL: &str = "applicant@example.jp";
const PASSWORD: &str = "kumo-no-ue-42";
/// An upload before that of the events.
const EARLIER_UPLOAD: &str = "01JKQZ0000000000000000000A";

/// The stand-ins and the facility of the events, as far as it is when the events of a function come.
pub struct Stage {
    standins: Standins,
    surroundings: Surroundings,
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn cause(at: &str) -> Cause {
    Cause { now: instant(at), request_id: "sample".to_owned() }
}

impl Stage {
    /// The stage for the events of a function.
    pub async fn of(function: &str) -> Self {
        let (standins, _) = Standins::start(&Data::Memory, BASE_URL, Arc::new(|| instant(NOW))).await.unwrap();
        let surroundings = Surroundings {
            base_url: BASE_URL.to_owned(),
            dynamodb: standins.dynamodb_endpoint.clone(),
            s3: standins.s3_endpoint.clone(),
            ses: standins.ses_endpoint.clone(),
            link_key: LINK_KEY.to_owned(),
            pepper: LINK_KEY.to_owned(),
        };
        let stage = Self { standins, surroundings };
        stage.account().await;
        match function {
            "presign_upload" => {
                stage.attach().await;
                stage.quarantine().await;
            }
            "inspect_upload" => {
                stage
                    .certificate(
                        Actor::Facility(ACCOUNT.parse().unwrap()),
                        CertificateCommand::Announce(upload(UPLOAD)),
                    )
                    .await;
                stage.quarantine().await;
            }
            "submit_application" => {
                stage.attach().await;
                stage.register().await;
            }
            "admin_sign_in" | "admin_registry" | "admin_settings" | "invite_staff" => stage.staff().await,
            "admin_applications" | "admin_decisions" => {
                stage.staff().await;
                stage.attach().await;
                stage.register().await;
                stage.submit().await;
                if function == "admin_decisions" {
                    stage.receive().await;
                }
            }
            "issue_password" | "my_page" | "roster" | "remind" => stage.asked().await,
            "training_group" => {
                stage.asked().await;
                stage.both().await;
            }
            "notify_partnerships" => stage.due().await,
            _ => {}
        }
        stage
    }

    /// A setting of every function.
    pub fn setting(&self, name: &str) -> Option<String> {
        self.surroundings.setting(name)
    }

    /// The mails that went out.
    pub fn mails(&self) -> usize {
        self.standins.mailbox.all().len()
    }

    /// Builds something from the settings.
    pub fn build<T>(&self, build: impl FnOnce(&Settings<'_>, &Aws) -> T) -> T {
        let lookup = |name: &str| self.setting(name);
        Settings::build(&lookup, |settings| build(settings, &Aws::new(settings))).unwrap()
    }

    /// The router of a function; `None` for one that speaks no HTTP.
    pub fn router(&self, function: &str) -> Option<Router> {
        self.build(|settings, aws| {
            Some(match function {
                "site" => site::router(site::Deps::new(settings, aws)),
                "sign_up" => sign_up::router(sign_up::Deps::new(settings, aws)),
                "issue_password" => issue_password::router(issue_password::Deps::new(settings, aws)),
                "sign_in" => sign_in::router(sign_in::Deps::new(settings, aws)),
                "save_application" => save_application::router(save_application::Deps::new(settings, aws)),
                "presign_upload" => presign_upload::router(presign_upload::Deps::new(settings, aws)),
                "submit_application" => submit_application::router(submit_application::Deps::new(settings, aws)),
                "my_page" => my_page::router(my_page::Deps::new(settings, aws)),
                "training_group" => training_group::router(training_group::Deps::new(settings, aws)),
                "roster" => roster::router(roster::Deps::new(settings, aws)),
                "admin_sign_in" => admin_sign_in::router(admin_sign_in::Deps::new(settings, aws)),
                "admin_applications" => admin_applications::router(admin_applications::Deps::new(settings, aws)),
                "admin_decisions" => admin_decisions::router(admin_decisions::Deps::new(settings, aws)),
                "admin_registry" => admin_registry::router(admin_registry::Deps::new(settings, aws)),
                "admin_settings" => admin_settings::router(admin_settings::Deps::new(settings, aws)),
                _ => return None,
            })
        })
    }

    /// Runs a function that speaks no HTTP.
    pub async fn run(&self, function: &str, event: &Value) -> Value {
        match function {
            "inspect_upload" => {
                let deps = self.build(inspect_upload::Deps::new);
                serde_json::to_value(inspect_upload::run(&deps, event).await.unwrap()).unwrap()
            }
            "deliver_mail" => {
                let deps = self.build(deliver_mail::Deps::new);
                serde_json::to_value(deliver_mail::run(&deps).await.unwrap()).unwrap()
            }
            "invite_staff" => {
                let deps = self.build(invite_staff::Deps::new);
                serde_json::to_value(invite_staff::run(&deps, event).await.unwrap()).unwrap()
            }
            "notify_partnerships" => {
                let deps = self.build(notify_partnerships::Deps::new);
                serde_json::to_value(notify_partnerships::run(&deps, event).await.unwrap()).unwrap()
            }
            "remind" => {
                let deps = self.build(remind::Deps::new);
                serde_json::to_value(remind::run(&deps, event).await.unwrap()).unwrap()
            }
            other => panic!("{other} is run by its router"),
        }
    }

    fn store(&self) -> Store {
        self.build(Store::new)
    }

    /// The facility with its password, its session, a one-time link, and a mail that waits.
    async fn account(&self) {
        let (store, id): (_, AccountId) = (self.store(), ACCOUNT.parse().unwrap());
        let (email, now) = (EmailAddress::parse(EMAIL).unwrap(), instant(NOW));
        let who = authorize(&Actor::Anonymous, Action::Identify, id.clone()).unwrap();
        let name = PersonName { last: "架空".to_owned(), first: "花子".to_owned() };
        let new = |purpose, account: &Account| Link::new(LINK.parse().unwrap(), purpose, account.epoch, now);
        let link = |account: &Account| new(LinkPurpose::Issuance, account);
        let (mut opened, first) =
            Account::open(id.clone(), email.clone(), name.clone(), Some(ApplicationKind::Core), link);
        opened.notices.clear();
        let unstored = Versioned::unstored(opened.state.clone());
        let account = store.commit(&who, &unstored, opened, &cause(EARLY), Vec::new()).await.unwrap();

        let set = account.value.clone().decide(AccountCommand::SetPassword { link: first }, now).unwrap();
        let passwords = self.build(|settings, _| Passwords::new(settings));
        let hash = passwords.hash(Password::typed(PASSWORD), Ids::Random.salt()).await.unwrap();
        let login = Login::of(&set.state, Some(hash));
        let with = vec![store.put_login(&email, &login, 0).unwrap()];
        let account = store.commit(&who, &account, set, &cause(EARLY), with).await.unwrap();

        let link = new(LinkPurpose::Reset, &account.value);
        let with = vec![store.put_link(&id, &link, &[]).unwrap()];
        // a facility that signs up a second time is told by mail that it has an account
        let person = Successor { name, entry: None };
        let again = AccountCommand::SignUpAgain { link, person, finished: false };
        let again = account.value.clone().decide(again, now).unwrap();
        store.commit(&who, &account, again, &cause(EARLY), with).await.unwrap();
        store.start_session::<Account>(&id, SECRET, &SessionRow::new(1, false, now), Vec::new()).await.unwrap();
    }

    async fn certificate(&self, actor: Actor, command: CertificateCommand) {
        let store = self.store();
        let who = authorize(&actor, Action::Change, application()).unwrap();
        let file = store.application_file(&who).await.unwrap();
        let around = Circumstances { window: file.window, now: instant(NOW), role: actor.role() };
        let decided = file.application.value.clone().decide(ApplicationCommand::Certificate(command), around).unwrap();
        store.commit(&who, &file.application, decided, &cause(NOW), Vec::new()).await.unwrap();
    }

    /// A certificate that was uploaded, inspected and promoted before.
    async fn attach(&self) {
        let (bytes, upload) = (certificate(), upload(EARLIER_UPLOAD));
        let file = AttachedFile {
            upload: upload.id.clone(),
            name: upload.name.clone(),
            size: upload.size,
            sha256: keys::sha256_hex(&bytes),
            pages: 1,
            lenient: false,
            attached: instant(NOW),
        };
        let key = certificate_key(&application(), &file.upload, &file.sha256);
        self.build(Files::new).promote(&key, bytes.to_vec(), &file.sha256).await.unwrap();
        self.certificate(Actor::Facility(ACCOUNT.parse().unwrap()), CertificateCommand::Announce(upload)).await;
        self.certificate(Actor::system("inspect_upload"), CertificateCommand::Attach(file)).await;
    }

    /// The bytes of the events' upload.
    async fn quarantine(&self) {
        let client = self.build(|_, aws| aws.s3(None));
        let key = quarantine_key(&application(), &UPLOAD.parse().unwrap());
        let bucket = self.setting("QUARANTINE_BUCKET").unwrap();
        let put = client.put_object().bucket(bucket).key(key).body(certificate().to_vec().into());
        put.send().await.unwrap();
    }

    /// Both forms, 登録済み.
    async fn register(&self) {
        self.saves(FormKind::ApplicationForm, &fixtures::application_form()).await;
        self.saves(FormKind::Overview, &fixtures::core_overview()).await;
    }

    /// One form with these answers, 登録済み.
    pub async fn saves(&self, kind: FormKind, answers: &Value) {
        let id = application();
        let definition = form::definition(id.kind, id.cycle);
        let who = authorize(&Actor::Facility(id.account.clone()), Action::Change, id).unwrap();
        let draft = Draft {
            version: 1,
            registered: Some(1),
            definition: definition.version().to_owned(),
            saved: Some(instant(NOW)),
            answers: form::read_json(definition.form(kind), answers).unwrap(),
            removed: None,
        };
        self.store().save_draft(&who, kind, &draft).await.unwrap();
    }
}

fn application() -> ApplicationId {
    let (cycle, kind) = ("2027-02".parse().unwrap(), ApplicationKind::Core);
    ApplicationId { account: ACCOUNT.parse().unwrap(), cycle, kind }
}

fn upload(id: &str) -> Upload {
    Upload {
        id: id.parse::<UploadId>().unwrap(),
        name: "申請書・在籍証明書.pdf".to_owned(),
        size: certificate().len() as u64,
        sha256: None,
        announced: instant(NOW),
        state: UploadState::Announced,
    }
}
