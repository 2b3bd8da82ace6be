//! Where answers go: results to the standard output, everything else to the standard error; and where questions are answered.

use std::io::{self, BufRead, IsTerminal, Write};

use serde_json::json;

use crate::{CliError, Printed};

/// The terminal that a command was typed in, or the script that has called it.
pub struct Terminal {
    json: bool,
    interactive: bool,
    /// Whether somebody can answer.
    answers: bool,
    input: Box<dyn BufRead>,
    out: Box<dyn Write>,
    err: Box<dyn Write>,
}

impl Terminal {
    /// The process's own.
    pub fn standard(json: bool) -> Self {
        Self {
            json,
            interactive: io::stderr().is_terminal() && !json,
            answers: io::stdin().is_terminal() && io::stderr().is_terminal(),
            input: Box::new(io::BufReader::new(io::stdin())),
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

    /// A line of the standard input: what is to stand in no list of processes.
    ///
    /// # Errors
    /// [`CliError::Terminal`] where it cannot be read.
    pub fn line(&mut self) -> Result<String, CliError> {
        let mut line = String::new();
        self.input.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }

    /// Has what cannot be undone confirmed by typing a word.
    ///
    /// # Errors
    /// [`CliError::Usage`] where nobody can answer, [`CliError::Refused`] where something else is typed.
    pub fn confirm(&mut self, question: &str, word: &str) -> Result<(), CliError> {
        if !self.answers {
            return Err(CliError::Usage(
                "this cannot be undone, and there is no terminal to confirm it at: say --yes"
                    .into(),
            ));
        }
        write!(self.err, "{question}\nType {word} to go on: ")?;
        self.err.flush()?;
        if self.line()? == word {
            return Ok(());
        }
        Err(CliError::Refused(
            "not confirmed: nothing was changed".into(),
        ))
    }

    /// A line for whoever looks on, beside the answer.
    pub fn say(&mut self, line: &str) {
        if !self.json {
            // Nobody may look on.
            let _ = writeln!(self.err, "{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(input: &'static str, answers: bool) -> Terminal {
        Terminal {
            json: false,
            interactive: answers,
            answers,
            input: Box::new(input.as_bytes()),
            out: Box::new(io::sink()),
            err: Box::new(io::sink()),
        }
    }

    #[test]
    fn only_the_word_confirms() {
        for (input, confirmed) in [
            ("nord\n", true),
            (" nord \r\n", true),
            ("nord", true),
            ("Nord\n", false),
            ("y\n", false),
            ("\n", false),
            ("", false),
        ] {
            let done = typed(input, true).confirm("All of nord goes.", "nord");
            match done {
                Ok(()) => assert!(confirmed, "{input:?}"),
                Err(error) => assert_eq!((error.code(), confirmed), (4, false), "{input:?}"),
            }
        }
    }

    #[test]
    fn where_nobody_can_answer_nobody_is_asked() {
        let error = typed("nord\n", false).confirm("All goes.", "nord");
        let error = error.unwrap_err();
        assert_eq!(error.code(), 2);
        assert!(error.to_string().contains("--yes"), "{error}");
    }

    #[test]
    fn lines_are_read_one_by_one() {
        let mut terminal = typed("guest@example.org\nerase\n", true);
        assert_eq!(terminal.line().unwrap(), "guest@example.org");
        terminal.confirm("All goes.", "erase").unwrap();
    }
}
