//! Receivers on this machine that speak TCP and no more.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Takes one connection; what `serve` makes of it is there when the connection has ended.
pub(super) async fn receiver<F, T>(
    serve: impl FnOnce(TcpStream) -> F + Send + 'static,
) -> (u16, Ended<T>)
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (connection, _) = listener.accept().await.unwrap();
        serve(connection).await
    });
    (port, Ended(task))
}

/// The end of a connection.
pub(super) struct Ended<T>(JoinHandle<T>);

impl<T> Ended<T> {
    /// Waits for it. A connection that stays open fails the test.
    pub(super) async fn wait(self) -> T {
        tokio::time::timeout(Duration::from_secs(30), self.0)
            .await
            .expect("the connection stays open")
            .unwrap()
    }
}

/// Reads a request whose body is `{}`.
pub(super) async fn head(connection: &mut TcpStream) -> String {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n{}") {
        let byte = connection.read_u8().await.unwrap();
        read.push(byte);
    }
    String::from_utf8(read).unwrap()
}

/// A port that nobody is to connect to.
pub(super) struct Silent(std::net::TcpListener);

impl Silent {
    pub(super) fn new() -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(super) fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// Nobody has: the system queues connections before they are accepted.
    pub(super) fn check(&self) {
        let nobody = self.0.accept().map(drop).map_err(|error| error.kind());
        assert_eq!(nobody, Err(ErrorKind::WouldBlock));
    }
}
