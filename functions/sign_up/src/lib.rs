//! 新規登録: name and address in, a mail with the link to set a password out (S29–S48). Whether an address is known is
//! told by the mail, not by the page (E1–E3).

mod page;
mod sent;

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use domain::calendar::jst_date;
use domain::{
    Account, AccountCommand, AccountId, Action, Actor, ApplicationKind, EmailAddress, Event, Limit, Link, LinkPurpose,
    PersonName, Refusal, Successor, address_in_use, authorize, parse_name_part,
};
use serde::Deserialize;
use shared::aws::Aws;
use shared::config::Settings;
use shared::ids::Ids;
use shared::store::{AccountFile, Counted, Login, Store, Versioned, settle};
use shared::web::{AppError, FieldError, Page, Posted, Received, Routes, Web, messages};

use page::{Form, SignUpPage};
use sent::{SentTo, remembered};

/// What signing up needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone)]
pub struct Deps {
    /// Accounts, links, counters.
    pub store: Store,
    /// Names of accounts and links.
    pub ids: Ids,
    /// How the portal is reached.
    pub web: Web,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), ids: Ids::Random, web: Web::new(settings) }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default().route("/signup", get(show).post(sign_up))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}

#[derive(Deserialize)]
struct Entry {
    entry: Option<String>,
    sent: Option<String>,
}

async fn show(State(deps): State<Deps>, Query(query): Query<Entry>, SentTo(to): SentTo) -> Page<SignUpPage> {
    let form = Form { entry: query.entry.unwrap_or_default(), ..Form::default() };
    Page::new(if query.sent.is_some() {
        SignUpPage::sent(&deps.web, &form, to.as_ref())
    } else {
        SignUpPage::form(&deps.web, &form, &[])
    })
}

async fn sign_up(State(deps): State<Deps>, received: Received, posted: Posted) -> Result<Page<SignUpPage>, AppError> {
    let form: Form = posted.read()?;
    let applicant = match parse(&form) {
        Ok(applicant) => applicant,
        Err(errors) => return Ok(invalid(&deps, &form, errors)),
    };
    if within_limits(&deps, &applicant, &received).await? {
        match settle(|| register(&deps, &applicant, &received)).await {
            Ok(()) => {}
            Err(AppError::Refused(Refusal::AddressInUse)) => {
                let (.., title, _) = messages::refusal(Refusal::AddressInUse);
                return Ok(invalid(&deps, &form, vec![FieldError::new("email", title)]));
            }
            Err(error) => return Err(error),
        }
    }
    let sent = format!("/signup?sent=1&entry={}", applicant.entry.map_or("", ApplicationKind::slug));
    let page = Page::new(SignUpPage::sent(&deps.web, &form, Some(&applicant.email)));
    Ok(page.see_other(sent).cookie(remembered(&deps.web, &applicant.email)))
}

fn invalid(deps: &Deps, form: &Form, errors: Vec<FieldError>) -> Page<SignUpPage> {
    Page::invalid(SignUpPage::form(&deps.web, form, &errors), errors)
}

/// What was typed, parsed.
struct Applicant {
    email: EmailAddress,
    name: PersonName,
    entry: Option<ApplicationKind>,
}

fn parse(form: &Form) -> Result<Applicant, Vec<FieldError>> {
    let last = parse_name_part(&form.last_name).map_err(|e| FieldError::new("last_name", messages::name_part("姓", e)));
    let first =
        parse_name_part(&form.first_name).map_err(|e| FieldError::new("first_name", messages::name_part("名", e)));
    let email = EmailAddress::parse(&form.email).map_err(|e| FieldError::new("email", messages::email(e)));
    match (last, first, email) {
        (Ok(last), Ok(first), Ok(email)) => {
            Ok(Applicant { email, name: PersonName { last, first }, entry: form.entry.parse().ok() })
        }
        (last, first, email) => Err([last.err(), first.err(), email.err()].into_iter().flatten().collect()),
    }
}

