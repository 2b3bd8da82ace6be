//! `/api`.

mod appointments;
mod bad_input;
mod conventions;
mod documentation;
mod errors;
mod examples;
mod features;
mod healthcare_workers;
mod links;
mod offices;
mod organizations;
mod reference;
mod tenancy;
mod transfers;
mod webhooks;
