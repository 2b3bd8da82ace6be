//! The list as it is, and its order.

use serde_json::json;

use crate::{
    api::appointments::support::{PATH, book},
    support::{Tenant, TestApp, demo},
};

#[tokio::test]
async fn with_one_appointment() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(PATH).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/Appointment",
      "@id": "/api/appointments",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/appointments/70cbe776-1de2-48b2-86aa-e9e9410bc711",
          "@type": "Appointment",
          "status": "scheduled",
          "startTime": "2021-03-24T13:15:00+00:00",
          "email": "john.doe@gmail.com",
          "phoneNumber": "+33612345678"
        }
      ],
      "hydra:view": {
        "@id": "/api/appointments?page=1",
        "@type": "hydra:PartialCollectionView"
      },
      "hydra:search": {
        "@type": "hydra:IriTemplate",
        "hydra:template": "/api/appointments{?externalId,externalId[],email,email[],startTime[before],startTime[strictly_before],startTime[after],startTime[strictly_after],order[startTime]}",
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": [
          {
            "@type": "IriTemplateMapping",
            "variable": "externalId",
            "property": "externalId",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "externalId[]",
            "property": "externalId",
            "required": false
          },
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
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "startTime[before]",
            "property": "startTime",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "startTime[strictly_before]",
            "property": "startTime",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "startTime[after]",
            "property": "startTime",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "startTime[strictly_after]",
            "property": "startTime",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "order[startTime]",
            "property": "startTime",
            "required": false
          }
        ]
      }
    }
    "#);
}

#[tokio::test]
async fn without_any() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "empty").await;
    let answer = tenant.sign(app.get(PATH)).send().await.expect(200);
    let body = answer.json();
    assert_eq!(body["hydra:member"], json!([]));
    let view = json!({"@id": "/api/appointments?page=1", "@type": "hydra:PartialCollectionView"});
    assert_eq!(body["hydra:view"].to_string(), view.to_string());
    assert_eq!(body.get("hydra:totalItems"), None);
}

#[tokio::test]
async fn as_plain_json() {
    let app = TestApp::start().await;
    let answer = app.get(PATH).accept("application/json").send().await;
    insta::assert_snapshot!(answer.snapshot(), @r#"
    200 application/json; charset=utf-8
    [
      {
        "status": "scheduled",
        "startTime": "2021-03-24T13:15:00+00:00",
        "email": "john.doe@gmail.com",
        "phoneNumber": "+33612345678"
      }
    ]
    "#);
}

#[tokio::test]
async fn in_either_order() {
    let app = TestApp::start().await;
    let late = book(&app, &json!({"startTime": "2021-05-01T10:00:00"})).await;
    let early = book(&app, &json!({"startTime": "2021-02-01T10:00:00"})).await;
    let forward = [early, demo::APPOINTMENT.to_owned(), late];
    let backward: Vec<_> = forward.iter().rev().cloned().collect();
    let rows = [
        ("", &forward[..]),
        ("?order[startTime]=asc", &forward),
        ("?order[startTime]=ASC", &forward),
        ("?order[startTime]=desc", &backward),
        ("?order[startTime]=DESC", &backward),
        ("?order[startTime]=sideways", &forward),
        ("?order[email]=desc", &forward),
        ("?page=1", &forward),
    ];
    for (query, expected) in rows {
        let list = app.get(&format!("{PATH}{query}")).send().await.expect(200);
        assert_eq!(list.members(), expected, "{query}");
    }
    app.drain().await;
}
