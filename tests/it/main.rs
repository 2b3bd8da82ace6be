//! Black box: Leah as its users meet it, over the wire, on the embedded engines.
//!
//! The tree mirrors the URLs (`api/…`, `local/…`); `house/` holds what the code promises about itself,
//! `outbox/` what becomes of owed work, `mails/` what guests get, `webhooks/` what their receivers get, `engines/` what all of it is on engines that are not ours.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod api;
#[cfg(feature = "browser")]
mod browser;
mod engines;
mod guests;
mod house;
mod local;
mod mails;
mod outbox;
mod reminders;
mod remote;
mod support;
mod webhooks;
