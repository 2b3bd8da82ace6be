//! Runs a target.

use std::{env, fmt, fs, path::Path};

use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::edit::inputs;

/// How many inputs are made for a target, unless `LEAH_FUZZ_CASES` says otherwise.
const CASES: u32 = 2000;

/// What a target says of an input: nothing is wrong, or what is.
pub(crate) type Verdict = Result<(), TestCaseError>;

/// An input, printed as a Rust byte string.
#[derive(Clone)]
struct Input(Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// Tries a target with its corpus and with what is made from it.
pub(crate) fn fuzz(target: &str, judge: impl Fn(&[u8]) -> Verdict) {
    let corpus = corpus(target);
    let inputs_of_corpus: Vec<Vec<u8>> = corpus.iter().map(|(_, input)| input.clone()).collect();
    for (name, input) in corpus {
        let known = Just(Input(input));
        let judged = runner(1).run(&known, |input| judge(&input.0));
        assert!(judged.is_ok(), "{target}, {name}: {}", judged.unwrap_err());
    }
    let made = inputs(inputs_of_corpus).prop_map(Input);
    let judged =
        runner(number("LEAH_FUZZ_CASES").unwrap_or(CASES)).run(&made, |input| judge(&input.0));
    if let Err(failure) = judged {
        panic!("{target}: {failure}\nThe input belongs into fuzz/corpus/{target}/.");
    }
}

/// A target that reads text.
pub(crate) fn fuzz_text(target: &str, judge: impl Fn(&str) -> Verdict) {
    fuzz(target, |input| judge(&String::from_utf8_lossy(input)));
}

/// The committed inputs of a target, by their files' names.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<_> = files
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            (name, fs::read(file.path()).unwrap())
        })
        .collect();
    assert!(!inputs.is_empty(), "{target} has no corpus");
    inputs.sort();
    inputs
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("LEAH_FUZZ_SEED").unwrap_or(0).to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

fn number(variable: &str) -> Option<u32> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is no number")),
    )
}
