//! Many reminders of the same minute.
//!
//! Ten thousand unless the environment says another number: `LEAH_CROWD=1000` is for those who are in a hurry.

use std::{
    collections::{BTreeMap, HashMap},
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use leah_domain::{
    Email, Firing, LEASE, Locale, Organization, PhoneNumber, Reminder, Settings, StartTime, Zone,
    appointment::{self, Draft, Tenant as Owner},
    reminder::NET,
};
use leah_local::{clock::VirtualClock, engines::Channel};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Tenant, TestApp};

/// How many; the environment may say another number.
const SIZE: &str = "LEAH_CROWD";
/// How many reminders AWS invokes at once here; bookings, too.
const AT_ONCE: usize = 8;
/// By how many KiB the process may grow while the reminders go, whatever their number. The engines keep what was sent in
/// files, so this is the functions' part, with the engines' own caches.
const GROWTH: u64 = 64 << 10;
/// How many minutes before the start reminders go: more than there are sweeps on the slowest machine.
const LEAD: i64 = 7 * 24 * 60;

/// The minute in which all are due. Nothing expires on the way: on disk the engine's expiry reads the machine's clock.
const DUE: &str = "2100-01-01T10:00:00Z";

#[test]
fn all_reminders_of_one_minute_go_once() {
    // A process of its own, for its memory is measured.
    let child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "reminders::crowd::a_crowd",
            "--ignored",
            "--nocapture",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    let complained = String::from_utf8_lossy(&child.stderr);
    assert!(
        child.status.success() && said.contains("1 passed"),
        "{said}\n{complained}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the test above runs it, in a process of its own"]
async fn a_crowd() {
    let size = std::env::var(SIZE).map_or(10_000, |size| size.parse().unwrap());
    let due: Timestamp = DUE.parse().unwrap();
    let folder = folder();
    let app = TestApp::with(|options| {
        options.clock = VirtualClock::frozen(due - SignedDuration::from_hours(24));
        options.data = Some(folder.path().to_owned());
    })
    .await;
    let watch = Instant::now();
    let tenant = Tenant::with(&app, "crowd", |settings| *settings = crowded()).await;
    let reminders = book(&app, &tenant, due, size, &[]).await;
    println!("booked after {:?}, {} KiB", watch.elapsed(), peak());
    let before = peak();

    let (fired, lost) = reminders.split_at(size / 2);
    app.house.clock().set(due + SignedDuration::from_secs(59));
    fire(&app, fired).await;
    println!("fired after {:?}, {} KiB", watch.elapsed(), peak());
    app.house.drain().await.unwrap();
    println!("sent after {:?}, {} KiB", watch.elapsed(), peak());
    // The other schedules are lost, and the bell of what the sweep then owes is, too.
    app.house
        .clock()
        .set(due + NET + SignedDuration::from_secs(59));
    let sweeps = sweep(&app).await;
    println!(
        "{} swept in {sweeps} after {:?}, {} KiB",
        lost.len(),
        watch.elapsed(),
        peak()
    );
    let grown = peak() - before;

    check_sent(&app, size);
    check_spread(&app, size);
    println!("checked after {:?}", watch.elapsed());
    assert_eq!(
        app.owed().await,
        Vec::<Value>::new(),
        "nothing is owed or given up"
    );
    assert!(grown < GROWTH, "grown by {grown} KiB");
}

/// Each call takes two seconds and each mail three of them, one after the other: all would take longer than the function's
/// time limit of 15 s. What a limit cuts off counts as unanswered and is sent again.
#[tokio::test]
async fn a_sweep_that_cannot_do_all_in_time_leaves_the_rest_to_the_next() {
    let size = 300;
    let app = TestApp::wired().await;
    let tenant = Tenant::with(&app, "crowd", |settings| *settings = crowded()).await;
    let due = app.now() + SignedDuration::from_hours(24);
    book(&app, &tenant, due, size, &["confirmation-mail"]).await;
    let wire = app.house.wire().unwrap();
    app.house.clock().set(app.now() + LEASE);
    wire.set_latency(Duration::from_secs(2));
    let sweep = json!({ "source": "leah.sweep" });
    let swept = app.house.invoke("outbox", sweep.clone()).await;
    wire.set_latency(Duration::ZERO);
    let sent = app.messages().await.len();
    assert!(
        swept.is_ok() && (1..size).contains(&sent),
        "{sent} sent: {swept:?}"
    );
    // Nothing of it is left begun: the rest is due as it was, and no answer is waited for.
    let owed = app.owed().await;
    assert_eq!(
        owed.len(),
        size - sent + size,
        "the mails left, and all reminders"
    );
    let begun = owed.iter().filter(|one| one["attempts"] != 0).count();
    assert_eq!(begun, 0, "{owed:?}");
}

/// In the machine's memory, if it has files there, and not in this process's.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}

fn crowded() -> Settings {
    let mut settings = Settings::new("Crowd", Zone::named("Europe/Paris").unwrap(), Locale::Fr);
    settings.reminder_days = None;
    settings.reminder_minutes = Some(u32::try_from(LEAD).unwrap());
    settings.sms_sender = Some("Crowd".to_owned());
    settings
}

fn address(n: usize) -> String {
    format!("guest{n}@example.org")
}

fn number(n: usize) -> String {
    format!("+336{n:08}")
}

/// Books so many appointments that owe nothing but the effects named; their reminders, all within one minute.
async fn book(
    app: &TestApp,
    tenant: &Tenant,
    due: Timestamp,
    size: usize,
    owed: &'static [&'static str],
) -> Vec<Reminder> {
    let organization: Arc<Organization> = Arc::new(tenant.organization.clone());
    let office = tenant.office.id;
    let bookings = stream::iter(0..size).map(|n| {
        let (app, organization) = (app.house.app().clone(), Arc::clone(&organization));
        let second = SignedDuration::from_secs(i64::try_from(n % 60).unwrap());
        let draft = Draft {
            start: StartTime::from(due + second + SignedDuration::from_mins(LEAD)),
            // As the table would give them: reading so many numbers takes an unoptimized build long.
            email: serde_json::from_value::<Email>(address(n).into()).unwrap(),
            phone: serde_json::from_value::<PhoneNumber>(number(n).into()).unwrap(),
            office,
            external_id: None,
            file_number: None,
        };
        tokio::spawn(async move {
            let owner = Owner {
                id: organization.id,
                settings: &organization.settings,
            };
            let mut booking = appointment::book(draft, owner, app.now(), app.ids());
            booking.owed.retain(|one| owed.contains(&one.effect.name()));
            app.table()
                .insert_appointment(&organization, &booking, None)
                .await
                .unwrap();
            booking.reminders.unwrap().remove(0)
        })
    });
    bookings
        .buffer_unordered(AT_ONCE)
        .map(Result::unwrap)
        .collect()
        .await
}

