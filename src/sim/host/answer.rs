//! The core: one request in, one reaction out. No clock, no socket.

use std::{io, time::Duration};

use super::{
    Books, Fault, HostConfig, HostFaults, SessionKeys,
    capture::Capture,
    crypto::Key,
    fields::Private,
    frame::{Envelope, with_length},
    reply,
};
use crate::{
    domain::{Civil, UtcOffset, WallTime},
    iso8583::{Message, UNIONPAY, mac_input},
};

/// The time by the host's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostClock(pub Civil);

impl HostClock {
    /// The system's time, in China.
    pub fn system() -> HostClock {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        HostClock(WallTime(i64::try_from(since.as_millis()).unwrap_or(0)).civil(UtcOffset::default()))
    }
}

/// What the host does about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Sends this frame (TPDU, header, message) behind its length.
    Answer(Vec<u8>),
    /// Sends this frame after this time, if the connection is still there.
    AnswerLate(Vec<u8>, Duration),
    /// Sends nothing and keeps the connection.
    Silence,
    /// Breaks the connection.
    Drop,
    /// Sends these bytes as they are, length and all, then breaks the connection.
    Raw(Vec<u8>),
}

/// The training host.
pub struct Host {
    pub(super) config: HostConfig,
    pub(super) master: Key,
    pub(super) books: Books,
    pub(super) keys: Option<SessionKeys>,
    pub(super) faults: HostFaults,
    pub(super) capture: Option<Capture>,
}

/// An answer that is not yet sealed, and what shall go wrong with it because of the card.
pub(super) struct Outcome {
    pub(super) reply: Message,
    pub(super) conduct: Option<Fault>,
}

impl From<Message> for Outcome {
    fn from(reply: Message) -> Outcome {
        Outcome { reply, conduct: None }
    }
}

impl Host {
    /// A host with the books of its file, or with empty ones.
    ///
    /// # Errors
    ///
    /// When the books or the capture file cannot be read or opened.
    pub fn new(config: HostConfig) -> io::Result<Host> {
        let master = Key::new(&config.tmk).ok_or(io::ErrorKind::InvalidInput)?;
        let saved = config.books.as_deref().map(Books::load).transpose()?.flatten();
        let books = saved.unwrap_or_else(|| Books::new(config.batch));
        let capture = config.capture.as_deref().map(Capture::open).transpose()?;
        Ok(Host { config, master, books, keys: None, faults: HostFaults::default(), capture })
    }

    /// Takes a request (TPDU, header, message; without the length) and says what to do about it. The books are changed, and
    /// saved, before it returns.
    pub fn answer(&mut self, request_frame: &[u8], now: HostClock) -> Reaction {
        if let Some(capture) = &mut self.capture {
            capture.request(request_frame);
        }
        let reaction = self.react(request_frame, now);
        if let Some(capture) = &mut self.capture {
            capture.reaction(&reaction);
        }
        reaction
    }

    /// The books.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// The handle to its faults.
    pub fn faults(&self) -> HostFaults {
        self.faults.clone()
    }

    /// The settings.
    pub fn config(&self) -> &HostConfig {
        &self.config
    }

    fn react(&mut self, frame: &[u8], now: HostClock) -> Reaction {
        let Some((envelope, bytes)) = Envelope::open(frame) else { return Reaction::Drop };
        let request = match Message::parse(&UNIONPAY, bytes) {
            Ok(request) => request,
            Err(error) => {
                tracing::warn!(%error, "the training host cannot read a request");
                return Reaction::Drop;
            }
        };
        let fault = self.faults.take(request.mti());
        if fault == Some(Fault::Lost) {
            return Reaction::Silence;
        }
        let before = self.config.books.is_some().then(|| self.books.clone());
        let outcome = self.process(&request, bytes, fault, now);
        if before.is_some_and(|before| before != self.books) {
            self.save();
        }
        let Some(sealed) = self.seal(&request, outcome.reply) else { return Reaction::Drop };
        deliver(&envelope, sealed, fault.or(outcome.conduct))
    }

