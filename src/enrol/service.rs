//! The enrolment service as a terminal speaks to it: what is asked, in which HTTP request, and what the answer means. The interface
//! is `docs/enrolment.openapi.yaml`.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    domain::{Mobile, OperatorNo, PersonName, TerminalId},
    web::{Call, Caller, quoted},
};

/// The longest answer, in bytes: a roster and nothing longer.
pub const ANSWER_MAX: usize = super::roster::FILE_MAX;
/// How many characters a challenge has.
const CHALLENGE: usize = 12;
/// How many digits a code has.
pub const CODE: usize = 6;
/// What a service may say of times, in seconds; anything else is brought within.
const CHALLENGE_SECONDS: (u64, u64) = (1, 3600);
const LEASE_SECONDS: (u64, u64) = (10, 3600);

/// What a terminal asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A challenge for somebody who wants a number.
    Begin {
        /// The numbers that nobody has here.
        free: Vec<OperatorNo>,
        /// Where a code is to be sent; none: the applicant's telephone opens the page.
        mobile: Option<Mobile>,
    },
    /// What has become of a challenge.
    Look(Challenge),
    /// Whether this is the code that was sent.
    Prove(Challenge, Code),
    /// The number has been taken here, or is not wanted any more.
    End(Challenge, Taken),
    /// The newest roster, where it is newer than this one.
    Roster(u64),
    /// An operator signs in here, or is still here.
    Claim(OperatorNo, TakeOver),
    /// The operator has signed out.
    Release(OperatorNo),
}

/// Whether a number that was given has been taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is an operator's of this terminal now.
    Yes,
    /// It is nobody's.
    No,
}

/// Whether an operator is taken from another terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakeOver {
    /// A supervisor has approved it.
    Yes,
    /// Only where no other has him.
    No,
}

/// A one-time challenge: twelve capitals and digits. Whoever has it can apply in its terminal's name, so it is in no log.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Challenge(String);

impl TryFrom<String> for Challenge {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Challenge, &'static str> {
        let known = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'9').contains(&byte);
        let good = text.len() == CHALLENGE && text.bytes().all(known);
        if good { Ok(Challenge(text)) } else { Err("a challenge has twelve capitals and digits from 2 on") }
    }
}

impl std::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Challenge(..)")
    }
}

/// A code as it was typed. In no log, and wiped when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Code(String);

impl Code {
    /// Six digits; none where it is something else.
    pub fn new(digits: &str) -> Option<Code> {
        let good = digits.len() == CODE && digits.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| Code(digits.into()))
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(..)")
    }
}

/// What the service answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Here is a challenge, and for how long it is good.
    Begun(Challenge, Duration),
    /// Nobody has applied yet.
    Waiting,
    /// A number was given.
    Given(Given),
    /// It is noted.
    Noted,
    /// The signed file of the newest roster; none where there is nothing newer.
    Roster(Option<Vec<u8>>),
    /// The operator is this terminal's for so long.
    Held(Duration),
    /// The operator is at another terminal.
    Elsewhere(Elsewhere),
}

/// A number that was given to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Given {
    /// Which.
    pub operator: OperatorNo,
    /// Whose it is, where that was said.
    #[serde(default)]
    pub name: Option<PersonName>,
    /// The mobile number.
    pub mobile: Mobile,
}

/// Where an operator is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Elsewhere {
    /// At which terminal.
    pub terminal: TerminalId,
    /// Since when, in seconds since 1970 UTC.
    pub since: i64,
}

/// Why the service did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It does not know this terminal, or the token is wrong.
    #[error("the service does not let this terminal in: look at token_file in [enrolment]")]
    NotAllowed,
    /// It knows no such challenge.
    #[error("the service does not know this challenge")]
    Unknown,
    /// The challenge is over.
    #[error("the challenge has expired")]
    Expired,
    /// A number was given with it already.
    #[error("the challenge has been used")]
    Used,
    /// The mobile number has an operator number.
    #[error("the mobile number has an operator number already")]
    Known,
    /// There is no number left.
    #[error("no operator number is left")]
    NoNumber,
    /// It was asked too often.
    #[error("the service was asked too often")]
    TooOften,
    /// The code was wrong.
    #[error("the code is wrong, {left} more may be typed")]
    WrongCode {
        /// How many more may be typed.
        left: u8,
    },
    /// No answer, or none that the interface knows.
    #[error("{0}")]
    Silent(String),
}

#[derive(Serialize)]
struct Begin<'a> {
    free: &'a [OperatorNo],
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<&'a Mobile>,
}

