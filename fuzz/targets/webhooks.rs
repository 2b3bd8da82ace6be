//! Webhooks: what an operator sets up, and the calls for deliveries.

use std::{io, net::IpAddr, pin::Pin, sync::Arc, time::Duration};

use data_encoding::BASE64;
use ipnet::IpNet;
use leah_domain::webhook::{Call, InvalidEndpoint, Network, Url, WebhookSecret};
use proptest::prelude::*;
use rustls::RootCertStore;
use serde_json::Value;
use standardwebhooks::Webhook;
use webhooks::{Courier, Terms, Unobserved, courier::Names, guard::Reach};

use crate::{
    harness::{fuzz, fuzz_text},
    world::{app, at_once},
};

#[test]
fn address_of_an_endpoint() {
    let vpn = Network::vpn(&["10.20.0.0/16"]).unwrap();
    fuzz_text("webhook_url", |text| {
        let strict = Url::parse(text, &Network::Public, false);
        for (network, loopback) in [
            (&Network::Public, false),
            (&Network::Public, true),
            (&vpn, false),
            (&vpn, true),
        ] {
            let read = Url::parse(text, network, loopback);
            // What is good for the Internet is good everywhere, and the same.
            if strict.is_ok() {
                prop_assert_eq!(&read, &strict);
            }
            let endpoint = match read {
                Ok(endpoint) => endpoint,
                Err(refusal) => {
                    prop_assert!(refusal.to_string().len() < 200, "{refusal}");
                    continue;
                }
            };
            let url = endpoint.as_url();
            let here = match url.host() {
                Some(url::Host::Domain(name)) => name.rsplit('.').next() == Some("localhost"),
                Some(url::Host::Ipv4(address)) => address.is_loopback(),
                Some(url::Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            };
            let plain = network == &vpn || (loopback && here);
            prop_assert!(
                url.scheme() == "https" || (url.scheme() == "http" && plain),
                "{url}"
            );
            prop_assert!(url.host_str().is_some_and(|host| !host.is_empty()), "{url}");
            prop_assert!(
                url.username().is_empty() && url.password().is_none(),
                "{url}"
            );
            prop_assert!(url.fragment().is_none(), "{url}");
            // Nothing of it ends a line of a request.
            prop_assert!(
                url.as_str().bytes().all(|byte| byte.is_ascii_graphic()),
                "{url}"
            );
            prop_assert!(text.len() <= 2048);
            // It is stored as text, and read again as what it was.
            let stored = serde_json::to_value(&endpoint).unwrap();
            prop_assert_eq!(serde_json::from_value::<Url>(stored).unwrap(), endpoint);
        }
        Ok(())
    });
}

/// Where AWS has its own services on a machine's link: within what organizations use, and never reached.
const CLOUD: &str = "fd00:ec2::/32";

/// Addresses that belong to the calling machine, its neighbours or its cloud, and to no VPN.
const OWN: [&str; 12] = [
    "0.0.0.0",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "fe80::1",
    "ff02::1",
];

#[test]
fn range_behind_a_vpn() {
    let own = OWN.map(|text| text.parse::<IpAddr>().unwrap());
    let cloud: IpNet = CLOUD.parse().unwrap();
    fuzz_text("webhook_range", |text| match Network::vpn(&[text]) {
        Ok(Network::Vpn(ranges)) => {
            let [range] = &ranges[..] else {
                return Err(TestCaseError::fail(format!("{ranges:?}")));
            };
            prop_assert_eq!(range.trunc(), *range);
            prop_assert_eq!(range.to_string().parse::<IpNet>().unwrap(), *range);
            let (first, last) = (range.network(), range.broadcast());
            let reach = Reach::Ranges(ranges.clone());
            for address in own {
                prop_assert!(
                    !range.contains(&address) && !reach.permits(address),
                    "{address}"
                );
            }
            for address in [first, last, "fd00:ec2::254".parse().unwrap()] {
                let permitted = range.contains(&address) && !cloud.contains(&address);
                prop_assert_eq!(
                    reach.permits(address),
                    permitted,
                    "{} in {}",
                    address,
                    range
                );
            }
            Ok(())
        }
        Ok(Network::Public) => Err(TestCaseError::fail("a range is no Internet")),
        Err(refusal) => {
            let said = match &refusal {
                InvalidEndpoint::Range(said) | InvalidEndpoint::Own(said) => Some(said.as_str()),
                _ => None,
            };
            prop_assert_eq!(said, Some(text));
            Ok(())
        }
    });
}

#[test]
fn secret_of_an_endpoint() {
    fuzz_text("webhook_secret", |text| {
        let Ok(secret) = WebhookSecret::parse(text) else {
            return Ok(());
        };
        prop_assert_eq!(secret.reveal(), text);
        let bytes = BASE64.decode(&text.as_bytes()["whsec_".len()..]).unwrap();
        prop_assert!((24..=64).contains(&bytes.len()));
        prop_assert_eq!(format!("{secret:?}"), "WebhookSecret(…)");
        // Whatever is taken can sign, here and at the receiver.
        prop_assert!(Webhook::new(secret.reveal()).is_ok());
        Ok(())
    });
}

/// Nobody's name has an address.
struct Nameless;

impl Names for Nameless {
    fn resolve<'a>(
        &'a self,
        _host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        Box::pin(async { Err(io::ErrorKind::NotFound.into()) })
    }
}

/// What is no call is refused without a look; a call whose table does not answer is refused, too, and comes again.
#[test]
fn event_of_webhooks() {
    let courier = Courier::new(Terms {
        limit: Duration::from_secs(1),
        loopback: false,
        roots: RootCertStore::empty(),
        names: Arc::new(Nameless),
    })
    .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    fuzz("webhook_event", |input| {
        let Ok(event) = serde_json::from_slice::<Value>(input) else {
            return Ok(());
        };
        let read = serde_json::from_value::<Call>(event.clone());
        let handled = webhooks::handle(app(), &courier, &Unobserved, event);
        let Ok(call) = read else {
            prop_assert!(at_once(handled).is_err());
            return Ok(());
        };
        prop_assert!(runtime.block_on(handled).is_err());
        let written = serde_json::to_value(&call).unwrap();
        prop_assert_eq!(serde_json::from_value::<Call>(written).unwrap(), call);
        Ok(())
    });
}
