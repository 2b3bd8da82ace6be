//! Lists that are paged by number: what holds for each of them.

use serde_json::json;

use super::{Answer, Tenant, TestApp};

/// Reads a list of 65 page by page: exact totals, the view of each page, every member once, also beyond the end.
/// `filter` is what the query says besides the page, as a view echoes it, with `&` at its end, or empty.
pub(crate) async fn pages(
    app: &TestApp,
    tenant: &Tenant,
    path: &str,
    filter: &str,
    all: &[String],
) {
    assert_eq!(all.len(), 65);
    let link = |page: u32| format!("{path}?{filter}page={page}");
    let mut found = Vec::new();
    for page in 1..=5_u32 {
        let answer = read(app, tenant, &link(page)).await.expect(200);
        let mut view = json!({
            "@id": link(page),
            "@type": "hydra:PartialCollectionView",
            "hydra:first": link(1),
            "hydra:last": link(3),
        });
        if page > 1 {
            view["hydra:previous"] = json!(link(page - 1));
        }
        if page < 3 {
            view["hydra:next"] = json!(link(page + 1));
        }
        let body = answer.json();
        assert_eq!(
            body["hydra:view"].to_string(),
            view.to_string(),
            "page {page}"
        );
        assert_eq!(body["hydra:totalItems"], 65, "page {page}");
        assert_eq!(body["@id"], path);
        let members = answer.members();
        let sizes = [30, 30, 5, 0, 0];
        assert_eq!(members.len(), sizes[page as usize - 1], "page {page}");
        found.extend(members);
    }
    let mut expected = all.to_vec();
    expected.sort();
    assert_eq!(found, expected);

    // These are the first page, too.
    let first = read(app, tenant, &link(1)).await;
    for spelling in ["page[]=2", "page%5B%5D=2", "page=01", "itemsPerPage=5"] {
        let answer = read(app, tenant, &format!("{path}?{filter}{spelling}"))
            .await
            .expect(200);
        assert_eq!(answer.members(), first.members(), "{spelling}");
    }
}

/// What is no page is 400.
pub(crate) async fn refused_pages(app: &TestApp, path: &str) {
    let (small, large) = (
        "Page should not be less than 1",
        "Page parameter is too large.",
    );
    let rows = [
        ("0", small),
        ("00", small),
        ("-1", small),
        ("abc", small),
        ("", small),
        ("1.5", small),
        ("%2B1", small),
        ("9223372036854775807", large),
        ("99999999999999999999999999", large),
    ];
    for (page, description) in rows {
        let answer = app
            .get(&format!("{path}?page={page}"))
            .send()
            .await
            .expect(400);
        let expected = json!({
            "@context": "/api/contexts/Error",
            "@type": "hydra:Error",
            "hydra:title": "An error occurred",
            "hydra:description": description,
        });
        assert_eq!(answer.text, expected.to_string(), "page={page}");
    }
}

async fn read(app: &TestApp, tenant: &Tenant, path: &str) -> Answer {
    tenant.sign(app.get(path)).send().await
}
