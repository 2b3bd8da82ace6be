//! Ctrl-C for commands that must not stop in the middle of something.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio_util::task::AbortOnDropHandle;

/// Whether somebody has pressed Ctrl-C, or asked the program to end, since this was made. Other commands simply end.
pub(crate) struct Interrupt {
    pressed: Arc<AtomicBool>,
    _listening: AbortOnDropHandle<()>,
}

impl Interrupt {
    /// Listens from now on.
    pub(crate) fn listen() -> io::Result<Self> {
        let pressed = Arc::new(AtomicBool::new(false));
        let signal = signal()?;
        let noted = Arc::clone(&pressed);
        let listening = tokio::spawn(async move {
            signal.await;
            noted.store(true, Ordering::Relaxed);
        });
        Ok(Self {
            pressed,
            _listening: AbortOnDropHandle::new(listening),
        })
    }

    /// Whether to stop at the next good moment.
    pub(crate) fn pressed(&self) -> bool {
        self.pressed.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
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

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to be told, the command runs to its end.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
