//! (基幹)研修施設群 through a link's whole life: what each side sees, another core facility after a decline or a block, 解除.

mod another;
mod at_once;
mod ending;
mod first_day;
mod sizes;
mod views;

use domain::{AccountId, Accreditation, AccreditationId, AccreditationKind, PartnershipCommand, Side};
use portal_tests::api::Api;
use portal_tests::browser::Browser;
use portal_tests::people::{PASSWORD, names};
use portal_tests::world::World;
use serde_json::{Value, json};

use crate::mypage::{asks, day, happens};

const GROUP: &str = "/mypage/training-group";
const NEW: &str = "/mypage/training-group/new";
const PARTNER: &str = "renkei@example.jp";
const CORE: &str = "kikan@example.jp";
const SECOND: &str = "kikan2@example.jp";

/// A facility of a kind whose period is from 2027-02-01 to 2032-03-31, not entered yet.
fn of(account: AccountId, kind: AccreditationKind, number: &str, name: &str) -> Accreditation {
    let id = AccreditationId { account, kind, number: number.to_owned() };
    Accreditation::new(id, names(name), day("2027-02-01"), day("2032-03-31"))
}

/// Somebody with an account and that accreditation.
async fn holds(world: &World, email: &str, kind: AccreditationKind, number: &str, name: &str) -> Accreditation {
    world.client(email).await;
    let accreditation = of(world.account(email).await, kind, number, name);
    world.enters(accreditation.clone()).await;
    accreditation
}

async fn partner(world: &World) -> Accreditation {
    holds(world, PARTNER, AccreditationKind::Partner, "R-0001", "架空かわべ病院").await
}

async fn core(world: &World) -> Accreditation {
    holds(world, CORE, AccreditationKind::Core, "K-0001", "架空中央医療センター").await
}

async fn second(world: &World) -> Accreditation {
    holds(world, SECOND, AccreditationKind::Core, "K-0002", "架空みなと病院").await
}

/// A core facility that nobody logs in for.
async fn nth_core(world: &World, number: usize) -> Accreditation {
    let account = format!("01JKQZ3V5T8M2N4P6R7S9W0X{number:02}").parse().unwrap();
    let core = of(account, AccreditationKind::Core, &format!("K-1{number:03}"), &format!("架空第{number}病院"));
    world.enters(core.clone()).await;
    core
}

/// Both, and a link that was asked for on 2027-02-01 and is approved.
async fn linked(world: &World) -> (Accreditation, Accreditation) {
    let (partner, core) = (partner(world).await, core(world).await);
    let link = asks(world, &partner, &core, "2027-02-01").await;
    crate::mypage::approves(world, &link).await;
    world.delivers().await;
    (partner, core)
}

/// The core facility does not approve.
fn declines() -> (PartnershipCommand, Side) {
    (PartnershipCommand::Decline { reason: "指導体制が整わないため。".to_owned() }, Side::Core)
}

async fn logs_in(world: &World, email: &str) -> Api {
    let mut api = world.api();
    let answer = api.posts("/login", &json!({ "email": email, "password": PASSWORD })).await.is(200).json();
    api.token = answer["csrf_token"].as_str().map(str::to_owned);
    api
}

/// A session in a browser.
async fn opens(world: &World, email: &str, path: &str) -> Browser {
    let mut browser = world.browser();
    browser.opens(path).await.fills("メールアドレス", email).fills("パスワード", PASSWORD);
    browser.presses("ログインする").await;
    browser
}

/// The page of a link, for its partner and for its core facility.
fn pages(partner: &Accreditation, core: &Accreditation, start: &str) -> (String, String) {
    (format!("{GROUP}/{start}/{}", core.account), format!("{GROUP}/{start}/{}", partner.account))
}

/// What is wrong, by field.
fn faults(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|error| (error["field"].as_str().unwrap(), error["detail"].as_str().unwrap())).collect()
}

/// The partner asks, as a program.
async fn wants(api: &mut Api, core: &Accreditation, more: Value) -> portal_tests::answer::Answer {
    let mut body = json!({ "core": core.account, "consulted": true });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    api.posts(NEW, &body).await
}

/// A link of the partner that came to nothing.
async fn declined(world: &World, partner: &Accreditation, core: &Accreditation) {
    let link = asks(world, partner, core, "2027-02-01").await;
    let (command, side) = declines();
    happens(world, &link, command, side).await;
    world.delivers().await;
}
