//! Applications: the task list's one read, drafts, and submissions.

use chrono::{DateTime, Utc};
use domain::{AccountId, Application, ApplicationId, Capability, Cycle, FiledFile, Office, Window};
use form::{Answers, FormKind, Removed};
use serde::{Deserialize, Serialize};

use super::aggregate::{Versioned, versioned};
use super::answers;
use super::item::{from_item, to_item};
use super::registry::{MOST_KEYS, window_of};
use super::{Item, Store, StoreError, Table, Write, keys};

/// The answers of one form as last saved.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// Rises with every save; 0 where nothing was saved.
    pub version: u64,
    /// The version that was registered (登録), if any.
    pub registered: Option<u64>,
    /// The form's definition that the answers belong to.
    pub definition: String,
    /// When it was saved.
    pub saved: Option<DateTime<Utc>>,
    /// The answers.
    #[serde(with = "answers::packed")]
    pub answers: Answers,
    /// The row that was removed last, until the form is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<Removed>,
}

impl Draft {
    /// True when what is there now was registered. Whether it is still valid is asked again each time.
    pub fn is_registered(&self) -> bool {
        self.registered == Some(self.version)
    }

    /// Whether nothing was saved before it.
    pub const fn is_first(&self) -> bool {
        self.version == 1
    }
}

/// Everything the screens of one application need.
#[derive(Clone, Debug)]
pub struct ApplicationFile {
    /// The application.
    pub application: Versioned<Application>,
    /// 1.申請書
    pub application_form: Draft,
    /// 2.概要書
    pub overview: Draft,
    /// When applications of its cycle and kind are received.
    pub window: Window,
}

impl ApplicationFile {
    /// The draft of one form.
    pub fn draft(&self, form: FormKind) -> &Draft {
        match form {
            FormKind::ApplicationForm => &self.application_form,
            FormKind::Overview => &self.overview,
        }
    }

    /// The draft of the other form.
    pub fn other(&self, form: FormKind) -> &Draft {
        match form {
            FormKind::ApplicationForm => &self.overview,
            FormKind::Overview => &self.application_form,
        }
    }
}

/// Both drafts of an application.
#[derive(Clone, Debug)]
pub struct Drafts {
    /// Whose.
    pub id: ApplicationId,
    /// 1.申請書
    pub application_form: Draft,
    /// 2.概要書
    pub overview: Draft,
}

impl Drafts {
    /// The draft of one form.
    pub fn draft(&self, form: FormKind) -> &Draft {
        match form {
            FormKind::ApplicationForm => &self.application_form,
            FormKind::Overview => &self.overview,
        }
    }
}

/// What was submitted: never changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    /// 1 for the first.
    pub number: u32,
    /// When it was received.
    pub at: DateTime<Utc>,
    /// 受付番号
    pub receipt_no: String,
    /// The form's definition.
    pub definition: String,
    /// 1.申請書
    #[serde(with = "answers::json")]
    pub application_form: Answers,
    /// 2.概要書
    #[serde(with = "answers::json")]
    pub overview: Answers,
    /// The certificate.
    pub certificate: Option<FiledFile>,
    /// The version of 個人情報の取扱い that was agreed to, by its date; `None` of submissions before it was kept.
    #[serde(default)]
    pub privacy: Option<String>,
    /// SHA-256 of the definition's name, the answers and the certificate, hex.
    pub digest: String,
}

impl Snapshot {
    /// The answers of one form.
    pub const fn answers(&self, form: FormKind) -> &Answers {
        match form {
            FormKind::ApplicationForm => &self.application_form,
            FormKind::Overview => &self.overview,
        }
    }

    /// The answers of the other form.
    pub const fn other(&self, form: FormKind) -> &Answers {
        match form {
            FormKind::ApplicationForm => &self.overview,
            FormKind::Overview => &self.application_form,
        }
    }
}

impl Store {
    /// An application with its drafts and window, in one round trip.
    pub async fn application_file(
        &self,
        capability: &Capability<ApplicationId>,
    ) -> Result<ApplicationFile, StoreError> {
        let id = capability.object();
        let wanted = [
            (Table::Portal, keys::application(id)),
            (Table::Portal, keys::form(id, FormKind::ApplicationForm.slug())),
            (Table::Portal, keys::form(id, FormKind::Overview.slug())),
            (Table::Portal, keys::window(id.cycle, id.kind)),
        ];
        let mut found = self.get_all(&wanted).await?.into_iter();
        let mut next = || found.next().flatten();
        Ok(ApplicationFile {
            application: versioned(next(), Application::untouched(id.clone()))?,
            application_form: draft(next())?,
            overview: draft(next())?,
            window: window_of(next(), id.cycle)?,
        })
    }

    /// 一時保存: one conditional write. The draft must still be the one that was read.
    pub async fn save_draft(
        &self,
        capability: &Capability<ApplicationId>,
        form: FormKind,
        next: &Draft,
    ) -> Result<(), StoreError> {
        self.save_drafts(capability, &[(form, next.clone())]).await
    }

