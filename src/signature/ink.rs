//! What the cardholder draws. The lines go straight into the picture and no points are kept, so that a mouse that never stops
//! takes no more memory than one that is never touched.

use super::{bitmap::Bitmap, font};

/// Dots across the pad. With these a signature takes two to four hundred bytes, of the 999 that field 62 has room for.
pub const WIDTH: u16 = 240;
/// Dots down the pad.
pub const HEIGHT: u16 = 80;

/// A signature reaches over at least so many dots, those across and those down added: an eighth of what the pad has. A tap, a
/// slip of the mouse or a tick stays below, and they must not go up as somebody's consent; a short name is well above.
const ENOUGH: u16 = (WIDTH + HEIGHT) / 8;

/// Dots between the watermark and the edges.
const MARGIN: u16 = 2;

/// A signature as far as it has been drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ink {
    bitmap: Bitmap,
    /// Where the pen is, while it is down.
    pen: Option<(u16, u16)>,
    /// The top left and the bottom right corner of what has been drawn.
    corners: Option<[(u16, u16); 2]>,
}

impl Default for Ink {
    fn default() -> Self {
        Self::new()
    }
}

impl Ink {
    /// An empty pad.
    pub fn new() -> Ink {
        Ink { bitmap: Bitmap::new(WIDTH, HEIGHT), pen: None, corners: None }
    }

    /// The pen is at a dot: a line from where it was, or a new stroke where it was up. Beyond the edge counts as at the edge.
    pub fn draw(&mut self, x: u16, y: u16) {
        let to = (x.min(WIDTH - 1), y.min(HEIGHT - 1));
        line(&mut self.bitmap, self.pen.unwrap_or(to), to);
        self.pen = Some(to);
        let [low, high] = self.corners.unwrap_or([to, to]);
        self.corners = Some([(low.0.min(to.0), low.1.min(to.1)), (high.0.max(to.0), high.1.max(to.1))]);
    }

    /// The pen is up: what comes next is a new stroke.
    pub fn lift(&mut self) {
        self.pen = None;
    }

    /// Whether it reaches over enough of the pad to be a signature.
    pub fn is_enough(&self) -> bool {
        self.corners.is_some_and(|[low, high]| high.0 - low.0 + high.1 - low.1 >= ENOUGH)
    }

    /// The drawing alone.
    pub fn bitmap(&self) -> &Bitmap {
        &self.bitmap
    }

    /// The drawing with a text of hexadecimal digits in the bottom right corner. The digits only add ink, so every dot that
    /// the cardholder drew is still there; a character that is no digit leaves a gap.
    pub fn picture(&self, watermark: &str) -> Bitmap {
        let mut picture = self.bitmap.clone();
        let top = i32::from(HEIGHT - MARGIN - font::HEIGHT);
        let step = i32::from(font::WIDTH) + 1;
        let mut left = i32::from(WIDTH - MARGIN) + 1;
        // From the last digit to the first, as many as there is room for.
        for character in watermark.chars().rev().take(usize::from(WIDTH / (font::WIDTH + 1))) {
            left -= step;
            stamp(&mut picture, character, left, top);
        }
        picture
    }
}

fn stamp(picture: &mut Bitmap, character: char, left: i32, top: i32) {
    for (row, y) in font::rows(character).into_iter().zip(top..) {
        for (column, x) in (0..font::WIDTH).zip(left..) {
            if row >> (font::WIDTH - 1 - column) & 1 == 1 {
                picture.ink(x, y);
            }
        }
    }
}

