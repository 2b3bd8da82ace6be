//! The list of offices and its filter by healthcare worker.

use crate::support::{Tenant, TestApp};

const PATH: &str = "/api/offices";

#[tokio::test]
async fn as_documented() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(PATH).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Office",
      "@id": "/api/offices",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
          "@type": "Office",
          "id": "6e229d04-1880-4b6b-a520-36f757f4a531",
          "slug": "my-office",
          "organization": "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630",
          "features": [
            "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a"
          ],
          "createdAt": "2021-01-22T14:20:48+00:00",
          "currentMeeting": null
        }
      ],
      "hydra:totalItems": 1,
      "hydra:search": {
        "@type": "hydra:IriTemplate",
        "hydra:template": "/api/offices{?healthcareWorker.email,healthcareWorker.email[]}",
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": [
          {
            "@type": "IriTemplateMapping",
            "variable": "healthcareWorker.email",
            "property": "healthcareWorker.email",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "healthcareWorker.email[]",
            "property": "healthcareWorker.email",
            "required": false
          }
        ]
      }
    }
    "#);
}

#[tokio::test]
async fn by_the_workers_email_as_documented() {
    let app = TestApp::start().await;
    let answer = app
        .get(&format!("{PATH}?healthcareWorker.email=john.doe@gmail.com"))
        .send()
        .await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Office",
      "@id": "/api/offices",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
          "@type": "Office",
          "id": "6e229d04-1880-4b6b-a520-36f757f4a531",
          "slug": "my-office",
          "organization": "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630",
          "features": [
            "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a"
          ],
          "createdAt": "2021-01-22T14:20:48+00:00",
          "currentMeeting": null
        }
      ],
      "hydra:totalItems": 1,
      "hydra:view": {
        "@id": "/api/offices?healthcareWorker.email=john.doe%40gmail.com",
        "@type": "hydra:PartialCollectionView"
      },
      "hydra:search": {
        "@type": "hydra:IriTemplate",
        "hydra:template": "/api/offices{?healthcareWorker.email,healthcareWorker.email[]}",
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": [
          {
            "@type": "IriTemplateMapping",
            "variable": "healthcareWorker.email",
            "property": "healthcareWorker.email",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "healthcareWorker.email[]",
            "property": "healthcareWorker.email",
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
        "id": "6e229d04-1880-4b6b-a520-36f757f4a531",
        "slug": "my-office",
        "organization": "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630",
        "features": [
          "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a"
        ],
        "createdAt": "2021-01-22T14:20:48+00:00",
        "currentMeeting": null
      }
    ]
    "#);
}

#[tokio::test]
async fn queries_filter_and_are_echoed() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "many").await;
    let bob = tenant.add_worker(&app, "Bob@example.org").await;
    tenant.add_worker(&app, "idle@example.org").await;
    // A second person at Ann's address, with an office of his own.
    let twin = tenant.add_worker(&app, "ann@example.org").await;
    let sorted = |mut offices: Vec<String>| {
        offices.sort();
        offices
    };
    let ann = vec![
        tenant.office.id.iri(),
        tenant.add_office(&app, &tenant.worker).await.id.iri(),
        tenant.add_office(&app, &twin).await.id.iri(),
    ];
    let bobs = vec![tenant.add_office(&app, &bob).await.id.iri()];
    let all = sorted([ann.clone(), bobs.clone()].concat());
    let ann = sorted(ann);
    let rows = [
        ("", None, &all),
        ("page=1", None, &all),
        (
            "healthcareWorker.email=ann@example.org",
            Some("healthcareWorker.email=ann%40example.org"),
            &ann,
        ),
        (
            "healthcareWorker.email=ANN@Example.org",
            Some("healthcareWorker.email=ANN%40Example.org"),
            &ann,
        ),
        (
            "healthcareWorker.email[]=bob@example.org",
            Some("healthcareWorker.email%5B%5D=bob%40example.org"),
            &bobs,
        ),
        (
            "healthcareWorker.email[]=bob@example.org&healthcareWorker.email[]=ann@example.org",
            Some(
                "healthcareWorker.email%5B%5D=bob%40example.org&healthcareWorker.email%5B%5D=ann%40example.org",
            ),
            &all,
        ),
        (
            "healthcareWorker.email=nobody@example.org",
            Some("healthcareWorker.email=nobody%40example.org"),
            &vec![],
        ),
        (
            "healthcareWorker.email=idle@example.org",
            Some("healthcareWorker.email=idle%40example.org"),
            &vec![],
        ),
        // PHP would turn the dot into this; it is another, unknown parameter.
        (
            "healthcareWorker_email=bob@example.org",
            Some("healthcareWorker_email=bob%40example.org"),
            &all,
        ),
        (
            "email=bob@example.org",
            Some("email=bob%40example.org"),
            &all,
        ),
    ];
    for (query, echoed, offices) in rows {
        let answer = tenant
            .sign(app.get(&format!("{PATH}?{query}")))
            .send()
            .await
            .expect(200);
        let body = answer.json();
        let view = body
            .get("hydra:view")
            .map(|view| view["@id"].as_str().unwrap().to_owned());
        assert_eq!(
            view,
            echoed.map(|query| format!("{PATH}?{query}")),
            "{query}"
        );
        assert_eq!(&answer.members(), offices, "{query}");
        assert_eq!(body["hydra:totalItems"], offices.len(), "{query}");
    }
}
