//! PINs on keypad models: the session key, then the block. A clear PIN never passes here.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};
use zeroize::Zeroizing;

use super::{
    Answer, Code, Done, Driver, Ears, Fault, Pan, PinBlock, PinPad, PinRequest, Refusal, garbled, good, status,
};
use crate::{
    domain::hex,
    reader::{PadTrouble, PinEntry},
};

const SESSION_KEY: Code = Code(0x63, 0x03);
const ENTER_PIN: Code = Code(0x62, 0x01);
/// A PIN key.
const FOR_PINS: u8 = 0x02;
/// Master key and session key, with a card number that the till gives.
const EXTERNAL_NUMBER: u8 = 0x10;
/// Fewest and most digits of a PIN.
const DIGITS: [u8; 2] = [4, 12];
/// So many digits a card number has here: some readers take no other. The block is made of the last thirteen alone.
const NUMBER_DIGITS: usize = 16;
/// So many letters fit a line of the display.
const LINE: usize = 16;
/// In so long a reader takes one PIN under a session key.
const PIN_INTERVAL: Duration = Duration::from_secs(30);

impl<L: AsyncRead + AsyncWrite + Unpin + Send> PinPad for Driver<L> {
    async fn pin_block(&mut self, order: &PinRequest, ears: &mut Ears<'_>) -> Done<Option<PinBlock>> {
        if self.info.capabilities.pin == PinEntry::None {
            return Err(garbled("this reader has no keypad, as the configuration says"));
        }
        self.load_session_key(&order.pin_key).await?;
        let number = number(&order.pan);
        let prompt = prompt(order);
        // Room for all of it, so that no number stays behind where it was before.
        let mut data = Zeroizing::new(Vec::with_capacity(5 + NUMBER_DIGITS + LINE));
        data.extend([EXTERNAL_NUMBER, NUMBER_DIGITS as u8]);
        data.extend(number.as_bytes());
        data.extend([DIGITS[1], DIGITS[0], prompt.len() as u8]);
        data.extend(prompt.as_bytes());
        let before = self.pin_asked.replace(Instant::now());
        let answer = self.link.ask_person(ENTER_PIN, &data, ears).await?;
        let too_soon = before.is_some_and(|at| at.elapsed() < PIN_INTERVAL);
        block(&answer, too_soon)
    }

