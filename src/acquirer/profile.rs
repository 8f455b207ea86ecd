//! What differs from acquirer to acquirer, as data. The defaults are a plain second-generation UnionPay terminal.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::domain::{MerchantId, TerminalId, ids::BadId};

use super::trades::Trades;

/// One host: where it is and how it wants to be spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostConfig {
    /// `host:port`, the host by name or by number.
    pub address: String,
    /// How it wants to be spoken to.
    #[serde(default)]
    pub profile: Profile,
}

/// How one acquirer fills in what the terminal specification leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// The transport header in front of every message: ten hexadecimal digits, `60`, destination, source.
    pub tpdu: Tpdu,
    /// The message header: twelve hexadecimal digits, of which the sixth is 0 in requests.
    pub header: Header,
    /// Field 41.
    pub terminal: TerminalId,
    /// Field 42.
    pub merchant: MerchantId,
    /// Which keys a sign-on asks for (60.3 of the 0800).
    pub sign_on: SignOnCode,
    /// How field 64 is computed.
    pub mac: MacMode,
    /// Field 53 with a PIN: `26...` says X9.8 with the card number under a double-length key. A host that hands out
    /// single-length keys (sign-on 001) wants `20...`.
    pub security_with_pin: Digits<16>,
    /// Field 53 without a PIN: commonly `0600000000000000`, or absent.
    pub security_without_pin: Option<Digits<16>>,
    /// Field 26, sent with a PIN only: the longest PIN.
    pub pin_capture: Digits<2>,
    /// The key table's rows that differ from the standard's.
    pub trades: Trades,
    /// How many digits field 60 has in trades: 8, 11, 13, 14, 15 or 17.
    pub trade_f60: F60Length,
    /// 60.6 of every trade: partial approval and balance return. `0` says neither.
    pub partial_capability: Digits<1>,
    /// 60.6 of a contactless sale without PIN; one terminal in the field sends `9`. Nothing: as in every trade.
    pub no_pin_mark: Option<Digits<1>>,
    /// 60.1 of a script notice: `00` in the field; the 2006 specification has the original's.
    pub script_trade_type: Option<Digits<2>>,
    /// Whether additional pre-authorisation, completion and their voids carry field 23 of a chip: not by the 2006
    /// specification, but several terminals send it.
    pub sequence_in_completion: bool,
    /// How many digits the lengths inside field 59 have: 2 or 3. Both are in the field.
    pub tag_length_digits: TagLength,
    /// Which details the host takes before the totals have been compared.
    pub early_details: EarlyDetails,
    /// Under which codes chip details go up before the totals have been compared: those of equal totals (203, 204, 208) or
    /// of unequal ones (205, 206, 209). No public source says which a host wants.
    pub early_codes: EarlyCodes,
    /// How field 62 lists beginnings of card numbers (390, 396, 398, 960). No public source has its layout. Taken here is
    /// what the lists of keys have: one digit that says whether there is more, then the entries in this form.
    pub bin_form: BinForm,
    /// 60.4, what the terminal can read: 2 stripe, 5 chip, 6 chip and contactless.
    pub reading_capability: Digits<1>,
    /// How field 63.1 names the operator.
    pub operator_form: OperatorForm,
    /// How much of the totals field 48 of a settlement carries.
    pub totals_form: TotalsForm,
    /// How long connecting may take, in seconds, 1 to 300.
    pub connect_timeout: Seconds,
    /// How long sending and waiting for the answer may take together, in seconds, 1 to 300.
    pub answer_timeout: Seconds,
    /// Whether the connection stays open for the next message.
    pub keep_connection: bool,
    /// How long an open connection may lie idle before it is made anew, in seconds, 1 to 300. Routers on the way
    /// forget idle connections without telling anyone, and then the next sale would wait in vain.
    pub idle_limit: Seconds,
}

impl Default for Profile {
    fn default() -> Self {
        Profile {
            tpdu: Hex([0x60, 0x00, 0x03, 0x00, 0x00]),
            header: Header(Hex([0x61, 0x31, 0x00, 0x31, 0x00, 0x00])),
            terminal: "00000001".parse().expect("eight characters"),
            merchant: "000000000000001".parse().expect("fifteen characters"),
            sign_on: SignOnCode::Double,
            mac: MacMode::UnionpayEcb,
            security_with_pin: Digits("2600000000000000".into()),
            security_without_pin: None,
            pin_capture: Digits("12".into()),
            trades: Trades::default(),
            trade_f60: F60Length(13),
            partial_capability: Digits("0".into()),
            no_pin_mark: None,
            script_trade_type: Some(Digits("00".into())),
            sequence_in_completion: false,
            tag_length_digits: TagLength::Three,
            early_details: EarlyDetails::None,
            early_codes: EarlyCodes::Equal,
            bin_form: BinForm::Ll,
            reading_capability: Digits("6".into()),
            operator_form: OperatorForm::TwoDigitsBlank,
            totals_form: TotalsForm::DomesticAndForeign,
            connect_timeout: Seconds(10),
            answer_timeout: Seconds(60),
            keep_connection: true,
            idle_limit: Seconds(45),
        }
    }
}

