//! The pad as it is on the screen: cells, each of which stands for a part of the picture.

use std::ops::Range;

use super::ink::{HEIGHT, Ink, WIDTH};

/// Dots across and down in a cell of braille.
const BRAILLE: (u16, u16) = (2, 4);

/// Which bit of a braille pattern (U+2800 and on) stands for which dot: row by row, left and right.
const PATTERN: [[u32; BRAILLE.0 as usize]; BRAILLE.1 as usize] =
    [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// Columns and rows of cells over the whole pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    pub(super) columns: u16,
    pub(super) rows: u16,
}

impl Grid {
    /// At least one cell, and no more columns and rows than the pad has dots.
    pub fn new(columns: u16, rows: u16) -> Grid {
        Grid { columns: columns.clamp(1, WIDTH), rows: rows.clamp(1, HEIGHT) }
    }

    /// The dot in the middle of a cell. A cell outside counts as the nearest one inside.
    pub fn dot(self, column: u16, row: u16) -> (u16, u16) {
        (middle(column, self.columns, WIDTH), middle(row, self.rows, HEIGHT))
    }

    /// The ink in braille, one text a row, one character a cell; a cell without ink is a blank, which every font has.
    pub fn braille(self, ink: &Ink) -> Vec<String> {
        self.draw(|column, row| self.pattern(ink, column, row))
    }

    /// The ink for a console that has no braille: `#` where a cell has any.
    pub fn plain(self, ink: &Ink) -> Vec<String> {
        self.draw(|column, row| if self.has(ink, column, row, (1, 1)) { '#' } else { ' ' })
    }

    fn draw(self, cell: impl Fn(u16, u16) -> char) -> Vec<String> {
        (0..self.rows).map(|row| (0..self.columns).map(|column| cell(column, row)).collect()).collect()
    }

    fn pattern(self, ink: &Ink, column: u16, row: u16) -> char {
        let (across, down) = BRAILLE;
        let lines = PATTERN.iter().zip(row * down..);
        let dots = lines.flat_map(|(bits, y)| bits.iter().zip(column * across..).map(move |(bit, x)| (*bit, x, y)));
        match dots.filter(|(_, x, y)| self.has(ink, *x, *y, BRAILLE)).fold(0, |sum, (bit, ..)| sum | bit) {
            0 => ' ',
            bits => char::from_u32(0x2800 + bits).unwrap_or(' '),
        }
    }

    /// Whether there is ink where one dot of the screen stands, of so many across and down in a cell.
    fn has(self, ink: &Ink, x: u16, y: u16, (across, down): (u16, u16)) -> bool {
        let (xs, ys) = (part(x, self.columns * across, WIDTH), part(y, self.rows * down, HEIGHT));
        ys.into_iter().any(|y| xs.clone().any(|x| ink.bitmap().has(x.into(), y.into())))
    }
}

/// The dots that belong to one of `of` parts of so many: never none, and to each another, while there are enough.
fn part(at: u16, of: u16, dots: u16) -> Range<u16> {
    let edge = |at: u32| (at * u32::from(dots) / u32::from(of)) as u16;
    let (start, end) = (edge(at.into()), edge(u32::from(at) + 1));
    start..end.max(start + 1)
}

fn middle(at: u16, of: u16, dots: u16) -> u16 {
    let dots = part(at.min(of - 1), of, dots);
    dots.start + (dots.end - dots.start) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_of_ink_is_one_dot_of_braille() {
        let grid = Grid::new(WIDTH / 2, HEIGHT / 4);
        for (x, y, expected) in [(0, 0, '⠁'), (1, 0, '⠈'), (0, 2, '⠄'), (0, 3, '⡀'), (1, 3, '⢀')] {
            let mut ink = Ink::new();
            ink.draw(2 * 5 + x, 4 * 3 + y);
            let rows = grid.braille(&ink);
            assert_eq!(rows[3].chars().nth(5), Some(expected));
            assert_eq!(rows.concat().chars().filter(|c| *c != ' ').count(), 1);
        }
    }

    #[test]
    fn a_line_across_goes_through_every_column() {
        let mut ink = Ink::new();
        ink.draw(0, 0);
        ink.draw(WIDTH - 1, 0);
        ink.lift();
        ink.draw(45, 30);
        let grid = Grid::new(8, 4);
        assert_eq!(grid.plain(&ink), ["########", " #      ", "        ", "        "]);
        assert_eq!(grid.braille(&ink), ["⠉⠉⠉⠉⠉⠉⠉⠉", " ⠠      ", "        ", "        "]);
    }

    proptest::proptest! {
        // Each draws a whole pad twice.
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn ink_in_the_middle_of_a_cell_is_seen_in_that_cell(
            columns in 0..300_u16, rows in 0..100_u16, column: u16, row: u16,
        ) {
            let grid = Grid::new(columns, rows);
            let (column, row) = (column % grid.columns, row % grid.rows);
            let mut ink = Ink::new();
            let (x, y) = grid.dot(column, row);
            ink.draw(x, y);
            for seen in [grid.braille(&ink), grid.plain(&ink)] {
                proptest::prop_assert_eq!(seen.len(), usize::from(grid.rows));
                let cell = seen[usize::from(row)].chars().nth(column.into());
                proptest::prop_assert!(cell.is_some_and(|c| c != ' '));
            }
        }

        #[test]
        fn a_cell_outside_is_the_nearest_one(columns: u16, rows: u16, column: u16, row: u16) {
            let grid = Grid::new(columns, rows);
            let (x, y) = grid.dot(column, row);
            proptest::prop_assert!(x < WIDTH && y < HEIGHT);
            let nearest = grid.dot(column.min(grid.columns - 1), row.min(grid.rows - 1));
            proptest::prop_assert_eq!((x, y), nearest);
        }
    }
}
