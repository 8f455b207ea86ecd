//! The training acquirer's enrolment service: who gets which operator number, who is signed in where, and the newest roster. The
//! interface is docs/enrolment.openapi.yaml, and this a second reading of it: it shares nothing with the terminal's.
//!
//! [`Office`] is the pure core: a request and the time in, a [`Reply`] out. [`open`] puts it behind a socket. It forgets
//! everything at its end, as the training host's codes and leases are short.

mod enrolments;
mod file;
mod leases;
mod page;
mod reply;
mod server;

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde::{Deserialize, Deserializer};

use crate::domain::{MerchantId, Mobile, OperatorNo, TerminalId};

use enrolments::Enrolments;
pub use file::OfficeFile;
use leases::Leases;
pub use reply::Reply;
pub use server::{OfficeHandle, Site, Tls, open};

/// The longest body of a request, in bytes.
pub const BODY_MAX: usize = 16 << 10;
/// The longest roster, in bytes.
const ROSTER_MAX: u64 = 64 << 10;

/// What the office is told at its start.
#[derive(Clone, Debug)]
pub struct OfficeConfig {
    /// The terminals that it knows.
    pub terminals: Vec<(MerchantId, TerminalId)>,
    /// What a terminal shows that it is one.
    pub token: TerminalToken,
    /// The file of the newest roster, as head office signed it.
    pub roster: Option<PathBuf>,
    /// For how long a challenge is good.
    pub challenge: Duration,
    /// For how long a sign-in is held without being renewed.
    pub lease: Duration,
}

/// What a terminal shows. In no log.
#[derive(Clone, Deserialize)]
pub struct TerminalToken(String);

impl std::fmt::Debug for TerminalToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TerminalToken(..)")
    }
}

impl OfficeConfig {
    /// The usual times for these terminals.
    pub fn new(terminals: Vec<(MerchantId, TerminalId)>, token: &str) -> OfficeConfig {
        OfficeConfig {
            terminals,
            token: TerminalToken(token.into()),
            roster: None,
            challenge: Duration::from_secs(300),
            lease: Duration::from_secs(120),
        }
    }
}

/// A short message to a telephone, which the training world shows in place of sending it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortMessage {
    /// To whom.
    pub to: Mobile,
    /// The code in it, six digits.
    pub code: String,
    /// At which terminal it is to be typed.
    pub terminal: TerminalId,
}

/// Where short messages go.
pub type Messages = Box<dyn Fn(&ShortMessage) + Send>;

/// The time of a request.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// Since the start.
    pub passed: Duration,
    /// Seconds since 1970 UTC.
    pub unix: i64,
}

/// A request, its head taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// GET, POST, PUT or DELETE.
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    /// After the question mark.
    pub query: &'a str,
    /// What stands after `Authorization: Bearer`.
    pub token: Option<&'a str>,
    /// What the telephone's owner reads, as in Accept-Language.
    pub languages: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Asker {
    merchant: MerchantId,
    terminal: TerminalId,
}

/// The service.
pub struct Office {
    config: OfficeConfig,
    enrolments: Enrolments,
    leases: Leases,
    messages: Messages,
}

impl Office {
    /// An office that nobody has asked yet.
    pub fn new(config: OfficeConfig, messages: Messages) -> Office {
        let enrolments = Enrolments::new(config.challenge);
        let leases = Leases::new(config.lease);
        Office { config, enrolments, leases, messages }
    }

