//! Instructions, counted by Valgrind: the number that does not waver. For what a function does by itself: it reads, judges and renders.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    deployed::Subject,
    error::BenchError,
    programs::root,
    sandbox::{Program, Sandbox},
    targets::Target,
    world::World,
};

/// The fewest events: by then, all that happens once has happened.
const FEW: usize = 5;
/// More of them: what these take more is what each takes.
const MANY: usize = 25;

/// What one answer takes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Instructions {
    /// The request.
    pub title: &'static str,
    /// Whose program.
    pub by: String,
    /// Instructions for a warm answer.
    pub each: u64,
    /// Instructions until the first answer, the dynamic linker's included.
    pub cold: u64,
}

/// How much more than was counted last an answer may take: what differs between two runs of the same programs, and a little.
const ROOM: f64 = 1.05;

/// What was counted when it was last looked at: the part `instructions` of the results, as it stands there.
#[derive(Debug, Clone, Deserialize)]
pub struct Known {
    title: String,
    by: String,
    each: u64,
    cold: u64,
}

/// Reads `benches/instructions.json`.
///
/// # Errors
/// [`BenchError`] where it cannot be read.
pub fn known() -> Result<Vec<Known>, BenchError> {
    let path = root().join("benches/instructions.json");
    let text = std::fs::read_to_string(&path).map_err(BenchError::at(path))?;
    Ok(serde_json::from_str(&text)?)
}

/// That no answer takes more than it did. One that nobody has counted yet may take nothing.
#[expect(clippy::cast_precision_loss, reason = "some millions")]
pub fn targets(counted: &[Instructions], known: &[Known]) -> Vec<Target> {
    let of_leah = counted.iter().filter(|one| one.by == "leah");
    let each = of_leah.flat_map(|one| {
        let before = known
            .iter()
            .find(|before| before.title == one.title && before.by == one.by);
        let (each, cold) = before.map_or((0, 0), |before| (before.each, before.cold));
        let at_most = |what: &str, found: u64, before: u64| {
            let what = format!("{}: instructions {what}", one.title);
            Target::at_most(what, found as f64, before as f64 * ROOM)
        };
        [
            at_most("of a warm answer", one.each, each),
            at_most("until the first answer", one.cold, cold),
        ]
    });
    each.collect()
}

/// Whether instructions can be counted here.
pub fn valgrind() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut programs = std::env::split_paths(&path).map(|folder| folder.join("valgrind"));
    programs.find(|program| program.exists())
}

/// Counts the instructions of each subject. The profiles that it counts by, a file for each run, are left in a folder:
/// `callgrind_annotate` reads them.
///
/// # Errors
/// [`BenchError`] where a program fails.
pub async fn counted(
    world: &World,
    subjects: &[Subject<'_>],
    valgrind: &Path,
    profiles: &Path,
) -> Result<Vec<Instructions>, BenchError> {
    let mut counted = Vec::new();
    for subject in subjects {
        let [one, few, many] = [1, FEW, MANY].map(|events| {
            // A function is asked for more than one thing.
            let words = subject
                .case
                .title
                .replace(|letter: char| !letter.is_alphanumeric(), "-");
            let name = format!("{}-{words}-{events}.callgrind", subject.program.maker);
            (events, profiles.join(name))
        });
        let one = run(world, subject, valgrind, one).await?;
        let few = run(world, subject, valgrind, few).await?;
        let many = run(world, subject, valgrind, many).await?;
        counted.push(Instructions {
            title: subject.case.title,
            by: subject.program.maker.clone(),
            each: many.saturating_sub(few) / (MANY - FEW) as u64,
            cold: one,
        });
    }
    Ok(counted)
}

/// The instructions of a sandbox with so many events.
async fn run(
    world: &World,
    subject: &Subject<'_>,
    valgrind: &Path,
    (events, out): (usize, PathBuf),
) -> Result<u64, BenchError> {
    let program = Program {
        path: valgrind.to_owned(),
        arguments: vec![
            "--tool=callgrind".to_owned(),
            format!("--callgrind-out-file={}", out.display()),
            subject.program.path.display().to_string(),
        ],
        ..subject.program.clone()
    };
    let (mut sandbox, _) = Sandbox::start(&program, world.environment()).await?;
    for _ in 0..events {
        let event = subject.case.event(world).await?;
        let answered = sandbox.invoke(&event).await?;
        if subject.program.maker == "leah" {
            subject.case.check("leah", &answered.answer)?;
        }
    }
    sandbox.end().await?;
    let counted = std::fs::read_to_string(&out).map_err(BenchError::at(&out))?;
    total(&counted).ok_or_else(|| BenchError::Command("callgrind has counted nothing".to_owned()))
}

/// The sum over all threads ("Callgrind Format Specification", header lines and totals).
fn total(counted: &str) -> Option<u64> {
    let of = |name: &str| {
        let mut lines = counted.lines().rev();
        lines.find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    };
    of("totals:").or_else(|| of("summary:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_takes_no_more_than_it_did() {
        let known = known().unwrap();
        let mut all = known.iter();
        let before = all.find(|one| one.title == crate::cases::LIST.title);
        let before = before.unwrap();
        let missed = |more: u64| {
            let counted = Instructions {
                title: crate::cases::LIST.title,
                by: before.by.clone(),
                each: before.each + more,
                cold: before.cold,
            };
            let found = targets(&[counted], &known).into_iter();
            found
                .filter(|target| !target.met)
                .map(|target| target.what)
                .collect::<Vec<_>>()
        };
        assert_eq!(missed(before.each / 25), [""; 0]);
        assert_eq!(
            missed(before.each / 15),
            ["GET /api/offices: instructions of a warm answer"]
        );
    }

    #[test]
    fn what_nobody_has_counted_is_missed() {
        let counted = Instructions {
            title: "new",
            by: "leah".to_owned(),
            each: 1,
            cold: 1,
        };
        let found = targets(&[counted], &[]);
        assert!(found.iter().all(|target| !target.met));
    }

    #[test]
    fn the_total_stands_at_the_end() {
        let file =
            "# callgrind format\nevents: Ir\nsummary: 12\n\nfn=(1)\n0 12\n\ntotals: 123456\n";
        assert_eq!(total(file), Some(123_456));
        assert_eq!(total("events: Ir\nsummary: 12\n"), Some(12));
        assert_eq!(total(""), None);
    }
}
