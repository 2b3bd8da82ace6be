//! The listening sockets and their connections.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Gateway, bare::Shaped};

/// Far above what the gateway admits, so that it is the gateway that answers. The header map itself ends at 24,576.
const HEADERS: usize = 16_000;
const HEAD_BUFFER: usize = 512 << 10;

/// A pause after a failed accept: out of file descriptors, most likely.
const BREATH: Duration = Duration::from_millis(50);

/// The sockets of one port, on both loopback addresses where there are two: `localhost` may mean either.
pub(crate) struct Listeners {
    port: u16,
    sockets: Vec<TcpListener>,
}

impl Listeners {
    /// Binds a port of this machine alone; 0 finds a free one.
    pub(crate) async fn bind(port: u16) -> io::Result<Self> {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let bound = first.local_addr()?.port();
        let mut sockets = vec![first];
        match TcpListener::bind((Ipv6Addr::LOCALHOST, bound)).await {
            Ok(second) => sockets.push(second),
            // Another program there would get half of the requests to `localhost`.
            Err(error) if port != 0 && error.kind() == io::ErrorKind::AddrInUse => {
                return Err(error);
            }
            // A machine without IPv6, or a free port that is only free on IPv4.
            Err(_) => {}
        }
        Ok(Self {
            port: bound,
            sockets,
        })
    }

    /// The port that was bound.
    pub(crate) const fn port(&self) -> u16 {
        self.port
    }
}

/// Serves until `end`; `tasks` then has what is left to wait for.
pub(crate) fn serve(
    listeners: Listeners,
    gateway: &Arc<Gateway>,
    tasks: &TaskTracker,
    end: &CancellationToken,
) {
    for socket in listeners.sockets {
        let accepting = accept(socket, gateway.clone(), tasks.clone(), end.clone());
        tasks.spawn(accepting);
    }
}

async fn accept(
    socket: TcpListener,
    gateway: Arc<Gateway>,
    tasks: TaskTracker,
    end: CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            () = end.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                tasks.spawn(converse(stream, peer, gateway.clone(), end.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    gateway: Arc<Gateway>,
    end: CancellationToken,
) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let stream = Shaped::new(stream, gateway.ids.uuid().to_string());
    let service = service_fn(move |request| gateway.clone().call(request, peer));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .max_headers(HEADERS)
        .max_buf_size(HEAD_BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = end.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
