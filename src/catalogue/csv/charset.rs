//! In which character set a list was written.

use std::{borrow::Cow, fmt};

use super::BadFile;

/// A character set that lists come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-8 with a byte order mark, as spreadsheets write it.
    Utf8Bom,
    /// GBK, as Chinese spreadsheets write it.
    Gbk,
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Charset::Utf8 => "UTF-8",
            Charset::Utf8Bom => "UTF-8 with BOM",
            Charset::Gbk => "GBK",
        })
    }
}

/// The byte order mark of UTF-8.
pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text, and how it was written. Bytes that mean nothing there become U+FFFD, which no cell may have.
///
/// # Errors
/// [`BadFile::Utf16`] for what Windows calls Unicode text.
pub(super) fn decode(bytes: &[u8]) -> Result<(Charset, Cow<'_, str>), BadFile> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(BadFile::Utf16);
    }
    if let Some(rest) = bytes.strip_prefix(BOM) {
        return Ok((Charset::Utf8Bom, String::from_utf8_lossy(rest)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Charset::Utf8, Cow::Borrowed(text))),
        Err(_) if looks_like_utf8(bytes) => Ok((Charset::Utf8, String::from_utf8_lossy(bytes))),
        Err(_) => Ok((Charset::Gbk, encoding_rs::GBK.decode_without_bom_handling(bytes).0)),
    }
}

/// Whether at least half of the lines with a Chinese character are UTF-8: then the others are broken UTF-8, and not GBK, which
/// hardly ever reads as UTF-8.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    let (mut fits, mut breaks) = (0usize, 0usize);
    for line in bytes.split(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
        match std::str::from_utf8(line) {
            Ok(_) => fits += 1,
            Err(_) => breaks += 1,
        }
    }
    fits > 0 && fits >= breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_charset_is_known_by_its_bytes() {
        let text = "编号,品名\n1,纯牛奶\n2,农夫山泉\n";
        let gbk = encoding_rs::GBK.encode(text).0;
        let with_bom = [BOM, text.as_bytes()].concat();
        for (bytes, charset) in [(text.as_bytes(), Charset::Utf8), (&with_bom, Charset::Utf8Bom), (&gbk, Charset::Gbk)]
        {
            assert_eq!(decode(bytes), Ok((charset, Cow::Borrowed(text))));
        }
        assert_eq!(decode(b"\xFF\xFE1\0"), Err(BadFile::Utf16));
    }

    #[test]
    fn one_broken_line_does_not_make_a_list_gbk() {
        let (charset, text) = decode("编号\n纯牛奶\n农夫\n".as_bytes()).unwrap();
        assert_eq!((charset, text.contains('\u{FFFD}')), (Charset::Utf8, false));
        let broken = ["编号\n纯牛奶\n".as_bytes(), b"\xB5\xC4\n"].concat();
        let (charset, text) = decode(&broken).unwrap();
        assert_eq!((charset, text.contains('\u{FFFD}')), (Charset::Utf8, true));
    }
}
