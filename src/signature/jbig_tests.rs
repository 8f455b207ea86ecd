use proptest::prelude::*;

use super::{bitmap::Bitmap, decoder::decode, jbig};
use crate::domain::hex;

fn picture(rows: &[&str]) -> Bitmap {
    let mut bitmap = Bitmap::new(rows[0].len() as u16, rows.len() as u16);
    for (row, y) in rows.iter().zip(0..) {
        for (dot, x) in row.bytes().zip(0..) {
            if dot == b'#' {
                bitmap.ink(x, y);
            }
        }
    }
    bitmap
}

/// Every dot by chance, with so much ink.
pub(super) fn noise(width: u16, height: u16, ink: f64, seed: u64) -> Bitmap {
    let mut bitmap = Bitmap::new(width, height);
    let mut random = seed;
    for y in 0..i32::from(height) {
        for x in 0..i32::from(width) {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if ((random >> 33) as f64) < ink * f64::from(1_u32 << 31) {
                bitmap.ink(x, y);
            }
        }
    }
    bitmap
}

/// Bytes that jbgtopbm of JBIG-KIT 2.1 decodes to the same pictures, and that its pbmtojbg writes as well.
#[test]
fn small_pictures_have_the_bytes_that_another_program_writes() {
    let letter =
        picture(&["#...#...", "#..#....", "#.#.....", "##......", "#.#.....", "#..#....", "#...#...", "........"]);
    assert_eq!(hex::encode(&jbig::encode(&letter)), "0000010000000008000000080000000800000000BB16C456E6AECEFF02");
    // Among its bytes is an FF, which a zero follows.
    let stuffed = picture(&["#.###.##", ".#.####.", ".#...##."]);
    assert_eq!(hex::encode(&jbig::encode(&stuffed)), "0000010000000008000000030000000300000000CFFF0099A0FF02");
    // All that is coded is zero, and goes.
    let white = Bitmap::new(1, 1);
    assert_eq!(hex::encode(&jbig::encode(&white)), "0000010000000001000000010000000100000000FF02");
}

/// Length and CRC-32C of what pbmtojbg writes for large pictures of dust: one dot in 2^N, and the seed. Together they leave
/// every state of the encoder by both of its ways, so that no number of its table can be wrong unseen. The decoder here could
/// not tell, because it uses the same table. `tests/interop/jbig.py` has the same pictures.
const DUST: [(i32, u64, usize, u32); 7] = [
    (2, 5, 12927, 0xE40B_0953),
    (3, 5, 8659, 0x45CA_AF78),
    (5, 100, 3223, 0xE2D0_4B40),
    (5, 101, 3187, 0xC722_321C),
    (5, 113, 3181, 0x7230_869F),
    (8, 1, 610, 0x4F50_7BCE),
    (14, 1, 49, 0x6C6C_780D),
];

#[test]
fn dust_through_every_state_has_the_bytes_that_another_program_writes() {
    for (rarity, seed, length, crc) in DUST {
        let bytes = jbig::encode(&noise(400, 300, 0.5_f64.powi(rarity), seed));
        assert_eq!((bytes.len(), crc32c::crc32c(&bytes)), (length, crc), "one in 2^{rarity}, seed {seed}");
    }
}

proptest! {
    #[test]
    fn what_is_coded_is_decoded(width in 1..70_u16, height in 1..40_u16, ink in 0.0..1.0_f64, seed in any::<u64>()) {
        let bitmap = noise(width, height, ink, seed);
        prop_assert_eq!(decode(&jbig::encode(&bitmap)), Some(bitmap));
    }
}
