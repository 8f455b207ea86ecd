//! The kernel's part of ABECS: what a card is asked with GCX, GOX, FCX and GED.

use super::{
    commands::{Answer, BAD_CALL, BAD_PARAMETER, MISSING_PARAMETER, NO_CARD, Refused},
    keys::{Key, pin_block},
    machine::{Authorised, Pad, Session},
    wire::{self, Params},
};
use crate::{
    domain::{Entry, hex},
    emv::Tag,
    sim::{
        TestCard, bcd,
        chip::{Gone, track2},
        kernel::{self, Decision, Limits, Pin, Proved, Terminal, Trade, Trouble, WantedPin, Word},
        pad::wallet::{CAPABILITIES, blank},
    },
};

/// What keeps a card from paying.
pub(super) enum Stopped {
    /// The status that the till is told.
    Status(Refused),
    /// The pad is off its line: nobody is told anything.
    OffLine,
}

impl From<Refused> for Stopped {
    fn from(status: Refused) -> Stopped {
        Stopped::Status(status)
    }
}

impl From<Trouble> for Stopped {
    fn from(trouble: Trouble) -> Stopped {
        Stopped::Status(match trouble {
            Trouble::Gone(Gone::PadOffLine) => return Stopped::OffLine,
            Trouble::Gone(Gone::Removed) => NO_CARD,
            Trouble::Gone(Gone::Mute) => 60,
            Trouble::ApplicationBlocked => 67,
            Trouble::BadData(_) => 69,
            Trouble::NoApplication => 70,
            Trouble::NotAllowed => 71,
            Trouble::CardBlocked => 79,
            Trouble::SeePhone => 86,
            Trouble::OtherInterface => 87,
            Trouble::OutOfTurn => BAD_CALL,
        })
    }
}

impl Pad {
    /// The reply to GCX once a card is there.
    pub(super) fn read_card(&mut self, card: &'static TestCard, mut trade: Trade, tags: &[u8]) -> Vec<u8> {
        let entry = self.wallet.entry(card);
        self.wallet.begin(&mut trade);
        let kind = match entry {
            Entry::Chip => b"03",
            Entry::Tap => b"06",
            _ => b"00",
        };
        let failed = if entry == Entry::Fallback { b"1" } else { b"0" };
        let mut reply = vec![(0x804F, kind.to_vec()), (0x8050, failed.to_vec())];
        let mut chip = None;
        if matches!(entry, Entry::Chip | Entry::Tap) {
            let tables = self.tables.kernel();
            let slot = self.wallet.slot(card);
            slot.insert();
            match kernel::select(slot, &tables, &Terminal::default(), &trade) {
                Ok(session) => {
                    reply.extend(described(&session, tags));
                    chip = Some(session);
                }
                Err(trouble) => return self.refused_card(card, trouble),
            }
        }
        self.wallet.has_read();
        self.session = Some(Session { card, trade, tracks_given: false, chip, authorised: None });
        wire::reply(b"GCX", &reply)
    }

    fn refused_card(&mut self, card: &TestCard, trouble: Trouble) -> Vec<u8> {
        if trouble == Trouble::Gone(Gone::Mute) {
            self.wallet.is_mute(card);
        }
        match trouble.into() {
            Stopped::Status(status) => wire::status(b"GCX", status),
            Stopped::OffLine => wire::status(b"GCX", NO_CARD),
        }
    }

    pub(super) fn gox(&mut self, params: &Params) -> Result<Answer, Refused> {
        let limits = self.gox_limits(params)?;
        let reply = self.authorise(params, limits);
        self.told(reply)
    }

    /// The limits; the other parameters are checked even where no PIN is asked for.
    fn gox_limits(&self, params: &Params) -> Result<Limits, Refused> {
        params.get(0x0010).ok_or(MISSING_PARAMETER)?;
        if params.get(0x0002).ok_or(MISSING_PARAMETER)? != b"1" {
            return Err(BAD_PARAMETER);
        }
        params.get(0x0009).ok_or(MISSING_PARAMETER)?;
        risk(params)
    }

