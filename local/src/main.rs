//! One command runs Leah.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use clap::Parser;
use jiff::SignedDuration;
use leah_aws::system::SystemIds;
use leah_local::{
    Arguments, House, Options, Pumping, VirtualClock, environment, ready, welcome,
    write_environment,
};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // The embedded S3 would call every refusal an error, those that functions ask for included.
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,s3s::ops=off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    let ran = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(arguments)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "leah: {}", told(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    if std::env::var_os("AWS_LAMBDA_FUNCTION_NAME").is_some() {
        return Err("this is the development backend; it does not start inside AWS Lambda".into());
    }
    let mut stop = std::pin::pin!(stop_signal()?);
    if let Some(file) = &arguments.ready_file {
        // One that an earlier run has left must not be taken for ours.
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(format!("{}: {error}", file.display()).into());
            }
            _ => {}
        }
    }
    let mut options = Options {
        port: arguments.port,
        data: arguments.data(),
        reset: arguments.reset,
        pumps: Pumping::Auto,
        limits: arguments.limits(),
        engines: arguments.engines_host,
        watched: false,
        ..Options::ephemeral(
            VirtualClock::running(SignedDuration::ZERO),
            Arc::new(SystemIds),
        )
    };
    match webhooks::courier::roots(None) {
        Ok(roots) => options.webhooks.roots = roots,
        // Webhooks to this machine go by http all the same.
        Err(error) => tracing::warn!(%error, "no receiver on the Internet can be trusted"),
    }
    let house = House::start(options).await?;
    if let Some(file) = &arguments.ready_file {
        ready(&house, file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    if !arguments.engines_host.is_loopback() {
        tracing::warn!(
            "whoever reaches {} reaches the engines, too",
            arguments.engines_host
        );
    }
    let told = match &arguments.env_file {
        Some(file) => {
            write_environment(&house, file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            welcome(&house)
        }
        None if arguments.engines_only => environment(&house),
        None => welcome(&house),
    };
    io::stdout().write_all(told.as_bytes())?;
    io::stdout().flush()?;
    stop.as_mut().await;
    house.shutdown().await;
    Ok(())
}

/// Ctrl-C, or SIGTERM where there is one. Listened to from before the start, so that none is missed.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to be told, the program runs until it is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// An error with its causes.
fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
