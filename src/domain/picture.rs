//! A picture of two colours as a receipt has it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::hex;

/// Dots in rows, eight a byte, the leftmost in the highest bit; a set bit has ink.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Packed", into = "Packed")]
pub struct Picture {
    width: u16,
    height: u16,
    dots: Vec<u8>,
}

impl Picture {
    /// Dots in a row at most: the widest paper has 576.
    pub const WIDEST: u16 = 1024;
    /// Rows at most.
    pub const HIGHEST: u16 = 60_000;

    /// A picture without ink, with at least one dot and at most as many as there may be.
    pub fn new(width: u16, height: u16) -> Picture {
        let (width, height) = (width.clamp(1, Self::WIDEST), height.clamp(1, Self::HIGHEST));
        Picture { width, height, dots: vec![0; stride(width) * usize::from(height)] }
    }

    /// Dots in a row.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Bytes in a row.
    pub fn stride(&self) -> usize {
        stride(self.width)
    }

    /// All rows after one another.
    pub fn bytes(&self) -> &[u8] {
        &self.dots
    }

    /// Whether a dot has ink. None outside has.
    pub fn has(&self, x: i32, y: i32) -> bool {
        self.place(x, y).and_then(|(at, bit)| self.dots.get(at).map(|byte| byte & bit != 0)).unwrap_or(false)
    }

    /// Gives a dot ink; none where it is outside.
    pub fn ink(&mut self, x: i32, y: i32) {
        if let Some((at, bit)) = self.place(x, y)
            && let Some(byte) = self.dots.get_mut(at)
        {
            *byte |= bit;
        }
    }

    /// Puts another picture over this one, with its upper left corner at a dot.
    pub fn put(&mut self, other: &Picture, left: i32, top: i32) {
        for y in 0..i32::from(other.height) {
            for x in (0..i32::from(other.width)).filter(|x| other.has(*x, y)) {
                self.ink(left + x, top + y);
            }
        }
    }

    fn place(&self, x: i32, y: i32) -> Option<(usize, u8)> {
        let x = u16::try_from(x).ok().filter(|x| *x < self.width)?;
        let y = u16::try_from(y).ok().filter(|y| *y < self.height)?;
        Some((usize::from(y) * self.stride() + usize::from(x / 8), 0x80 >> (x % 8)))
    }
}

fn stride(width: u16) -> usize {
    usize::from(width.div_ceil(8))
}

/// The dots stay out: they may be somebody's signature.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}x{})", self.width, self.height)
    }
}

/// How it is written down.
#[derive(Serialize, Deserialize)]
struct Packed {
    width: u16,
    height: u16,
    dots: String,
}

impl From<Picture> for Packed {
    fn from(picture: Picture) -> Packed {
        Packed { width: picture.width, height: picture.height, dots: hex::encode(&picture.dots) }
    }
}

impl TryFrom<Packed> for Picture {
    type Error = String;

    fn try_from(packed: Packed) -> Result<Picture, String> {
        let Packed { width, height, dots } = packed;
        let fits = (1..=Self::WIDEST).contains(&width) && (1..=Self::HIGHEST).contains(&height);
        let dots = hex::decode(&dots).filter(|dots| fits && dots.len() == stride(width) * usize::from(height));
        let dots = dots.ok_or_else(|| format!("the dots of a picture of {width}x{height} are not so many"))?;
        // Dots beyond the width are nobody's.
        let spare = 0xFF_u8.checked_shl(u32::from(width.div_ceil(8) * 8 - width)).unwrap_or(0xFF);
        let clean = dots.chunks_exact(stride(width)).flat_map(|row| {
            let (last, rest) = row.split_last().map_or((0, row), |(last, rest)| (*last, rest));
            rest.iter().copied().chain([last & spare]).collect::<Vec<u8>>()
        });
        Ok(Picture { width, height, dots: clean.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_bytes() {
        let mut picture = Picture::new(9, 2);
        picture.ink(0, 0);
        picture.ink(8, 1);
        for outside in [(-1, 0), (9, 0), (0, -1), (0, 2), (i32::MAX, i32::MIN)] {
            picture.ink(outside.0, outside.1);
            assert!(!picture.has(outside.0, outside.1));
        }
        assert_eq!(picture.bytes(), [0x80, 0, 0, 0x80]);
        assert!(picture.has(0, 0) && picture.has(8, 1) && !picture.has(8, 0));
    }

    #[test]
    fn it_is_written_down_and_read_again() {
        let mut picture = Picture::new(10, 1);
        picture.ink(9, 0);
        let text = serde_json::to_string(&picture).unwrap();
        assert_eq!(text, r#"{"width":10,"height":1,"dots":"0040"}"#);
        assert_eq!(serde_json::from_str::<Picture>(&text).unwrap(), picture);
        let more = serde_json::from_str::<Picture>(r#"{"width":10,"height":1,"dots":"007F"}"#).unwrap();
        assert_eq!(more, picture, "what lies beyond the width is no part of it");
        for wrong in [r#"{"width":10,"height":1,"dots":"00"}"#, r#"{"width":0,"height":1,"dots":""}"#] {
            assert!(serde_json::from_str::<Picture>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn debug_shows_no_dots() {
        assert_eq!(format!("{:?}", Picture::new(384, 60)), "Picture(384x60)");
    }
}
