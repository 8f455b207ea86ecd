//! What requests, their reversals and their uploads have in common.

use crate::{
    acquirer::{
        message::LinkFault,
        profile::{F60Length, Profile},
        trades::{TradeForm, TradeName},
    },
    domain::{Amount, BatchNo, CardSecret, Currency, Entry, Extra, Kind, Original, PayCode, PinUse, Stan, Wallet},
    iso8583::Message,
};

use super::{
    bad,
    shape::{Original61, Sequence, Shape, Wanted},
    twelve,
};

/// What names a trade: it is the same in the request and in its reversal.
pub(super) struct Trade<'a> {
    pub kind: Kind,
    pub stan: Stan,
    pub batch: BatchNo,
    pub amount: Amount,
    pub currency: Currency,
    pub entry: Entry,
    pub pin: PinUse,
    pub original: Option<&'a Original>,
    pub extra: &'a Extra,
}

impl Trade<'_> {
    /// Its row of the key table.
    pub fn form(&self, profile: &Profile) -> TradeForm {
        profile.trades.form(TradeName::of(self.kind, self.entry))
    }

    /// Fields 3, 4, 11, 22, 25, 49 and 60.
    ///
    /// # Errors
    /// [`LinkFault::BadRequest`] for an amount of nothing, and for one where there is none.
    pub fn put(&self, message: &mut Message, form: &TradeForm, profile: &Profile) -> Result<(), LinkFault> {
        match (self.kind, self.amount.is_zero()) {
            (Kind::Balance, _) => {}
            (_, true) => return Err(bad("field 4 is 0.00")),
            (_, false) => {
                message.set_text(4, &twelve(self.amount));
            }
        }
        message.set_text(3, form.processing.as_str()).set_text(11, &self.stan.to_string());
        let entry = form.entry.as_ref().map(|entry| entry.as_str().to_owned());
        message.set_text(22, &entry.unwrap_or_else(|| entry_mode(self.entry, self.pin)));
        message.set_text(25, self.condition(form)).set_text(49, self.currency.numeric());
        let mark = profile.no_pin_mark.as_ref().filter(|_| self.is_tap_without_pin());
        let sixth = mark.unwrap_or(&profile.partial_capability).as_str();
        message.set_text(60, &private_60((form.kind.as_str(), sixth), self.batch, "000", self.entry, profile));
        Ok(())
    }

    /// Field 25; the void of a sale in instalments has its sale's.
    fn condition<'f>(&self, form: &'f TradeForm) -> &'f str {
        if self.kind == Kind::Void && self.extra.periods.is_some() { "64" } else { form.condition.as_str() }
    }

    fn is_tap_without_pin(&self) -> bool {
        self.kind == Kind::Sale && self.entry == Entry::Tap && self.pin == PinUse::None
    }

    /// Fields 37, 38 and 61, and the voucher of a payment by code in field 59.
    pub fn put_original(&self, message: &mut Message, shape: Shape, profile: &Profile) -> Result<(), LinkFault> {
        let none = Original::default();
        let original = self.original.unwrap_or(&none);
        let rrn = wanted(shape.rrn, original.rrn.as_ref().map(|r| r.as_str()), "the original's number (field 37)")?;
        let code = original.auth_code.as_ref().map(|c| c.as_str());
        let code = wanted(shape.auth_code, code, "the authorisation code (field 38)")?;
        for (field, text) in [(37, rrn), (38, code)] {
            if let Some(text) = text {
                message.set_text(field, text);
            }
        }
        if let Some(text) = self.private_61(shape.original, original)? {
            message.set_text(61, &text);
        }
        if let (Entry::Code, Some(voucher)) = (self.entry, &original.voucher) {
            message.set_text(59, &tag("A4", voucher.as_str(), profile));
        }
        Ok(())
    }

    fn private_61(&self, form: Original61, original: &Original) -> Result<Option<String>, LinkFault> {
        let date = original.date.as_ref().map(|d| d.as_str());
        let named = original.txn.map(|txn| format!("{}{}", txn.batch, txn.stan));
        let missing = || bad("the original's number is missing (field 61)");
        Ok(Some(match form {
            Original61::No => return Ok(None),
            Original61::BatchStan => named.ok_or_else(missing)?,
            Original61::BatchStanDate => named.ok_or_else(missing)? + date.unwrap_or("0000"),
            Original61::Date => {
                format!("{UNKNOWN}{}", date.ok_or_else(|| bad("the original's date is missing (field 61)"))?)
            }
            Original61::Zeros => format!("{UNKNOWN}0000"),
            Original61::Authority => {
                let authority = self.extra.authorised.as_ref();
                let mode = authority.map_or("00", |a| a.mode.code());
                let institution = authority.map_or("", |a| a.institution.as_str());
                let named = named.unwrap_or_else(|| UNKNOWN.into());
                format!("{named}{}{mode}{institution}", date.unwrap_or("0000"))
            }
        }))
    }
}

