//! The roster: the operators of a terminal, signed by the acquirer or head office (Ed25519).
//!
//! A file has one line of seal, `keytill-roster-1 SIGNATURE`, with the signature as 128 hexadecimal digits, and after it the
//! roster as JSON, byte for byte as it was signed.

use std::collections::BTreeSet;

use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::domain::{Book, MerchantId, Mobile, OperatorNo, Role, RosterEntry, TerminalId, WallTime, hex};

/// The longest file, in bytes.
pub const FILE_MAX: usize = 64 << 10;
/// The most operators: the numbers 01 to 98.
pub const ENTRIES_MAX: usize = 98;
/// What a file begins with. It is signed too, so that a signature of something else is none of a roster.
const MARK: &str = "keytill-roster-1 ";
/// What an argon2id verifier begins with.
const ARGON2ID: &str = "$argon2id$";
/// The longest verifier, in bytes.
const VERIFIER_MAX: usize = 256;

/// A roster as it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// Its number, from 1 on; each is higher than the one before.
    pub serial: u64,
    /// For which merchant (field 42).
    pub merchant: MerchantId,
    /// For which terminals of it (field 41); none named: for all.
    #[serde(default)]
    pub terminals: Vec<TerminalId>,
    /// From when on it may be taken, in seconds since 1970 UTC.
    pub not_before: i64,
    /// Until when it may be taken, in seconds since 1970 UTC.
    pub not_after: i64,
    /// The operators.
    pub operators: Vec<RosterEntry>,
}

/// Why a roster is refused. Nothing of it has been taken then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// Too long.
    #[error("it has more than {FILE_MAX} bytes, which no roster has")]
    TooLong,
    /// No seal.
    #[error("its first line is not \"{MARK}\" and 128 hexadecimal digits: it is no signed roster")]
    NoSeal,
    /// Signed by somebody else, or changed since.
    #[error("its signature does not fit the key of the configuration: another key signed it, or it was changed")]
    WrongSignature,
    /// Signed, but no roster.
    #[error("it is signed, but its content is no roster: {0}")]
    Content(String),
    /// For somebody else.
    #[error("it is for merchant {merchant} and terminals {terminals}, not for this terminal")]
    Foreign {
        /// Its merchant.
        merchant: String,
        /// Its terminals.
        terminals: String,
    },
    /// Older than the one that was taken last, or the same.
    #[error("it has number {serial}, and number {taken} was taken already: get the newest one")]
    Old {
        /// Its number.
        serial: u64,
        /// That of the one that was taken last.
        taken: u64,
    },
    /// Before its time.
    #[error("it may not be taken yet: look whether the clock of this box is right")]
    Early,
    /// After its time.
    #[error("it may not be taken any more: get a new one, or look whether the clock of this box is right")]
    Late,
    /// An operator who is new here and has no password.
    #[error("operator {0} is new on this terminal and has no password in it")]
    NoPassword(OperatorNo),
}

/// The public key of whoever signs rosters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RosterKey([u8; 32]);

impl TryFrom<String> for RosterKey {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let bytes = hex::decode(&text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(RosterKey).ok_or_else(|| "roster_key has 64 hexadecimal digits".into())
    }
}

impl Roster {
    /// Reads a file that this key has signed.
    ///
    /// # Errors
    /// [`RosterError`]: too long, not signed by this key, or no roster.
    pub fn open(file: &[u8], key: &RosterKey) -> Result<Roster, RosterError> {
        if file.len() > FILE_MAX {
            return Err(RosterError::TooLong);
        }
        let end = file.iter().position(|byte| *byte == b'\n').ok_or(RosterError::NoSeal)?;
        let (line, content) = (&file[..end], &file[end + 1..]);
        let seal = line.strip_prefix(MARK.as_bytes()).and_then(|seal| std::str::from_utf8(seal).ok());
        let seal = seal.and_then(hex::decode).filter(|seal| seal.len() == 64).ok_or(RosterError::NoSeal)?;
        let key = UnparsedPublicKey::new(&ED25519, key.0);
        key.verify(&signed(content), &seal).map_err(|_| RosterError::WrongSignature)?;
        Roster::read(content)
    }

    /// Reads the content of a roster that is not signed yet.
    ///
    /// # Errors
    /// [`RosterError::Content`] says what will not do.
    pub fn read(content: &[u8]) -> Result<Roster, RosterError> {
        if content.len() > FILE_MAX {
            return Err(RosterError::TooLong);
        }
        let roster: Roster =
            serde_json::from_slice(content).map_err(|error| RosterError::Content(error.to_string()))?;
        roster.check().map_err(RosterError::Content)?;
        Ok(roster)
    }