/// A straight line, both ends included, with Bresenham's algorithm.
fn line(bitmap: &mut Bitmap, from: (u16, u16), to: (u16, u16)) {
    let (mut x, mut y) = (i32::from(from.0), i32::from(from.1));
    let (to_x, to_y) = (i32::from(to.0), i32::from(to.1));
    let (across, down) = ((to_x - x).abs(), (to_y - y).abs());
    let (step_x, step_y) = ((to_x - x).signum(), (to_y - y).signum());
    let mut error = across - down;
    // Every turn takes at least one step along the longer side.
    for _ in 0..=across.max(down) {
        bitmap.ink(x, y);
        let twice = 2 * error;
        if twice > -down {
            error -= down;
            x += step_x;
        }
        if twice < across {
            error += across;
            y += step_y;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: &[(u16, u16)]) -> Ink {
        let mut ink = Ink::new();
        points.iter().for_each(|(x, y)| ink.draw(*x, *y));
        ink
    }

    #[test]
    fn lines_join_the_points_of_a_stroke_and_of_no_other() {
        let mut ink = drawn(&[(10, 10), (13, 11)]);
        let dots = [(10, 10), (11, 10), (12, 11), (13, 11)];
        assert!(dots.iter().all(|(x, y)| ink.bitmap().has(*x, *y)), "{:?}", ink.bitmap());
        assert_eq!(ink.bitmap().count(), 4);
        ink.lift();
        ink.draw(20, 20);
        assert_eq!(ink.bitmap().count(), 5);
    }

    #[test]
    fn the_edge_is_as_far_as_the_pen_goes() {
        let ink = drawn(&[(u16::MAX, u16::MAX)]);
        assert!(ink.bitmap().has(i32::from(WIDTH) - 1, i32::from(HEIGHT) - 1));
    }

    #[test]
    fn a_tap_or_a_tick_is_no_signature() {
        assert!(!Ink::new().is_enough());
        let tap = drawn(&[(100, 40), (100, 40), (101, 40)]);
        assert!(!tap.is_enough());
        assert!(!drawn(&[(100, 40), (104, 48), (114, 28)]).is_enough());
        assert!(drawn(&[(20, 20), (60, 20)]).is_enough());
        assert!(drawn(&[(20, 20), (40, 40)]).is_enough());
    }

    #[test]
    fn the_watermark_stands_in_the_corner() {
        let picture = Ink::new().picture("43335979");
        let rows: Vec<String> =
            (71..78).map(|y| (191..238).map(|x| if picture.has(x, y) { '#' } else { '.' }).collect()).collect();
        let expected = [
            "...#..#####.#####.#####.#####..###..#####..###.",
            "..##.....#.....#.....#..#.....#...#.....#.#...#",
            ".#.#....#.....#.....#...####..#...#....#..#...#",
            "#..#.....#.....#.....#......#..####...#....####",
            "#####.....#.....#.....#.....#.....#..#........#",
            "...#..#...#.#...#.#...#.#...#....#...#.......#.",
            "...#...###...###...###...###...##....#.....##..",
        ];
        assert_eq!(rows, expected);
        let dots: usize = expected.concat().matches('#').count();
        assert_eq!(picture.count(), dots, "nothing elsewhere");
    }

    #[test]
    fn a_watermark_of_any_length_stays_inside() {
        let picture = Ink::new().picture(&"8".repeat(1000));
        assert!(picture.count() > 0);
        assert_eq!(Ink::new().picture("XYZ").count(), 0);
    }

    proptest::proptest! {
        #[test]
        fn a_line_has_no_gap_and_both_ends(x0 in 0..WIDTH, y0 in 0..HEIGHT, x1 in 0..WIDTH, y1 in 0..HEIGHT) {
            let ink = drawn(&[(x0, y0), (x1, y1)]);
            let bitmap = ink.bitmap();
            proptest::prop_assert!(bitmap.has(x0.into(), y0.into()) && bitmap.has(x1.into(), y1.into()));
            proptest::prop_assert_eq!(bitmap.count(), usize::from(x0.abs_diff(x1).max(y0.abs_diff(y1))) + 1);
        }

        #[test]
        fn the_watermark_takes_no_ink_away(points in proptest::collection::vec((0..WIDTH, 0..HEIGHT), 0..30)) {
            let ink = drawn(&points);
            let picture = ink.picture("DEADBEEF");
            for (x, y) in points {
                proptest::prop_assert!(picture.has(x.into(), y.into()));
            }
        }
    }
}
