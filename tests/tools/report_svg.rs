//! Pictures of reports, charts, the search, baskets and cash for the documents, from the scenes of the tests: their days and sums are
//! the same each time. Run it with `cargo run --example report_svg [FOLDER]`; the folder is `docs/screens` where none is named. Where
//! scenes are named behind it, those are drawn, to be looked at.

#[path = "../scenes/mod.rs"]
#[allow(clippy::unwrap_used, dead_code, reason = "the scenes are those of a test, and only some of them are drawn")]
mod scenes;
#[path = "../support/mod.rs"]
mod support;
mod svg;

use std::{fmt::Write, io::Result, num::NonZero, path::PathBuf};

use keytill::{app::SessionId, domain::Lang};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

/// Scenes, and the names of their pictures.
const PICTURES: [(&str, &str); 11] = [
    ("report_x", "x-report"),
    ("chart_hours", "by-hour"),
    ("chart_ways", "by-way"),
    ("chart_month", "last-30-days"),
    ("search_found", "search"),
    ("basket", "basket"),
    ("basket_pay", "basket-pay"),
    ("basket_menu", "basket-menu"),
    ("cash_given", "cash"),
    ("bill_many_parts", "parts"),
    ("drawer_moved", "drawer"),
];

const fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("a screen has cells")
}

/// Columns and rows.
const SIZES: [(NonZero<u16>, NonZero<u16>); 2] = [(cells(80), cells(24)), (cells(40), cells(15))];

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("docs/screens"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let named: Vec<String> = std::env::args().skip(2).collect();
    let named: Vec<(&str, &str)> = named.iter().map(|name| (name.as_str(), name.as_str())).collect();
    for (name, file) in if named.is_empty() { PICTURES.to_vec() } else { named } {
        let Some(scene) = scenes::SCENES.iter().find(|scene| scene.name == name) else { continue };
        for (lang, code) in [(Lang::En, "en"), (Lang::ZhCn, "zh-CN")] {
            let mut till = (scene.play)(lang);
            for (columns, rows) in SIZES {
                // What a screen for touch has room for depends on it.
                if let Some(session) = till.model.sessions.get_mut(&SessionId::KEYPAD) {
                    session.size = (columns.get(), rows.get());
                }
                let mut buf = Buffer::empty(Rect::new(0, 0, columns.get(), rows.get()));
                keytill::app::view(&till.model, SessionId::KEYPAD, &mut buf);
                let mut screen = vt100::Parser::new(rows, columns, 0);
                screen.process(bytes(&buf).as_bytes());
                // The clock is that of the scene, and so are the hours of the chart.
                let picture = svg::picture(screen.screen(), "");
                std::fs::write(folder.join(format!("{file}.{code}.{columns}x{rows}.svg")), picture)?;
            }
        }
    }
    Ok(())
}

/// What a terminal would be sent for these cells.
fn bytes(buf: &Buffer) -> String {
    let mut out = String::new();
    for row in 0..buf.area.height {
        let mut column = 0;
        while column < buf.area.width {
            let cell = &buf[(column, row)];
            // Writing to a string cannot fail.
            let _ = write!(out, "\x1b[{};{}H{}{}", row + 1, column + 1, look(cell), cell.symbol());
            column += u16::try_from(cell.symbol().width()).unwrap_or(1).max(1);
        }
    }
    out
}

fn look(cell: &Cell) -> String {
    let mut codes = vec!["0".to_owned()];
    codes.extend(cell.modifier.contains(Modifier::BOLD).then(|| "1".into()));
    codes.extend(cell.modifier.contains(Modifier::REVERSED).then(|| "7".into()));
    codes.extend(named(cell.fg).map(|index| format!("38;5;{index}")));
    codes.extend(named(cell.bg).map(|index| format!("48;5;{index}")));
    format!("\x1b[{}m", codes.join(";"))
}

/// The number of a colour; only those are here that `ui::Tone` uses.
fn named(colour: Color) -> Option<u8> {
    match colour {
        Color::Black => Some(0),
        Color::Red => Some(1),
        Color::Green => Some(2),
        Color::Yellow => Some(3),
        Color::Cyan => Some(6),
        Color::DarkGray => Some(8),
        Color::White => Some(15),
        _ => None,
    }
}
