//! Reading a request's body: at most so many bytes, for at most so long.

use std::time::Duration;

use http::{HeaderMap, header, request::Parts};
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};

use super::{Limits, Refusal};

/// What is read and thrown away of a refused request, so that its sender comes to read the answer.
const DISCARDED: usize = 256 << 20;
const DISCARDED_FOR: Duration = Duration::from_secs(10);

/// The whole body, or the refusal at the first byte too many. A length that is announced too large is refused unread.
pub(super) async fn read(
    parts: &Parts,
    mut body: Incoming,
    limits: &Limits,
) -> Result<Vec<u8>, Refusal> {
    let limit = if is_multipart(&parts.headers) {
        limits.multipart
    } else {
        limits.body
    };
    let too_large = limits.too_large(limit);
    let announced = usize::try_from(body.size_hint().lower()).ok();
    let Some(announced) = announced.filter(|bytes| *bytes <= limit) else {
        discard(parts, body);
        return Err(too_large);
    };
    let gathered = gather(&mut body, announced, limit);
    let gathered = tokio::time::timeout(limits.arrival, gathered).await;
    match gathered {
        Ok(Ok(content)) => Ok(content),
        Ok(Err(Broken::TooLarge)) => {
            discard(parts, body);
            Err(too_large)
        }
        Ok(Err(Broken::Cut)) => Err(Refusal::Malformed("the request's body is broken")),
        Err(_elapsed) => Err(Refusal::Slow),
    }
}

enum Broken {
    TooLarge,
    Cut,
}

async fn gather(body: &mut Incoming, announced: usize, limit: usize) -> Result<Vec<u8>, Broken> {
    // At once, for a large one would otherwise be copied, and held twice, as it grows. What is reserved and never comes
    // costs no memory.
    let mut content = Vec::with_capacity(announced);
    while let Some(data) = next(body).await {
        let data = data.map_err(|_| Broken::Cut)?;
        if content.len() + data.len() > limit {
            return Err(Broken::TooLarge);
        }
        content.extend_from_slice(&data);
    }
    Ok(content)
}

async fn next(body: &mut Incoming) -> Option<Result<Bytes, hyper::Error>> {
    loop {
        match body.frame().await? {
            // Trailers say nothing here.
            Ok(frame) => match frame.into_data() {
                Ok(data) => return Some(Ok(data)),
                Err(_trailers) => {}
            },
            Err(error) => return Some(Err(error)),
        }
    }
}

/// Reads the rest of a refused body beside the answer. Closing at once would reset the connection, and most clients
/// would report that and never the answer.
pub(super) fn discard(parts: &Parts, mut body: Incoming) {
    // Who waits to be asked for the body reads the answer first.
    if parts.headers.contains_key(header::EXPECT) || body.is_end_stream() {
        return;
    }
    tokio::spawn(tokio::time::timeout(DISCARDED_FOR, async move {
        let mut seen = 0;
        while let Some(Ok(data)) = next(&mut body).await {
            seen += data.len();
            if seen > DISCARDED {
                break;
            }
        }
    }));
}

fn is_multipart(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("multipart/form-data"))
}
