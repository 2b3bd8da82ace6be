//! A receiver of webhooks: an HTTP/1.1 server on loopback that answers as it is told and remembers what it got. It ends with
//! its test.

use std::{
    collections::VecDeque,
    io,
    net::{SocketAddr, TcpListener as Silence},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::stream;
use http_body_util::{BodyExt, Empty, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    HeaderMap, Request, Response,
    body::{Bytes, Frame, Incoming},
    header::LOCATION,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use leah_local::clock::VirtualClock;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use super::authority::Identity;

/// How long a test waits for what must come, in real time. Nothing depends on it but when a test gives up.
const PATIENCE: Duration = Duration::from_mins(3);
/// How much of a long body is handed over at once, in bytes.
const PIECE: u64 = 64 << 10;

/// What a request is answered with.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// A status and no body.
    Status(u16),
    /// 302 to an address.
    Redirect(String),
    /// Nothing, until the receiver is released; then 200.
    Hang,
    /// 200 after so long, in real time.
    After(Duration),
    /// The connection is cut.
    Reset,
    /// A status, and a body of so many bytes.
    Flood(u16, u64),
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// When, by the house's clock.
    pub(crate) at: Timestamp,
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

pub(crate) struct Receiver {
    address: SocketAddr,
    /// The socket that holds the port while the receiver is down.
    down: Mutex<Option<TcpSocket>>,
    listening: Mutex<Option<AbortHandle>>,
    shared: Arc<Shared>,
}

struct Shared {
    clock: VirtualClock,
    identity: Mutex<Option<Identity>>,
    replies: Mutex<Replies>,
    received: watch::Sender<Vec<Received>>,
    released: watch::Sender<bool>,
    /// How many bytes of bodies were handed to connections.
    written: AtomicU64,
    /// How many answers were begun.
    answered: AtomicU64,
}

struct Replies {
    next: VecDeque<Reply>,
    then: Reply,
}

impl Receiver {
    /// One that answers 200 to everything.
    pub(crate) fn start(clock: &VirtualClock) -> Self {
        let receiver = Self::down(clock);
        receiver.come_up();
        receiver
    }

    /// One that has a port and refuses connections.
    pub(crate) fn down(clock: &VirtualClock) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        Self {
            address: socket.local_addr().unwrap(),
            down: Mutex::new(Some(socket)),
            listening: Mutex::default(),
            shared: Arc::new(Shared {
                clock: clock.clone(),
                identity: Mutex::default(),
                replies: Mutex::new(Replies {
                    next: VecDeque::new(),
                    then: Reply::Status(200),
                }),
                received: watch::Sender::default(),
                released: watch::Sender::default(),
                written: AtomicU64::default(),
                answered: AtomicU64::default(),
            }),
        }
    }

    /// From now on, takes connections.
    pub(crate) fn come_up(&self) {
        let socket = self.down.lock().unwrap().take().unwrap();
        let listener = socket.listen(1024).unwrap();
        let listening = tokio::spawn(listen(listener, Arc::clone(&self.shared)));
        *self.listening.lock().unwrap() = Some(listening.abort_handle());
    }

    /// From now on, speaks TLS and shows this.
    pub(super) fn show(&self, identity: Identity) {
        *self.shared.identity.lock().unwrap() = Some(identity);
    }

    /// Its address by number, in plain HTTP.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook?of=leah", self.address)
    }

    /// Its address by name, over TLS.
    pub(super) fn url_of(&self, host: &str) -> String {
        format!("https://{host}:{}/hook?of=leah", self.address.port())
    }

    /// How everything is answered from now on.
    pub(crate) fn always(&self, reply: Reply) {
        *self.shared.replies() = Replies {
            next: VecDeque::new(),
            then: reply,
        };
    }

    /// How the next requests are answered; later ones with 200.
    pub(crate) fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        *self.shared.replies() = Replies {
            next: replies.into_iter().collect(),
            then: Reply::Status(200),
        };
    }

    /// What hangs is answered, and nothing hangs any more.
    pub(crate) fn release(&self) {
        self.shared.released.send_replace(true);
    }

    /// The requests so far, in the order in which they came.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.borrow().clone()
    }

    /// Waits until the requests are as they must come to be.
    pub(crate) async fn has_received(&self, enough: impl Fn(&[Received]) -> bool) {
        let mut received = self.shared.received.subscribe();
        let enough = received.wait_for(|received| enough(received));
        let enough = tokio::time::timeout(PATIENCE, enough).await.is_ok();
        let so_far = self.shared.received.borrow().len();
        assert!(enough, "{so_far} requests so far");
    }

    /// How many answers were begun.
    pub(crate) fn answered(&self) -> u64 {
        self.shared.answered.load(Ordering::SeqCst)
    }

    /// How many bytes of bodies could be written so far.
    pub(crate) fn written(&self) -> u64 {
        self.shared.written.load(Ordering::SeqCst)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // Its connections end with it.
        if let Some(listening) = self.listening.lock().unwrap().take() {
            listening.abort();
        }
    }
}

