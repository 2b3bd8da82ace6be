//! What one Leah on this machine takes: requests a second by a load generator, and then bookings for a while, each of which is looked
//! for afterwards.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode, body::Bytes, header::CONTENT_TYPE};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jiff::SignedDuration;
use leah_domain::Ids;
use leah_local::{House, Options, Pumping, VirtualClock, engines::Channel};
use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::{
    cases::{PHONE, body},
    error::BenchError,
    programs::{root, target},
    targets::Target,
};

/// Requests that are under way side by side.
const AT_A_TIME: usize = 8;
/// Where lists are.
const LIST: &str = "/api/offices";
/// Where bookings go.
const BOOK: &str = "/api/appointments";

/// What a load generator has seen.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// The request.
    pub title: String,
    /// How many were answered as they should be.
    pub answered: usize,
    /// How many were not.
    pub errors: usize,
    /// Requests a second.
    pub per_second: f64,
    /// Until the answer, in milliseconds: half of them took less.
    pub p50: f64,
    /// A hundredth of them took more.
    pub p99: f64,
}

/// What became of bookings that were made for a while.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sustained {
    /// For how long, in seconds.
    pub seconds: f64,
    /// How many were answered with 201.
    pub booked: usize,
    /// How many were answered otherwise.
    pub errors: usize,
    /// Bookings whose guest did not get exactly one mail.
    pub without_mail: usize,
    /// Bookings that have not exactly their two schedules, at their times.
    pub without_schedules: usize,
    /// Bookings that are not found by their number, as they were answered.
    pub without_record: usize,
    /// Mails, schedules and records that belong to no booking.
    pub astray: usize,
}

/// A Leah on files that does by itself what it owes.
pub struct Running {
    house: House,
    client: Client<HttpConnector, Full<Bytes>>,
    _folder: TempDir,
}

impl Running {
    /// Starts it.
    ///
    /// # Errors
    /// [`BenchError`] where it does not start.
    pub async fn start(ids: Arc<dyn Ids>) -> Result<Self, BenchError> {
        let folder = tempfile::tempdir().map_err(BenchError::at("a temporary folder"))?;
        let options = Options {
            data: Some(folder.path().join("data")),
            pumps: Pumping::Auto,
            ..Options::ephemeral(VirtualClock::running(SignedDuration::ZERO), ids)
        };
        Ok(Self {
            house: House::start(options).await?,
            client: Client::builder(TokioExecutor::new()).build_http(),
            _folder: folder,
        })
    }

    /// Has the load generator ask for a list and book, for so long each.
    ///
    /// # Errors
    /// [`BenchError::Command`] where it cannot be installed or says nothing that is understood.
    pub async fn load(&self, each: Duration) -> Result<Vec<Load>, BenchError> {
        let oha = oha().await?;
        let book = body(PHONE, "john.doe@gmail.com", "load").to_string();
        Ok(vec![
            self.generate(&oha, LIST, &[], 200, each).await?,
            self.generate(
                &oha,
                BOOK,
                &["-m", "POST", "-T", "application/json", "-d", &book],
                201,
                each,
            )
            .await?,
        ])
    }

    async fn generate(
        &self,
        oha: &Path,
        path: &str,
        further: &[&str],
        status: u16,
        each: Duration,
    ) -> Result<Load, BenchError> {
        let run = Command::new(oha)
            .args([
                "--no-tui",
                "--output-format",
                "json",
                "--wait-ongoing-requests-after-deadline",
            ])
            .args([
                "-z",
                &format!("{}s", each.as_secs()),
                "-c",
                &AT_A_TIME.to_string(),
            ])
            .args(["-H", &format!("LEAH-AUTH-TOKEN: {}", self.house.key())])
            .args(further)
            .arg(format!("{}{path}", self.house.url()))
            .output()
            .await
            .map_err(BenchError::at(oha))?;
        if !run.status.success() {
            let complaint = String::from_utf8_lossy(&run.stderr).into_owned();
            return Err(BenchError::Command(format!("oha: {complaint}")));
        }
        let said: Value = serde_json::from_slice(&run.stdout)?;
        let total = |counts: &Value| {
            let counts = counts.as_object().into_iter().flatten();
            counts
                .filter_map(|(name, count)| {
                    Some((name.clone(), usize::try_from(count.as_u64()?).ok()?))
                })
                .collect::<BTreeMap<_, _>>()
        };
        let statuses = total(&said["statusCodeDistribution"]);
        let answered = statuses
            .get(&status.to_string())
            .copied()
            .unwrap_or_default();
        let failed: usize = total(&said["errorDistribution"]).values().sum();
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let verb = if further.is_empty() { "GET" } else { "POST" };
        Ok(Load {
            title: format!("{verb} {path}"),
            answered,
            errors: statuses.values().sum::<usize>() - answered + failed,
            per_second: number(&said["summary"]["requestsPerSec"]),
            p50: number(&said["latencyPercentiles"]["p50"]) * 1e3,
            p99: number(&said["latencyPercentiles"]["p99"]) * 1e3,
        })
    }

