//! What the services' own models say of a request: which operation it asks for, what its input is, and what of it they refuse.
//!
//! The models are botocore's (`engines/models/`), one a service, read at their first use. Unknown members are dropped, as AWS drops
//! them; a member that is `null` is absent.

mod check;
mod constraint;
mod echo;
mod find;
mod load;
mod path;
mod pattern;
mod read;
mod refuse;
mod shape;
mod source;
#[cfg(test)]
mod tests;

pub use check::check;
pub use find::operation;
pub use load::Operation;
pub use read::read;