    fn check(&self) -> Result<(), String> {
        if self.serial == 0 {
            return Err("serial is 0; the first roster has number 1".into());
        }
        if self.not_before >= self.not_after {
            return Err("not_after is not later than not_before".into());
        }
        if self.operators.len() > ENTRIES_MAX {
            return Err(format!("it has more than {ENTRIES_MAX} operators"));
        }
        let mut numbers = BTreeSet::new();
        let mut mobiles: BTreeSet<&Mobile> = BTreeSet::new();
        for entry in &self.operators {
            let number = entry.operator;
            if number.role() != Role::Operator {
                return Err(format!("operator {number}: a roster has 01 to 98 alone"));
            }
            if !numbers.insert(number) {
                return Err(format!("operator {number} is in it twice"));
            }
            if entry.mobile.as_ref().is_some_and(|mobile| !mobiles.insert(mobile)) {
                return Err(format!("operator {number} has the mobile number of another"));
            }
            let password = entry.password.as_ref().map(|hash| hash.0.as_str());
            if password.is_some_and(|hash| !hash.starts_with(ARGON2ID) || hash.len() > VERIFIER_MAX) {
                return Err(format!("operator {number}: the password is no argon2id verifier"));
            }
            if password.is_none() && (entry.reset || entry.first) {
                return Err(format!("operator {number}: there is no password to be reset or changed"));
            }
        }
        Ok(())
    }

    /// Whether a terminal may take it now, after what its book says of those before.
    ///
    /// # Errors
    /// [`RosterError`]: for another terminal, old, before or after its time, or a new operator without a password.
    pub fn fits(
        &self,
        (merchant, terminal): (&MerchantId, &TerminalId),
        book: &Book,
        at: WallTime,
    ) -> Result<(), RosterError> {
        let ours = self.terminals.is_empty() || self.terminals.contains(terminal);
        if self.merchant != *merchant || !ours {
            let terminals: Vec<&str> = self.terminals.iter().map(TerminalId::as_str).collect();
            let terminals = if terminals.is_empty() { "all".into() } else { terminals.join(" ") };
            return Err(RosterError::Foreign { merchant: self.merchant.as_str().into(), terminals });
        }
        if self.serial <= book.roster {
            return Err(RosterError::Old { serial: self.serial, taken: book.roster });
        }
        let seconds = at.0.div_euclid(1000);
        if seconds < self.not_before {
            return Err(RosterError::Early);
        }
        if seconds >= self.not_after {
            return Err(RosterError::Late);
        }
        match book.without_password(&self.operators) {
            Some(entry) => Err(RosterError::NoPassword(entry.operator)),
            None => Ok(()),
        }
    }
}

/// The file of a roster's content, signed with this key.
pub fn seal(content: &[u8], key: &Ed25519KeyPair) -> Vec<u8> {
    let signature = key.sign(&signed(content));
    let mut file = format!("{MARK}{}\n", hex::encode(signature.as_ref())).into_bytes();
    file.extend_from_slice(content);
    file
}

/// The bytes under the signature.
fn signed(content: &[u8]) -> Vec<u8> {
    [MARK.as_bytes(), content].concat()
}

#[cfg(test)]
mod tests {
    use ring::signature::KeyPair;

    use super::*;
    use crate::domain::{Fact, operator::PasswordHash};

