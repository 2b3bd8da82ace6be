//! Filters of the list.

use crate::{
    api::appointments::support::PATH,
    support::{Seeded, Tenant, TestApp},
};

use super::seed::seed;

/// Three appointments on 2021-05-01 at 10:00, 11:00 and 12:00; their IRIs.
async fn three(app: &TestApp) -> (Tenant, [String; 3]) {
    let tenant = Tenant::create(app, "three").await;
    let ids = Seeded::starting_at("three appointments");
    let rows = [
        ("2021-05-01T10:00:00Z", "Ann@example.org", "A"),
        ("2021-05-01T11:00:00Z", "bob@example.org", "B"),
        ("2021-05-01T12:00:00Z", "ann@example.org", "B"),
    ];
    let mut iris = [const { String::new() }; 3];
    for (iri, (start, email, reference)) in iris.iter_mut().zip(rows) {
        *iri = seed(app, &tenant, &ids, start.parse().unwrap(), email, reference).await;
    }
    (tenant, iris)
}

#[tokio::test]
async fn each_finds_what_it_says() {
    let app = TestApp::start().await;
    let (tenant, iris) = three(&app).await;
    let rows: [(&str, &[usize]); 34] = [
        // Starts: bounds belong to the range, unless they say strictly.
        ("startTime[after]=2021-05-01T11:00:00", &[1, 2]),
        ("startTime[strictly_after]=2021-05-01T11:00:00", &[2]),
        ("startTime[before]=2021-05-01T11:00:00", &[0, 1]),
        ("startTime[strictly_before]=2021-05-01T11:00:00", &[0]),
        (
            "startTime[after]=2021-05-01T10:30:00&startTime[before]=2021-05-01T11:30:00",
            &[1],
        ),
        (
            "startTime[after]=2021-05-01T11:00:00&startTime[before]=2021-05-01T11:00:00",
            &[1],
        ),
        (
            "startTime[strictly_after]=2021-05-01T10:00:00&startTime[strictly_before]=2021-05-01T12:00:00",
            &[1],
        ),
        (
            "startTime[after]=2021-05-01T11:00:00&startTime[strictly_after]=2021-05-01T11:00:00",
            &[2],
        ),
        (
            "startTime[before]=2021-05-01T11:00:00&startTime[strictly_before]=2021-05-01T11:00:00",
            &[0],
        ),
        (
            "startTime[after]=2021-05-01T12:00:00&startTime[before]=2021-05-01T10:00:00",
            &[],
        ),
        ("startTime[after]=2021-05-01T13:00:00%2B02:00", &[1, 2]),
        ("startTime[after]=2021-05-01T11:00:00Z", &[1, 2]),
        ("startTime[after]=2021-05-01", &[0, 1, 2]),
        ("startTime[before]=2021-05-01", &[]),
        ("startTime[before]=2021-05-02", &[0, 1, 2]),
        ("startTime[after]=notadate", &[0, 1, 2]),
        ("startTime[after]=", &[0, 1, 2]),
        ("startTime=2021-05-01T11:00:00", &[0, 1, 2]),
        (
            "startTime[after]=2021-05-01T11:00:00&order[startTime]=desc",
            &[2, 1],
        ),
        // References are compared as they are.
        ("externalId=A", &[0]),
        ("externalId=B", &[1, 2]),
        ("externalId=B&order[startTime]=desc", &[2, 1]),
        ("externalId=a", &[]),
        ("externalId[]=A&externalId[]=B", &[0, 1, 2]),
        ("externalId[]=B&externalId[]=B&externalId[]=none", &[1, 2]),
        ("externalId=", &[]),
        ("external_id=A", &[0, 1, 2]),
        // Addresses are compared whatever their case.
        ("email=ann@example.org", &[0, 2]),
        ("email=ANN@EXAMPLE.ORG", &[0, 2]),
        (
            "email[]=ann@example.org&email[]=Bob@example.org&order[startTime]=desc",
            &[2, 1, 0],
        ),
        // All that is named must hold.
        ("externalId=B&email=ANN@example.org", &[2]),
        (
            "externalId[]=A&externalId[]=B&email=ann@example.org&startTime[before]=2021-05-01T11:00:00",
            &[0],
        ),
        (
            "email=ann@example.org&startTime[strictly_after]=2021-05-01T10:00:00",
            &[2],
        ),
        ("externalId=A&email=bob@example.org", &[]),
    ];
    for (query, places) in rows {
        let answer = tenant
            .sign(app.get(&format!("{PATH}?{query}")))
            .send()
            .await
            .expect(200);
        let expected: Vec<_> = places.iter().map(|place| iris[*place].clone()).collect();
        assert_eq!(answer.members(), expected, "{query}");
        assert_eq!(
            answer.json()["hydra:view"].get("hydra:next"),
            None,
            "{query}"
        );
    }
}

#[tokio::test]
async fn the_view_echoes_them_sorted_and_encoded() {
    let app = TestApp::start().await;
    let query = "startTime[after]=2021-01-01&order[startTime]=desc&email=john.doe@gmail.com&x=1";
    let body = app
        .get(&format!("{PATH}?{query}"))
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(
        body["hydra:view"]["@id"],
        "/api/appointments?email=john.doe%40gmail.com&order%5BstartTime%5D=desc&page=1&startTime%5Bafter%5D=2021-01-01&x=1"
    );
}
