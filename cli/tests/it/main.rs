//! The black box of the command line: the program itself, against a whole Leah in this process.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod access;
mod aws;
mod delete;
mod desk;
mod doctor;
mod guests;
mod imports;
mod keys;
mod organizations;
mod owed;
mod people;
mod readme;
mod stack;
mod support;
mod transfers;
mod uploads;
mod webhooks;
