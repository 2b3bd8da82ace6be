//! `/api/appointments`.

mod cancel;
mod create;
mod dates;
mod documented;
mod edit;
mod edit_mails;
mod idempotency;
mod item;
mod list;
mod retention;
mod schedules;
mod support;
