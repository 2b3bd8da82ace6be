//! Pages of healthcare workers.

use crate::support::{Tenant, TestApp, pages, refused_pages};

const PATH: &str = "/api/healthcare_workers";

/// An organization with 65 workers of one address; their IRIs.
async fn crowd(app: &TestApp) -> (Tenant, Vec<String>) {
    let tenant = Tenant::create(app, "crowd").await;
    let mut all = vec![tenant.worker.id.iri()];
    for _ in 0..64 {
        all.push(tenant.add_worker(app, "ann@example.org").await.id.iri());
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
    pages(&app, &tenant, PATH, "email=Ann%40example.org&", &all).await;
}

#[tokio::test]
async fn what_is_no_page_is_refused() {
    let app = TestApp::start().await;
    refused_pages(&app, PATH).await;
}
