//! What the models and the rules take and refuse, by requests as they come over the wire.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails where one of its steps does"
)]

mod arbitrary;
mod calls;
mod found;
mod inputs;
mod refused;
mod rules;
mod sdk;
mod wire;
