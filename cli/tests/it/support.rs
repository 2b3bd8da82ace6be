//! A Leah, and the program that is run against it.

use std::{process::Stdio, sync::Arc};

use leah_aws::system::SystemIds;
use leah_local::{House, Options, Pumping, clock::VirtualClock};
use serde_json::Value;
use tokio::{io::AsyncWriteExt, process::Command};

/// When every test begins.
pub(crate) const BEGIN: &str = "2026-03-01T08:00:00Z";

/// A running Leah, and the program `leah` beside it.
pub(crate) struct Shell {
    pub(crate) house: House,
}

/// What a run of the program came to.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Fails the test unless the program ended with this code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// What it printed, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

impl Shell {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With a wire between functions and engines, which records and breaks.
    pub(crate) async fn wired() -> Self {
        Self::with(|options| options.wire = true).await
    }

    /// On the machine's time, doing by itself what is owed.
    pub(crate) async fn alive() -> Self {
        Self::with(|options| {
            options.clock = VirtualClock::running(jiff::SignedDuration::ZERO);
            options.pumps = Pumping::Auto;
        })
        .await
    }

    async fn with(change: impl FnOnce(&mut Options)) -> Self {
        // A process-wide provider of cryptography, which the HTTP client asks for.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = VirtualClock::frozen(BEGIN.parse().unwrap());
        let mut options = Options::ephemeral(clock, Arc::new(SystemIds));
        change(&mut options);
        let house = House::start(options).await;
        Self {
            house: house.unwrap(),
        }
    }

    /// What the API answers to the demo organization's key.
    pub(crate) async fn api(&self, path: &str) -> Value {
        let answer = self.ask(path, self.house.key()).await;
        answer.error_for_status().unwrap().json().await.unwrap()
    }

    /// The status that the API answers to a key.
    pub(crate) async fn status(&self, key: &str) -> u16 {
        self.ask("/api/offices", key).await.status().as_u16()
    }

    async fn ask(&self, path: &str, key: &str) -> reqwest::Response {
        let url = format!("{}{path}", self.house.url());
        let request = reqwest::Client::new().get(url);
        request.header("LEAH-AUTH-TOKEN", key).send().await.unwrap()
    }

    /// Runs the program against this Leah.
    pub(crate) async fn run(&self, words: &[&str]) -> Ran {
        self.typed(words, "").await
    }

    /// Runs it with a text on its standard input, which is no terminal.
    pub(crate) async fn typed(&self, words: &[&str], input: &str) -> Ran {
        let url = self.house.url();
        let words = [&["--endpoint", &url], words].concat();
        ran(program().args(words), input).await
    }

    /// Runs it, and has it print JSON.
    pub(crate) async fn json(&self, words: &[&str]) -> Value {
        let words = [&["--json"], words].concat();
        self.run(&words).await.expect(0).json()
    }
}

/// The program, with nothing of this process's environment.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leah"));
    command.env_clear();
    command
}

/// Runs a program to its end, with a text on its standard input.
pub(crate) async fn ran(command: &mut Command, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that reads none of it may have ended.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