    /// Answers a request.
    pub fn answer(&mut self, request: Request<'_>, at: At) -> Reply {
        let parts: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["v1", merchant, terminal, rest @ ..] => {
                match self.asker(&plain(merchant), &plain(terminal), request.token) {
                    Some(asker) => self.terminal(&asker, rest, request, at),
                    None => Reply::error(401, "not_allowed"),
                }
            }
            [terminal, challenge] => self.telephone(Some(&plain(terminal)), challenge, request, at),
            [challenge] => self.telephone(None, challenge, request, at),
            _ => Reply::error(404, "unknown"),
        }
    }

    /// A terminal that is known and has shown the token.
    fn asker(&self, merchant: &str, terminal: &str, token: Option<&str>) -> Option<Asker> {
        let known = self.config.terminals.iter().find(|(m, t)| m.as_str() == merchant && t.as_str() == terminal)?;
        (token == Some(&self.config.token.0)).then(|| Asker { merchant: known.0.clone(), terminal: known.1.clone() })
    }

    fn terminal(&mut self, asker: &Asker, rest: &[&str], request: Request<'_>, at: At) -> Reply {
        match (request.method, rest) {
            ("POST", ["enrolments"]) => {
                let begin =
                    read::<Begin>(request.body).filter(|begin| begin.free.len() <= OperatorNo::sellers().count());
                let Some(begin) = begin else { return Reply::error(400, "bad_request") };
                self.enrolments.begin(asker, begin, at, &self.messages)
            }
            ("GET", ["enrolments", challenge]) => self.enrolments.look(asker, challenge, at),
            ("POST", ["enrolments", challenge, "code"]) => {
                let Some(prove) = read::<Prove>(request.body) else { return Reply::error(400, "bad_request") };
                self.enrolments.prove(asker, challenge, &prove.code, at)
            }
            ("POST", ["enrolments", challenge, "end"]) => {
                let Some(end) = read::<End>(request.body) else { return Reply::error(400, "bad_request") };
                self.enrolments.end(asker, challenge, end.taken, at)
            }
            ("GET", ["roster"]) => self.roster(request.query),
            (method @ ("PUT" | "DELETE"), ["leases", operator]) => {
                let Ok(operator) = operator.parse::<OperatorNo>() else { return Reply::error(400, "bad_request") };
                if method == "DELETE" {
                    return self.leases.release(asker, operator);
                }
                let Some(claim) = read::<Claim>(request.body) else { return Reply::error(400, "bad_request") };
                self.leases.claim(asker, operator, claim.take_over, at)
            }
            _ => Reply::unknown(rest),
        }
    }

    /// The page that a telephone opens, and what it sends.
    fn telephone(&mut self, terminal: Option<&str>, challenge: &str, request: Request<'_>, at: At) -> Reply {
        let words = page::Words::for_languages(request.languages);
        match request.method {
            "GET" | "HEAD" => match self.enrolments.open(terminal, challenge, at) {
                Ok(shown) => page::form(words, &shown, None),
                Err(why) => page::refusal(words, why),
            },
            "POST" => self.apply(words, terminal, challenge, request.body, at),
            _ => Reply::only("GET, HEAD, POST"),
        }
    }

    fn apply(&mut self, words: page::Words, terminal: Option<&str>, challenge: &str, body: &[u8], at: At) -> Reply {
        let shown = match self.enrolments.open(terminal, challenge, at) {
            Ok(shown) => shown,
            Err(why) => return page::refusal(words, why),
        };
        let applicant = match page::read_form(body) {
            Ok(applicant) => applicant,
            Err(field) => return page::form(words, &shown, Some(field)),
        };
        match self.enrolments.apply(challenge, applicant) {
            Ok(given) => page::given(words, &shown, given),
            Err(why) => page::refusal(words, why),
        }
    }

    /// The newest roster, where it is newer than the one that the terminal has.
    fn roster(&self, query: &str) -> Reply {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let after = pairs.find(|(key, _)| key == "after").and_then(|(_, value)| value.parse::<u64>().ok());
        let Some(after) = after else { return Reply::error(400, "bad_request") };
        let Some(file) = self.config.roster.as_deref() else { return Reply::empty() };
        let small = std::fs::metadata(file).is_ok_and(|about| about.len() <= ROSTER_MAX);
        match std::fs::read(file) {
            Ok(bytes) if small && serial(&bytes).is_some_and(|serial| serial > after) => Reply::bytes(bytes),
            Ok(_) => Reply::empty(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Reply::empty(),
            Err(_) => Reply::error(500, "unavailable"),
        }
    }
}

/// A part of a path without its percent signs.
fn plain(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

/// The number of a signed roster.
fn serial(file: &[u8]) -> Option<u64> {
    let content = file.splitn(2, |byte| *byte == b'\n').nth(1)?;
    serde_json::from_slice::<serde_json::Value>(content).ok()?.get("serial")?.as_u64()
}

/// Somebody wants a number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begin {
    /// The numbers that nobody has at the terminal: no more than there are.
    free: Vec<OperatorNo>,
    /// Where a code is to be sent; none: the applicant opens the page.
    #[serde(default, deserialize_with = "given")]
    mobile: Option<Mobile>,
}

/// What may be left out, but is not null.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prove {
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    taken: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    take_over: bool,
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

/// What was asked for how often and when, so that nobody is asked too often.
type Times<K> = BTreeMap<K, Vec<Duration>>;

#[cfg(test)]
mod tests;
