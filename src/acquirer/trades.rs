//! The key table: how each kind of transaction is named on the wire (3.1 of the terminal specification's table 6). Data, so
//! that an acquirer that deviates needs a profile and no code.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    domain::{Entry, Kind},
    iso8583::Mti,
};

use super::profile::Digits;

/// How one kind of transaction looks on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradeForm {
    /// The message type: `0100`, `0200` or `0220`.
    pub mti: Digits<4>,
    /// Field 3.
    pub processing: Digits<6>,
    /// Field 25.
    pub condition: Digits<2>,
    /// 60.1.
    pub kind: Digits<2>,
    /// Field 22 instead of the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Digits<3>>,
    /// The field that carries a payment code: 59 (with tag A3) or 62 (the code alone).
    #[serde(default = "fifty_nine", skip_serializing_if = "is_fifty_nine", deserialize_with = "code_field")]
    pub code_field: u8,
    /// Fields that are always sent with this text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub add: BTreeMap<FieldNo, String>,
    /// Fields that are never sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub omit: Vec<FieldNo>,
}

/// The number of a field, 2 to 63. A key of a TOML table, so it is written as text there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldNo(u8);

impl FieldNo {
    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<String> for FieldNo {
    type Error = crate::domain::ids::BadId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.parse() {
            Ok(number @ 2..=63) => Ok(FieldNo(number)),
            _ => Err(crate::domain::ids::BadId { what: "field", expected: "a number from 2 to 63", found: text }),
        }
    }
}

impl From<FieldNo> for String {
    fn from(field: FieldNo) -> String {
        field.0.to_string()
    }
}

impl TradeForm {
    fn new(mti: &str, processing: &str, condition: &str, kind: &str) -> TradeForm {
        TradeForm {
            mti: Digits::literal(mti),
            processing: Digits::literal(processing),
            condition: Digits::literal(condition),
            kind: Digits::literal(kind),
            entry: None,
            code_field: fifty_nine(),
            add: BTreeMap::new(),
            omit: Vec::new(),
        }
    }

    /// The message type of the request.
    pub fn message_type(&self) -> Mti {
        // Four digits by their type.
        self.mti.as_str().parse().unwrap_or(Mti::new("0200"))
    }
}

/// What a row of the key table is for: a kind of transaction, by card or by code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    rename_all = "snake_case",
    expecting = "a row of trades must be named after a kind of transaction (sale, instalment, void, refund, pre_auth, pre_auth_add, \
                 pre_auth_void, completion, completion_advice, completion_void, offline, adjust, tip, ecash_sale, ecash_refund, \
                 load_own, load_other, load_cash, load_void, balance, sale_code, void_code, refund_code, query_code)"
)]
pub enum TradeName {
    /// A sale by code.
    SaleCode,
    /// The void of a payment by code.
    VoidCode,
    /// The refund of a payment by code.
    RefundCode,
    /// The enquiry after a payment by code whose result is not known. Not in the specification; where a profile has it, it is
    /// asked.
    QueryCode,
    /// By card.
    #[serde(untagged)]
    Card(Kind),
}

impl TradeName {
    /// The row of a transaction.
    pub fn of(kind: Kind, entry: Entry) -> TradeName {
        match (kind, entry) {
            (Kind::Sale, Entry::Code) => TradeName::SaleCode,
            (Kind::Void, Entry::Code) => TradeName::VoidCode,
            (Kind::Refund, Entry::Code) => TradeName::RefundCode,
            (kind, _) => TradeName::Card(kind),
        }
    }
}

/// The key table of one acquirer: the standard's, with rows of its own where it deviates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trades(BTreeMap<TradeName, TradeForm>);

impl Trades {
    /// How a transaction looks.
    pub fn form(&self, name: TradeName) -> TradeForm {
        self.0.get(&name).cloned().unwrap_or_else(|| standard(name))
    }

    /// The same with an enquiry for payments by code, in the form that hosts which have one were seen to have.
    #[must_use]
    pub fn with_query(mut self) -> Trades {
        self.0.entry(TradeName::QueryCode).or_insert_with(|| standard(TradeName::QueryCode));
        self
    }

