//! What differs from acquirer to acquirer, as data. The defaults are a plain second-generation UnionPay terminal.

mod forms;
mod keys;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{MerchantId, TerminalId, Wallet};

use super::{
    keys::{PinBlockForm, remote::RemoteForm},
    trades::Trades,
};

pub use forms::{Digits, F60Length, Header, Hex, Seconds, TagLength, Tpdu};
pub use keys::{CheckBytes, KeyCipher, MacForm, MacMethod, MacMode, TrackForm};

/// How one acquirer fills in what the terminal specification leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// The transport header in front of every message: ten hexadecimal digits, `60`, destination, source.
    pub tpdu: Tpdu,
    /// Whether an answer's transport header must be the request's with destination and source changed round.
    pub tpdu_check: TpduCheck,
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
    /// How a MAC fills field 64; unless given, text for the UnionPay methods and bytes for X9.9 and X9.19. What hosts
    /// with X9.9, X9.19 or SM4 take is not public.
    pub mac_form: Option<MacForm>,
    /// With `mac = "sm4"`: how many bytes each check value in field 62 of a sign-on has. That field's layout with SM4
    /// keys is not confirmed; taken are PIN key and MAC key of sixteen bytes, each with its check value behind it, and a
    /// track key in the same form.
    pub sm4_check_bytes: CheckBytes,
    /// Whether tracks are encrypted; needs sign-on 004.
    pub track: TrackForm,
    /// How long a PIN block the host wants. Pads make eight bytes; sixteen, for SM4, are not confirmed and are refused
    /// before anything is sent.
    pub pin_block_form: PinBlockForm,
    /// How a master key is fetched over the line under RSA (0800/350, 351, 352); not at all unless given. No public source
    /// has the layout of these messages, so every part of it is a choice here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_tmk: Option<RemoteForm>,
    /// Field 53 with a PIN: `26...` says X9.8 with the card number under a double-length key. A host that hands out
    /// single-length keys (sign-on 001) wants `20...`.
    pub security_with_pin: Digits<16>,
    /// Field 53 without a PIN: commonly `0600000000000000`, or absent.
    pub security_without_pin: Option<Digits<16>>,
    /// Field 26, sent with a PIN only: the longest PIN.
    pub pin_capture: Digits<2>,
    /// The profile that this one builds on: a shipped one by name, or a file. It has been taken in when a profile is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The key table's rows that differ from the standard's.
    pub trades: Trades,
    /// What `{wallet}` stands for in a row's added fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub wallets: BTreeMap<Wallet, String>,
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
            tpdu_check: TpduCheck::Off,
            header: Header(Hex([0x61, 0x31, 0x00, 0x31, 0x00, 0x00])),
            terminal: "00000001".parse().expect("eight characters"),
            merchant: "000000000000001".parse().expect("fifteen characters"),
            sign_on: SignOnCode::Double,
            mac: MacMode::UnionpayEcb,
            mac_form: None,
            sm4_check_bytes: CheckBytes::FOUR,
            track: TrackForm::Clear,
            pin_block_form: PinBlockForm::Eight,
            remote_tmk: None,
            security_with_pin: Digits("2600000000000000".into()),
            security_without_pin: None,
            pin_capture: Digits("12".into()),
            base: None,
            trades: Trades::default(),
            wallets: BTreeMap::new(),
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

/// What is asked of an answer's transport header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TpduCheck {
    /// Nothing. In the recorded answers destination and source have changed places. That every host does so is not
    /// known, some are said to send the header back as it came, and networks on the way may put their own numbers in;
    /// whose answer it is stands in the message itself.
    Off,
    /// Destination and source must have changed places; any other answer is passed over as not ours.
    Swapped,
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Profile, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    #[test]
    fn nothing_given_is_the_plain_profile() {
        assert_eq!(parse("").unwrap(), Profile::default());
    }

    #[test]
    fn a_profile_survives_being_written_down() {
        let json = serde_json::to_string(&Profile::default()).unwrap();
        assert_eq!(serde_json::from_str::<Profile>(&json).unwrap(), Profile::default());
    }

    #[test]
    fn each_mac_has_its_usual_form_unless_the_profile_says_otherwise() {
        for (text, form) in [
            ("", MacForm::Text),
            ("mac = \"x9.9\"", MacForm::Bytes),
            ("mac = \"x9.19\"", MacForm::Bytes),
            ("mac = \"sm4\"", MacForm::Text),
            ("mac = \"x9.19\"\nmac_form = \"text\"", MacForm::Text),
            ("mac = \"sm4\"\nmac_form = \"bytes\"", MacForm::Bytes),
        ] {
            assert_eq!(parse(text).unwrap().mac_method().form, form, "{text}");
        }
    }

    #[test]
    fn a_header_may_hold_letters() {
        let profile = parse("header = \"6132003FFF1a\"").unwrap();
        assert_eq!(profile.header.bytes(), &[0x61, 0x32, 0x00, 0x3F, 0xFF, 0x1A]);
    }

    #[test]
    fn mistakes_are_refused_with_a_reason() {
        for (text, reason) in [
            ("mac = \"rot13\"", "`unionpay-ecb`, `x9.9`, `x9.19`, `sm4`"),
            ("mac_form = \"base64\"", "`text` or `bytes`"),
            ("sm4_check_bytes = 3", "4 or 8"),
            ("track = \"hidden\"", "`clear` or `encrypted`"),
            ("pin_block_form = \"8\"", "`8-bytes` or `16-bytes`"),
            ("tpdu = \"60000300\"", "hexadecimal digits"),
            ("header = \"613103310000\"", "sixth digit"),
            ("terminal = \"1\"", "eight characters"),
            ("trade_f60 = 12", "13, 14"),
            ("answer_timeout = 0", "1 to 300"),
            ("sign_on = \"005\"", "005"),
            ("security_with_pin = \"26\"", "sixteen digits"),
            ("tpdu_check = \"strict\"", "unknown variant"),
            ("tdpu = \"6000030000\"", "unknown field"),
        ] {
            let refusal = parse(text).unwrap_err();
            assert!(refusal.contains(reason), "{text}: {refusal}");
        }
    }
}