#[derive(Deserialize)]
struct Begun {
    challenge: Challenge,
    seconds: u64,
}

#[derive(Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum State {
    Waiting,
    Given(Given),
}

#[derive(Deserialize)]
struct Lease {
    seconds: u64,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    left: u8,
}

impl Ask {
    /// The request that asks it.
    pub fn call(&self, caller: &Caller) -> Call {
        let (method, rest, body) = match self {
            Ask::Begin { free, mobile } => {
                let begin = Begin { free, mobile: mobile.as_ref() };
                ("POST", "enrolments".to_owned(), serde_json::to_string(&begin).ok())
            }
            Ask::Look(challenge) => ("GET", format!("enrolments/{}", challenge.0), None),
            Ask::Prove(challenge, code) => {
                ("POST", format!("enrolments/{}/code", challenge.0), Some(format!(r#"{{"code":"{}"}}"#, code.0)))
            }
            Ask::End(challenge, taken) => {
                let body = format!(r#"{{"taken":{}}}"#, *taken == Taken::Yes);
                ("POST", format!("enrolments/{}/end", challenge.0), Some(body))
            }
            Ask::Roster(after) => ("GET", format!("roster?after={after}"), None),
            Ask::Claim(operator, take_over) => {
                let body = format!(r#"{{"take_over":{}}}"#, *take_over == TakeOver::Yes);
                ("PUT", format!("leases/{operator}"), Some(body))
            }
            Ask::Release(operator) => ("DELETE", format!("leases/{operator}"), None),
        };
        Call { method, path: caller.path(&rest), body }
    }

    /// What an answer to it means.
    ///
    /// # Errors
    /// [`Trouble`]: what the service refuses, or that the interface has no such answer.
    pub fn read(&self, status: u16, body: &[u8]) -> Result<Answer, Trouble> {
        let strange =
            || Trouble::Silent(format!("the service answers with status {status} in a way that is not known"));
        let seconds = |said: u64, (least, most): (u64, u64)| Duration::from_secs(said.clamp(least, most));
        match (self, status) {
            (Ask::Begin { .. }, 201) => {
                let begun: Begun = read(body).ok_or_else(strange)?;
                Ok(Answer::Begun(begun.challenge, seconds(begun.seconds, CHALLENGE_SECONDS)))
            }
            (Ask::Look(_) | Ask::Prove(..), 200) => match read(body).ok_or_else(strange)? {
                State::Waiting => Ok(Answer::Waiting),
                State::Given(given) => Ok(Answer::Given(given)),
            },
            (Ask::End(..) | Ask::Release(_), 204) => Ok(Answer::Noted),
            (Ask::Roster(_), 204) => Ok(Answer::Roster(None)),
            (Ask::Roster(_), 200) => Ok(Answer::Roster(Some(body.to_vec()))),
            (Ask::Claim(..), 200) => {
                let lease: Lease = read(body).ok_or_else(strange)?;
                Ok(Answer::Held(seconds(lease.seconds, LEASE_SECONDS)))
            }
            (Ask::Claim(..), 409) => read(body).map(Answer::Elsewhere).ok_or_else(strange),
            (_, 400..500) => Err(read::<Refused>(body).and_then(|refused| refused.trouble()).unwrap_or_else(strange)),
            _ => Err(strange()),
        }
    }
}

impl Refused {
    fn trouble(&self) -> Option<Trouble> {
        Some(match self.error.as_str() {
            "not_allowed" => Trouble::NotAllowed,
            "unknown" => Trouble::Unknown,
            "expired" => Trouble::Expired,
            "used" => Trouble::Used,
            "known" => Trouble::Known,
            "no_number" => Trouble::NoNumber,
            "too_often" => Trouble::TooOften,
            "wrong_code" => Trouble::WrongCode { left: self.left },
            _ => return None,
        })
    }
}

/// The addresses of the page of a challenge, that with the terminal first, for a QR code. All in capitals where the address of the
/// service allows that, because a code of capitals is smaller.
pub fn pages(base: &str, terminal: &TerminalId, challenge: &Challenge) -> Vec<String> {
    let terminal = quoted(terminal.as_str());
    let (base, challenge) = (base.trim_end_matches('/'), &challenge.0);
    // Only scheme and host mean the same in capitals.
    let host_alone = base.split_once("://").is_some_and(|(_, rest)| !rest.contains('/'));
    let base = if host_alone { base.to_ascii_uppercase() } else { base.to_owned() };
    vec![format!("{base}/{terminal}/{challenge}"), format!("{base}/{challenge}")]
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

#[cfg(test)]
mod tests;
