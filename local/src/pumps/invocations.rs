//! Asynchronous invocations, as Lambda makes them: each by itself, beside the others and beside everything else.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinSet};

use super::{Pumps, State};
use crate::{engines::Invocation, functions::Functions};

/// How many are made at once; the others wait for their turn (AWS Lambda quotas, "Concurrent executions").
const AT_ONCE: usize = 1000;

/// The invocations that are under way. They end with this value.
pub(super) struct Invocations {
    under_way: JoinSet<()>,
    turns: Arc<Semaphore>,
}

impl Default for Invocations {
    fn default() -> Self {
        Self::new(AT_ONCE)
    }
}

impl Invocations {
    fn new(at_once: usize) -> Self {
        Self {
            under_way: JoinSet::new(),
            turns: Arc::new(Semaphore::new(at_once)),
        }
    }

    fn begin(&mut self, functions: &Functions, invocation: Invocation) {
        let (functions, turns) = (functions.clone(), Arc::clone(&self.turns));
        self.under_way.spawn(async move {
            // Nobody closes it; if somebody did, there would be no turns to wait for.
            let _turn = turns.acquire().await.ok();
            make(&functions, invocation).await;
        });
    }

    pub(super) fn are_under_way(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// Waits for the next one to end; if none is under way, for nothing.
    pub(super) async fn next_end(&mut self) {
        // How it ended has been logged.
        self.under_way.join_next().await;
    }

    pub(super) fn forget_ended(&mut self) {
        while self.under_way.try_join_next().is_some() {}
    }
}

/// Makes an invocation, and makes it again as often as the template has it if it fails: at once, where Lambda waits for a
/// minute and then for two. Where the sweep is to try again, the template has no retries.
async fn make(functions: &Functions, invocation: Invocation) {
    let Invocation {
        function,
        payload,
        retries,
    } = invocation;
    for _ in 0..=retries {
        match functions.event_held(&function, payload.clone()).await {
            Ok(_) => return,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(function, error, "an asynchronous invocation failed");
            }
        }
    }
}

impl Pumps {
    /// Begins the invocations that are queued, and waits for none. True if there were any.
    pub(super) fn begin_invocations(&self, state: &mut State) -> bool {
        let queued = self.engines.take_invocations();
        let any = !queued.is_empty();
        for invocation in queued {
            state.invocations.begin(&self.functions, invocation);
        }
        any
    }

