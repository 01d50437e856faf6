//! パスワードの発行 and a new password: the pages of a link for one.

use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use domain::{
    Account, AccountCommand, AccountId, Action, Actor, ApplicationKind, LinkPurpose, Password, Succession, authorize,
};
use serde::Deserialize;
use shared::store::{Login, Versioned, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, messages};

use crate::Deps;
use crate::page::PasswordPage;
use crate::token::{Good, Token, exchanged, forget, or_dead, read};

/// A link for a password.
const fn for_a_password(purpose: LinkPurpose) -> bool {
    !purpose.is_of_an_address()
}

/// The link of the mail.
pub(crate) async fn open(
    State(deps): State<Deps>,
    received: Received,
    Path(token): Path<String>,
) -> axum::response::Response {
    exchanged(&deps, &token, false, "/password/new", asking(&deps, &token, &received).await)
}

async fn asking(deps: &Deps, token: &str, received: &Received) -> Result<PasswordPage, AppError> {
    let good = read(deps, token, for_a_password, received).await?;
    Ok(PasswordPage::form(&deps.web, good.link.purpose, &[]))
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    received: Received,
    token: Token,
    Query(query): Query<Done>,
) -> Result<axum::response::Response, AppError> {
    if let Some(entry) = query.done {
        return Ok(Page::new(PasswordPage::done(&deps.web, entry.parse().ok())).into_response());
    }
    let page = asking(&deps, token.text(), &received).await;
    or_dead(&deps, false, page.map(|page| Page::new(page).into_response()))
}

/// The POST that uses the link.
pub(crate) async fn set(
    State(deps): State<Deps>,
    received: Received,
    token: Token,
    posted: Posted,
) -> Result<axum::response::Response, AppError> {
    let outcome = use_link(&deps, &received, token.or_posted(&posted), &posted).await;
    or_dead(&deps, false, outcome)
}

async fn use_link(
    deps: &Deps,
    received: &Received,
    token: &str,
    posted: &Posted,
) -> Result<axum::response::Response, AppError> {
    let good = read(deps, token, for_a_password, received).await?;
    let password = match parse(posted, &good.account.value) {
        Ok(password) => password,
        Err(errors) => {
            let model = PasswordPage::form(&deps.web, good.link.purpose, &errors);
            return Ok(Page::invalid(model, errors).into_response());
        }
    };
    let hash = deps.passwords.hash(password, deps.ids.salt()).await?;
    let first = tokio::sync::Mutex::new(Some(good));
    let entry = settle(|| async {
        // beaten: whether the link was used meanwhile is read from the link, not guessed
        let good = match first.lock().await.take() {
            Some(good) => good,
            None => read(deps, token, for_a_password, received).await?,
        };
        if good.account.value.is_succession(&good.link) {
            return succeed(deps, good, &hash, received).await;
        }
        store(deps, good, &hash, received).await
    });
    Ok(done(deps, entry.await?))
}

fn done(deps: &Deps, entry: Option<ApplicationKind>) -> axum::response::Response {
    let path = format!("/password/new?done={}", entry.map_or("mypage", ApplicationKind::slug));
    Page::new(PasswordPage::done(&deps.web, entry)).see_other(path).cookie(forget(deps)).into_response()
}

fn parse(posted: &Posted, account: &Account) -> Result<Password, Vec<FieldError>> {
    let typed = posted.text("password").unwrap_or("");
    let repeated = posted.text("password_confirmation").unwrap_or("");
    let local_part = account.email.as_str().split('@').next().unwrap_or("");
    let password = Password::new(typed, &[local_part, &account.name.last, &account.name.first]);
    let weak = password.as_ref().err().map(|weak| FieldError::new("password", messages::weak_password(*weak)));
    let differs = (typed != repeated).then(|| FieldError::new("password_confirmation", messages::PASSWORD_MISMATCH));
    match (password, differs) {
        (Ok(password), None) => Ok(password),
        (_, differs) => Err(weak.into_iter().chain(differs).collect()),
    }
}

/// One attempt, with the entry that the person came from; `None` when somebody else was first.
async fn store(
    deps: &Deps,
    good: Good,
    hash: &str,
    received: &Received,
) -> Result<Option<Option<ApplicationKind>>, AppError> {
    let now = received.now;
    let (account, link) = (&good.account, good.link);
    let use_link = deps.store.use_link(&account.value.id, &link, now)?;
    let read = Login::of(&account.value, None).version;
    let decided = account.value.clone().decide(AccountCommand::SetPassword { link }, now)?;
    let login = Login::of(&decided.state, Some(hash.to_owned()));
    let with = vec![use_link, deps.store.put_login(&account.value.email, &login, read)?];
    let committed = deps.store.commit(&good.capability, account, decided, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|account| account.value.entry))
}

/// The same for a finished account: it is closed, and a new one takes its address (S5, E1). One commit.
async fn succeed(
    deps: &Deps,
    good: Good,
    hash: &str,
    received: &Received,
) -> Result<Option<Option<ApplicationKind>>, AppError> {
    let (store, now, account) = (&deps.store, received.now, &good.account);
    let file = store.account_file(&good.capability).await?;
    let finished = store.is_finished(&account.value.id, &file, now).await?;
    let id: AccountId = deps.ids.name(now);
    let capability = authorize(&Actor::Anonymous, Action::Identify, id.clone())?;
    let Succession { closed, opened } = account.value.clone().succeed(&good.link, finished, id, now)?;
    let login = Login::of(&opened.state, Some(hash.to_owned()));
    let read = Login::of(&account.value, None).version;
    let unstored = Versioned::unstored(opened.state.clone());
    let (new, mut with) = store.writes(&capability, &unstored, opened, &received.cause())?;
    with.push(store.use_link(&account.value.id, &good.link, now)?);
    with.push(store.put_login(&account.value.email, &login, read)?);
    let committed = store.commit(&good.capability, account, closed, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|_| new.value.entry))
}