    /// Saves several drafts of one application, all or none.
    pub async fn save_drafts(
        &self,
        capability: &Capability<ApplicationId>,
        drafts: &[(FormKind, Draft)],
    ) -> Result<(), StoreError> {
        let writes = drafts.iter().map(|(form, next)| self.put_draft(capability, *form, next));
        let mut writes: Vec<Write> = writes.collect::<Result<_, _>>()?;
        if drafts.iter().any(|(_, next)| next.is_first()) {
            writes.push(self.list_draft(capability)?);
        }
        self.transact(writes).await
    }

    /// The write that enters a draft in the list of its round, with the first save of each form.
    pub fn list_draft(&self, capability: &Capability<ApplicationId>) -> Result<Write, StoreError> {
        let id = capability.object();
        Write::put_over(self, Table::Portal, to_item(&keys::draft(id), "draft", id)?)
    }

    /// The applications of a round in which something was saved, submitted ones included.
    pub async fn drafts_in(&self, _: &Capability<Office>, cycle: Cycle) -> Result<Vec<ApplicationId>, StoreError> {
        let items = self.query_prefix(Table::Portal, &keys::drafts_partition(cycle), "").await?;
        items.into_iter().map(from_item).collect()
    }

    /// Applications by name, each as stored or untouched.
    pub async fn applications_named(
        &self,
        capabilities: &[Capability<ApplicationId>],
    ) -> Result<Vec<Versioned<Application>>, StoreError> {
        let ids = || capabilities.iter().map(Capability::object);
        let wanted: Vec<_> = ids().map(|id| (Table::Portal, keys::application(id))).collect();
        let mut found = Vec::new();
        for some in wanted.chunks(MOST_KEYS) {
            found.extend(self.get_all(some).await?);
        }
        ids().zip(found).map(|(id, item)| versioned(item, Application::untouched(id.clone()))).collect()
    }

    /// The write of a draft, alone or inside a commit. It follows the version before its own.
    pub fn put_draft(
        &self,
        capability: &Capability<ApplicationId>,
        form: FormKind,
        next: &Draft,
    ) -> Result<Write, StoreError> {
        let key = keys::form(capability.object(), form.slug());
        Write::put(self, Table::Portal, to_item(&key, "form", next)?, next.version.saturating_sub(1))
    }

    /// The writes that a submission adds to its commit: the snapshot, and for the first one the receipt number and the
    /// entry in the account's list.
    pub fn put_submission(
        &self,
        capability: &Capability<ApplicationId>,
        snapshot: &Snapshot,
    ) -> Result<Vec<Write>, StoreError> {
        let id = capability.object();
        let item = to_item(&keys::submission(id, snapshot.number), "submission", snapshot)?;
        let mut writes = vec![Write::put(self, Table::Portal, item, 0)?];
        if snapshot.number == 1 {
            for (key, kind) in [
                (keys::receipt(&snapshot.receipt_no), "receipt"),
                (keys::account_application(id), "account_application"),
            ] {
                writes.push(Write::put(self, Table::Portal, to_item(&key, kind, id)?, 0)?);
            }
        }
        Ok(writes)
    }

    /// The applications that an account has submitted, oldest first.
    pub async fn submitted_applications(
        &self,
        capability: &Capability<AccountId>,
    ) -> Result<Vec<ApplicationId>, StoreError> {
        let partition = keys::account_partition(capability.object());
        let items = self.query_prefix(Table::Portal, &partition, keys::ACCOUNT_APPLICATIONS).await?;
        items.into_iter().map(from_item).collect()
    }

    /// The drafts of some of an account's applications, in one round trip; those of anybody else are left out.
    pub async fn drafts_of(
        &self,
        capability: &Capability<AccountId>,
        ids: &[ApplicationId],
    ) -> Result<Vec<Drafts>, StoreError> {
        let ids = || ids.iter().filter(|id| id.account == *capability.object());
        let keys = ids().flat_map(|id| FormKind::ALL.map(|form| (Table::Portal, keys::form(id, form.slug()))));
        let mut found = self.get_all(&keys.collect::<Vec<_>>()).await?.into_iter();
        let mut next = || draft(found.next().flatten());
        ids().map(|id| Ok(Drafts { id: id.clone(), application_form: next()?, overview: next()? })).collect()
    }

    /// What was submitted.
    pub async fn submission(
        &self,
        capability: &Capability<ApplicationId>,
        number: u32,
    ) -> Result<Option<Snapshot>, StoreError> {
        let key = keys::submission(capability.object(), number);
        self.get(Table::Portal, &key, true).await?.map(from_item).transpose()
    }
}

fn draft(item: Option<Item>) -> Result<Draft, StoreError> {
    item.map_or_else(|| Ok(Draft::default()), from_item)
}
