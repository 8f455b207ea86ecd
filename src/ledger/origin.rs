//! Where a journal begins: at segment 1, or where the fact of segments that were let go says. What is missing without such
//! a fact is missing, and no reading passes over it.

use std::path::Path;

use super::{
    disk::Disk,
    error::{Broken, Damage},
    frame::Hash,
    open, segment,
};
use crate::domain::{KeptFrom, hex};

/// The oldest segment that must be there.
pub(super) fn oldest(kept: Option<&KeptFrom>) -> u32 {
    kept.map_or(1, |kept| kept.segment)
}

/// The first record that must be there.
pub(super) fn floor(kept: Option<&KeptFrom>) -> u64 {
    kept.map_or(1, |kept| kept.sequence)
}

/// Checks that the segments without a gap reach back to where the journal begins, and that it begins as the fact says.
/// Older ones may still be there.
pub(super) fn check_oldest(disk: &dyn Disk, dir: &Path, there: u32, kept: Option<&KeptFrom>) -> Result<(), Broken> {
    if there > oldest(kept) {
        let found = "no such file although later segments are there".into();
        return Err(Broken::Damaged(Damage { file: segment::path(dir, there - 1), offset: 0, sequence: 0, found }));
    }
    let Some(kept) = kept else { return Ok(()) };
    let header = segment::header(disk, dir, kept.segment)?;
    if header.first == kept.sequence && open::hex(&header.previous) == kept.previous {
        return Ok(());
    }
    let found = "another beginning than the one that the journal names".into();
    let (file, sequence) = (segment::path(dir, kept.segment), kept.sequence);
    Err(Broken::Damaged(Damage { file, offset: 0, sequence, found }))
}

/// The hash that the ledger's chain started at once, from the header of the first segment or the fact that it is gone.
pub(super) fn identity(disk: &dyn Disk, dir: &Path, kept: Option<&KeptFrom>) -> Result<Hash, Broken> {
    let Some(kept) = kept else { return segment::header(disk, dir, 1).map(|h| h.previous) };
    unhex(&kept.ledger).ok_or_else(|| {
        let found = "a record of segments let go whose ledger is not a hash".into();
        Broken::Damaged(Damage { file: segment::folder(dir), offset: 0, sequence: 0, found })
    })
}

fn unhex(text: &str) -> Option<Hash> {
    hex::decode(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_back_and_nothing_else_is_taken_for_one() {
        let hash: Hash = std::array::from_fn(|at| (at * 37 % 256) as u8);
        assert_eq!(unhex(&open::hex(&hash)), Some(hash));
        for wrong in ["", "00", &"0g".repeat(32), &"00".repeat(33), &open::hex(&hash)[1..]] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }
}
