mod answers;
mod guarded;
mod receiver;

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use receiver::{Ended, Silent, head, receiver};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

const LOCAL: Reach = Reach::Public { loopback: true };
const PUBLIC: Reach = Reach::Public { loopback: false };

/// More than any of these tests needs.
const ENOUGH: Duration = Duration::from_secs(30);

/// Not enough for who waits.
const SHORT: Duration = Duration::from_millis(200);

/// Answers each question for a name with the next of these, and knows no other.
struct Script(Mutex<VecDeque<&'static str>>);

impl Names for Script {
    fn resolve<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        let next = self.0.lock().unwrap().pop_front();
        let addresses = next.ok_or_else(|| io::Error::other(host.to_owned()));
        Box::pin(async move { Ok(vec![addresses?.parse().unwrap()]) })
    }
}

fn terms(limit: Duration, names: &[&'static str]) -> Terms {
    Terms {
        limit,
        loopback: true,
        roots: RootCertStore::empty(),
        names: Arc::new(Script(Mutex::new(names.iter().copied().collect()))),
    }
}

fn courier(limit: Duration) -> Courier {
    Courier::new(terms(limit, &[])).unwrap()
}

/// Posts `{}` to a URL.
async fn post(courier: &Courier, url: &str, reach: &Reach) -> Result<Answered, Undelivered> {
    let parcel = Parcel {
        url: &url.parse().unwrap(),
        reach,
        headers: vec![("webhook-id", "msg_1".to_owned())],
        body: "{}".to_owned(),
    };
    courier.post(parcel).await
}

/// Posts to a port of this machine, which may be reached.
async fn post_to(port: u16, limit: Duration) -> Result<Answered, Undelivered> {
    post(
        &courier(limit),
        &format!("http://127.0.0.1:{port}/hook"),
        &LOCAL,
    )
    .await
}

#[test]
fn each_cause_has_a_name_of_its_own() {
    let all = [
        Undelivered::Forbidden,
        Undelivered::Name,
        Undelivered::Connect,
        Undelivered::Tls,
        Undelivered::Timeout,
        Undelivered::Broken,
    ];
    let names: std::collections::BTreeSet<_> = all.iter().map(|cause| cause.name()).collect();
    assert_eq!(names.len(), all.len());
    for name in names {
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(name.chars().all(kebab), "{name}");
    }
}
