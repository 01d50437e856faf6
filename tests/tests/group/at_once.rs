//! What one partner asks for at the same instant: five links at most, one of them primary, whoever is first (E67).

use domain::{Accreditation, Action, Actor, Decided, Partnership, PartnershipId, ask_for_link, authorize};
use local::faults::Effect;
use portal_tests::answer::Answer;
use portal_tests::world::World;
use serde_json::{Value, json};
use shared::store::{StoreError, Versioned};

use super::{GROUP, PARTNER, faults, logs_in, nth_core, partner, second, wants};
use crate::mypage::cause;

/// The partner and so many core facilities, of which all but two were asked.
async fn but_two(world: &World, cores: usize) -> (Accreditation, [Accreditation; 2]) {
    let own = partner(world).await;
    let mut api = logs_in(world, PARTNER).await;
    for number in 2..cores {
        let core = nth_core(world, 10 + number).await;
        wants(&mut api, &core, json!({})).await.is(200);
    }
    (own, [nth_core(world, 10).await, nth_core(world, 11).await])
}

/// Asked from two machines at the same instant: how it was answered.
async fn at_once(world: &World, [one, other]: [&Accreditation; 2], more: Value) -> [Answer; 2] {
    let (mut first, mut second) = (logs_in(world, PARTNER).await, logs_in(world, PARTNER).await);
    let asking = (wants(&mut first, one, more.clone()), wants(&mut second, other, more));
    let (one, other) = tokio::join!(Box::pin(asking.0), Box::pin(asking.1));
    [one, other]
}

async fn own_links(world: &World) -> Vec<Value> {
    let page = logs_in(world, PARTNER).await.gets(GROUP).await.is(200).json();
    page["own"].as_array().unwrap().clone()
}

/// The only refusal among two answers, at its field.
fn refused(answers: [Answer; 2]) -> (String, String) {
    let refused: Vec<Answer> = answers.into_iter().filter(|answer| answer.status.as_u16() != 200).collect();
    let [only] = <[Answer; 1]>::try_from(refused).unwrap_or_else(|all| panic!("{} were refused", all.len()));
    let problem = only.is(422).json();
    let [(field, sentence)] = faults(&problem)[..] else { panic!("{problem}") };
    (field.to_owned(), sentence.to_owned())
}

#[tokio::test]
async fn of_two_fifth_links_one_gets_in_and_the_other_hears_that_there_are_five() {
    for turned in [false, true] {
        let world = World::new().await;
        let (_, [one, other]) = but_two(&world, 6).await;
        let both = if turned { [&other, &one] } else { [&one, &other] };
        let (field, sentence) = refused(at_once(&world, both, json!({})).await);
        assert_eq!(field, "core");
        assert!(sentence.starts_with("連携できる基幹施設は、承認待ちを含めて5施設までです。"), "{sentence}");
        assert_eq!((own_links(&world).await.len(), world.count("partnership_requested").await), (5, 5));
        // the mails to those who have no login fail, as they should
        world.delivers().await;
        world.ends().await;
    }
}

#[tokio::test]
async fn of_two_primary_ones_one_gets_in_and_the_other_hears_that_it_is_taken() {
    for turned in [false, true] {
        let world = World::new().await;
        let (_, [one, other]) = but_two(&world, 2).await;
        let both = if turned { [&other, &one] } else { [&one, &other] };
        let (field, sentence) = refused(at_once(&world, both, json!({ "primary": true })).await);
        assert_eq!(
            (field.as_str(), &sentence[..]),
            (
                "primary",
                "主たる基幹施設は1施設だけです。現在の主たる基幹施設との連携が終了してから、もう一度選択してください。"
            )
        );
        assert_eq!(own_links(&world).await.len(), 1);
        world.delivers().await;
        world.ends().await;
    }
}

#[tokio::test]
async fn of_two_first_ones_both_get_in_and_one_is_primary() {
    let world = World::new().await;
    let (_, [one, other]) = but_two(&world, 2).await;
    let statuses = at_once(&world, [&one, &other], json!({})).await.map(|answer| answer.status.as_u16());
    assert_eq!(statuses, [200, 200]);
    let links = own_links(&world).await;
    assert_eq!((links.len(), links.iter().filter(|link| link["primary"] == true).count()), (2, 1));
    world.delivers().await;
    world.ends().await;
}

/// Commits what was decided on `known`.
async fn commits(
    world: &World,
    decided: Decided<Partnership>,
    known: &[Partnership],
) -> Result<Versioned<Partnership>, StoreError> {
    let id: PartnershipId = decided.state.id.clone();
    let store = &world.portal.store;
    let with = vec![store.one_more_link(&id.partner, known).unwrap()];
    let who = authorize(&Actor::Facility(id.partner.clone()), Action::Change, id).unwrap();
    let unstored = Versioned::unstored(decided.state.clone());
    store.commit(&who, &unstored, decided, &cause(world), with).await
}

/// However the two are interleaved: both have read and decided before either commits.
#[tokio::test]
async fn of_two_that_were_decided_on_the_same_links_one_is_committed() {
    for (first, second) in [(0, 1), (1, 0)] {
        let world = World::new().await;
        let (own, cores) = but_two(&world, 6).await;
        let who = authorize(&Actor::Facility(own.account.clone()), Action::View, own.account.clone()).unwrap();
        let known = world.portal.store.partnerships_of(&who).await.unwrap();
        let known: Vec<Partnership> = known.into_iter().map(|link| link.value).collect();
        let [one, other] = [first, second]
            .map(|at| ask_for_link(&own, String::new(), &cores[at], &known, false, world.now()).unwrap());
        commits(&world, one, &known).await.unwrap();
        let beaten = commits(&world, other, &known).await;
        assert!(matches!(beaten, Err(StoreError::Conflict)), "{beaten:?}");
        assert_eq!(own_links(&world).await.len(), 5);
        world.delivers().await;
        world.ends().await;
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_one_link() {
    for (effect, times) in [(Effect::LoseAnswer, 1), (Effect::LoseAnswer, 3), (Effect::TransactionConflict, 2)] {
        let world = World::new().await;
        partner(&world).await;
        let core = second(&world).await;
        let mut api = logs_in(&world, PARTNER).await;
        world.breaks(effect, "TransactWriteItems", "LINK_COUNT", times);
        let mut answer = wants(&mut api, &core, json!({})).await;
        if answer.status.as_u16() == 500 {
            world.faults.disarm();
            answer = wants(&mut api, &core, json!({})).await;
        }
        assert_eq!(answer.is(200).json()["link"]["state"], "requested", "{effect:?} {times}");
        assert_eq!(world.count("partnership_requested").await, 1, "{effect:?} {times}");
        world.delivers().await;
        world.ends().await;
    }
}
