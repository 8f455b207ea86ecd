//! Applicants on their way to an operator number.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde_json::{Value, json};

use super::{Asker, At, Begin, Messages, Reply, ShortMessage, Times};
use crate::domain::{MerchantId, Mobile, OperatorNo, PersonName};

/// How many applicants may be on their way at one terminal.
const OPEN_MAX: usize = 8;
/// How many wrong codes end a challenge.
const GUESSES: u32 = 5;
/// How many codes a mobile number gets within [`PERIOD`], and at which distance.
const CODES_MAX: usize = 5;
const PERIOD: Duration = Duration::from_secs(3600);
const DISTANCE: Duration = Duration::from_secs(60);
/// The characters of a challenge: five bits each, none of them like another.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// How many it has: 60 bits.
const SIGNS_OF_CHALLENGE: usize = 12;

/// Who applies, and what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// The name; none where only a code was sent.
    pub name: Option<PersonName>,
    /// The mobile number.
    pub mobile: Mobile,
}

/// What the page shows of a challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The terminal that it is of.
    pub terminal: String,
}

/// Why a challenge leads to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is none, or it is another terminal's.
    Unknown,
    /// Its time is over, or it was guessed at too often.
    Expired,
    /// It has been used.
    Used,
    /// The mobile number has an operator number already.
    Known,
    /// All numbers of the terminal are given.
    NoNumber,
}

impl Why {
    /// As it is told to a terminal.
    fn reply(self) -> Reply {
        let (status, error) = match self {
            Why::Unknown => (404, "unknown"),
            Why::Expired => (410, "expired"),
            Why::Used => (409, "used"),
            Why::Known => (409, "known"),
            Why::NoNumber => (409, "no_number"),
        };
        Reply::error(status, error)
    }
}

struct Enrolment {
    asker: Asker,
    free: Vec<OperatorNo>,
    until: Duration,
    /// The code that was sent, and to whom; none: the page is opened.
    sent: Option<(Mobile, String)>,
    guesses: u32,
    given: Option<(OperatorNo, Applicant)>,
}

/// All of them.
pub struct Enrolments {
    good_for: Duration,
    open: BTreeMap<String, Enrolment>,
    /// The numbers that were given, by merchant: the same number is never given to two people.
    given: BTreeMap<(MerchantId, OperatorNo), Mobile>,
    codes: Times<Mobile>,
}

impl Enrolments {
    /// None yet; a challenge is good for so long.
    pub fn new(good_for: Duration) -> Enrolments {
        Enrolments { good_for, open: BTreeMap::new(), given: BTreeMap::new(), codes: BTreeMap::new() }
    }

    /// A terminal wants a challenge for somebody.
    pub(super) fn begin(&mut self, asker: &Asker, begin: Begin, at: At, messages: &Messages) -> Reply {
        // What has ended is remembered as long again, so that it is told from what never was.
        self.open.retain(|_, known| known.until + self.good_for > at.passed);
        let waiting = self.open.values().filter(|known| known.asker == *asker && known.until > at.passed).count();
        if waiting >= OPEN_MAX {
            return Reply::error(429, "too_often");
        }
        // Whether one of them is left for this applicant shows when it is known who it is.
        if !OperatorNo::sellers().any(|operator| begin.free.contains(&operator)) {
            return Why::NoNumber.reply();
        }
        let Some(sent) = self.send(asker, begin.mobile, at, messages) else {
            return Reply::error(429, "too_often");
        };
        let Some(challenge) = challenge() else { return Reply::error(500, "unavailable") };
        let until = at.passed + self.good_for;
        let enrolment = Enrolment { asker: asker.clone(), free: begin.free, until, sent, guesses: 0, given: None };
        self.open.insert(challenge.clone(), enrolment);
        Reply::json(201, &json!({ "challenge": challenge, "seconds": self.good_for.as_secs() }))
    }

    /// Sends a code, where one is wanted; none where the mobile number had one too lately or too often.
    fn send(
        &mut self,
        asker: &Asker,
        to: Option<Mobile>,
        at: At,
        messages: &Messages,
    ) -> Option<Option<(Mobile, String)>> {
        let Some(to) = to else { return Some(None) };
        self.codes.retain(|_, times| {
            times.retain(|time| *time + PERIOD > at.passed);
            !times.is_empty()
        });
        let times = self.codes.entry(to.clone()).or_default();
        let too_soon = times.last().is_some_and(|last| *last + DISTANCE > at.passed);
        if too_soon || times.len() >= CODES_MAX {
            return None;
        }
        times.push(at.passed);
        let code = code()?;
        messages(&ShortMessage { to: to.clone(), code: code.clone(), terminal: asker.terminal.clone() });
        Some(Some((to, code)))
    }

    /// What has become of a challenge.
    pub(super) fn look(&self, asker: &Asker, challenge: &str, at: At) -> Reply {
        match self.open.get(challenge).filter(|known| known.asker == *asker) {
            None => Why::Unknown.reply(),
            Some(Enrolment { given: Some((operator, applicant)), .. }) => {
                Reply::json(200, &given(*operator, applicant))
            }
            Some(known) if known.until <= at.passed => Why::Expired.reply(),
            Some(known) => {
                let seconds = known.until.saturating_sub(at.passed).as_secs();
                Reply::json(200, &json!({ "state": "waiting", "seconds": seconds }))
            }
        }
    }

