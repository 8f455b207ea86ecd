//! What the console can show. The kernel's own console has no Chinese: its font has 512 signs at most, and none is two columns
//! wide. A screen full of diamonds helps nobody, so such a console gets English and plain borders, whoever signs in.

use crate::{app::LangChoice, domain::Lang, ui::Glyphs};

use super::{LangArg, config::GlyphChoice};

/// The language of the first screen, and how firmly it was chosen.
pub fn language(wanted: Option<LangArg>, usual: Lang, glyphs: GlyphChoice) -> (Lang, LangChoice) {
    match wanted {
        Some(lang) => (lang.into(), LangChoice::CommandLine),
        // A person who has chosen the glyphs has looked at the console.
        None if glyphs == GlyphChoice::Auto && glyphs.resolve() == Glyphs::Ascii => (Lang::En, LangChoice::Console),
        None => (usual, LangChoice::Usual),
    }
}
