//! Schedules on a clock that only the test moves.

use super::*;

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().expect("an instant")
}

/// A job that notes its runs in `log`.
fn noting(function: &'static str, every: Every, log: &Arc<Mutex<Vec<String>>>) -> Job {
    let log = Arc::clone(log);
    let run: Run = Arc::new(move |now, _| {
        log.lock().expect("the log").push(format!("{function} {now:?}"));
        Box::pin(async { Ok(Value::Null) })
    });
    Job { function, every, run }
}

#[test]
fn a_day_schedule_comes_at_its_hour_in_japan() {
    let nine = Every::DayAt(9);
    assert_eq!(nine.after(at("2027-02-10T01:00:00Z")), at("2027-02-11T00:00:00Z"));
    assert_eq!(nine.after(at("2027-02-09T23:59:59Z")), at("2027-02-10T00:00:00Z"));
    assert_eq!(nine.after(at("2027-02-10T00:00:00Z")), at("2027-02-11T00:00:00Z"));
}

#[tokio::test]
async fn moving_the_clock_runs_each_schedule_that_lies_between_once_and_in_order() {
    let log = Arc::default();
    let clock = Clock::fixed(at("2027-02-10T01:00:00Z"));
    let schedules = Schedules::new(
        clock.clone(),
        vec![
            noting("daily", Every::DayAt(9), &log),
            noting("hourly", Every::Minutes(60), &log),
            noting("often", Every::Minutes(1), &log),
        ],
    );
    assert_eq!(schedules.run_due().await, ["daily", "hourly", "often"]);
    assert!(schedules.run_due().await.is_empty());

    let Clock::Fixed(time) = &clock else { unreachable!("a fixed clock") };
    *time.lock().expect("the time") = at("2027-02-13T01:00:00Z");
    assert_eq!(schedules.run_due().await, ["often", "hourly", "daily"]);
    assert!(schedules.run_due().await.is_empty());
    assert_eq!(log.lock().expect("the log").len(), 6);
    let daily = schedules.list().remove(0);
    assert_eq!(daily.last_run, Some(at("2027-02-13T01:00:00Z")));
    assert_eq!(daily.next_run, at("2027-02-14T00:00:00Z"));
}

#[tokio::test]
async fn a_failure_is_remembered_and_an_unknown_function_is_none() {
    let run: Run = Arc::new(|_, _| Box::pin(async { anyhow::bail!("no light") }));
    let job = Job { function: "broken", every: Every::Minutes(5), run };
    let schedules = Schedules::new(Clock::fixed(at("2027-02-10T01:00:00Z")), vec![job]);
    assert!(schedules.run("other", Value::Null).await.is_none());
    assert!(schedules.run("broken", Value::Null).await.expect("known").is_err());
    assert_eq!(schedules.list().remove(0).last_error.as_deref(), Some("no light"));
}