impl Shared {
    fn replies(&self) -> MutexGuard<'_, Replies> {
        self.replies.lock().unwrap()
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            let identity = shared.identity.lock().unwrap().clone();
            match identity {
                Some(identity) => {
                    // Who does not like what is shown, goes.
                    if let Ok(stream) = TlsAcceptor::from(identity).accept(stream).await {
                        converse(stream, shared).await;
                    }
                }
                None => cut(converse(stream, shared).await),
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

/// Serves a connection; gives it back if its last request was not to be answered.
async fn converse<S>(stream: S, shared: Arc<Shared>) -> Option<S>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| answer(Arc::clone(&shared), request));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let ended = (&mut connection).await;
    ended.err().map(|_| connection.into_parts().io.into_inner())
}

/// Ends a connection as a machine does that knows nothing of it.
fn cut(stream: Option<TcpStream>) {
    if let Some(stream) = stream {
        stream.set_zero_linger().unwrap();
    }
}

type Answer = Response<UnsyncBoxBody<Bytes, io::Error>>;

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> io::Result<Answer> {
    let line = format!("{} {}", request.method(), request.uri());
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let at = shared.clock.now();
    // Before the request counts as received: who waits for it may say how the next one is answered.
    let reply = {
        let mut replies = shared.replies();
        replies.next.pop_front().unwrap_or(replies.then.clone())
    };
    let headers = parts.headers;
    shared.received.send_modify(|all| {
        all.push(Received {
            at,
            line,
            headers,
            body,
        });
    });
    let answer = match reply {
        Reply::Status(status) => empty(status),
        Reply::Redirect(to) => {
            let mut answer = empty(302);
            answer.headers_mut().insert(LOCATION, to.parse().unwrap());
            answer
        }
        Reply::Hang => {
            let mut released = shared.released.subscribe();
            // The receiver's end ends the wait, too.
            let _ = released.wait_for(|released| *released).await;
            empty(200)
        }
        Reply::After(time) => {
            tokio::time::sleep(time).await;
            empty(200)
        }
        Reply::Reset => return Err(io::Error::other("cut")),
        Reply::Flood(status, size) => flood(&shared, status, size),
    };
    shared.answered.fetch_add(1, Ordering::SeqCst);
    Ok(answer)
}

fn empty(status: u16) -> Answer {
    let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
    Response::builder().status(status).body(body).unwrap()
}

fn flood(shared: &Arc<Shared>, status: u16, size: u64) -> Answer {
    let shared = Arc::clone(shared);
    let piece = Bytes::from(vec![b'a'; usize::try_from(PIECE).unwrap()]);
    let pieces = stream::unfold(size / PIECE, move |left| {
        let (shared, piece) = (Arc::clone(&shared), piece.clone());
        async move {
            let left = left.checked_sub(1)?;
            shared.written.fetch_add(PIECE, Ordering::SeqCst);
            Some((io::Result::Ok(Frame::data(piece)), left))
        }
    });
    Response::builder()
        .status(status)
        .header("content-length", size)
        .body(StreamBody::new(pieces).boxed_unsync())
        .unwrap()
}

/// A port of this machine that nobody is to connect to.
pub(crate) struct Silent(Silence);

impl Silent {
    pub(crate) fn new() -> Self {
        let listener = Silence::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// Nobody has connected.
    #[track_caller]
    pub(crate) fn is_untouched(&self) {
        let accepted = self.0.accept();
        let nobody = accepted.as_ref().err().map(io::Error::kind);
        assert_eq!(nobody, Some(io::ErrorKind::WouldBlock), "{accepted:?}");
    }
}
