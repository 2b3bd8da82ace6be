//! The list of healthcare workers and its filter.

use crate::support::{Tenant, TestApp};

const PATH: &str = "/api/healthcare_workers";

#[tokio::test]
async fn as_documented() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(PATH).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/HealthcareWorker",
      "@id": "/api/healthcare_workers",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
          "@type": "HealthcareWorker",
          "firstname": "John",
          "lastname": "Doe",
          "email": "john.doe@gmail.com",
          "currentOrganization": null
        }
      ],
      "hydra:totalItems": 1,
      "hydra:search": {
        "@type": "hydra:IriTemplate",
        "hydra:template": "/api/healthcare_workers{?email,email[]}",
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": [
          {
            "@type": "IriTemplateMapping",
            "variable": "email",
            "property": "email",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "email[]",
            "property": "email",
            "required": false
          }
        ]
      }
    }
    "#);
}

#[tokio::test]
async fn by_email_as_documented() {
    let app = TestApp::start().await;
    let answer = app
        .get(&format!("{PATH}?email=john.doe@gmail.com"))
        .send()
        .await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/HealthcareWorker",
      "@id": "/api/healthcare_workers",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf",
          "@type": "HealthcareWorker",
          "firstname": "John",
          "lastname": "Doe",
          "email": "john.doe@gmail.com",
          "currentOrganization": null
        }
      ],
      "hydra:totalItems": 1,
      "hydra:view": {
        "@id": "/api/healthcare_workers?email=john.doe%40gmail.com",
        "@type": "hydra:PartialCollectionView"
      },
      "hydra:search": {
        "@type": "hydra:IriTemplate",
        "hydra:template": "/api/healthcare_workers{?email,email[]}",
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": [
          {
            "@type": "IriTemplateMapping",
            "variable": "email",
            "property": "email",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "email[]",
            "property": "email",
            "required": false
          }
        ]
      }
    }
    "#);
}

#[tokio::test]
async fn as_plain_json() {
    let app = TestApp::start().await;
    let answer = app.get(PATH).accept("application/json").send().await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/json; charset=utf-8
    [
      {
        "firstname": "John",
        "lastname": "Doe",
        "email": "john.doe@gmail.com",
        "currentOrganization": null
      }
    ]
    "#);
}

#[tokio::test]
async fn queries_filter_and_are_echoed() {
    let app = TestApp::start().await;
    // The query as sent, as the view echoes it, and how many of the two workers it finds.
    let rows = [
        ("", None, 2),
        ("page=1", None, 2),
        ("pagination=false", None, 2),
        (
            "email=JOHN.doe@Gmail.com",
            Some("email=JOHN.doe%40Gmail.com"),
            1,
        ),
        (
            "email=jane%2Bx@example.org",
            Some("email=jane%2Bx%40example.org"),
            1,
        ),
        (
            "email[]=john.doe@gmail.com",
            Some("email%5B%5D=john.doe%40gmail.com"),
            1,
        ),
        (
            "email[]=john.doe@gmail.com&email[]=JANE%2Bx@example.org",
            Some("email%5B%5D=john.doe%40gmail.com&email%5B%5D=JANE%2Bx%40example.org"),
            2,
        ),
        (
            "email%5B0%5D=john.doe@gmail.com",
            Some("email%5B%5D=john.doe%40gmail.com"),
            1,
        ),
        (
            "email[]=john.doe@gmail.com&email[]=john.doe@gmail.com",
            Some("email%5B%5D=john.doe%40gmail.com&email%5B%5D=john.doe%40gmail.com"),
            1,
        ),
        (
            "email=nobody@example.org",
            Some("email=nobody%40example.org"),
            0,
        ),
        ("email=john.doe", Some("email=john.doe"), 0),
        ("email=", Some("email="), 0),
        ("unknown=x", Some("unknown=x"), 2),
        ("z=1&Email=x&a=2", Some("Email=x&a=2&z=1"), 2),
        ("x=%C3%A9%20%26%3D~%2F", Some("x=%C3%A9%20%26%3D~%2F"), 2),
        (
            "email=john.doe@gmail.com&page=1",
            Some("email=john.doe%40gmail.com"),
            1,
        ),
    ];
    let demo = leah_local::demo::ORGANIZATION;
    let table = app.house.app().table();
    let found = table
        .worker(demo, leah_local::demo::HEALTHCARE_WORKER)
        .await
        .unwrap();
    let mut jane = found.unwrap();
    jane.id = "7dd37344-5d8d-4c90-a015-5518ab97adb0".parse().unwrap();
    "Jane+X@example.org".clone_into(&mut jane.email);
    table.put_worker(demo, &jane).await.unwrap();
    for (query, echoed, count) in rows {
        let answer = app.get(&format!("{PATH}?{query}")).send().await.expect(200);
        let body = answer.json();
        let view = body
            .get("hydra:view")
            .map(|view| view["@id"].as_str().unwrap().to_owned());
        assert_eq!(
            view,
            echoed.map(|query| format!("{PATH}?{query}")),
            "{query}"
        );
        assert_eq!(body["hydra:totalItems"], count, "{query}");
        assert_eq!(answer.members().len(), count, "{query}");
    }
}

#[tokio::test]
async fn more_values_than_are_worth_a_query_each_are_refused() {
    let app = TestApp::start().await;
    let query = |count| vec!["email[]=john.doe@gmail.com"; count].join("&");
    app.get(&format!("{PATH}?{}", query(20)))
        .send()
        .await
        .expect(200);
    let refused = app
        .get(&format!("{PATH}?{}", query(21)))
        .send()
        .await
        .expect(400);
    assert_eq!(
        refused.json()["hydra:description"],
        "The filter \"email\" takes 20 values at most."
    );
}

#[tokio::test]
async fn an_organization_without_any_has_an_empty_list() {
    use leah_domain::{ApiKey, Id, Ids, IndexKey, Locale, Organization, Settings, Zone};
    let app = TestApp::start().await;
    // One that has neither workers nor a counter.
    let ids = crate::support::Seeded::starting_at("empty");
    let organization = Organization {
        id: Id::new(ids.uuid()),
        slug: "empty".into(),
        name: "Empty".into(),
        settings: Settings::new("Empty", Zone::named("UTC").unwrap(), Locale::En),
        index_key: IndexKey::generate(&ids),
        version: 0,
    };
    let key = ApiKey::generate(organization.id, &ids);
    let table = app.house.app().table();
    table.put_organization(&organization).await.unwrap();
    let stored = leah_aws::table::keys::StoredKey {
        label: "test".into(),
        expires: None,
        revoked: None,
    };
    table
        .put_key(organization.id, &key.digest(), &stored)
        .await
        .unwrap();
    for path in [PATH, "/api/offices"] {
        let call = app.get(path).key(key.reveal()).host("empty.leah.care");
        let body = call.send().await.expect(200).json();
        assert_eq!(body["hydra:member"], serde_json::json!([]), "{path}");
        assert_eq!(body["hydra:totalItems"], 0, "{path}");
        assert_eq!(body.get("hydra:view"), None, "{path}");
    }
}

#[tokio::test]
async fn two_of_one_address_are_both_found() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "twins").await;
    let twin = tenant.add_worker(&app, "ANN@example.org").await;
    let answer = tenant
        .sign(app.get(&format!("{PATH}?email=ann@EXAMPLE.org")))
        .send()
        .await;
    let mut both = vec![tenant.worker.id.iri(), twin.id.iri()];
    both.sort();
    assert_eq!(answer.members(), both);
}
