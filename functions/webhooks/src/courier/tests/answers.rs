//! What receivers answer, and how they fail to.

use super::*;

/// Serves one request with these bytes, then closes.
async fn answering(answer: &'static [u8]) -> u16 {
    let (port, _) = receiver(move |mut connection| async move {
        head(&mut connection).await;
        connection.write_all(answer).await.unwrap();
    })
    .await;
    port
}

/// Serves one request with `first` and then `again` for as long as the connection takes it.
async fn endless(first: &'static [u8], again: &'static [u8]) -> (u16, Ended<()>) {
    receiver(move |mut connection| async move {
        head(&mut connection).await;
        connection.write_all(first).await.unwrap();
        let many = again.repeat(4096 / again.len());
        while connection.write_all(&many).await.is_ok() {}
    })
    .await
}

#[tokio::test]
async fn a_parcel_arrives_as_one_plain_post() {
    let (port, ended) = receiver(|mut connection| async move {
        let read = head(&mut connection).await;
        let answer = b"HTTP/1.1 201 Created\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\ndone";
        connection.write_all(answer).await.unwrap();
        read
    })
    .await;
    let posted = post_to(port, ENOUGH).await.unwrap();
    assert_eq!((posted.status, &*posted.excerpt), (201, &b"done"[..]));
    let read = ended.wait().await;
    let mut lines: Vec<_> = read.lines().collect();
    assert_eq!(lines[0], "POST /hook HTTP/1.1");
    lines[1..].sort_unstable();
    let host = format!("host: 127.0.0.1:{port}");
    let expected = [
        "",
        "accept: */*",
        "content-length: 2",
        &host,
        "user-agent: Leah-Webhooks/1.0",
        "webhook-id: msg_1",
        "{}",
    ];
    assert_eq!(lines[1..], expected);
}

#[tokio::test]
async fn of_an_endless_body_one_kibibyte_is_kept() {
    let (port, ended) = endless(b"HTTP/1.1 500 Oh\r\n\r\n", b"x").await;
    let posted = post_to(port, ENOUGH).await.unwrap();
    assert_eq!((posted.status, posted.excerpt), (500, vec![b'x'; 1024]));
    ended.wait().await;
}

#[tokio::test]
async fn a_body_that_breaks_off_or_hangs_does_not_undo_the_answer() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst";
    let posted = post_to(answering(cut).await, ENOUGH).await.unwrap();
    assert_eq!((posted.status, &*posted.excerpt), (200, &b"first"[..]));

    let (port, ended) = receiver(move |mut connection| async move {
        head(&mut connection).await;
        connection.write_all(cut).await.unwrap();
        connection.read(&mut [0]).await.is_ok_and(|read| read == 0)
    })
    .await;
    let begun = Instant::now();
    let posted = post_to(port, ENOUGH).await.unwrap();
    assert_eq!((posted.status, &*posted.excerpt), (200, &b"first"[..]));
    assert!(
        begun.elapsed() < ENOUGH / 2,
        "it waits for the excerpt alone"
    );
    assert!(ended.wait().await, "the connection was not closed");
}

#[tokio::test]
async fn whoever_does_not_answer_in_time_is_left() {
    let (port, ended) = receiver(|mut connection| async move {
        head(&mut connection).await;
        connection.read(&mut [0]).await.is_ok_and(|read| read == 0)
    })
    .await;
    assert_eq!(post_to(port, SHORT).await, Err(Undelivered::Timeout));
    assert!(ended.wait().await, "the connection was not closed");
}

#[tokio::test]
async fn half_a_head_is_no_answer() {
    let (port, ended) = receiver(|mut connection| async move {
        head(&mut connection).await;
        connection
            .write_all(b"HTTP/1.1 200 OK\r\nServer:")
            .await
            .unwrap();
        connection.read(&mut [0]).await.is_ok_and(|read| read == 0)
    })
    .await;
    assert_eq!(post_to(port, SHORT).await, Err(Undelivered::Timeout));
    assert!(ended.wait().await, "the connection was not closed");
}

#[tokio::test]
async fn a_promise_of_an_answer_without_end_runs_out_of_time() {
    let (port, ended) = endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n").await;
    assert_eq!(post_to(port, SHORT).await, Err(Undelivered::Timeout));
    ended.wait().await;
}

#[tokio::test]
async fn a_name_that_nobody_resolves_in_time_runs_out_of_time() {
    struct Never;
    impl Names for Never {
        fn resolve<'a>(
            &'a self,
            _: &'a str,
        ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
            Box::pin(std::future::pending())
        }
    }
    let courier = Courier::new(Terms {
        names: Arc::new(Never),
        ..terms(SHORT, &[])
    })
    .unwrap();
    let posted = post(&courier, "http://receiver.test/", &PUBLIC).await;
    assert_eq!(posted, Err(Undelivered::Timeout));
}

#[tokio::test]
async fn headers_without_end_are_not_read_to_their_end() {
    let start = b"HTTP/1.1 200 OK\r\n";
    let (many, many_ended) = endless(start, b"a: b\r\n").await;
    assert_eq!(post_to(many, ENOUGH).await, Err(Undelivered::Broken));
    many_ended.wait().await;
    let (long, long_ended) = endless(b"HTTP/1.1 200 OK\r\na: ", b"b").await;
    assert_eq!(post_to(long, ENOUGH).await, Err(Undelivered::Broken));
    long_ended.wait().await;
}

#[tokio::test]
async fn what_is_not_http_is_broken() {
    let answers: [&[u8]; 6] = [
        b"",
        b"SSH-2.0-Receiver\r\n",
        b"\0\0\0\0\0\0",
        b"HTTP/1.1 200",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ];
    for answer in answers {
        let posted = post_to(answering(answer).await, ENOUGH).await;
        let answer = String::from_utf8_lossy(answer);
        assert_eq!(posted, Err(Undelivered::Broken), "{answer}");
    }
}

#[tokio::test]
async fn a_reset_is_broken() {
    // To close a connection with something unread in it is to reset it.
    let (port, ended) = receiver(|connection| async move {
        connection.readable().await.unwrap();
    })
    .await;
    assert_eq!(post_to(port, ENOUGH).await, Err(Undelivered::Broken));
    ended.wait().await;
}

#[tokio::test]
async fn where_nobody_listens_no_connection_comes_about() {
    let port = Silent::new().port();
    assert_eq!(post_to(port, ENOUGH).await, Err(Undelivered::Connect));
}

#[tokio::test]
async fn a_receiver_without_tls_cannot_be_trusted() {
    let (port, ended) = receiver(|mut connection| async move {
        connection.readable().await.unwrap();
        let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        connection.write_all(answer).await.unwrap();
        // Reads what the courier says to that, so that nothing is reset.
        while connection
            .read(&mut [0; 1024])
            .await
            .is_ok_and(|read| read > 0)
        {}
    })
    .await;
    let url = format!("https://127.0.0.1:{port}/");
    let posted = post(&courier(ENOUGH), &url, &LOCAL).await;
    assert_eq!(posted, Err(Undelivered::Tls));
    ended.wait().await;
}

#[tokio::test]
async fn a_host_that_is_no_name_is_unknown() {
    for url in ["https://a!b.test/", "http://unknown.test/"] {
        let posted = post(&courier(ENOUGH), url, &LOCAL).await;
        assert_eq!(posted, Err(Undelivered::Name), "{url}");
    }
}