/// Above either limit the page is the same and no mail is sent. What is above that of the network is not counted for the
/// address, so that one host cannot use up the mails of many.
async fn within_limits(deps: &Deps, applicant: &Applicant, received: &Received) -> Result<bool, AppError> {
    let ip = received.source_ip.to_string();
    let address = applicant.email.canonical();
    Ok(deps.store.count(&Limit::SIGN_UP_IP, &ip, received.now).await? == Counted::Within
        && deps.store.count(&Limit::SIGN_UP_ADDRESS, &address, received.now).await? == Counted::Within)
}

/// One attempt at load → decide → commit; `None` when somebody else was first.
async fn register(deps: &Deps, applicant: &Applicant, received: &Received) -> Result<Option<()>, AppError> {
    let now = received.now;
    let found = deps.store.login(&applicant.email).await?;
    let login = found.as_ref().filter(|login| !login.is_free(now));
    let id: AccountId = login.map_or_else(|| deps.ids.name(now), |login| login.account.clone());
    // asked for an address that nobody holds too: the same work, whoever asks
    let capability = authorize(&Actor::Anonymous, Action::Identify, id.clone())?;
    let file = deps.store.account_file(&capability).await?;
    address_in_use(&file.accreditations, jst_date(now))?;
    let finished = deps.store.is_finished(&id, &file, now).await?;
    let committed = match (&file.account, login) {
        (Some(account), Some(_)) => again(deps, account, &file, finished, applicant, received).await,
        _ => open(deps, id, found.as_ref(), applicant, received).await,
    };
    match committed {
        Ok(()) => Ok(Some(())),
        Err(AppError::Conflict) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn open(
    deps: &Deps,
    id: AccountId,
    found: Option<&Login>,
    applicant: &Applicant,
    received: &Received,
) -> Result<(), AppError> {
    let now = received.now;
    let claimed = Login::claim(found, &id, now).ok_or(AppError::Conflict)?;
    let capability = authorize(&Actor::Anonymous, Action::Identify, id.clone())?;
    let new_link = |account: &Account| Link::new(deps.ids.name(now), LinkPurpose::Issuance, account.epoch, now);
    let (decided, link) =
        Account::open(id.clone(), applicant.email.clone(), applicant.name.clone(), applicant.entry, new_link);
    let login = Login::of(&decided.state, None);
    let with = vec![deps.store.put_link(&id, &link, &[])?, deps.store.put_login(&applicant.email, &login, claimed)?];
    let unstored = Versioned::unstored(decided.state.clone());
    deps.store.commit(&capability, &unstored, decided, &received.cause(), with).await?;
    Ok(())
}

/// As many writes of the same kind as [`open`] makes.
async fn again(
    deps: &Deps,
    account: &Versioned<Account>,
    file: &AccountFile,
    finished: bool,
    applicant: &Applicant,
    received: &Received,
) -> Result<(), AppError> {
    let (id, now) = (&account.value.id, received.now);
    let capability = authorize(&Actor::Anonymous, Action::Identify, id.clone())?;
    let fresh = Link::new(deps.ids.name(now), LinkPurpose::Issuance, account.value.epoch, now);
    let link = fresh.or_newest(&file.links, account.value.epoch, now);
    let person = Successor { name: applicant.name.clone(), entry: applicant.entry };
    let command = AccountCommand::SignUpAgain { link: link.clone(), person, finished };
    let decided = account.value.clone().decide(command, now)?;
    let stored = match decided.event {
        Event::LinkIssued { .. } => deps.store.put_link(id, &link, &file.links)?,
        _ => deps.store.decoy_link(&link.id)?,
    };
    let with = vec![stored, deps.store.decoy_login(&link.id)?];
    deps.store.commit(&capability, account, decided, &received.cause(), with).await?;
    Ok(())
}
