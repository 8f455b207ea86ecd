//! What a driver does, whatever it speaks: one trait for the reader, and one for each thing that a device may have besides.
//!
//! A driver owns an open line and carries out one command at a time. It never times out a command that waits for the
//! cardholder: the flow owns that clock and cancels, and a cancel may lose the race.

use super::{
    Authorise, Authorised, Begin, Complete, Completed, DeviceInfo, Ears, EmvConfig, Fault, Health, Loaded, PinRequest,
    Presented,
};
use crate::domain::PinBlock;

/// What came of a command.
pub type Done<T> = Result<T, Fault>;

/// A card reader with its EMV kernels, on an open line.
pub trait CardReader: Send {
    /// What the device said of itself when it was opened.
    fn info(&self) -> &DeviceInfo;

    /// Reads until the line is gone, while nothing is asked, so that a pulled cable is seen at once. May be dropped and
    /// called again.
    fn idle(&mut self) -> impl Future<Output = Fault> + Send;

    /// Keys, tables and state of the device.
    fn health(&mut self) -> impl Future<Output = Done<Health>> + Send;

    /// Brings the device's tables to this configuration; does nothing where it has it already. What is broken off half-way
    /// is loaded anew the next time.
    fn load(&mut self, config: &EmvConfig) -> impl Future<Output = Done<Loaded>> + Send;

    /// Waits for a card.
    fn begin(&mut self, order: &Begin, ears: &mut Ears<'_>) -> impl Future<Output = Done<Presented>> + Send;

    /// Makes the first cryptogram and takes the PIN.
    fn authorise(&mut self, order: &Authorise, ears: &mut Ears<'_>) -> impl Future<Output = Done<Authorised>> + Send;

    /// Tells the card what the host said. A tap and a stripe have no last word of their own.
    fn complete(&mut self, order: &Complete) -> impl Future<Output = Done<Completed>> + Send;

    /// Lets a card go that was read and is not wanted: the device asks for its removal.
    fn release(&mut self, ears: &mut Ears<'_>) -> impl Future<Output = Done<()>> + Send;

    /// Puts the display to what it says between trades. For when nothing else is asked.
    fn rest(&mut self) -> impl Future<Output = Done<()>> + Send {
        async { Ok(()) }
    }

    /// Takes leave of the device, which then shows its idle text.
    fn close(self) -> impl Future<Output = Done<()>> + Send;
}

/// A keypad and the keys behind it.
pub trait PinPad: Send {
    /// A PIN with a card number that the program knows. None where the holder typed nothing.
    fn pin_block(
        &mut self,
        order: &PinRequest,
        ears: &mut Ears<'_>,
    ) -> impl Future<Output = Done<Option<PinBlock>>> + Send;

    /// Encrypts eight bytes under a data key that only the device can open: triple DES, ECB. The message MAC of the
    /// acquirer is built from it.
    fn encrypt(&mut self, key_index: u8, key: &[u8], block: &[u8; 8]) -> impl Future<Output = Done<[u8; 8]>> + Send;
}

/// A display that the program may write on.
pub trait Display: Send {
    /// Shows a text. What the device has no letters for must not be passed: see [`Capabilities::text`](super::Capabilities::text).
    fn show(&mut self, text: &str) -> impl Future<Output = Done<()>> + Send;
}

/// A beeper that the program may sound.
pub trait Beeper: Send {
    /// Sounds once.
    fn beep(&mut self, beep: Beep) -> impl Future<Output = Done<()>> + Send;
}

/// How long a beep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beep {
    /// A fifth of a second.
    Short,
    /// Four times as long.
    Long,
}

/// A card's own commands, past the kernels: for cards that are no payment cards, and for finding out what a card is.
pub trait ApduPort: Send {
    /// Powers the chip of a slot up; its answer to reset.
    fn power_on(&mut self, slot: ChipSlot) -> impl Future<Output = Done<Vec<u8>>> + Send;

    /// A command of the card and its answer with the two bytes of status.
    fn transmit(&mut self, slot: ChipSlot, command: &[u8]) -> impl Future<Output = Done<Vec<u8>>> + Send;

    /// Powers it down.
    fn power_off(&mut self, slot: ChipSlot) -> impl Future<Output = Done<()>> + Send;
}

/// Where a chip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipSlot {
    /// The slot for cards.
    Contact,
    /// The field over the reader.
    Contactless,
    /// A security module inside the device, from 1.
    Module(u8),
}

/// A reader and what it has besides. Each is there as its [`Capabilities`](super::Capabilities) say.
pub trait Device: CardReader {
    /// Keypad and keys.
    fn pin_pad(&mut self) -> Option<&mut impl PinPad>;
    /// The display.
    fn display(&mut self) -> Option<&mut impl Display>;
    /// The beeper.
    fn beeper(&mut self) -> Option<&mut impl Beeper>;
    /// The port for a card's own commands.
    fn apdu_port(&mut self) -> Option<&mut impl ApduPort>;
}
