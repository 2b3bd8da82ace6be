//! What is measured, part by part.

use std::{error::Error, io::Write};

use leah_bench::{
    cases::{BOOK, CASES, Case, ENTRYPOINT, FURTHER, LIST, REFUSED, SHARE},
    chart::chart,
    cost::{self, Prices},
    deployed::{Effort, Subject, measure},
    growth::{self, SIZES},
    instructions,
    mask::masked,
    memory,
    programs::FLOOR,
    report,
    sandbox::Program,
    share::Share,
    targets::{self, Measured, Target},
    throughput::Running,
    world::World,
};
use serde_json::json;

use super::{Measuring, ids, say};

/// The memory of the smallest function, in MB.
const SMALL: u32 = 128;

type Done = Result<(), Box<dyn Error>>;

impl Measuring {
    /// The programs as they are deployed, and what a million requests cost.
    pub(super) async fn functions(&mut self) -> Done {
        let world = World::start(ids()).await?;
        let programs = std::mem::take(&mut self.programs);
        let subjects = subjects(&programs);
        let effort = self.arguments.effort();
        let shown = measure(&world, &subjects, effort, None).await?;
        let all: Vec<Measured<'_>> = subjects.iter().copied().zip(shown).collect();
        say(&report::table(&all))?;
        say(&self.versions.join("\n"))?;
        self.found.extend(
            [
                targets::sizes(&all),
                targets::counts(&all),
                targets::own(&all),
                targets::beside(&all),
                same_answers(&all),
            ]
            .concat(),
        );
        if Share::of_memory(SMALL).is_some() {
            let effort = Effort { warm: 0, ..effort };
            let shown = measure(&world, &subjects, effort, Some(SMALL)).await?;
            let small: Vec<Measured<'_>> = subjects.iter().copied().zip(shown).collect();
            say(&report::small(&small))?;
            self.keep("small", report::small_rows(&small).into());
            self.found.extend(targets::small(&small));
        } else {
            say("Without the processor share of 128 MB: it needs Linux and root.")?;
        }

        let prices = Prices::read()?;
        let lines = cost::lines(&all, &prices)?;
        say(&report::costs(&cost::rows(&lines), &prices))?;
        if let Some(booking) = lines.last() {
            say(&report::months(booking.dollars, &prices)?)?;
        }
        self.keep("rows", report::rows(&all).into());
        self.keep("costs", serde_json::to_value(&lines)?);
        let model = format!("{} ({} cores)", self.machine.model, self.machine.cores);
        if let Some(drawn) = chart(&all, &model, &self.date)? {
            self.drawings.push(("chart.svg", drawn));
        }
        self.programs = programs;
        Ok(())
    }

    /// Instructions: of what needs no service they are the measure; of the others they show where time goes.
    pub(super) async fn instructions(&mut self) -> Done {
        let Some(valgrind) = instructions::valgrind() else {
            return say("Without counted instructions: they need Valgrind.");
        };
        let world = World::start(ids()).await?;
        let subjects = subjects(&self.programs);
        let compiled = subjects
            .into_iter()
            .filter(|one| ["leah", FLOOR].contains(&one.program.maker.as_str()));
        let compiled: Vec<Subject<'_>> = compiled.collect();
        let folder = tempfile::tempdir()?;
        let profiles = self.arguments.profiles.as_deref().unwrap_or(folder.path());
        std::fs::create_dir_all(profiles)?;
        let counted = instructions::counted(&world, &compiled, &valgrind, profiles).await?;
        say(&report::instructions(&counted))?;
        // Another processor has other instructions, and another profile has more of them.
        if cfg!(target_arch = "x86_64") && self.arguments.profile == "release" {
            let known = instructions::known()?;
            self.found.extend(instructions::targets(&counted, &known));
        }
        self.keep("instructions", serde_json::to_value(&counted)?);
        Ok(())
    }

    /// What requests cost as an organization grows.
    pub(super) async fn growth(&mut self) -> Done {
        let mut grown = Vec::new();
        for size in SIZES {
            grown.push(growth::grown(&self.programs, size, self.arguments.warm, ids()).await?);
        }
        say(&report::growth(&grown))?;
        self.found.extend(growth::flat(&grown));
        self.keep("growth", serde_json::to_value(&grown)?);
        Ok(())
    }

    /// The most memory for large documents.
    pub(super) async fn memory(&mut self) -> Done {
        let peaks = memory::peaks(&self.programs, ids()).await?;
        say(&report::memory(&peaks))?;
        self.found.extend(memory::targets(&peaks));
        self.keep("memory", serde_json::to_value(&peaks)?);
        Ok(())
    }

    /// What one Leah on this machine takes.
    pub(super) async fn throughput(&mut self) -> Done {
        let each = self.arguments.each();
        let running = Running::start(ids()).await?;
        let load = running.load(each).await?;
        let sustained = running.sustain(each).await?;
        say(&report::throughput(&load, &sustained))?;
        self.found
            .extend(leah_bench::throughput::targets(&load, &sustained));
        self.keep(
            "throughput",
            json!({ "load": load, "sustained": sustained }),
        );
        Ok(())
    }
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
        .chain(FURTHER)
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
        let what = format!("{title}: {}'s answer differs", subject.program.maker);
        Some(Target::at_most(what, different, 0.0))
    });
    each.collect()
}
