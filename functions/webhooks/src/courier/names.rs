//! Where names become addresses, and where these are judged.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Undelivered;
use crate::guard::Reach;

/// Where names become addresses.
pub trait Names: Send + Sync + 'static {
    /// The addresses of a host, in the order in which they are worth trying.
    ///
    /// # Errors
    /// Where the name has no address, or nobody answers for it.
    fn resolve<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn resolve<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((host, 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

/// Hands the client only addresses that it may reach. What is judged here is what is connected: between the two, no one
/// is asked for the name again.
pub(super) struct Doorkeeper {
    names: Arc<dyn Names>,
    reach: Arc<Reach>,
}

impl Doorkeeper {
    pub(super) fn new(names: Arc<dyn Names>, reach: Reach) -> Self {
        Self {
            names,
            reach: Arc::new(reach),
        }
    }
}

impl Resolve for Doorkeeper {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, reach) = (Arc::clone(&self.names), Arc::clone(&self.reach));
        Box::pin(async move {
            let mut addresses = names
                .resolve(name.as_str())
                .await
                .map_err(|_| Undelivered::Name)?;
            if addresses.is_empty() {
                return Err(Undelivered::Name.into());
            }
            addresses.retain(|address| reach.permits(*address));
            if addresses.is_empty() {
                return Err(Undelivered::Forbidden.into());
            }
            // Port 0 leaves the port to the URL.
            let permitted = addresses
                .into_iter()
                .map(|address| SocketAddr::new(address.to_canonical(), 0));
            Ok(Box::new(permitted) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
