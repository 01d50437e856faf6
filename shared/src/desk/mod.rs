//! One application on the desk: everything its screens and its submission look at, read side by side, and what follows
//! from it. Whether a form is 登録済み is computed here and nowhere else.

mod at;
mod changes;
mod deadline;
mod filing;
mod known;
mod office;

use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::{
    Accreditation, AccreditationKind, Action, Actor, ApplicationId, ApplicationKind, ApplicationState, Capability,
    Circumstances, Phase, Refusal, UploadState, authorize,
};
use form::{Answers, Context, CoreFacility, Definition, FieldError, Form, FormKind, Held, OpenField};
use serde::Serialize;

use crate::registry::listed;
use crate::society::Society;
use crate::store::{ApplicationFile, Draft, Store};
use crate::web::{AppError, messages};

pub use at::{AtDesk, Place, Posting, application_id};
pub use changes::Change;
pub use deadline::Deadline;
pub use filing::Filing;
pub use office::{AtFile, Handling, office_path};

/// An application with what surrounds it.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Proof that the holder may do what the desk was loaded for.
    pub capability: Capability<ApplicationId>,
    /// The application, its drafts and its window.
    pub file: ApplicationFile,
    /// The 基幹施設 that can be named today.
    cores: Vec<CoreFacility>,
    /// Those that could ever be named: what was submitted keeps its names.
    all_cores: Vec<CoreFacility>,
    /// What a correction leaves open of each form, in the order of [`FormKind::ALL`].
    open: [Option<Vec<OpenField>>; 2],
    held: Vec<Held>,
    accreditations: Vec<Accreditation>,
    account: String,
    now: DateTime<Utc>,
}

/// 未完了 or 登録済み (E38).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FormStatus {
    /// 未完了
    Incomplete,
    /// 登録済み
    Registered,
}

impl FormStatus {
    /// The word of the manual.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Incomplete => "未完了",
            Self::Registered => "登録済み",
        }
    }

    /// How it is drawn.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Incomplete => "todo",
            Self::Registered => "done",
        }
    }
}

/// What is said of the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateStatus {
    /// `missing`, `announced`, `checking`, `attached` or `refused`.
    pub state: &'static str,
    /// In words.
    pub label: &'static str,
    /// The file's name.
    pub name: Option<String>,
    /// Why the last upload was refused.
    pub message: Option<&'static str>,
}

impl Desk {
    /// Loads the application of the actor's that `place` names, for `action`.
    pub async fn load(
        store: &Store,
        actor: &Actor,
        action: Action,
        place: &Place,
        now: DateTime<Utc>,
    ) -> Result<Self, AppError> {
        let capability = authorize(actor, action, application_id(actor, place)?)?;
        Self::granted(store, capability, now).await
    }

    /// Loads it again: somebody else changed it.
    pub async fn again(&self, store: &Store) -> Result<Self, AppError> {
        Self::granted(store, self.capability.clone(), self.now).await
    }

    /// Loads what a capability was granted on: one read latency, whatever there is to read.
    pub async fn granted(
        store: &Store,
        capability: Capability<ApplicationId>,
        now: DateTime<Utc>,
    ) -> Result<Self, AppError> {
        let id = capability.object().clone();
        let account = authorize(capability.actor(), Action::View, id.account.clone())?;
        let cores = async {
            match id.kind {
                ApplicationKind::Core => Ok(Vec::new()),
                ApplicationKind::Partner => store.roster(AccreditationKind::Core).await,
            }
        };
        let (file, held, cores) =
            tokio::try_join!(store.application_file(&capability), store.accreditations(&account), cores)?;
        let today = jst_date(now);
        let facilities = |all: &[Accreditation]| all.iter().map(known::core_facility).collect();
        let in_force = listed(&cores, AccreditationKind::Core, today);
        Ok(Self {
            capability,
            open: FormKind::ALL.map(|kind| known::opened(&file, kind)),
            file,
            cores: facilities(&in_force),
            all_cores: facilities(&cores),
            held: held.iter().filter(|held| held.in_force(today)).map(known::held).collect(),
            accreditations: held,
            account: id.account.to_string(),
            now,
        })
    }

    /// What surrounds a command about it.
    pub fn around(&self) -> Circumstances {
        Circumstances { window: self.file.window, now: self.now, role: self.capability.actor().role() }
    }

    /// Its name.
    pub fn id(&self) -> &ApplicationId {
        self.capability.object()
    }

    /// Where its window lies relative to now.
    pub fn phase(&self) -> Phase {
        self.file.window.phase(self.now)
    }

    /// The path of its screen.
    pub fn path(&self) -> String {
        let id = self.id();
        format!("/applications/{}/{}", id.cycle, id.kind.slug())
    }

