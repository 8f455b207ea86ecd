//! A picture of two colours.

/// Dots in rows, each with ink or without. Nothing outside of it has ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    width: u16,
    height: u16,
    dots: Vec<bool>,
}

impl Bitmap {
    /// A picture without ink, of at least one dot.
    pub fn new(width: u16, height: u16) -> Bitmap {
        let (width, height) = (width.max(1), height.max(1));
        Bitmap { width, height, dots: vec![false; usize::from(width) * usize::from(height)] }
    }

    /// Dots in a row.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Whether a dot has ink.
    pub fn has(&self, x: i32, y: i32) -> bool {
        self.place(x, y).and_then(|at| self.dots.get(at)).is_some_and(|dot| *dot)
    }

    /// The dots of a row; none of a row that is outside.
    pub(super) fn row(&self, y: i32) -> &[bool] {
        let dots = self.place(0, y).and_then(|at| self.dots.get(at..at + usize::from(self.width)));
        dots.unwrap_or_default()
    }

    /// Gives a dot ink; none where it is outside.
    pub fn ink(&mut self, x: i32, y: i32) {
        if let Some(dot) = self.place(x, y).and_then(|at| self.dots.get_mut(at)) {
            *dot = true;
        }
    }

    /// How many dots have ink.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.dots.iter().filter(|dot| **dot).count()
    }

    fn place(&self, x: i32, y: i32) -> Option<usize> {
        let x = u16::try_from(x).ok().filter(|x| *x < self.width)?;
        let y = u16::try_from(y).ok().filter(|y| *y < self.height)?;
        Some(usize::from(y) * usize::from(self.width) + usize::from(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_has_ink() {
        let mut bitmap = Bitmap::new(3, 2);
        for (x, y) in [(-1, 0), (3, 0), (0, -1), (0, 2), (i32::MAX, i32::MIN)] {
            bitmap.ink(x, y);
            assert!(!bitmap.has(x, y));
        }
        assert_eq!(bitmap.count(), 0);
        bitmap.ink(2, 1);
        assert!(bitmap.has(2, 1));
        assert_eq!(bitmap.count(), 1);
    }

    #[test]
    fn there_is_always_a_dot() {
        assert_eq!((Bitmap::new(0, 0).width(), Bitmap::new(0, 0).height()), (1, 1));
    }
}
