//! Characters as a Chinese receipt printer knows them: ASCII of one byte, GBK of two.

use encoding_rs::GBK;

/// Stands for a character that the printer has no glyph for.
const REPLACEMENT: char = '？';

/// The character itself if the printer has it, else one that shows that something is missing.
pub(super) fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        // GBK has the wide sign only.
        '¥' => '￥',
        // The private area holds glyphs that somebody loaded, or blanks.
        '\u{e000}'..='\u{f8ff}' => REPLACEMENT,
        c if c.is_control() || !is_known(c) => REPLACEMENT,
        c => c,
    }
}

/// Whether a character is an ordinary one that GBK lacks, which a font may have a glyph for.
pub(super) fn is_only_unknown(c: char) -> bool {
    let private = ('\u{e000}'..='\u{f8ff}').contains(&c);
    // Marks that turn the reading order or have no width of their own are no glyphs.
    let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    c != '¥' && !private && !invisible && !c.is_control() && !is_known(c)
}

/// The columns of a printable character: as many as it has bytes.
pub(super) fn columns(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

/// The text in GBK. Every character must have gone through [`printable`].
pub(super) fn encode(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

/// One byte for ASCII, two for the others. Characters that only GB18030 has, with four bytes, print as garbage and count
/// as missing; so does the euro, which is one byte here, because printers pair such a byte with the next.
fn is_known(c: char) -> bool {
    let mut utf8 = [0; 4];
    let (bytes, _, unmappable) = GBK.encode(c.encode_utf8(&mut utf8));
    !unmappable && bytes.len() == columns(c)
}
