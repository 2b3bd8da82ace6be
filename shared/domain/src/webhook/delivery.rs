//! One event on its way to one endpoint: when it is tried, and what becomes of it. Pure.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Disabled, Event, Network, Payload, Reason, WebhookEndpoint};
use crate::{Id, Ids, Organization, id::Resource};

/// How long after an attempt that failed the next one is due (contract, section 5).
pub const RETRIES: [SignedDuration; 7] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(10),
];
/// How many attempts that ended without success there are at most.
pub const MAX_ATTEMPTS: u32 = 8;
/// How many attempts begin at most: one that never told how it ended is made up for, but not for ever.
const MAX_BEGUN: u32 = 2 * MAX_ATTEMPTS;
/// An endpoint that has failed for so long is not served any more (contract, section 5).
const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// An event on its way to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookDelivery {
    /// Its identifier; it sorts by time. `webhook-id` is made of it and so the same for every attempt.
    pub id: Id<WebhookDelivery>,
    /// Whose it is.
    pub organization: Id<Organization>,
    /// Where it goes.
    pub endpoint: Id<WebhookEndpoint>,
    /// Whether that is behind a VPN: another function calls there.
    pub vpn: bool,
    /// What has happened.
    pub event: Event,
    /// What is told; gone once it was told.
    pub payload: Option<Payload>,
    /// When it happened.
    pub created: Timestamp,
    /// How far it has come.
    pub status: DeliveryStatus,
    /// How many attempts have begun.
    pub begun: u32,
    /// How many of them came to a known end without success.
    pub failed: u32,
    /// How the last attempt ended that is known to have ended.
    pub last: Option<Attempt>,
    /// When the next attempt is due, if there is to be one.
    pub next: Option<Timestamp>,
    /// When it was delivered or given up.
    pub ended: Option<Timestamp>,
    /// Why it was given up.
    pub reason: Option<GivenUp>,
}

impl Resource for WebhookDelivery {
    const NAME: &'static str = "WebhookDelivery";
    const PATH: &'static str = "/api/webhook_deliveries";
}

/// How far a delivery has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// It is still tried.
    Pending,
    /// The endpoint has taken it.
    Delivered,
    /// It was given up; it can be replayed.
    Dead,
}

impl DeliveryStatus {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Dead];

    /// The word that the API prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// The status of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// Why a delivery was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GivenUp {
    /// All attempts have failed.
    AttemptsExhausted,
    /// The endpoint has answered 410.
    EndpointGone,
    /// The endpoint is not served any more.
    EndpointDisabled,
    /// There is no such endpoint any more.
    EndpointRemoved,
}

impl GivenUp {
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self::AttemptsExhausted,
        Self::EndpointGone,
        Self::EndpointDisabled,
        Self::EndpointRemoved,
    ];

    /// The word that the API prints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AttemptsExhausted => "attempts-exhausted",
            Self::EndpointGone => "endpoint-gone",
            Self::EndpointDisabled => "endpoint-disabled",
            Self::EndpointRemoved => "endpoint-removed",
        }
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why there was none: a word such as `timeout`.
    pub error: Option<String>,
}

/// What an attempt met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An answer, with its status.
    Answered(u16),
    /// No answer; a word for why.
    Unanswered(&'static str),
}

/// What an endpoint's record has to say from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// What it says already.
    Same,
    /// That it answers again.
    Recovered,
    /// That it fails, since now.
    Failing(Timestamp),
    /// That it is not served any more.
    Disabled(Disabled),
}

/// What an attempt comes to.
#[derive(Debug, PartialEq, Eq)]
pub struct Settled {
    /// The delivery as it is from now on.
    pub delivery: WebhookDelivery,
    /// What the endpoint's record has to say.
    pub health: Health,
}

/// What the function that makes an attempt is called with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Whose delivery it is.
    pub organization: Id<Organization>,
    /// Where it goes.
    pub endpoint: Id<WebhookEndpoint>,
    /// Which.
    pub delivery: Id<WebhookDelivery>,
    /// The due time that it was seen with: a call that comes again finds another.
    pub due: String,
    /// How many attempts had begun.
    pub begun: u32,
}

/// Why a delivery is not replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReplayable {
    /// The endpoint has taken it.
    Delivered,
    /// It is still tried.
    Pending,
}