/// Has the schedules of reminders invoke their function.
async fn fire(app: &TestApp, reminders: &[Reminder]) {
    let firings = stream::iter(reminders).for_each_concurrent(AT_ONCE, |reminder| async move {
        let firing = Firing {
            subject: reminder.subject,
            kind: reminder.kind,
            sequence: reminder.sequence,
            fire_at: reminder.at,
        };
        let event = serde_json::to_value(firing).unwrap();
        let answer = app.house.invoke("reminders", event).await.unwrap();
        assert_eq!(answer, json!({ "verdict": "Send" }));
    });
    firings.await;
}

/// Sweeps each minute until nothing is owed; how often that was.
async fn sweep(app: &TestApp) -> usize {
    let mut sweeps = 0;
    while app.house.next_due().unwrap().is_some() {
        let event = json!({ "source": "leah.sweep" });
        // It ends by itself, within the function's time limit, however much is due.
        app.house.invoke("outbox", event).await.unwrap();
        let now = app.now();
        app.house.clock().set(now + SignedDuration::from_mins(1));
        sweeps += 1;
        assert!(sweeps < 5_000, "still owed: {:?}", app.house.next_due());
    }
    sweeps
}

/// One mail and one SMS for each guest.
fn check_sent(app: &TestApp, size: usize) {
    for n in 0..size {
        for (to, channel) in [(address(n), Channel::Email), (number(n), Channel::Sms)] {
            let sent = app.house.engines().messages(Some(&to));
            let channels: Vec<Channel> = sent.iter().map(|message| message.channel).collect();
            assert_eq!(channels, [channel], "{to}");
        }
    }
}

