//! What changed between two pictures.

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
};

/// The rows that differ, each as it was and as it is. A key changes two or three of them, and to compare a row is half the work
/// of finding its changed cells.
pub(super) struct Changes(Vec<[Buffer; 2]>);

impl Changes {
    /// Compares two pictures of one size.
    pub(super) fn between(shown: &Buffer, next: &Buffer) -> Changes {
        let width = usize::from(next.area.width).max(1);
        let rows = shown.content.chunks(width).zip(next.content.chunks(width)).zip(next.area.y..);
        let changed = rows.filter(|((was, is), _)| was != is);
        Changes(changed.map(|((was, is), y)| [was, is].map(|cells| row(next.area, y, cells))).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cells to draw, row by row.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u16, u16, &Cell)> {
        self.0.iter().flat_map(|[was, is]| was.diff_iter(is))
    }
}

fn row(area: Rect, y: u16, cells: &[Cell]) -> Buffer {
    Buffer { area: Rect { y, height: 1, ..area }, content: cells.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_are_those_of_the_whole_picture() {
        let shown = Buffer::with_lines(["收款 12.00", "", "a row that stays", "wide 中文 goes"]);
        let next = Buffer::with_lines(["收款 12.05", "new", "a row that stays", "wide ab goes"]);
        let changes = Changes::between(&shown, &next);
        assert_eq!(changes.0.len(), 3);
        let cells: Vec<_> = changes.cells().collect();
        assert_eq!(cells, shown.diff_iter(&next).collect::<Vec<_>>());
        assert!(Changes::between(&next, &next).is_empty());
    }
}
