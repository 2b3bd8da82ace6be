//! Upload tickets: files that are too large for one call.

mod broken;
mod events;
mod issue;
mod large;
mod policy;
mod race;
mod redeem;
mod scanned;
mod wrong;
