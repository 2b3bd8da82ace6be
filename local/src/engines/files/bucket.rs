//! The bucket: objects, whom a new one is told to, and what is forgotten in time.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};
use s3s::{S3Error, S3Result, s3_error};
use tokio::fs::File;

use super::BUCKET;
use super::contents::{Contents, Written};
use crate::clock::VirtualClock;
use crate::engines::EngineError;
use crate::engines::store::{Attributes, Condition, Created, NewEvent, Object, Store};
use crate::template;

/// How often a content is looked for that was replaced just when it was to be read.
const PATIENCE: usize = 10;

/// The bucket; its clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    pub(super) store: Arc<Store>,
    pub(super) contents: Arc<Contents>,
    pub(super) clock: VirtualClock,
    pub(super) rules: Arc<template::Bucket>,
}

/// How an object came to be (Amazon S3 user guide, "Supported event types").
#[derive(Clone, Copy, Debug)]
pub(super) enum Cause {
    Put,
    Post,
    Copy,
    Complete,
}

impl Cause {
    const fn event(self) -> &'static str {
        match self {
            Self::Put => "ObjectCreated:Put",
            Self::Post => "ObjectCreated:Post",
            Self::Copy => "ObjectCreated:Copy",
            Self::Complete => "ObjectCreated:CompleteMultipartUpload",
        }
    }
}

/// An object to be.
pub(super) struct New<'a> {
    pub(super) key: String,
    pub(super) written: Written,
    pub(super) attributes: Attributes,
    pub(super) cause: Cause,
    pub(super) condition: Condition,
    /// The multipart upload that it completes, and its `ETag`, which is not the digest of its content.
    pub(super) completes: Option<(&'a str, String)>,
}

impl Bucket {
    pub(super) fn open(
        folder: &Path,
        store: Arc<Store>,
        clock: VirtualClock,
        rules: template::Bucket,
    ) -> Result<Self, EngineError> {
        let known: HashSet<String> = store.contents()?.into_iter().collect();
        let contents = Contents::open(folder, &known).map_err(|source| EngineError::Data {
            path: folder.to_owned(),
            source,
        })?;
        Ok(Self {
            store,
            contents: Arc::new(contents),
            clock,
            rules: Arc::new(rules),
        })
    }

    /// Makes an object of what was written.
    pub(super) fn create(&self, new: New<'_>) -> S3Result<Object> {
        let (upload, etag) = new.completes.unzip();
        let object = Object {
            content: new.written.name(),
            size: new.written.size,
            etag: etag.unwrap_or_else(|| HEXLOWER.encode(&new.written.md5)),
            key: new.key,
            attributes: new.attributes,
            created: self.clock.now(),
        };
        let events = self.events(&object, new.cause.event());
        let created = self
            .store
            .create_object(&object, upload, &new.condition, &events);
        match created.map_err(S3Error::internal_error)? {
            Created::Done(freed) => {
                new.written.keep();
                self.contents.remove(freed);
                Ok(object)
            }
            Created::Unmet => Err(s3_error!(
                PreconditionFailed,
                "At least one of the pre-conditions you specified did not hold"
            )),
            Created::NoUpload => Err(no_upload()),
        }
    }

    fn events(&self, object: &Object, name: &'static str) -> Vec<NewEvent> {
        let triggers = self.rules.triggers.iter();
        let wanted = triggers.filter(|trigger| trigger.matches(name, &object.key));
        wanted
            .map(|trigger| NewEvent {
                function: trigger.function.clone(),
                retries: trigger.retries,
                name,
                key: object.key.clone(),
                size: object.size,
                etag: object.etag.clone(),
                at: object.created,
            })
            .collect()
    }

    /// An object.
    pub(super) fn find(&self, key: &str) -> S3Result<Object> {
        let found = self.store.object(key).map_err(S3Error::internal_error)?;
        found.ok_or_else(|| s3_error!(NoSuchKey, "The specified key does not exist."))
    }

    /// An object and its content, both of one version.
    pub(super) async fn read(&self, key: &str) -> S3Result<(Object, File)> {
        for _ in 0..PATIENCE {
            let object = self.find(key)?;
            match self.contents.read(&object.content).await {
                Ok(file) => return Ok((object, file)),
                // It was replaced or deleted in this very moment.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(S3Error::internal_error(error)),
            }
        }
        Err(s3_error!(InternalError, "The object's content is gone."))
    }

    /// Forgets an object, if it is there.
    pub(super) fn remove(&self, key: &str) -> S3Result<()> {
        let freed = self.store.remove_object(key);
        self.contents
            .remove(freed.map_err(S3Error::internal_error)?);
        Ok(())
    }

    /// Forgets what has expired by the bucket's rules.
    pub(crate) fn expire(&self) -> rusqlite::Result<()> {
        let now = self.clock.now();
        for rule in &self.rules.lifecycle {
            if let Some(until) = rule.expire.and_then(|days| created_until(now, days)) {
                let freed = self.store.expire_objects(&rule.prefix, until)?;
                self.contents.remove(freed);
            }
            if let Some(until) = rule.abort.and_then(|days| created_until(now, days)) {
                let freed = self.store.expire_uploads(&rule.prefix, until)?;
                self.contents.remove(freed);
            }
        }
        Ok(())
    }
}

/// What was created up to this instant has expired: an object's days end at the midnight (UTC) that follows them (Amazon
/// S3 user guide, "Lifecycle rules: based on an object's age").
fn created_until(now: Timestamp, days: u16) -> Option<Timestamp> {
    let midnight = TimestampRound::new()
        .smallest(Unit::Hour)
        .increment(24)
        .mode(RoundMode::Floor);
    let midnight = now.round(midnight).ok()?;
    let age = SignedDuration::from_hours(24 * i64::from(days));
    midnight.checked_sub(age).ok()
}

/// The one bucket is the only one.
pub(super) fn known(bucket: &str) -> S3Result<()> {
    if bucket == BUCKET {
        Ok(())
    } else {
        Err(s3_error!(
            NoSuchBucket,
            "The specified bucket does not exist"
        ))
    }
}

pub(super) fn no_upload() -> S3Error {
    s3_error!(
        NoSuchUpload,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_end_at_midnight() {
        let until = |now: &str, days| created_until(now.parse().unwrap(), days).unwrap();
        let midnight = "2021-03-25T00:00:00Z".parse().unwrap();
        assert_eq!(until("2021-03-26T00:00:00Z", 1), midnight);
        assert_eq!(until("2021-03-26T23:59:59Z", 1), midnight);
        assert_eq!(until("2021-03-25T23:59:59Z", 0), midnight);
    }
}
