//! Owed work: the claim beside the read, the effect, the noting.

use serde_json::Value;

use super::{cost, house, spent};
use crate::{
    outbox::{bell, owed_item, owed_items, sweep},
    support::booking,
};

#[tokio::test]
async fn what_is_owed_costs_three_trips() {
    let app = house().await;
    let work = async |event: Value| {
        spent(&app);
        outbox::handle(app.house.app(), event).await.unwrap();
        spent(&app)
    };
    // Warm: the organization is known.
    app.post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    app.drain().await;
    let iri = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201)
        .iri();
    // The claim stands beside the read: it is what keeps two attempts apart, and repeats to one.
    let booked = owed_items(&app).await;
    assert_eq!(booked.len(), 3);
    for item in &booked {
        let effect = item["effect"]["S"].as_str().unwrap();
        let call = match effect {
            "confirmation-mail" => "SendEmail",
            "create-schedule" => "CreateSchedule",
            other => panic!("{other}"),
        };
        let budget = cost(3, &["UpdateItem", "GetItem", call, "DeleteItem"]);
        assert_eq!(
            work(bell(std::slice::from_ref(item))).await,
            budget,
            "{effect}"
        );
    }
    // A bell that rings again: the claim says no, for the price of the read beside it.
    assert_eq!(
        work(bell(&booked[..1])).await,
        cost(1, &["UpdateItem", "GetItem"])
    );
    app.delete(&iri).send().await.expect(204);
    let cancelled = owed_items(&app).await;
    assert_eq!(cancelled.len(), 4);
    for item in &cancelled {
        let effect = item["effect"]["S"].as_str().unwrap();
        let call = match effect {
            "cancellation-mail" => "SendEmail",
            "delete-schedule" => "DeleteSchedule",
            "erase-answers" => "Query",
            other => panic!("{other}"),
        };
        let budget = cost(3, &["UpdateItem", call, "DeleteItem"]);
        assert_eq!(
            work(bell(std::slice::from_ref(item))).await,
            budget,
            "{effect}"
        );
    }
    let idle = work(sweep()).await;
    assert_eq!(idle, cost(1, &["Query"; 8]), "a sweep that finds nothing");
    app.drain().await;
}

#[tokio::test]
async fn a_firing_reminder_costs_two_trips() {
    let app = house().await;
    app.post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    app.drain().await;
    let firing = app.schedules().await[0]["input"].clone();
    spent(&app);
    reminders::handle(app.house.app(), firing.clone())
        .await
        .unwrap();
    assert_eq!(spent(&app), cost(2, &["Query", "TransactWriteItems"]));
    reminders::handle(app.house.app(), firing).await.unwrap();
    assert_eq!(spent(&app), cost(1, &["Query"]), "fired before");
    for (effect, call) in [
        ("reminder-mail", "SendEmail"),
        ("reminder-sms", "SendTextMessage"),
    ] {
        let item = owed_item(&app, effect).await;
        spent(&app);
        outbox::handle(app.house.app(), bell(&[item]))
            .await
            .unwrap();
        assert_eq!(
            spent(&app),
            cost(3, &["UpdateItem", "GetItem", call, "DeleteItem"]),
            "{effect}"
        );
    }
    app.drain().await;
}

#[tokio::test]
async fn many_bells_at_once_cost_what_they_cost_one_by_one() {
    let app = house().await;
    app.post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    app.drain().await;
    for _ in 0..3 {
        app.post("/api/appointments")
            .json(&booking())
            .send()
            .await
            .expect(201);
    }
    let owed = owed_items(&app).await;
    assert_eq!(owed.len(), 9);
    spent(&app);
    outbox::handle(app.house.app(), bell(&owed)).await.unwrap();
    let (_, calls) = spent(&app);
    assert_eq!(calls.len(), 9 * 4, "{calls:?}");
    app.drain().await;
}
