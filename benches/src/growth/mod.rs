//! What requests cost as an organization grows: nothing more.

mod load;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use leah_domain::Ids;
use leah_local::demo::ORGANIZATION;
use serde::Serialize;
use serde_json::Value;

use crate::{
    cases::{PHONE, body},
    error::BenchError,
    events,
    meter::Call,
    sandbox::{Program, Sandbox},
    statistics::median,
    targets::Target,
    world::World,
};

pub use load::Size;
use load::{address, external_id, load, worker_address};

/// The sizes that are compared, small ones first. A page holds thirty, so the first one does not fill it.
pub const SIZES: [Size; 3] = [
    Size {
        appointments: 10,
        workers: 10,
        organizations: 1,
    },
    Size {
        appointments: 1_000,
        workers: 1_000,
        organizations: 100,
    },
    Size {
        appointments: 100_000,
        workers: 10_000,
        organizations: 1_000,
    },
];

/// How much more bytes of the largest organization may be than of the middle one: numbers have more digits.
const BYTES: f64 = 1.02;
/// How much more processor. Calls and bytes are the measure; this is what a machine makes of them, which wavers.
const CPU: f64 = 1.25;

/// What one request has cost.
#[derive(Debug, Clone, Serialize)]
pub struct Cost {
    /// The request.
    pub title: &'static str,
    /// Whether it has to stay flat; if not, what it costs is told.
    pub flat: bool,
    /// Calls.
    pub calls: usize,
    /// Bytes that the services answered.
    pub received: usize,
    /// Read units.
    pub reads: f64,
    /// Write units.
    pub writes: f64,
    /// Processor, in milliseconds.
    pub cpu: f64,
    /// Until the answer, in milliseconds; the engine's part included.
    pub wall: f64,
}

/// What all requests have cost at one size.
#[derive(Debug, Clone, Serialize)]
pub struct Grown {
    /// How large.
    pub size: Size,
    /// By request, in the same order for each size.
    pub costs: Vec<Cost>,
}

/// A request.
struct Ask {
    title: &'static str,
    function: &'static str,
    event: Value,
    status: u16,
    flat: bool,
}

/// Measures the requests at one size, each `times` times in a warm sandbox.
///
/// # Errors
/// [`BenchError`] where one fails.
pub async fn grown(
    programs: &[Program],
    size: Size,
    times: usize,
    ids: Arc<dyn Ids>,
) -> Result<Grown, BenchError> {
    let world = World::start(ids).await?;
    load(&world.house, size).await?;
    let mut costs = Vec::new();
    for ask in asks(&world, size)? {
        costs.push(cost(programs, &world, ask, times).await?);
    }
    Ok(Grown { size, costs })
}

fn asks(world: &World, size: Size) -> Result<Vec<Ask>, BenchError> {
    let get = |title, function, path: &str, query: &[(&str, String)], flat| {
        let event = events::with_query(world.event("offices-list")?, path, query);
        Ok::<_, BenchError>(Ask {
            title,
            function,
            event,
            status: 200,
            flat,
        })
    };
    // Someone from the middle.
    let (guest, worker) = (size.appointments / 2, size.workers / 2);
    let appointments = "/api/appointments";
    let workers = "/api/healthcare_workers";
    let first_day = "2036-01-01T08:00:00Z".to_owned();
    // The one from the demo counts, too.
    let last = (size.workers + 1).div_ceil(30).to_string();
    let organization = ORGANIZATION.iri();
    let book = body(PHONE, "john.doe@gmail.com", "booked");
    Ok(vec![
        get(
            "appointments, first page",
            "appointments",
            appointments,
            &[("startTime[after]", first_day)],
            true,
        )?,
        get(
            "appointments by external id",
            "appointments",
            appointments,
            &[("externalId", external_id(guest))],
            true,
        )?,
        get(
            "appointments by e-mail",
            "appointments",
            appointments,
            &[("email", address(guest))],
            true,
        )?,
        Ask {
            title: "one appointment",
            function: "appointments",
            event: world.event("appointments-get")?,
            status: 200,
            flat: true,
        },
        Ask {
            title: "a booking",
            function: "appointments",
            event: events::with_body(world.event("appointments-create")?, &book),
            status: 201,
            flat: true,
        },
        get(
            "workers, first page",
            "healthcare_workers",
            workers,
            &[],
            true,
        )?,
        get(
            "workers by e-mail",
            "healthcare_workers",
            workers,
            &[("email", worker_address(worker))],
            true,
        )?,
        get(
            "workers, last page",
            "healthcare_workers",
            workers,
            &[("page", last)],
            false,
        )?,
        get("offices, first page", "offices", "/api/offices", &[], true)?,
        get(
            "offices by a worker's e-mail",
            "offices",
            "/api/offices",
            &[("healthcareWorker.email", worker_address(worker))],
            true,
        )?,
        get(
            "the organization",
            "organizations",
            &organization,
            &[],
            true,
        )?,
    ])
}

async fn cost(
    programs: &[Program],
    world: &World,
    ask: Ask,
    times: usize,
) -> Result<Cost, BenchError> {
    let program = programs
        .iter()
        .find(|program| program.maker == "leah" && program.function == ask.function)
        .ok_or_else(|| BenchError::Command(format!("no program {}", ask.function)))?;
    let (mut sandbox, _) = Sandbox::start(program, world.environment()).await?;
    let (mut cpu, mut wall) = (Vec::new(), Vec::new());
    let mut calls = Vec::<Call>::new();
    // The first is for the key and the connections.
    for _ in 0..=times {
        world.meter.take();
        let answered = sandbox.invoke(&ask.event).await?;
        if answered.answer["statusCode"] != ask.status {
            return Err(BenchError::Answer {
                case: ask.title.to_owned(),
                program: program.function.clone(),
                what: answered.answer.to_string(),
            });
        }
        calls = world.meter.take();
        cpu.push(answered.spent.cpu.as_secs_f64() * 1e3);
        wall.push(answered.spent.wall.as_secs_f64() * 1e3);
    }
    Ok(Cost {
        title: ask.title,
        flat: ask.flat,
        calls: calls.len(),
        received: calls.iter().map(|call| call.received).sum(),
        reads: calls.iter().map(|call| call.reads).sum(),
        writes: calls.iter().map(|call| call.writes).sum(),
        cpu: median(&cpu[1..]),
        wall: median(&wall[1..]),
    })
}

/// That nothing grows: calls from the smallest size on, bytes and capacity from where pages are full.
pub fn flat(grown: &[Grown]) -> Vec<Target> {
    let [small, .., full, large] = grown else {
        return Vec::new();
    };
    let each = small.costs.iter().zip(&full.costs).zip(&large.costs);
    let each = each.filter(|(_, large)| large.flat);
    let each = each.flat_map(|((small, full), large)| {
        let title = large.title;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a handful of calls, some kilobytes"
        )]
        let [calls, calls_small, received, received_full] =
            [large.calls, small.calls, large.received, full.received].map(|number| number as f64);
        let units = large.reads + large.writes;
        [
            Target::at_most(format!("{title}: calls when grown"), calls, calls_small),
            Target::at_most(
                format!("{title}: bytes when grown"),
                received,
                received_full * BYTES,
            ),
            Target::at_most(
                format!("{title}: units when grown"),
                units,
                full.reads + full.writes,
            ),
            Target::at_most(
                format!("{title}: CPU when grown, of what it was"),
                large.cpu / full.cpu,
                CPU,
            ),
        ]
    });
    each.collect()
}
