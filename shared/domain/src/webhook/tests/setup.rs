//! What an operator sets up: secrets, addresses, ranges.

use super::{super::*, now};
use crate::testing::Counting;

#[test]
fn two_secrets_sign_while_one_is_replaced() {
    let luck = Counting::default();
    let (first, second, third) = (
        WebhookSecret::generate(&luck),
        WebhookSecret::generate(&luck),
        WebhookSecret::generate(&luck),
    );
    let secrets = Secrets::new(first.clone()).rotated(second.clone(), now());
    let signing =
        |secrets: &Secrets, at| -> Vec<WebhookSecret> { secrets.signing_at(at).cloned().collect() };
    assert_eq!(signing(&secrets, now()), [second.clone(), first]);
    assert_eq!(
        signing(&secrets, now() + OVERLAP),
        std::slice::from_ref(&second)
    );
    let again = secrets.rotated(third.clone(), now());
    assert_eq!(signing(&again, now()), [third, second]);
}

#[test]
fn secrets_have_the_standards_form() {
    let made = WebhookSecret::generate(&Counting::default());
    assert_eq!(WebhookSecret::parse(made.reveal()), Ok(made));
    for wrong in [
        "",
        "whsec_",
        "whsec_AAAA",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjU",
        "whsec_?????????????????????????????????",
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=DxAREhMUFRY=",
    ] {
        assert_eq!(WebhookSecret::parse(wrong), Err(InvalidSecret), "{wrong}");
    }
}

#[test]
fn an_endpoint_on_the_internet_has_an_https_address() {
    let vpn = Network::vpn(&["10.20.0.0/16"]).unwrap();
    let public = Network::Public;
    for (text, network, loopback, expected) in [
        ("https://hooks.example.org/leah?a=b", &public, false, Ok(())),
        ("https://hooks.example.org:8443", &public, false, Ok(())),
        (
            "http://hooks.example.org/",
            &public,
            false,
            Err(InvalidEndpoint::Scheme),
        ),
        (
            "http://hooks.example.org/",
            &public,
            true,
            Err(InvalidEndpoint::Scheme),
        ),
        (
            "http://127.0.0.1:8080/",
            &public,
            false,
            Err(InvalidEndpoint::Scheme),
        ),
        ("http://127.0.0.1:8080/", &public, true, Ok(())),
        ("http://localhost:8080/", &public, true, Ok(())),
        ("http://[::1]:8080/", &public, true, Ok(())),
        (
            "http://localhost.example.org/",
            &public,
            true,
            Err(InvalidEndpoint::Scheme),
        ),
        ("http://10.20.0.1/", &vpn, false, Ok(())),
        ("https://his.hospital.internal/", &vpn, false, Ok(())),
        ("ftp://10.20.0.1/", &vpn, false, Err(InvalidEndpoint::Url)),
        (
            "hooks.example.org",
            &public,
            false,
            Err(InvalidEndpoint::Url),
        ),
        ("https://", &public, false, Err(InvalidEndpoint::Url)),
        (
            "https://user@example.org/",
            &public,
            false,
            Err(InvalidEndpoint::Parts),
        ),
        (
            "https://user:pass@example.org/",
            &public,
            false,
            Err(InvalidEndpoint::Parts),
        ),
        (
            "https://example.org/#x",
            &public,
            false,
            Err(InvalidEndpoint::Parts),
        ),
    ] {
        assert_eq!(
            Url::parse(text, network, loopback).map(|_| ()),
            expected,
            "{text}"
        );
    }
    let long = format!("https://example.org/{}", "a".repeat(2048));
    assert_eq!(Url::parse(&long, &public, false), Err(InvalidEndpoint::Url));
}

#[test]
fn no_vpn_leads_to_the_calling_machine() {
    for range in [
        "0.0.0.0/0",
        "0.0.0.0/8",
        "127.0.0.0/8",
        "127.0.0.1/32",
        "126.0.0.0/7",
        "169.254.169.254/32",
        "169.254.0.0/16",
        "224.0.0.0/4",
        "255.255.255.255/32",
        "::/0",
        "::1/128",
        "::/128",
        "fe80::/64",
        "ff02::/16",
        "::ffff:10.0.0.0/104",
        "64:ff9b::/96",
    ] {
        assert_eq!(
            Network::vpn(&["10.0.0.0/8", range]),
            Err(InvalidEndpoint::Own(range.to_owned()))
        );
    }
    for range in [
        "10.0.0.0/8",
        "172.16.5.4/32",
        "192.168.0.0/16",
        "fd00::/8",
        "203.0.113.7/32",
    ] {
        assert!(Network::vpn(&[range]).is_ok(), "{range}");
    }
    for wrong in ["", "10.0.0.0", "10.0.0.0/33", "example.org/8"] {
        assert_eq!(
            Network::vpn(&[wrong]),
            Err(InvalidEndpoint::Range(wrong.to_owned()))
        );
    }
    assert_eq!(Network::vpn(&[]), Err(InvalidEndpoint::Ranges));
    assert_eq!(
        Network::vpn(&["10.0.0.0/8"; 17]),
        Err(InvalidEndpoint::Ranges)
    );
}
