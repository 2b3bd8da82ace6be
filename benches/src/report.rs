//! What was measured: a table for people, JSON for programs.

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    cost::{
        Prices,
        month::{Month, SIZES},
    },
    error::BenchError,
    growth::Grown,
    instructions::Instructions,
    memory::Peak,
    statistics::median,
    targets::{Measured, Target},
    throughput::{Load, Sustained},
};

/// The machine that measured, as far as it matters.
#[derive(Debug, Serialize)]
pub struct Machine {
    /// `x86_64` or `aarch64`.
    pub processor: String,
    /// What the processor calls itself.
    pub model: String,
    /// How many there are.
    pub cores: usize,
    /// The operating system.
    pub system: String,
}

impl Machine {
    /// This one.
    pub fn this() -> Self {
        let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = information
            .lines()
            .find_map(|line| line.strip_prefix("model name"));
        let model = model.and_then(|rest| rest.split_once(':'));
        Self {
            processor: std::env::consts::ARCH.to_owned(),
            model: model.map_or("unknown", |(_, name)| name.trim()).to_owned(),
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            system: std::env::consts::OS.to_owned(),
        }
    }
}

const HEADINGS: [&str; 10] = [
    "Request or event",
    "By",
    "Package MB",
    "Cold CPU ms",
    "of it init",
    "Cold wall ms",
    "Warm CPU ms",
    "p50 ms",
    "p99 ms",
    "RSS MiB",
];

