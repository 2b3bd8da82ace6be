//! What may not be reached is not reached.

use super::*;

#[tokio::test]
async fn an_address_in_the_url_is_judged_before_any_connection() {
    let silent = Silent::new();
    let port = silent.port();
    let spellings = [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "①②⑦.0.0.1",
        "%31%32%37.0.0.1",
        "user@127.0.0.1",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
    ];
    for spelling in spellings {
        for scheme in ["http", "https"] {
            let url = format!("{scheme}://{spelling}:{port}/");
            let posted = post(&courier(ENOUGH), &url, &PUBLIC).await;
            assert_eq!(posted, Err(Undelivered::Forbidden), "{url}");
        }
    }
    silent.check();
}

#[tokio::test]
async fn no_vpn_leads_to_this_machine() {
    let silent = Silent::new();
    let everything = Reach::Ranges(vec!["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]);
    let url = format!("http://127.0.0.1:{}/", silent.port());
    let posted = post(&courier(ENOUGH), &url, &everything).await;
    assert_eq!(posted, Err(Undelivered::Forbidden));
    silent.check();
}

#[tokio::test]
async fn this_machine_is_reached_only_where_the_terms_say_so() {
    let silent = Silent::new();
    let courier = Courier::new(Terms {
        loopback: false,
        ..terms(ENOUGH, &["127.0.0.1"])
    })
    .unwrap();
    for host in ["127.0.0.1", "receiver.test"] {
        let url = format!("http://{host}:{}/", silent.port());
        assert_eq!(
            post(&courier, &url, &courier.public()).await,
            Err(Undelivered::Forbidden)
        );
    }
    silent.check();
}

/// DNS rebinding: whoever checks a name first and connects later is told another address the second time.
#[tokio::test]
async fn a_name_that_turns_private_after_a_check_reaches_nobody() {
    let silent = Silent::new();
    let terms = terms(ENOUGH, &["9.9.9.9", "127.0.0.1"]);
    let checked = terms.names.resolve("receiver.test").await.unwrap();
    assert!(checked.iter().all(|address| PUBLIC.permits(*address)));
    let courier = Courier::new(terms).unwrap();
    let url = format!("http://receiver.test:{}/", silent.port());
    let posted = post(&courier, &url, &PUBLIC).await;
    assert_eq!(posted, Err(Undelivered::Forbidden));
    silent.check();
    // The script is at its end: the attempt has asked once, and connects to what it was told then or not at all.
    let posted = post(&courier, &url, &PUBLIC).await;
    assert_eq!(posted, Err(Undelivered::Name));
}

#[tokio::test]
async fn every_attempt_asks_anew_and_judges_anew() {
    let (port, ended) = receiver(|mut connection| async move {
        let read = head(&mut connection).await;
        let answer = b"HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n";
        connection.write_all(answer).await.unwrap();
        // The answer lets the connection live on; the courier does not.
        assert_eq!(connection.read(&mut [0]).await.unwrap(), 0);
        read
    })
    .await;
    // The second address is this machine's as well, and not one of those that `LOCAL` opens.
    let courier = Courier::new(terms(ENOUGH, &["127.0.0.1", "0.0.0.0"])).unwrap();
    let url = format!("http://receiver.test:{port}/");
    let posted = post(&courier, &url, &LOCAL).await.unwrap();
    assert_eq!(posted.status, 204);
    assert!(
        ended
            .wait()
            .await
            .contains(&format!("host: receiver.test:{port}\r\n"))
    );
    let posted = post(&courier, &url, &LOCAL).await;
    assert_eq!(posted, Err(Undelivered::Forbidden));
}

#[tokio::test]
async fn a_redirection_is_an_answer_and_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let silent = Silent::new();
        let location = format!("http://127.0.0.1:{}/", silent.port());
        let (port, ended) = receiver(move |mut connection| async move {
            head(&mut connection).await;
            let answer = format!(
                "HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
            );
            connection.write_all(answer.as_bytes()).await.unwrap();
        })
        .await;
        assert_eq!(post_to(port, ENOUGH).await.unwrap().status, status);
        ended.wait().await;
        silent.check();
    }
}
