//! PINs on keypad models: the session key, then the block. A clear PIN never passes here.

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Code, Done, Driver, Ears, Fault, PinBlock, PinPad, PinRequest, Refusal, garbled, good};
use crate::domain::hex;

const SESSION_KEY: Code = Code(0x63, 0x03);
const ENTER_PIN: Code = Code(0x62, 0x01);
/// A PIN key.
const FOR_PINS: u8 = 0x02;
/// Master key and session key, with a card number that the till gives.
const EXTERNAL_NUMBER: u8 = 0x10;
/// Fewest and most digits.
const DIGITS: [u8; 2] = [4, 12];

impl<L: AsyncRead + AsyncWrite + Unpin + Send> PinPad for Driver<L> {
    async fn pin_block(&mut self, order: &PinRequest, ears: &mut Ears<'_>) -> Done<Option<PinBlock>> {
        self.load_session_key(&order.pin_key).await?;
        let number = order.pan.expose().as_bytes();
        let amount = order.amount.display(order.currency).to_string();
        let text = format!("{} {amount}", order.currency.letters());
        let mut data = vec![EXTERNAL_NUMBER, number.len() as u8];
        data.extend(number);
        data.extend([DIGITS[1], DIGITS[0]]);
        data.extend(text.as_bytes());
        let answer = self.link.ask_person(ENTER_PIN, &data, ears).await?;
        good(&answer)?;
        block(&answer.data)
    }

    /// 63-06 makes a MAC over text; whether it takes any byte, which the acquirer's MAC needs, is not public.
    async fn encrypt(&mut self, _: u8, _: &[u8], _: &[u8; 8]) -> Done<[u8; 8]> {
        Err(garbled("this reader makes no message MACs: the master key must lie elsewhere"))
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    /// Each part has its length before it. Check digits are not given: the block itself shows whether the key was right.
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

/// How the entry ended, then the block as sixteen hexadecimal digits.
fn block(data: &[u8]) -> Done<Option<PinBlock>> {
    let (state, digits) = data.split_first().ok_or_else(|| garbled("no result of the PIN"))?;
    match state {
        0x00 => {}
        0x01 => return Err(Fault::Refused(Refusal::CancelledByHolder)),
        0x02 => return Err(Fault::Refused(Refusal::Cancelled)),
        0x03 => return Err(Fault::Refused(Refusal::Timeout)),
        0x05 | 0x06 => return Err(Fault::Refused(Refusal::KeyMissing(0))),
        0x07 => return Err(Fault::Refused(Refusal::PinBusy)),
        other => return Err(garbled(format!("the PIN ended with {other:02X}"))),
    }
    if digits.is_empty() {
        return Ok(None);
    }
    let text = std::str::from_utf8(digits).map_err(garbled)?;
    let bytes = hex::decode(text).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    bytes.map(|block| Some(PinBlock::new(block))).ok_or_else(|| garbled("the PIN block has not sixteen digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_is_read_or_the_reason_is() {
        let typed = block(b"\x00BA2ADC4EBA48F711").unwrap().unwrap();
        assert_eq!(typed.expose(), &[0xBA, 0x2A, 0xDC, 0x4E, 0xBA, 0x48, 0xF7, 0x11]);
        assert!(block(&[0]).unwrap().is_none());
        for (state, refusal) in [
            (1, Refusal::CancelledByHolder),
            (2, Refusal::Cancelled),
            (3, Refusal::Timeout),
            (5, Refusal::KeyMissing(0)),
            (7, Refusal::PinBusy),
        ] {
            assert_eq!(block(&[state]).err(), Some(Fault::Refused(refusal)));
        }
        for bad in [&b""[..], b"\x00BA2A", b"\x00ZA2ADC4EBA48F711", b"\x99"] {
            assert!(block(bad).is_err());
        }
    }
}
