//! Guests: documents behind a link, and the waiting room.

use reqwest::Method;
use serde_json::json;

use super::{Walk, text, transfers::Shared};
use crate::{engines::world::text_of, support::Call};

impl Walk<'_> {
    /// A request of a guest's browser, at the organization's host.
    fn as_guest(&self, method: Method, path: &str) -> Call {
        let app = &self.world.app;
        let host = format!("myorganization.localhost:{}", app.house.port());
        let call = app.request(method, path).anonymous().host(&host);
        call.accept("text/html")
    }

    pub(super) async fn guests(&mut self, shared: &Shared) {
        self.documents(shared).await;
        self.waiting_room().await;
    }

    async fn documents(&mut self, shared: &Shared) {
        let (get, post) = (Method::GET, Method::POST);
        let page = self.as_guest(get.clone(), &shared.link);
        self.well("the page of documents", page).await;
        let page = self.as_guest(get.clone(), &format!("/t/{}", "A".repeat(43)));
        self.http("the page of nothing", page).await;
        for (number, file) in shared.files.iter().enumerate() {
            let press = self.as_guest(post.clone(), &format!("{}/files/{file}", shared.link));
            let address = self
                .http(&format!("a press for document {number}"), press)
                .await;
            let address = address.expect(303).header("location").unwrap().to_owned();
            let name = format!("document {number}");
            let load = self.world.app.client.get(&address);
            self.ask_storage(&name, load).await;
            if number > 0 {
                continue;
            }
            let client = &self.world.app.client;
            let part = client.get(&address).header("range", "bytes=0-7");
            self.ask_storage("the first bytes of a document", part)
                .await;
            let beyond = client.get(&address).header("range", "bytes=9999-");
            self.ask_storage("bytes behind the end of a document", beyond)
                .await;
        }
        for name in ["all documents", "all documents, again"] {
            let press = self.as_guest(post.clone(), &format!("{}/all", shared.link));
            let address = self.http(&format!("a press for {name}"), press).await;
            let address = address.expect(303).header("location").unwrap().to_owned();
            let load = self.world.app.client.get(address);
            let (_, zip) = self.ask_storage(name, load).await;
            let zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
            let names: Vec<_> = zip.file_names().map(Result::unwrap).collect();
            assert_eq!(names.len(), shared.files.len());
        }
        let page = self.as_guest(get, &shared.link);
        self.well("the page of documents, afterwards", page).await;
        self.get("the transfer, downloaded", &shared.iri).await;
    }

    async fn waiting_room(&mut self) {
        let mails = self.world.take_mails();
        let texts = mails.iter().map(|mail| json!(text_of(mail))).collect();
        let texts = self.in_order(texts);
        let mut words = texts.iter().flat_map(|mail| text(mail).split_whitespace());
        let link = words.find(|word| word.contains("/w/")).unwrap();
        let path = format!("/w/{}", link.split_once("/w/").unwrap().1);
        let (get, post) = (Method::GET, Method::POST);
        let page = self.as_guest(get.clone(), &path);
        self.well("the waiting room", page).await;
        for name in ["an entry", "a heartbeat", "another heartbeat"] {
            let press = self.as_guest(post.clone(), &path);
            self.well(name, press).await;
        }
        let page = self.as_guest(get.clone(), &path);
        self.well("the waiting room from within", page).await;
        let page = self.as_guest(post, &format!("/w/{}", "A".repeat(22)));
        self.http("an entry into nothing", page).await;
        self.told("the guest is online").await;
    }
}
