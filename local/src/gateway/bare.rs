//! The answers that hyper gives by itself, to what it cannot parse, given a body.
//!
//! They never reach the service: hyper writes a bare status line and closes. This stream sees it go by and sends the
//! API's error in its place.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::StatusCode;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Sleep,
};

use super::{OWN_REQUEST_ID, REQUEST_ID, Refusal, refusal::CONTENT_TYPE};

/// How long, and for how many bytes, the rest of a request is read that was refused half way: until its sender has come
/// to read the answer.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 64 << 20;

/// A connection whose every error has a body.
pub(super) struct Shaped {
    stream: TcpStream,
    /// The request id of such an answer.
    id: String,
    /// What is still to be written in place of a bare answer.
    owed: Vec<u8>,
    lingering: Option<Lingering>,
}

struct Lingering {
    until: Pin<Box<Sleep>>,
    left: usize,
}

impl Shaped {
    pub(super) const fn new(stream: TcpStream, id: String) -> Self {
        Self {
            stream,
            id,
            owed: Vec::new(),
            lingering: None,
        }
    }

    fn poll_owed(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.owed.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.owed))?;
            self.owed.drain(..written);
        }
        Poll::Ready(Ok(()))
    }

    /// Reads what still comes, to nowhere. Closing with unread bytes would reset the connection, answer and all.
    fn poll_linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(lingering) = &mut self.lingering else {
            return Poll::Ready(());
        };
        let mut scratch = [0; 16 << 10];
        while lingering.left > 0 && lingering.until.as_mut().poll(cx).is_pending() {
            let mut buffer = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {
                    lingering.left = lingering.left.saturating_sub(buffer.filled().len());
                }
                _ => break,
            }
        }
        Poll::Ready(())
    }
}

impl AsyncRead for Shaped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Shaped {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_owed(cx))?;
        if let Some(refusal) = bare(bytes) {
            self.owed = message(refusal, &self.id);
            self.lingering = Some(Lingering {
                until: Box::pin(tokio::time::sleep(LINGER)),
                left: LINGER_BYTES,
            });
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_owed(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_owed(cx))?;
        ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        ready!(self.poll_linger(cx));
        Poll::Ready(Ok(()))
    }
}

/// What a bare answer means. All of the gateway's own carry a request id.
fn bare(bytes: &[u8]) -> Option<Refusal> {
    let rest = bytes
        .strip_prefix(b"HTTP/1.1 ")
        .or_else(|| bytes.strip_prefix(b"HTTP/1.0 "))?;
    let status = StatusCode::from_bytes(rest.get(..3)?).ok()?;
    let head = std::str::from_utf8(rest).ok()?.strip_suffix("\r\n\r\n")?;
    if !status.is_client_error() || head.contains(REQUEST_ID.as_str()) {
        return None;
    }
    Some(match status {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE | StatusCode::URI_TOO_LONG => {
            Refusal::HeadTooLarge
        }
        _ => Refusal::Malformed("the request is not HTTP"),
    })
}

fn message(refusal: Refusal, id: &str) -> Vec<u8> {
    let (status, body) = (refusal.status(), refusal.body());
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {CONTENT_TYPE}\r\nx-content-type-options: nosniff\r\n{OWN_REQUEST_ID}: {id}\r\n\
         {REQUEST_ID}: {id}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}
