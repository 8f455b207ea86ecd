//! The orders of the reader in terms of NEO 2 commands.

mod card;
#[cfg(test)]
mod card_tests;
mod facets;
mod pin;
mod tables;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};

use super::{
    frame::{Answer, Code},
    link::{CARD_LIMIT, Link, PING},
    status, stripe, tags, unpublished,
};
use crate::{
    domain::{Civil, Entry, Expiry, Pan, PinBlock, Track2, hex},
    emv::{self, Tag, Tlv},
    reader::{
        ApduPort, Authorise, Authorised, Beeper, Begin, Capabilities, CardReader, Complete, Completed, Config, Device,
        DeviceInfo, Display, Ears, EmvConfig, Fault, Health, HostWord, Loaded, MacHelp, Neo2Chip, Outcome, PinEntry,
        PinPad, PinPolicy, PinRequest, Presented, Refusal, TapOffer, TextForm, device::Done, fault::garbled,
    },
};

use card::Card;

/// Firmware version, as text.
const VERSION: Code = Code(0x29, 0x00);
/// Whether the reader looks for cards by itself (00) or when asked (01).
const POLL_MODE: Code = Code(0x01, 0x01);
/// The reader's clock: date, then time.
const SET_DATE: Code = Code(0x25, 0x03);
const SET_TIME: Code = Code(0x25, 0x01);
/// Waits for a card on all interfaces.
const START: Code = Code(0x02, 0x40);
/// First cryptogram of a chip, and its last word.
const AUTHENTICATE: Code = Code(0x60, 0x11);
const HOST_ANSWER: Code = Code(0x60, 0x12);
/// So long, in seconds, the reader itself waits for a card: the longest that it can be told. The flow cancels earlier.
const CARD_SECONDS: u8 = 0xFF;
/// So long, in seconds, the next command about a chip may take to come.
const NEXT_COMMAND: [u8; 2] = [0x00, 0xF0];

/// How readers are opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether there is a keypad with a master key.
    pub keypad: bool,
    /// Whether chips are taken.
    pub chip: Neo2Chip,
}

impl Settings {
    /// As the configuration says.
    pub fn of(config: &Config) -> Settings {
        Settings { keypad: config.keypad, chip: config.neo2_chip }
    }
}

/// A reader on an open line.
pub struct Driver<L> {
    link: Link<L>,
    info: DeviceInfo,
    card: Option<Card>,
    /// What the reader's clock was last set to; it is set anew in another minute.
    clock: Option<Civil>,
    /// The version of the tables that were loaded on this line; the reader does not keep one.
    tables: Option<String>,
    /// When a PIN was last asked for: readers take one in half a minute.
    pin_asked: Option<Instant>,
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    /// Greets the reader on an open line: stops what it may be doing, asks what it is, has it wait until it is asked.
    ///
    /// # Errors
    /// [`Fault`] when there is no reader or it does not speak this protocol.
    pub async fn open(line: L, settings: &Settings) -> Done<Self> {
        let mut link = Link::new(line);
        link.stop().await?;
        good(&link.ask(PING, &[]).await?)?;
        let version = link.ask(VERSION, &[]).await?;
        good(&version)?;
        good(&link.ask(POLL_MODE, &[0x01]).await?)?;
        let info = DeviceInfo {
            model: "NEO 2".into(),
            serial: String::new(),
            version: text(&version.data),
            capabilities: capabilities(settings),
        };
        Ok(Driver { link, info, card: None, clock: None, tables: None, pin_asked: None })
    }

