//! The pad's holder beside a trade: waiting for a card or a key, a menu, and pictures for
//! prompts that the pad has no letters for.

use crc::{CRC_16_XMODEM, Crc};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{BadReply, Command, Done, Driver, Ears, REPLY_LIMIT, emv, garbled, ids};
use crate::emv::Tag;

/// Most bytes of a picture's part in one command: two of these fit a packet.
const PART: usize = 900;
/// Largest picture. Pads have little memory, and a line of 19,200 bits takes half a minute for this.
const PICTURE_MAX: usize = 64 * 1024;
/// Most options of a menu and most characters of one.
const MENU_MAX: (usize, usize) = (20, 24);
/// A picture's file is a PNG.
const PNG: u8 = 1;
const CHECK: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);

/// What the pad has noticed (CEX).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PadEvent {
    /// A key that is no digit, with its code.
    Key(u8),
    /// A card was swiped.
    Swiped,
    /// A chip was put in, or was in already.
    Inserted,
    /// The slot is empty.
    Removed,
    /// A card or telephone is over the pad.
    Tapped,
    /// None came over the pad within two minutes.
    NothingTapped,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Awaited {
    /// A key.
    pub key: bool,
    /// A swiped card.
    pub swipe: bool,
    /// A chip.
    pub chip: Option<ChipChange>,
    /// A card over the pad.
    pub tap: bool,
}

/// What a chip may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipChange {
    /// Be put in.
    In,
    /// Be taken out.
    Out,
}

/// The name of a picture in the pad: eight letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureName([u8; 8]);

impl PictureName {
    /// The name that a picture has by its content, so that another content has another name.
    pub fn of(png: &[u8]) -> PictureName {
        use sha2::{Digest, Sha256};
        let digits = crate::domain::hex::encode(&Sha256::digest(png));
        let mut name = *b"K0000000";
        name[1..].copy_from_slice(&digits.as_bytes()[..7]);
        PictureName(name)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    /// Waits until something happens, or until it is cancelled.
    ///
    /// # Errors
    /// [`Fault`](crate::reader::Fault) when the pad is silent, does not know the command, or was cancelled.
    pub async fn wait_for(&mut self, awaited: Awaited, ears: &mut Ears<'_>) -> Done<PadEvent> {
        let flag = |wanted: bool| if wanted { b'1' } else { b'0' };
        let chip = match awaited.chip {
            None => b'0',
            Some(ChipChange::In) => b'1',
            Some(ChipChange::Out) => b'2',
        };
        let options = [flag(awaited.key), flag(awaited.swipe), chip, flag(awaited.tap), b'0', b'0'];
        let command = Command::new(b"CEX").param(ids::CEX_OPTIONS, &options);
        let reply = self.link.ask_person(command, ears, None).await?;
        let params = reply.params()?;
        match params.text(ids::EVENT).and_then(|text| text.parse().ok()) {
            Some(90) => Ok(PadEvent::Swiped),
            Some(91) => Ok(PadEvent::Removed),
            Some(92) => Ok(PadEvent::Inserted),
            Some(93) => Ok(PadEvent::NothingTapped),
            Some(94) => Ok(PadEvent::Tapped),
            Some(key @ 0..=13) => Ok(PadEvent::Key(key)),
            _ => Err(BadReply::Missing(ids::EVENT).into()),
        }
    }

    /// Lets the holder choose; the number of the option, from 0.
    ///
    /// # Errors
    /// As [`Driver::wait_for`]; a menu without options, or with more or longer ones than pads take.
    pub async fn menu(&mut self, title: &str, options: &[&str], ears: &mut Ears<'_>) -> Done<usize> {
        let (most, longest) = MENU_MAX;
        if options.is_empty() || options.len() > most || options.iter().any(|option| option.chars().count() > longest) {
            return Err(garbled(format!("a menu has 1 to {most} options of {longest} characters at most")));
        }
        let mut command = Command::new(b"MNU").param(ids::MESSAGE, &super::facets::latin1(title)?);
        for option in options {
            command = command.param(ids::MENU_OPTION, &super::facets::latin1(option)?);
        }
        let reply = self.link.ask_person(command, ears, None).await?;
        let params = reply.params()?;
        let number = params.text(ids::VALUE).and_then(|text| text.parse::<usize>().ok());
        number.and_then(|n| n.checked_sub(1)).filter(|n| *n < options.len()).ok_or(BadReply::Missing(ids::VALUE).into())
    }

    /// More objects of the chip in hand, without card number and tracks.
    ///
    /// # Errors
    /// As [`Driver::wait_for`]; no chip is in hand.
    pub async fn objects(&mut self, tags: &[Tag]) -> Done<Vec<u8>> {
        let list: Vec<u8> = tags.iter().flat_map(|tag| tag.bytes().to_vec()).collect();
        let reply = self.link.ask(Command::new(b"GED").param(ids::TAG_LIST, &list), REPLY_LIMIT, None).await?;
        Ok(emv::without_secrets(reply.params()?.need(ids::EMV_OUT)?)?)
    }

    /// Loads a picture (PNG), unless the pad has it already.
    ///
    /// # Errors
    /// As [`Driver::wait_for`]; a picture above 64 KiB, or that the pad does not take.
    pub async fn load_picture(&mut self, png: &[u8]) -> Done<PictureName> {
        if png.len() > PICTURE_MAX {
            return Err(garbled(format!("a picture for the pad has {PICTURE_MAX} bytes at most, not {}", png.len())));
        }
        let name = PictureName::of(png);
        let reply = self.link.ask(Command::new(b"LMF"), REPLY_LIMIT, None).await?;
        if reply.params()?.all(ids::PICTURE_NAME_OUT).any(|known| known == name.0) {
            return Ok(name);
        }
        let mut info = (png.len() as u32).to_be_bytes().to_vec();
        info.extend(CHECK.checksum(png).to_be_bytes());
        info.extend([PNG, 0, 0, 0]);
        let begin = Command::new(b"MLI").param(ids::PICTURE_NAME, &name.0).param(ids::PICTURE_INFO, &info);
        self.link.ask(begin, REPLY_LIMIT, None).await?;
        for parts in png.chunks(2 * PART) {
            let command =
                parts.chunks(PART).fold(Command::new(b"MLR"), |command, part| command.param(ids::DATA_IN, part));
            self.link.ask(command, REPLY_LIMIT, None).await?;
        }
        self.link.ask(Command::new(b"MLE"), REPLY_LIMIT, None).await?;
        Ok(name)
    }

    /// Shows a picture that was loaded.
    ///
    /// # Errors
    /// As [`Driver::wait_for`].
    pub async fn show_picture(&mut self, name: PictureName) -> Done<()> {
        let command = Command::new(b"DSI").param(ids::PICTURE_NAME, &name.0);
        self.link.ask(command, REPLY_LIMIT, None).await.map(|_| ())
    }
}
