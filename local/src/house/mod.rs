//! A whole Leah in this process: engines, functions, gateway, pumps. Any number of them can stand side by side.

mod data;
mod elsewhere;
mod environment;
mod error;
mod mount;

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use leah_aws::App;
use leah_domain::{ApiKey, Ids};
use rustls::RootCertStore;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};
use webhooks::courier::{Courier, LIMIT, SystemNames, Terms};

use crate::{
    attempts::Attempts,
    clock::VirtualClock,
    demo,
    engines::{self, Engines, Invocation, REGION, Watch},
    functions::{Functions, InvocationError},
    gateway::{self, Gateway, Limits, Listeners},
    inspect,
    pumps::{PumpError, Pumps, owed},
    template::Template,
    wire::Wire,
};

pub use data::DataError;
pub(crate) use data::write_secret;
pub use elsewhere::Elsewhere;
pub(crate) use environment::environment;
use environment::{config, credentials};
pub use error::StartError;

/// The table's name.
const TABLE: &str = "leah";
/// The domain that mails come from; the embedded SES has it verified.
const MAIL_DOMAIN: &str = "leah.care";
/// How long an ending house waits for requests that are still answered and invocations that are under way.
const FAREWELL: std::time::Duration = std::time::Duration::from_secs(5);

/// Whether what is owed is done by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pumping {
    /// In the background, with time.
    Auto,
    /// Only by [`House::drain`] and [`House::advance`].
    Manual,
}

/// How a house is set up.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own, set by name"
)]
pub struct Options {
    /// The port of the API; 0 finds a free one.
    pub port: u16,
    /// Where state is kept; nowhere, if absent.
    pub data: Option<PathBuf>,
    /// The address that the engines listen at. They have no protection: loopback, unless functions run in containers.
    pub engines: IpAddr,
    /// Whether what was kept is removed first.
    pub reset: bool,
    /// The one clock of functions and engines.
    pub clock: VirtualClock,
    /// The one source of randomness.
    pub ids: Arc<dyn Ids>,
    /// Whether what is owed is done by itself.
    pub pumps: Pumping,
    /// Whether a wire that records and breaks stands between functions and engines.
    pub wire: bool,
    /// Whether the demo organization is set up.
    pub demo: bool,
    /// What the gateway lets through.
    pub limits: Limits,
    /// How webhooks reach their receivers.
    pub webhooks: Terms,
    /// Whether the house panics when it ends, if something was sent to the engines that AWS refuses: a test fails. In any case it is
    /// refused, and stands in the log by its operation and rule.
    pub watched: bool,
    /// Whether uploads wait for the results of scans for malware. Nothing scans on one machine: a test tells of the results.
    pub malware_scan: bool,
    /// Services that are not the embedded engines. They are ready: table, bucket, identity and what else the functions meet.
    pub elsewhere: Elsewhere,
}

impl Options {
    /// A house for a test: any port, in memory, with the demo organization, doing nothing by itself.
    pub fn ephemeral(clock: VirtualClock, ids: Arc<dyn Ids>) -> Self {
        Self {
            port: 0,
            data: None,
            engines: Ipv4Addr::LOCALHOST.into(),
            reset: false,
            clock,
            ids,
            pumps: Pumping::Manual,
            wire: false,
            demo: true,
            limits: Limits::default(),
            webhooks: Terms {
                limit: LIMIT,
                loopback: true,
                // To read whom the system trusts takes as long as all the rest of a start.
                roots: RootCertStore::empty(),
                names: Arc::new(SystemNames),
            },
            watched: true,
            malware_scan: false,
            elsewhere: Elsewhere::default(),
        }
    }
}

/// A running Leah. It ends when this is dropped; [`House::shutdown`] also waits for what is under way.
pub struct House {
    port: u16,
    key: ApiKey,
    app: App,
    functions: Functions,
    clock: VirtualClock,
    pumps: Arc<Pumps>,
    wire: Option<Wire>,
    tasks: TaskTracker,
    end: DropGuard,
    engines: Arc<Engines>,
    _watch: Option<Watch>,
    /// Released last.
    _data: Option<data::DataDir>,
}

