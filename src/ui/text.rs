//! Text measured as a terminal shows it: a Hanzi takes two columns.

use std::ops::Range;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthStr;

/// The most columns of a last line that stands alone; on a narrow screen it is a quarter of the line.
const LONE_COLUMNS: u16 = 12;
/// What a part of a sentence ends with.
const PART_ENDS: [char; 10] = ['，', '。', '；', '：', '、', ',', '.', ';', ':', '?'];

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
    let columns = area.right() - x;
    match text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        true => put_ascii(buf, (x, y), text, columns, style),
        false => buf.set_stringn(x, y, text, usize::from(columns), style).0,
    }
}

/// The same for signs that are all one byte and one column: nothing is to be measured, which is most of the time of a picture.
fn put_ascii(buf: &mut Buffer, (x, y): (u16, u16), text: &str, columns: u16, style: Style) -> u16 {
    let end = x + u16::try_from(text.len()).unwrap_or(u16::MAX).min(columns);
    for (at, x) in (x..end).enumerate() {
        buf[(x, y)].set_symbol(&text[at..=at]).set_style(style);
    }
    end
}

/// So many bytes in at most four digits and a unit: `980B`, `12K`, `1.5M`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["K", "M", "G", "T"];
    if count < 1000 {
        return format!("{count}B");
    }
    let (mut tenths, mut at) = (u128::from(count) / 100, 0);
    while tenths >= 10_000 && at + 1 < UNITS.len() {
        tenths /= 1000;
        at += 1;
    }
    match tenths {
        0..100 => format!("{}.{}{}", tenths / 10, tenths % 10, UNITS[at]),
        _ => format!("{}{}", tenths / 10, UNITS[at]),
    }
}

