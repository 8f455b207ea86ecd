//! What the screen can show.

use serde::Deserialize;

use crate::ui::Glyphs;

/// What the screen can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GlyphChoice {
    /// By `TERM`: a plain Linux console gets ASCII.
    #[default]
    Auto,
    /// Lines and half blocks.
    Blocks,
    /// ASCII alone.
    Ascii,
}

impl GlyphChoice {
    /// The glyphs for this terminal.
    pub fn resolve(self) -> Glyphs {
        match self {
            GlyphChoice::Blocks => Glyphs::Blocks,
            GlyphChoice::Ascii => Glyphs::Ascii,
            GlyphChoice::Auto if std::env::var("TERM").is_ok_and(|t| t == "linux" || t == "dumb") => Glyphs::Ascii,
            GlyphChoice::Auto => Glyphs::Blocks,
        }
    }
}
