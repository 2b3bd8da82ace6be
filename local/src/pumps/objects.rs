//! New objects, told to functions as Lambda's asynchronous invocation does it.

use jiff::SignedDuration;

use super::Pumps;

/// How long after its first failure a call is made again; after each further one as much longer (AWS Lambda developer
/// guide, "How Lambda handles errors and retries with asynchronous invocation").
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

impl Pumps {
    /// Tells functions of the objects that they are to be told of now. True if there were any.
    ///
    /// An event is forgotten when its function has done its work, not before: after a sudden end it is told again.
    pub(super) async fn tell_of_objects(&self) -> bool {
        let due = self.engines.due_object_events();
        let any = !due.is_empty();
        for event in due {
            let told = self
                .functions
                .event(&event.function, event.event.clone())
                .await;
            let Err(error) = told else {
                self.engines.remove_object_event(&event);
                continue;
            };
            let function = &event.function;
            let error: &dyn std::error::Error = &error;
            tracing::warn!(function, error, "a call on a new object failed");
            let pause = i32::try_from(event.failed + 1).map_or(PAUSE, |times| PAUSE * times);
            let again = self.clock.now().checked_add(pause);
            if event.failed < event.retries
                && let Ok(again) = again
            {
                self.engines.put_off_object_event(&event, again);
            } else {
                tracing::warn!(function, "given up; on AWS it would be in the dead letters");
                self.engines.remove_object_event(&event);
            }
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use aws_sdk_s3::config::{BehaviorVersion, Builder, Credentials, Region};
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{
        clock::VirtualClock,
        engines::{ACCESS_KEY, BUCKET, Engines, Options, REGION, SECRET_KEY, SESSION_TOKEN},
        functions::Functions,
        template::Template,
    };

    const START: &str = "2026-01-02T03:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    type Seen = Arc<Mutex<Vec<(Timestamp, String)>>>;

    /// Pumps over a bucket with an object that `uploads` is to be told of, and when it was told, and of what. Its calls
    /// fail as often as `failures` says.
    async fn pumps(failures: usize) -> (Pumps, VirtualClock, Seen) {
        let clock = VirtualClock::frozen(at(START));
        let template = Arc::new(Template::read().unwrap());
        let options = Options {
            host: std::net::Ipv4Addr::LOCALHOST.into(),
            data: None,
            clock: clock.clone(),
            verified: Vec::new(),
            bucket: template.bucket().clone(),
            functions: Vec::new(),
        };
        let engines = Arc::new(Engines::start(options).await.unwrap());
        engines.create_table(template.table("leah")).unwrap();
        put(&engines, "incoming/a").await;

        let seen = Seen::default();
        let (noted, time) = (Arc::clone(&seen), clock.clone());
        let functions = Functions::new(|_| Duration::from_secs(5))
            .with_events("outbox", |_sweep| async { Ok(json!({})) })
            .with_events("uploads", move |event| {
                let key = event.pointer("/Records/0/s3/object/key").unwrap();
                let mut noted = noted.lock().unwrap();
                noted.push((time.now(), key.as_str().unwrap().to_owned()));
                let fails = noted.len() <= failures;
                async move {
                    if fails {
                        Err("no".into())
                    } else {
                        Ok(json!({}))
                    }
                }
            });
        let pumps = Pumps::new(engines, functions, template, clock.clone(), "leah").unwrap();
        (pumps, clock, seen)
    }

    async fn put(engines: &Engines, key: &str) {
        let token = Some(SESSION_TOKEN.to_owned());
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new(
                ACCESS_KEY, SECRET_KEY, token, None, "test",
            ))
            .region(Region::from_static(REGION))
            .endpoint_url(&engines.urls().s3)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .force_path_style(true);
        let client = aws_sdk_s3::Client::from_conf(config.build());
        client
            .put_object()
            .bucket(BUCKET)
            .key(key)
            .send()
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn a_new_object_is_told_once() {
        let (pumps, _clock, seen) = pumps(0).await;
        assert_eq!(pumps.next_due().unwrap(), Some(at(START)));
        pumps.drain().await.unwrap();
        pumps.drain().await.unwrap();
        assert_eq!(
            *seen.lock().unwrap(),
            [(at(START), "incoming/a".to_owned())]
        );
        assert_eq!(pumps.next_due().unwrap(), None);
        put(&pumps.engines, "files/a").await;
        assert_eq!(pumps.next_due().unwrap(), None);
    }

    #[tokio::test]
    async fn a_call_that_fails_is_made_again_twice_and_then_no_more() {
        let (pumps, clock, seen) = pumps(usize::MAX).await;
        pumps.drain().await.unwrap();
        assert_eq!(pumps.next_due().unwrap(), Some(at("2026-01-02T03:01:00Z")));
        pumps.travel_to(at("2026-01-02T04:00:00Z")).await.unwrap();
        let times: Vec<_> = seen.lock().unwrap().iter().map(|(at, _)| *at).collect();
        let expected = [
            "2026-01-02T03:00:00Z",
            "2026-01-02T03:01:00Z",
            "2026-01-02T03:03:00Z",
        ];
        assert_eq!(times, expected.map(at));
        assert_eq!(pumps.next_due().unwrap(), None);
        assert_eq!(clock.now(), at("2026-01-02T04:00:00Z"));
    }

    #[tokio::test]
    async fn a_call_that_succeeds_in_the_end_is_not_made_again() {
        let (pumps, _clock, seen) = pumps(1).await;
        pumps.travel_to(at("2026-01-02T04:00:00Z")).await.unwrap();
        assert_eq!(seen.lock().unwrap().len(), 2);
        assert_eq!(pumps.next_due().unwrap(), None);
    }
}