/// What the table's stream tells of all writes: no item has many, and no partition of an index more than its share.
fn check_spread(app: &TestApp, size: usize) {
    let (mut items, mut partitions) = (HashMap::<String, usize>::new(), BTreeMap::new());
    each_record(app, |record| {
        let change = &record["dynamodb"];
        let key = &change["Keys"];
        *items.entry(key.to_string()).or_default() += 1;
        let image = &change["NewImage"];
        // Bookings are spread over time as their makers are; they have indexes of their own.
        if image["type"]["S"] == "Appointment" {
            return;
        }
        for index in ["GSI1PK", "GSI2PK", "GSI3PK", "DUEPK"] {
            if let Some(partition) = image[index]["S"].as_str() {
                *partitions.entry(partition.to_owned()).or_default() += 1_usize;
            }
        }
    });
    let most = items.values().max().copied().unwrap_or_default();
    assert!(most <= 4, "an item was written {most} times");
    assert!(items.len() > 4 * size, "{} items", items.len());

    let all: usize = partitions.values().sum();
    // Each reminder once, its mail and its SMS as made and as claimed.
    assert!(all >= 5 * size, "{partitions:?}");
    let shards: Vec<String> = (0..8).map(|shard| format!("OUTBOX#{shard}")).collect();
    let crowd = partitions
        .iter()
        .filter(|(_, writes)| **writes > size / 100);
    let crowd: Vec<&String> = crowd.map(|(partition, _)| partition).collect();
    assert_eq!(crowd, shards.iter().collect::<Vec<_>>(), "{partitions:?}");
    for shard in &shards {
        let percent = partitions[shard] * 8 * 100 / all;
        assert!(
            (75..=125).contains(&percent),
            "{shard}: {percent} % of an even share"
        );
    }
}

/// All that the table's stream has told since the beginning.
fn each_record(app: &TestApp, mut act: impl FnMut(&Value)) {
    // The requests are read from JSON as over the wire.
    macro_rules! ask {
        ($operation:ident, $request:tt) => {{
            let request = serde_json::from_value(json!($request)).unwrap();
            let answer = app.house.engines().database().$operation(request).unwrap();
            serde_json::to_value(answer).unwrap()
        }};
    }
    let streams = ask!(list_streams, { "TableName": "leah" });
    let arn = &streams["Streams"][0]["StreamArn"];
    let stream = ask!(describe_stream, { "StreamArn": arn });
    for shard in stream["StreamDescription"]["Shards"].as_array().unwrap() {
        let id = &shard["ShardId"];
        let begin = ask!(get_shard_iterator, {
            "StreamArn": arn, "ShardId": id, "ShardIteratorType": "TRIM_HORIZON",
        });
        let mut at = begin["ShardIterator"].clone();
        loop {
            let page = ask!(get_records, { "ShardIterator": at, "Limit": 1000 });
            let records = page["Records"].as_array().unwrap();
            records.iter().for_each(&mut act);
            at = page["NextShardIterator"].clone();
            if records.is_empty() || at.is_null() {
                break;
            }
        }
    }
}

/// The most memory that this process has had, in KiB (`proc_pid_status(5)`).
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