    /// 63-06 makes a MAC over text; whether it takes any byte, which the acquirer's MAC needs, is not public.
    async fn encrypt(&mut self, _: u8, _: &[u8], _: &[u8; 8]) -> Done<[u8; 8]> {
        Err(garbled("this reader makes no message MACs: the master key must lie elsewhere"))
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    /// Each part has its length before it. The check digits are left out: nobody but the reader has the key in clear, and the block
    /// itself shows whether it was right.
    async fn load_session_key(&mut self, key: &[u8]) -> Done<()> {
        let double = match key.len() {
            16 => key.to_vec(),
            8 => [key, key].concat(),
            length => {
                return Err(garbled(format!("a working key must have 8 or 16 bytes, not {length}; sign on again")));
            }
        };
        let data = [&[0, 1, FOR_PINS, 0, 16][..], &double, &[0, 0]].concat();
        let answer = self.link.ask(SESSION_KEY, &data).await?;
        // It failed: there is no master key that this could be under.
        if answer.status == 0x0A {
            return Err(Fault::Refused(Refusal::KeyMissing(0)));
        }
        good(&answer)
    }
}

/// The last digits of a card number, zeros before them where it is shorter.
fn number(pan: &Pan) -> Zeroizing<String> {
    let digits = pan.expose();
    let last = &digits[digits.len().saturating_sub(NUMBER_DIGITS)..];
    Zeroizing::new(format!("{last:0>NUMBER_DIGITS$}"))
}

/// What the display says: currency and amount, or the amount alone where that is too long.
fn prompt(order: &PinRequest) -> String {
    let amount = order.amount.display(order.currency).to_string();
    let whole = format!("{} {amount}", order.currency.letters());
    if whole.len() <= LINE { whole } else { amount.chars().take(LINE).collect() }
}

/// How the entry ended, then the block as sixteen hexadecimal digits. None where nothing was typed.
fn block(answer: &Answer, too_soon: bool) -> Done<Option<PinBlock>> {
    let Some((state, digits)) = answer.data.split_first() else {
        // It says no more than that it failed. What it says of a second PIN in half a minute is in no document.
        return Err(match answer.status {
            status::FAILED if too_soon => Fault::Refused(Refusal::PinBusy),
            status::OK => garbled("no result of the PIN"),
            other => Fault::Refused(status::refusal(other, &[])),
        });
    };
    let refused = |refusal| Err(Fault::Refused(refusal));
    match state {
        0x00 if answer.status == status::OK => {}
        0x01 => return refused(Refusal::CancelledByHolder),
        0x02 => return refused(Refusal::Cancelled),
        // A parameter, the card number, a message.
        0x03 | 0x04 | 0x07 => return refused(Refusal::Pad(PadTrouble::Command((*state).into()))),
        0x05 | 0x06 => return refused(Refusal::KeyMissing(0)),
        _ if too_soon => return refused(Refusal::PinBusy),
        _ if answer.status == 0x08 => return refused(Refusal::Timeout),
        other => return Err(garbled(format!("the PIN ended with {other:02X}"))),
    }
    if digits.is_empty() {
        return Ok(None);
    }
    let text = std::str::from_utf8(digits).map_err(garbled)?;
    let bytes = hex::decode(text).map(Zeroizing::new);
    let block = bytes.as_deref().and_then(|bytes| <&[u8; 8]>::try_from(&bytes[..]).ok());
    block.map(|block| Some(PinBlock::new(block))).ok_or_else(|| garbled("the PIN block has not sixteen digits"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Currency};

    fn ended(status: u8, data: &[u8], too_soon: bool) -> Done<Option<PinBlock>> {
        block(&Answer { command: 0x62, status, data: Zeroizing::new(data.to_vec()) }, too_soon)
    }

    #[test]
    fn the_block_is_read_or_the_reason_is() {
        let typed = ended(0, b"\x00BA2ADC4EBA48F711", false).unwrap().unwrap();
        assert_eq!(typed.expose(), &[0xBA, 0x2A, 0xDC, 0x4E, 0xBA, 0x48, 0xF7, 0x11]);
        assert!(ended(0, &[0], false).unwrap().is_none());
        for (state, refusal) in [
            (1, Refusal::CancelledByHolder),
            (2, Refusal::Cancelled),
            (3, Refusal::Pad(PadTrouble::Command(3))),
            (4, Refusal::Pad(PadTrouble::Command(4))),
            (5, Refusal::KeyMissing(0)),
            (6, Refusal::KeyMissing(0)),
        ] {
            assert_eq!(ended(0x0A, &[state], false).err(), Some(Fault::Refused(refusal)));
        }
        for bad in [&b""[..], b"\x00BA2A", b"\x00ZA2ADC4EBA48F711", b"\x99"] {
            assert!(ended(0, bad, false).is_err());
        }
        // A block in an answer that says that it failed is none.
        assert!(ended(0x0A, b"\x00BA2ADC4EBA48F711", false).is_err());
    }

    #[test]
    fn a_second_pin_in_half_a_minute_that_fails_came_too_soon() {
        assert_eq!(ended(0x0A, &[], true).err(), Some(Fault::Refused(Refusal::PinBusy)));
        assert_eq!(ended(0x0A, &[], false).err(), Some(Fault::Refused(Refusal::Pad(PadTrouble::Command(10)))));
        assert_eq!(ended(0x0A, &[1], true).err(), Some(Fault::Refused(Refusal::CancelledByHolder)));
    }

    #[test]
    fn a_number_has_sixteen_digits_of_which_the_last_count() {
        for (pan, sent) in [
            ("6210948000000000707", "0948000000000707"),
            ("5432101234567890", "5432101234567890"),
            ("1234567890128", "0001234567890128"),
        ] {
            assert_eq!(*number(&Pan::new(pan).unwrap()), sent);
        }
    }

    #[test]
    fn a_prompt_fits_the_line() {
        let order = |amount| PinRequest {
            pan: Pan::new("5432101234567890").unwrap(),
            amount: Amount::from_minor(amount).unwrap(),
            currency: Currency::Cny,
            key_index: 0,
            pin_key: vec![],
        };
        assert_eq!(prompt(&order(12_345)), "CNY 123.45");
        assert!(prompt(&order(9_999_999_999)).len() <= LINE);
    }
}
