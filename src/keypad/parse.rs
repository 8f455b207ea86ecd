//! Reading a keymap file, with the line of whatever is wrong.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    ops::Range,
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use unicode_width::UnicodeWidthStr;

use super::{Chord, Key, Keymap, KeymapError, Layout, error::Problem, stroke::Stroke};
use crate::domain::Lang;

/// Longest keymap file, in bytes. The shipped ones have about two thousand.
const MAX_FILE: usize = 64 * 1024;
/// Widest label, in columns: the line of keys at the bottom holds three of them.
const MAX_LABEL: usize = 12;
/// Longest name of a keypad, in columns.
const MAX_NAME: usize = 40;
/// Longest bounce, in milliseconds: longer ones would take away what people type.
const MAX_BOUNCE: u64 = 100;

pub(super) fn keymap(file_name: &str, text: &str) -> Result<Keymap, KeymapError> {
    let source = Source { file: file_name, text };
    if text.len() > MAX_FILE {
        return Err(source.error(0..0, Problem::TooLong { found: text.len(), limit: MAX_FILE }));
    }
    let root = DeTable::parse(text).map_err(|e| source.not_toml(&e))?;
    let mut entries = Entries::default();
    for (entry, value) in in_file_order(root.get_ref()) {
        match entry.get_ref().as_ref() {
            "name" => entries.name = Some(source.name(value)?),
            "layout" => entries.layout = Some(source.layout(value)?),
            "labels" => entries.labels = source.labels(value)?,
            "bounce_ms" => entries.bounce = Some(source.bounce(value)?),
            "beside" => entries.beside = source.beside(value)?,
            "keys" => entries.keys = Some(source.keys(entry.span(), value, Stroke::parse)?),
            "evdev" => entries.evdev = Some(source.keys(entry.span(), value, Chord::parse)?),
            other => return Err(source.error(entry.span(), Problem::UnknownEntry { found: other.into() })),
        }
    }
    entries.into_keymap(&source)
}

#[derive(Default)]
struct Entries {
    name: Option<String>,
    layout: Option<Layout>,
    labels: HashMap<(Key, Lang), String>,
    bounce: Option<Duration>,
    beside: HashSet<Key>,
    keys: Option<HashMap<Stroke, Key>>,
    evdev: Option<HashMap<Chord, Key>>,
}

impl Entries {
    fn into_keymap(self, source: &Source<'_>) -> Result<Keymap, KeymapError> {
        let missing = |entry, expected| source.error(0..0, Problem::Missing { entry, expected });
        let expected = "a table of keys and their events, or [evdev] with the codes of a keypad that no console knows";
        if self.keys.is_none() && self.evdev.is_none() {
            return Err(missing("[keys]", expected));
        }
        Ok(Keymap {
            name: self.name.ok_or_else(|| missing("name", NAME))?,
            layout: self.layout.ok_or_else(|| missing("layout", LAYOUT))?,
            labels: self.labels,
            keys: self.keys.unwrap_or_default(),
            evdev: self.evdev.unwrap_or_default(),
            bounce: self.bounce.unwrap_or(Duration::from_millis(Keymap::BOUNCE_MS)),
            beside: self.beside,
        })
    }
}

const NAME: &str = "a text of 1 to 40 columns";
const LAYOUT: &str = "\"telephone\" or \"calculator\"";
const LABEL: &str = "{ zh = \"...\", en = \"...\" }, each of 1 to 12 columns";
const EVENTS: &str =
    "a list of events, such as [\"enter\", \"kp_enter\"], or below [evdev] [\"KEY_ENTER\", \"KEY_KPENTER\"]";
const BESIDE: &str = "a list of keys without which people can sell, such as [\"f1\", \"feed\"]";
const BOUNCE: &str = "a whole number of milliseconds, 0 to 100";

