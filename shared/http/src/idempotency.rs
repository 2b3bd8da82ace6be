//! The `Idempotency-Key` header: a request that its caller may repeat (contract, section 6).

use data_encoding::HEXLOWER;
use leah_aws::table::{Kept, Outcome, Ticket};
use leah_domain::{Id, Organization};
use sha2::{Digest, Sha256};

use crate::{Exchange, Problem, Reply};

/// The longest key, in characters.
pub const LIMIT: usize = 255;

/// The ticket of a request that carries a key.
pub(crate) fn ticket(
    organization: Id<Organization>,
    exchange: &Exchange,
    content: impl FnOnce() -> [u8; 32],
) -> Result<Option<Ticket>, Problem> {
    let Some(key) = exchange.headers.get("idempotency-key") else {
        return Ok(None);
    };
    // One that cannot be read must not count as none: the change would be made twice.
    let key = key.to_str().unwrap_or_default();
    let plain = key.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if key.is_empty() || key.len() > LIMIT || !plain {
        return Err(Problem::Malformed(format!(
            "The Idempotency-Key header must be 1 to {LIMIT} characters of ASCII."
        )));
    }
    let mut request = Sha256::new();
    // None of the parts holds a line break.
    request.update(format!("{}\n{}\n{key}", exchange.method, exchange.path));
    Ok(Some(Ticket {
        organization,
        request: HEXLOWER.encode(&request.finalize()),
        body: HEXLOWER.encode(&content()),
    }))
}

/// The answer to a request that was made before.
pub fn replay(kept: Kept) -> Result<Reply, Problem> {
    match kept {
        Kept::Answer(answer) => Ok(Reply::kept(answer)),
        Kept::OtherBody => Err(Problem::KeyReused),
        Kept::Erased => Err(Problem::Conflict(
            "This request was carried out before, and its answer was erased with what it was about.",
        )),
    }
}

/// The answer to a change: the new one, the one that was given before, or `None` where the change was
/// decided on what no longer holds.
pub fn settle(outcome: Outcome, reply: Reply) -> Result<Option<Reply>, Problem> {
    match outcome {
        Outcome::Written => Ok(Some(reply)),
        Outcome::Repeated(kept) => replay(kept).map(Some),
        Outcome::Moved => Ok(None),
    }
}
