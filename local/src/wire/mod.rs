//! A wire between the functions and the engines, for tests: it records every call and breaks on demand.

mod calls;
mod faults;
mod operation;
mod permission;
mod proxy;

use std::collections::BTreeSet;
use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::engines::gate::Gate;
use crate::engines::serve::Life;
use crate::engines::{Engines, Urls};
use calls::Record;
use faults::Faults;

pub use calls::{Call, trips};
pub use faults::{Fault, FaultKind, Seen};
pub use permission::Need;

/// A service at the end of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// The database.
    DynamoDb,
    /// Files.
    S3,
    /// Mail.
    Ses,
    /// Text messages.
    Sms,
    /// EventBridge Scheduler.
    Scheduler,
    /// Asynchronous invocations.
    Lambda,
}

/// The wire: one listener for each service; it ends when this is dropped.
#[derive(Debug)]
pub struct Wire {
    urls: Urls,
    shared: Arc<Shared>,
    life: Life,
}

/// What the listeners share.
#[derive(Debug, Default)]
struct Shared {
    record: Record,
    faults: Faults,
    needs: Mutex<BTreeSet<Need>>,
    under_way: AtomicUsize,
}

impl Shared {
    fn needs(&self) -> MutexGuard<'_, BTreeSet<Need>> {
        self.needs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wire {
    /// Puts a wire before the services at `urls`, of which `engines` are some or all.
    pub async fn before(engines: &Engines, urls: &Urls) -> io::Result<Self> {
        let (upstreams, gate) = engines.behind_wire(urls);
        Self::between(&upstreams, gate).await
    }

    /// Puts a wire before the engines at `upstreams`.
    pub async fn start(upstreams: &Urls) -> io::Result<Self> {
        Self::between(upstreams, None).await
    }

    async fn between(upstreams: &Urls, gate: Option<Arc<Gate>>) -> io::Result<Self> {
        let life = Life::new(Ipv4Addr::LOCALHOST.into());
        let shared = Arc::new(Shared::default());
        let open = async |service, upstream: &str| {
            let (listener, url) = life.listen().await?;
            let gate = gate.clone().filter(|_| service == Service::DynamoDb);
            let proxy = proxy::Proxy::new(service, upstream, gate, Arc::clone(&shared))?;
            life.run(|end| proxy.serve(listener, end));
            io::Result::Ok(url)
        };
        let urls = Urls {
            dynamodb: open(Service::DynamoDb, &upstreams.dynamodb).await?,
            s3: open(Service::S3, &upstreams.s3).await?,
            ses: open(Service::Ses, &upstreams.ses).await?,
            sms: open(Service::Sms, &upstreams.sms).await?,
            scheduler: open(Service::Scheduler, &upstreams.scheduler).await?,
            lambda: open(Service::Lambda, &upstreams.lambda).await?,
        };
        Ok(Self { urls, shared, life })
    }

    /// The services' base URLs, by way of this wire.
    pub fn urls(&self) -> Urls {
        self.urls.clone()
    }

    /// The calls that have ended, oldest end first; at most the last 10,000.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.record.calls()
    }

    /// What functions have needed to be allowed since the wire began, by the calls that they made.
    pub fn needs(&self) -> BTreeSet<Need> {
        self.shared.needs().clone()
    }

    /// Forgets the calls.
    pub fn clear(&self) {
        self.shared.record.clear();
    }

    /// From now on, breaks the calls that `fault` names; of several faults that fit, the first one counts.
    pub fn fault(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// From now on, asks `judge` about every call as it arrives, before the faults: what it names happens to the call.
    pub fn judge(&self, judge: impl Fn(&Seen<'_>) -> Option<FaultKind> + Send + Sync + 'static) {
        self.shared.faults.set_judge(Arc::new(judge));
    }

    /// How many calls are under way at this moment, those that are stalled among them.
    pub fn under_way(&self) -> usize {
        self.shared.under_way.load(Ordering::SeqCst)
    }

    /// How many calls are stalled at this moment.
    pub fn stalled(&self) -> usize {
        self.shared.faults.stalled()
    }

    /// Ends all faults; calls that are stalled go on.
    pub fn heal(&self) {
        self.shared.faults.heal();
    }

    /// Makes each call last at least this long, as on a network: so calls made at once are seen to overlap,
    /// however quick the engine is. Zero at the start.
    pub fn set_latency(&self, latency: Duration) {
        self.shared.faults.set_latency(latency);
    }

    /// Ends the wire.
    pub async fn shutdown(self) {
        self.life.shutdown().await;
    }
}
