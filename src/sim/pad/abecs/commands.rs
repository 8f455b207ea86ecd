//! What each command does.

use super::{
    keys::{Key, pack, pin_block},
    machine::{Pad, Wanted},
    secure, trade,
    wire::{self, Params},
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
            b"GCX" => trade::gcx(params),
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

    pub(super) fn working_key(&self, params: &Params) -> Result<Key, Refused> {
        let index = params.number(0x0009).ok_or(MISSING_PARAMETER)?;
        let wrapped = params.get(0x000A).ok_or(MISSING_PARAMETER)?;
        self.unwrap_key(index, wrapped)
    }

    fn unwrap_key(&self, index: u64, wrapped: &[u8]) -> Result<Key, Refused> {
        let slot = u8::try_from(index).map_err(|_| BAD_PARAMETER)?;
        let master = self.masters.get(&slot).and_then(|bytes| Key::new(bytes)).ok_or(NO_KEY)?;
        master.unwrap_key(wrapped).ok_or(BAD_PARAMETER)
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
