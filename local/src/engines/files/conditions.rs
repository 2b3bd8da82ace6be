//! What a request asks to hold of an object before anything is done (RFC 9110, section 13).

use std::time::SystemTime;

use s3s::dto::{ETag, ETagCondition, Timestamp};
use s3s::{S3Error, S3Result, s3_error};

use crate::engines::store::{Condition, Object};

/// The conditions of a request that reads an object.
pub(super) struct Conditions<'a> {
    pub(super) matches: Option<&'a ETagCondition>,
    pub(super) none_matches: Option<&'a ETagCondition>,
    pub(super) modified_since: Option<&'a Timestamp>,
    pub(super) unmodified_since: Option<&'a Timestamp>,
}

/// How a condition is missed.
enum Missed {
    /// The object is another one than was meant.
    Failed,
    /// The object is the one that is there already.
    Same,
}

impl Conditions<'_> {
    /// For a read: what is there already is 304.
    pub(super) fn of_read(&self, object: &Object) -> S3Result<()> {
        self.check(object).map_err(|missed| match missed {
            Missed::Failed => failed(),
            Missed::Same => s3_error!(NotModified),
        })
    }

    /// For the source of a copy: everything that is missed is 412.
    pub(super) fn of_source(&self, object: &Object) -> S3Result<()> {
        self.check(object).map_err(|_missed| failed())
    }

    /// A condition on the `ETag` has precedence over the one on time that goes with it.
    fn check(&self, object: &Object) -> Result<(), Missed> {
        let modified = last_modified(object);
        let unmet = match (self.matches, self.unmodified_since) {
            (Some(condition), _) => !fits(condition, &object.etag),
            (None, Some(at)) => modified > *at,
            (None, None) => false,
        };
        if unmet {
            return Err(Missed::Failed);
        }
        let same = match (self.none_matches, self.modified_since) {
            (Some(condition), _) => fits(condition, &object.etag),
            (None, Some(at)) => modified <= *at,
            (None, None) => false,
        };
        if same { Err(Missed::Same) } else { Ok(()) }
    }
}

/// The condition of a request that writes an object.
pub(super) fn of_write(
    matches: Option<&ETagCondition>,
    none_matches: Option<&ETagCondition>,
) -> S3Result<Condition> {
    match (matches, none_matches) {
        (None, None) => Ok(Condition::None),
        (Some(ETagCondition::ETag(etag)), None) => Ok(Condition::Etag(etag.value().to_owned())),
        (Some(ETagCondition::Any), None) => Ok(Condition::Present),
        (None, Some(ETagCondition::Any)) => Ok(Condition::Absent),
        _ => Err(s3_error!(
            NotImplemented,
            "A header you provided implies functionality that is not implemented"
        )),
    }
}

/// When an object was created, in whole seconds, as HTTP says it.
pub(super) fn last_modified(object: &Object) -> Timestamp {
    let at = jiff::Timestamp::from_second(object.created.as_second());
    Timestamp::from(SystemTime::from(at.unwrap_or(object.created)))
}

fn fits(condition: &ETagCondition, etag: &str) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(wanted) => wanted.strong_cmp(&ETag::Strong(etag.to_owned())),
    }
}

fn failed() -> S3Error {
    s3_error!(
        PreconditionFailed,
        "At least one of the pre-conditions you specified did not hold"
    )
}
