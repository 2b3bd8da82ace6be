//! `/api/offices`.

mod item;
mod list;
mod paging;
