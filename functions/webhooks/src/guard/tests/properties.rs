//! What holds of every address.

use proptest::prelude::*;

use super::*;

fn any_ip() -> impl Strategy<Value = IpAddr> {
    // A random IPv6 address is seldom of a special kind: half of them begin as those do.
    let special = prop::sample::select(
        &[
            0_u16, 0x64, 0x100, 0x2001, 0x2002, 0x3fff, 0xfd00, 0xfe80, 0xff02,
        ][..],
    );
    prop_oneof![
        any::<Ipv4Addr>().prop_map(IpAddr::V4),
        any::<Ipv6Addr>().prop_map(IpAddr::V6),
        (special, any::<Ipv6Addr>()).prop_map(|(first, rest)| {
            let mut segments = rest.segments();
            segments[0] = first;
            IpAddr::V6(segments.into())
        }),
    ]
}

fn any_range() -> impl Strategy<Value = IpNet> {
    (any_ip(), 0..=128_u8).prop_map(|(address, prefix)| {
        let longest = if address.is_ipv4() { 32 } else { 128 };
        IpNet::new(address, prefix.min(longest)).unwrap()
    })
}

fn any_reach() -> impl Strategy<Value = Reach> {
    prop_oneof![
        any::<bool>().prop_map(|loopback| Reach::Public { loopback }),
        prop::collection::vec(any_range(), 0..4).prop_map(Reach::Ranges),
    ]
}

proptest! {
    #[test]
    fn no_private_address_is_public(address: Ipv4Addr, loopback: bool) {
        let reach = Reach::Public { loopback };
        let bits = address.to_bits();
        // The three blocks of RFC 1918, and the link: each address is moved into each of them.
        for (block, prefix) in [(0x0a00_0000, 8), (0xac10_0000, 12), (0xc0a8_0000, 16), (0xa9fe_0000, 16)] {
            let moved = Ipv4Addr::from_bits(block | (bits & (u32::MAX >> prefix)));
            prop_assert!(!reach.permits(moved.into()), "{moved}");
        }
    }

    #[test]
    fn a_mapped_address_is_judged_as_the_one_in_it(address: Ipv4Addr, reach in any_reach()) {
        prop_assert_eq!(reach.permits(address.into()), reach.permits(address.to_ipv6_mapped().into()));
    }

    #[test]
    fn what_is_outside_all_ranges_is_never_reached(address in any_ip(), ranges in prop::collection::vec(any_range(), 0..4)) {
        let outside = !ranges.iter().any(|range| range.contains(&address.to_canonical()));
        prop_assert!(!outside || !Reach::Ranges(ranges).permits(address));
    }

    #[test]
    fn only_leah_on_one_machine_reaches_loopback(address in any_ip(), reach in any_reach()) {
        let address = address.to_canonical();
        let loopback = match address {
            IpAddr::V4(address) => IpAddr::V4(Ipv4Addr::from_bits((address.to_bits() & 0x00ff_ffff) | 0x7f00_0000)),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        prop_assert_eq!(reach.permits(loopback), reach == LOCAL);
    }
}