    /// Whether this acquirer has an enquiry for payments by code.
    pub fn has_query(&self) -> bool {
        self.0.contains_key(&TradeName::QueryCode)
    }
}

/// The standard's rows.
fn standard(name: TradeName) -> TradeForm {
    let kind = match name {
        TradeName::Card(kind) => kind,
        TradeName::SaleCode => return code(Kind::Sale),
        TradeName::VoidCode => return code(Kind::Void),
        TradeName::RefundCode => return code(Kind::Refund),
        TradeName::QueryCode => return TradeForm::new("0200", "670000", "00", "01"),
    };
    let (mti, processing, condition, type_60) = match kind {
        Kind::Balance => ("0200", "310000", "00", "01"),
        Kind::Sale => ("0200", "000000", "00", "22"),
        Kind::Instalment => ("0200", "000000", "64", "22"),
        Kind::Void => ("0200", "200000", "00", "23"),
        Kind::Refund => ("0220", "200000", "00", "25"),
        Kind::PreAuth => ("0100", "030000", "06", "10"),
        Kind::PreAuthAdd => ("0100", "030000", "60", "10"),
        Kind::PreAuthVoid => ("0100", "200000", "06", "11"),
        Kind::Completion => ("0200", "000000", "06", "20"),
        Kind::CompletionAdvice => ("0220", "000000", "06", "24"),
        Kind::CompletionVoid => ("0200", "200000", "06", "21"),
        Kind::Offline => ("0220", "000000", "00", "30"),
        Kind::Adjust => ("0220", "000000", "00", "32"),
        Kind::Tip => ("0220", "000000", "00", "34"),
        Kind::EcashSale => ("0200", "000000", "00", "36"),
        Kind::EcashRefund => ("0220", "200000", "00", "27"),
        Kind::LoadOwn => ("0200", "600000", "91", "45"),
        Kind::LoadOther => ("0200", "620000", "91", "47"),
        Kind::LoadCash => ("0200", "630000", "91", "46"),
        Kind::LoadVoid => ("0200", "170000", "91", "51"),
    };
    TradeForm::new(mti, processing, condition, type_60)
}

/// A payment by code has its kind's row with field 22 saying so.
fn code(kind: Kind) -> TradeForm {
    TradeForm { entry: Some(Digits::literal("032")), ..standard(TradeName::Card(kind)) }
}

/// A code in any other field would be read by no host.
fn code_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    match u8::deserialize(deserializer)? {
        field @ (59 | 62) => Ok(field),
        other => {
            Err(de::Error::custom(format!("code_field must be 59 (with tag A3) or 62 (the code alone), not {other}")))
        }
    }
}

fn fifty_nine() -> u8 {
    59
}

fn is_fifty_nine(field: &u8) -> bool {
    *field == fifty_nine()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_may_have_rows_of_its_own() {
        let text = "[sale_code]\nmti = \"0200\"\nprocessing = \"450000\"\ncondition = \"01\"\nkind = \"22\"\nentry = \"001\"\ncode_field = 62\nadd = { 47 = \"TXNWAY=TX01\" }\n";
        let trades: Trades = toml::from_str(text).unwrap();
        let form = trades.form(TradeName::SaleCode);
        assert_eq!((form.processing.as_str(), form.code_field), ("450000", 62));
        assert_eq!(form.add.iter().next().map(|(f, t)| (f.get(), t.as_str())), Some((47, "TXNWAY=TX01")));
        assert_eq!(trades.form(TradeName::of(Kind::Sale, Entry::Chip)).processing.as_str(), "000000");
        assert!(!trades.has_query());
    }

    #[test]
    fn mistakes_are_refused() {
        let row = "mti = \"0200\"\nprocessing = \"000000\"\ncondition = \"00\"\nkind = \"22\"\n";
        for field in [2, 0, 58, 64, 300] {
            let text = format!("[sale_code]\n{row}code_field = {field}\n");
            assert!(toml::from_str::<Trades>(&text).is_err(), "{text}");
        }
        for text in ["[sail]\nmti = \"0200\"\n", "[sale]\nmti = \"200\"\n", "[sale]\nadd = { 1 = \"\" }\n"] {
            assert!(toml::from_str::<Trades>(text).is_err(), "{text}");
        }
    }
}
