//! What the tests share: a Leah of one's own, requests, answers, other organizations.

mod answer;
mod app;
mod builders;
mod call;
pub(crate) mod described;
mod documents;
mod form;
mod hooks;
mod ids;
mod lines;
mod paging;
pub(crate) mod policies;
mod raw;

pub(crate) use answer::Answer;
pub(crate) use app::TestApp;
pub(crate) use builders::{Tenant, booking};
pub(crate) use call::Call;
pub(crate) use documents::{LARGEST, gif, jpeg, pdf, png, svg};
pub(crate) use form::Form;
pub(crate) use hooks::{Nameless, Receiver, hook};
pub(crate) use ids::Seeded;
pub(crate) use lines::Lines;
pub(crate) use paging::{pages, refused_pages};
pub(crate) use raw::Raw;

/// The demo organization's IRIs, as the API's documentation prints them.
pub(crate) mod demo {
    pub(crate) const ORGANIZATION: &str = "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630";
    pub(crate) const FEATURE: &str = "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a";
    pub(crate) const OFFICE: &str = "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531";
    pub(crate) const WORKER: &str = "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf";
    pub(crate) const APPOINTMENT: &str = "/api/appointments/70cbe776-1de2-48b2-86aa-e9e9410bc711";
}
