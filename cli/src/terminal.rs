//! Where answers go: results to the standard output, everything else to the standard error.

use std::io::{self, IsTerminal, Write};

use serde_json::json;

use crate::{CliError, Printed};

/// The terminal that a command was typed in, or the script that has called it.
pub struct Terminal {
    json: bool,
    interactive: bool,
    out: Box<dyn Write>,
    err: Box<dyn Write>,
}

impl Terminal {
    /// The process's own.
    pub fn standard(json: bool) -> Self {
        Self {
            json,
            interactive: io::stderr().is_terminal() && !json,
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
        }
    }

    /// Whether somebody looks on: progress is shown only then.
    pub const fn interactive(&self) -> bool {
        self.interactive
    }

    /// Prints an answer; the exit code.
    pub fn print(&mut self, printed: &Printed) -> u8 {
        let written = match printed.json().filter(|_| self.json) {
            Some(json) => writeln!(self.out, "{json}"),
            None => self.out.write_all(printed.human().as_bytes()),
        };
        match written.and_then(|()| self.out.flush()) {
            Ok(()) => printed.code(),
            // Whoever read has seen enough, as `head` has.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => printed.code(),
            Err(error) => self.failed(&error.into()),
        }
    }

    /// Says why a command was not done; the exit code.
    pub fn failed(&mut self, error: &CliError) -> u8 {
        // Where even this cannot be written, the exit code still tells.
        let _ = if self.json {
            let said = match error {
                CliError::Lines(lines) => json!({
                    "error": {
                        "kind": error.kind(),
                        "message": "nothing was done, for the file has errors",
                        "lines": lines,
                    }
                }),
                error => json!({ "error": { "kind": error.kind(), "message": error.to_string() } }),
            };
            writeln!(self.err, "{said}")
        } else {
            writeln!(self.err, "leah: {error}")
        };
        error.code()
    }

    /// A line for whoever looks on, beside the answer.
    pub fn say(&mut self, line: &str) {
        if !self.json {
            // Nobody may look on.
            let _ = writeln!(self.err, "{line}");
        }
    }
}
