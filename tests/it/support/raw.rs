//! Requests byte by byte, for what no HTTP client would send.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

use super::{Answer, TestApp, described};

/// A connection of its own. Nothing but what a test sends goes over it.
pub(crate) struct Raw {
    to: OwnedWriteHalf,
    from: OwnedReadHalf,
    /// What has come beyond the answers that were read.
    ahead: Vec<u8>,
}

impl TestApp {
    pub(crate) async fn connect(&self) -> Raw {
        let address = ("127.0.0.1", self.house.port());
        let (from, to) = TcpStream::connect(address).await.unwrap().into_split();
        Raw {
            to,
            from,
            ahead: Vec::new(),
        }
    }

    /// Sends bytes and reads the one answer, which may come before all is sent.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut connection = self.connect().await;
        let Raw { to, from, ahead } = &mut connection;
        let sending = to.write_all(bytes);
        let (_, answer) = tokio::join!(sending, read(from, ahead));
        if let Some((method, path)) = request_line(bytes) {
            described::hold(method, path, &answer);
        }
        answer
    }

    /// The head of a request with the demo organization's key at its host; `lines` are further headers.
    pub(crate) fn head(&self, method: &str, path: &str, lines: &[&str]) -> String {
        let key = self.house.key();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: myorganization.leah.care\r\nLEAH-AUTH-TOKEN: {key}\r\n"
        );
        for line in lines {
            head.push_str(line);
            head.push_str("\r\n");
        }
        head + "\r\n"
    }
}

impl Raw {
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.to.write_all(bytes).await.unwrap();
    }

    /// Sends what the other side still takes.
    pub(crate) async fn try_send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.to.write_all(bytes).await
    }

    /// Says that nothing more will be sent.
    pub(crate) async fn end(&mut self) {
        self.to.shutdown().await.unwrap();
    }

    /// All that comes until the other side ends.
    pub(crate) async fn rest(mut self) -> String {
        self.from.read_to_end(&mut self.ahead).await.unwrap();
        String::from_utf8(self.ahead).unwrap()
    }

    /// The next answer; `100 Continue` counts as one.
    pub(crate) async fn answer(&mut self) -> Answer {
        read(&mut self.from, &mut self.ahead).await
    }
}

/// Method and path of a request, where it is shaped like one.
fn request_line(bytes: &[u8]) -> Option<(&str, &str)> {
    let end = bytes.windows(2).position(|two| two == b"\r\n")?;
    let mut words = std::str::from_utf8(&bytes[..end]).ok()?.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    Some((method, target.split('?').next()?))
}

async fn read(from: &mut OwnedReadHalf, ahead: &mut Vec<u8>) -> Answer {
    let mut chunk = vec![0; 16 << 10];
    loop {
        if let Some((answer, length)) = parse(ahead) {
            ahead.drain(..length);
            return answer;
        }
        let read = from.read(&mut chunk).await.unwrap();
        let so_far = String::from_utf8_lossy(ahead);
        assert_ne!(read, 0, "the connection ended after {so_far:?}");
        ahead.extend_from_slice(&chunk[..read]);
    }
}

/// An answer that has come whole, and its length in bytes. Leah announces the length of every body.
fn parse(bytes: &[u8]) -> Option<(Answer, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let mut lines = std::str::from_utf8(&bytes[..end]).unwrap().lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |length| length.to_str().unwrap().parse().unwrap());
    let body = bytes.get(end..end + length)?;
    let answer = Answer {
        status,
        headers,
        text: String::from_utf8(body.to_vec()).unwrap(),
    };
    Some((answer, end + length))
}
