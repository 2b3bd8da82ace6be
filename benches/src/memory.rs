//! The most memory that functions take for large documents.

use std::sync::Arc;

use leah_domain::Ids;
use leah_local::demo::HEALTHCARE_WORKER;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    error::BenchError,
    events,
    sandbox::{Program, Sandbox},
    targets::{MEMORY, Target},
    world::World,
};

/// The largest document (contract, section 4).
const FILE: usize = 15 << 20;
/// A multipart form's boundary.
const BOUNDARY: &str = "------------------------d74496d66958873e";
/// How a JPEG begins.
const JPEG: [u8; 4] = [0xff, 0xd8, 0xff, 0xe0];
/// What a function may take for each byte that it is sent, beside what it takes always.
const EACH: f64 = 3.0;
/// The part of a zip that is in memory at a time, in MiB, whatever the size of the whole.
const ZIP: f64 = 64.0;

/// The most that a function took.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Peak {
    /// For what.
    pub title: &'static str,
    /// Resident memory before, in MiB.
    pub before: f64,
    /// The most resident memory, in MiB.
    pub most: f64,
    /// The most that it may be, in MiB, if that is a target.
    pub limit: Option<f64>,
}

/// Measures an upload of one file, one of ten, and the zip of ten.
///
/// # Errors
/// [`BenchError`] where one fails.
pub async fn peaks(programs: &[Program], ids: Arc<dyn Ids>) -> Result<Vec<Peak>, BenchError> {
    let world = World::start(ids).await?;
    let one = files(&world, &create(&world).await?, 1)?;
    let ten = files(&world, &create(&world).await?, 10)?;
    // The transfer of the events has a small one already.
    let nine = files(&world, crate::world::TRANSFER, 9)?;
    let filled = world.house.invoke("transfers", nine).await?;
    expect("the files of the zip", &filled, 200)?;
    #[expect(clippy::cast_precision_loss, reason = "mebibytes")]
    let body = (FILE >> 20) as f64;
    let zip = world.event("guests-download-all")?;
    let upload = Some(MEMORY + EACH * body);
    Ok(vec![
        peak(
            programs,
            &world,
            ("one file of 15 MiB, multipart", "transfers"),
            (&one, 200),
            upload,
        )
        .await?,
        peak(
            programs,
            &world,
            ("ten files of 15 MiB, multipart", "transfers"),
            (&ten, 200),
            Some(MEMORY + EACH * 10.0 * body),
        )
        .await?,
        peak(
            programs,
            &world,
            ("the zip of 135 MiB", "guests"),
            (&zip, 303),
            Some(ZIP),
        )
        .await?,
    ])
}

async fn create(world: &World) -> Result<String, BenchError> {
    let body = json!({ "healthcareWorker": HEALTHCARE_WORKER.iri() });
    let event = events::with_body(world.event("transfers-create")?, &body);
    let answer = world.house.invoke("transfers", event).await?;
    expect("a transfer", &answer, 200)?;
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())?;
    let iri = body["@id"].as_str().unwrap_or_default();
    Ok(iri.rsplit('/').next().unwrap_or_default().to_owned())
}

/// An upload of so many files.
fn files(world: &World, transfer: &str, number: usize) -> Result<Value, BenchError> {
    let mut body = Vec::with_capacity(number * (FILE + 512));
    for n in 0..number {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"{n}.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&JPEG);
        body.resize(body.len() + FILE - JPEG.len(), b'x');
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let mut event = world.event("transfers-files-multipart")?;
    event["path"] = format!("/api/transfers/{transfer}/files").into();
    event["pathParameters"]["id"] = transfer.into();
    Ok(events::with_bytes(event, &body))
}

async fn peak(
    programs: &[Program],
    world: &World,
    (title, function): (&'static str, &str),
    (event, status): (&Value, u16),
    limit: Option<f64>,
) -> Result<Peak, BenchError> {
    let program = programs
        .iter()
        .find(|program| program.maker == "leah" && program.function == function);
    let program = program.ok_or_else(|| BenchError::Command(format!("no program {function}")))?;
    let (mut sandbox, _) = Sandbox::start(program, world.environment()).await?;
    let before = mib(sandbox.resident()?);
    let answered = sandbox.invoke(event).await?;
    expect(title, &answered.answer, status)?;
    Ok(Peak {
        title,
        before,
        most: mib(sandbox.peak()?),
        limit,
    })
}

#[expect(clippy::cast_precision_loss, reason = "MiB of a process")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn expect(what: &str, answer: &Value, status: u16) -> Result<(), BenchError> {
    if answer["statusCode"] == status {
        return Ok(());
    }
    Err(BenchError::Answer {
        case: what.to_owned(),
        program: "leah".to_owned(),
        what: answer.to_string(),
    })
}

/// That it is bounded.
pub fn targets(peaks: &[Peak]) -> Vec<Target> {
    let each = peaks.iter().filter_map(|peak| {
        let what = format!("{}: the most memory, MiB", peak.title);
        Some(Target::at_most(what, peak.most, peak.limit?))
    });
    each.collect()
}
