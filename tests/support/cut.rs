//! What a power cut may leave of a medium.

use keytill::sim::world::{Chance, Medium};

/// One of the media that a cut at this operation can leave; each seed is another.
pub fn image(medium: &Medium, point: usize, seed: u64) -> Medium {
    let mut chance = Chance::new(point as u64 * 31 + seed);
    medium.after_cut(seed.is_multiple_of(2), || chance.percent(50))
}