/// The deliveries of an event that happened `at` an instant: one for each endpoint that wants it.
pub fn fan_out(
    organization: Id<Organization>,
    endpoints: &[WebhookEndpoint],
    event: Event,
    payload: &Payload,
    at: Timestamp,
    ids: &dyn Ids,
) -> Vec<WebhookDelivery> {
    let wanting = endpoints.iter().filter(|endpoint| endpoint.wants(event));
    wanting
        .map(|endpoint| WebhookDelivery {
            id: Id::new(ids.uuid_at(at)),
            organization,
            endpoint: endpoint.id,
            vpn: matches!(endpoint.network, Network::Vpn(_)),
            event,
            payload: Some(payload.clone()),
            created: at,
            status: DeliveryStatus::Pending,
            begun: 0,
            failed: 0,
            last: None,
            next: Some(at),
            ended: None,
            reason: None,
        })
        .collect()
}

/// Decides what an attempt at `delivery` comes to, its beginning counted already.
pub fn settle(
    delivery: &WebhookDelivery,
    endpoint: &WebhookEndpoint,
    outcome: Outcome,
    now: Timestamp,
) -> Settled {
    let mut after = delivery.clone();
    after.last = Some(Attempt {
        at: now,
        status: match outcome {
            Outcome::Answered(status) => Some(status),
            Outcome::Unanswered(_) => None,
        },
        error: match outcome {
            Outcome::Answered(_) => None,
            Outcome::Unanswered(error) => Some(error.to_owned()),
        },
    });
    let health = match outcome {
        Outcome::Answered(200..=299) => {
            after.end(DeliveryStatus::Delivered, None, now);
            after.payload = None;
            match endpoint.failing {
                Some(_) => Health::Recovered,
                None => Health::Same,
            }
        }
        Outcome::Answered(410) => {
            after.failed += 1;
            after.end(DeliveryStatus::Dead, Some(GivenUp::EndpointGone), now);
            Health::Disabled(Disabled {
                at: now,
                reason: Reason::Gone,
            })
        }
        Outcome::Answered(_) | Outcome::Unanswered(_) => {
            after.failed += 1;
            after.wait(now);
            match endpoint.failing {
                None => Health::Failing(now),
                Some(since) if now.duration_since(since) >= PATIENCE => {
                    Health::Disabled(Disabled {
                        at: now,
                        reason: Reason::Failing,
                    })
                }
                Some(_) => Health::Same,
            }
        }
    };
    Settled {
        delivery: after,
        health,
    }
}

impl WebhookDelivery {
    /// Its `webhook-id`.
    pub fn message_id(&self) -> String {
        format!("msg_{}", self.id)
    }

    /// Whether another attempt may be made, now that one has begun.
    pub const fn may_try(&self) -> bool {
        self.begun <= MAX_BEGUN
    }

    /// The delivery, given up at `now`.
    #[must_use]
    pub fn given_up(mut self, reason: GivenUp, now: Timestamp) -> Self {
        self.end(DeliveryStatus::Dead, Some(reason), now);
        self
    }

    /// The delivery begun anew at `now`.
    ///
    /// # Errors
    /// [`NotReplayable`] where it is not dead.
    pub fn replayed(&self, now: Timestamp) -> Result<Self, NotReplayable> {
        match self.status {
            DeliveryStatus::Dead => {}
            DeliveryStatus::Pending => return Err(NotReplayable::Pending),
            DeliveryStatus::Delivered => return Err(NotReplayable::Delivered),
        }
        Ok(Self {
            status: DeliveryStatus::Pending,
            begun: 0,
            failed: 0,
            next: Some(now),
            ended: None,
            reason: None,
            ..self.clone()
        })
    }

    /// Has it wait for its next attempt, if there is one.
    fn wait(&mut self, now: Timestamp) {
        let retry = usize::try_from(self.failed)
            .ok()
            .and_then(|failed| RETRIES.get(failed.checked_sub(1)?));
        match retry.and_then(|delay| now.checked_add(*delay).ok()) {
            Some(next) => self.next = Some(next),
            None => self.end(DeliveryStatus::Dead, Some(GivenUp::AttemptsExhausted), now),
        }
    }

    fn end(&mut self, status: DeliveryStatus, reason: Option<GivenUp>, now: Timestamp) {
        self.status = status;
        self.reason = reason;
        self.next = None;
        self.ended = Some(now);
    }
}
