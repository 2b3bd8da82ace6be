//! What Leah costs: every function's own program in a sandbox that speaks Lambda's runtime API, on the embedded engines behind TLS,
//! beside an empty function and the same requests in other languages. See `docs/adr/0012-measured.md`.

pub mod cases;
mod certificates;
pub mod chart;
pub mod cost;
pub mod deployed;
pub mod error;
mod events;
pub mod explained;
pub mod growth;
pub mod instructions;
pub mod mask;
pub mod memory;
pub mod meter;
pub mod programs;
pub mod report;
mod runtime;
pub mod sandbox;
pub mod share;
pub mod statistics;
pub mod targets;
pub mod throughput;
pub mod world;
