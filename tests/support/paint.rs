//! A screen as text: rows of symbols, a wide one once.

use keytill::app::{Model, SessionId, view};
use ratatui::{buffer::Buffer, layout::Rect};
use unicode_width::UnicodeWidthStr;

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
        let mut line = String::new();
        let mut x = buf.area.left();
        while x < buf.area.right() {
            let symbol = buf[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap();
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
