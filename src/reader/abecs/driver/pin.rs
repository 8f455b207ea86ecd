//! PIN entry: the key that goes in, the block that comes out. A clear PIN never passes here.

use super::{Command, Fault, Params, PinBlock, PinRequest, Refusal, Reply, Zeroizing, garbled, ids, two_digits};
use crate::reader::abecs::blocks::{BadReply, Name};

/// Highest slot of a master key.
pub(super) const MAX_KEY_INDEX: u8 = 99;
/// Fewest digits of a PIN. The pad refuses a lower limit, so a stripe without a PIN cannot skip it at this pad.
const MIN_PIN: &str = "04";
/// Most digits of a PIN.
const MAX_PIN: &str = "12";
/// Letters of a line of the prompt, which has two.
const LINE: usize = 16;
const GPN: &Name = b"GPN";

/// A working key as the pad takes it: sixteen bytes. A single-length key goes in twice, which triple DES with two keys
/// turns back into single DES.
pub(super) fn working_key(key_index: u8, key: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
    if key_index > MAX_KEY_INDEX {
        return Err(Fault::Refused(Refusal::KeyMissing(key_index)));
    }
    match key.len() {
        16 => Ok(Zeroizing::new(key.to_vec())),
        8 => Ok(Zeroizing::new([key, key].concat())),
        length => Err(garbled(format!("a working key must have 8 or 16 bytes, not {length}; sign on again"))),
    }
}

/// The command that asks for a PIN with a number from the stripe.
pub(super) fn ask(order: &PinRequest) -> Result<Command, Fault> {
    let PinRequest { pan, currency, .. } = order;
    let key = working_key(order.key_index, &order.pin_key)?;
    let amount = order.amount.display(*currency).to_string();
    let whole = format!("{} {amount}", currency.letters());
    // The amount alone where both do not fit: one whose end is cut off is another amount.
    let first_line = if whole.len() <= LINE { whole } else { amount };
    let number = pan.expose();
    let mut block = Zeroizing::new(String::with_capacity(128));
    block.push('1');
    block.push_str(&two_digits(order.key_index));
    for byte in key.iter() {
        block.push_str(&format!("{byte:02X}"));
    }
    block.push_str(&format!("{:02}", number.len()));
    block.push_str(number);
    block.push_str(&" ".repeat(19 - number.len()));
    block.push('1');
    block.push_str(MIN_PIN);
    block.push_str(MAX_PIN);
    block.push_str(&format!("{first_line:<LINE$.LINE$}{:<LINE$}", "PIN:"));
    Ok(Command::new(GPN).block(block.as_bytes()))
}

/// The block in a reply to GPN: sixteen hexadecimal digits, then the key serial number. All zeros, or nothing at all,
/// is a PIN that was not typed.
pub(super) fn typed_block(reply: &Reply) -> Result<Option<PinBlock>, Fault> {
    if reply.body.is_empty() {
        return Ok(None);
    }
    let digits = reply.body.get(..16).ok_or_else(|| garbled("the PIN block is cut short"))?;
    let mut block = Zeroizing::new([0u8; 8]);
    for (byte, pair) in block.iter_mut().zip(digits.chunks(2)) {
        let text = std::str::from_utf8(pair).map_err(garbled)?;
        *byte = u8::from_str_radix(text, 16).map_err(garbled)?;
    }
    Ok(not_empty(&block))
}

/// The block in a reply to GOX, where its outcome says that a PIN was taken for the host.
pub(super) fn online_block(result: &[u8], params: &Params<'_>) -> Result<Option<PinBlock>, Fault> {
    if result.get(2) != Some(&b'2') {
        return Ok(None);
    }
    let block = params.need(ids::PIN_BLOCK)?.try_into().map_err(|_| BadReply::Missing(ids::PIN_BLOCK))?;
    Ok(not_empty(block))
}

fn not_empty(block: &[u8; 8]) -> Option<PinBlock> {
    (*block != [0; 8]).then(|| PinBlock::new(block))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Amount, Currency, Pan},
        reader::abecs::blocks::Reply,
    };

    fn order(pan: &str, key: &[u8]) -> PinRequest {
        let (pan, amount) = (Pan::new(pan).unwrap(), Amount::from_minor(12_345).unwrap());
        PinRequest { pan, amount, currency: Currency::Cny, key_index: 3, pin_key: key.to_vec() }
    }

    #[test]
    fn the_request_has_its_columns() {
        let data = ask(&order("6210948000000005607", &[0xAB; 16])).unwrap().finish().unwrap();
        let expected =
            format!("GPN093103{}1962109480000000056071{}CNY 123.45      PIN:            ", "AB".repeat(16), "0412");
        assert_eq!(std::str::from_utf8(&data).unwrap(), expected);
    }

    #[test]
    fn an_amount_that_is_too_long_for_its_currency_is_not_cut_off() {
        let amount = Amount::from_minor(1_234_567_890).unwrap();
        let data = ask(&PinRequest { amount, ..order("6210948000000005607", &[0xAB; 16]) }).unwrap().finish().unwrap();
        assert!(data.ends_with(b"12,345,678.90   PIN:            "), "{:?}", String::from_utf8_lossy(&data[67..]));
    }

    #[test]
    fn short_keys_go_in_twice_and_odd_ones_not_at_all() {
        assert_eq!(working_key(0, &[1, 2, 3, 4, 5, 6, 7, 8]).unwrap()[8..], [1, 2, 3, 4, 5, 6, 7, 8]);
        assert!(working_key(0, &[0; 15]).is_err());
        assert_eq!(working_key(100, &[0; 16]).err(), Some(Fault::Refused(Refusal::KeyMissing(100))));
    }

    #[test]
    fn the_block_is_read_or_absent() {
        let reply = |text: &str| Reply::parse(text.as_bytes()).unwrap();
        let typed = typed_block(&reply("GPN000036BA2ADC4EBA48F71100000000000000000000")).unwrap();
        assert_eq!(typed.unwrap().expose(), &[0xBA, 0x2A, 0xDC, 0x4E, 0xBA, 0x48, 0xF7, 0x11]);
        assert!(typed_block(&reply(&format!("GPN000036{}", "0".repeat(36)))).unwrap().is_none());
        assert!(typed_block(&reply("GPN000")).unwrap().is_none());
        assert!(typed_block(&reply("GPN000004BA2A")).is_err());
    }
}
