//! Serving an engine on a port of the system's choice, for as long as the house lives.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// What a peer that never ends its request may hold up the end of the house.
const PATIENCE: Duration = Duration::from_secs(5);

/// The life of what is served: it ends with this value.
#[derive(Debug)]
pub(crate) struct Life {
    host: IpAddr,
    end: CancellationToken,
    tasks: TaskTracker,
    _end_on_drop: DropGuard,
}

impl Life {
    /// What is served listens at `host`.
    pub(crate) fn new(host: IpAddr) -> Self {
        let end = CancellationToken::new();
        Self {
            host,
            end: end.clone(),
            tasks: TaskTracker::new(),
            _end_on_drop: end.drop_guard(),
        }
    }

    /// Runs `task` as part of this life; it is handed the signal on which it has to end.
    pub(crate) fn run<F, Fut>(&self, task: F)
    where
        F: FnOnce(CancellationToken) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn(task(self.end.clone()));
    }

    /// Serves `router` on a new port; answers the base URL.
    pub(crate) async fn serve(&self, router: Router) -> io::Result<String> {
        let (listener, url) = self.listen().await?;
        self.run(|end| async move {
            if let Err(error) = axum::serve(listener, router)
                .with_graceful_shutdown(end.cancelled_owned())
                .await
            {
                tracing::error!(%error, "an engine stopped serving");
            }
        });
        Ok(url)
    }

    /// A listener on a free port, and its base URL.
    pub(crate) async fn listen(&self) -> io::Result<(TcpListener, String)> {
        let listener = TcpListener::bind((self.host, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok((listener, url))
    }

    /// Ends it: no new connection, and requests that are running may finish.
    pub(crate) async fn shutdown(self) {
        self.end.cancel();
        self.tasks.close();
        if tokio::time::timeout(PATIENCE, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("a peer held its request open; it is left behind");
        }
    }
}