    /// Waits for the invocations that are under way. Those that are queued are left: what they are about stays due.
    pub(crate) async fn finish(&self) {
        let mut state = self.state.lock().await;
        while state.invocations.are_under_way() {
            state.invocations.next_end().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::pending,
        sync::{
            Mutex,
            atomic::{AtomicUsize, Ordering::SeqCst},
        },
        time::Duration,
    };

    use aws_sdk_lambda::{
        config::{BehaviorVersion, Builder, Credentials, Region},
        primitives::Blob,
        types::InvocationType::Event,
    };
    use dynoxide::Database;
    use serde_json::{Value, json};
    use tokio::sync::{Notify, mpsc, oneshot};
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::{
        clock::VirtualClock,
        engines::{ACCESS_KEY, Engines, Options, REGION, SECRET_KEY},
        template::{Bucket, Function, Template},
    };

    /// Engines with an empty table, and with `webhooks`, an invocation of which is made again so often if it fails.
    async fn engines(retries: u32) -> Arc<Engines> {
        let options = Options {
            host: std::net::Ipv4Addr::LOCALHOST.into(),
            data: None,
            clock: clock(),
            verified: Vec::new(),
            bucket: Bucket::default(),
            functions: vec![Function {
                name: "leah-webhooks".to_owned(),
                binary: "webhooks".to_owned(),
                retries,
            }],
        };
        let engines = Engines::start(options).await.unwrap();
        let table = Template::read().unwrap().table("leah");
        engines.create_table(table).unwrap();
        Arc::new(engines)
    }

    fn clock() -> VirtualClock {
        VirtualClock::frozen("2026-01-02T03:00:00Z".parse().unwrap())
    }

    fn pumps(engines: &Arc<Engines>, functions: Functions) -> Arc<Pumps> {
        let template = Arc::new(Template::read().unwrap());
        let engines = Arc::clone(engines);
        Arc::new(Pumps::new(engines, functions, template, clock(), "leah").unwrap())
    }

    fn functions() -> Functions {
        Functions::new(|_| Duration::from_mins(1))
    }

    /// Has the engine accept an invocation of `webhooks`.
    async fn invoke(engines: &Engines, payload: Value) {
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
            .region(Region::from_static(REGION))
            .endpoint_url(&engines.urls().lambda)
            .http_client(aws_smithy_http_client::Builder::new().build_http());
        aws_sdk_lambda::Client::from_conf(config.build())
            .invoke()
            .function_name("leah-webhooks")
            .invocation_type(Event)
            .payload(Blob::new(payload.to_string()))
            .send()
            .await
            .unwrap();
    }

    /// Puts an item that is due now into the table: the stream tells of it, and the sweep finds it until it is removed.
    fn owe(database: &Database) {
        let item = json!({
            "PK": {"S": "OUTBOX#1"}, "SK": {"S": "effect"}, "type": {"S": "Outbox"},
            "DUEPK": {"S": "OUTBOX#3"}, "DUESK": {"S": "2026-01-02T03:00:00.000Z#1"},
        });
        let put = json!({"TableName": "leah", "Item": item});
        let put = serde_json::from_value(put).unwrap();
        database.put_item(put).unwrap();
    }

    fn settle(database: &Database) {
        let key = json!({"PK": {"S": "OUTBOX#1"}, "SK": {"S": "effect"}});
        let delete = json!({"TableName": "leah", "Key": key});
        let delete = serde_json::from_value(delete).unwrap();
        database.delete_item(delete).unwrap();
    }

    #[tokio::test]
    async fn one_that_waits_for_another_does_not_hold_it_up() {
        let engines = engines(0).await;
        let (ended, other) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
        let noted = Arc::clone(&ended);
        let functions = functions().with_events("webhooks", move |payload| {
            let (noted, other) = (Arc::clone(&noted), Arc::clone(&other));
            async move {
                if payload == 1 {
                    other.notified().await;
                } else {
                    other.notify_one();
                }
                noted.lock().unwrap().push(payload);
                Ok(Value::Null)
            }
        });
        let pumps = pumps(&engines, functions);
        for payload in [1, 2] {
            invoke(&engines, json!(payload)).await;
        }
        pumps.drain().await.unwrap();
        assert_eq!(*ended.lock().unwrap(), [2, 1]);
    }

    #[tokio::test]
    async fn what_one_owes_is_done_in_the_same_drain() {
        let engines = engines(0).await;
        let (owing, owed) = (engines.database().clone(), engines.database().clone());
        let swept = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&swept);
        let functions = functions()
            .with_events("webhooks", move |_| {
                owe(&owing);
                async { Ok(Value::Null) }
            })
            .with_events("outbox", move |event| {
                if event.get("source").is_some() {
                    count.fetch_add(1, SeqCst);
                    settle(&owed);
                }
                async { Ok(json!({})) }
            });
        let pumps = pumps(&engines, functions);
        invoke(&engines, json!({})).await;
        pumps.drain().await.unwrap();
        assert_eq!(swept.load(SeqCst), 1);
        assert_eq!(pumps.next_due().unwrap(), None);
    }

    #[tokio::test]
    async fn what_one_is_about_to_claim_is_not_stuck() {
        let engines = engines(0).await;
        owe(engines.database());
        let (swept, claimed) = (Arc::new(AtomicUsize::new(0)), engines.database().clone());
        let (count, invoking) = (Arc::clone(&swept), Arc::clone(&engines));
        let functions = functions()
            .with_events("webhooks", move |_| {
                let claimed = claimed.clone();
                async move {
                    for _ in 0..1000 {
                        tokio::task::yield_now().await;
                    }
                    settle(&claimed);
                    Ok(Value::Null)
                }
            })
            .with_events("outbox", move |_sweep| {
                count.fetch_add(1, SeqCst);
                let engines = Arc::clone(&invoking);
                async move {
                    invoke(&engines, json!({})).await;
                    Ok(json!({}))
                }
            });
        pumps(&engines, functions).drain().await.unwrap();
        assert_eq!(swept.load(SeqCst), 1);
    }

