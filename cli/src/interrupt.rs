//! Ctrl-C for commands that must not stop in the middle of something.

use std::{future::pending, io};

use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

/// How often somebody has pressed Ctrl-C, or asked the program to end, since this was made. Other commands simply end.
pub(crate) struct Interrupt {
    times: watch::Receiver<usize>,
    _listening: AbortOnDropHandle<()>,
}

impl Interrupt {
    /// Listens from now on.
    pub(crate) fn listen() -> io::Result<Self> {
        let (noted, times) = watch::channel(0);
        let mut signals = Signals::new()?;
        let listening = tokio::spawn(async move {
            loop {
                signals.next().await;
                noted.send_modify(|times| *times += 1);
            }
        });
        Ok(Self {
            times,
            _listening: AbortOnDropHandle::new(listening),
        })
    }

    /// Whether to stop at the next good moment.
    pub(crate) fn pressed(&self) -> bool {
        *self.times.borrow() > 0
    }

    /// Comes back when somebody does not want to wait for a good moment.
    pub(crate) async fn pressed_again(&self) {
        if self
            .times
            .clone()
            .wait_for(|times| *times > 1)
            .await
            .is_err()
        {
            // Nobody listens any more.
            pending::<()>().await;
        }
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    const fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without a way to be told, the command runs to its end.
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    }
}