/// The table for people.
pub fn table(all: &[Measured<'_>]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(HEADINGS);
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for (subject, shown) in all {
        let (p50, p99) = shown.warm_percentiles();
        #[expect(clippy::cast_precision_loss, reason = "bytes of a program")]
        let package = subject.program.package as f64 / 1e6;
        let wall = median(&shown.init_wall) + median(&shown.first_wall);
        table.add_row([
            subject.case.title.to_owned(),
            subject.program.maker.clone(),
            format!("{package:.2}"),
            format!("{:.2}", shown.cold()),
            format!("{:.2}", median(&shown.init)),
            format!("{wall:.1}"),
            format!("{:.3}", shown.warm()),
            format!("{p50:.2}"),
            format!("{p99:.2}"),
            format!("{:.1}", median(&shown.memory)),
        ]);
    }
    table.to_string()
}

/// A table: its headings, and rows whose cells after the first stand to the right.
fn of<const N: usize>(headings: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_header(headings);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for row in rows {
        table.add_row(row);
    }
    table.to_string()
}

/// The targets for people: those that are missed first, then those that are explained.
pub fn targets(targets: &[Target]) -> String {
    let mut sorted: Vec<&Target> = targets.iter().collect();
    sorted.sort_by_key(|target| (target.holds(), target.met));
    let rows = sorted.into_iter().map(|target| {
        [
            target.what.clone(),
            number(target.found),
            number(target.limit),
            match &target.explained {
                Some(reason) => format!("explained up to {}: {}", number(reason.limit), reason.why),
                None if target.met => "met".to_owned(),
                None => "MISSED".to_owned(),
            },
        ]
    });
    of(["Target", "Found", "At most", ""], rows)
}

/// First answers with the processor share of a function of 128 MB.
pub fn small(all: &[Measured<'_>]) -> String {
    let rows = all.iter().map(|(subject, shown)| {
        [
            subject.case.title.to_owned(),
            subject.program.maker.clone(),
            format!("{:.1}", median(&shown.first_wall)),
        ]
    });
    of(["With 128 MB", "By", "First answer, wall ms"], rows)
}

/// The same for programs.
pub fn small_rows(all: &[Measured<'_>]) -> Vec<Value> {
    let rows = all.iter().map(|(subject, shown)| {
        json!({
            "title": subject.case.title,
            "by": subject.program.maker,
            "firstWallMs": median(&shown.first_wall),
        })
    });
    rows.collect()
}

/// What a million cost.
pub fn costs(rows: &[[String; 7]], prices: &Prices) -> String {
    let headings = [
        "A million of",
        "Invocations",
        "Billed ms",
        "Read units",
        "Write units",
        "USD",
        "Naive, USD",
    ];
    let table = of(headings, rows.iter().cloned());
    let Prices { date, region, .. } = prices;
    format!("{table}\nPrices of {region}, {date} (benches/prices.json); mails and SMS aside.")
}

/// What a month costs where a million bookings with all that follows cost so much.
///
/// # Errors
/// [`BenchError`] where something has no price.
pub fn months(million: f64, prices: &Prices) -> Result<String, BenchError> {
    let rows = SIZES.map(|size| Month::of(size, million, prices).map(|month| month.row()));
    let rows = rows.into_iter().collect::<Result<Vec<_>, _>>()?;
    let heading =
        "USD a month, by appointments a year: fixed, requests, kept, mails, without SMS, SMS";
    Ok(format!("{heading}\n{}", rows.join("\n")))
}

/// Counted instructions.
pub fn instructions(counted: &[Instructions]) -> String {
    let rows = counted.iter().map(|one| {
        [
            one.title.to_owned(),
            one.by.clone(),
            one.each.to_string(),
            one.cold.to_string(),
        ]
    });
    of(
        [
            "Instructions",
            "By",
            "Warm answer",
            "Until the first answer",
        ],
        rows,
    )
}

/// What requests cost at each size.
pub fn growth(grown: &[Grown]) -> String {
    let rows = grown.iter().flat_map(|at| {
        at.costs.iter().map(|cost| {
            [
                cost.title.to_owned(),
                at.size.appointments.to_string(),
                at.size.workers.to_string(),
                cost.calls.to_string(),
                cost.received.to_string(),
                format!("{:.1}", cost.reads),
                format!("{:.1}", cost.writes),
                format!("{:.2}", cost.cpu),
                format!("{:.2}", cost.wall),
            ]
        })
    });
    let mut rows: Vec<[String; 9]> = rows.collect();
    // A request's sizes one below the other.
    let order: Vec<&str> = grown
        .iter()
        .flat_map(|at| at.costs.iter().map(|cost| cost.title))
        .collect();
    rows.sort_by_key(|row| order.iter().position(|title| *title == row[0]));
    of(
        [
            "Request",
            "Appointments",
            "Workers",
            "Calls",
            "Bytes",
            "Read units",
            "Write units",
            "CPU ms",
            "p50 ms",
        ],
        rows,
    )
}

/// The most memory for large documents.
pub fn memory(peaks: &[Peak]) -> String {
    let rows = peaks.iter().map(|peak| {
        [
            peak.title.to_owned(),
            format!("{:.1}", peak.before),
            format!("{:.1}", peak.most),
        ]
    });
    of(["Documents", "Before, MiB", "At most, MiB"], rows)
}

/// What one Leah on this machine takes, and what became of it.
pub fn throughput(load: &[Load], sustained: &Sustained) -> String {
    let rows = load.iter().map(|one| {
        [
            one.title.clone(),
            one.answered.to_string(),
            one.errors.to_string(),
            format!("{:.0}", one.per_second),
            format!("{:.1}", one.p50),
            format!("{:.1}", one.p99),
        ]
    });
    let table = of(
        ["Load", "Answered", "Errors", "A second", "p50 ms", "p99 ms"],
        rows,
    );
    format!(
        "{table}\n\nSustained for {:.0} s: {} bookings, {} errors; without exactly one mail {}, without their two schedules {}, not found as \
         answered {}, astray {}.",
        sustained.seconds,
        sustained.booked,
        sustained.errors,
        sustained.without_mail,
        sustained.without_schedules,
        sustained.without_record,
        sustained.astray
    )
}

/// A ratio below one as a fraction, as the budgets have it.
fn number(value: f64) -> String {
    if value > 0.0 && value < 0.5 {
        format!("1/{:.1}", 1.0 / value)
    } else if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

/// Each row for programs.
pub fn rows(all: &[Measured<'_>]) -> Vec<Value> {
    let rows = all.iter().map(|(subject, shown)| {
        let (p50, p99) = shown.warm_percentiles();
        let calls = shown.warm_calls.iter().map(|call| {
            json!({
                "service": call.service,
                "operation": call.operation,
                "sent": call.sent,
                "received": call.received,
                "readUnits": call.reads,
                "writeUnits": call.writes,
            })
        });
        json!({
            "title": subject.case.title,
            "by": subject.program.maker,
            "function": subject.program.function,
            "packageBytes": subject.program.package,
            "initCpuMs": median(&shown.init),
            "coldCpuMs": shown.cold(),
            "initWallMs": median(&shown.init_wall),
            "firstWallMs": median(&shown.first_wall),
            "warmCpuMs": shown.warm(),
            "warmP50Ms": p50,
            "warmP99Ms": p99,
            "residentMiB": median(&shown.memory),
            "connections": shown.handshakes.iter().max(),
            "coldCalls": shown.cold_calls.len(),
            "calls": calls.collect::<Vec<_>>(),
        })
    });
    rows.collect()
}
