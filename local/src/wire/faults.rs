//! What breaks on the wire.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Service;

/// A fault, and which calls it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Calls to this service.
    pub service: Service,
    /// Only this operation; every one if none is named.
    pub operation: Option<String>,
    /// Only requests whose body contains this text, as it stands on the wire (JSON escapes, base64).
    pub matching: Option<String>,
    /// What happens to them.
    pub kind: FaultKind,
    /// How many calls break before the fault heals by itself; until it is healed if none.
    pub times: Option<u32>,
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not applied, and answered with this HTTP status and an error as AWS writes it.
    Status(u16),
    /// It is not applied, and the connection is closed.
    Reset,
    /// It is applied, and the connection is closed without an answer.
    ReplyLost,
    /// It waits until the wire is healed and is then carried out, or until the caller gives up.
    Stall,
    /// It is applied, and its answer waits until the wire is healed, or until the caller gives up.
    ReplyStalled,
}

/// A call on its way to its engine.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Whom it is for.
    pub service: Service,
    /// The operation, as [`Call::operation`](super::Call::operation) has it.
    pub operation: &'a str,
    /// The path of its request.
    pub path: &'a str,
    /// The body of its request.
    pub body: &'a [u8],
}

/// Says what happens to a call; `None` leaves it to the faults.
type Judge = Arc<dyn Fn(&Seen<'_>) -> Option<FaultKind> + Send + Sync>;

#[derive(Default)]
pub(super) struct Faults {
    state: Mutex<State>,
    stalled: AtomicUsize,
}

#[derive(Default)]
struct State {
    judge: Option<Judge>,
    faults: Vec<Fault>,
    /// Ends when the wire is healed.
    healed: CancellationToken,
    latency: Duration,
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Faults").field(&self.lock().faults).finish()
    }
}

impl Faults {
    pub(super) fn set_judge(&self, judge: Judge) {
        self.lock().judge = Some(judge);
    }

    /// What the judge says of a call.
    pub(super) fn judge(&self, seen: &Seen<'_>) -> Option<FaultKind> {
        let judge = self.lock().judge.clone();
        judge.and_then(|judge| judge(seen))
    }

    pub(super) fn add(&self, fault: Fault) {
        self.lock().faults.push(fault);
    }

    pub(super) fn heal(&self) {
        let mut state = self.lock();
        state.faults.clear();
        std::mem::take(&mut state.healed).cancel();
    }

    pub(super) fn set_latency(&self, latency: Duration) {
        self.lock().latency = latency;
    }

    pub(super) fn latency(&self) -> Duration {
        self.lock().latency
    }

    /// The signal on which what stalls now goes on.
    pub(super) fn healed(&self) -> CancellationToken {
        self.lock().healed.clone()
    }

    /// Waits for `healed`, and counts as stalled until then or until the caller gives up.
    pub(super) async fn stall(&self, healed: &CancellationToken) {
        let _stalled = Stalled::begin(&self.stalled);
        healed.cancelled().await;
    }

    pub(super) fn stalled(&self) -> usize {
        self.stalled.load(Ordering::SeqCst)
    }

    /// What happens to a call; uses up one time of the fault.
    pub(super) fn take(&self, service: Service, operation: &str, body: &[u8]) -> Option<FaultKind> {
        let mut state = self.lock();
        let at = state
            .faults
            .iter()
            .position(|fault| fault.fits(service, operation, body))?;
        let fault = &mut state.faults[at];
        let kind = fault.kind;
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                state.faults.remove(at);
            }
        }
        Some(kind)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that waits; the caller may drop it at any moment.
struct Stalled<'a>(&'a AtomicUsize);

impl<'a> Stalled<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Stalled<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Fault {
    fn fits(&self, service: Service, operation: &str, body: &[u8]) -> bool {
        let within = |text: &String| {
            text.is_empty()
                || body
                    .windows(text.len())
                    .any(|window| window == text.as_bytes())
        };
        self.times != Some(0)
            && self.service == service
            && self
                .operation
                .as_ref()
                .is_none_or(|named| named == operation)
            && self.matching.as_ref().is_none_or(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_breaks_the_calls_that_it_names_and_no_others() {
        let faults = Faults::default();
        faults.add(Fault {
            service: Service::Ses,
            operation: Some("SendEmail".to_owned()),
            matching: Some("bad".to_owned()),
            kind: FaultKind::Reset,
            times: Some(2),
        });
        assert_eq!(faults.take(Service::Sms, "SendEmail", b"bad"), None);
        assert_eq!(faults.take(Service::Ses, "GetAccount", b"bad"), None);
        assert_eq!(faults.take(Service::Ses, "SendEmail", b"good"), None);
        assert_eq!(
            faults.take(Service::Ses, "SendEmail", b"a bad one"),
            Some(FaultKind::Reset)
        );
        assert_eq!(
            faults.take(Service::Ses, "SendEmail", b"bad"),
            Some(FaultKind::Reset)
        );
        assert_eq!(faults.take(Service::Ses, "SendEmail", b"bad"), None);
    }

    #[test]
    fn healing_ends_faults_and_lets_what_stalls_go_on() {
        let faults = Faults::default();
        let fault = Fault {
            service: Service::S3,
            operation: None,
            matching: None,
            kind: FaultKind::Stall,
            times: None,
        };
        faults.add(fault);
        let waiting = faults.healed();
        assert_eq!(
            faults.take(Service::S3, "GetObject", b""),
            Some(FaultKind::Stall)
        );
        faults.heal();
        assert!(waiting.is_cancelled());
        assert!(!faults.healed().is_cancelled());
        assert_eq!(faults.take(Service::S3, "GetObject", b""), None);
    }
}
