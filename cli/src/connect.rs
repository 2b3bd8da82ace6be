//! The way to a Leah: by the outputs of its stack, or by what one on this machine says of itself.

mod local;
pub(crate) mod stack;

use crate::{CliError, Leah, Surroundings, arguments::Access};

/// Finds a Leah and has all ready to work on it.
pub(crate) async fn connect(access: &Access, from: Surroundings) -> Result<Leah, CliError> {
    match &access.endpoint {
        Some(endpoint) => local::connect(endpoint, from).await,
        None => stack::connect(access, from).await,
    }
}
