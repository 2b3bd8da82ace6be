//! Why a delivery got no answer.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::iter;

use rustls::pki_types::InvalidDnsNameError;

/// Why a delivery got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// Its URL leads only to addresses that may not be reached.
    #[error("the address may not be reached")]
    Forbidden,
    /// Its host is no name, has no address, or nobody answers for it.
    #[error("the name has no address")]
    Name,
    /// Nobody listens there, or no way leads there.
    #[error("no connection came about")]
    Connect,
    /// The two agreed on no encryption, or the receiver's certificate does not hold.
    #[error("no encrypted connection came about")]
    Tls,
    /// It took longer than an attempt may take.
    #[error("the time ran out")]
    Timeout,
    /// The connection was cut, or what went over it was not HTTP.
    #[error("the connection broke off")]
    Broken,
}

impl Undelivered {
    /// The name by which the API and the logs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden-address",
            Self::Name => "unknown-name",
            Self::Connect => "connection-failed",
            Self::Tls => "tls-failed",
            Self::Timeout => "timeout",
            Self::Broken => "connection-broken",
        }
    }

    /// What an error of the client means.
    pub(super) fn of(error: &reqwest::Error) -> Self {
        if let Some(known) = causes(error).find_map(Self::known) {
            return known;
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::Connect
        } else {
            Self::Broken
        }
    }

    /// What one of its causes says by itself.
    fn known(cause: &(dyn Error + 'static)) -> Option<Self> {
        if let Some(judged) = cause.downcast_ref::<Self>() {
            return Some(*judged);
        }
        if cause.is::<rustls::Error>() {
            return Some(Self::Tls);
        }
        if cause.is::<InvalidDnsNameError>() {
            return Some(Self::Name);
        }
        match cause.downcast_ref::<io::Error>()?.kind() {
            ErrorKind::BrokenPipe
            | ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::UnexpectedEof => Some(Self::Broken),
            _ => None,
        }
    }
}

/// The error's causes, from the outermost. What an [`io::Error`] carries is not its source: its source is the source of that.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    iter::successors(error.source(), |&cause| {
        match cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(carried) => Some(carried),
            None => cause.source(),
        }
    })
}