/// The transport header.
pub type Tpdu = Hex<5>;

/// Which working keys the host sends on sign-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignOnCode {
    /// Single-length keys, 24 bytes of field 62.
    #[serde(rename = "001")]
    Single,
    /// Double-length keys, 40 bytes.
    #[serde(rename = "003")]
    Double,
    /// Double-length keys and a track key, 60 bytes.
    #[serde(rename = "004")]
    DoubleWithTrack,
}

impl SignOnCode {
    /// The three digits of 60.3.
    pub fn code(self) -> &'static str {
        match self {
            SignOnCode::Single => "001",
            SignOnCode::Double => "003",
            SignOnCode::DoubleWithTrack => "004",
        }
    }
}

/// How field 64 is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MacMode {
    /// The UnionPay terminal method: XOR to one block, then two encryptions over its hexadecimal text.
    UnionpayEcb,
}

impl<'de> Deserialize<'de> for MacMode {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let name = String::deserialize(input)?;
        match name.as_str() {
            "unionpay-ecb" => Ok(MacMode::UnionpayEcb),
            "x9.9" | "x9.19" | "sm4" => {
                Err(serde::de::Error::custom(format!("mac = {name:?} is not supported yet; only \"unionpay-ecb\" is")))
            }
            _ => Err(serde::de::Error::custom(format!("mac = {name:?} is not known; use \"unionpay-ecb\""))),
        }
    }
}

/// How field 63.1 names the operator on sign-on and settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperatorForm {
    /// `01 `, as the 2006 specification has it.
    TwoDigitsBlank,
    /// `001`.
    ThreeDigits,
    /// `01`.
    TwoDigits,
}

/// How much of the totals field 48 of a settlement carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TotalsForm {
    /// Domestic and foreign cards, 62 digits.
    DomesticAndForeign,
    /// Domestic cards only, 31 digits.
    Domestic,
}

/// How many digits the lengths inside field 59 have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum TagLength {
    /// Two.
    Two,
    /// Three.
    Three,
}

impl TagLength {
    /// The count.
    pub fn get(self) -> usize {
        usize::from(u8::from(self))
    }
}

impl TryFrom<u8> for TagLength {
    type Error = BadId;
    fn try_from(digits: u8) -> Result<Self, BadId> {
        match digits {
            2 => Ok(TagLength::Two),
            3 => Ok(TagLength::Three),
            _ => Err(BadId { what: "tag_length_digits", expected: "2 or 3", found: digits.to_string() }),
        }
    }
}

impl From<TagLength> for u8 {
    fn from(length: TagLength) -> u8 {
        match length {
            TagLength::Two => 2,
            TagLength::Three => 3,
        }
    }
}

/// Which details of a batch the host takes before the totals have been compared (0500). No specification says that it
/// must; where it does, settling a full batch takes seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EarlyDetails {
    /// None: everything goes up during the settlement.
    None,
    /// Those of chip sales, which go up whether the totals are equal or not.
    Chip,
    /// All of them, so that unequal totals find everything there already.
    All,
}

/// Under which codes chip details go up early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EarlyCodes {
    /// Those of equal totals.
    Equal,
    /// Those of unequal totals.
    Unequal,
}

/// How an entry of a list of card number beginnings is told from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BinForm {
    /// Two digits of length before each.
    Ll,
    /// A comma, semicolon, bar, blank or line end between two.
    Separated,
}

/// So many bytes, written as hexadecimal digits in the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hex<const N: usize>([u8; N]);

impl<const N: usize> Hex<N> {
    /// The bytes.
    pub fn bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> TryFrom<String> for Hex<N> {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        let nibbles: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
        match nibbles {
            Some(nibbles) if nibbles.len() == 2 * N => {
                let mut bytes = [0; N];
                for (byte, pair) in bytes.iter_mut().zip(nibbles.chunks_exact(2)) {
                    *byte = pair[0] << 4 | pair[1];
                }
                Ok(Hex(bytes))
            }
            _ => Err(BadId { what: "header", expected: "hexadecimal digits: 10 for tpdu, 12 for header", found: text }),
        }
    }
}

