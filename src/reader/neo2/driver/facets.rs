//! What a reader has besides: a beeper, and a port for a card's own commands.

use tokio::io::{AsyncRead, AsyncWrite};

use super::{ApduPort, Beeper, Code, Done, Driver, good};
use crate::reader::{Beep, ChipSlot, Fault, PadTrouble, Refusal};

const PASS_THROUGH: Code = Code(0x2C, 0x01);
const SLOT_ON: Code = Code(0x2C, 0x12);
const EXCHANGE: Code = Code(0x2C, 0x13);
const SLOT_OFF: Code = Code(0x2C, 0x18);
const SHORT_BEEPS: Code = Code(0x0B, 0x01);
const LONG_BEEP: Code = Code(0x0B, 0x02);

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Beeper for Driver<L> {
    async fn beep(&mut self, beep: Beep) -> Done<()> {
        let answer = match beep {
            Beep::Short => self.link.ask(SHORT_BEEPS, &[1]).await?,
            Beep::Long => self.link.ask(LONG_BEEP, &[1]).await?,
        };
        good(&answer)
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> ApduPort for Driver<L> {
    async fn power_on(&mut self, slot: ChipSlot) -> Done<Vec<u8>> {
        good(&self.link.ask(PASS_THROUGH, &[1]).await?)?;
        let answer = self.link.ask(SLOT_ON, &[interface(slot)?]).await?;
        good(&answer)?;
        Ok(answer.data.to_vec())
    }

    async fn transmit(&mut self, slot: ChipSlot, command: &[u8]) -> Done<Vec<u8>> {
        let data = [&[interface(slot)?][..], command].concat();
        let answer = self.link.ask_once(EXCHANGE, &data, super::CARD_LIMIT).await?;
        good(&answer)?;
        Ok(answer.data.to_vec())
    }

    async fn power_off(&mut self, slot: ChipSlot) -> Done<()> {
        good(&self.link.ask(SLOT_OFF, &[interface(slot)?]).await?)?;
        good(&self.link.ask(PASS_THROUGH, &[0]).await?)
    }
}

fn interface(slot: ChipSlot) -> Done<u8> {
    match slot {
        ChipSlot::Contactless => Ok(0x00),
        ChipSlot::Contact => Ok(0x20),
        ChipSlot::Module(number @ 1..=4) => Ok(0x20 + number),
        ChipSlot::Module(_) => Err(Fault::Refused(Refusal::Pad(PadTrouble::Command(5)))),
    }
}
