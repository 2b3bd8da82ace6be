//! The embedded engines: DynamoDB, S3, SES v2, SMS v2, EventBridge Scheduler and Lambda's `Invoke` in this
//! process, each on a loopback port, speaking the real wire protocol, so that functions use the unchanged SDKs.

mod account;
mod answer;
mod database;
mod files;
pub(crate) mod gate;
mod lambda;
mod mail;
mod message;
mod scheduler;
pub(crate) mod serve;
mod sms;
mod store;
mod stream_file;

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dynoxide::Database;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::clock::VirtualClock;
use crate::template::{Bucket, Function};
use gate::Gate;
use leah_engines::{Breach, Service};
use serve::Life;
use store::Store;

pub use account::{Account, SmsRefusal};
pub use files::BUCKET;
pub(crate) use files::ObjectEvent;
pub use gate::Watch;
pub use lambda::Invocation;
pub use message::{Attachment, Channel, Message};
pub use scheduler::{Precision, Schedule, ScheduleFaults};

/// The access key that requests to the engines are signed with.
pub const ACCESS_KEY: &str = "leah-local";
/// The access key of a function's role: like [`ACCESS_KEY`], and telling whose calls are made with it.
pub(crate) fn access_key(function: &str) -> String {
    format!("{ACCESS_KEY}.{function}")
}

/// The function whose role an access key belongs to, if it is one's.
pub(crate) fn function_of(access_key: &str) -> Option<&str> {
    access_key.strip_prefix(ACCESS_KEY)?.strip_prefix('.')
}

/// The secret key that belongs to [`ACCESS_KEY`] and to those of functions; it opens nothing but loopback ports of this machine.
pub const SECRET_KEY: &str = "leah-local-secret";
/// The token of the session that the two belong to: functions have temporary credentials, as in Lambda. S3 refuses
/// whatever is signed without it.
pub const SESSION_TOKEN: &str = "leah-local/session+token==";
/// The region whose names stand in the engines' resource names.
pub const REGION: &str = "eu-west-3";
/// The account whose number stands in the engines' resource names.
pub const ACCOUNT: &str = "000000000000";

/// What the engines are started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that keeps their state; without one, everything is gone at the end.
    pub data: Option<PathBuf>,
    /// The address that they listen at: loopback, unless functions run in containers.
    pub host: IpAddr,
    /// The clock that they share with the functions.
    pub clock: VirtualClock,
    /// The mail domains whose addresses may stand in From; their subdomains may as well.
    pub verified: Vec<String>,
    /// The rules of the bucket.
    pub bucket: Bucket,
    /// The functions that can be invoked.
    pub functions: Vec<Function>,
}

/// An object of the bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its key.
    pub key: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its media type, as whoever made it has named it.
    pub r#type: String,
    /// When it was created.
    pub created: Timestamp,
}

/// Base URLs of the engines, `http://127.0.0.1:PORT` each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urls {
    /// DynamoDB.
    pub dynamodb: String,
    /// S3, path-style.
    pub s3: String,
    /// SES v2.
    pub ses: String,
    /// End User Messaging SMS v2.
    pub sms: String,
    /// EventBridge Scheduler.
    pub scheduler: String,
    /// Lambda.
    pub lambda: String,
}

