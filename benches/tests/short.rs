//! The short form: counts alone, which no machine disturbs. `benches/short.sh` runs it.

use std::{path::PathBuf, sync::Arc};

use leah_aws::system::SystemIds;
use leah_bench::{
    cases::{CASES, FURTHER, functions},
    deployed::{Effort, Subject, measure},
    programs::of_leah,
    targets::{Measured, counts},
    world::World,
};

/// The folder of the functions' programs.
const PROGRAMS: &str = "LEAH_PROGRAMS";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the functions' programs: benches/short.sh"]
async fn each_program_calls_no_more_than_it_may() {
    let folder = std::env::var_os(PROGRAMS).expect("benches/short.sh sets it");
    let programs = of_leah(&PathBuf::from(folder), &functions()).unwrap();
    let world = World::start(Arc::new(SystemIds)).await.unwrap();
    let subjects: Vec<Subject<'_>> = CASES
        .into_iter()
        .chain(FURTHER)
        .map(|case| {
            let mut of_leah = programs.iter();
            let program = of_leah.find(|one| one.function == case.function).unwrap();
            Subject { program, case }
        })
        .collect();
    let effort = Effort { rounds: 2, warm: 3 };
    let shown = measure(&world, &subjects, effort, None).await.unwrap();
    let all: Vec<Measured<'_>> = subjects.into_iter().zip(shown).collect();
    let found = counts(&all);
    let missed: Vec<_> = found.iter().filter(|target| !target.met).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    // Fewer are told as well: a budget with room in it would let a call slip in, and a function that no longer makes its first
    // call while it initializes would go unseen. How many connections calls take that meet is chance.
    let fewer = found.iter().filter(|one| one.found < one.limit);
    let fewer: Vec<_> = fewer.filter(|one| one.what.contains("calls")).collect();
    assert!(fewer.is_empty(), "{fewer:#?}");
}
