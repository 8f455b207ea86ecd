//! A screen as text: rows of symbols, a wide one once.

use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

use crate::app::{Model, SessionId, view};

/// Draws the keypad's screen at a size, whatever the session's own is.
pub fn picture(model: &Model, (columns, rows): (u16, u16)) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    view(model, SessionId::KEYPAD, &mut buf);
    dump(&buf)
}

/// One line for each row, without the blanks at its end.
pub fn dump(buf: &Buffer) -> String {
    let mut text = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        let begin = text.len();
        let mut x = buf.area.left();
        while x < buf.area.right() {
            let symbol = buf[(x, y)].symbol();
            text.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap_or(1);
        }
        let end = begin + text[begin..].trim_end().len();
        text.truncate(end);
        text.push('\n');
    }
    text
}
