//! `/api/transfers` and `/api/transfer_files`.

mod absent;
mod costs;
mod create;
mod documented;
mod erasure;
mod files;
mod item;
mod list;
mod share;
mod support;
mod tickets;
