//! What an organization has does not count.

use std::time::Duration;

use leah_domain::{HealthcareWorker, Id, Ids, appointment::Booking};
use reqwest::Method;

use super::{LATENCY, cost, house, of, read, reads};
use crate::support::{Seeded, Tenant, booking, demo};

#[tokio::test]
async fn costs_do_not_grow_with_the_organization() {
    const MANY: usize = 300;
    let app = house().await;
    let wire = app.house.wire().unwrap();
    wire.set_latency(Duration::ZERO);
    let (ids, table) = (Seeded::starting_at("many"), app.house.app().table());
    let organization = leah_local::demo::ORGANIZATION;
    let template = table
        .appointment(organization, leah_local::demo::APPOINTMENT)
        .await
        .unwrap()
        .unwrap();
    let owner = table.organization(organization).await.unwrap().unwrap();
    for number in 0..MANY {
        let worker = HealthcareWorker {
            id: Id::new(ids.uuid()),
            firstname: "Ann".into(),
            lastname: "Other".into(),
            email: format!("ann{number}@example.org"),
            current_organization: None,
        };
        table.put_worker(organization, &worker).await.unwrap();
        let mut appointment = template.clone();
        appointment.id = Id::new(ids.uuid());
        appointment.link = leah_domain::WaitingRoomToken::generate(&ids);
        let booking = Booking {
            appointment,
            reminders: None,
            owed: Vec::new(),
        };
        table
            .insert_appointment(&owner, &booking, None)
            .await
            .unwrap();
    }
    // Nor with what other organizations have.
    Tenant::create(&app, "neighbour").await;
    wire.set_latency(LATENCY);
    read(&app, demo::OFFICE).await;
    for (path, budget) in reads() {
        assert_eq!(read(&app, &path).await, budget, "{path}");
    }
    // A page far behind costs what the first one does: a query for each megabyte, not for each page.
    assert_eq!(
        read(&app, "/api/healthcare_workers?page=10").await,
        cost(1, &["GetItem", "Query"])
    );
    let next = app.get("/api/appointments").send().await.json()["hydra:view"]["hydra:next"].clone();
    assert_eq!(
        read(&app, next.as_str().unwrap()).await,
        cost(1, &["Query"])
    );
    let iri = app
        .post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201)
        .iri();
    let book = of(
        &app,
        Method::POST,
        "/api/appointments",
        Some(&booking()),
        None,
    )
    .await;
    assert_eq!(book, cost(1, &["TransactWriteItems"]));
    let changed = cost(2, &["GetItem", "TransactWriteItems"]);
    assert_eq!(of(&app, Method::DELETE, &iri, None, None).await, changed);
    app.drain().await;
}
