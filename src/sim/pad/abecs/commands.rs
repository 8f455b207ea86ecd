//! What each command does.

use super::{
    card::{self, Cryptogram, Proof, Trade},
    keys::{Key, pack, pin_block},
    machine::{Authorised, Pad, Session, Wanted},
    secure,
    wire::{self, Params},
};
use crate::{
    domain::Entry,
    sim::{CardConduct, TestCard},
};

/// What a command leads to.
pub(super) enum Answer {
    Now(Vec<u8>),
    /// A person or a card is busy for the pad's pace, after a notice for the operator.
    Later {
        name: Vec<u8>,
        notice: Option<&'static str>,
        reply: Vec<u8>,
    },
    Wait(Wanted),
    /// Until the holder has taken the card out.
    Remove(Vec<u8>, Vec<u8>),
    Unplug,
}

/// A status other than 000.
pub(super) type Refused = u16;
pub(super) const BAD_CALL: Refused = 10;
pub(super) const BAD_PARAMETER: Refused = 11;
pub(super) const MISSING_PARAMETER: Refused = 19;
const NO_KEY: Refused = 42;
pub(super) const NO_CARD: Refused = 43;
/// Method 1, slot 2, key 32, length 2, number 19, entries 1, least 2, most 2, prompt 32.
const GPN_BLOCK: usize = 93;

/// Commands whose blocks are parameters.
const PARAMETER_COMMANDS: [&[u8]; 17] = [
    b"GIX", b"GCX", b"GOX", b"GTK", b"FCX", b"EBX", b"GED", b"CEX", b"MNU", b"GCD", b"CLX", b"MLI", b"MLR", b"MLE",
    b"LMF", b"DMF", b"DSI",
];

fn good(name: &[u8]) -> Answer {
    Answer::Now(wire::status(name, 0))
}

impl Pad {
    /// Carries out the command in this packet.
    pub(super) fn command(&mut self, data: &[u8]) -> Answer {
        let Some((name, body)) = wire::take_apart(data) else {
            return Answer::Now(wire::status(b"ERR", BAD_CALL));
        };
        if !self.open && !matches!(name, b"OPN" | b"CLO" | b"CLX") {
            return Answer::Now(wire::status(name, BAD_CALL));
        }
        let answer = match name {
            b"OPN" => self.opn(&body),
            b"CLO" => {
                self.open = false;
                Ok(Answer::Now(wire::status(name, 0)))
            }
            b"DSP" | b"DEX" => self.show(name, &body),
            b"RMC" => self.remove_card(&body),
            b"CHP" => self.chip_command(&body),
            b"GPN" => self.gpn(&body),
            b"TLI" => self.tables.begin(&body).map(|()| good(name)),
            b"TLR" => self.tables.take(&body).map(|()| good(name)),
            b"TLE" => self.tables.end().map(|()| good(name)),
            name if PARAMETER_COMMANDS.contains(&name) => match Params::parse(&body) {
                Some(params) => self.parameter_command(name, &params),
                None => Err(BAD_PARAMETER),
            },
            _ => return Answer::Now(wire::status(b"ERR", BAD_CALL)),
        };
        answer.unwrap_or_else(|status| Answer::Now(wire::status(name, status)))
    }

    fn parameter_command(&mut self, name: &[u8], params: &Params) -> Result<Answer, Refused> {
        match name {
            b"GIX" => Ok(self.gix(params)),
            b"GCX" => gcx(params),
            b"GOX" => self.gox(params),
            b"GTK" => self.gtk(),
            b"FCX" => self.fcx(params),
            b"GED" => self.more_objects(params),
            b"CEX" => self.event(params),
            b"MNU" => self.menu(params),
            b"GCD" => self.clear_digits(params),
            b"CLX" => Ok(self.leave(params)),
            b"EBX" => self.ebx(params),
            _ => self.picture(name, params),
        }
    }

    /// Opens in clear, or with an encrypted line from the next command on.
    fn opn(&mut self, body: &[u8]) -> Result<Answer, Refused> {
        self.open = true;
        self.channel = None;
        if body.is_empty() || self.plain_only {
            return Ok(good(b"OPN"));
        }
        let (channel, block) = secure::open(body).ok_or(BAD_PARAMETER)?;
        self.channel = Some(channel);
        Ok(Answer::Now(wire::plain(b"OPN", &block)))
    }