/// A file being read: it knows its name and turns positions into lines.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Source<'_> {
    fn name(&self, value: &Value<'_>) -> Result<String, KeymapError> {
        let text = value.get_ref().as_str().filter(|t| printable(t, MAX_NAME));
        text.map(str::to_owned).ok_or_else(|| self.unfit(value, "name", NAME))
    }

    fn layout(&self, value: &Value<'_>) -> Result<Layout, KeymapError> {
        match value.get_ref().as_str() {
            Some("telephone") => Ok(Layout::Telephone),
            Some("calculator") => Ok(Layout::Calculator),
            _ => Err(self.unfit(value, "layout", LAYOUT)),
        }
    }

    fn labels(&self, value: &Value<'_>) -> Result<HashMap<(Key, Lang), String>, KeymapError> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.unfit(value, "labels", "a table of keys and their labels"))?;
        let mut labels = HashMap::new();
        for (name, texts) in in_file_order(table) {
            let key = self.key(name)?;
            let texts = texts.get_ref().as_table().ok_or_else(|| self.unfit(texts, name.get_ref(), LABEL))?;
            for (lang, text) in in_file_order(texts) {
                let language = match lang.get_ref().as_ref() {
                    "zh" => Lang::ZhCn,
                    "en" => Lang::En,
                    _ => return Err(self.unfit(lang, name.get_ref(), LABEL)),
                };
                let label = text.get_ref().as_str().filter(|t| printable(t, MAX_LABEL));
                let label = label.ok_or_else(|| self.unfit(text, name.get_ref(), LABEL))?;
                labels.insert((key, language), label.to_owned());
            }
        }
        Ok(labels)
    }

    fn bounce(&self, value: &Value<'_>) -> Result<Duration, KeymapError> {
        let number = value.get_ref().as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        let fits = number.filter(|ms| *ms <= MAX_BOUNCE).map(Duration::from_millis);
        fits.ok_or_else(|| self.unfit(value, "bounce_ms", BOUNCE))
    }

    /// The keys that are on a keyboard beside the keypad. Nobody can sell where one that is needed is not at hand.
    fn beside(&self, value: &Value<'_>) -> Result<HashSet<Key>, KeymapError> {
        let list = value.get_ref().as_array().ok_or_else(|| self.unfit(value, "beside", BESIDE))?;
        let key = |name: &Value<'_>| {
            let key = name.get_ref().as_str().and_then(Key::named).filter(|key| !key.is_needed());
            key.ok_or_else(|| self.unfit(name, "beside", BESIDE))
        };
        list.iter().map(key).collect()
    }

    /// A table of keys and what they send, each read by `read`.
    fn keys<E: Eq + Hash>(
        &self,
        header: Range<usize>,
        value: &Value<'_>,
        read: fn(&str) -> Result<E, &'static str>,
    ) -> Result<HashMap<E, Key>, KeymapError> {
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.unfit(value, "keys", "a table of keys and their events"))?;
        let mut keys = HashMap::new();
        for (name, events) in in_file_order(table) {
            let key = self.key(name)?;
            let list = events.get_ref().as_array().ok_or_else(|| self.unfit(events, name.get_ref(), EVENTS))?;
            for event in list.iter() {
                self.add_event(&mut keys, key, event, read)?;
            }
            if key.is_needed() && list.is_empty() {
                return Err(self.error(name.span(), Problem::KeyWithoutEvent { key }));
            }
        }
        let without = Key::ALL.into_iter().find(|key| key.is_needed() && !keys.values().any(|k| k == key));
        match without {
            Some(key) => Err(self.error(header, Problem::KeyWithoutEvent { key })),
            None => Ok(keys),
        }
    }

    fn add_event<E: Eq + Hash>(
        &self,
        keys: &mut HashMap<E, Key>,
        key: Key,
        event: &Value<'_>,
        read: fn(&str) -> Result<E, &'static str>,
    ) -> Result<(), KeymapError> {
        let text = event.get_ref().as_str().ok_or_else(|| self.unfit(event, key.name(), EVENTS))?;
        let read = read(text)
            .map_err(|expected| self.error(event.span(), Problem::UnknownEvent { found: text.into(), expected }))?;
        match keys.insert(read, key) {
            Some(first) if first != key => {
                Err(self.error(event.span(), Problem::EventTwice { event: text.into(), first, second: key }))
            }
            _ => Ok(()),
        }
    }

    fn key(&self, name: &Spanned<impl AsRef<str>>) -> Result<Key, KeymapError> {
        let text = name.get_ref().as_ref();
        Key::named(text).ok_or_else(|| self.error(name.span(), Problem::UnknownKey { found: text.into() }))
    }

    fn unfit<T>(&self, at: &Spanned<T>, entry: &str, expected: &'static str) -> KeymapError {
        self.error(at.span(), Problem::Unfit { entry: entry.into(), expected })
    }

    fn not_toml(&self, error: &toml::de::Error) -> KeymapError {
        self.error(error.span().unwrap_or(0..0), Problem::NotToml(error.message().trim().replace('\n', ", ")))
    }

    fn error(&self, at: Range<usize>, problem: Problem) -> KeymapError {
        let line = self.text.bytes().take(at.start).filter(|&b| b == b'\n').count() + 1;
        KeymapError { file: self.file.into(), line, problem }
    }
}

fn printable(text: &str, columns: usize) -> bool {
    !text.trim().is_empty() && text.width() <= columns && !text.chars().any(char::is_control)
}

/// The entries of a table as they stand in the file, so that the first mistake is reported first.
fn in_file_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<(&'t Spanned<toml::de::DeString<'a>>, &'t Value<'a>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}
