//! A Leah whose services are an engine's, and what its functions have handed to them.

use std::sync::{Arc, Mutex, MutexGuard};

use data_encoding::BASE64;
use jiff::Timestamp;
use leah_local::{clock::VirtualClock, wire::Service};
use serde_json::{Value, json};

use super::outside::Outside;
use crate::support::TestApp;

/// The table's name, as `local` has it.
pub(super) const TABLE: &str = "leah";

/// A Leah on engines.
pub(super) struct World {
    pub(super) app: TestApp,
    /// Absent where all engines are the embedded ones.
    pub(super) outside: Option<Outside>,
    handed: Arc<Mutex<Handed>>,
}

/// What functions have handed to services over the wire, oldest first.
#[derive(Default)]
struct Handed {
    mails: Vec<String>,
    schedules: Vec<Value>,
    invocations: Vec<Value>,
}

impl World {
    /// A Leah whose clock stands at `begin`, which is about the machine's time: S3 looks at it.
    pub(super) async fn start(begin: Timestamp, outside: Option<Outside>) -> Self {
        if let Some(outside) = &outside {
            outside.prepare().await;
        }
        let app = TestApp::with(|options| {
            options.clock = VirtualClock::frozen(begin);
            options.wire = true;
            if let Some(outside) = &outside {
                options.elsewhere = outside.elsewhere();
            }
        })
        .await;
        if let Some(outside) = &outside {
            outside.deploy(app.house.app().config()).await;
        }
        let handed = Arc::<Mutex<Handed>>::default();
        let notes = Arc::clone(&handed);
        app.house.wire().unwrap().judge(move |seen| {
            let body = || serde_json::from_slice(seen.body).unwrap_or_default();
            let mut notes = notes.lock().unwrap();
            match (seen.service, seen.operation) {
                (Service::Ses, "SendEmail") => notes.mails.extend(mail(&body())),
                (Service::Scheduler, "CreateSchedule") => notes.schedules.push(body()),
                (Service::Lambda, "Invoke") => notes.invocations.push(body()),
                _ => {}
            }
            None
        });
        Self {
            app,
            outside,
            handed,
        }
    }

    fn handed(&self) -> MutexGuard<'_, Handed> {
        self.handed.lock().unwrap()
    }

    /// The mails since this was last asked, as they stand in their source.
    pub(super) fn take_mails(&self) -> Vec<String> {
        std::mem::take(&mut self.handed().mails)
    }

    /// The same, and they stay.
    pub(super) fn mails(&self) -> Vec<String> {
        self.handed().mails.clone()
    }

    /// The schedules that were made since this was last asked, as `CreateSchedule` has them.
    pub(super) fn take_schedules(&self) -> Vec<Value> {
        std::mem::take(&mut self.handed().schedules)
    }

    /// The payloads of invocations since this was last asked.
    pub(super) fn take_invocations(&self) -> Vec<Value> {
        // Nobody else makes those that the embedded engine has accepted.
        self.app.house.take_invocations();
        std::mem::take(&mut self.handed().invocations)
    }

    /// All items of the table, in DynamoDB's JSON, read past the wire.
    pub(super) async fn items(&self) -> Vec<Value> {
        let Some(outside) = self.outside.as_ref().filter(|outside| outside.has_table()) else {
            return self.app.house.items().unwrap();
        };
        let (mut items, mut from) = (Vec::new(), Value::Null);
        loop {
            let mut scan = json!({"TableName": TABLE});
            if !from.is_null() {
                scan["ExclusiveStartKey"] = from;
            }
            let page = outside.dynamodb("Scan", &scan).await;
            items.extend(page["Items"].as_array().unwrap().iter().cloned());
            from = page["LastEvaluatedKey"].clone();
            if from.is_null() {
                return items;
            }
        }
    }

    /// The keys of the bucket's objects, in order.
    pub(super) async fn keys(&self) -> Vec<String> {
        let Some(outside) = &self.outside else {
            let files = self.app.house.engines().files();
            return files.into_iter().map(|file| file.key).collect();
        };
        outside.keys().await
    }

    /// The names of the schedules that are to fire, in order.
    pub(super) async fn schedules(&self) -> Vec<String> {
        let mut names = match &self.outside {
            Some(outside) if outside.has_table() => outside.schedules().await,
            _ => {
                let pending = self.app.house.engines().schedules();
                pending.into_iter().map(|schedule| schedule.name).collect()
            }
        };
        names.sort();
        names
    }
}

/// The source of a mail that is sent as one.
fn mail(request: &Value) -> Option<String> {
    let data = request["Content"]["Raw"]["Data"].as_str()?;
    String::from_utf8(BASE64.decode(data.as_bytes()).ok()?).ok()
}

/// The text of a mail, as a reader shows it.
pub(super) fn text_of(mail: &str) -> String {
    let message = mail_parser::MessageParser::default()
        .parse(mail.as_bytes())
        .unwrap();
    let subject = message.subject().unwrap_or_default().to_owned();
    let text = message.body_text(0).unwrap_or_default();
    format!("{subject}\n{text}")
}