    /// Books for a while, waits until nothing is owed, and looks for what each booking must have left.
    ///
    /// # Errors
    /// [`BenchError`] where Leah does not answer at all.
    pub async fn sustain(&self, how_long: Duration) -> Result<Sustained, BenchError> {
        // What was booked before is not counted among what follows.
        self.house.drain().await?;
        let before = self.left();
        let begun = Instant::now();
        let lanes = (0..AT_A_TIME).map(|lane| self.lane(lane, begun, how_long));
        let lanes = try_join_all(lanes).await?;
        let seconds = begun.elapsed().as_secs_f64();
        self.house.drain().await?;

        let booked: BTreeMap<String, Value> = lanes
            .iter()
            .flat_map(|(booked, _)| booked.clone())
            .collect();
        let mut sustained = Sustained {
            seconds,
            booked: booked.len(),
            errors: lanes.iter().map(|(_, errors)| errors).sum(),
            ..Sustained::default()
        };
        let mut schedules = BTreeMap::<String, BTreeSet<String>>::new();
        for schedule in self.house.engines().schedules() {
            let id = schedule.input["appointment"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            let kind = format!("{} {}", schedule.input["kind"], schedule.at);
            schedules.entry(id).or_default().insert(kind);
        }
        for (number, answer) in &booked {
            let mails = self.house.engines().messages(Some(&address(number)));
            let one = matches!(mails.as_slice(), [mail] if mail.channel == Channel::Email);
            sustained.without_mail += usize::from(!one);
            let id = answer["@id"]
                .as_str()
                .and_then(|iri| iri.rsplit('/').next());
            let expected = BTreeSet::from(SCHEDULED.map(str::to_owned));
            let right = id.is_some_and(|id| schedules.get(id) == Some(&expected));
            sustained.without_schedules += usize::from(!right);
            let (status, list) = self
                .ask(Method::GET, &format!("{BOOK}?externalId={number}"), None)
                .await?;
            let found = status == StatusCode::OK && same(&list["hydra:member"], answer);
            sustained.without_record += usize::from(!found);
        }
        let (mails, due, records) = self.left();
        let more =
            |now: usize, before: usize, each: usize| now.abs_diff(before + each * booked.len());
        sustained.astray =
            more(mails, before.0, 1) + more(due, before.1, 2) + more(records, before.2, 1);
        Ok(sustained)
    }

    /// Mails, schedules and appointments that there are.
    fn left(&self) -> (usize, usize, usize) {
        let engines = self.house.engines();
        let items = self.house.items().unwrap_or_default();
        let records = items
            .iter()
            .filter(|item| item["type"]["S"] == "Appointment");
        (
            engines.messages(None).len(),
            engines.schedules().len(),
            records.count(),
        )
    }

    /// Bookings, one after the other; those that were answered by their number, and how many were not.
    async fn lane(
        &self,
        lane: usize,
        begun: Instant,
        how_long: Duration,
    ) -> Result<(Vec<(String, Value)>, usize), BenchError> {
        let (mut booked, mut errors, mut n) = (Vec::new(), 0, 0);
        while begun.elapsed() < how_long {
            let number = format!("sustained-{lane}-{n}");
            n += 1;
            let body = body(PHONE, &address(&number), &number);
            let (status, answer) = self.ask(Method::POST, BOOK, Some(&body)).await?;
            if status == StatusCode::CREATED {
                booked.push((number, answer));
            } else {
                errors += 1;
            }
        }
        Ok((booked, errors))
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value), BenchError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.house.url()))
            .header("LEAH-AUTH-TOKEN", self.house.key())
            .header(CONTENT_TYPE, "application/json");
        let body = body.map_or_else(Bytes::new, |body| body.to_string().into());
        let lost = |what: String| BenchError::Command(format!("{path}: {what}"));
        let request = request
            .body(Full::new(body))
            .map_err(|error| lost(error.to_string()))?;
        let answer = self
            .client
            .request(request)
            .await
            .map_err(|error| lost(error.to_string()))?;
        let status = answer.status();
        let read = answer
            .into_body()
            .collect()
            .await
            .map_err(|error| lost(error.to_string()))?;
        Ok((status, serde_json::from_slice(&read.to_bytes())?))
    }
}

/// When the demo organization's reminders of a booking are due: a day before it, and half an hour.
const SCHEDULED: [&str; 2] = [
    r#""days" 2035-04-24T13:15:00Z"#,
    r#""minutes" 2035-04-25T12:45:00Z"#,
];

fn address(number: &str) -> String {
    format!("{number}@example.org")
}

/// Whether a list holds one item, and it is the one that was answered.
fn same(members: &Value, answer: &Value) -> bool {
    // The number itself is printed nowhere.
    let fields = ["@id", "startTime", "email"];
    matches!(members.as_array().map(Vec::as_slice), Some([member])
        if fields.iter().all(|field| member[field] == answer[field] && !member[field].is_null()))
}

/// The load generator, installed by its own script.
async fn oha() -> Result<std::path::PathBuf, BenchError> {
    let folder = target().join("tools");
    let script = root().join("benches/oha.sh");
    let installed = Command::new(&script)
        .arg(&folder)
        .status()
        .await
        .map_err(BenchError::at(&script))?;
    if !installed.success() {
        return Err(BenchError::Command(format!(
            "{}: {installed}",
            script.display()
        )));
    }
    Ok(folder.join("bin/oha"))
}

/// That nothing fails and nothing is lost.
#[expect(clippy::cast_precision_loss, reason = "some thousands")]
pub fn targets(load: &[Load], sustained: &Sustained) -> Vec<Target> {
    let none = |what: String, found: usize| Target::at_most(what, found as f64, 0.0);
    let mut targets: Vec<Target> = load
        .iter()
        .map(|one| {
            none(
                format!("{} under load: errors", one.title),
                one.errors + usize::from(one.answered == 0),
            )
        })
        .collect();
    for (what, found) in [
        (
            "errors",
            sustained.errors + usize::from(sustained.booked == 0),
        ),
        ("without exactly one mail", sustained.without_mail),
        ("without exactly two schedules", sustained.without_schedules),
        ("not found as answered", sustained.without_record),
        ("mails, schedules and records astray", sustained.astray),
    ] {
        targets.push(none(format!("sustained bookings: {what}"), found));
    }
    targets
}
