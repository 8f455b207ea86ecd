//! Text measured as a terminal shows it: a Hanzi takes two columns.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Writes one line at `(x, y)`, clipped to the area. Returns the column after it.
pub fn put(buf: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if y < area.y || y >= area.bottom() || x < area.x || x >= area.right() {
        return x;
    }
    buf.set_stringn(x, y, text, usize::from(area.right() - x), style).0
}

/// Writes one line in the middle of the area's width.
pub fn put_centred(buf: &mut Buffer, area: Rect, y: u16, text: &str, style: Style) {
    let x = area.x + area.width.saturating_sub(width(text)) / 2;
    put(buf, area, x, y, text, style);
}

/// Writes one line that ends at the area's right edge.
pub fn put_right(buf: &mut Buffer, area: Rect, y: u16, text: &str, style: Style) {
    let x = area.x + area.width.saturating_sub(width(text));
    put(buf, area, x, y, text, style);
}

/// Breaks a text into lines of at most so many columns: at spaces, and between any two wide characters. A closing
/// sign such as `，` never begins a line.
pub fn wrap(text: &str, columns: u16) -> Vec<String> {
    let columns = usize::from(columns.max(2));
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let needed = piece.trim_end().width();
        let keeps = piece.chars().all(|c| "，。；：！？、）".contains(c));
        if used > 0 && used + needed > columns && !keeps {
            lines.push(String::new());
            used = 0;
        }
        for c in piece.chars() {
            let w = c.width().unwrap_or(0);
            if used + w > columns && !keeps && c != ' ' {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            used += w;
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Words with the space behind them, and single wide characters.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let wide = c.width().unwrap_or(0) > 1;
        let next_wide = chars.peek().is_some_and(|(_, n)| n.width().unwrap_or(0) > 1);
        if c == ' ' || wide || next_wide {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hanzi_takes_two_columns() {
        assert_eq!(width("批次 12"), 7);
        assert_eq!(width("￥"), 2);
    }

    #[test]
    fn lines_break_between_words_and_hanzi() {
        assert_eq!(wrap("do not charge again", 10), ["do not", "charge", "again"]);
        assert_eq!(wrap("结果未知，请勿重收", 10), ["结果未知，", "请勿重收"]);
        assert_eq!(wrap("", 10), [""]);
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_much_too_wide(text in "[a-z 中文，。0-9]{0,80}", columns in 4u16..40) {
            for line in wrap(&text, columns) {
                // A closing sign may hang over by its own width.
                proptest::prop_assert!(width(line.trim_end_matches(['，', '。'])) <= columns);
            }
        }

        #[test]
        fn putting_never_leaves_the_area(text in ".{0,40}", x in 0u16..60, y in 0u16..30, w in 0u16..50, h in 0u16..20) {
            let mut buf = Buffer::empty(Rect::new(0, 0, 40, 15));
            put(&mut buf, Rect::new(0, 0, w, h), x, y, &text, Style::new());
        }
    }
}
