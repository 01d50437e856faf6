//! Applications in each state, with their forms, submissions and windows.

use domain::{
    Application, ApplicationCommand, ApplicationId, AttachedFile, Capability, CertificateCommand, Circumstances,
    Claims, CoreLink, Particulars, Submission, Upload, UploadRefusal, UploadState,
};
use form::{Answers, FormKind, Value};

use super::super::{Draft, Snapshot, Store, Table, Versioned, Write, keys};
use super::{Wire, applicant, cause, comes_back, id, inspector, now};
use crate::tests::fixture::ulid;

pub(super) async fn does(
    store: &Store,
    capability: &Capability<ApplicationId>,
    read: &Versioned<Application>,
    command: ApplicationCommand,
    with: Vec<Write>,
) -> Versioned<Application> {
    let role = capability.actor().role();
    let around = Circumstances { window: id().cycle.default_window(), now: now(), role };
    let decided = read.value.clone().decide(command, around).unwrap();
    store.commit(capability, read, decided, &cause(), with).await.unwrap()
}

fn upload() -> Upload {
    Upload {
        id: ulid("VP10AD"),
        name: "在籍証明書.pdf".to_owned(),
        size: 123_456,
        sha256: Some("ab".repeat(32)),
        announced: now(),
        state: UploadState::Announced,
    }
}

pub(super) fn attached() -> AttachedFile {
    AttachedFile {
        upload: upload().id,
        name: upload().name,
        size: upload().size,
        sha256: "ab".repeat(32),
        pages: 2,
        lenient: false,
        attached: now(),
    }
}

pub(super) fn submission() -> Submission {
    Submission {
        already_held: false,
        forms_registered: true,
        receipt_no: "C2027-02-7K4QP".to_owned(),
        particulars: particulars(),
        digest: "cd".repeat(32),
        rest: None,
    }
}

fn particulars() -> Particulars {
    let core = CoreLink { core: ulid("C0RE"), primary: true };
    Particulars {
        facility_name: "架空緩和ケア病院".to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: "髙橋　花子".to_owned(),
        qualified: true,
        contact: "架空　次郎 03-0000-0000".to_owned(),
        claims: Claims::default(),
        core_links: vec![core],
    }
}

fn answers() -> Answers {
    let row = [
        ("last_name".to_owned(), form::Cell::Text("髙橋".to_owned())),
        ("full_time".to_owned(), form::Cell::Flag(true)),
    ];
    [
        ("facility_name".to_owned(), Value::Text("架空緩和ケア病院".to_owned())),
        ("confirmed".to_owned(), Value::Flag(true)),
        ("categories".to_owned(), Value::Choices(vec!["ward".to_owned(), "team".to_owned()])),
        ("instructors".to_owned(), Value::Rows(vec![row.into_iter().collect()])),
    ]
    .into_iter()
    .collect()
}

fn snapshot() -> Snapshot {
    Snapshot {
        number: 1,
        at: now(),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        definition: "core/2026-08".to_owned(),
        application_form: answers(),
        overview: Answers::default(),
        certificate: None,
        digest: "cd".repeat(32),
        privacy: Some("2026年7月1日".to_owned()),
    }
}

/// An upload announced and received.
pub(super) async fn checking(store: &Store) -> Versioned<Application> {
    let read = Versioned::unstored(Application::untouched(id()));
    let announce = ApplicationCommand::Certificate(CertificateCommand::Announce(upload()));
    let read = does(store, &applicant(), &read, announce, Vec::new()).await;
    let receive = ApplicationCommand::Certificate(CertificateCommand::Receive(upload().id));
    does(store, &applicant(), &read, receive, Vec::new()).await
}

pub(super) async fn submitted(store: &Store, read: &Versioned<Application>) -> Versioned<Application> {
    let with = store.put_submission(&applicant(), &snapshot()).unwrap();
    does(store, &applicant(), read, ApplicationCommand::Submit(submission()), with).await
}

