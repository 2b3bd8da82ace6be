//! The only crate that names the AWS SDK: configuration, clients, the table, documents, mail, SMS,
//! schedules and calls of functions.

mod app;
mod cache;
mod client;
mod config;
pub mod files;
pub mod health;
pub mod invoke;
pub mod mail;
mod refusal;
pub mod schedules;
pub mod sms;
pub mod system;
pub mod table;
mod trust;

pub use app::App;
pub use cache::BELIEVED;
pub use config::{Config, ConfigError, Endpoints};
