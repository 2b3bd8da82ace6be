//! Under the limits of API Gateway and Lambda: what cannot pass through them is told the way that can be gone.

use leah_local::gateway::Limits;
use serde_json::{Value, json};

use super::super::support::{PATH, announce, create, put, read, send, ticket, upload, whole};
use crate::support::{Form, LARGEST, TestApp, demo, jpeg};

async fn on_aws() -> TestApp {
    TestApp::with(|options| options.limits = Limits::aws()).await
}

#[tokio::test]
async fn a_form_beyond_the_cap_is_told_of_tickets() {
    let app = on_aws().await;
    let iri = create(&app).await;
    // What passes the gateway but not Lambda, with its base64; what does not pass the gateway; ten files at once.
    for (count, size) in [(1, 4_800_000), (1, LARGEST), (10, LARGEST)] {
        let photo = jpeg(size);
        let form = (0..count).fold(Form::new(), |form, _| form.file("a.jpg", &photo));
        let refused = upload(&app, &iri, &form).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.snapshot(), @r#"
            413 application/ld+json; charset=utf-8
            {
              "@context": "/api/contexts/Error",
              "@type": "hydra:Error",
              "hydra:title": "An error occurred",
              "hydra:description": "Content Too Large: this request is too large for one call. To send documents of this size, POST {\"files\": [{\"name\": \"scan.pdf\", \"type\": \"application/pdf\", \"size\": 12345678}]} as application/json to the same address; the answer has an upload ticket for each file, by which the file is then sent directly to storage."
            }
            "#);
        }
        assert_eq!(whole(&app, &iri).await, 0);
    }
    let form = Form::new().file("a.jpg", &jpeg(4_600_000));
    upload(&app, &iri, &form).await.expect(200);
    assert_eq!(whole(&app, &iri).await, 1);
    app.drain().await;
}

#[tokio::test]
async fn ten_of_the_largest_files_go_through_by_tickets() {
    let app = on_aws().await;
    let body = json!({"healthcareWorker": demo::WORKER});
    let iri = app.post(PATH).json(&body).send().await.expect(200).iri();
    let photo = jpeg(LARGEST);
    let file = |number: usize| json!({"name": format!("{number}.jpg"), "type": "image/jpeg", "size": LARGEST});
    let issued = announce(&app, &iri, &(0..10).map(file).collect())
        .await
        .expect(200)
        .json();
    for ticket in issued["hydra:member"].as_array().unwrap() {
        put(&app, ticket, &photo).await;
    }
    app.drain().await;
    assert_eq!(whole(&app, &iri).await, 10);
    let transfer = read(&app, &iri).await;
    let mut sizes = Vec::new();
    for file in transfer["files"].as_array().unwrap() {
        sizes.push(read(&app, file.as_str().unwrap()).await["size"].clone());
    }
    assert_eq!(sizes, vec![Value::from(LARGEST); 10]);
}

#[tokio::test]
async fn fields_that_s3_ignores_may_stand_before_the_file() {
    let app = on_aws().await;
    let iri = create(&app).await;
    let ticket = ticket(&app, &iri, "a.jpg", "image/jpeg", LARGEST).await;
    let mut fields = ticket["upload"]["fields"].clone();
    for number in 0..30 {
        fields[format!("x-ignore-{number}")] = "x".into();
    }
    let (status, text) = send(&app, &ticket, &fields, &jpeg(LARGEST)).await;
    assert_eq!(status, 204, "{text}");
    app.drain().await;
    assert_eq!(whole(&app, &iri).await, 1);
}
