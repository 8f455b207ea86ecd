//! A black box: a file from a box, read by whoever looks into it.
//!
//! The first byte chooses: a whole file as it is, or the bytes of a segment for which length, checksum and head are made, so that
//! the fuzzer gets behind them.

use keytill::blackbox::{Player, Tape, rows};

/// The largest screen that a file may have, in cells, and blanks and rows for each.
const CELLS_MAX: usize = 500 * 500;
/// A row has no more bytes for each cell: a symbol has 64 at most.
const CELL_BYTES: usize = 64;

/// One input.
pub fn run(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let file = if choice & 1 == 0 { rest.to_vec() } else { around(rest) };
    let Ok(tape) = Tape::parse(&file) else { return };
    let mut player = Player::default();
    let mut last = None;
    for moment in &tape.moments {
        assert!(last.is_none_or(|last| last <= moment.at.mono || tape.head.segments > 1), "time goes on in a segment");
        last = Some(moment.at.mono);
        player.take(&moment.what);
    }
    assert!(player.picture.content.len() <= CELLS_MAX);
    for row in rows(&player) {
        assert!(row.len() <= usize::from(player.picture.area.width) * CELL_BYTES);
        assert!(!row.contains(char::is_control), "{row:?}");
    }
}

/// A file with this segment.
pub fn around(segment: &[u8]) -> Vec<u8> {
    let head = br#"{"program":"0.1.0","why":"key","written":0,"offset_minutes":480,"segments":1}"#;
    let mut file = b"KEYTILL-BLACKBOX\x01".to_vec();
    for part in [head.as_slice(), segment] {
        file.extend((part.len() as u32).to_le_bytes());
        file.extend(crc32c::crc32c(part).to_le_bytes());
        file.extend(part);
    }
    file
}
