//! `/api/healthcare_workers`.

mod item;
mod list;
mod paging;
