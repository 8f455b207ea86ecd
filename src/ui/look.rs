//! How one screen looks: language, glyphs, keypad labels and styles.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

use super::Touch;
use crate::{
    domain::Lang,
    i18n::{self, Texts},
    keypad::{Key, Keymap},
};

/// Which glyphs the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Lines and half blocks.
    #[default]
    Blocks,
    /// ASCII alone, for a plain console.
    Ascii,
}

impl Glyphs {
    /// The sign that rules are drawn with.
    pub fn rule(self) -> &'static str {
        match self {
            Glyphs::Blocks => "─",
            Glyphs::Ascii => "-",
        }
    }

    /// Full and empty cells of a progress bar.
    pub fn bar(self) -> (&'static str, &'static str) {
        match self {
            Glyphs::Blocks => ("█", "░"),
            Glyphs::Ascii => ("#", "."),
        }
    }
}

/// What a screen is drawn for.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The texts in the session's language.
    pub t: &'static Texts,
    /// The language.
    pub lang: Lang,
    /// The glyphs that its terminal has.
    pub glyphs: Glyphs,
    /// The keypad, for the names on its keys.
    pub keymap: &'a Keymap,
    /// How it is arranged for touch, where it is.
    pub touch: Option<Touch>,
}

impl<'a> Look<'a> {
    /// A look for a language.
    pub fn new(lang: Lang, glyphs: Glyphs, keymap: &'a Keymap) -> Look<'a> {
        Look { t: i18n::texts(language(lang)), lang, glyphs, keymap, touch: None }
    }

    /// What is printed on a key of this keypad; the keypad on the screen has the usual names.
    pub fn key(&self, key: Key) -> Cow<'a, str> {
        Cow::Borrowed(match self.touch {
            Some(_) => key.usual_label(self.lang),
            None => self.keymap.label(key, self.lang),
        })
    }

    /// A reason behind an entry of a list, in brackets. In English it begins small there, unless it begins with a short form.
    pub fn reason(&self, why: &str) -> Cow<'static, str> {
        let mut signs = why.chars();
        match (signs.next(), signs.next()) {
            (Some(first), Some(second)) if first.is_ascii_uppercase() && second.is_ascii_lowercase() => {
                self.t.in_brackets(format!("{}{}", first.to_ascii_lowercase(), &why[1..]))
            }
            _ => self.t.in_brackets(why),
        }
    }

    /// Whether people can press a key here, so that it may be named: on this keypad, or with a finger.
    pub fn has(&self, key: Key) -> bool {
        self.touch.is_some() || self.keymap.has(key)
    }
}

/// The keys that texts call by what is usually printed on them.
const NAMED: [Key; 6] = [Key::Enter, Key::Clear, Key::Cancel, Key::Menu, Key::Up, Key::Down];

impl Look<'_> {
    /// A text that calls keys by their usual names, as `CANCEL` in English and `“取消”` in Chinese, with the names that they have
    /// on this keypad.
    pub fn named(&self, text: &str) -> String {
        match self.lang {
            Lang::ZhCn => NAMED.iter().fold(text.to_owned(), |text, key| {
                text.replace(&format!("“{}”", key.usual_label(Lang::ZhCn)), &format!("“{}”", self.key(*key)))
            }),
            Lang::En => {
                let name = |word: &str| NAMED.iter().find(|key| key.usual_label(Lang::En) == word);
                let pieces = text.split_inclusive(|sign: char| !sign.is_ascii_alphabetic());
                let with_name = |piece: &str| {
                    let word = piece.trim_end_matches(|sign: char| !sign.is_ascii_alphabetic());
                    match name(word) {
                        Some(key) => format!("{}{}", self.key(*key), &piece[word.len()..]),
                        None => piece.to_owned(),
                    }
                };
                pieces.map(with_name).collect()
            }
        }
    }
}

/// The language of the texts for a language of the domain.
pub fn language(lang: Lang) -> i18n::Lang {
    match lang {
        Lang::ZhCn => i18n::Lang::ZhCn,
        Lang::En => i18n::Lang::En,
    }
}

/// The few tones of a screen. Each is told apart by its words and shape too, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary text.
    Plain,
    /// The thing that the screen is about.
    Strong,
    /// Less important, or not to be had now.
    Dim,
    /// A label beside a value.
    Label,
    /// The name of a key.
    Key,
    /// Good news.
    Good,
    /// Bad news.
    Bad,
    /// Not known, or look here.
    Warn,
    /// The training banner.
    Training,
}

impl Tone {
    /// The style, in the eight named colours that every console has.
    pub fn style(self) -> Style {
        let plain = Style::new();
        match self {
            Tone::Plain => plain,
            Tone::Strong => plain.add_modifier(Modifier::BOLD),
            Tone::Dim => plain.fg(Color::DarkGray),
            Tone::Label => plain.fg(Color::Cyan),
            Tone::Key => plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
            Tone::Good => plain.fg(Color::Black).bg(Color::Green),
            Tone::Bad => plain.fg(Color::White).bg(Color::Red).add_modifier(Modifier::BOLD),
            Tone::Warn => plain.fg(Color::Black).bg(Color::Yellow),
            Tone::Training => plain.fg(Color::Yellow),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_names_that_are_on_them() {
        let named = |keymap: &str, lang, text: &str| {
            let keymap = Keymap::parse(keymap, Keymap::shipped(keymap).unwrap()).unwrap();
            Look::new(lang, Glyphs::Blocks, &keymap).named(text)
        };
        assert_eq!(named("pc", Lang::En, "CANCEL leads back, UP to 00."), "Esc leads back, Up to 00.");
        assert_eq!(named("usb-numpad", Lang::En, "Digits, MENU. UPON it CLEAR"), "Digits, *. UPON it .");
        assert_eq!(named("pos-4x4", Lang::ZhCn, "按“确认”键"), "按“确认”键");
        assert_eq!(named("usb-numpad", Lang::ZhCn, "按“确认”键，已确认"), "按“Enter”键，已确认");
    }
}
