//! The list of appointments.

mod cursor;
mod filters;
mod plain;
mod seed;