    /// Sets the reader's clock before a trade, where it may be wrong: it has no other source.
    async fn set_clock(&mut self, at: Civil) -> Done<()> {
        let minute = |civil: &Civil| (civil.yymmdd(), civil.hhmmss()[..4].to_owned());
        if self.clock.as_ref().is_some_and(|set| minute(set) == minute(&at)) {
            return Ok(());
        }
        let date = format!("20{}", at.yymmdd());
        good(&self.link.ask(SET_DATE, &packed(&date)).await?)?;
        good(&self.link.ask(SET_TIME, &packed(&at.hhmmss()[..4])).await?)?;
        self.clock = Some(at);
        Ok(())
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> CardReader for Driver<L> {
    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    async fn idle(&mut self) -> Fault {
        self.link.idle().await
    }

    async fn health(&mut self) -> Done<Health> {
        good(&self.link.ask(PING, &[]).await?)?;
        Ok(Health { tables: self.tables.clone(), ..Health::default() })
    }

    async fn load(&mut self, config: &EmvConfig) -> Done<Loaded> {
        let version = config.version();
        if self.tables.as_ref() == Some(&version) {
            return Ok(Loaded::AlreadyThere);
        }
        self.tables = None;
        let records = tables::load(&mut self.link, config, &self.info.capabilities).await?;
        self.tables = Some(version);
        Ok(Loaded::Anew(records))
    }

    async fn begin(&mut self, order: &Begin, ears: &mut Ears<'_>) -> Done<Presented> {
        self.card = None;
        self.set_clock(order.at).await?;
        let answer = self.link.ask_person(START, &start(order, &self.info.capabilities), ears).await?;
        let card = card::read(order, &answer)?;
        let presented = card.presented();
        self.card = Some(card);
        Ok(presented)
    }

    async fn authorise(&mut self, order: &Authorise, ears: &mut Ears<'_>) -> Done<Authorised> {
        let mut card = self.card.take().ok_or(Fault::Refused(Refusal::CardRemoved))?;
        let pin_block = match order.pin {
            PinPolicy::Ask if card.may_have_pin() => {
                let Authorise { amount, key_index, .. } = *order;
                let pin_key = order.pin_key.clone();
                let request = PinRequest { pan: card.pan.clone(), amount, currency: card.currency, key_index, pin_key };
                self.pin_block(&request, ears).await?
            }
            _ => None,
        };
        if card.entry == Entry::Chip {
            let data = unpublished::authentication(order.offline);
            let answer = self.link.ask_person(AUTHENTICATE, &data, ears).await?;
            card.authenticated(&answer)?;
        }
        let authorised = card.authorised(pin_block)?;
        self.card = Some(card);
        Ok(authorised)
    }

    async fn complete(&mut self, order: &Complete) -> Done<Completed> {
        let card = self.card.take().ok_or(Fault::Refused(Refusal::CardRemoved))?;
        let approved = order.word == HostWord::Approved;
        if card.entry != Entry::Chip {
            return Ok(Completed { approved, tags: Vec::new(), script_results: Vec::new() });
        }
        let answer = self.link.ask_once(HOST_ANSWER, &unpublished::host_answer(order), CARD_LIMIT).await?;
        let (result, objects) = card::chip_result(&answer)?;
        let script_results = emv::find(objects, Tag::new(0x9F5B)).unwrap_or_default().to_vec();
        Ok(Completed {
            approved: approved && result == Outcome::ApprovedOffline,
            tags: tags::for_host(objects)?,
            script_results,
        })
    }

    /// The reader has no prompt of its own for this; its lights go out.
    async fn release(&mut self, _: &mut Ears<'_>) -> Done<()> {
        self.card = None;
        self.link.stop().await
    }

    async fn close(mut self) -> Done<()> {
        self.link.stop().await
    }
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Device for Driver<L> {
    fn pin_pad(&mut self) -> Option<&mut impl PinPad> {
        (self.info.capabilities.pin != PinEntry::None).then_some(self)
    }

    /// The display of those that have one is told by commands whose layouts are not public.
    fn display(&mut self) -> Option<&mut impl Display> {
        None::<&mut crate::reader::Absent>
    }

    fn beeper(&mut self) -> Option<&mut impl Beeper> {
        Some(self)
    }

    fn apdu_port(&mut self) -> Option<&mut impl ApduPort> {
        Some(self)
    }
}

/// The data of 02-40: how long to wait, the trade, the interfaces.
fn start(order: &Begin, can: &Capabilities) -> Vec<u8> {
    let tap = can.contactless && order.tap == TapOffer::Open;
    let interfaces = u8::from(can.stripe) | u8::from(tap) << 1 | u8::from(can.contact) << 2;
    let amount = packed(&format!("{:012}", order.amount.minor()));
    let currency = packed(&format!("0{}", order.currency.numeric()));
    let fallback = [&[0x01][..], &NEXT_COMMAND].concat();
    let cvm = match order.tap_pin {
        PinPolicy::Ask => [0; 6],
        PinPolicy::Skip => [0x99; 6],
    };
    let mut data = vec![CARD_SECONDS];
    for (tag, value) in [
        (Tag::TYPE, &[order.kind][..]),
        (Tag::AMOUNT, &amount),
        (Tag::AMOUNT_OTHER, &[0; 6]),
        (Tag::CURRENCY, &currency),
        (tags::INTERFACES, &[interfaces]),
        (tags::FALLBACK, &fallback),
        (tags::CVM_LIMITS[0], &cvm),
        (tags::CVM_LIMITS[1], &cvm),
    ] {
        Tlv::new(tag, value).write(&mut data);
    }
    if can.contact {
        // A chip decides nothing before 60-11.
        Tlv::new(tags::STEPS, &[0x00, 0x00]).write(&mut data);
    }
    data
}

fn capabilities(settings: &Settings) -> Capabilities {
    Capabilities {
        contact: settings.chip == Neo2Chip::Assumed,
        contactless: true,
        stripe: true,
        pin: if settings.keypad { PinEntry::MasterKey } else { PinEntry::None },
        mac: MacHelp::None,
        display: None,
        text: TextForm::None,
        apdu: true,
        beeper: true,
        secure_line: false,
    }
}

/// Digits, two in a byte.
fn packed(digits: &str) -> Vec<u8> {
    hex::decode(digits).unwrap_or_default()
}

/// The text of an answer.
fn text(data: &[u8]) -> String {
    data.iter().take(64).filter(|b| b.is_ascii_graphic() || **b == b' ').map(|b| char::from(*b)).collect()
}

/// The refusal of an answer that is none.
fn good(answer: &Answer) -> Done<()> {
    match answer.status {
        status::OK => Ok(()),
        other => Err(Fault::Refused(status::refusal(other, &answer.data))),
    }
}
