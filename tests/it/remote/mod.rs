//! What holds of any Leah, by its address and a key alone: one in this process, `sam local start-api`, a deployed stack.
//!
//! `LEAH_URL` and `LEAH_KEY` name one that runs elsewhere (`tests/runtime/sam_local.sh` does); without them a house of the test's
//! own is asked, so these tests are always run. They look up what they need by the API, leave other data alone, cancel what they
//! book, and write to nobody but the mailbox simulator of SES.

mod appointments;
mod errors;
mod reading;
mod transfers;

use reqwest::{Client, Method, redirect::Policy};

use crate::support::{Call, TestApp};

/// Takes mails and tells nobody (Amazon SES developer guide, "Using the mailbox simulator").
const GUEST: &str = "success@simulator.amazonses.com";

/// A Leah, wherever it runs.
struct Remote {
    url: String,
    key: String,
    client: Client,
    /// The one in this process.
    app: Option<TestApp>,
}

impl Remote {
    async fn find() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder().redirect(Policy::none()).no_proxy();
        let client = builder.build().unwrap();
        let Ok(url) = std::env::var("LEAH_URL") else {
            let app = TestApp::start().await;
            return Self {
                url: app.house.url(),
                key: app.house.key().to_owned(),
                client,
                app: Some(app),
            };
        };
        Self {
            url: url.trim_end_matches('/').to_owned(),
            key: std::env::var("LEAH_KEY")
                .unwrap_or_else(|_| panic!("LEAH_URL comes with LEAH_KEY")),
            client,
            app: None,
        }
    }

    fn call(&self, method: Method, path: &str) -> Call {
        let builder = self.client.request(method, format!("{}{path}", self.url));
        Call::elsewhere(builder, &self.key)
    }

    fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    fn patch(&self, path: &str) -> Call {
        self.call(Method::PATCH, path)
    }

    fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// The first member of a list.
    async fn first(&self, list: &str) -> String {
        let members = self.get(list).send().await.expect(200).members();
        let first = members.into_iter().next();
        first.unwrap_or_else(|| panic!("{list}: the key's organization has none"))
    }

    /// Does what is owed, where that is for the test to do.
    async fn settle(&self) {
        if let Some(app) = &self.app {
            app.drain().await;
        }
    }
}
