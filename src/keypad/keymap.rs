//! A keymap: which event is which key, and what is printed on the keys.

use std::collections::HashMap;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::{Key, KeymapError, parse, stroke::Stroke};
use crate::domain::Lang;

/// What one keypad sends and how its keys are labelled.
#[derive(Clone, Debug)]
pub struct Keymap {
    pub(super) name: String,
    pub(super) layout: Layout,
    pub(super) labels: HashMap<(Key, Lang), String>,
    pub(super) keys: HashMap<Stroke, Key>,
}

/// How the digits are arranged; menus on the screen follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 1-2-3 in the top row, as on a telephone or PIN pad.
    Telephone,
    /// 7-8-9 in the top row, as on a calculator or keyboard.
    Calculator,
}

impl Keymap {
    /// Reads a keymap file. `file_name` only serves the error, which names it with the line and what was expected.
    pub fn parse(file_name: &str, text: &str) -> Result<Keymap, KeymapError> {
        parse::keymap(file_name, text)
    }

    /// The key that an event means: presses and repeats only, and `None` for what this keypad does not use.
    pub fn key(&self, event: &KeyEvent) -> Option<Key> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let stroke = Stroke::of(event);
        self.keys.get(&stroke).or_else(|| self.keys.get(&stroke.on_main_block())).copied()
    }

    /// What is printed on a key; at most 12 columns wide.
    pub fn label(&self, key: Key, lang: Lang) -> &str {
        self.labels.get(&(key, lang)).map_or(key.usual_label(lang), String::as_str)
    }

    /// The name of the keypad, for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the digits are arranged.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The names that [`Keymap::shipped`] knows.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The text of a keymap file that comes with the program.
    pub fn shipped(name: &str) -> Option<&'static str> {
        SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }
}

const SHIPPED: [(&str, &str); 5] = [
    ("pc", include_str!("../../keymaps/pc.toml")),
    ("usb-numpad", include_str!("../../keymaps/usb-numpad.toml")),
    ("linux-console", include_str!("../../keymaps/linux-console.toml")),
    ("pos-4x4", include_str!("../../keymaps/pos-4x4.toml")),
    ("pos-telephone", include_str!("../../keymaps/pos-telephone.toml")),
];
