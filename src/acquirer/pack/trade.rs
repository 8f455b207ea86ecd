//! What sale, void, their reversals and their upload have in common.

use crate::{
    acquirer::{
        message::LinkFault,
        profile::{F60Length, Profile},
    },
    domain::{Amount, BatchNo, Currency, Entry, Kind, Original, PinUse, Stan},
    iso8583::Message,
};

use super::{bad, twelve};

/// What names a trade: it is the same in the request and in its reversal.
pub(super) struct Trade {
    pub kind: Kind,
    pub stan: Stan,
    pub batch: BatchNo,
    pub amount: Amount,
    pub currency: Currency,
    pub entry: Entry,
    pub pin: PinUse,
}

impl Trade {
    /// Fields 3, 4, 11, 22, 25, 49 and 60.
    ///
    /// # Errors
    /// [`LinkFault::BadRequest`] for an amount of nothing.
    pub fn put(&self, message: &mut Message, profile: &Profile) -> Result<(), LinkFault> {
        if self.amount.is_zero() {
            return Err(bad("field 4 is 0.00"));
        }
        message.set_text(3, processing_code(self.kind)).set_text(4, &twelve(self.amount));
        message.set_text(11, &self.stan.to_string()).set_text(22, &entry_mode(self.entry, self.pin));
        message.set_text(25, "00").set_text(49, self.currency.numeric());
        message.set_text(60, &private_60(trade_type(self.kind), self.batch, "000", self.entry, profile));
        Ok(())
    }
}

/// Field 22: how the card was read, then whether a PIN came with it. A fallback is a swipe here; 60.5 tells it apart.
pub(super) fn entry_mode(entry: Entry, pin: PinUse) -> String {
    let how = match entry {
        Entry::Chip => "05",
        Entry::Tap => "07",
        Entry::Swipe | Entry::Fallback => "02",
        Entry::Manual => "01",
    };
    let pin = match pin {
        PinUse::Entered => '1',
        PinUse::None => '2',
    };
    format!("{how}{pin}")
}

/// Field 60 with what follows 60.3, as long as the profile says. A fallback always says so, even where the profile
/// leaves 60.5 out: a host that takes it for a plain swipe of a chip card would refuse it.
pub(super) fn private_60(kind: &str, batch: BatchNo, code: &str, entry: Entry, profile: &Profile) -> String {
    let (condition, at_least) = match entry {
        Entry::Fallback => ("2", F60Length::WITH_CHIP_CONDITION),
        _ if code != "000" => ("0", F60Length::WITH_CODE),
        _ => ("0", 0),
    };
    let capability = profile.reading_capability.as_str();
    let mut text = format!("{kind}{batch}{code}{capability}{condition}0000");
    text.truncate(profile.trade_f60.get().max(at_least));
    text
}

/// Field 61 of whatever goes back to another trade.
pub(super) fn original_61(original: &Original) -> String {
    format!("{}{}", original.txn.batch, original.txn.stan)
}

/// Field 23, for chips only.
pub(super) fn put_sequence(message: &mut Message, entry: Entry, sequence: Option<u8>) {
    if let (Entry::Chip | Entry::Tap, Some(sequence)) = (entry, sequence) {
        message.set_text(23, &format!("{sequence:03}"));
    }
}

fn processing_code(kind: Kind) -> &'static str {
    match kind {
        Kind::Sale => "000000",
        Kind::Void => "200000",
    }
}

fn trade_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Sale => "22",
        Kind::Void => "23",
    }
}
