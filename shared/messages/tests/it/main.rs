//! The messages as their readers take them: mail readers, calendars, telephones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends at the first surprise"
)]

mod calendars;
mod documents;
mod hostile;
mod mails;
mod pages;
mod support;