    fn gix(&self, params: &Params) -> Answer {
        let map: Vec<u8> = (0..100).map(|n| if self.masters.contains_key(&n) { b'1' } else { b'0' }).collect();
        let all = [
            (0x8001, b"TRAINING-0001".to_vec()),
            (0x8003, b"Training pad;1MB".to_vec()),
            (0x8004, b"Keytill".to_vec()),
            (0x8005, b"1211000000".to_vec()),
            (0x8007, b"2.20".to_vec()),
            (0x800B, b"B".to_vec()),
            (0x8020, b"0216".to_vec()),
            (0x8022, b"100".to_vec()),
            (0x8032, map.clone()),
            (0x8033, map),
        ];
        let wanted: Option<Vec<u16>> =
            params.get(1).map(|list| list.chunks_exact(2).map(|id| u16::from_be_bytes([id[0], id[1]])).collect());
        let mut chosen: Vec<_> =
            all.into_iter().filter(|(id, _)| wanted.as_ref().is_none_or(|list| list.contains(id))).collect();
        for id in wanted.into_iter().flatten().filter(|id| (0x9300..=0x9363).contains(id)) {
            let version = self.tables.version(&format!("{:02}", id - 0x9300)).unwrap_or("0000000000");
            chosen.push((id, version.as_bytes().to_vec()));
        }
        Answer::Now(wire::reply(b"GIX", &chosen))
    }

    /// The reply to GCX once a card is there.
    pub(super) fn read_card(&mut self, card: &'static TestCard, trade: Trade, tags: &[u8]) -> Vec<u8> {
        let kind = match card.entry {
            Entry::Chip => b"03",
            Entry::Tap => b"06",
            _ => b"00",
        };
        let mut reply = vec![(0x804F, kind.to_vec()), (0x8050, b"0".to_vec())];
        if card.entry != Entry::Swipe {
            let known = card::tags(card, &trade, 0, [0; 4], Proof::None, Cryptogram::Request);
            reply.extend([
                (0x8051, b"010101".to_vec()),
                (0x8052, card.pan.as_bytes().to_vec()),
                (0x8053, format!("{:02}", card.sequence).into_bytes()),
                (0x805B, card::label(card).to_vec()),
                (0x805C, b"156".to_vec()),
                (0x805D, format!("{}31", card.expiry).into_bytes()),
                (0x8054, card::wanted(tags, &known)),
            ]);
        }
        self.session = Some(Session { card, trade, tracks_given: false, authorised: None });
        wire::reply(b"GCX", &reply)
    }

    fn gox(&mut self, params: &Params) -> Result<Answer, Refused> {
        let asks_pin = wants_pin(params);
        let key = self.checked_key(params, asks_pin)?;
        let (floor, must_ask) = risk(params)?;
        let session = self.session.as_mut().filter(|s| s.card.entry != Entry::Swipe).ok_or(BAD_CALL)?;
        let card = session.card;
        match card.card {
            CardConduct::PulledAtOnce => {
                self.session = None;
                return Err(NO_CARD);
            }
            CardConduct::UnplugsPad => return Ok(Answer::Unplug),
            _ => {}
        }
        let typed = pin_block(card.typed_pin, card.pan).filter(|_| asks_pin);
        let block = typed.zip(key).map(|(block, key)| key.encrypt(block));
        let proof = match (asks_pin, block) {
            (false, _) => Proof::None,
            (true, Some(_)) => Proof::Pin,
            (true, None) => Proof::Bypassed,
        };
        let counter = self.counters.entry(card.place).or_default();
        *counter = counter.wrapping_add(1);
        let counter = *counter;
        let mut unpredictable = [0; 4];
        // Training data: a failing random source costs nothing here.
        let _ = getrandom::fill(&mut unpredictable);
        session.trade.amount = params.number(0x0013).unwrap_or(session.trade.amount);
        (session.trade.floor, session.trade.must_ask) = (floor, must_ask);
        let offline = card.card == CardConduct::ApprovesOffline && session.trade.may_end_offline();
        let cryptogram = if offline { Cryptogram::Certificate } else { Cryptogram::Request };
        let tags = card::tags(card, &session.trade, counter, unpredictable, proof, cryptogram);
        session.authorised = Some(Authorised { counter, unpredictable, proof });
        let result = match (offline, block) {
            (true, _) => b"000000",
            (false, Some(_)) => b"202000",
            (false, None) => b"200000",
        };
        let mut reply = vec![(0x8056, result.to_vec())];
        reply.extend(block.map(|block| (0x8057, block.to_vec())));
        reply.push((0x8054, card::wanted(params.get(4).unwrap_or_default(), &tags)));
        let notice = asks_pin.then_some("TYPING PIN");
        Ok(Answer::Later { name: b"GOX".to_vec(), notice, reply: wire::reply(b"GOX", &reply) })
    }