    const CONTENT: &str = r#"{"serial":3,"merchant":"898310148160568","terminals":["T0000042"],"not_before":100,
        "not_after":200,"operators":[{"operator":"05","name":"张三","mobile":"13812341234","active":true,
        "password":"$argon2id$x","first":true}]}"#;

    fn keys(seed: u8) -> (Ed25519KeyPair, RosterKey) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        let public = RosterKey(pair.public_key().as_ref().try_into().unwrap());
        (pair, public)
    }

    fn book(taken: u64) -> Book {
        let mut book = Book::default();
        if taken > 0 {
            book.apply(WallTime(0), &Fact::RosterTaken { serial: taken, entries: Vec::new(), by: None }).unwrap();
        }
        book
    }

    #[test]
    fn only_what_the_key_signed_is_a_roster() {
        let (pair, key) = keys(1);
        let file = seal(CONTENT.as_bytes(), &pair);
        assert_eq!(Roster::open(&file, &key).unwrap().serial, 3);
        assert_eq!(Roster::open(&file, &keys(2).1), Err(RosterError::WrongSignature));
        assert_eq!(Roster::open(CONTENT.as_bytes(), &key), Err(RosterError::NoSeal));
        assert_eq!(Roster::open(&vec![b' '; FILE_MAX + 1], &key), Err(RosterError::TooLong));
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(Roster::open(&changed, &key).is_err(), "byte {at}");
        }
        // A signature of the bare content is none of a roster.
        let bare = format!("{MARK}{}\n{CONTENT}", hex::encode(pair.sign(CONTENT.as_bytes()).as_ref()));
        assert_eq!(Roster::open(bare.as_bytes(), &key), Err(RosterError::WrongSignature));
    }

    #[test]
    fn what_will_not_do_in_a_roster_is_named() {
        for (from, to, why) in [
            ("\"serial\":3", "\"serial\":0", "serial is 0"),
            ("\"operator\":\"05\"", "\"operator\":\"00\"", "01 to 98 alone"),
            ("13812341234", "1381234123", "11 digits"),
            ("张三", "", "1 to 20 characters"),
            ("$argon2id$x", "0000", "no argon2id verifier"),
            ("\"password\":\"$argon2id$x\",", "", "no password to be reset or changed"),
            ("\"not_after\":200", "\"not_after\":100", "not later"),
            ("\"active\":true", "\"active\":true,\"boss\":true", "unknown field"),
        ] {
            assert!(CONTENT.contains(from), "{from}");
            let said = Roster::read(CONTENT.replace(from, to).as_bytes()).unwrap_err().to_string();
            assert!(said.contains(why), "{to}: {said}");
        }
    }

    #[test]
    fn it_must_be_new_for_this_terminal_and_in_its_time() {
        let roster = Roster::read(CONTENT.as_bytes()).unwrap();
        let merchant = "898310148160568".parse().unwrap();
        let (ours, other) = ("T0000042".parse().unwrap(), "T0000043".parse().unwrap());
        let fits = |terminal, taken, seconds: i64| {
            roster
                .fits((&merchant, terminal), &book(taken), WallTime(seconds * 1000))
                .map_err(|error| error.to_string())
        };
        assert_eq!(fits(&ours, 2, 100), Ok(()));
        for (terminal, taken, seconds, why) in [
            (&other, 0, 100, "terminals T0000042"),
            (&ours, 3, 100, "number 3 was taken"),
            (&ours, 4, 100, "number 4 was taken"),
            (&ours, 0, 99, "not be taken yet"),
            (&ours, 0, 200, "any more"),
        ] {
            let said = fits(terminal, taken, seconds).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
        let mut bare = roster.clone();
        bare.operators[0].password = None;
        let said = bare.fits((&merchant, &ours), &book(0), WallTime(100_000));
        assert_eq!(said, Err(RosterError::NoPassword("05".parse().unwrap())));
    }

    #[test]
    fn who_is_not_in_the_next_roster_is_withdrawn_and_keeps_the_password_when_back() {
        let mut book = book(2);
        let five: OperatorNo = "05".parse().unwrap();
        let entries = Roster::read(CONTENT.as_bytes()).unwrap().operators;
        let take = |book: &mut Book, serial, entries: &[RosterEntry]| {
            book.apply(WallTime(0), &Fact::RosterTaken { serial, entries: entries.to_vec(), by: None })
        };
        take(&mut book, 3, &entries).unwrap();
        assert!(book.operators[&five].first_password && !book.operators[&five].withdrawn);
        let own = PasswordHash("own".into());
        let changed = Fact::OperatorSet { operator: five, password: own.clone(), by: Some(five), tracked: true };
        book.apply(WallTime(0), &changed).unwrap();
        assert!(!book.operators[&five].first_password, "it was changed");
        assert_eq!(book.operators[&five].name.as_ref().unwrap().as_str(), "张三");
        let before = book.clone();
        assert!(take(&mut book, 3, &entries).is_err());
        assert_eq!(book, before, "an old one changes nothing");
        take(&mut book, 4, &[]).unwrap();
        assert!(book.operators[&five].withdrawn, "locked, not forgotten");
        take(&mut book, 5, &entries).unwrap();
        let back = &book.operators[&five];
        assert!(!back.withdrawn && !back.first_password && back.password == own);
        let reset = [RosterEntry { reset: true, ..entries[0].clone() }];
        take(&mut book, 6, &reset).unwrap();
        assert!(book.operators[&five].first_password && book.operators[&five].password != own);
    }
}