    /// The definition of its forms.
    pub fn definition(&self) -> &'static Definition {
        known::definition(&self.file)
    }

    /// All that its facility holds or held.
    pub fn accreditations(&self) -> &[Accreditation] {
        &self.accreditations
    }

    /// When it was read.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Whether anything of a form may be changed now.
    pub fn may_edit(&self, kind: FormKind) -> Result<(), Refusal> {
        self.file.application.value.may_edit(kind.slug(), self.file.window, self.now)
    }

    /// What stands in a form when it is opened: what was saved, else what is known already.
    pub fn beginning(&self, kind: FormKind, login_address: &str) -> Answers {
        let draft = self.file.draft(kind);
        if draft.version > 0 {
            return draft.answers.clone();
        }
        form::prefilled(self.form(kind), &self.context(kind), login_address)
    }

    /// What a correction leaves open of a form; `None` while no correction is asked for.
    pub fn open(&self, kind: FormKind) -> Option<&[OpenField]> {
        let [application_form, overview] = &self.open;
        match kind {
            FormKind::ApplicationForm => application_form.as_deref(),
            FormKind::Overview => overview.as_deref(),
        }
    }

    /// One form's definition.
    pub fn form(&self, kind: FormKind) -> &'static Form {
        self.definition().form(kind)
    }

    /// Whether this kind is held beyond the day on which a new accreditation would start (E45).
    pub fn is_already_held(&self) -> bool {
        let (kind, start) = (self.id().kind.accreditation(), self.id().cycle.accreditation_start());
        self.accreditations.iter().any(|held| held.kind == kind && held.in_force(start))
    }

    /// What submitted answers are put into words with: names stay, also of facilities that can no longer be named.
    pub fn record(&self, kind: FormKind) -> Context<'_> {
        Context { core_facilities: &self.all_cores, ..self.context(kind) }
    }

    /// What a form is checked against.
    pub fn context(&self, kind: FormKind) -> Context<'_> {
        let id = self.id();
        Context {
            other: Some(&self.file.other(kind).answers),
            core_facilities: &self.cores,
            held: &self.held,
            own_account: Some(&self.account),
            certificate: self.certificate_name(),
            template_version: &Society::current().certificate_form_version,
            open: self.open(kind),
            ..Context::new(id.kind, id.cycle, jst_date(self.now))
        }
    }

    fn certificate_name(&self) -> Option<&str> {
        let certificate = &self.file.application.value.certificate;
        let received = certificate.latest.as_ref().filter(|upload| upload.state == UploadState::Received);
        received.map(|upload| &upload.name).or(certificate.attached.as_ref().map(|file| &file.name)).map(String::as_str)
    }

    /// What is wrong with answers, in form order. In a correction only what is open can be put right, so only that counts:
    /// the rest is as it was submitted.
    pub fn errors(&self, kind: FormKind, answers: &Answers) -> Vec<FieldError> {
        let context = self.context(kind);
        let mut errors = form::validate(self.form(kind), answers, &context);
        errors.retain(|error| context.is_open(error.field.split('.').next().unwrap_or_default()));
        errors
    }

    /// 登録済み means: registered, unchanged since, and valid now. What was submitted stays 登録済み, but for what a
    /// correction has opened (E31).
    pub fn status(&self, kind: FormKind) -> FormStatus {
        self.standing(kind, || self.errors(kind, &self.file.draft(kind).answers)).0
    }

    /// The same, with what keeps a form that was registered from being 登録済み. `faults` finds what is wrong with what was
    /// saved, if that matters.
    pub fn standing(&self, kind: FormKind, faults: impl FnOnce() -> Vec<FieldError>) -> (FormStatus, Vec<FieldError>) {
        let draft = self.file.draft(kind);
        let settled = match self.open(kind) {
            Some(open) => open.is_empty(),
            None => self.file.application.value.state != ApplicationState::Draft,
        };
        let errors = if draft.is_registered() && !settled { faults() } else { Vec::new() };
        let good = settled || (draft.is_registered() && errors.is_empty());
        (if good { FormStatus::Registered } else { FormStatus::Incomplete }, errors)
    }

    /// What is said of the certificate.
    pub fn certificate(&self) -> CertificateStatus {
        let certificate = &self.file.application.value.certificate;
        let name = self.certificate_name().map(str::to_owned);
        let (state, label, message) = match certificate.latest.as_ref().map(|upload| upload.state) {
            Some(UploadState::Refused { reason }) => {
                ("refused", "受け付けられませんでした", Some(messages::upload(reason)))
            }
            Some(UploadState::Received) => ("checking", "確認中", None),
            Some(UploadState::Announced) | None if certificate.attached.is_some() => {
                ("attached", "アップロード済み", None)
            }
            Some(UploadState::Announced) => ("announced", "アップロード待ち", None),
            None => ("missing", "未アップロード", None),
        };
        CertificateStatus { state, label, name, message }
    }

    /// A draft that follows what was read.
    pub fn next_draft(&self, kind: FormKind, answers: Answers, registered: bool) -> Draft {
        let version = self.file.draft(kind).version + 1;
        Draft {
            version,
            registered: registered.then_some(version),
            definition: self.definition().version().to_owned(),
            saved: Some(self.now),
            answers,
            removed: None,
        }
    }
}
