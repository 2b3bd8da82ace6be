//! Webhooks, as their receivers meet them: real HTTP, real TLS, real signatures, and all that can go wrong on the way.

mod authority;
mod crowd;
mod down;
mod events;
mod gone;
mod guarded;
mod lost;
mod misbehaviour;
mod python;
mod receiver;
mod retries;
mod signatures;
mod support;
