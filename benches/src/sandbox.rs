//! A program in a sandbox like Lambda's: it is started with a function's environment, asks for events and answers them, and
//! is measured from outside.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    time::ClockId,
    unistd::Pid,
};
use serde_json::Value;
use tokio::process::{Child, Command};

use crate::{
    error::BenchError,
    runtime::{Runtime, Said},
};

/// What a program that says nothing is waited for. Far more than any of them takes, even with a small share of a processor.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program that a sandbox can run.
#[derive(Debug, Clone)]
pub struct Program {
    /// Whose it is: `leah`, `node`, `python` or `floor`.
    pub maker: String,
    /// The function: the name of Leah's binary.
    pub function: String,
    /// What is run.
    pub path: PathBuf,
    /// With what arguments.
    pub arguments: Vec<String>,
    /// In which folder.
    pub folder: PathBuf,
    /// How large its deployment package is, in bytes.
    pub package: u64,
}

/// What a program has spent so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spent {
    /// Time of a processor, of all threads, in user and kernel mode.
    pub cpu: Duration,
    /// Time on the wall.
    pub wall: Duration,
}

/// An answer, and what it has cost.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The answer.
    pub answer: Value,
    /// Processor: from the event until the program asks for the next one. Wall: until it has answered.
    pub spent: Spent,
}

/// A program that runs. It ends with this value.
pub struct Sandbox {
    name: String,
    child: Child,
    id: u32,
    clock: ClockId,
    runtime: Runtime,
}

impl Sandbox {
    /// Starts a program and returns once it asks for its first event, with what its initialization has cost.
    ///
    /// # Errors
    /// [`BenchError`] where it cannot be started, fails or says nothing.
    pub async fn start(
        program: &Program,
        environment: &BTreeMap<String, String>,
    ) -> Result<(Self, Spent), BenchError> {
        let runtime = Runtime::start().await?;
        let begun = Instant::now();
        let mut command = Command::new(&program.path);
        command
            .args(&program.arguments)
            .current_dir(&program.folder)
            .env_clear()
            .envs(environment)
            .env("AWS_LAMBDA_RUNTIME_API", &runtime.address)
            .env("AWS_LAMBDA_FUNCTION_NAME", &program.function)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/leah-bench")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "measured")
            .env("LAMBDA_TASK_ROOT", &program.folder)
            .env("_HANDLER", "index.handler")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let child = command.spawn().map_err(BenchError::at(&program.path))?;
        let name = format!("{} {}", program.maker, program.function);
        let gone = |what: &str| BenchError::Sandbox {
            program: name.clone(),
            what: what.to_owned(),
        };
        let id = child.id().ok_or_else(|| gone("it ended at once"))?;
        let pid = i32::try_from(id).map_err(|_| gone("its number is too large"))?;
        let clock =
            ClockId::pid_cpu_clock_id(Pid::from_raw(pid)).map_err(|_| gone("it ended at once"))?;
        let mut sandbox = Self {
            name,
            child,
            id,
            clock,
            runtime,
        };
        let ready = sandbox.ready().await?;
        let spent = Spent {
            cpu: sandbox.cpu()?,
            wall: ready - begun,
        };
        Ok((sandbox, spent))
    }

    /// Puts it into a group of processes. After its initialization: that, Lambda does with a whole processor.
    ///
    /// # Errors
    /// [`BenchError::File`] where the system refuses.
    pub fn confine(&self, group: &Path) -> Result<(), BenchError> {
        let file = group.join("cgroup.procs");
        std::fs::write(&file, self.id.to_string()).map_err(BenchError::at(file))
    }

    /// Hands over an event and returns once the program asks for the next one.
    ///
    /// # Errors
    /// [`BenchError`] where it fails or says nothing.
    pub async fn invoke(&mut self, event: &Value) -> Result<Answered, BenchError> {
        let before = self.cpu()?;
        let body = serde_json::to_vec(event)?;
        let begun = Instant::now();
        self.runtime.hand(body.into());
        let mut answered = None;
        let (at, answer) = loop {
            match self.said().await? {
                Said::Answer(at, answer) => answered = Some((at, answer)),
                Said::Ready(_) => {
                    if let Some(answered) = answered {
                        break answered;
                    }
                }
                Said::Error(error) => return Err(self.failed(&String::from_utf8_lossy(&error))),
            }
        };
        let cpu = self.cpu()?.saturating_sub(before);
        Ok(Answered {
            answer: serde_json::from_slice(&answer)?,
            spent: Spent {
                cpu,
                wall: at - begun,
            },
        })
    }

    /// Its resident memory now, in bytes.
    ///
    /// # Errors
    /// [`BenchError`] where it has ended.
    pub fn resident(&self) -> Result<u64, BenchError> {
        self.memory("VmRSS:")
    }

    /// The most resident memory that it has had, in bytes.
    ///
    /// # Errors
    /// [`BenchError`] where it has ended.
    pub fn peak(&self) -> Result<u64, BenchError> {
        self.memory("VmHWM:")
    }

    /// Ends it, at once, and waits until it has.
    ///
    /// # Errors
    /// [`BenchError::Sandbox`] where the system refuses.
    pub async fn stop(mut self) -> Result<(), BenchError> {
        let killed = self.child.kill().await;
        killed.map_err(|error| self.failed(&error.to_string()))
    }

    /// Asks it to end, by SIGTERM, and waits until it has.
    ///
    /// # Errors
    /// [`BenchError`] where it has ended already, or does not.
    pub async fn end(mut self) -> Result<(), BenchError> {
        let id = i32::try_from(self.id).map_err(|_| self.failed("its number is too large"))?;
        kill(Pid::from_raw(id), Signal::SIGTERM).map_err(|_| self.failed("it has ended"))?;
        match tokio::time::timeout(PATIENCE, self.child.wait()).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(self.failed("it does not end")),
        }
    }

    /// Memory as Linux counts it (`proc_pid_status(5)`).
    fn memory(&self, line: &str) -> Result<u64, BenchError> {
        let path = PathBuf::from(format!("/proc/{}/status", self.id));
        let status = std::fs::read_to_string(&path).map_err(BenchError::at(path))?;
        let line = status.lines().find_map(|found| found.strip_prefix(line));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        let bytes = kilobytes.map(|number| number * 1024);
        bytes.ok_or_else(|| self.failed("it has ended"))
    }

    async fn ready(&mut self) -> Result<Instant, BenchError> {
        match self.said().await? {
            Said::Ready(at) => Ok(at),
            Said::Answer(..) => Err(self.failed("it answered what it was not asked")),
            Said::Error(error) => Err(self.failed(&String::from_utf8_lossy(&error))),
        }
    }

    async fn said(&mut self) -> Result<Said, BenchError> {
        let said = tokio::select! {
            said = tokio::time::timeout(PATIENCE, self.runtime.said()) => said,
            ended = self.child.wait() => {
                let how = ended.map_or_else(|error| error.to_string(), |how| how.to_string());
                return Err(self.failed(&format!("it ended: {how}")));
            }
        };
        match said {
            Ok(Some(said)) => Ok(said),
            Ok(None) => Err(self.failed("its runtime has ended")),
            Err(_) => Err(self.failed("it says nothing")),
        }
    }

    fn cpu(&self) -> Result<Duration, BenchError> {
        let now = self.clock.now().map_err(|_| self.failed("it has ended"))?;
        Ok(now.into())
    }

    fn failed(&self, what: &str) -> BenchError {
        BenchError::Sandbox {
            program: self.name.clone(),
            what: what.to_owned(),
        }
    }
}
