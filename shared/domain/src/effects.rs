//! Time and randomness, which come from outside: only a program's `main` names the real ones.

use jiff::Timestamp;
use uuid::Uuid;

/// Tells the time. Functions ask it instead of the machine, so that tests can move it.
pub trait Clock: Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The source of all randomness: identifiers, keys, links.
pub trait Ids: Send + Sync + 'static {
    /// Fills `bytes` with random bytes fit for secrets.
    fn fill(&self, bytes: &mut [u8]);

    /// A random identifier (RFC 9562, version 4).
    fn uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// An identifier that sorts by `at` (RFC 9562, version 7).
    fn uuid_at(&self, at: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