    fn process(&mut self, request: &Message, bytes: &[u8], fault: Option<Fault>, now: HostClock) -> Outcome {
        if let Some(code) = self.refusal(request, bytes) {
            return reply::short(request, code, now).into();
        }
        let Some(private) = Private::of(request) else { return reply::short(request, "30", now).into() };
        let mti = request.mti();
        if mti.as_str() == "0200" {
            return self.trade(request, &private, ordered_code(fault), now);
        }
        if let Some(code) = ordered_code(fault) {
            return reply::short(request, code, now).into();
        }
        match mti.as_str() {
            "0400" => self.reversal(request, &private, now),
            "0500" => self.settlement(request, &private, now),
            "0320" => self.upload(request, &private, now),
            "0800" => self.manage_800(request, &private, now),
            "0820" => self.manage_820(request, &private, now),
            "0620" => reply::short(request, "00", now),
            _ => reply::short(request, "40", now),
        }
        .into()
    }

    /// Why a request is not even looked at: unknown terminal or merchant, or a MAC that is wrong or missing.
    fn refusal(&self, request: &Message, bytes: &[u8]) -> Option<&'static str> {
        if request.text(41) != Some(self.config.terminal.as_str()) {
            return Some("97");
        }
        if request.text(42) != Some(self.config.merchant.as_str()) {
            return Some("03");
        }
        let needs_mac = !matches!(request.mti().as_str(), "0800" | "0820" | "0500" | "0320");
        if !needs_mac && !request.has(64) {
            return None;
        }
        let right = self.keys.as_ref().map(|keys| keys.mac.mac(mac_input(bytes)));
        (right.is_none() || request.bytes(64) != right.as_ref().map(<[u8; 8]>::as_slice)).then_some("A0")
    }

    /// Packs the answer, with a MAC where the request had one.
    fn seal(&self, request: &Message, mut reply: Message) -> Option<Vec<u8>> {
        let keys = self.keys.as_ref().filter(|_| request.has(64) && reply.text(39) != Some("A0"));
        if keys.is_some() {
            reply.set_bytes(64, &[0; 8]);
        }
        let packed = reply.pack(&UNIONPAY);
        let mut packed = packed.inspect_err(|error| tracing::warn!(%error, "the training host's answer")).ok()?;
        if let Some(keys) = keys {
            let mac = keys.mac.mac(mac_input(&packed));
            let start = packed.len() - mac.len();
            packed[start..].copy_from_slice(&mac);
        }
        Some(packed)
    }

    fn save(&self) {
        let Some(path) = &self.config.books else { return };
        if let Err(error) = self.books.save(path) {
            tracing::warn!(%error, path = %path.display(), "the training host's books cannot be saved");
        }
    }
}

fn ordered_code(fault: Option<Fault>) -> Option<&'static str> {
    match fault {
        Some(Fault::Code(code)) => Some(code),
        _ => None,
    }
}

fn deliver(envelope: &Envelope, mut sealed: Vec<u8>, fault: Option<Fault>) -> Reaction {
    match fault {
        None | Some(Fault::Code(_)) => Reaction::Answer(envelope.answer(&sealed)),
        Some(Fault::Lost | Fault::NoAnswer) => Reaction::Silence,
        Some(Fault::Late(after)) => Reaction::AnswerLate(envelope.answer(&sealed), after),
        Some(Fault::Drop) => Reaction::Drop,
        Some(Fault::Garbage) => Reaction::Answer(envelope.answer(&[0xFE; 24])),
        Some(Fault::BadMac) => {
            if mac_input(&sealed).len() < sealed.len()
                && let Some(last) = sealed.last_mut()
            {
                *last = if *last == b'0' { b'1' } else { b'0' };
            }
            Reaction::Answer(envelope.answer(&sealed))
        }
        Some(Fault::Half) => {
            let whole = with_length(&envelope.answer(&sealed));
            Reaction::Raw(whole[..whole.len() / 2].to_vec())
        }
    }
}
