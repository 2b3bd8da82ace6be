//! Randomness that every run repeats.

use std::sync::atomic::{AtomicU64, Ordering};

use leah_domain::Ids;

/// Bytes that follow from a counter: no two draws alike, every run the same.
#[derive(Debug, Default)]
pub(crate) struct Seeded(AtomicU64);

impl Seeded {
    /// Draws of its own for each name.
    pub(crate) fn starting_at(name: &str) -> Self {
        let seed = name
            .bytes()
            .fold(0_u64, |seed, byte| scatter(seed ^ u64::from(byte)));
        Self(AtomicU64::new(seed))
    }
}

impl Ids for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let draw = self.0.fetch_add(1, Ordering::Relaxed);
            chunk.copy_from_slice(&scatter(draw).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// The finalizer of `SplitMix64` (Steele, Lea, Flood 2014): a bijection, so draws differ.
fn scatter(draw: u64) -> u64 {
    let mut z = draw.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