/// Draws a row of one sign, one column wide, from edge to edge of the area.
pub fn fill_row(buf: &mut Buffer, area: Rect, y: u16, sign: &'static str, style: Style) {
    let row = Rect::new(area.x, y, area.width, 1).intersection(area).intersection(buf.area);
    for x in row.left()..row.right() {
        buf[(x, y)].set_symbol(sign).set_style(style);
    }
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

/// Breaks a text into lines of at most so many columns, by the Unicode line breaking rules: at spaces and between
/// Hanzi, but never before a closing sign such as `，`.
pub fn wrap(text: &str, columns: u16) -> Vec<String> {
    if width(text) <= columns && !text.contains('\n') {
        return vec![text.to_owned()];
    }
    let columns = columns.max(2);
    text.split('\n').flat_map(|line| paragraph(line, columns)).collect()
}

/// The lines of a paragraph. Where it takes no more of them, each ends where a part of a sentence does; else none of a word or two
/// stands alone at the end where lines that are a little shorter give it company.
fn paragraph(text: &str, columns: u16) -> Vec<String> {
    let measured = |text| Piece { text, wide: width(text), bare: width(text.trim_end_matches(' ')) };
    let pieces: Vec<Piece<'_>> = pieces(text).flat_map(|piece| parts(piece, columns)).map(measured).collect();
    let mut lines = filled(&pieces, columns);
    if let Some(better) = by_parts(&pieces, columns, lines.len()) {
        lines = better;
    } else if is_lone(&pieces, &lines, columns) {
        let shorter = (columns / 2..columns).rev().map(|room| filled(&pieces, room));
        let mut shorter = shorter.take_while(|other| other.len() == lines.len());
        lines = shorter.find(|other| !is_lone(&pieces, other, columns)).unwrap_or(lines);
    }
    let written = |line: Range<usize>| pieces[line].iter().map(|piece| piece.text).collect::<String>();
    lines.into_iter().map(|line| written(line).trim_end_matches(' ').to_owned()).collect()
}

/// Whether the last line has a word or two.
fn is_lone(pieces: &[Piece<'_>], lines: &[Range<usize>], columns: u16) -> bool {
    let last = lines.last().map_or(0, |line| wide(&pieces[line.clone()]));
    lines.len() > 1 && last < lone(columns)
}

/// A last line with fewer columns stands alone.
fn lone(columns: u16) -> u16 {
    (columns / 4).min(LONE_COLUMNS)
}

/// So many lines, all but the last of which end where a part of a sentence does, each as late as it can; none where there are no
/// such lines, or one would be short.
fn by_parts(pieces: &[Piece<'_>], columns: u16, count: usize) -> Option<Vec<Range<usize>>> {
    let (mut lines, mut from) = (Vec::new(), 0);
    for rest in (1..count).rev() {
        let fits = |end: &usize| wide(&pieces[from..*end - 1]).saturating_add(pieces[*end - 1].bare) <= columns;
        let is_good = |end: &usize| {
            pieces[*end - 1].text.trim_end_matches(' ').ends_with(PART_ENDS)
                && wide(&pieces[from..*end]) >= columns / 3
                && (rest > 1 || wide(&pieces[*end..]) >= lone(columns))
                && filled(&pieces[*end..], columns).len() <= rest
        };
        let end = (from + 1..pieces.len()).take_while(fits).filter(is_good).last()?;
        lines.push(from..end);
        from = end;
    }
    lines.push(from..pieces.len());
    Some(lines)
}

/// A piece of a line that does not break, its columns, and those without the blanks at its end.
struct Piece<'a> {
    text: &'a str,
    wide: u16,
    bare: u16,
}

/// How many columns pieces take side by side.
fn wide(pieces: &[Piece<'_>]) -> u16 {
    pieces.iter().fold(0, |sum, piece| sum.saturating_add(piece.wide))
}

/// Which pieces stand in which line, as many in each as it has room for.
fn filled(pieces: &[Piece<'_>], room: u16) -> Vec<Range<usize>> {
    let (mut lines, mut from, mut used) = (Vec::new(), 0, 0u16);
    for (at, piece) in pieces.iter().enumerate() {
        if at > from && used.saturating_add(piece.bare) > room {
            lines.push(from..at);
            (from, used) = (at, 0);
        }
        used = used.saturating_add(piece.wide);
    }
    lines.push(from..pieces.len());
    lines
}

/// Lines of at most so many columns, each of as many pieces as it has room for. Blanks at its end are left out.
fn fill<'a>(pieces: impl Iterator<Item = &'a str>, columns: u16) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for piece in pieces {
        if !line.is_empty() && width(&line) + width(piece.trim_end_matches(' ')) > columns {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(piece);
    }
    lines.push(line);
    lines.into_iter().map(|line| line.trim_end_matches(' ').to_owned()).collect()
}

/// The pieces of a line between which it may break.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    // A hyphen after a blank belongs to the word behind it.
    let ends = linebreaks(line).map(|(end, _)| end).filter(|end| !line[..*end].ends_with(" -"));
    ends.scan(0, |from, end| Some(&line[std::mem::replace(from, end)..end]))
}

/// A piece that is wider than a line, in parts that are not.
fn parts(piece: &str, columns: u16) -> Vec<&str> {
    let (mut parts, mut from, mut used) = (Vec::new(), 0, 0);
    for (at, sign) in piece.char_indices() {
        let wide = width(sign.encode_utf8(&mut [0; 4]));
        if used + wide > columns && at > from {
            parts.push(&piece[from..at]);
            (from, used) = (at, 0);
        }
        used += wide;
    }
    parts.push(&piece[from..]);
    parts
}

/// Breaks a text into lines at blanks alone. A word that is wider than a line makes a line that is too wide.
pub fn wrap_at_blanks(text: &str, columns: u16) -> Vec<String> {
    text.split('\n').flat_map(|line| fill(line.split_inclusive(' '), columns.max(2))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_written_as_any_other_text_is() {
        let style = Style::new().bold();
        for (text, room) in [("Sale 12.00", 20), ("Sale 12.00", 4), ("", 3), ("~ !", 3)] {
            let area = Rect::new(0, 0, room, 1);
            let (mut ours, mut theirs) = (Buffer::empty(area), Buffer::empty(area));
            for buf in [&mut ours, &mut theirs] {
                buf.set_string(0, 0, "中文中文", Style::new().italic());
            }
            let end = put(&mut ours, area, 1, 0, text, style);
            let (their_end, _) = theirs.set_stringn(1, 0, text, usize::from(room - 1), style);
            assert_eq!((ours, end), (theirs, their_end), "{text:?} in {room}");
        }
    }

    #[test]
    fn bytes_are_short() {
        let table = [(0, "0B"), (999, "999B"), (1000, "1.0K"), (12_345, "12K"), (999_999, "999K"), (1_500_000, "1.5M")];
        for (count, text) in table.into_iter().chain([(2_345_678_901, "2.3G"), (u64::MAX, "18446744T")]) {
            assert_eq!(bytes(count), text);
        }
    }

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
        assert_eq!(wrap("one\n\ntwo", 10), ["one", "", "two"]);
        assert_eq!(wrap("set it by date -s now", 14), ["set it by date", "-s now"]);
        assert_eq!(wrap("set it: date -s now", 13), ["set it:", "date -s now"]);
        assert_eq!(wrap("0123456789AB x", 5), ["01234", "56789", "AB x"]);
    }

    #[test]
    fn no_word_stands_alone_at_the_end() {
        assert_eq!(
            wrap("The bank cannot be reached: check the line", 38),
            ["The bank cannot be reached:", "check the line"]
        );
        assert_eq!(
            wrap("签购单未打印，请勿重收，稍后重打：打印机缺纸", 38),
            ["签购单未打印，请勿重收，稍后重打：", "打印机缺纸"]
        );
        assert_eq!(
            wrap("将删除这位会员的全部资料，删除后不能恢复。", 38),
            ["将删除这位会员的全部资料，", "删除后不能恢复。"]
        );
        assert_eq!(
            wrap("Type the authorisation code, 6 characters", 38),
            ["Type the authorisation code,", "6 characters"]
        );
        let held = "请联系收单机构，再按 1 重新结算；也可由主管按 2 暂不结算，本批次继续收款";
        assert_eq!(wrap(held, 51), ["请联系收单机构，再按 1 重新结算；", "也可由主管按 2 暂不结算，本批次继续收款"]);
        // What has no better place stays.
        assert_eq!(wrap("abcdefghijklmnopqrst uv", 20), ["abcdefghijklmnopqrst", "uv"]);
    }

    #[test]
    fn words_of_hanzi_stay_whole_where_they_can() {
        assert_eq!(wrap_at_blanks("1,234,567.89 已付款", 15), ["1,234,567.89", "已付款"]);
        assert_eq!(wrap_at_blanks("结果未知，请勿重收", 10), ["结果未知，请勿重收"]);
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_much_too_wide(text in "[a-z 中文，。0-9]{0,80}", columns in 4u16..40) {
            for line in wrap(&text, columns) {
                proptest::prop_assert!(width(&line) <= columns);
            }
        }

        #[test]
        fn putting_never_leaves_the_area(text in ".{0,40}", x in 0u16..60, y in 0u16..30, w in 0u16..50, h in 0u16..20) {
            let mut buf = Buffer::empty(Rect::new(0, 0, 40, 15));
            put(&mut buf, Rect::new(0, 0, w, h), x, y, &text, Style::new());
        }
    }
}
