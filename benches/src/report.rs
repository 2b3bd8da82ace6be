//! What was measured: a table for people, JSON for programs.

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    statistics::median,
    targets::{Measured, Target},
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

/// The targets for people: those that are missed first.
pub fn targets(targets: &[Target]) -> String {
    let mut table = Table::new();
    table
        .load_style(ASCII_MARKDOWN)
        .set_header(["Target", "Found", "At most", ""]);
    let mut sorted: Vec<&Target> = targets.iter().collect();
    sorted.sort_by_key(|target| target.met);
    for target in sorted {
        table.add_row([
            target.what.clone(),
            number(target.found),
            number(target.limit),
            if target.met { "met" } else { "MISSED" }.to_owned(),
        ]);
    }
    table.to_string()
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
