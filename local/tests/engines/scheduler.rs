use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::operation::create_schedule::builders::CreateScheduleFluentBuilder;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode,
    RetryPolicy, ScheduleState, Target,
};
use jiff::Timestamp;
use leah_local::engines::Engines;
use serde_json::json;

use crate::support::{engines, instant, scheduler};

pub(crate) fn target(input: &str) -> Target {
    Target::builder()
        .arn("arn:aws:lambda:eu-west-3:000000000000:function:reminders")
        .role_arn("arn:aws:iam::000000000000:role/leah-scheduler")
        .input(input)
        .retry_policy(
            RetryPolicy::builder()
                .maximum_event_age_in_seconds(3600)
                .maximum_retry_attempts(5)
                .build(),
        )
        .dead_letter_config(
            DeadLetterConfig::builder()
                .arn("arn:aws:sqs:eu-west-3:000000000000:dead")
                .build(),
        )
        .build()
        .unwrap()
}

pub(crate) fn window() -> FlexibleTimeWindow {
    FlexibleTimeWindow::builder()
        .mode(FlexibleTimeWindowMode::Off)
        .build()
        .unwrap()
}

/// A schedule that is deleted after it has fired, in group `leah`.
pub(crate) fn schedule(client: &Client, name: &str, at: &str) -> CreateScheduleFluentBuilder {
    client
        .create_schedule()
        .name(name)
        .group_name("leah")
        .schedule_expression(format!("at({at})"))
        .schedule_expression_timezone("UTC")
        .flexible_time_window(window())
        .action_after_completion(ActionAfterCompletion::Delete)
        .target(target(r#"{"kind":"first"}"#))
}

async fn planner() -> (Engines, Client) {
    let engines = engines().await;
    let client = scheduler(engines.urls());
    client
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    (engines, client)
}

fn names(engines: &Engines, now: Timestamp) -> Vec<String> {
    engines
        .take_due(now)
        .into_iter()
        .map(|schedule| schedule.name)
        .collect()
}

#[tokio::test]
async fn a_schedule_is_made_read_listed_and_deleted() {
    let (engines, client) = planner().await;
    let made = schedule(&client, "a", "2021-05-18T09:00:00")
        .send()
        .await
        .unwrap();
    assert_eq!(
        made.schedule_arn(),
        "arn:aws:scheduler:eu-west-3:000000000000:schedule/leah/a"
    );

    let read = client
        .get_schedule()
        .name("a")
        .group_name("leah")
        .send()
        .await
        .unwrap();
    assert_eq!(read.schedule_expression(), Some("at(2021-05-18T09:00:00)"));
    assert_eq!(read.state(), Some(&ScheduleState::Enabled));
    assert_eq!(
        read.action_after_completion(),
        Some(&ActionAfterCompletion::Delete)
    );
    assert_eq!(read.target(), Some(&target(r#"{"kind":"first"}"#)));
    assert_eq!(read.flexible_time_window(), Some(&window()));

    let pending = engines.schedules();
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].at, instant("2021-05-18T09:00:00Z"));
    assert_eq!(pending[0].input, json!({ "kind": "first" }));
    assert_eq!(
        pending[0].dead_letter_arn.as_deref(),
        Some("arn:aws:sqs:eu-west-3:000000000000:dead")
    );
    assert_eq!((pending[0].retries, pending[0].delete_after), (5, true));
    assert_eq!(engines.next_schedule(), Some(pending[0].at));

    client
        .delete_schedule()
        .name("a")
        .group_name("leah")
        .send()
        .await
        .unwrap();
    assert_eq!(engines.next_schedule(), None);
    let error = client
        .delete_schedule()
        .name("a")
        .group_name("leah")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
    let error = client
        .get_schedule()
        .name("a")
        .group_name("leah")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn a_name_is_taken_once_and_the_same_request_again_is_no_conflict() {
    let (engines, client) = planner().await;
    let at = "2021-05-18T09:00:00";
    schedule(&client, "a", at)
        .client_token("t1")
        .send()
        .await
        .unwrap();
    schedule(&client, "a", at)
        .client_token("t1")
        .send()
        .await
        .unwrap();
    for again in [
        schedule(&client, "a", at).client_token("t2"),
        schedule(&client, "a", at),
        schedule(&client, "a", "2021-05-19T09:00:00").client_token("t1"),
    ] {
        assert!(
            again
                .send()
                .await
                .unwrap_err()
                .into_service_error()
                .is_conflict_exception()
        );
    }
    // Another group is another name.
    client
        .create_schedule_group()
        .name("other")
        .send()
        .await
        .unwrap();
    schedule(&client, "a", at)
        .group_name("other")
        .send()
        .await
        .unwrap();
    assert_eq!(engines.schedules().len(), 2);
}

#[tokio::test]
async fn groups_are_made_listed_and_deleted_with_what_they_hold() {
    let (engines, client) = planner().await;
    let error = client
        .create_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_conflict_exception());
    let group = client
        .get_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    assert_eq!(
        group.arn(),
        Some("arn:aws:scheduler:eu-west-3:000000000000:schedule-group/leah")
    );
    let groups = client.list_schedule_groups().send().await.unwrap();
    let listed: Vec<_> = groups
        .schedule_groups()
        .iter()
        .filter_map(|group| group.name())
        .collect();
    assert_eq!(listed, ["default", "leah"]);

    schedule(&client, "a", "2021-05-18T09:00:00")
        .send()
        .await
        .unwrap();
    client
        .delete_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap();
    assert_eq!(engines.schedules(), []);
    let error = client
        .delete_schedule_group()
        .name("leah")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
    let error = client
        .delete_schedule_group()
        .name("default")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_validation_exception());
}

#[tokio::test]
async fn lists_come_in_pages() {
    let (_engines, client) = planner().await;
    for name in ["a1", "a2", "a3", "b1"] {
        schedule(&client, name, "2021-05-18T09:00:00")
            .send()
            .await
            .unwrap();
    }
    let mut found = Vec::new();
    let mut token = None;
    loop {
        let list = client
            .list_schedules()
            .group_name("leah")
            .name_prefix("a")
            .max_results(2);
        let page = list.set_next_token(token).send().await.unwrap();
        assert!(page.schedules().len() <= 2);
        found.extend(
            page.schedules()
                .iter()
                .filter_map(|schedule| schedule.name().map(str::to_owned)),
        );
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!(found, ["a1", "a2", "a3"]);
    let disabled = client
        .list_schedules()
        .state(ScheduleState::Disabled)
        .send()
        .await
        .unwrap();
    assert_eq!(disabled.schedules(), []);
}

#[tokio::test]
async fn what_is_due_fires_once_in_order_of_time_and_name() {
    let (engines, client) = planner().await;
    for (name, at) in [
        ("late", "2021-05-18T11:00:00"),
        ("b", "2021-05-18T09:00:00"),
        ("a", "2021-05-18T09:00:00"),
        ("first", "2021-05-18T08:00:00"),
    ] {
        schedule(&client, name, at).send().await.unwrap();
    }
    let disabled = schedule(&client, "off", "2021-05-18T08:30:00").state(ScheduleState::Disabled);
    disabled.send().await.unwrap();

    assert_eq!(
        engines.next_schedule(),
        Some(instant("2021-05-18T08:00:00Z"))
    );
    assert_eq!(
        names(&engines, instant("2021-05-18T07:59:59.999Z")),
        Vec::<String>::new()
    );
    assert_eq!(
        names(&engines, instant("2021-05-18T09:00:00Z")),
        ["first", "a", "b"]
    );
    assert_eq!(
        names(&engines, instant("2021-05-18T09:00:00Z")),
        Vec::<String>::new()
    );
    assert_eq!(
        engines.next_schedule(),
        Some(instant("2021-05-18T11:00:00Z"))
    );
    let gone = client
        .get_schedule()
        .name("first")
        .group_name("leah")
        .send()
        .await
        .unwrap_err();
    assert!(gone.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn one_that_is_kept_after_it_has_fired_fires_again_only_when_it_is_updated() {
    let (engines, client) = planner().await;
    let kept = schedule(&client, "a", "2021-05-18T09:00:00")
        .action_after_completion(ActionAfterCompletion::None);
    kept.send().await.unwrap();
    let later = instant("2021-05-19T00:00:00Z");
    assert_eq!(names(&engines, later), ["a"]);
    assert_eq!(names(&engines, later), Vec::<String>::new());
    client
        .get_schedule()
        .name("a")
        .group_name("leah")
        .send()
        .await
        .unwrap();

    let update = client
        .update_schedule()
        .name("a")
        .group_name("leah")
        .schedule_expression("at(2021-05-18T10:00:00)");
    update
        .flexible_time_window(window())
        .target(target("{}"))
        .send()
        .await
        .unwrap();
    assert_eq!(names(&engines, later), ["a"]);
    let update = client
        .update_schedule()
        .name("b")
        .group_name("leah")
        .schedule_expression("at(2021-05-18T10:00:00)");
    let error = update
        .flexible_time_window(window())
        .target(target("{}"))
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn hundreds_of_creations_of_one_name_have_one_winner() {
    let (engines, client) = planner().await;
    let tries = (0..200).map(|_| {
        let create = schedule(&client, "a", "2021-05-18T09:00:00").send();
        tokio::spawn(async move { create.await.is_ok() })
    });
    let tries: Vec<_> = tries.collect();
    let mut winners = 0;
    for one in tries {
        winners += usize::from(one.await.unwrap());
    }
    assert_eq!(winners, 1);
    assert_eq!(engines.schedules().len(), 1);
}
