//! What is read without changing anything.

use super::Remote;

#[tokio::test]
async fn lists_and_items_lead_to_each_other() {
    let leah = Remote::find().await;
    let offices = leah.get("/api/offices").send().await.expect(200);
    assert_eq!(
        offices.header("content-type"),
        Some("application/ld+json; charset=utf-8")
    );
    assert!(offices.header("x-request-id").is_some());
    let list = offices.json();
    assert_eq!(list["@type"], "hydra:Collection");
    let office = &list["hydra:member"][0];
    let organization = office["organization"].as_str().unwrap();
    for (iri, kind) in [
        (office["@id"].as_str().unwrap(), "Office"),
        (organization, "Organization"),
    ] {
        let item = leah.get(iri).send().await.expect(200);
        assert_eq!(
            (&item.json()["@type"], item.iri().as_str()),
            (&kind.into(), iri)
        );
        let etag = item.header("etag").unwrap().to_owned();
        let again = leah.get(iri).header("if-none-match", &etag).send().await;
        assert_eq!((again.expect(304).text.as_str(), item.status), ("", 200));
    }
    if let Some(feature) = office["features"][0].as_str() {
        assert_eq!(leah.get(feature).send().await.expect(200).iri(), feature);
    }
    let worker = leah.first("/api/healthcare_workers").await;
    let email = leah.get(&worker).send().await.expect(200).json()["email"].clone();
    let path = format!("/api/healthcare_workers?email={}", email.as_str().unwrap());
    assert!(
        leah.get(&path)
            .send()
            .await
            .expect(200)
            .members()
            .contains(&worker)
    );
    let plain = leah
        .get("/api/offices")
        .accept("application/json")
        .send()
        .await;
    assert!(plain.expect(200).json().is_array());
    let head = leah
        .call(reqwest::Method::HEAD, "/api/offices")
        .send()
        .await;
    assert_eq!(head.expect(200).text, "");
}

#[tokio::test]
async fn the_api_describes_itself_to_anybody() {
    let leah = Remote::find().await;
    let entry = leah.get("/api").anonymous().send().await.expect(200).json();
    assert_eq!(entry["appointment"], "/api/appointments");
    for path in ["/api/contexts/Appointment", "/api/docs.jsonld"] {
        let answer = leah.get(path).anonymous().send().await.expect(200);
        assert!(answer.json()["@context"].is_object(), "{path}");
    }
}
