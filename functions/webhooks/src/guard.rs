//! Which addresses a delivery may reach. Its URL is an integrator's word: it must not open anyone's network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// What an endpoint's deliveries may reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The public internet, as the IANA registries of special-purpose addresses leave it (RFC 6890).
    Public {
        /// This machine too. Only Leah on one machine says so.
        loopback: bool,
    },
    /// What is behind a VPN: these ranges and nothing else.
    Ranges(Vec<IpNet>),
}

impl Reach {
    /// Whether a connection to the address may be opened.
    pub fn permits(&self, address: IpAddr) -> bool {
        // To connect to an IPv4-mapped address is to connect to the address in it (RFC 4291, section 2.5.5.2).
        let address = address.to_canonical();
        match self {
            Self::Public { loopback } => is_public(address) || (*loopback && address.is_loopback()),
            Self::Ranges(ranges) => {
                !is_barred(address) && ranges.iter().any(|range| range.contains(&address))
            }
        }
    }
}

/// The special blocks of IPv4 that are not for everyone to reach.
const SPECIAL_V4: [Ipv4Net; 15] = [
    v4(0, 0, 0, 0, 8),       // this network (RFC 791)
    v4(10, 0, 0, 0, 8),      // private (RFC 1918)
    v4(100, 64, 0, 0, 10),   // shared by a carrier's customers (RFC 6598)
    v4(127, 0, 0, 0, 8),     // loopback (RFC 1122)
    v4(169, 254, 0, 0, 16),  // link-local, a cloud's metadata among it (RFC 3927)
    v4(172, 16, 0, 0, 12),   // private
    v4(192, 0, 0, 0, 24),    // protocol assignments (RFC 6890)
    v4(192, 0, 2, 0, 24),    // documentation (RFC 5737)
    v4(192, 88, 99, 0, 24),  // relays of 6to4 (RFC 7526)
    v4(192, 168, 0, 0, 16),  // private
    v4(198, 18, 0, 0, 15),   // benchmarks (RFC 2544)
    v4(198, 51, 100, 0, 24), // documentation
    v4(203, 0, 113, 0, 24),  // documentation
    v4(224, 0, 0, 0, 4),     // multicast (RFC 5771)
    v4(240, 0, 0, 0, 4),     // reserved (RFC 1112), the broadcast among it (RFC 919)
];

/// All that is assigned as global unicast so far (RFC 4291). Outside of it stand loopback, unique local and link-local
/// addresses, multicast, and the forms that hold an IPv4 address (`::/96`, `64:ff9b::/96`, `64:ff9b:1::/48`).
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0], 3);

/// The special blocks within it.
const SPECIAL_V6: [Ipv6Net; 4] = [
    v6([0x2001, 0, 0, 0], 23), // protocol assignments, Teredo among them (RFC 2928, RFC 4380)
    v6([0x2001, 0xdb8, 0, 0], 32), // documentation (RFC 3849)
    v6([0x2002, 0, 0, 0], 16), // 6to4, which holds an IPv4 address (RFC 3056)
    v6([0x3fff, 0, 0, 0], 20), // documentation (RFC 9637)
];

/// What no range opens: this machine, its link, and whatever is no single host.
const BARRED_V4: [Ipv4Net; 5] = [
    v4(0, 0, 0, 0, 8),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(224, 0, 0, 0, 4),
    v4(255, 255, 255, 255, 32),
];

/// The same of IPv6.
const BARRED_V6: [Ipv6Net; 4] = [
    // Unspecified, loopback, and every form that holds an IPv4 address (RFC 4291, RFC 6052, RFC 8215).
    v6([0, 0, 0, 0], 8),
    v6([0xfd00, 0xec2, 0, 0], 32), // AWS's own services on the link: instance metadata
    v6([0xfe80, 0, 0, 0], 10),     // link-local (RFC 4291)
    v6([0xff00, 0, 0, 0], 8),      // multicast (RFC 4291)
];

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c, d]: [u16; 4], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), prefix)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|block| block.contains(&address)),
        IpAddr::V6(address) => {
            GLOBAL_V6.contains(&address) && !SPECIAL_V6.iter().any(|block| block.contains(&address))
        }
    }
}

fn is_barred(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => BARRED_V4.iter().any(|block| block.contains(&address)),
        IpAddr::V6(address) => BARRED_V6.iter().any(|block| block.contains(&address)),
    }
}

#[cfg(test)]
mod tests;