    /// The key for the PIN; the parameters are checked even where no PIN is asked for.
    fn checked_key(&self, params: &Params, asks_pin: bool) -> Result<Option<Key>, Refused> {
        params.get(0x0010).ok_or(MISSING_PARAMETER)?;
        if params.get(0x0002).ok_or(MISSING_PARAMETER)? != b"1" {
            return Err(BAD_PARAMETER);
        }
        params.get(0x0009).ok_or(MISSING_PARAMETER)?;
        if !asks_pin {
            return Ok(None);
        }
        self.working_key(params).map(Some)
    }

    fn working_key(&self, params: &Params) -> Result<Key, Refused> {
        let index = params.number(0x0009).ok_or(MISSING_PARAMETER)?;
        let wrapped = params.get(0x000A).ok_or(MISSING_PARAMETER)?;
        self.unwrap_key(index, wrapped)
    }

    fn unwrap_key(&self, index: u64, wrapped: &[u8]) -> Result<Key, Refused> {
        let slot = u8::try_from(index).map_err(|_| BAD_PARAMETER)?;
        let master = self.masters.get(&slot).and_then(|bytes| Key::new(bytes)).ok_or(NO_KEY)?;
        master.unwrap_key(wrapped).ok_or(BAD_PARAMETER)
    }

    fn gtk(&mut self) -> Result<Answer, Refused> {
        let session = self.session.as_mut().filter(|s| !s.tracks_given).ok_or(BAD_CALL)?;
        session.tracks_given = true;
        let mut reply = vec![(0x8045, card::packed(&card::track2(session.card)))];
        if session.card.entry != Entry::Swipe {
            reply.push((0x804A, card::packed(session.card.pan)));
        }
        Ok(Answer::Now(wire::reply(b"GTK", &reply)))
    }

    fn fcx(&mut self, params: &Params) -> Result<Answer, Refused> {
        let word = *params.get(0x0019).and_then(<[u8]>::first).ok_or(MISSING_PARAMETER)?;
        if word != b'2' && params.get(0x001C).is_none() {
            return Err(MISSING_PARAMETER);
        }
        let session = self.session.take().filter(|s| s.card.entry == Entry::Chip).ok_or(BAD_CALL)?;
        let done = session.authorised.as_ref().ok_or(BAD_CALL)?;
        match session.card.card {
            CardConduct::PulledEarly => return Err(NO_CARD),
            CardConduct::UnplugsPadLate => return Ok(Answer::Unplug),
            _ => {}
        }
        let agrees = word == b'0' && session.card.card != CardConduct::DeclinesAfterApproval;
        let cryptogram = if agrees { Cryptogram::Certificate } else { Cryptogram::Refusal };
        let tags = card::tags(session.card, &session.trade, done.counter, done.unpredictable, done.proof, cryptogram);
        let result = if agrees { b"000" } else { b"100" };
        let mut reply = vec![(0x8058, result.to_vec())];
        reply.push((0x8054, card::wanted(params.get(4).unwrap_or_default(), &tags)));
        let scripts = script_results(params.get(5).unwrap_or_default());
        if !scripts.is_empty() {
            reply.push((0x8059, scripts));
        }
        Ok(Answer::Later { name: b"FCX".to_vec(), notice: None, reply: wire::reply(b"FCX", &reply) })
    }

