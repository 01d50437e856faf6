//! An invitation: its link is exchanged for a short-lived cookie, so that the link itself does not stay in the address
//! bar, and is used by the POST alone, which sets password and authenticator together.

use anyhow::Context as _;
use axum::extract::{FromRequestParts, Path, State};
use axum::response::{IntoResponse, Response};
use domain::{Action, Actor, Capability, Link, LinkId, Password, Refusal, Staff, StaffCommand, StaffId, authorize};
use http::header::REFERRER_POLICY;
use http::request::Parts;
use shared::authenticator::Authenticator;
use shared::store::{StaffLogin, StaffPassword, Versioned, settle, unless_beaten};
use shared::web::session::cookie;
use shared::web::{AppError, FieldError, Page, Posted, Received, SameSite, messages};

use crate::Deps;
use crate::page::{DeadInvitationPage, EnrolPage, LoginPage};

const COOKIE_NAME: &str = "staff-link";
/// Seconds for which the cookie lasts: as long as it takes to set up an app.
const COOKIE_AGE: i64 = 15 * 60;

/// The token of the cookie.
pub(crate) struct Token(Option<String>);

impl FromRequestParts<Deps> for Token {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, deps: &Deps) -> Result<Self, AppError> {
        Ok(Self(cookie(parts, &deps.web.cookie_name(COOKIE_NAME))))
    }
}

/// An invitation that may be used, and whom it is for.
struct Invited {
    capability: Capability<StaffId>,
    staff: Versioned<Staff>,
    link: Link,
}

impl Invited {
    async fn read(deps: &Deps, token: &str, received: &Received) -> Result<Self, AppError> {
        let (staff, link): (StaffId, LinkId) = deps.links.open(token).ok_or(Refusal::LinkInvalid)?;
        let capability = authorize(&Actor::Anonymous, Action::Identify, staff)?;
        let (staff, link) = deps.store.invitation(&capability, &link).await?.ok_or(Refusal::LinkInvalid)?;
        link.check(staff.value.epoch, received.now)?;
        Ok(Self { capability, staff, link })
    }

    /// The authenticator that comes with this invitation.
    fn authenticator(&self, deps: &Deps) -> Authenticator {
        deps.authenticators.of(&self.staff.value.id, &self.link.id)
    }

    fn page(&self, deps: &Deps, errors: &[FieldError]) -> Result<EnrolPage, AppError> {
        EnrolPage::new(&deps.web, &self.staff.value, &self.authenticator(deps), errors)
    }
}

/// The link that was handed over. Whatever opens it, nothing is used up.
pub(crate) async fn open(State(deps): State<Deps>, received: Received, Path(token): Path<String>) -> impl IntoResponse {
    let opened = Invited::read(&deps, &token, &received).await.and_then(|invited| {
        let cookie = deps.web.cookie(COOKIE_NAME, &token, Some(COOKIE_AGE), SameSite::Lax);
        Ok(Page::new(invited.page(&deps, &[])?).see_other("/admin/enrol").cookie(cookie).into_response())
    });
    ([(REFERRER_POLICY, "no-referrer")], or_dead(&deps, opened))
}

pub(crate) async fn show(State(deps): State<Deps>, received: Received, token: Token) -> Result<Response, AppError> {
    let read = Invited::read(&deps, token.0.as_deref().unwrap_or(""), &received).await;
    or_dead(&deps, read.and_then(|invited| Ok(Page::new(invited.page(&deps, &[])?).into_response())))
}

/// The POST that uses the invitation.
pub(crate) async fn enrol(
    State(deps): State<Deps>,
    received: Received,
    token: Token,
    posted: Posted,
) -> Result<Response, AppError> {
    let token = posted.text("token").or(token.0.as_deref()).unwrap_or("");
    or_dead(&deps, try_to_enrol(&deps, token, &posted, &received).await)
}

/// A refused link has a page of its own.
fn or_dead(deps: &Deps, outcome: Result<Response, AppError>) -> Result<Response, AppError> {
    match outcome {
        Err(AppError::Refused(refusal)) => Ok(DeadInvitationPage::answer(&deps.web, refusal).into_response()),
        outcome => outcome,
    }
}

async fn try_to_enrol(deps: &Deps, token: &str, posted: &Posted, received: &Received) -> Result<Response, AppError> {
    let invited = Invited::read(deps, token, received).await?;
    let (password, last_step) = match parse(posted, &invited.staff.value, &invited.authenticator(deps), received) {
        Ok(parsed) => parsed,
        Err(errors) => return Ok(Page::invalid(invited.page(deps, &errors)?, errors).into_response()),
    };
    let hash = deps.passwords.hash(password, deps.ids.salt()).await?;
    let password = StaffPassword { hash, authenticator: invited.link.id.clone(), last_step };
    let first = tokio::sync::Mutex::new(Some(invited));
    settle(|| async {
        // beaten: whether the invitation was used meanwhile is read from it, not guessed
        let invited = match first.lock().await.take() {
            Some(invited) => invited,
            None => Invited::read(deps, token, received).await?,
        };
        store(deps, invited, password.clone(), received).await
    })
    .await?;
    let forget = deps.web.cookie(COOKIE_NAME, "", Some(0), SameSite::Lax);
    let page = Page::new(LoginPage::enrolled(&deps.web)).see_other("/admin/login?enrolled=1");
    Ok(page.cookie(forget).into_response())
}

/// The password and the step of the code, or all that is wrong with them.
fn parse(
    posted: &Posted,
    staff: &Staff,
    authenticator: &Authenticator,
    received: &Received,
) -> Result<(Password, u64), Vec<FieldError>> {
    let text = |name| posted.text(name).unwrap_or("");
    let local_part = staff.email.as_str().split('@').next().unwrap_or("");
    let password = Password::of_staff(text("password"), &[local_part, &staff.name]);
    let weak = password.as_ref().err().map(|weak| FieldError::new("password", messages::weak_password(*weak)));
    let differs = (text("password") != text("password_confirmation"))
        .then(|| FieldError::new("password_confirmation", messages::PASSWORD_MISMATCH));
    let step = authenticator.step_of(text("code"), received.now);
    let wrong = step.is_none().then(|| FieldError::new("code", messages::CODE_WRONG));
    match (password, differs, step) {
        (Ok(password), None, Some(step)) => Ok((password, step)),
        (_, differs, _) => Err([weak, differs, wrong].into_iter().flatten().collect()),
    }
}

/// One attempt; `None` when somebody else was first.
async fn store(
    deps: &Deps,
    invited: Invited,
    password: StaffPassword,
    received: &Received,
) -> Result<Option<()>, AppError> {
    let Invited { capability, staff, link } = invited;
    let email = &staff.value.email;
    // its version rises with every login, so it is read, not known
    let login = deps.store.staff_login(email).await?.context("a staff account without its login")?;
    let use_link = deps.store.use_invitation(&staff.value.id, &link, received.now)?;
    let command = StaffCommand::Enrol { link };
    let decided = staff.value.clone().decide(command, capability.actor().role(), received.now)?;
    let (version, epoch) = (login.version + 1, decided.state.epoch);
    let login = StaffLogin { version, epoch, password: Some(password), ..login };
    let with = vec![use_link, deps.store.put_staff_login(email, &login)?];
    let committed = deps.store.commit(&capability, &staff, decided, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|_| ()))
}
