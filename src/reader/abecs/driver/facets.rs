//! What a pad has besides reader and keys: a display, and a port for a card's own commands.

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Command, Done, Driver, REPLY_LIMIT, Refusal, Reply, garbled};
use crate::{
    domain::hex,
    reader::{ApduPort, ChipSlot, Display, Fault, PadTrouble},
};

/// Most characters of a text.
const TEXT_MAX: usize = 160;
/// Most bytes of a card's command (its hexadecimal digits must fit three digits of length).
const COMMAND_MAX: usize = 248;

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Display for Driver<L> {
    async fn show(&mut self, text: &str) -> Done<()> {
        let letters = latin1(text)?;
        let block = [format!("{:03}", letters.len()).as_bytes(), &letters].concat();
        self.link.ask(Command::new(b"DEX").block(&block), REPLY_LIMIT, None).await.map(|_| ())
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> ApduPort for Driver<L> {
    async fn power_on(&mut self, slot: ChipSlot) -> Done<Vec<u8>> {
        self.chip(slot, b'1', &[]).await
    }

    async fn transmit(&mut self, slot: ChipSlot, command: &[u8]) -> Done<Vec<u8>> {
        self.chip(slot, b'2', command).await
    }

    async fn power_off(&mut self, slot: ChipSlot) -> Done<()> {
        self.chip(slot, b'0', &[]).await.map(|_| ())
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    async fn chip(&mut self, slot: ChipSlot, operation: u8, command: &[u8]) -> Done<Vec<u8>> {
        if command.len() > COMMAND_MAX {
            return Err(garbled(format!("a card's command has {COMMAND_MAX} bytes at most, not {}", command.len())));
        }
        let digits = format!("{:03}{}", command.len(), hex::encode(command));
        let block = [&[slot_digit(slot)?, operation], digits.as_bytes()].concat();
        let reply = self.link.ask(Command::new(b"CHP").block(&block), REPLY_LIMIT, None).await?;
        answer(&reply)
    }
}

/// The bytes of a reply to CHP: three digits of length, then two hexadecimal digits for each.
fn answer(reply: &Reply) -> Done<Vec<u8>> {
    let cut = || garbled("the card's answer is cut short");
    let (length, digits) = reply.body.split_at_checked(3).ok_or_else(cut)?;
    let length: usize = std::str::from_utf8(length).ok().and_then(|text| text.parse().ok()).ok_or_else(cut)?;
    let text = std::str::from_utf8(digits).map_err(garbled)?;
    hex::decode(text).filter(|bytes| bytes.len() == length).ok_or_else(cut)
}

fn slot_digit(slot: ChipSlot) -> Done<u8> {
    match slot {
        ChipSlot::Contact => Ok(b'0'),
        ChipSlot::Module(number @ 1..=8) => Ok(b'0' + number),
        ChipSlot::Module(_) => Err(Fault::Refused(Refusal::Pad(PadTrouble::Command(11)))),
        ChipSlot::Contactless => Ok(b'9'),
    }
}

/// Text in ISO 8859-1, lines divided by CR.
pub(super) fn latin1(text: &str) -> Done<Vec<u8>> {
    if text.chars().count() > TEXT_MAX {
        return Err(garbled(format!("a text for the pad has {TEXT_MAX} characters at most")));
    }
    let letter = |c: char| match c {
        '\n' => Ok(b'\r'),
        c if c.is_control() => Err(garbled("a text for the pad has a control character in it")),
        c => u8::try_from(u32::from(c)).map_err(|_| garbled("the pad has no letter for a character of this text")),
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_lines_and_refuses_what_the_pad_cannot_show() {
        assert_eq!(latin1("Pr\u{f3}spero\nAno").unwrap(), b"Pr\xF3spero\rAno");
        assert!(latin1("\u{8bf7}\u{63d2}\u{5361}").is_err());
        assert!(latin1("\u{1b}[2J").is_err());
        assert!(latin1(&"x".repeat(161)).is_err());
    }

    #[test]
    fn a_card_s_answer_has_the_length_that_it_says() {
        let reply = |text: &str| Reply::parse(text.as_bytes()).unwrap();
        assert_eq!(answer(&reply("CHP0000070026132")).unwrap(), [0x61, 0x32]);
        assert_eq!(answer(&reply("CHP000003000")).unwrap(), Vec::<u8>::new());
        for bad in ["CHP0000070036132", "CHP00000700261Z2", "CHP00000200", "CHP000"] {
            assert!(answer(&reply(bad)).is_err(), "{bad}");
        }
    }
}