    fn authorise(&mut self, params: &Params, limits: Limits) -> Result<Answer, Stopped> {
        let wanted = self.wanted_pin(params)?;
        let key = if wanted == WantedPin::Online { Some(self.working_key(params)?) } else { None };
        // From here on a trouble is the card's, and the end of it.
        let mut session = self.session.take().ok_or(BAD_CALL)?;
        let chip = session.chip.as_mut().ok_or(BAD_CALL)?;
        let slot = self.wallet.slot(session.card);
        let (pin, block) = match wanted {
            WantedPin::None => (Pin::NotWanted, None),
            _ if session.card.typed_pin.is_empty() => (Pin::Bypassed, None),
            WantedPin::Offline => (Pin::Offline(chip.try_pin(slot, session.card.typed_pin)?), None),
            WantedPin::Online => typed(session.card, key.as_ref()),
        };
        let (decision, proved) = chip.first(slot, &session.trade, limits, pin)?;
        let tags = objects(chip, params.get(4).unwrap_or_default());
        session.authorised = Some(Authorised);
        self.session = Some(session);
        let mut reply = vec![(0x8056, outcome(decision, proved, pin, block.is_some()))];
        reply.extend(block.map(|block| (0x8057, block.to_vec())));
        reply.push((0x8054, tags));
        let notice = (wanted != WantedPin::None).then_some("TYPING PIN");
        Ok(Answer::Later { name: b"GOX".to_vec(), notice, reply: wire::reply(b"GOX", &reply) })
    }

    /// Which PIN the holder is to type, by what is known of the trade now.
    fn wanted_pin(&mut self, params: &Params) -> Result<WantedPin, Refused> {
        let Session { chip: Some(chip), trade, .. } = self.session.as_mut().ok_or(BAD_CALL)? else {
            return Err(BAD_CALL);
        };
        trade.amount = params.number(0x0013).unwrap_or(trade.amount);
        trade.capabilities = capabilities(params);
        Ok(chip.pin(trade))
    }

    pub(super) fn fcx(&mut self, params: &Params) -> Result<Answer, Refused> {
        let word = match params.get(0x0019).and_then(<[u8]>::first).ok_or(MISSING_PARAMETER)? {
            b'0' => Word::Approved,
            b'1' => Word::Declined,
            b'2' => Word::NoHost,
            _ => return Err(BAD_PARAMETER),
        };
        let code = params.get(0x001C).map(|code| <[u8; 2]>::try_from(code).map_err(|_| BAD_PARAMETER)).transpose()?;
        if word != Word::NoHost && code.is_none() {
            return Err(MISSING_PARAMETER);
        }
        let reply = self.complete(params, word, code.unwrap_or_default());
        self.told(reply)
    }

    fn complete(&mut self, params: &Params, word: Word, code: [u8; 2]) -> Result<Answer, Stopped> {
        let mut session = self.session.take().filter(|s| s.card.entry == Entry::Chip).ok_or(BAD_CALL)?;
        session.authorised.take().ok_or(BAD_CALL)?;
        let chip = session.chip.as_mut().ok_or(BAD_CALL)?;
        let slot = self.wallet.slot(session.card);
        let last = chip.second(slot, word, code, params.get(5).unwrap_or_default())?;
        let result = if last.approved { b"000" } else { b"100" };
        let mut reply = vec![(0x8058, result.to_vec()), (0x8054, objects(chip, params.get(4).unwrap_or_default()))];
        if !last.scripts.is_empty() {
            reply.push((0x8059, last.scripts.concat()));
        }
        Ok(Answer::Later { name: b"FCX".to_vec(), notice: None, reply: wire::reply(b"FCX", &reply) })
    }

    fn told(&mut self, reply: Result<Answer, Stopped>) -> Result<Answer, Refused> {
        match reply {
            Ok(answer) => Ok(answer),
            Err(Stopped::OffLine) => Ok(Answer::Unplug),
            Err(Stopped::Status(status)) => Err(status),
        }
    }

    pub(super) fn gtk(&mut self) -> Result<Answer, Refused> {
        let session = self.session.as_mut().filter(|s| !s.tracks_given).ok_or(BAD_CALL)?;
        session.tracks_given = true;
        let track = session.chip.as_ref().and_then(kernel::Session::track2).unwrap_or_else(|| track2(session.card));
        let packed = |text: &str| bcd::packed(text).unwrap_or_default();
        let mut reply = vec![(0x8045, packed(&track))];
        if let Some(chip) = &session.chip {
            reply.push((0x804A, packed(&chip.pan())));
        }
        Ok(Answer::Now(wire::reply(b"GTK", &reply)))
    }
}

