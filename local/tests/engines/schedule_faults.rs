//! Schedules that fire late, twice, never, or somewhere within their minute.

use std::collections::HashSet;

use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::types::ActionAfterCompletion;
use jiff::{SignedDuration, Timestamp};
use leah_local::engines::{Engines, Precision};

use crate::scheduler::{schedule, target, window};
use crate::support::{engines, engines_on, instant, scheduler};

const AT: &str = "2021-05-18T09:00:00";
const HOUR: SignedDuration = SignedDuration::from_hours(1);

async fn planned(engines: &Engines, names: &[&str]) -> Client {
    let client = scheduler(engines.urls());
    // It stands already in a second round of the same test.
    let _ = client.create_schedule_group().name("leah").send().await;
    for name in names {
        schedule(&client, name, AT).send().await.unwrap();
    }
    client
}

fn due() -> Timestamp {
    instant("2021-05-18T09:00:00Z")
}

fn taken(engines: &Engines, at: Timestamp) -> Vec<String> {
    let due = engines.take_due(at);
    due.into_iter().map(|schedule| schedule.name).collect()
}

#[tokio::test]
async fn late_ones_fire_when_their_delay_is_over() {
    let engines = engines().await;
    planned(&engines, &["a-days-0", "b-days-0", "b-minutes-0"]).await;
    engines.schedule_faults().late("-days-", HOUR, None);
    assert_eq!(engines.next_schedule(), Some(due()));
    assert_eq!(taken(&engines, due()), ["b-minutes-0"]);
    assert_eq!(engines.next_schedule(), Some(due() + HOUR));
    let just_before = due() + HOUR - SignedDuration::from_millis(1);
    assert!(taken(&engines, just_before).is_empty());
    assert_eq!(engines.schedules()[0].at, due(), "the time that it names");
    assert_eq!(taken(&engines, due() + HOUR), ["a-days-0", "b-days-0"]);
}

#[tokio::test]
async fn a_fault_strikes_as_many_as_it_says_and_none_twice() {
    let engines = engines().await;
    let faults = engines.schedule_faults();
    faults.never("", 1);
    faults.twice("", 2);
    planned(&engines, &["a", "b", "c", "d"]).await;
    assert_eq!(taken(&engines, due()), ["b", "b", "c", "c", "d"]);
    assert_eq!(engines.next_schedule(), None, "the lost one has ended, too");
}

#[tokio::test]
async fn those_that_stand_are_struck_in_the_order_of_their_times() {
    let engines = engines().await;
    let client = planned(&engines, &["a", "b"]).await;
    let first = schedule(&client, "z", "2021-05-18T08:59:59");
    first.send().await.unwrap();
    engines.schedule_faults().never("", 2);
    assert_eq!(taken(&engines, due()), ["b"]);
}

#[tokio::test]
async fn what_is_updated_meets_the_faults_anew() {
    let engines = engines().await;
    let client = planned(&engines, &[]).await;
    let kept = schedule(&client, "a", AT).action_after_completion(ActionAfterCompletion::None);
    kept.send().await.unwrap();
    engines.schedule_faults().twice("a", 1);
    assert_eq!(taken(&engines, due()), ["a", "a"]);
    let update = client.update_schedule().name("a").group_name("leah");
    let update = update.schedule_expression(format!("at({AT})"));
    let update = update.flexible_time_window(window()).target(target("{}"));
    update.send().await.unwrap();
    assert_eq!(taken(&engines, due()), ["a"]);
}

#[tokio::test]
async fn healed_ones_fire_once_and_at_their_time() {
    let engines = engines().await;
    let faults = engines.schedule_faults();
    faults.late("a", HOUR, None);
    faults.never("b", None);
    faults.twice("c", None);
    planned(&engines, &["a", "b", "c"]).await;
    faults.heal();
    let client = scheduler(engines.urls());
    schedule(&client, "c2", AT).send().await.unwrap();
    assert_eq!(taken(&engines, due()), ["a", "b", "c", "c2"]);
}

#[tokio::test]
async fn within_the_minute_each_has_a_second_of_its_own() {
    let engines = engines().await;
    engines.schedule_faults().precision(Precision::Minute);
    let names: Vec<String> = (0..200).map(|n| format!("reminder-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    planned(&engines, &names).await;
    let first = by_second(&engines);
    assert_eq!(first.len(), 200, "all within the minute");
    let seconds: HashSet<i64> = first.iter().map(|(second, _)| *second).collect();
    assert!(seconds.len() > 40, "scattered over it: {seconds:?}");

    // The same names again: the same seconds, also where the precision is set while they stand.
    engines.schedule_faults().precision(Precision::Second);
    planned(&engines, &names).await;
    engines.schedule_faults().precision(Precision::Minute);
    assert_eq!(by_second(&engines), first);
}

/// What fires in each second of the minute after the time.
fn by_second(engines: &Engines) -> Vec<(i64, String)> {
    let seconds = (0..60).map(|second| (second, due() + SignedDuration::from_secs(second)));
    seconds
        .flat_map(|(second, at)| {
            taken(engines, at)
                .into_iter()
                .map(move |name| (second, name))
        })
        .collect()
}

#[tokio::test]
async fn faults_outlast_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let engines = engines_on(Some(folder.path())).await;
    let faults = engines.schedule_faults();
    faults.late("a", HOUR, None);
    faults.twice("b", 2);
    planned(&engines, &["a", "b1"]).await;
    engines.shutdown().await;

    let engines = engines_on(Some(folder.path())).await;
    planned(&engines, &["b2", "b3"]).await;
    assert_eq!(taken(&engines, due()), ["b1", "b1", "b2", "b2", "b3"]);
    assert_eq!(engines.next_schedule(), Some(due() + HOUR));
}
