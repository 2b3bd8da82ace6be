//! `cargo bench -p leah-bench`: measures, reports, and fails where a target is missed by more than is explained.

mod sections;

use std::{error::Error, io::Write, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use clap::{Parser, ValueEnum};
use leah_aws::system::{SystemClock, SystemIds};
use leah_bench::{
    cases::functions,
    deployed::Effort,
    explained::Explanations,
    programs::{self, Installed},
    report::{self, Machine},
    sandbox::Program,
    targets::Target,
};
use leah_domain::{Clock, Ids};
use serde_json::{Map, Value, json};

/// Measures what Leah costs, beside the same requests in other languages.
#[derive(Debug, Parser)]
struct Arguments {
    /// Sandboxes of each program
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Events for each sandbox after the first
    #[arg(long, default_value_t = 200)]
    warm: usize,
    /// How long each load lasts, in seconds
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// The profile that the functions are built in
    #[arg(long, default_value = "release")]
    profile: String,
    /// Leave the peers out
    #[arg(long)]
    no_peers: bool,
    /// Measure this alone; may be given several times
    #[arg(long)]
    only: Vec<Section>,
    /// Measure this function alone, as it is deployed; may be given several times
    #[arg(long)]
    function: Vec<String>,
    /// Leave Valgrind's profiles in this folder
    #[arg(long)]
    profiles: Option<PathBuf>,
    /// Write the results into this folder
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/results"))]
    results: PathBuf,
    /// Cargo says so to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// Each function as it is deployed, cold and warm, beside the peers; and what a million requests cost
    Functions,
    /// Instructions of each function (needs Valgrind)
    Instructions,
    /// What requests cost as an organization grows
    Growth,
    /// The most memory for large documents
    Memory,
    /// What one Leah on this machine takes, and whether it keeps all that it has promised
    Throughput,
}

/// What is known so far.
struct Measuring {
    arguments: Arguments,
    programs: Vec<Program>,
    versions: Vec<String>,
    machine: Machine,
    date: String,
    /// For the file.
    results: Map<String, Value>,
    /// Files beside it.
    drawings: Vec<(&'static str, String)>,
    found: Vec<Target>,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut programs = if arguments.only == [Section::Throughput] {
        Vec::new()
    } else {
        programs::build(&arguments.profile, &arguments.functions())?
    };
    let mut out = std::io::stdout();
    let mut versions = Vec::new();
    if arguments.no_peers {
        writeln!(out, "Without the peers.")?;
    } else if arguments.measures(Section::Functions) {
        match programs::peers() {
            Ok(Installed {
                programs: found,
                versions: named,
            }) => {
                programs.extend(found);
                versions = named;
            }
            Err(error) => writeln!(out, "Without the peers: {error}")?,
        }
    }
    let mut measuring = Measuring {
        arguments,
        programs,
        versions,
        machine: Machine::this(),
        date: SystemClock.now().to_string()[..10].to_owned(),
        results: Map::new(),
        drawings: Vec::new(),
        found: Vec::new(),
    };
    measuring.run().await?;
    measuring.write()?;
    let found = &measuring.found;
    let count = |which: fn(&Target) -> bool| found.iter().filter(|target| which(target)).count();
    let (met, missed) = (count(|target| target.met), count(|target| !target.holds()));
    let explained = found.len() - met - missed;
    writeln!(
        out,
        "{} targets: {met} met, {explained} explained, {missed} missed",
        found.len()
    )?;
    Ok(if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Arguments {
    fn measures(&self, section: Section) -> bool {
        // The others need all functions.
        let of_one = [Section::Functions, Section::Instructions].contains(&section);
        (self.only.is_empty() || self.only.contains(&section))
            && (self.function.is_empty() || of_one)
    }

    fn functions(&self) -> Vec<&'static str> {
        let chosen =
            |name: &&str| self.function.is_empty() || self.function.iter().any(|one| one == name);
        functions().into_iter().filter(chosen).collect()
    }

    const fn effort(&self) -> Effort {
        Effort {
            rounds: self.rounds,
            warm: self.warm,
        }
    }

    const fn each(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

fn ids() -> Arc<dyn Ids> {
    Arc::new(SystemIds)
}

fn say(text: &str) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(std::io::stdout(), "\n{text}")?)
}

impl Measuring {
    async fn run(&mut self) -> Result<(), Box<dyn Error>> {
        for section in Section::value_variants() {
            if !self.arguments.measures(*section) {
                continue;
            }
            match section {
                Section::Functions => self.functions().await?,
                Section::Instructions => self.instructions().await?,
                Section::Growth => self.growth().await?,
                Section::Memory => self.memory().await?,
                Section::Throughput => self.throughput().await?,
            }
        }
        let explanations = Explanations::read()?;
        explanations.explain(&mut self.found);
        say(&report::targets(&self.found))?;
        if self.whole() {
            for what in explanations.idle(&self.found) {
                say(&format!("Explained, and not measured: {what}"))?;
            }
        }
        Ok(())
    }

    fn whole(&self) -> bool {
        self.arguments.only.is_empty() && self.arguments.function.is_empty()
    }

    fn keep(&mut self, name: &str, value: Value) {
        self.results.insert(name.to_owned(), value);
    }

    /// Writes the results down. A part of them is not written over the whole.
    fn write(&self) -> Result<(), Box<dyn Error>> {
        let machine = &self.machine;
        let name = format!("{}-{}-{}", self.date, machine.processor, machine.cores);
        let part = if self.whole() { "" } else { "-part" };
        let mut results = json!({
            "date": self.date,
            "machine": machine,
            "profile": self.arguments.profile,
            "rounds": self.arguments.rounds,
            "warm": self.arguments.warm,
            "peers": self.versions,
        });
        if let Some(fields) = results.as_object_mut() {
            fields.extend(self.results.clone());
            fields.insert("targets".to_owned(), serde_json::to_value(&self.found)?);
        }
        let folder = &self.arguments.results;
        std::fs::create_dir_all(folder)?;
        let path = folder.join(format!("{name}{part}.json"));
        std::fs::write(&path, format!("{results:#}\n"))?;
        say(&format!("Written: {}", path.display()))?;
        // The README's chart has all that it compares.
        let drawings = self
            .drawings
            .iter()
            .filter(|_| self.arguments.function.is_empty());
        for (name, drawing) in drawings {
            std::fs::write(folder.join(name), drawing)?;
        }
        Ok(())
    }
}
