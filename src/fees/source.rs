//! What all files have in common: a limit, a charset, and lines that errors can name.

/// The most bytes of a file that is read here.
pub const FILE_MAX: usize = 16 << 20;

/// Why bytes are no text that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// There are too many of them.
    #[error("the file has {0} bytes, more than {FILE_MAX}: it is not the file that was meant")]
    TooLong(usize),
    /// They are in another charset.
    #[error("line {0}: not UTF-8; save the file as UTF-8, for example with: iconv -f GB18030 -t UTF-8")]
    NotUtf8(usize),
}

/// The text of a file, without a byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<&str, NoText> {
    if bytes.len() > FILE_MAX {
        return Err(NoText::TooLong(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        NoText::NotUtf8(1 + good.iter().filter(|byte| **byte == b'\n').count())
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The line of a place in a text, counted from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// What is wrong with the form of a TOML file: line and message.
pub(super) fn toml_fault(text: &str, error: &toml::de::Error) -> (usize, String) {
    (error.span().map_or(1, |span| line_of(text, span.start)), error.message().to_owned())
}
