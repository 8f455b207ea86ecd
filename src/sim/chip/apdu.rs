//! Commands as they come: class, instruction, two parameters, data, and perhaps the length that is expected back.

/// Status words.
pub(super) mod sw {
    pub const DONE: u16 = 0x9000;
    /// The issuer's response is wrong.
    pub const NOT_AUTHENTICATED: u16 = 0x6300;
    /// The PIN is wrong; the last digit says how many tries are left.
    pub const WRONG_PIN: u16 = 0x63C0;
    pub const APPLICATION_BLOCKED: u16 = 0x6283;
    pub const WRONG_LENGTH: u16 = 0x6700;
    pub const METHOD_BLOCKED: u16 = 0x6983;
    pub const OUT_OF_ORDER: u16 = 0x6985;
    /// A telephone that wants its owner's consent.
    pub const SEE_PHONE: u16 = 0x6986;
    pub const WRONG_MAC: u16 = 0x6988;
    pub const WRONG_DATA: u16 = 0x6A80;
    pub const CARD_BLOCKED: u16 = 0x6A81;
    pub const NOT_FOUND: u16 = 0x6A82;
    pub const NO_RECORD: u16 = 0x6A83;
    pub const WRONG_PARAMETERS: u16 = 0x6A86;
    pub const NO_SUCH_DATA: u16 = 0x6A88;
    pub const UNKNOWN_INSTRUCTION: u16 = 0x6D00;
    pub const UNKNOWN_CLASS: u16 = 0x6E00;
}

/// Data, or a status other than 9000.
pub(super) type Answer = Result<Vec<u8>, u16>;

/// A command.
pub(super) struct Command<'a> {
    pub(super) class: u8,
    pub(super) instruction: u8,
    pub(super) p1: u8,
    pub(super) p2: u8,
    pub(super) data: &'a [u8],
}

impl<'a> Command<'a> {
    /// Lengths of one byte alone, as EMV cards have them.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Command<'a>, u16> {
        let &[class, instruction, p1, p2, ref body @ ..] = bytes else { return Err(sw::WRONG_LENGTH) };
        let data = match body {
            [] | [_] => &[],
            [length, rest @ ..] => match rest.split_at_checked(usize::from(*length)) {
                Some((data, [] | [_])) if !data.is_empty() => data,
                _ => return Err(sw::WRONG_LENGTH),
            },
        };
        Ok(Command { class, instruction, p1, p2, data })
    }

    /// The data, which have this length.
    pub(super) fn exactly(&self, length: usize) -> Result<&'a [u8], u16> {
        if self.data.len() == length { Ok(self.data) } else { Err(sw::WRONG_LENGTH) }
    }

    /// The parameters must be these.
    pub(super) fn with(&self, p1: u8, p2: u8) -> Result<(), u16> {
        if (self.p1, self.p2) == (p1, p2) { Ok(()) } else { Err(sw::WRONG_PARAMETERS) }
    }
}
