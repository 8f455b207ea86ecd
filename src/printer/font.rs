//! Glyphs of a font file, for what the printer has no glyph for and for saved pictures.

use std::path::{Path, PathBuf};

use ab_glyph::{Font as _, FontVec, Glyph, PxScale, ScaleFont as _, point};

use super::Paper;
use crate::domain::{Picture, receipt::Size};

/// A row of ordinary letters is so many dots high, as the printer's own font A and its Chinese characters are.
pub(super) const ROW: u16 = 24;
/// From the top of a row to the line that letters stand on: an em is 22 dots, of which Chinese fonts have an eighth below.
const BASE: f32 = 20.0;
/// The dots of an em; the rest of a row keeps characters apart.
const EM: f32 = 22.0;
/// A font file may be so large, which is more than the largest Chinese collections.
const LARGEST: u64 = 64 << 20;

/// Why a font file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// It cannot be read.
    #[error("font {path}: {source}; correct [printer] font in the configuration", path = path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// The system's own error.
        source: std::io::Error,
    },
    /// It has too many bytes.
    #[error("font {path}: {bytes} bytes are more than {LARGEST}; choose a smaller font file", path = path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// How many it has.
        bytes: u64,
    },
    /// It is no font of this kind.
    #[error("font {path}: this is no TrueType or OpenType font with outlines; choose another one", path = path.display())]
    NotAFont {
        /// Which file.
        path: PathBuf,
    },
}

/// A font that has been read.
pub struct Font(FontVec);

impl Font {
    /// Reads a font file; of a collection, its first font.
    ///
    /// # Errors
    /// [`FontError`] says what is wrong with the file.
    pub fn open(path: &Path) -> Result<Font, FontError> {
        let failed = |source| FontError::Read { path: path.into(), source };
        let bytes = std::fs::metadata(path).map_err(failed)?.len();
        if bytes > LARGEST {
            return Err(FontError::TooLarge { path: path.into(), bytes });
        }
        let data = std::fs::read(path).map_err(failed)?;
        let font = FontVec::try_from_vec_and_index(data, 0).map_err(|_| FontError::NotAFont { path: path.into() })?;
        // A scale is made of these two.
        let usable = font.units_per_em().is_some_and(|units| units > 0.0) && font.height_unscaled() > 0.0;
        if usable { Ok(Font(font)) } else { Err(FontError::NotAFont { path: path.into() }) }
    }

    /// Whether it has a glyph for a character.
    pub fn has(&self, c: char) -> bool {
        self.0.glyph_id(c).0 != 0
    }

    /// A row of text as a picture as wide as the paper, each character in the columns that it takes.
    pub(super) fn row(&self, text: &str, size: Size, paper: Paper, columns: fn(char) -> usize) -> Picture {
        let scale = match size {
            Size::Normal => 1_u16,
            Size::Large => 2,
        };
        let mut picture = Picture::new(paper.dots(), ROW * scale);
        let mut left = 0_u16;
        for c in text.chars() {
            let wide = u16::try_from(columns(c)).unwrap_or(2) * Paper::COLUMN * scale;
            self.draw(c, (left, wide), f32::from(scale), &mut picture);
            left = left.saturating_add(wide);
        }
        picture
    }

    /// Draws a character in the middle of its place, narrower where it is too wide for it.
    fn draw(&self, c: char, (left, wide): (u16, u16), scale: f32, picture: &mut Picture) {
        let units = self.0.units_per_em().unwrap_or(1.0);
        let height = EM * scale * self.0.height_unscaled() / units;
        let id = self.0.glyph_id(c);
        let advance = self.0.as_scaled(PxScale::from(height)).h_advance(id);
        let wide = f32::from(wide);
        let narrower = if advance > wide { wide / advance } else { 1.0 };
        let scale_of = PxScale { x: height * narrower, y: height };
        let x = f32::from(left) + (wide - advance * narrower) / 2.0;
        let glyph = Glyph { id, scale: scale_of, position: point(x, BASE * scale) };
        let Some(outline) = self.0.outline_glyph(glyph) else { return };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, coverage| {
            if coverage >= 0.5 {
                picture.ink(bounds.min.x as i32 + x.cast_signed(), bounds.min.y as i32 + y.cast_signed());
            }
        });
    }
}

impl std::fmt::Debug for Font {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Font({} glyphs)", self.0.glyph_count())
    }
}
