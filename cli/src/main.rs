//! `leah`: the operator's command line.

use std::{process::ExitCode, sync::Arc};

use clap::Parser;
use leah_aws::system::{SystemClock, SystemIds};
use leah_cli::{Arguments, Surroundings, Terminal, run};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut terminal = Terminal::standard(arguments.json);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let code = match runtime {
        Ok(runtime) => {
            let surroundings = Surroundings {
                environment: std::env::vars().collect(),
                clock: Arc::new(SystemClock),
                ids: Arc::new(SystemIds),
            };
            runtime.block_on(run(arguments, &mut terminal, surroundings))
        }
        Err(error) => terminal.failed(&error.into()),
    };
    ExitCode::from(code)
}