impl<const N: usize> From<Hex<N>> for String {
    fn from(hex: Hex<N>) -> String {
        hex.0.iter().map(|b| format!("{b:02X}")).collect()
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}

/// The message header. Its sixth digit belongs to the host, so it is 0 here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Header(Hex<6>);

impl Header {
    /// The six bytes.
    pub fn bytes(&self) -> &[u8; 6] {
        self.0.bytes()
    }
}

impl TryFrom<String> for Header {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        let hex = Hex::<6>::try_from(text)?;
        if hex.0[2] & 0x0F == 0 {
            return Ok(Header(hex));
        }
        Err(BadId { what: "header", expected: "0 in its sixth digit, which only the host sets", found: hex.into() })
    }
}

impl From<Header> for String {
    fn from(header: Header) -> String {
        header.0.into()
    }
}

/// A text of exactly so many digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digits<const N: usize>(String);

impl<const N: usize> Digits<N> {
    /// The digits of a literal of this program.
    ///
    /// # Panics
    /// When it is not so many digits, which a test of the table finds.
    pub(super) fn literal(text: &str) -> Digits<N> {
        debug_assert!(text.len() == N && text.bytes().all(|b| b.is_ascii_digit()), "{text:?} is not {N} digits");
        Digits(text.to_owned())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const N: usize> TryFrom<String> for Digits<N> {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        if text.len() == N && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Digits(text));
        }
        let expected = match N {
            1 => "one digit",
            2 => "two digits",
            3 => "three digits",
            4 => "four digits",
            6 => "six digits",
            _ => "sixteen digits",
        };
        Err(BadId { what: "value", expected, found: text })
    }
}

impl<const N: usize> From<Digits<N>> for String {
    fn from(digits: Digits<N>) -> String {
        digits.0
    }
}

/// How many digits field 60 has in trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct F60Length(u8);

impl F60Length {
    /// The length that has room for 60.3.
    pub const WITH_CODE: usize = 11;
    /// The length that has room for 60.4 and 60.5.
    pub const WITH_CHIP_CONDITION: usize = 13;

    /// The count of digits.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl TryFrom<u8> for F60Length {
    type Error = BadId;
    fn try_from(digits: u8) -> Result<Self, BadId> {
        if [8, 11, 13, 14, 15, 17].contains(&digits) {
            return Ok(F60Length(digits));
        }
        Err(BadId { what: "trade_f60", expected: "8, 11, 13, 14, 15 or 17 digits", found: digits.to_string() })
    }
}

impl From<F60Length> for u8 {
    fn from(length: F60Length) -> u8 {
        length.0
    }
}

/// A time limit of 1 to 300 seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Seconds(u16);

impl Seconds {
    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs(u64::from(self.0))
    }
}

impl TryFrom<u16> for Seconds {
    type Error = BadId;
    fn try_from(seconds: u16) -> Result<Self, BadId> {
        if (1..=300).contains(&seconds) {
            return Ok(Seconds(seconds));
        }
        Err(BadId { what: "time limit", expected: "1 to 300 seconds", found: seconds.to_string() })
    }
}

impl From<Seconds> for u16 {
    fn from(seconds: Seconds) -> u16 {
        seconds.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Profile, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    #[test]
    fn nothing_given_is_the_plain_profile() {
        assert_eq!(parse("").unwrap(), Profile::default());
        let host: HostConfig = toml::from_str("address = \"10.0.0.1:5000\"").unwrap();
        assert_eq!(host.profile, Profile::default());
    }

    #[test]
    fn a_profile_survives_being_written_down() {
        let json = serde_json::to_string(&Profile::default()).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&json).unwrap(), Profile::default());
    }

    #[test]
    fn a_header_may_hold_letters() {
        let profile = parse("header = \"6132003FFF1a\"").unwrap();
        assert_eq!(profile.header.bytes(), &[0x61, 0x32, 0x00, 0x3F, 0xFF, 0x1A]);
    }

    #[test]
    fn mistakes_are_refused_with_a_reason() {
        for (text, reason) in [
            ("mac = \"x9.19\"", "not supported yet"),
            ("mac = \"rot13\"", "not known"),
            ("tpdu = \"60000300\"", "hexadecimal digits"),
            ("header = \"613103310000\"", "sixth digit"),
            ("terminal = \"1\"", "eight characters"),
            ("trade_f60 = 12", "13, 14"),
            ("answer_timeout = 0", "1 to 300"),
            ("sign_on = \"005\"", "005"),
            ("security_with_pin = \"26\"", "sixteen digits"),
            ("tdpu = \"6000030000\"", "unknown field"),
        ] {
            let refusal = parse(text).unwrap_err();
            assert!(refusal.contains(reason), "{text}: {refusal}");
        }
    }
}
