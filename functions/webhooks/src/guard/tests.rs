mod properties;

use super::*;

const PUBLIC: Reach = Reach::Public { loopback: false };
const LOCAL: Reach = Reach::Public { loopback: true };

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn ranges(texts: &[&str]) -> Reach {
    Reach::Ranges(texts.iter().map(|text| text.parse().unwrap()).collect())
}

/// What stands before a block that is refused, its first and its last address, and what stands behind it; beside it, an
/// empty text stands for nothing, or for what is not public either.
const EDGES: [(&str, &str, &str, &str); 20] = [
    ("", "0.0.0.0", "0.255.255.255", "1.0.0.0"),
    ("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"),
    (
        "100.63.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "100.128.0.0",
    ),
    (
        "126.255.255.255",
        "127.0.0.0",
        "127.255.255.255",
        "128.0.0.0",
    ),
    (
        "169.253.255.255",
        "169.254.0.0",
        "169.254.255.255",
        "169.255.0.0",
    ),
    (
        "172.15.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "172.32.0.0",
    ),
    ("191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"),
    ("192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"),
    (
        "192.88.98.255",
        "192.88.99.0",
        "192.88.99.255",
        "192.88.100.0",
    ),
    (
        "192.167.255.255",
        "192.168.0.0",
        "192.168.255.255",
        "192.169.0.0",
    ),
    (
        "198.17.255.255",
        "198.18.0.0",
        "198.19.255.255",
        "198.20.0.0",
    ),
    (
        "198.51.99.255",
        "198.51.100.0",
        "198.51.100.255",
        "198.51.101.0",
    ),
    (
        "203.0.112.255",
        "203.0.113.0",
        "203.0.113.255",
        "203.0.114.0",
    ),
    ("223.255.255.255", "224.0.0.0", "255.255.255.255", ""),
    (
        "",
        "::",
        "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2000::",
    ),
    (
        "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001::",
        "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:200::",
    ),
    (
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db9::",
    ),
    (
        "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2002::",
        "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2003::",
    ),
    (
        "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3fff::",
        "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3fff:1000::",
    ),
    (
        "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "4000::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "",
    ),
];

#[test]
fn special_blocks_end_where_their_registry_says() {
    for (before, first, last, after) in EDGES {
        for refused in [first, last] {
            assert!(!PUBLIC.permits(ip(refused)), "{refused} is reached");
        }
        for public in [before, after] {
            assert!(
                public.is_empty() || PUBLIC.permits(ip(public)),
                "{public} is refused"
            );
        }
    }
}

#[test]
fn no_form_of_ipv6_reaches_an_ipv4_address_that_is_refused() {
    let rows = [
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::10.0.0.1",
        "2002:a00:1::",
        "2001:0:a00:1::",
        "::ffff:0:10.0.0.1",
    ];
    for row in rows {
        assert!(!PUBLIC.permits(ip(row)), "{row} is reached");
    }
    assert!(PUBLIC.permits(ip("::ffff:9.9.9.9")));
}

#[test]
fn private_addresses_of_ipv6_are_not_public() {
    for row in [
        "::1",
        "fc00::1",
        "fd12:3456::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "5f00::1",
        "100::1",
    ] {
        assert!(!PUBLIC.permits(ip(row)), "{row} is reached");
    }
}

#[test]
fn leah_on_one_machine_reaches_that_machine_and_nothing_else_that_is_private() {
    for row in [
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "::ffff:127.0.0.1",
        "9.9.9.9",
        "2620:fe::fe",
    ] {
        assert!(LOCAL.permits(ip(row)), "{row} is refused");
    }
    for row in [
        "0.0.0.0",
        "10.0.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "::",
        "fd00::1",
        "fe80::1",
        "::127.0.0.1",
    ] {
        assert!(!LOCAL.permits(ip(row)), "{row} is reached");
    }
}

#[test]
fn behind_a_vpn_only_its_ranges_are_reached() {
    let reach = ranges(&["10.20.0.0/16", "fd12:3456::/32", "192.168.7.7/32"]);
    for row in [
        "10.20.0.1",
        "10.20.255.255",
        "::ffff:10.20.0.1",
        "fd12:3456::1",
        "192.168.7.7",
    ] {
        assert!(reach.permits(ip(row)), "{row} is refused");
    }
    for row in [
        "10.19.255.255",
        "10.21.0.0",
        "192.168.7.8",
        "fd12:3457::1",
        "9.9.9.9",
        "2620:fe::fe",
        "::1",
        "127.0.0.1",
    ] {
        assert!(!reach.permits(ip(row)), "{row} is reached");
    }
    assert!(!ranges(&[]).permits(ip("9.9.9.9")));
}

#[test]
fn no_range_opens_this_machine_its_link_or_a_crowd() {
    let everything = ranges(&["0.0.0.0/0", "::/0"]);
    let rows = [
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "fd00:ec2::254",
        "fe80::1",
        "febf::1",
        "ff02::1",
    ];
    for row in rows {
        assert!(!everything.permits(ip(row)), "{row} is reached");
    }
    assert!(everything.permits(ip("10.0.0.1")));
    assert!(everything.permits(ip("fd00::1")));
}
