//! Webhooks: one invocation is one attempt at one delivery.
//!
//! The table says what is owed and when; an attempt begins by taking the delivery as it was seen, so that an invocation that
//! comes twice delivers once. Whether it is tried again is decided in the domain and written with the attempt's end.

pub mod courier;
mod deliver;
pub mod guard;
mod observer;

pub use courier::{Courier, Terms};
pub use deliver::handle;
pub use observer::{Attempted, Observer, Unobserved};