    fn gpn(&mut self, body: &[u8]) -> Result<Answer, Refused> {
        let text = std::str::from_utf8(body).map_err(|_| BAD_PARAMETER)?;
        if text.len() != GPN_BLOCK || !text.is_ascii() || !text.starts_with('1') {
            return Err(BAD_PARAMETER);
        }
        let index = text[1..3].parse().map_err(|_| BAD_PARAMETER)?;
        let key = self.unwrap_key(index, &pack(&text[3..35]).ok_or(BAD_PARAMETER)?)?;
        if text[56..57] != *"1" || text[57..59] < *"04" {
            return Err(BAD_PARAMETER);
        }
        let length: usize = text[35..37].parse().map_err(|_| BAD_PARAMETER)?;
        let pan = text[37..56].get(..length).ok_or(BAD_PARAMETER)?;
        let typed = self.session.as_ref().map_or("", |session| session.card.typed_pin);
        let block = pin_block(typed, pan).map(|block| key.encrypt(block)).unwrap_or_default();
        let digits: String = block.iter().map(|b| format!("{b:02X}")).collect();
        let reply = wire::plain(b"GPN", format!("{digits}{}", "0".repeat(20)).as_bytes());
        Ok(Answer::Later { name: b"GPN".to_vec(), notice: Some("TYPING PIN"), reply })
    }

    fn ebx(&self, params: &Params) -> Result<Answer, Refused> {
        if params.get(0x0003).ok_or(MISSING_PARAMETER)? != b"10" {
            return Err(BAD_PARAMETER);
        }
        let key = self.working_key(params)?;
        let data = params.get(0x000F).ok_or(MISSING_PARAMETER)?;
        let encrypted = key.encrypt_all(data).filter(|d| d.len() <= 256).ok_or(BAD_PARAMETER)?;
        Ok(Answer::Now(wire::reply(b"EBX", &[(0x804E, encrypted)])))
    }
}

fn gcx(params: &Params) -> Result<Answer, Refused> {
    let trade = Trade {
        amount: params.number(0x0013).unwrap_or(0),
        date: params.number(0x0015).ok_or(MISSING_PARAMETER)?,
        kind: params.get(0x0021).and_then(|v| v.first()).copied().unwrap_or(0),
        currency: params.number(0x0022).unwrap_or(156),
        ..Trade::default()
    };
    params.number(0x0016).ok_or(MISSING_PARAMETER)?;
    let tap = params.get(0x0017).is_some_and(|options| options.first() == Some(&b'1'));
    let tags = params.get(4).unwrap_or_default().to_vec();
    Ok(Answer::Wait(Wanted::Card { trade, tap, tags }))
}

/// The floor limit of the risk parameters (floor limit in four bytes, then six for a random selection, which this pad does not
/// make), and whether the options forbid an approval by the card alone. Without either no card approves by itself.
fn risk(params: &Params) -> Result<(u64, bool), Refused> {
    let floor = match params.get(0x001A) {
        Some([a, b, c, d, rest @ ..]) if rest.len() == 6 => u32::from_be_bytes([*a, *b, *c, *d]),
        Some(_) => return Err(BAD_PARAMETER),
        None => 0,
    };
    let must_ask = params.get(0x0018).and_then(|options| options.get(1)) == Some(&b'1');
    Ok((floor.into(), must_ask))
}

/// A PIN is asked for unless the till takes online PINs out of the terminal's capabilities (tag 9F33, second byte).
fn wants_pin(params: &Params) -> bool {
    match params.get(0x0005) {
        Some([0x9F, 0x33, 0x03, _, second, ..]) => second & 0x40 != 0,
        _ => true,
    }
}

/// Every issuer script runs well: 20h and the script's number, which tag 9F18 carries.
fn script_results(issuer: &[u8]) -> Vec<u8> {
    let mut results = Vec::new();
    let mut rest = issuer;
    while let [tag, length, after @ ..] = rest {
        let Some((value, after)) = after.split_at_checked(usize::from(*length)) else { break };
        if matches!(tag, 0x71 | 0x72) {
            results.push(0x20);
            results.extend(match value {
                [0x9F, 0x18, 4, a, b, c, d, ..] => [*a, *b, *c, *d],
                _ => [0; 4],
            });
        }
        rest = after;
    }
    results
}