    /// A code was typed at the terminal.
    pub(super) fn prove(&mut self, asker: &Asker, challenge: &str, typed: &str, at: At) -> Reply {
        let Some(known) = self.open.get_mut(challenge).filter(|known| known.asker == *asker) else {
            return Why::Unknown.reply();
        };
        // The challenge is one for the page.
        let Some((mobile, code)) = known.sent.clone() else { return Reply::error(409, "no_code") };
        if known.given.is_some() {
            return Why::Used.reply();
        }
        if known.until <= at.passed {
            return Why::Expired.reply();
        }
        if typed != code {
            known.guesses += 1;
            let left = GUESSES - known.guesses;
            if left == 0 {
                known.until = at.passed;
            }
            return Reply::json(403, &json!({ "error": "wrong_code", "left": left }));
        }
        match self.apply(challenge, Applicant { name: None, mobile }) {
            Ok(operator) => match self.open.get(challenge).and_then(|known| known.given.as_ref()) {
                Some((_, applicant)) => Reply::json(200, &given(operator, applicant)),
                None => Why::Unknown.reply(),
            },
            Err(why) => why.reply(),
        }
    }

    /// The terminal has taken the number, or will not: then the challenge is over and its number is free again. It may say so twice.
    pub(super) fn end(&mut self, asker: &Asker, challenge: &str, taken: bool, at: At) -> Reply {
        let Some(known) = self.open.get_mut(challenge).filter(|known| known.asker == *asker) else {
            return Why::Unknown.reply();
        };
        if !taken {
            known.until = known.until.min(at.passed);
            if let Some((operator, _)) = known.given.take() {
                self.given.remove(&(asker.merchant.clone(), operator));
            }
        }
        Reply::empty()
    }

    /// A telephone opens the page of a challenge, which must be of the terminal that its address names.
    pub(super) fn open(&self, terminal: Option<&str>, challenge: &str, at: At) -> Result<Shown, Why> {
        let known = self.open.get(&challenge.to_ascii_uppercase()).ok_or(Why::Unknown)?;
        let own = known.asker.terminal.as_str();
        if terminal.is_some_and(|named| !named.eq_ignore_ascii_case(own)) || known.sent.is_some() {
            return Err(Why::Unknown);
        }
        match known {
            known if known.given.is_some() => Err(Why::Used),
            known if known.until <= at.passed => Err(Why::Expired),
            _ => Ok(Shown { terminal: own.to_owned() }),
        }
    }

    /// Gives a number to whoever applies with a challenge that is open.
    pub(super) fn apply(&mut self, challenge: &str, applicant: Applicant) -> Result<OperatorNo, Why> {
        let challenge = challenge.to_ascii_uppercase();
        let known = self.open.get(&challenge).ok_or(Why::Unknown)?;
        let asker = known.asker.clone();
        let operator = self.number_for(&asker, &known.free, &applicant.mobile)?;
        self.given.insert((asker.merchant, operator), applicant.mobile.clone());
        if let Some(known) = self.open.get_mut(&challenge) {
            known.given = Some((operator, applicant));
        }
        Ok(operator)
    }

    /// The number for a mobile number: the one that it was given before, or the first that is free.
    fn number_for(&self, asker: &Asker, free: &[OperatorNo], mobile: &Mobile) -> Result<OperatorNo, Why> {
        let of_merchant = self.given.iter().filter(|((merchant, _), _)| *merchant == asker.merchant);
        let before = of_merchant.clone().find(|(_, known)| *known == mobile);
        if let Some(((_, operator), _)) = before {
            // Where the terminal has it already, it is the applicant's.
            return if free.contains(operator) { Ok(*operator) } else { Err(Why::Known) };
        }
        let taken: BTreeSet<OperatorNo> = of_merchant.map(|((_, operator), _)| *operator).collect();
        let sellers: BTreeSet<OperatorNo> = OperatorNo::sellers().collect();
        let found = free.iter().find(|operator| sellers.contains(operator) && !taken.contains(operator));
        found.copied().ok_or(Why::NoNumber)
    }
}

fn given(operator: OperatorNo, applicant: &Applicant) -> Value {
    let mut said = json!({ "state": "given", "operator": operator, "mobile": applicant.mobile });
    if let Some(name) = &applicant.name {
        said["name"] = json!(name);
    }
    said
}

/// A new challenge.
fn challenge() -> Option<String> {
    let mut bytes = [0; SIGNS_OF_CHALLENGE];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect())
}

/// A code of six digits, each as likely as the others.
fn code() -> Option<String> {
    loop {
        let mut bytes = [0; 4];
        getrandom::fill(&mut bytes).ok()?;
        let drawn = u32::from_be_bytes(bytes);
        // The last, shorter row of numbers is left out.
        if drawn < u32::MAX / 1_000_000 * 1_000_000 {
            return Some(format!("{:06}", drawn % 1_000_000));
        }
    }
}