/// Why the engines do not start or cannot do what the house asks of them.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A folder or file of the data directory cannot be used.
    #[error("{path}: the folder of the engines' data cannot be used")]
    Data {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The database of messages and schedules fails.
    #[error("the store failed")]
    Store(#[from] rusqlite::Error),
    /// The store was written by another version of this program.
    #[error("the store has format {found}, this program reads {known}: start with --reset")]
    StoreFormat {
        /// The format in the file.
        found: i64,
        /// The format of this program.
        known: usize,
    },
    /// The embedded DynamoDB fails.
    #[error("the embedded DynamoDB failed")]
    Database(#[from] dynoxide::DynoxideError),
    /// A table's definition is not a `CreateTable` request.
    #[error("the table's definition is not a CreateTable request")]
    Table(#[source] serde_json::Error),
    /// No loopback port can be had.
    #[error("no loopback port can be had")]
    Listen(#[source] io::Error),
}

/// The running engines; they end when this is dropped.
#[derive(Debug)]
pub struct Engines {
    urls: Urls,
    /// Where DynamoDB is without the gate.
    ungated: String,
    database: database::Tables,
    store: Arc<Store>,
    bucket: files::Bucket,
    invocations: lambda::Queue,
    account: account::Shared,
    clock: VirtualClock,
    gate: Arc<Gate>,
    life: Life,
    /// The folder of files that nobody asked to keep.
    _passing_files: Option<TempDir>,
}

impl Engines {
    /// Starts all engines, on the state that `options.data` holds.
    pub async fn start(options: Options) -> Result<Self, EngineError> {
        let life = Life::new(options.host);
        let database = database::Tables::open(options.data.as_deref(), &options.clock)?;
        let store = Arc::new(Store::open(options.data.as_deref())?);
        let (folder, passing_files) = files_folder(options.data.as_deref())?;
        let clock = options.clock;
        let bucket = files::bucket(&folder, Arc::clone(&store), clock.clone(), options.bucket)?;
        let invocations = lambda::Queue::default();
        let account = account::Shared::default();

        let gate = Arc::new(Gate::default());
        let ungated = database.serve(&life).await.map_err(EngineError::Listen)?;
        let dynamodb = gate.before_server(Service::DynamoDb, &ungated);
        let dynamodb = life.serve(dynamodb.map_err(EngineError::Listen)?).await;
        let serve = async |service, router| {
            let url = life.serve(gate.before(service, router)).await;
            url.map_err(EngineError::Listen)
        };
        let mail = mail::router(
            Arc::clone(&store),
            clock.clone(),
            &options.verified,
            account.clone(),
        );
        let sms = sms::router(Arc::clone(&store), clock.clone(), account.clone());
        let schedules = scheduler::router(Arc::clone(&store), clock.clone());
        let lambda = lambda::router(options.functions, invocations.clone());
        let urls = Urls {
            dynamodb: dynamodb.map_err(EngineError::Listen)?,
            s3: serve(Service::S3, files::router(bucket.clone())).await?,
            ses: serve(Service::Ses, mail).await?,
            sms: serve(Service::Sms, sms).await?,
            scheduler: serve(Service::Scheduler, schedules).await?,
            lambda: serve(Service::Lambda, lambda).await?,
        };
        Ok(Self {
            urls,
            ungated,
            database,
            store,
            bucket,
            invocations,
            account,
            clock,
            gate,
            life,
            _passing_files: passing_files,
        })
    }

    /// Where the engines listen.
    pub fn urls(&self) -> &Urls {
        &self.urls
    }

    /// Has the account be let send so from now on.
    pub fn set_account(&self, account: Account) {
        self.account.set(account);
    }

    /// What a wire before services at `urls` leads to, and the gate that it is itself if their DynamoDB is this one: so there is one
    /// stop between functions and database, with a wire or without, and calls keep their order.
    pub(crate) fn behind_wire(&self, urls: &Urls) -> (Urls, Option<Arc<Gate>>) {
        if urls.dynamodb != self.urls.dynamodb {
            return (urls.clone(), None);
        }
        let urls = Urls {
            dynamodb: self.ungated.clone(),
            ..urls.clone()
        };
        (urls, Some(Arc::clone(&self.gate)))
    }

    /// The embedded DynamoDB.
    pub fn database(&self) -> &Database {
        self.database.inner()
    }

    /// Removes what has expired: items by their `ttl`, objects and uploads by the bucket's rules.
    pub fn expire(&self) -> Result<(), EngineError> {
        self.database.expire(self.clock.now())?;
        Ok(self.bucket.expire()?)
    }

    /// The objects of the bucket, by key.
    ///
    /// # Panics
    /// When the file under the running engines is damaged: nothing that it says can be trusted any more.
    pub fn files(&self) -> Vec<File> {
        let objects = sound(self.store.objects("", "", usize::MAX)).into_iter();
        let files = objects.map(|object| File {
            key: object.key,
            size: object.size,
            r#type: object.attributes.content_type.unwrap_or_default(),
            created: object.created,
        });
        files.collect()
    }

    /// The events of new objects that are due now, by time.
    pub(crate) fn due_object_events(&self) -> Vec<ObjectEvent> {
        let due = sound(self.store.due_object_events(self.clock.now()));
        due.into_iter().map(ObjectEvent::from).collect()
    }

    /// When the next event of a new object is due; in the past if it is overdue.
    pub(crate) fn next_object_event(&self) -> Option<Timestamp> {
        sound(self.store.next_object_event())
    }

    /// Forgets an event that its function was told, or that is given up.
    pub(crate) fn remove_object_event(&self, event: &ObjectEvent) {
        sound(self.store.remove_object_event(event.number));
    }

    /// Puts off an event whose call has failed.
    pub(crate) fn put_off_object_event(&self, event: &ObjectEvent, due: Timestamp) {
        sound(self.store.put_off_object_event(event.number, due));
    }

    /// Takes the events of new objects that functions are still to be told, as the JSON that they get.
    ///
    /// # Panics
    /// When the file under the running engines is damaged: nothing that it says can be trusted any more.
    pub fn take_object_events(&self) -> Vec<Value> {
        let taken = sound(self.store.take_object_events()).into_iter();
        taken.map(|event| ObjectEvent::from(event).event).collect()
    }

    /// Takes the asynchronous invocations that were accepted since this was last asked, oldest first.
    pub fn take_invocations(&self) -> Vec<Invocation> {
        self.invocations.take()
    }

    /// Makes the table of a `CreateTable` request, with expiry on its attribute `ttl`; one that exists stays as it is.
    pub fn create_table(&self, definition: Value) -> Result<(), EngineError> {
        self.gate.strict.tables().learn(&definition);
        self.database.create_table(definition)
    }

    /// Watches over what is sent to these engines from now on, and before.
    pub fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.gate))
    }

    /// Takes the requests that AWS would refuse and that were refused here, oldest first: whoever takes them knows of them.
    pub fn take_breaches(&self) -> Vec<Breach> {
        self.gate.strict.take()
    }

    /// The messages sent, oldest first: all, or those to one address or number.
    ///
    /// # Panics
    /// When the file under the running engines is damaged: nothing that it says can be trusted any more.
    pub fn messages(&self, to: Option<&str>) -> Vec<Message> {
        sound(self.store.messages(to))
    }

    /// The schedules that will fire, by time and name.
    ///
    /// # Panics
    /// When the file under the running engines is damaged: nothing that it says can be trusted any more.
    pub fn schedules(&self) -> Vec<Schedule> {
        sound(self.store.pending_schedules())
    }

    /// When the next schedule fires; in the past if it is overdue.
    ///
    /// # Panics
    /// When the file under the running engines is damaged: nothing that it says can be trusted any more.
    pub fn next_schedule(&self) -> Option<Timestamp> {
        sound(self.store.next_schedule())
    }

    /// Takes the schedules that are due at `now`, by time and name, and marks them as fired. One is in the list as
    /// often as it is delivered: once, unless a fault has it otherwise.
    /// Those that are to be deleted after completion are gone, the others are kept and fire no more.
    ///
    /// # Panics
    /// When the file under the running engines is damaged: nothing that it says can be trusted any more.
    pub fn take_due(&self, now: Timestamp) -> Vec<Schedule> {
        sound(self.store.take_due(now))
    }

    /// How the embedded Scheduler departs from firing each schedule once and at its second.
    pub fn schedule_faults(&self) -> ScheduleFaults<'_> {
        ScheduleFaults::new(&self.store)
    }

    /// How far the clock was ahead of the machine's when that was last kept; zero if never.
    ///
    /// # Panics
    /// When the file under the running engines is damaged: nothing that it says can be trusted any more.
    pub fn clock_offset(&self) -> SignedDuration {
        sound(self.store.clock_offset())
    }

    /// Keeps how far the clock is ahead of the machine's, for the next start on the same data.
    pub fn set_clock_offset(&self, offset: SignedDuration) -> Result<(), EngineError> {
        Ok(self.store.set_clock_offset(offset)?)
    }

    /// Ends the engines: requests that are running may finish.
    pub async fn shutdown(self) {
        self.life.shutdown().await;
    }
}

/// The folder of the objects' contents, and its guard if it is to go away at the end.
fn files_folder(data: Option<&Path>) -> Result<(PathBuf, Option<TempDir>), EngineError> {
    if let Some(data) = data {
        return Ok((data.join("objects"), None));
    }
    let guard = TempDir::with_prefix("leah-objects-").map_err(|source| EngineError::Data {
        path: std::env::temp_dir(),
        source,
    })?;
    Ok((guard.path().to_owned(), Some(guard)))
}

#[expect(
    clippy::expect_used,
    reason = "a statement on the open store fails only when its file is damaged under it"
)]
fn sound<T>(answer: rusqlite::Result<T>) -> T {
    answer.expect("the store is damaged")
}
