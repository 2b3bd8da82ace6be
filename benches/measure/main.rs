//! `cargo bench -p leah-bench`: measures, reports, and fails where a target is missed.

use std::{error::Error, io::Write, path::PathBuf, process::ExitCode, sync::Arc};

use clap::Parser;
use leah_aws::system::{SystemClock, SystemIds};
use leah_bench::{
    cases::{BOOK, CASES, Case, ENTRYPOINT, LIST, REFUSED, SHARE, functions},
    deployed::{Effort, Subject, measure},
    mask::masked,
    programs::{self, FLOOR, Installed},
    report::{self, Machine},
    sandbox::Program,
    share::Share,
    targets::{self, Measured, Target},
    world::World,
};
use leah_domain::Clock;
use serde_json::json;

/// Measures what Leah costs, beside the same requests in other languages.
#[derive(Debug, Parser)]
struct Arguments {
    /// Sandboxes of each program
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Events for each sandbox after the first
    #[arg(long, default_value_t = 200)]
    warm: usize,
    /// The profile that the functions are built in
    #[arg(long, default_value = "release")]
    profile: String,
    /// Leave the peers out
    #[arg(long)]
    no_peers: bool,
    /// Write the results into this folder
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/results"))]
    results: PathBuf,
    /// Cargo says so to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut programs = programs::build(&arguments.profile, &functions())?;
    let mut out = std::io::stdout();
    let mut versions = Vec::new();
    if arguments.no_peers {
        writeln!(out, "Without the peers.")?;
    } else {
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
    let world = World::start(Arc::new(SystemIds)).await?;
    let subjects = subjects(&programs);
    let effort = Effort {
        rounds: arguments.rounds,
        warm: arguments.warm,
    };
    let shown = measure(&world, &subjects, effort, None).await?;
    let all: Vec<Measured<'_>> = subjects.iter().copied().zip(shown).collect();
    writeln!(out, "\n{}\n", report::table(&all))?;
    for version in &versions {
        writeln!(out, "{version}")?;
    }

    let mut found = [
        targets::sizes(&all),
        targets::counts(&all),
        targets::own(&all),
        targets::beside(&all),
        same_answers(&all),
    ]
    .concat();
    if let Some(share) = Share::of_memory(128) {
        let effort = Effort { warm: 0, ..effort };
        let shown = measure(&world, &subjects, effort, Some(share.folder())).await?;
        let small: Vec<Measured<'_>> = subjects.iter().copied().zip(shown).collect();
        found.extend(targets::small(&small));
    } else {
        writeln!(
            out,
            "Without the processor share of 128 MB: it needs Linux and root."
        )?;
    }
    writeln!(out, "\n{}", report::targets(&found))?;

    let date = SystemClock.now().to_string();
    let machine = Machine::this();
    let name = format!(
        "{}-{}-{}.json",
        &date[..10],
        machine.processor,
        machine.cores
    );
    let results = json!({
        "date": date,
        "machine": machine,
        "profile": arguments.profile,
        "rounds": arguments.rounds,
        "warm": arguments.warm,
        "peers": versions,
        "rows": report::rows(&all),
        "targets": found,
    });
    let path = arguments.results.join(name);
    std::fs::create_dir_all(&arguments.results)?;
    std::fs::write(&path, format!("{results:#}\n"))?;
    writeln!(out, "\nWritten: {}", path.display())?;
    let missed = found.iter().filter(|target| !target.met).count();
    writeln!(out, "{} targets, {missed} missed", found.len())?;
    Ok(if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Every program with what it is asked.
fn subjects(programs: &[Program]) -> Vec<Subject<'_>> {
    let by = |maker: &str, case: Case| {
        programs
            .iter()
            .find(|one| one.maker == maker && (maker == FLOOR || one.function == case.function))
            .map(|program| Subject { program, case })
    };
    let leah = CASES
        .into_iter()
        .chain([REFUSED])
        .filter_map(|case| by("leah", case));
    let floor = [ENTRYPOINT, REFUSED]
        .into_iter()
        .filter_map(|case| by(FLOOR, case));
    let peers = ["node", "python"]
        .into_iter()
        .flat_map(|maker| [LIST, BOOK, SHARE].map(|case| (maker, case)))
        .filter_map(|(maker, case)| by(maker, case));
    leah.chain(floor).chain(peers).collect()
}

/// That the peers answer what Leah answers.
fn same_answers(all: &[Measured<'_>]) -> Vec<Target> {
    let peers = all
        .iter()
        .filter(|(subject, _)| ["node", "python"].contains(&subject.program.maker.as_str()));
    let each = peers.filter_map(|(subject, shown)| {
        let title = subject.case.title;
        let (_, leah) = all
            .iter()
            .find(|(one, _)| one.program.maker == "leah" && one.case.title == title)?;
        let (theirs, ours) = (masked(&shown.answer), masked(&leah.answer));
        if theirs != ours {
            let _ = writeln!(
                std::io::stderr(),
                "{title}, {}: {theirs}\n{ours}",
                subject.program.maker
            );
        }
        let different = f64::from(u8::from(theirs != ours));
        Some(Target {
            what: format!("{title}: {}'s answer differs", subject.program.maker),
            found: different,
            limit: 0.0,
            met: theirs == ours,
        })
    });
    each.collect()
}
