//! The orders of the reader in terms of ABECS commands. Knows no clock of its own and no other order than the one in
//! hand.

mod authorise;
mod card;
mod facets;
mod holder;
mod info;
mod pictures;
mod pin;
mod records;
mod risk;
mod tables;

pub use holder::{Awaited, ChipChange, PadEvent, PictureName};
pub use pictures::Settings;

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::spawn_blocking,
};
use zeroize::{Zeroize, Zeroizing};

use pictures::Pictures;

use super::{
    blocks::{BadReply, Command, MAX_VALUE, Params, Reply},
    ids,
    link::{Link, REPLY_LIMIT},
    secure::KeyPair,
};
use crate::{
    domain::{Amount, Currency, Entry, Expiry, Pan, PinBlock, Track2},
    emv,
    reader::{
        Absent, ApduPort, Authorise, Authorised, Beeper, Begin, CardReader, Complete, Completed, Device, DeviceInfo,
        Display, Ears, EmvConfig, Encryption, Fault, Health, HostWord, Loaded, Outcome, PinPad, PinPolicy, PinRequest,
        Presented, Refusal, TapOffer, device::Done, fault::garbled,
    },
};

/// How long the card may take over the second cryptogram and the issuer's scripts.
pub const COMPLETE_LIMIT: Duration = Duration::from_secs(30);
/// Most bytes of issuer data that the pad takes.
pub const MAX_ISSUER_DATA: usize = 512;

/// What the display says between trades.
const IDLE: &str = "WELCOME";
/// What it says while a card is to be taken out.
const REMOVE_CARD: &str = "REMOVE CARD";

/// Tags wanted as soon as the card is there: application, label, preferred name, sequence number.
const BEGIN_TAGS: [u8; 6] = [0x84, 0x50, 0x9F, 0x12, 0x5F, 0x34];
/// Tags wanted with the second cryptogram.
const FINAL_TAGS: [u8; 16] =
    [0x9F, 0x26, 0x9F, 0x27, 0x9F, 0x10, 0x9F, 0x36, 0x95, 0x9B, 0x9F, 0x1E, 0x9F, 0x34, 0xDF, 0x31];
/// A pad on an open line.
pub struct Driver<L> {
    link: Link<L>,
    info: DeviceInfo,
    acquirer: u8,
    card: Option<Card>,
    /// Whether a chip may still be in the slot.
    inside: bool,
    pictures: Pictures,
}