/// What GCX says of a chip.
fn described(session: &kernel::Session, tags: &[u8]) -> Vec<(u16, Vec<u8>)> {
    let digits = |tag| session.object(tag).map(hex::encode).unwrap_or_default().into_bytes();
    vec![
        (0x8051, b"010101".to_vec()),
        (0x8052, session.pan().into_bytes()),
        (0x8053, digits(Tag::SEQUENCE)),
        (0x805B, session.label().to_vec()),
        (0x805C, b"156".to_vec()),
        (0x805D, digits(Tag::EXPIRY)),
        (0x8054, objects(session, tags)),
    ]
}

/// The PIN that the holder types, under the key.
fn typed(card: &TestCard, key: Option<&Key>) -> (Pin, Option<[u8; 8]>) {
    match pin_block(card.typed_pin, card.pan).zip(key) {
        Some((block, key)) => (Pin::Online, Some(key.encrypt(block))),
        None => (Pin::Bypassed, None),
    }
}

/// Six digits: what the card wants, whether the holder is to sign, which PIN was right or goes to the issuer, three of no use.
fn outcome(decision: Decision, proved: Proved, pin: Pin, online_pin: bool) -> Vec<u8> {
    let wants = match decision {
        Decision::Approved => '0',
        Decision::Declined => '1',
        Decision::Online => '2',
    };
    let signs = if proved == Proved::Sign { '1' } else { '0' };
    let pin = match pin {
        _ if online_pin => '2',
        Pin::Offline(_) => '1',
        _ => '0',
    };
    format!("{wants}{signs}{pin}000").into_bytes()
}

/// The chip's objects with the tags of a list, as TLV in its order.
pub(super) fn objects(session: &kernel::Session, list: &[u8]) -> Vec<u8> {
    let mut tags = Vec::new();
    let mut rest = list;
    while let Some(first) = rest.first() {
        let length = if first & 0x1F == 0x1F { 2 } else { 1 };
        let Some((tag, after)) = rest.split_at_checked(length) else { break };
        tags.push(Tag::new(tag.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))));
        rest = after;
    }
    session.objects(&tags)
}

/// What GCX says of the trade.
pub(super) fn trade(params: &Params) -> Result<Trade, Refused> {
    let date = |id| -> Result<[u8; 3], Refused> {
        let number = params.number(id).ok_or(MISSING_PARAMETER)?;
        bcd::digits(number, 3).try_into().map_err(|_| BAD_PARAMETER)
    };
    Ok(Trade {
        amount: params.number(0x0013).unwrap_or(0),
        other: params.number(0x0014).unwrap_or(0),
        kind: params.get(0x0021).and_then(|value| value.first()).copied().unwrap_or(0),
        currency: params.number(0x0022).and_then(|number| u16::try_from(number).ok()).unwrap_or(156),
        date: date(0x0015)?,
        time: date(0x0016)?,
        ..blank()
    })
}

/// The floor limit of the risk parameters (floor limit in four bytes, then six for a random selection, which this pad does not
/// make), and whether the options forbid an approval by the card alone. Without either no card approves by itself.
fn risk(params: &Params) -> Result<Limits, Refused> {
    let floor = match params.get(0x001A) {
        Some([a, b, c, d, rest @ ..]) if rest.len() == 6 => u32::from_be_bytes([*a, *b, *c, *d]),
        Some(_) => return Err(BAD_PARAMETER),
        None => 0,
    };
    let must_ask = params.get(0x0018).and_then(|options| options.get(1)) == Some(&b'1');
    Ok(Limits { floor: Some(floor.into()), must_ask })
}

/// The terminal's capabilities, unless the till says others (tag 9F33 alone).
fn capabilities(params: &Params) -> [u8; 3] {
    match params.get(0x0005) {
        Some([0x9F, 0x33, 0x03, first, second, third, ..]) => [*first, *second, *third],
        _ => CAPABILITIES,
    }
}