/// Batch and STAN of an original that the terminal does not have.
const UNKNOWN: &str = "000000000000";

fn wanted<'a>(wanted: Wanted, value: Option<&'a str>, what: &str) -> Result<Option<&'a str>, LinkFault> {
    match (wanted, value) {
        (Wanted::No, _) => Ok(None),
        (Wanted::IfKnown, value) => Ok(value),
        (Wanted::Yes, Some(value)) => Ok(Some(value)),
        (Wanted::Yes, None) => Err(bad(format!("{what} is missing"))),
    }
}

/// Fields 2 and 14.
pub(super) fn put_number(message: &mut Message, card: &CardSecret) {
    if let Some(pan) = card.pan() {
        message.set_text(2, pan.expose());
    }
    if let Some(expiry) = card.expiry() {
        message.set_text(14, expiry.expose());
    }
}

/// The payment code, where the acquirer wants it.
pub(super) fn put_code(message: &mut Message, code: &PayCode, form: &TradeForm, profile: &Profile) {
    match form.code_field {
        62 => message.set_bytes(62, code.expose().as_bytes()),
        field => message.set_text(field, &tag("A3", code.expose(), profile)),
    };
}

/// A tag of field 59 with its length in digits.
fn tag(name: &str, value: &str, profile: &Profile) -> String {
    format!("{name}{:0width$}{value}", value.len(), width = profile.tag_length_digits.get())
}

/// What the profile adds to a row of the key table, and what it leaves out.
pub(super) fn put_deviations(message: &mut Message, form: &TradeForm, wallet: Option<Wallet>, profile: &Profile) {
    let wallet = profile.wallets.get(&wallet.unwrap_or(Wallet::Other)).map_or("", String::as_str);
    for (field, text) in &form.add {
        message.set_text(field.get(), &text.replace("{wallet}", wallet));
    }
    for field in &form.omit {
        message.remove(field.get());
    }
}

/// Field 22: how the card was read, then whether a PIN came with it. A fallback is a swipe here; 60.5 tells it apart.
pub(super) fn entry_mode(entry: Entry, pin: PinUse) -> String {
    let how = match entry {
        Entry::Chip => "05",
        Entry::Tap => "07",
        Entry::Swipe | Entry::Fallback => "02",
        Entry::Manual => "01",
        Entry::Code => "03",
        // "Not specified"; nothing of the order gateway goes to an acquirer.
        Entry::ShownCode => "00",
        // Nobody sends cash: no request is made of it, and the form has no word for it.
        Entry::Cash => "00",
    };
    let pin = match pin {
        PinUse::Entered => '1',
        PinUse::None => '2',
    };
    format!("{how}{pin}")
}

/// Field 60 with what follows 60.3, as long as the profile says; `kind` is 60.1 and 60.6. A fallback always says so, even
/// where the profile leaves 60.5 out: a host that takes it for a plain swipe of a chip card would refuse it.
pub(super) fn private_60(
    (kind, sixth): (&str, &str),
    batch: BatchNo,
    code: &str,
    entry: Entry,
    profile: &Profile,
) -> String {
    let (condition, at_least) = match entry {
        Entry::Fallback => ("2", F60Length::WITH_CHIP_CONDITION),
        _ if code != "000" => ("0", F60Length::WITH_CODE),
        _ => ("0", 0),
    };
    let capability = profile.reading_capability.as_str();
    let mut text = format!("{kind}{batch}{code}{capability}{condition}{sixth}000");
    text.truncate(profile.trade_f60.get().max(at_least));
    text
}

/// Field 23, for chips only.
pub(super) fn put_sequence(
    message: &mut Message,
    wanted: Sequence,
    entry: Entry,
    sequence: Option<u8>,
    profile: &Profile,
) {
    let sent = wanted == Sequence::Chip || profile.sequence_in_completion;
    if let (Entry::Chip | Entry::Tap, Some(sequence), true) = (entry, sequence, sent) {
        message.set_text(23, &format!("{sequence:03}"));
    }
}