impl House {
    /// Starts everything and returns once requests are answered.
    ///
    /// # Errors
    /// [`StartError`] says what is in the way and what to do.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let template = Arc::new(Template::read()?);
        let listeners = bind(options.port).await?;
        let data = options.data.as_deref().map(data::DataDir::hold);
        let data = data.transpose()?;
        if let Some(data) = data.as_ref().filter(|_| options.reset) {
            data.reset()?;
        }
        let clock = options.clock;
        let engines = Engines::start(engines::Options {
            data: options.data,
            host: options.engines,
            clock: clock.clone(),
            verified: vec![MAIL_DOMAIN.to_owned()],
            bucket: template.bucket().clone(),
            functions: template.functions().to_vec(),
        })
        .await?;
        let engines = Arc::new(engines);
        resume(&clock, engines.clock_offset());
        engines.create_table(template.table(TABLE))?;

        let urls = options.elsewhere.urls(engines.urls());
        let wire = if options.wire {
            let wire = Wire::before(&engines, &urls).await;
            Some(wire.map_err(StartError::Wire)?)
        } else {
            None
        };
        let urls = wire.as_ref().map_or(urls, Wire::urls);
        let app = App::new(
            config(&urls, listeners.port(), options.malware_scan),
            options.elsewhere.credentials().unwrap_or_else(credentials),
            REGION,
            Arc::new(clock.clone()),
            Arc::clone(&options.ids),
        );
        let key = match &data {
            Some(data) => data.key(demo::ORGANIZATION, &*options.ids)?,
            None => ApiKey::generate(demo::ORGANIZATION, &*options.ids),
        };
        if options.demo {
            demo::load(&app, &key.digest()).await?;
        }
        if let Some(wire) = &wire {
            wire.clear();
        }

