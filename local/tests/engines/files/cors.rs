//! Forms from pages on other sites.

use leah_local::engines::BUCKET;
use reqwest::{Client, Method, Response};

use super::form::{BOUNDARY, Form};
use super::{code, refused};
use crate::support::{NOW, engines, instant};

const SITE: &str = "https://partner.example.com";

async fn ask(url: &str, method: &str) -> Response {
    let request = Client::new()
        .request(Method::OPTIONS, url)
        .header("origin", SITE);
    let request = request.header("access-control-request-method", method);
    let request = request.header("access-control-request-headers", "x-requested-with");
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_browser_may_post_and_nothing_else() {
    let engines = engines().await;
    let url = format!("{}/{BUCKET}", engines.urls().s3);
    let allowed = ask(&url, "POST").await;
    assert_eq!(allowed.status(), 200);
    let headers = allowed.headers();
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["access-control-allow-methods"], "POST");
    assert_eq!(headers["access-control-allow-headers"], "x-requested-with");
    assert_eq!(headers["access-control-max-age"], "3600");
    assert_eq!(
        code(ask(&url, "GET").await).await,
        refused(403, "AccessForbidden")
    );
    let bare = Client::new()
        .request(Method::OPTIONS, &url)
        .send()
        .await
        .unwrap();
    assert_eq!(bare.status(), 400);
}

#[tokio::test]
async fn the_page_may_read_the_answer_whatever_it_is() {
    let engines = engines().await;
    let url = format!("{}/{BUCKET}", engines.urls().s3);
    let ticket = Form::ticket(&engines, instant(NOW), "incoming/a", "image/png", 5);
    for (content, status) in [(&b"hello"[..], 204), (b"hello!", 400)] {
        let request = Client::new().post(&url).header("origin", SITE);
        let request = request.header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        );
        let answer = request.body(ticket.body(content)).send().await.unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert!(answer.headers().contains_key("x-amz-request-id"));
    }
    let same_site = ticket.send(b"hello").await;
    assert!(
        !same_site
            .headers()
            .contains_key("access-control-allow-origin")
    );
}
