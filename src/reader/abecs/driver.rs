//! The orders of the reader in terms of ABECS commands. Knows no clock of its own and no other order than the one in
//! hand.

mod card;
mod facets;
mod info;
mod pin;
mod records;
mod risk;
mod tables;

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::spawn_blocking,
};
use zeroize::{Zeroize, Zeroizing};

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
        Presented, Refusal, TapOffer, device::Done, fault::garbled, task::Connect,
    },
};

/// How long the card may take over the second cryptogram and the issuer's scripts.
pub const COMPLETE_LIMIT: Duration = Duration::from_secs(30);
/// Most bytes of issuer data that the pad takes.
pub const MAX_ISSUER_DATA: usize = 512;

/// What the display says while a card is to be taken out, two lines of sixteen.
const REMOVE_CARD: &str = "REMOVE CARD";

/// Tags wanted as soon as the card is there: application, label, preferred name, sequence number.
const BEGIN_TAGS: [u8; 6] = [0x84, 0x50, 0x9F, 0x12, 0x5F, 0x34];
/// Tags wanted with the first cryptogram: those of field 55, then what the receipt shows.
const ONLINE_TAGS: [u8; 46] = [
    0x9F, 0x26, 0x9F, 0x27, 0x9F, 0x10, 0x9F, 0x37, 0x9F, 0x36, 0x95, 0x9A, 0x9C, 0x9F, 0x02, 0x5F, 0x2A, 0x82, 0x9F,
    0x1A, 0x9F, 0x03, 0x9F, 0x33, 0x9F, 0x34, 0x9F, 0x35, 0x9F, 0x1E, 0x84, 0x9F, 0x09, 0x9F, 0x41, 0x9F, 0x63, 0x5F,
    0x34, 0x9B, 0x50, 0x9F, 0x12, 0x9F, 0x6C, 0x4F,
];
/// Tags wanted with the second cryptogram.
const FINAL_TAGS: [u8; 16] =
    [0x9F, 0x26, 0x9F, 0x27, 0x9F, 0x10, 0x9F, 0x36, 0x95, 0x9B, 0x9F, 0x1E, 0x9F, 0x34, 0xDF, 0x31];
/// Terminal capabilities without online PIN: no CVM, signature. They hold for a chip that is not to ask for a PIN.
const NO_PIN_CAPABILITIES: [u8; 6] = [0x9F, 0x33, 0x03, 0xE0, 0x28, 0xC8];

/// A pad on an open line.
pub struct Driver<L> {
    link: Link<L>,
    info: DeviceInfo,
    acquirer: u8,
    card: Option<Card>,
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

/// Opens lines and greets the pads on them.
pub struct Connector<O> {
    /// Gives an open line.
    pub open: O,
    /// The number of the pad's application tables that count, 1 to 99.
    pub acquirer: u8,
    /// Whether the line is encrypted.
    pub encryption: Encryption,
}

impl<L, O> Connect for Connector<O>
where
    L: AsyncRead + AsyncWrite + Unpin + Send,
    O: FnMut() -> io::Result<L> + Send,
{
    type Device = Driver<L>;

    async fn connect(&mut self) -> Done<Driver<L>> {
        Driver::open((self.open)()?, self.acquirer, self.encryption).await
    }
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
            .param(ids::TAG_LIST, &BEGIN_TAGS);
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
        let command = Command::new(b"RMC").block(format!("{:<32}", REMOVE_CARD).as_bytes());
        self.link.ask_person(command, ears, None).await.map(|_| ())
    }

    async fn close(mut self) -> Done<()> {
        self.link.ask(Command::new(b"CLO").block(&[b' '; 32]), REPLY_LIMIT, None).await.map(|_| ())
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
    pub async fn open(line: L, acquirer: u8, encryption: Encryption) -> Done<Self> {
        let mut link = Link::new(line);
        link.resync().await?;
        let secure_line = open_line(&mut link, encryption).await?;
        let mut info = info::device(&mut link).await?;
        info.capabilities.secure_line = secure_line;
        Ok(Driver { link, info, acquirer, card: None })
    }

    async fn authorise_chip(
        &mut self,
        mut card: Card,
        order: &Authorise,
        ears: &mut Ears<'_>,
    ) -> Result<(Card, Authorised), Fault> {
        let mut command = Command::new(b"GOX")
            .param(ids::ACQUIRER, two_digits(self.acquirer).as_bytes())
            .param(ids::PIN_METHOD, b"1")
            .param(ids::KEY_INDEX, two_digits(order.key_index).as_bytes())
            .param(ids::GOX_OPTIONS, risk::options(order.offline))
            .param(ids::RISK_PARAMETERS, &risk::parameters(order.offline))
            .param(ids::AMOUNT, digits12(order.amount).as_bytes())
            .param(ids::TRANSACTION_TYPE, &[card.kind])
            .param(ids::CURRENCY, card.currency.numeric().as_bytes())
            .param(ids::TAG_LIST, &ONLINE_TAGS);
        if order.pin == PinPolicy::Skip {
            command = command.param(ids::EMV_IN, &NO_PIN_CAPABILITIES);
        }
        if order.pin == PinPolicy::Ask || !order.pin_key.is_empty() {
            let key = pin::working_key(order.key_index, &order.pin_key)?;
            command = command.param(ids::WORKING_KEY, &key);
        }
        let reply = self.link.ask_person(command, ears, Some(order.key_index)).await?;
        self.read_tracks(&mut card).await?;
        let params = reply.params()?;
        let result = params.need(ids::GOX_RESULT)?;
        let chip = params.get(ids::EMV_OUT).unwrap_or_default();
        let outcome = card::outcome(result)?;
        if outcome == Outcome::ApprovedOffline && !order.offline.allows(order.amount) {
            tracing::warn!(order = ?order.offline, "the card approved by itself against the order");
        }
        let authorised = Authorised {
            outcome,
            pan: card.pan.clone().ok_or_else(|| garbled("the pad gave no card number"))?,
            track2: card.track2.clone(),
            expiry: card.expiry,
            sequence: card::sequence(chip)?,
            pin_block: pin::online_block(result, &params)?,
            tags: emv::without_secrets(chip)?,
        };
        Ok((card, authorised))
    }

    async fn authorise_stripe(
        &mut self,
        card: Card,
        order: &Authorise,
        ears: &mut Ears<'_>,
    ) -> Result<(Card, Authorised), Fault> {
        let pan = card.pan.clone().ok_or_else(|| garbled("the pad gave no card number"))?;
        let pin_block = match order.pin {
            PinPolicy::Skip => None,
            PinPolicy::Ask => {
                let Authorise { amount, key_index, .. } = *order;
                let pin_key = order.pin_key.clone();
                let request = PinRequest { pan: pan.clone(), amount, currency: card.currency, key_index, pin_key };
                self.pin_block(&request, ears).await?
            }
        };
        let authorised = Authorised {
            outcome: Outcome::GoOnline,
            pan,
            track2: card.track2.clone(),
            expiry: card.expiry,
            sequence: None,
            pin_block,
            tags: Vec::new(),
        };
        Ok((card, authorised))
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
