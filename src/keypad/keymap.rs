//! A keymap: which event is which key, and what is printed on the keys.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use crossterm::event::{KeyEvent, KeyEventKind};

use super::{Chord, Key, Keycode, KeymapError, Shift, parse, stroke::Stroke};
use crate::domain::Lang;

/// What one keypad sends and how its keys are labelled.
#[derive(Clone, Debug)]
pub struct Keymap {
    pub(super) name: String,
    pub(super) layout: Layout,
    pub(super) labels: HashMap<(Key, Lang), String>,
    /// What a terminal makes of the keys; none where the keypad is read past the console alone.
    pub(super) keys: HashMap<Stroke, Key>,
    /// What the kernel's input layer makes of them; none where the keypad is read from the terminal alone.
    pub(super) evdev: HashMap<Chord, Key>,
    pub(super) bounce: Duration,
    /// Keys that are read but are not on the keypad: those of a keyboard beside it.
    pub(super) beside: HashSet<Key>,
}

/// How the digits are arranged: for people who compare a keypad with its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// 1-2-3 in the top row, as on a telephone or PIN pad.
    Telephone,
    /// 7-8-9 in the top row, as on a calculator or keyboard.
    Calculator,
}

impl Keymap {
    /// Milliseconds of [`Keymap::bounce`] where the file does not say: longer than a contact bounces, shorter than a finger takes
    /// to push a key twice.
    pub const BOUNCE_MS: u64 = 20;

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

    /// The key that a code of the kernel's input layer means, and `None` for what this keypad does not use.
    pub fn pushed(&self, chord: Chord) -> Option<Key> {
        self.evdev.get(&chord).copied()
    }

    /// Whether a code is one of this keypad, with Shift or without.
    pub fn has_code(&self, code: Keycode) -> bool {
        [Shift::Up, Shift::Held].into_iter().any(|shift| self.evdev.contains_key(&Chord { code, shift }))
    }

    /// Whether a device that has these keys could be this keypad: it can press everything without which nobody could sell.
    pub fn fits(&self, has: impl Fn(Keycode) -> bool) -> bool {
        let reaches = |key: Key| self.evdev.iter().any(|(chord, means)| *means == key && has(chord.code));
        Key::ALL.into_iter().filter(|key| key.is_needed()).all(reaches)
    }

    /// Whether the keypad has a key: it sends something, and is not on a keyboard beside it alone. No other key is named to people.
    pub fn has(&self, key: Key) -> bool {
        let is_read = self.keys.values().chain(self.evdev.values()).any(|read| *read == key);
        is_read && !self.beside.contains(&key)
    }

    /// Whether a keypad can be read with it straight from the kernel: the file has `[evdev]`.
    pub fn is_for_evdev(&self) -> bool {
        !self.evdev.is_empty()
    }

    /// Whether a terminal's keys mean something in it: the file has `[keys]`.
    pub fn is_for_terminals(&self) -> bool {
        !self.keys.is_empty()
    }

    /// A key that goes down so soon after it has moved has only bounced.
    pub fn bounce(&self) -> Duration {
        self.bounce
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
