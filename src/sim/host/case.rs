//! Who pays: the card of a request, its PIN, its track.

use zeroize::Zeroizing;

use super::{
    accounts::Account,
    check,
    crypto::PinForm,
    desk::{Code, Desk},
    fields,
    kinds::Trade,
};
use crate::{domain::Amount, sim::issuer};

/// A trade as the host understood it.
pub(super) struct Case<'a> {
    pub(super) trade: Trade,
    pub(super) stan: u32,
    pub(super) amount: Amount,
    /// The card number, where there is one.
    pub(super) pan: Option<Zeroizing<String>>,
    /// Expiry of the card as the terminal read it.
    pub(super) expiry: Option<String>,
    /// The account behind the card, where the host knows it.
    pub(super) account: Option<&'a Account>,
}

impl Case<'_> {
    /// The masked number; empty without a card.
    pub(super) fn masked(&self) -> String {
        self.pan.as_deref().map(|pan| fields::masked(pan)).unwrap_or_default()
    }

    /// Whether this is the card of a booked transaction, or none is named.
    pub(super) fn is_card_of(&self, pan: &str) -> bool {
        self.pan.is_none() || self.masked() == pan
    }
}

impl<'a> Desk<'a> {
    /// Reads a trade: 30 when its fields are not those of its kind.
    pub(super) fn case(&self, trade: Trade) -> Result<Case<'a>, Code> {
        check::fields(trade, self.request).map_err(|why| self.bad(why))?;
        let stan = fields::stan(self.request).ok_or_else(|| self.bad("field 11 is zero"))?;
        let amount = match trade {
            Trade::Balance => Amount::ZERO,
            _ => fields::amount(self.request).ok_or_else(|| self.bad("field 4 is no amount"))?,
        };
        let track = self.track()?;
        let parts = track.as_deref().and_then(|track| track.split_once('='));
        let (from_track, rest) = parts.unzip();
        let named = self.request.text(2).filter(|pan| !pan.is_empty());
        if named.is_some() && from_track.is_some() && named != from_track {
            return Err(self.bad("fields 2 and 35 name different cards"));
        }
        let pan = named.or(from_track).map(|pan| Zeroizing::new(pan.to_owned()));
        let expiry = self.request.text(14).or_else(|| rest.and_then(|rest| rest.get(..4))).map(str::to_owned);
        let config = self.config;
        let account = pan.as_deref().and_then(|pan| config.accounts.iter().find(|account| account.pan == *pan));
        Ok(Case { trade, stan, amount, pan, expiry, account })
    }

    /// Track 2 in clear. Digit 3 of field 53 says whether it came encrypted.
    fn track(&self) -> Result<Option<Zeroizing<String>>, Code> {
        let Some(text) = self.request.text(35) else { return Ok(None) };
        let encrypted = self.request.text(53).and_then(|text| text.get(2..3)) == Some("1");
        let clear = if encrypted {
            let key = self.till.keys.as_ref().and_then(|keys| keys.track.as_ref());
            let key = key.ok_or_else(|| self.bad("field 35 is encrypted and no track key was given out"))?;
            let mut packed = pack_track(text).ok_or_else(|| self.bad("field 35 is no track"))?;
            key.open_track(&mut packed);
            unpack_track(&packed, text.len())
        } else {
            Zeroizing::new(text.to_owned())
        };
        let (pan, rest) = clear.split_once('=').ok_or_else(|| self.bad("field 35 has no separator"))?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(pan) || !digits(rest) || rest.len() < 4 {
            return Err(self.bad("field 35 is no track 2, or not under the track key of the last sign-on"));
        }
        Ok(Some(clear))
    }

    /// Why the holder is not good enough: another expiry, an expired card, a wrong PIN.
    pub(super) fn judge_holder(&self, case: &Case, account: &Account) -> Result<(), Code> {
        let today = self.now.0.yymmdd();
        let expired = today.get(..4).is_some_and(|month| account.expiry.as_str() < month);
        if expired || case.expiry.as_ref().is_some_and(|expiry| *expiry != account.expiry) {
            return Err(self.refuse("54", "the card has another expiry, or has expired"));
        }
        self.judge_chip(account)?;
        self.judge_pin(account)
    }

    /// Why the chip is not good enough: a cryptogram that its keys have not made of these data.
    fn judge_chip(&self, account: &Account) -> Result<(), Code> {
        let Some(data) = self.request.bytes(55).filter(|_| account.training_chip) else { return Ok(()) };
        let right = issuer::is_genuine(&account.pan, fields::sequence(self.request), data);
        right.then_some(()).ok_or_else(|| self.refuse("05", "field 55: 9F26 is not the cryptogram of this card"))
    }

    /// Why the PIN is not good enough; fine when it is right, or when field 22 says that there is none. Digit 1 of field 53
    /// is the form of the block, digit 2 the length of the key.
    pub(super) fn judge_pin(&self, account: &Account) -> Result<(), Code> {
        let announced = self.request.text(22).is_some_and(|entry| entry.ends_with('1'));
        let Some(block) = self.request.bytes(52).and_then(|block| block.try_into().ok()) else {
            return if announced {
                Err(self.refuse("55", "field 22 says PIN, and field 52 is missing"))
            } else {
                Ok(())
            };
        };
        let keys = self.till.keys.as_ref().ok_or("99")?;
        let security = self.request.text(53).unwrap_or_default();
        let form = match security.get(..1) {
            Some("1") => PinForm::WithoutPan,
            Some("2") => PinForm::WithPan,
            _ => return Err(self.bad("digit 1 of field 53 is neither 1 nor 2")),
        };
        let expected = if keys.pin.expose().len() == 8 { "0" } else { "6" };
        if security.get(1..2) != Some(expected) {
            return Err(self.bad("digit 2 of field 53 does not fit the PIN key of the last sign-on"));
        }
        match keys.pin.open_pin(block, &account.pan, form) {
            None => Err(self.refuse("99", "field 52 is no PIN block under the PIN key and this card's number")),
            Some(pin) if pin.as_str() != account.pin => Err(self.refuse("55", "wrong PIN")),
            Some(_) => Ok(()),
        }
    }

    /// What can still be taken from an account.
    pub(super) fn available(&self, account: &Account) -> Amount {
        let spent = self.till.books.spent(&account.masked()) + self.elsewhere;
        let left = i128::from(account.balance.minor()) - spent;
        u64::try_from(left.max(0)).ok().and_then(|left| Amount::from_minor(left).ok()).unwrap_or(Amount::MAX)
    }
}

/// Two digits to a byte, `=` as D, an odd last digit with a zero behind it.
fn pack_track(text: &str) -> Option<Vec<u8>> {
    let nibbles: Option<Vec<u8>> = text
        .chars()
        .map(|c| if c == '=' { Some(13) } else { c.to_digit(16).and_then(|n| u8::try_from(n).ok()) })
        .collect();
    let pair = |pair: &[u8]| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0);
    Some(nibbles?.chunks(2).map(pair).collect())
}

fn unpack_track(packed: &[u8], length: usize) -> Zeroizing<String> {
    let digit = |nibble: u8| if nibble == 13 { '=' } else { char::from_digit(u32::from(nibble), 16).unwrap_or('?') };
    let nibbles = packed.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Zeroizing::new(nibbles.take(length).map(digit).collect())
}