        let attempts = Arc::new(Attempts::default());
        let courier = Courier::new(options.webhooks).map_err(StartError::Tls)?;
        let functions = mount::functions(&app, courier, &attempts, &template, &options.elsewhere)?;
        let pumps = Arc::new(Pumps::new(
            Arc::clone(&engines),
            functions.clone(),
            Arc::clone(&template),
            clock.clone(),
            TABLE,
        )?);
        let port = listeners.port();
        let (tasks, end) = (TaskTracker::new(), CancellationToken::new());
        let bell = Arc::clone(&pumps);
        let gateway = Gateway {
            inspect: inspect::router(&engines, &pumps, &clock, &app, &attempts, TABLE),
            template,
            functions: functions.clone(),
            permits: Semaphore::new(options.limits.at_once),
            limits: options.limits,
            clock: Arc::new(clock.clone()),
            ids: options.ids,
            bell: Arc::new(move || bell.ring()),
        };
        gateway::serve(listeners, &Arc::new(gateway), &tasks, &end);
        if options.pumps == Pumping::Auto {
            let (pumps, end) = (Arc::clone(&pumps), end.clone());
            tasks.spawn(async move { pumps.run(end).await });
        }
        Ok(Self {
            port,
            key,
            app,
            functions,
            clock,
            pumps,
            wire,
            tasks,
            end: end.drop_guard(),
            _watch: options.watched.then(|| engines.watch()),
            engines,
            _data: data,
        })
    }

    /// The environment of a function that works on these engines, wherever it runs.
    pub fn environment(&self) -> BTreeMap<String, String> {
        environment(&self.app)
    }

    /// The API's address by number: here no organization is told by the host, so the key alone decides.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port of the API.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The demo organization's API key.
    pub fn key(&self) -> &str {
        self.key.reveal()
    }

    /// What the functions work with.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The clock of functions and engines.
    pub const fn clock(&self) -> &VirtualClock {
        &self.clock
    }

    /// The engines.
    pub fn engines(&self) -> &Engines {
        &self.engines
    }

    /// The wire between functions and engines, if the house has one.
    pub const fn wire(&self) -> Option<&Wire> {
        self.wire.as_ref()
    }

    /// Invokes a function, by the name of its binary, with an event: a proxy event for those that answer HTTP.
    ///
    /// # Errors
    /// [`InvocationError`] where it gives no answer.
    pub async fn invoke(&self, function: &str, event: Value) -> Result<Value, InvocationError> {
        let id = self.app.ids().uuid().to_string();
        self.functions.invoke(function, event, &id).await
    }

    /// Takes the new records of the table's stream that `outbox` would be called for, as the JSON that it gets, and calls
    /// nobody: whoever takes them decides when, how often and in what order they arrive.
    ///
    /// # Errors
    /// [`PumpError::Database`] where the stream cannot be read.
    pub async fn take_stream(&self) -> Result<Vec<Value>, PumpError> {
        self.pumps.take_stream().await
    }

    /// Takes the events of new objects that functions are still to be told, retries included, as the JSON that they get,
    /// and calls nobody: whoever takes them decides when, how often and in what order they arrive.
    ///
    /// # Panics
    /// As for [`Engines::take_object_events`].
    pub fn take_uploads(&self) -> Vec<Value> {
        self.engines.take_object_events()
    }

    /// Takes the asynchronous invocations that were accepted and not yet made, in order, and calls nobody: whoever takes them
    /// decides when, how often and in what order they are made, with [`House::invoke`].
    pub fn take_invocations(&self) -> Vec<Invocation> {
        self.engines.take_invocations()
    }

    /// When the first of all that is owed is due, or was: items, and events of new objects; what was given up aside.
    ///
    /// # Errors
    /// [`PumpError::Database`] where the table cannot be read.
    pub fn next_due(&self) -> Result<Option<Timestamp>, PumpError> {
        self.pumps.next_due()
    }

    /// All items of the table, in DynamoDB's JSON.
    ///
    /// # Errors
    /// [`PumpError::Database`] where the table cannot be read.
    pub fn items(&self) -> Result<Vec<Value>, PumpError> {
        Ok(owed::items(self.engines.database(), TABLE)?)
    }

    /// Does what is owed until nothing of it is due.
    ///
    /// # Errors
    /// [`PumpError::Stuck`] where something stays due whatever is done.
    pub async fn drain(&self) -> Result<(), PumpError> {
        self.pumps.drain().await
    }

    /// Moves the clock on; everything that becomes due happens, in order, at its own time.
    ///
    /// # Errors
    /// As for [`House::drain`]; the clock has moved all the same.
    pub async fn advance(&self, by: SignedDuration) -> Result<(), PumpError> {
        let now = self.clock.now();
        let target = now.checked_add(by).unwrap_or(Timestamp::MAX);
        self.advance_to(target).await
    }

    /// Moves the clock to an instant, as [`House::advance`] does.
    ///
    /// # Errors
    /// As for [`House::advance`].
    pub async fn advance_to(&self, target: Timestamp) -> Result<(), PumpError> {
        self.pumps.travel_to(target).await
    }

    /// Ends: no new request is taken, those under way are answered, invocations may end, and every port and file is let go.
    pub async fn shutdown(self) {
        self.end.disarm().cancel();
        self.tasks.close();
        let under_way = async {
            self.tasks.wait().await;
            self.pumps.finish().await;
        };
        if tokio::time::timeout(FAREWELL, under_way).await.is_err() {
            tracing::warn!("requests or invocations are still under way; leaving them");
        }
        // With the pumps, the invocations that are still under way end.
        drop((self.pumps, self.functions, self.app, self.wire));
        // Nobody else has them now, unless a request was left.
        if let Ok(engines) = Arc::try_unwrap(self.engines) {
            engines.shutdown().await;
        }
    }
}

async fn bind(port: u16) -> Result<Listeners, StartError> {
    Listeners::bind(port).await.map_err(|source| {
        if source.kind() == std::io::ErrorKind::AddrInUse {
            StartError::PortTaken { port }
        } else {
            StartError::Listen { port, source }
        }
    })
}

/// Goes on at the distance from the machine's time that was kept, if one was.
fn resume(clock: &VirtualClock, kept: SignedDuration) {
    if !kept.is_zero()
        && let Ok(at) = clock.now().checked_add(kept)
    {
        clock.set(at);
    }
}