/// What is kept of a card between two orders.
struct Card {
    entry: Entry,
    kind: u8,
    currency: Currency,
    pan: Option<Pan>,
    track2: Option<Track2>,
    sequence: Option<u8>,
    expiry: Option<Expiry>,
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> CardReader for Driver<L> {
    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    async fn idle(&mut self) -> Fault {
        self.link.idle().await
    }

    async fn begin(&mut self, order: &Begin, ears: &mut Ears<'_>) -> Done<Presented> {
        self.card = None;
        let command = Command::new(b"GCX")
            .param(ids::AMOUNT, digits12(order.amount).as_bytes())
            .param(ids::DATE, order.at.yymmdd().as_bytes())
            .param(ids::TIME, order.at.hhmmss().as_bytes())
            .param(ids::GCX_OPTIONS, gcx_options(order.tap))
            .param(ids::ACQUIRER, two_digits(self.acquirer).as_bytes())
            .param(ids::TRANSACTION_TYPE, &[order.kind])
            .param(ids::CURRENCY, order.currency.numeric().as_bytes())
            .param(ids::TAG_LIST, &BEGIN_TAGS)
            .param(ids::EMV_IN, &tap_limit(order.tap_pin));
        let reply = self.link.ask_person(command, ears, None).await?;
        let mut card = card::read(order, &reply.params()?)?;
        let label = card::label(&reply.params()?);
        if matches!(card.entry, Entry::Swipe | Entry::Fallback) {
            self.read_tracks(&mut card).await?;
            if card.track2.is_none() {
                return Err(garbled("a swiped card gave no track 2"));
            }
        }
        let presented = Presented {
            entry: card.entry,
            pan: card.pan.clone(),
            label,
            has_chip: card.track2.as_ref().is_some_and(Track2::has_chip),
        };
        self.inside = card.entry == Entry::Chip;
        self.card = Some(card);
        Ok(presented)
    }

    async fn authorise(&mut self, order: &Authorise, ears: &mut Ears<'_>) -> Done<Authorised> {
        let card = self.card.take().ok_or(Fault::Refused(Refusal::CardRemoved))?;
        let entry = card.entry;
        let (card, mut authorised) = match entry {
            Entry::Chip | Entry::Tap => self.authorise_chip(card, order, ears).await?,
            _ => self.authorise_stripe(card, order, ears).await?,
        };
        authorised.sequence = authorised.sequence.or(card.sequence);
        self.card = Some(card);
        Ok(authorised)
    }

    async fn complete(&mut self, order: &Complete) -> Done<Completed> {
        let card = self.card.take().ok_or(Fault::Refused(Refusal::CardRemoved))?;
        let approved = order.word == HostWord::Approved;
        if card.entry != Entry::Chip {
            return Ok(Completed { approved, tags: Vec::new(), script_results: Vec::new() });
        }
        let reply = self.link.ask(final_command(order)?, COMPLETE_LIMIT, None).await?;
        let params = reply.params()?;
        // Specification and examples disagree about the id.
        let result = params.get(ids::FCX_RESULT).map_or_else(|| params.need(ids::GOX_RESULT), Ok)?;
        Ok(Completed {
            approved: approved && result.first() == Some(&b'0'),
            tags: emv::without_secrets(params.get(ids::EMV_OUT).unwrap_or_default())?,
            script_results: params.get(ids::SCRIPT_RESULTS).unwrap_or_default().to_vec(),
        })
    }

    async fn health(&mut self) -> Done<Health> {
        info::health(&mut self.link, self.acquirer).await
    }

    async fn load(&mut self, config: &EmvConfig) -> Done<Loaded> {
        tables::load(&mut self.link, self.acquirer, config).await
    }

    async fn release(&mut self, ears: &mut Ears<'_>) -> Done<()> {
        self.card = None;
        let awaited = Awaited { chip: Some(ChipChange::Out), ..Awaited::default() };
        if let Some(picture) = self.pictures.remove_card {
            self.show_picture(picture).await?;
            self.wait_for(awaited, ears).await?;
        } else {
            let command = Command::new(b"RMC").block(format!("{REMOVE_CARD:<32}").as_bytes());
            self.link.ask_person(command, ears, None).await?;
        }
        self.inside = false;
        Ok(())
    }

    async fn rest(&mut self) -> Done<()> {
        let (picture, text) = match std::mem::take(&mut self.inside) {
            true => (self.pictures.remove_card, REMOVE_CARD),
            false => (self.pictures.idle, IDLE),
        };
        match picture {
            Some(picture) => self.show_picture(picture).await,
            None if self.info.capabilities.display.is_some() => self.show(text).await,
            None => Ok(()),
        }
    }

    async fn close(mut self) -> Done<()> {
        let command = match self.pictures.idle {
            Some(picture) => Command::new(b"CLX").param(ids::PICTURE_NAME, picture.bytes()),
            None => Command::new(b"CLX").param(ids::MESSAGE, IDLE.as_bytes()),
        };
        self.link.ask(command, REPLY_LIMIT, None).await.map(|_| ())
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Device for Driver<L> {
    fn pin_pad(&mut self) -> Option<&mut impl PinPad> {
        Some(self)
    }

    fn display(&mut self) -> Option<&mut impl Display> {
        self.info.capabilities.display.is_some().then_some(self)
    }

    /// The pad beeps by itself, and never when it is told to.
    fn beeper(&mut self) -> Option<&mut impl Beeper> {
        None::<&mut Absent>
    }

    fn apdu_port(&mut self) -> Option<&mut impl ApduPort> {
        Some(self)
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> PinPad for Driver<L> {
    async fn pin_block(&mut self, order: &PinRequest, ears: &mut Ears<'_>) -> Done<Option<PinBlock>> {
        let reply = self.link.ask_person(pin::ask(order)?, ears, Some(order.key_index)).await?;
        pin::typed_block(&reply)
    }

    async fn encrypt(&mut self, key_index: u8, key: &[u8], block: &[u8; 8]) -> Done<[u8; 8]> {
        let command = Command::new(b"EBX")
            .param(ids::DATA_METHOD, b"10")
            .param(ids::KEY_INDEX, two_digits(key_index).as_bytes())
            .param(ids::WORKING_KEY, pin::working_key(key_index, key)?.as_slice())
            .param(ids::DATA_IN, block);
        let reply = self.link.ask(command, REPLY_LIMIT, Some(key_index)).await?;
        let params = reply.params()?;
        params.need(ids::DATA_OUT)?.try_into().map_err(|_| BadReply::Missing(ids::DATA_OUT).into())
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    /// Greets the pad on an open line: stops what it may be doing, opens it, asks what it is. `acquirer` (1 to 99) is
    /// the number of the pad's application tables that count.
    ///
    /// # Errors
    /// [`Fault`] when there is no pad or it does not speak this protocol.
    pub async fn open(line: L, settings: &Settings) -> Done<Self> {
        let mut link = Link::new(line);
        link.resync().await?;
        let secure_line = open_line(&mut link, settings.encryption).await?;
        let mut info = info::device(&mut link).await?;
        info.capabilities.secure_line = secure_line;
        let mut driver = Driver {
            link,
            info,
            acquirer: settings.acquirer,
            card: None,
            inside: false,
            pictures: Pictures::default(),
        };
        driver.pictures = driver.load_pictures(settings).await?;
        Ok(driver)
    }

    /// Fetches card number and track 2 in clear. The pad gives them once for each card.
    async fn read_tracks(&mut self, card: &mut Card) -> Result<(), Fault> {
        let reply = self.link.ask(Command::new(b"GTK"), REPLY_LIMIT, None).await?;
        card::take_tracks(card, &reply.params()?)
    }
}

/// Opens the pad; whether the line is encrypted from now on. A pad that knows no encrypted line opens all the same.
async fn open_line<L: AsyncRead + AsyncWrite + Unpin>(link: &mut Link<L>, encryption: Encryption) -> Done<bool> {
    if encryption == Encryption::Off {
        link.ask(Command::new(b"OPN"), REPLY_LIMIT, None).await?;
        return Ok(false);
    }
    let made = spawn_blocking(KeyPair::generate).await;
    let keys = made.map_err(|error| garbled(format!("no key pair for the encrypted line: {error}")))??;
    let reply = link.ask(keys.opening(), REPLY_LIMIT, None).await?;
    match keys.channel(&reply)? {
        Some(channel) => link.encrypt_with(channel),
        None if encryption == Encryption::Required => {
            return Err(garbled(
                "the pad knows no encrypted line, and [reader] encryption = \"required\" asks for one",
            ));
        }
        None => return Ok(false),
    }
    Ok(true)
}

fn final_command(order: &Complete) -> Result<Command, Fault> {
    if order.issuer_data.len() > MAX_ISSUER_DATA.min(MAX_VALUE) {
        return Err(garbled(format!("the host's chip data is longer than {MAX_ISSUER_DATA} bytes")));
    }
    let options = match order.word {
        HostWord::Approved => b"0000",
        HostWord::Declined => b"1000",
        HostWord::NoHost => b"2000",
    };
    let mut command = Command::new(b"FCX").param(ids::FCX_OPTIONS, options).param(ids::TAG_LIST, &FINAL_TAGS);
    if order.word != HostWord::NoHost {
        command = command.param(ids::RESPONSE_CODE, &order.code);
    }
    if !order.issuer_data.is_empty() {
        command = command.param(ids::EMV_IN, &order.issuer_data);
    }
    Ok(command)
}

/// DF8126, the amount from which on a tap needs its owner's proof, before the limit of the tables: every amount, or none. Four
/// bytes, as the column of the tables that it stands for.
fn tap_limit(pin: PinPolicy) -> [u8; 8] {
    let [a, b, c, d] = match pin {
        PinPolicy::Ask => [0; 4],
        PinPolicy::Skip => [0xFF; 4],
    };
    [0xDF, 0x81, 0x26, 4, a, b, c, d]
}

/// The first digit switches contactless on.
fn gcx_options(tap: TapOffer) -> &'static [u8] {
    match tap {
        TapOffer::Open => b"10000",
        TapOffer::Closed => b"00000",
    }
}

fn digits12(amount: Amount) -> String {
    format!("{:012}", amount.minor())
}

fn two_digits(number: u8) -> String {
    format!("{number:02}")
}
