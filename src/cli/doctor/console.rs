//! What the operator sees and presses.

use super::{Check, Patient, State};
use crate::{
    cli::config::{self, GlyphChoice},
    domain::Lang,
    printer::Font,
    screen::language_name,
};

/// A font with this character has the others too.
const USUAL_HANZI: char = '\u{94f6}';

/// Looks at screen, font and keymap.
pub(super) fn checks(patient: &Patient) -> Vec<Check> {
    let t = patient.t;
    let screen = ("screen", t.doctor_name_screen());
    let font = ("printer-font", t.doctor_name_font());
    let keymap = ("keymap", t.doctor_name_keymap());
    let Some(config) = patient.config() else {
        return [screen, font, keymap].map(|name| Check::new(name, State::NotChecked, t.doctor_no_config())).into();
    };
    // Whether the console has a font for Chinese only its own program knows; ASCII alone and Chinese do not go together.
    let (glyphs, is_plain) = match config.glyphs {
        GlyphChoice::Ascii => (t.doctor_glyphs_ascii(), true),
        GlyphChoice::Auto | GlyphChoice::Blocks => (t.doctor_glyphs_blocks(), false),
    };
    let state = if is_plain && config.language == Lang::ZhCn { State::Warn } else { State::Ok };
    let value = t.doctor_screen_is(glyphs.as_ref(), language_name(config.language));
    let screen = Check::new(screen, state, value).or(t.doctor_do_screen());
    let font = match &config.printer.font {
        None => Check::new(font, State::NotChecked, t.doctor_font_none()),
        Some(path) => {
            let (state, value) = match Font::open(path) {
                Ok(found) if found.has(USUAL_HANZI) => (State::Ok, t.doctor_font_is(path.display().to_string())),
                Ok(_) => (State::Warn, t.doctor_font_lacks(path.display().to_string())),
                Err(error) => (State::Fail, error.to_string().into()),
            };
            Check::new(font, state, value).or(t.doctor_do_font())
        }
    };
    let keymap = match config::keymap(&config.keymap) {
        Ok(_) => Check::new(keymap, State::Ok, config.keymap.clone()),
        Err(error) => Check::new(keymap, State::Fail, error.to_string()).or(t.doctor_do_keymap()),
    };
    vec![screen, font, keymap]
}
