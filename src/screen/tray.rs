//! The training tray: the cards that a trainee can hold to the pad, in place of a real one.

use std::borrow::Cow;

use crate::{
    i18n::Texts,
    keypad::Key,
    ui::{
        Body, Look, Tone,
        text::{put, width},
    },
};

/// How many cards a page holds at most: the digits 1 to 8.
const PAGE: u8 = 8;
/// How many cards there are; places count from 1.
const CARDS: u8 = 22;
/// Rows above the cards.
const ABOVE: u16 = 2;

/// What a key picks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The card at this place.
    Card(u8),
    /// Another page.
    Page,
    /// Nothing.
    None,
}

/// Takes a key.
pub fn key(key: Key, page: &mut usize, look: &Look<'_>) -> Pick {
    let size = page_size(look);
    let pages = usize::from(CARDS.div_ceil(size));
    match key {
        Key::Down | Key::Digit(0) => {
            *page = (*page + 1) % pages;
            Pick::Page
        }
        Key::Up => {
            *page = (*page + pages - 1) % pages;
            Pick::Page
        }
        Key::Digit(d @ 1..=PAGE) if d <= size && first(*page, size) + d <= CARDS => Pick::Card(first(*page, size) + d),
        _ => Pick::None,
    }
}

/// How many cards a page holds: as many as a finger has room for.
fn page_size(look: &Look<'_>) -> u8 {
    look.touch.map_or(PAGE, |touch| {
        let (columns, rows) = touch.tiles(ABOVE);
        u8::try_from(columns * rows).unwrap_or(PAGE).min(PAGE)
    })
}

/// The place before the first of a page.
fn first(page: usize, size: u8) -> u8 {
    u8::try_from(page).unwrap_or(0).saturating_mul(size)
}

/// Draws the page in two columns.
pub fn draw(page: usize, body: &mut Body<'_, '_>, t: &Texts) {
    let texts = page_texts(page, page_size(&body.look), t);
    if body.look.touch.is_some() {
        return body.keys(ABOVE, (1..).map(Key::Digit).zip(texts));
    }
    let (buf, area) = body.rest();
    let rows = texts.len().div_ceil(2);
    let column = area.width / 2;
    for (index, text) in texts.iter().enumerate() {
        let x = area.x + if index < rows { 0 } else { column };
        let y = area.y + u16::try_from(index % rows).unwrap_or(0);
        let x = put(buf, area, x, y, &format!(" {} ", index + 1), Tone::Key.style());
        put(buf, area, x + 1, y, &fit(text, column.saturating_sub(5)), Tone::Plain.style());
    }
}

fn page_texts(page: usize, size: u8, t: &Texts) -> Vec<Cow<'static, str>> {
    let all = [
        t.tray_approve(),
        t.tray_decline(),
        t.tray_wrong_pin(),
        t.tray_silent(),
        t.tray_late(),
        t.tray_bad_mac(),
        t.tray_tap(),
        t.tray_swipe(),
        t.tray_pulled(),
        t.tray_card_declines(),
        t.tray_unplug(),
        t.tray_unplug_late(),
        t.tray_drop(),
        t.tray_garbage(),
        t.tray_ecash(),
        t.tray_mute(),
        t.tray_phone(),
        t.tray_blocked(),
        t.tray_expired(),
        t.tray_scripts(),
        t.tray_bad_script(),
        t.tray_bad_issuer(),
    ];
    all.into_iter().skip(usize::from(first(page, size))).take(usize::from(size)).collect()
}

/// The start of a text that fits so many columns.
fn fit(text: &str, columns: u16) -> String {
    let mut fitted = String::new();
    for c in text.chars() {
        fitted.push(c);
        if width(&fitted) > columns {
            fitted.pop();
            break;
        }
    }
    fitted
}
