//! The public pages: what a guest's link opens.
//!
//! A link is opened by people and by scanners of mail alike: to open one does nothing. What is done is done by a button,
//! that is by POST.

mod archive;
mod buffer;
mod documents;
mod reply;
mod waiting;

use lambda_http::http::Method;
use leah_aws::App;
use leah_http::{Page, Service, Visit};
use leah_messages::Notice;

use documents::Wish;
use reply::notice;

/// The function.
pub fn service(app: App) -> Service {
    leah_http::pages(app, |visit| async move { answer(&visit).await })
}

async fn answer(visit: &Visit) -> Page {
    let segments: Vec<&str> = visit.path.trim_start_matches('/').split('/').collect();
    let (secret, wish) = match segments[..] {
        ["w", secret] | ["w", secret, ""] => return waiting_room(visit, secret).await,
        ["t", secret] | ["t", secret, ""] => (secret, Wish::Page),
        ["t", secret, "files", file] => (secret, Wish::File(file)),
        ["t", secret, "all"] => (secret, Wish::All),
        _ => return notice(visit, None, Notice::Unknown),
    };
    match (&visit.method, &wish) {
        (&Method::GET | &Method::HEAD, _) => documents::show(visit, secret, &wish).await,
        (&Method::POST, Wish::File(_) | Wish::All) => {
            documents::download(visit, secret, &wish).await
        }
        (_, Wish::Page) => not_allowed(visit, "GET, HEAD"),
        (_, Wish::File(_) | Wish::All) => not_allowed(visit, "GET, HEAD, POST"),
    }
}

async fn waiting_room(visit: &Visit, secret: &str) -> Page {
    match visit.method {
        Method::GET | Method::HEAD => waiting::show(visit, secret).await,
        Method::POST => waiting::enter(visit, secret).await,
        _ => not_allowed(visit, "GET, HEAD, POST"),
    }
}

fn not_allowed(visit: &Visit, methods: &'static str) -> Page {
    let mut page = notice(visit, None, Notice::Wrong);
    page.allow = Some(methods);
    page
}
