//! Tags: their numbers, names, and what may be shown.

use std::fmt;

/// A tag of one to three bytes, as the number that its bytes make: `Tag::new(0x9F26)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u32);

macro_rules! tags {
    ($($name:ident = $number:literal, $text:literal;)*) => {
        /// The tags that this program knows.
        impl Tag {
            $(#[doc = $text] pub const $name: Tag = Tag($number);)*

            /// Its name in English; none for a tag that this program does not know.
            pub fn name(self) -> Option<&'static str> {
                match self.0 { $($number => Some($text),)* _ => None }
            }
        }
    };
}

tags! {
    AID = 0x4F, "application identifier";
    LABEL = 0x50, "application label";
    TRACK1 = 0x56, "track 1 data";
    TRACK2 = 0x57, "track 2 equivalent data";
    PAN = 0x5A, "application primary account number";
    CARDHOLDER = 0x5F20, "cardholder name";
    EXPIRY = 0x5F24, "application expiration date";
    SERVICE_CODE = 0x5F30, "service code";
    CURRENCY = 0x5F2A, "transaction currency code";
    SEQUENCE = 0x5F34, "application PAN sequence number";
    SCRIPT_1 = 0x71, "issuer script template 1";
    SCRIPT_2 = 0x72, "issuer script template 2";
    AIP = 0x82, "application interchange profile";
    DF_NAME = 0x84, "dedicated file name";
    COMMAND = 0x86, "issuer script command";
    RESPONSE_CODE = 0x8A, "authorisation response code";
    CDOL1 = 0x8C, "card risk management data object list 1";
    CDOL2 = 0x8D, "card risk management data object list 2";
    ISSUER_AUTH = 0x91, "issuer authentication data";
    TVR = 0x95, "terminal verification results";
    DATE = 0x9A, "transaction date";
    TSI = 0x9B, "transaction status information";
    TYPE = 0x9C, "transaction type";
    AMOUNT = 0x9F02, "amount, authorised";
    AMOUNT_OTHER = 0x9F03, "amount, other";
    TERMINAL_AID = 0x9F06, "application identifier (terminal)";
    APP_VERSION = 0x9F09, "application version number (terminal)";
    CARDHOLDER_MORE = 0x9F0B, "cardholder name, extended";
    ISSUER_DATA = 0x9F10, "issuer application data";
    PREFERRED_NAME = 0x9F12, "application preferred name";
    SCRIPT_ID = 0x9F18, "issuer script identifier";
    COUNTRY = 0x9F1A, "terminal country code";
    IFD_SERIAL = 0x9F1E, "interface device serial number";
    TRACK1_DISCRETIONARY = 0x9F1F, "track 1 discretionary data";
    TRACK2_DISCRETIONARY = 0x9F20, "track 2 discretionary data";
    TIME = 0x9F21, "transaction time";
    CRYPTOGRAM = 0x9F26, "application cryptogram";
    CID = 0x9F27, "cryptogram information data";
    CAPABILITIES = 0x9F33, "terminal capabilities";
    CVM_RESULTS = 0x9F34, "cardholder verification method results";
    TERMINAL_TYPE = 0x9F35, "terminal type";
    ATC = 0x9F36, "application transaction counter";
    UNPREDICTABLE = 0x9F37, "unpredictable number";
    COUNTER = 0x9F41, "transaction sequence counter";
    CARD_PRODUCT = 0x9F63, "card product identification";
    TTQ = 0x9F66, "terminal transaction qualifiers";
    TRACK2_TAP = 0x9F6B, "track 2 data of a contactless stripe card";
    CARD_QUALIFIERS = 0x9F6C, "card transaction qualifiers";
    EC_ISSUER_CODE = 0x9F74, "electronic cash issuer authorisation code";
    SCRIPT_RESULTS = 0xDF31, "issuer script results";
    MSR_DATA = 0xDFEE23, "stripe data of the reader";
}

impl Tag {
    /// The tag whose bytes make this number, most significant first. Leading zero bytes do not count.
    pub const fn new(number: u32) -> Tag {
        Tag(number & 0x00FF_FFFF)
    }

    /// The number that its bytes make.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Whether its value is made of further objects.
    pub fn is_constructed(self) -> bool {
        self.bytes().first().is_some_and(|byte| byte & 0x20 != 0)
    }

    /// Whether its value may never be shown, logged or stored in clear: card number, tracks, the holder's name.
    pub fn is_secret(self) -> bool {
        const SECRET: [Tag; 9] = [
            Tag::PAN,
            Tag::TRACK2,
            Tag::TRACK1,
            Tag::TRACK2_TAP,
            Tag::CARDHOLDER,
            Tag::CARDHOLDER_MORE,
            Tag::TRACK1_DISCRETIONARY,
            Tag::TRACK2_DISCRETIONARY,
            Tag::MSR_DATA,
        ];
        SECRET.contains(&self)
    }

    /// The longest value, in bytes, of the tags whose values are copied into small places (EMV book 3, annex A).
    pub fn longest(self) -> Option<usize> {
        match self {
            Tag::PAN => Some(10),
            Tag::TRACK2 => Some(19),
            Tag::CARDHOLDER => Some(26),
            Tag::ISSUER_DATA => Some(32),
            _ => None,
        }
    }

    /// Its bytes on the wire.
    pub fn bytes(self) -> TagBytes {
        let [_, a, b, c] = self.0.to_be_bytes();
        let start = if a != 0 {
            0
        } else if b != 0 {
            1
        } else {
            2
        };
        TagBytes { all: [a, b, c], start }
    }
}

/// The one to three bytes of a tag.
#[derive(Clone, Copy, Debug)]
pub struct TagBytes {
    all: [u8; 3],
    start: usize,
}

impl std::ops::Deref for TagBytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.all[self.start..]
    }
}

impl fmt::Display for Tag {
    /// `9F26`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}
