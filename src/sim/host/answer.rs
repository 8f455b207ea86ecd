//! The core: one request in, one reaction out. No clock, no socket.

use std::{borrow::Cow, io, time::Duration};

use super::{
    Books, Fault, HostConfig, HostFaults,
    capture::Capture,
    desk::{Desk, Outcome},
    fields::{self, Private},
    frame::Envelope,
    reply, seal,
    store::{self, Found, Shelved},
    subject::Subject,
    tell::Told,
    till::Till,
};
use crate::{
    domain::{Civil, UtcOffset, WallTime},
    iso8583::{Message, UNIONPAY},
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
    /// Sends these frames one after the other, each behind its length.
    Answers(Vec<Vec<u8>>),
    /// Sends this frame after this time, if the connection is still there.
    AnswerLate(Vec<u8>, Duration),
    /// Sends nothing and keeps the connection.
    Silence,
    /// Breaks the connection.
    Drop,
    /// Sends these bytes as they are, length and all, then breaks the connection.
    Raw(Vec<u8>),
}

/// Where the host tells what it hears and says.
pub type Listener = Box<dyn FnMut(&Told) + Send>;

/// The training host.
pub struct Host {
    config: HostConfig,
    tills: Vec<Till>,
    faults: HostFaults,
    capture: Option<Capture>,
    listener: Option<Listener>,
}

impl Host {
    /// A host with the books of its file, or with empty ones. A file that it does not understand is set aside under another
    /// name, with a warning in the log.
    ///
    /// # Errors
    ///
    /// When it knows no terminal, or the books or the capture file cannot be read or opened.
    pub fn new(config: HostConfig) -> io::Result<Host> {
        let mut tills: Vec<Till> = config.terminals.iter().map(|setup| Till::new(setup, config.mac)).collect();
        if tills.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a host knows at least one terminal"));
        }
        if let Some(path) = &config.books {
            match store::load(path)? {
                Found::SetAside { to, reason } => {
                    let (path, to) = (path.display(), to.display());
                    tracing::warn!(%path, %reason, "the training host's books cannot be read; they lie in {to}, new ones begin");
                }
                found => take_books(&mut tills, found),
            }
        }
        let capture = config.capture.as_deref().map(Capture::open).transpose()?;
        let faults = HostFaults::default();
        faults.set_up(config.late_after, config.seed);
        Ok(Host { config, tills, faults, capture, listener: None })
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

    /// The books of the first terminal.
    pub fn books(&self) -> &Books {
        &self.tills[0].books
    }

    /// The books of a terminal, by field 41.
    pub fn books_of(&self, terminal: &str) -> Option<&Books> {
        self.tills.iter().find(|till| till.setup.terminal.as_str() == terminal).map(|till| &till.books)
    }

    /// The handle to its faults.
    pub fn faults(&self) -> HostFaults {
        self.faults.clone()
    }

    /// The settings.
    pub fn config(&self) -> &HostConfig {
        &self.config
    }

    /// From now on each message is told to this listener, card numbers masked.
    pub fn tell(&mut self, listener: Listener) {
        self.listener = Some(listener);
    }

    fn react(&mut self, frame: &[u8], now: HostClock) -> Reaction {
        let Some((envelope, bytes)) = Envelope::open(frame) else { return Reaction::Drop };
        let request = match Message::parse(&UNIONPAY, bytes) {
            Ok(request) => request,
            Err(error) => {
                tracing::warn!(%error, "the training host cannot read a request");
                self.say(Told::unreadable(&error.to_string(), now));
                return Reaction::Drop;
            }
        };
        let subject = Subject::of(&request);
        let fault = self.faults.take(&subject);
        if fault == Some(Fault::Lost) {
            self.say(Told::new(&request, &subject, None, fault, now));
            return Reaction::Silence;
        }
        let (outcome, seat) = self.process(&request, bytes, &subject, fault, now);
        let fault = fault.or(outcome.conduct);
        let mut told = Told::new(&request, &subject, Some(&outcome.reply), fault, now);
        told.why.clone_from(&outcome.why);
        if let (Some(seat), Some(private), "upload-end") = (seat, Private::of(&request), subject.name) {
            told.differences = self.tills[seat].books.uploads(private.batch).differences;
        }
        self.say(told);
        let Some(seat) = seat else { return seal::plain(&envelope, &outcome.reply) };
        let till = &mut self.tills[seat];
        let order = match fault {
            Some(Fault::Order(digit)) => digit,
            _ => till.order(),
        };
        let saves = std::mem::take(&mut till.changed);
        let reaction = seal::Sealing { till, request: &request, envelope: &envelope, mac: self.config.mac, order }
            .deliver(outcome.reply, fault);
        if saves {
            self.save();
        }
        if subject.name == "upload-end" {
            self.write_payout(seat);
        }
        reaction
    }

