//! A finger or a mouse on the signature pad: strokes over cells, and the picture that goes up to the host.

use keytill::{
    domain::{BatchNo, Stan},
    signature::{FeatureCode, Grid, HEIGHT, Ink, LARGEST, WIDTH, encode},
};

/// Strokes longer than this make no new picture.
const MAX: usize = 256;
/// The body of the largest screens; a larger pad takes only longer to draw.
const CELLS: (u16, u16) = (80, 24);

/// The first two bytes are the size of the pad in cells. Then three bytes are a touch: what, column, row.
pub fn run(data: &[u8]) {
    let [columns, rows, touches @ ..] = data else { return };
    let (columns, rows) = (u16::from(*columns) % (CELLS.0 + 1), u16::from(*rows) % (CELLS.1 + 1));
    let grid = Grid::new(columns, rows);
    let mut ink = Ink::new();
    for touch in touches.as_chunks::<3>().0.iter().take(MAX) {
        let [what, column, row] = touch.map(u16::from);
        match what {
            0..=0x7F => {
                let (x, y) = grid.dot(column, row);
                assert!(x < WIDTH && y < HEIGHT);
                ink.draw(x, y);
            }
            // A cell far outside, as a mouse that left the window may tell.
            0x80..=0xBF => ink.draw(column << 8, row << 8),
            0xC0..=0xFE => ink.lift(),
            _ => ink = Ink::new(),
        }
    }
    for drawn in [grid.braille(&ink), grid.plain(&ink)] {
        assert!(drawn.len() == usize::from(rows.max(1)));
        assert!(drawn.iter().all(|row| row.chars().count() == usize::from(columns.max(1))));
    }
    let code = FeatureCode::offline(BatchNo::FIRST, Stan::FIRST);
    match encode(&ink, &code) {
        Ok(picture) => assert!(picture.len() <= LARGEST),
        Err(error) => assert!(error.bytes > LARGEST),
    }
}
