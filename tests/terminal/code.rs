//! A telephone before the screen: it reads the QR code that is drawn in half blocks.

/// Pixels of a module, and light modules around everything.
const SIDE: usize = 4;
const EDGE: usize = 4;

/// What the code on the screen says; none where there is none that can be read.
pub fn read_code(screen: &str) -> Option<String> {
    let rows: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let columns = rows.iter().map(Vec::len).max()?;
    let dark = |x: usize, y: usize| match rows.get(y / 2).and_then(|row| row.get(x)) {
        Some('█') => true,
        Some('▀') => y.is_multiple_of(2),
        Some('▄') => !y.is_multiple_of(2),
        _ => false,
    };
    let (width, height) = ((columns + 2 * EDGE) * SIDE, (2 * rows.len() + 2 * EDGE) * SIDE);
    let grey = |x: usize, y: usize| {
        let (x, y) = ((x / SIDE).checked_sub(EDGE), (y / SIDE).checked_sub(EDGE));
        if x.zip(y).is_some_and(|(x, y)| dark(x, y)) { 0 } else { 255 }
    };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    image.detect_grids().into_iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}
