//! `/api/webhook_endpoints` and `/api/webhook_deliveries`.

mod absent;
mod deliveries;
mod endpoints;
mod filters;
mod lists;
mod paging;
mod replay;
mod support;