    #[tokio::test]
    async fn a_drain_that_waits_for_one_does_what_comes_meanwhile() {
        let engines = engines(0).await;
        let (database, done) = (engines.database().clone(), Arc::new(Notify::new()));
        let (owing, waiting) = (database.clone(), Arc::clone(&done));
        let (ended, mut ends) = mpsc::unbounded_channel();
        let functions = functions()
            .with_events("webhooks", move |_| {
                owe(&owing);
                let (done, ended) = (Arc::clone(&waiting), ended.clone());
                async move {
                    done.notified().await;
                    ended.send(()).unwrap();
                    Ok(Value::Null)
                }
            })
            .with_events("outbox", move |_records| {
                settle(&database);
                done.notify_one();
                async { Ok(json!({})) }
            });
        let pumps = pumps(&engines, functions);
        invoke(&engines, json!({})).await;
        pumps.drain().await.unwrap();
        assert_eq!(ends.try_recv(), Ok(()));
        assert_eq!(pumps.next_due().unwrap(), None);
    }

    #[tokio::test]
    async fn the_background_goes_on_while_one_hangs_which_ends_with_it() {
        let engines = engines(0).await;
        let (begun, mut begins) = mpsc::unbounded_channel();
        let (told, mut telling) = mpsc::unbounded_channel();
        let functions = functions()
            .with_events("webhooks", move |payload| {
                let (alive, ends) = oneshot::channel::<()>();
                begun.send((payload.clone(), ends)).unwrap();
                async move {
                    let _alive = alive;
                    if payload == "hangs" {
                        pending::<()>().await;
                    }
                    Ok(Value::Null)
                }
            })
            .with_events("outbox", move |event| {
                if event.get("Records").is_some() {
                    told.send(()).unwrap();
                }
                async { Ok(json!({})) }
            });
        let (pumps, end) = (pumps(&engines, functions), CancellationToken::new());
        let (running, ending) = (Arc::clone(&pumps), end.clone());
        let background = tokio::spawn(async move { running.run(ending).await });

        invoke(&engines, json!("hangs")).await;
        let (payload, mut hanging) = begins.recv().await.unwrap();
        assert_eq!(payload, "hangs");
        owe(engines.database());
        telling.recv().await.unwrap();
        invoke(&engines, json!("well")).await;
        let (payload, ends) = begins.recv().await.unwrap();
        assert_eq!(payload, "well");
        assert!(ends.await.is_err());
        assert_eq!(hanging.try_recv(), Err(oneshot::error::TryRecvError::Empty));

        end.cancel();
        background.await.unwrap();
        drop(pumps);
        assert!(hanging.await.is_err());
    }

    #[tokio::test]
    async fn one_that_fails_is_made_again_as_the_template_says() {
        for (retries, expected) in [(0, 1), (2, 3)] {
            let engines = engines(retries).await;
            let calls = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&calls);
            let functions = functions().with_events("webhooks", move |_| {
                count.fetch_add(1, SeqCst);
                async { Err("no".into()) }
            });
            invoke(&engines, json!({})).await;
            pumps(&engines, functions).drain().await.unwrap();
            assert_eq!(calls.load(SeqCst), expected);
        }
    }

    #[tokio::test]
    async fn only_so_many_are_made_at_once() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let peak = Arc::clone(&most);
        let functions = functions().with_events("webhooks", move |_| {
            let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
            async move {
                peak.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, SeqCst);
                Ok(Value::Null)
            }
        });
        let mut invocations = Invocations::new(2);
        for _ in 0..5 {
            let invocation = Invocation {
                function: "webhooks".to_owned(),
                payload: Value::Null,
                retries: 0,
            };
            invocations.begin(&functions, invocation);
        }
        while invocations.are_under_way() {
            invocations.next_end().await;
        }
        assert_eq!(most.load(SeqCst), 2);
    }
}