pub(super) async fn is_stored(store: &Store, committed: &Versioned<Application>) {
    comes_back::<Versioned<Application>>(store, Table::Portal, &keys::application(&id()), "application").await;
    let read = store.application_file(&applicant()).await.unwrap().application;
    assert_eq!((read.version, &read.last, &read.value), (committed.version, &committed.last, &committed.value));
}

#[tokio::test]
async fn an_application_in_each_state() {
    let (wire, store) = Wire::new();
    let print = || wire.print("portal", &keys::application(&id()));
    let draft = checking(&store).await;
    insta::assert_snapshot!("application_draft", print());
    is_stored(&store, &draft).await;
    let filed = submitted(&store, &draft).await;
    insta::assert_snapshot!("application_submitted_being_checked", print());
    is_stored(&store, &filed).await;
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(upload().id, UploadRefusal::Encrypted));
    let reopened = does(&store, &inspector(), &filed, refuse, Vec::new()).await;
    insta::assert_snapshot!("application_correction_requested", print());
    is_stored(&store, &reopened).await;
}

#[tokio::test]
async fn an_application_whose_certificate_is_attached() {
    let (wire, store) = Wire::new();
    let draft = checking(&store).await;
    let attach = ApplicationCommand::Certificate(CertificateCommand::Attach(attached()));
    let draft = does(&store, &inspector(), &draft, attach, Vec::new()).await;
    let filed = submitted(&store, &draft).await;
    insta::assert_snapshot!("application_submitted", wire.print("portal", &keys::application(&id())));
    is_stored(&store, &filed).await;
    insta::assert_snapshot!("submission_writes", wire.keys());
    comes_back::<Versioned<Application>>(&store, Table::Portal, &keys::work(&id()), "application").await;
}

#[tokio::test]
async fn an_application_that_was_never_touched_is_read_as_such() {
    let (_, store) = Wire::new();
    let file = store.application_file(&applicant()).await.unwrap();
    assert_eq!((file.application.version, file.application.value), (0, Application::untouched(id())));
    assert_eq!((file.application_form.version, file.overview.version), (0, 0));
    assert_eq!(file.window, id().cycle.default_window());
}

#[tokio::test]
async fn a_draft_of_a_form() {
    let (wire, store) = Wire::new();
    let draft = Draft {
        version: 1,
        registered: None,
        definition: "core/2026-08".to_owned(),
        saved: Some(now()),
        answers: answers(),
        removed: None,
    };
    store.save_draft(&applicant(), FormKind::ApplicationForm, &draft).await.unwrap();
    let key = keys::form(&id(), FormKind::ApplicationForm.slug());
    insta::assert_snapshot!("form", wire.print("portal", &key));
    comes_back::<Draft>(&store, Table::Portal, &key, "form").await;
    let read = store.application_file(&applicant()).await.unwrap().application_form;
    assert_eq!((read.version, read.registered, read.answers), (1, None, answers()));
}

#[tokio::test]
async fn a_submission_with_its_receipt_number_and_its_entry() {
    let (wire, store) = Wire::new();
    let draft = checking(&store).await;
    submitted(&store, &draft).await;
    for (name, key) in [
        ("submission", keys::submission(&id(), 1)),
        ("receipt", keys::receipt("C2027-02-7K4QP")),
        ("account_application", keys::account_application(&id())),
    ] {
        insta::assert_snapshot!(name, wire.print("portal", &key));
    }
    comes_back::<Snapshot>(&store, Table::Portal, &keys::submission(&id(), 1), "submission").await;
    comes_back::<ApplicationId>(&store, Table::Portal, &keys::receipt("C2027-02-7K4QP"), "receipt").await;
    let read = store.submission(&applicant(), 1).await.unwrap().unwrap();
    assert_eq!((read.application_form, read.certificate), (answers(), None));
}
