//! The short form: counts, which no machine disturbs, and ratios with room in them. `benches/short.sh` runs it.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use std::{path::PathBuf, sync::Arc};

use leah_aws::system::SystemIds;
use leah_bench::{
    cases::{BOOK, CASES, Case, ENTRYPOINT, FURTHER, LIST, functions},
    deployed::{Effort, Subject, measure},
    programs::{FLOOR, of_leah},
    sandbox::Program,
    targets::{Measured, Target, counts, of_floor},
    world::World,
};

/// The folder of the functions' programs.
const PROGRAMS: &str = "LEAH_PROGRAMS";

/// How many times an empty function's processor a cold start and a warm answer may take, in the profile `ci`: half as much again as cold
/// starts took when this was written, and twice what warm answers did, which waver more. They tell that something has become slow,
/// not that it is fast; that is what `cargo bench` is for.
const RATIOS: [(&str, f64, f64); 3] = [
    (ENTRYPOINT.title, 1.7, 3.4),
    (LIST.title, 4.2, 18.0),
    (BOOK.title, 6.6, 18.0),
];

fn programs() -> Vec<Program> {
    let folder = std::env::var_os(PROGRAMS).unwrap();
    of_leah(&PathBuf::from(folder), &functions()).unwrap()
}

fn subject<'a>(programs: &'a [Program], function: &str, case: Case) -> Subject<'a> {
    let program = programs.iter().find(|one| one.function == function);
    let program = program.unwrap();
    Subject { program, case }
}

async fn measured(subjects: Vec<Subject<'_>>, effort: Effort) -> Vec<Measured<'_>> {
    let world = World::start(Arc::new(SystemIds)).await.unwrap();
    let shown = measure(&world, &subjects, effort, None).await.unwrap();
    subjects.into_iter().zip(shown).collect()
}

fn missed(found: &[Target]) -> Vec<&Target> {
    found.iter().filter(|target| !target.met).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the functions' programs: benches/short.sh"]
async fn each_program_calls_no_more_than_it_may() {
    let programs = programs();
    let cases = CASES.into_iter().chain(FURTHER);
    let subjects = cases.map(|case| subject(&programs, case.function, case));
    let effort = Effort { rounds: 2, warm: 3 };
    let found = counts(&measured(subjects.collect(), effort).await);
    let missed = missed(&found);
    assert!(missed.is_empty(), "{missed:#?}");
    // Fewer are told as well: a budget with room in it would let a call slip in, and a function that no longer makes its first
    // call while it initializes would go unseen. How many connections calls take that meet is chance.
    let fewer = found.iter().filter(|one| one.found < one.limit);
    let fewer: Vec<_> = fewer.filter(|one| one.what.contains("calls")).collect();
    assert!(fewer.is_empty(), "{fewer:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the functions' programs: benches/short.sh"]
async fn none_has_become_much_slower_than_an_empty_one() {
    let programs = programs();
    let cases = [ENTRYPOINT, LIST, BOOK].map(|case| subject(&programs, case.function, case));
    let mut subjects = vec![subject(&programs, FLOOR, ENTRYPOINT)];
    subjects.extend(cases);
    let effort = Effort {
        rounds: 9,
        warm: 30,
    };
    let found = of_floor(&measured(subjects, effort).await, &RATIOS);
    assert_eq!(found.len(), 2 * RATIOS.len());
    let missed = missed(&found);
    assert!(missed.is_empty(), "{missed:#?} of {found:#?}");
}
