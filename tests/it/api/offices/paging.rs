//! Pages of offices.

use crate::support::{Tenant, TestApp, pages, refused_pages};

const PATH: &str = "/api/offices";

/// An organization whose one worker has 65 offices; their IRIs.
async fn crowd(app: &TestApp) -> (Tenant, Vec<String>) {
    let tenant = Tenant::create(app, "crowd").await;
    let mut all = vec![tenant.office.id.iri()];
    for _ in 0..64 {
        all.push(tenant.add_office(app, &tenant.worker).await.id.iri());
    }
    (tenant, all)
}

#[tokio::test]
async fn sixty_five_are_three_pages() {
    let app = TestApp::start().await;
    let (tenant, all) = crowd(&app).await;
    pages(&app, &tenant, PATH, "", &all).await;
}

#[tokio::test]
async fn links_keep_the_filter() {
    let app = TestApp::start().await;
    let (tenant, all) = crowd(&app).await;
    pages(
        &app,
        &tenant,
        PATH,
        "healthcareWorker.email=ann%40example.org&",
        &all,
    )
    .await;
}

#[tokio::test]
async fn what_is_no_page_is_refused() {
    let app = TestApp::start().await;
    refused_pages(&app, PATH).await;
}