    /// The answer, and the seat of the terminal whose keys seal it.
    fn process(
        &mut self,
        request: &Message,
        bytes: &[u8],
        subject: &Subject,
        fault: Option<Fault>,
        now: HostClock,
    ) -> (Outcome, Option<usize>) {
        let refuse = |code, why: &str, seat| {
            let reply = reply::short(request, code, now);
            (Outcome { why: Some(why.into()), ..reply.into() }, seat)
        };
        let terminal = request.text(41).unwrap_or_default();
        let Some(seat) = self.tills.iter().position(|till| till.setup.terminal.as_str() == terminal) else {
            return refuse("97", "field 41 names no terminal of this host", None);
        };
        if request.text(42) != Some(self.tills[seat].setup.merchant.as_str()) {
            return refuse("03", "field 42 is not the merchant of this terminal", Some(seat));
        }
        if !self.tills[seat].mac_is_right(request, bytes, subject, self.config.mac) {
            return refuse("A0", self.tills[seat].no_mac_because(request), Some(seat));
        }
        let Some(private) = Private::of(request) else {
            return refuse("30", "field 60 has no type and batch", Some(seat));
        };
        let elsewhere = self.spent_elsewhere(seat, request);
        let desk = Desk {
            till: &mut self.tills[seat],
            config: &self.config,
            faults: &self.faults,
            capture: self.capture.as_mut(),
            request,
            private,
            fault,
            elsewhere,
            now,
            why: std::cell::RefCell::default(),
        };
        (desk.serve(subject), Some(seat))
    }

    /// What the card of a request has spent at the other terminals.
    fn spent_elsewhere(&self, seat: usize, request: &Message) -> i128 {
        let track = || request.text(35).and_then(|track| track.split_once('=')).map(|(pan, _)| pan);
        let Some(pan) = request.text(2).or_else(track).map(fields::masked) else { return 0 };
        let others = self.tills.iter().enumerate().filter(|(index, _)| *index != seat);
        others.map(|(_, till)| till.books.spent(&pan)).sum()
    }

    fn say(&mut self, told: Told) {
        if let Some(listener) = &mut self.listener {
            listener(&told);
        }
    }

    /// The settlement file of a terminal's books; none where they have nothing to pay out.
    pub fn payout_of(&self, terminal: &str) -> Option<String> {
        let till = self.tills.iter().find(|till| till.setup.terminal.as_str() == terminal)?;
        self.config.payout.file_of(&till.setup, &till.books)
    }

    fn write_payout(&self, seat: usize) {
        let Some(path) = &self.config.payout.file else { return };
        let Some(text) = self.payout_of(self.tills[seat].setup.terminal.as_str()) else { return };
        if let Err(error) = store::replace(path, text.as_bytes()) {
            tracing::warn!(%error, path = %path.display(), "the training host's settlement file cannot be written");
        }
    }

    fn save(&self) {
        let Some(path) = &self.config.books else { return };
        let shelved = self.tills.iter().map(|till| Shelved {
            terminal: till.setup.terminal.as_str().into(),
            merchant: till.setup.merchant.as_str().into(),
            books: Cow::Borrowed(&till.books),
        });
        if let Err(error) = store::save(path, shelved.collect()) {
            tracing::warn!(%error, path = %path.display(), "the training host's books cannot be saved");
        }
    }
}

/// Gives each terminal its books. Those of the first form belong to the first terminal. Books of terminals that the host does
/// not know any more are left out.
fn take_books(tills: &mut [Till], found: Found) {
    match found {
        Found::First(books) => tills[0].take(books),
        Found::Shelf(shelf) => {
            for shelved in shelf {
                let owner = tills.iter_mut().find(|till| till.setup.terminal.as_str() == shelved.terminal);
                match owner {
                    Some(till) => till.take(shelved.books.into_owned()),
                    None => tracing::warn!(terminal = %shelved.terminal, "books of a terminal that is not configured"),
                }
            }
        }
        Found::Nothing | Found::SetAside { .. } => {}
    }
}
