//! Webhooks: what an organization's own systems are told of (contract, section 5).

mod delivery;
mod endpoint;
mod event;
mod payload;
mod secret;

pub use delivery::{
    Attempt, Call, DeliveryStatus, GivenUp, Health, MAX_ATTEMPTS, NotReplayable, Outcome, RETRIES,
    Settled, WebhookDelivery, fan_out, settle,
};
pub use endpoint::{
    Disabled, Form, InvalidEndpoint, MAX_ENDPOINTS, Network, Reason, UnknownForm, Url,
    WebhookEndpoint,
};
pub use event::{Event, UnknownEvent};
pub use payload::{
    AppointmentTold, Channel, GuestOnline, Payload, ReminderTold, Told, TransferTold,
};
pub use secret::{InvalidSecret, OVERLAP, Secrets, WebhookSecret};

#[cfg(test)]
mod tests;
