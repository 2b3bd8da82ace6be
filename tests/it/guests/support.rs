//! Documents, and guests to whom they are sent.

use leah_domain::TransferRef;
use reqwest::{Method, Response, header::HOST};
use serde_json::{Value, json};

use crate::support::{Answer, Call, Form, Tenant, TestApp, demo};

/// A file that is sent.
#[derive(Clone)]
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

impl Document {
    pub(crate) fn jpeg(name: &str, size: usize) -> Self {
        Self::new(name, b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", size)
    }

    pub(crate) fn png(name: &str, size: usize) -> Self {
        Self::new(name, b"\x89PNG\r\n\x1a\n", size)
    }

    pub(crate) fn pdf(name: &str, size: usize) -> Self {
        Self::new(name, b"%PDF-1.7\n", size)
    }

    /// Bytes that follow from the name and repeat nowhere, behind those by which a file's kind is seen.
    fn new(name: &str, head: &[u8], size: usize) -> Self {
        let seed = name.bytes().fold(size as u64 | 1, |seed, byte| {
            seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        let mut state = seed | 1;
        let mut content = head.to_vec();
        while content.len() < size {
            // Xorshift (Marsaglia 2003): noise, as compressed pictures are.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            content.extend_from_slice(&state.to_le_bytes());
        }
        content.truncate(size);
        Self {
            name: name.to_owned(),
            content,
        }
    }
}

/// A guest with a link out of a mail.
pub(crate) struct Guest {
    /// The link as the mail has it.
    pub(crate) link: String,
    pub(crate) secret: String,
    /// The host of the link, with its port.
    pub(crate) host: String,
    pub(crate) transfer: String,
    /// The identifiers of the files, in the order in which they were sent.
    pub(crate) files: Vec<String>,
    /// Whose documents they are; the demo organization's if nobody's.
    tenant: Option<Tenant>,
}

impl Guest {
    /// A guest of the demo organization.
    pub(crate) async fn of_demo(app: &TestApp, documents: &[Document]) -> Self {
        Self::told(app, None, documents).await
    }

    /// A guest of another organization.
    pub(crate) async fn of(app: &TestApp, tenant: Tenant, documents: &[Document]) -> Self {
        Self::told(app, Some(tenant), documents).await
    }

    async fn told(app: &TestApp, tenant: Option<Tenant>, documents: &[Document]) -> Self {
        let mut guest = Self::untold(app, tenant).await;
        guest.send(app, documents).await;
        guest.share(app).await;
        let messages = app.messages().await;
        let text = messages.last().unwrap()["text"].as_str().unwrap();
        let words = text.split_whitespace();
        let link = words.into_iter().find(|word| word.contains("/t/")).unwrap();
        assert_eq!(link.split_once("/t/").unwrap().1, guest.secret);
        let host = link.strip_prefix("http://").unwrap().split('/').next();
        host.unwrap().clone_into(&mut guest.host);
        link.clone_into(&mut guest.link);
        guest
    }

    /// Of a transfer that nobody was told of yet, without a file.
    pub(crate) async fn untold(app: &TestApp, tenant: Option<Tenant>) -> Self {
        let worker = tenant.as_ref().map(|tenant| tenant.worker.id.iri());
        let worker = worker.unwrap_or_else(|| demo::WORKER.to_owned());
        let slug = tenant
            .as_ref()
            .map_or("myorganization", |tenant| tenant.organization.slug.as_str());
        let host = format!("{slug}.localhost:{}", app.house.port());
        let mut guest = Self {
            link: String::new(),
            secret: String::new(),
            host,
            transfer: String::new(),
            files: Vec::new(),
            tenant,
        };
        let created = guest
            .sign(app.post("/api/transfers"))
            .json(&json!({ "healthcareWorker": worker }))
            .send()
            .await
            .expect(200);
        guest.transfer = created.iri();
        guest.secret = secret(&created.json());
        guest
    }

    fn sign(&self, call: Call) -> Call {
        match &self.tenant {
            Some(tenant) => tenant.sign(call),
            None => call,
        }
    }

    /// More documents for the same link.
    pub(crate) async fn send(&mut self, app: &TestApp, documents: &[Document]) {
        let path = format!("{}/files", self.transfer);
        let answer = self
            .sign(app.post(&path))
            .form(&form(documents))
            .send()
            .await
            .expect(200);
        let answer = answer.json();
        let files = answer["files"].as_array().unwrap().iter();
        let id = |file: &Value| {
            file.as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned()
        };
        self.files = files.map(id).collect();
    }

    /// Tells the guest.
    pub(crate) async fn share(&self, app: &TestApp) {
        let path = format!("{}/share", self.transfer);
        self.sign(app.post(&path))
            .json(&json!({ "email": "benjamin@leah.care" }))
            .send()
            .await
            .expect(200);
        app.drain().await;
    }

    /// What an operator does who takes the documents back.
    pub(crate) async fn revoke(&self, app: &TestApp) {
        let (app, subject) = (app.house.app(), self.subject());
        assert!(
            app.table()
                .revoke_transfer(subject, app.ids())
                .await
                .unwrap()
        );
    }

    fn subject(&self) -> TransferRef {
        let demo = leah_local::demo::ORGANIZATION;
        TransferRef {
            organization: self
                .tenant
                .as_ref()
                .map_or(demo, |tenant| tenant.organization.id),
            transfer: self.transfer.rsplit('/').next().unwrap().parse().unwrap(),
        }
    }

    pub(crate) fn page(&self) -> String {
        format!("/t/{}", self.secret)
    }

    pub(crate) fn file(&self, number: usize) -> String {
        format!("/t/{}/files/{}", self.secret, self.files[number])
    }

    pub(crate) fn all(&self) -> String {
        format!("/t/{}/all", self.secret)
    }

    /// A request of the guest's browser, at the link's host.
    pub(crate) fn request(&self, app: &TestApp, method: Method, path: &str) -> Call {
        app.request(method, path).anonymous().host(&self.host)
    }

    pub(crate) async fn get(&self, app: &TestApp, path: &str) -> Answer {
        self.request(app, Method::GET, path).send().await
    }

    /// Presses a button.
    pub(crate) async fn press(&self, app: &TestApp, path: &str) -> Answer {
        self.request(app, Method::POST, path).send().await
    }

    /// Presses a button; where it leads.
    pub(crate) async fn follow(&self, app: &TestApp, path: &str) -> String {
        let answer = self.press(app, path).await.expect(303);
        assert_eq!(answer.text, "");
        answer.header("location").unwrap().to_owned()
    }

    /// Presses a button and gets what is behind it.
    pub(crate) async fn download(&self, app: &TestApp, path: &str) -> Vec<u8> {
        let address = self.follow(app, path).await;
        let answer = fetch(app, &address).await;
        assert_eq!(answer.status(), 200);
        answer.bytes().await.unwrap().to_vec()
    }
}

/// Gets what is at an address.
pub(crate) async fn fetch(app: &TestApp, address: &str) -> Response {
    app.client.get(address).send().await.unwrap()
}

/// A request to a host without a key, as anybody can make it.
pub(crate) async fn at(app: &TestApp, host: &str, path: &str) -> Answer {
    let url = format!("{}{path}", app.house.url());
    let answer = app.client.get(url).header(HOST, host).send().await.unwrap();
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        text: answer.text().await.unwrap(),
    }
}

/// The secret that `hash` prints, as a link has it.
fn secret(transfer: &Value) -> String {
    use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
    let hash = transfer["hash"].as_str().unwrap();
    let digits = BASE64.decode(hash.as_bytes()).unwrap();
    BASE64URL_NOPAD.encode(&HEXLOWER.decode(&digits).unwrap())
}

fn form(documents: &[Document]) -> Form {
    documents
        .iter()
        .fold(Form::new(), |form, Document { name, content }| {
            form.file(&name.replace('"', "\\\""), content)
        })
}

/// How often each file was downloaded, as the table has it.
pub(crate) fn downloads(app: &TestApp, guest: &Guest) -> Vec<u64> {
    let items = app.house.items().unwrap();
    let of = |id: &String| {
        let is = |item: &&Value| item["type"]["S"] == "TransferFile" && item["id"]["S"] == *id;
        let item = items.iter().find(is).unwrap();
        item["downloads"]["N"]
            .as_str()
            .map_or(0, |number| number.parse().unwrap())
    };
    guest.files.iter().map(of).collect()
}

/// What is kept of downloads, the oldest first.
pub(crate) fn audits(app: &TestApp) -> Vec<Value> {
    let mut items = app.house.items().unwrap();
    items.retain(|item| item["type"]["S"] == "Audit");
    items.sort_by_key(|item| item["SK"]["S"].to_string());
    items
}
