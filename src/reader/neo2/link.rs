//! One command at a time over a line: repeats, time limits, answers in two parts, and the cancel.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, timeout_at},
};

use super::{
    callback::{self, Callback},
    frame::{self, Answer, CALLBACK, Code, Decoder, Event},
    status,
};
use crate::reader::{
    Ears, Refusal,
    fault::{Fault, garbled},
    framed::{Framed, Seen},
};

/// How long the reader may take to answer a command that waits for nobody.
pub const ANSWER_LIMIT: Duration = Duration::from_secs(3);
/// How long it may take over what a card does by itself: the last word, an issuer's scripts.
pub const CARD_LIMIT: Duration = Duration::from_secs(30);
/// How often a command is sent that may be carried out twice.
pub const TRIES: u8 = 3;
/// How many frames that answer nothing are skipped while an answer is awaited.
pub const MAX_STRAYS: u8 = 16;
/// How often a ping is sent that is to show that all has been said.
const SETTLE_TRIES: u8 = 2;
/// Most frames of a command that are kept while a ping is awaited.
const MAX_LATE: usize = 64;
/// Asks whether anybody is there.
pub const PING: Code = Code(0x18, 0x01);
/// Stops a transaction.
pub const CANCEL: Code = Code(0x05, 0x01);
/// Stops the entry of a PIN.
pub const CANCEL_PIN: Code = Code(0x62, 0x00);
/// The first part of an answer: more comes.
const MORE: u8 = 0x63;
/// Something for a person to see.
const UI_EVENT: u8 = 0x0E;
/// The reader has not read the command: its tag or its check was wrong.
const NOT_READ: [u8; 2] = [0x01, 0x04];
/// Waits for a card.
const WAIT_FOR_CARD: u8 = 0x02;
/// Entry of a PIN; its cancel has the same command byte.
const PIN_ENTRY: u8 = 0x62;

/// The link over a line.
pub struct Link<L> {
    line: Framed<L, Decoder>,
}

impl<L: AsyncRead + AsyncWrite + Unpin> Link<L> {
    /// A link over an open line.
    pub fn new(line: L) -> Self {
        Link { line: Framed::new(line) }
    }

    /// Gives the line back.
    pub fn into_line(self) -> L {
        self.line.into_line()
    }

    /// Carries out a command that may be carried out twice and waits for nobody. It is sent again when its answer is damaged or
    /// does not come.
    ///
    /// # Errors
    /// [`Fault::Lost`] when the reader is silent.
    pub async fn ask(&mut self, code: Code, data: &[u8]) -> Result<Answer, Fault> {
        for again in 0..TRIES {
            if again > 0 {
                self.settle(code.0).await?;
            }
            match self.once(code, data, ANSWER_LIMIT).await {
                Err(Fault::Refused(Refusal::Garbled(_))) => {}
                other => match other? {
                    Some(answer) => return Ok(answer),
                    None => continue,
                },
            }
        }
        Err(Fault::Lost(format!("no answer to {code:?} after {TRIES} tries")))
    }

    /// As [`Link::ask`], for a command that is answered in several frames: all of them.
    ///
    /// # Errors
    /// As [`Link::ask`].
    pub async fn ask_all(&mut self, code: Code) -> Result<Vec<Answer>, Fault> {
        let first = self.ask(code, &[]).await?;
        let more = self.settle(code.0).await?;
        Ok(std::iter::once(first).chain(more).collect())
    }

    /// Carries out a command that must not be carried out twice, within `limit`.
    ///
    /// # Errors
    /// [`Fault::Lost`] when the reader is silent; a garbled answer.
    pub async fn ask_once(&mut self, code: Code, data: &[u8], limit: Duration) -> Result<Answer, Fault> {
        self.once(code, data, limit).await?.ok_or_else(|| Fault::Lost(format!("no answer to {code:?}")))
    }

    /// Whether a reader is there, in little time.
    ///
    /// # Errors
    /// [`Fault::Lost`] when nothing answers.
    pub async fn greet(&mut self, limit: Duration) -> Result<(), Fault> {
        self.once(PING, &[], limit).await?.map(|_| ()).ok_or_else(|| Fault::Lost("no answer to a ping".into()))
    }

    /// Carries out a command that waits for the cardholder, until it is cancelled. Where its answer is damaged, a card is waited for
    /// again, because none decides anything then; all other commands are stopped and at an end.
    ///
    /// # Errors
    /// As [`Link::ask_once`], and `Cancelled` when the cancel was faster than the card.
    pub async fn ask_person(&mut self, code: Code, data: &[u8], ears: &mut Ears<'_>) -> Result<Answer, Fault> {
        self.send(code, data).await?;
        let (mut strays, mut sent) = (0, 1);
        loop {
            let event = {
                // Order matters: an answer that is there already beats a cancel.
                tokio::select! {
                    biased;
                    event = self.next() => Some(event?),
                    () = ears.until_cancelled() => None,
                }
            };
            match event {
                None => return self.give_up(code, Fault::Refused(Refusal::Cancelled)).await,
                Some(Event::Answer(answer)) if answer.command == code.0 => match answer.status {
                    MORE | UI_EVENT => {}
                    _ if only_begun(code, &answer) => {}
                    status if NOT_READ.contains(&status) && sent < TRIES => {
                        sent += 1;
                        self.send(code, data).await?;
                    }
                    _ => return Ok(answer),
                },
                Some(Event::Answer(answer)) if answer.command == CALLBACK => match callback::read(&answer) {
                    Callback::Words(words) if words.is_empty() => {}
                    Callback::Words(words) => ears.tell(words),
                    Callback::Unanswerable(fault) => return self.give_up(code, fault).await,
                },
                Some(Event::Answer(_)) if strays < MAX_STRAYS => strays += 1,
                Some(Event::Answer(_)) => {
                    return self.give_up(code, garbled("the reader answers something else")).await;
                }
                Some(Event::BadCrc | Event::TooLong) if code.0 == WAIT_FOR_CARD && sent < TRIES => {
                    if let Some(answer) = self.cancel(code).await? {
                        return Ok(answer);
                    }
                    sent += 1;
                    self.send(code, data).await?;
                }
                Some(Event::BadCrc | Event::TooLong) => {
                    return self.give_up(code, garbled(format!("the answer to {code:?} is damaged"))).await;
                }
            }
        }
    }

    /// Waits until the reader has said all that it had to say to earlier commands: it answers them in order, so nothing of them comes
    /// after the answer to a ping. Gives the frames that answer `command`; those of others are gone.
    ///
    /// Answers do not say which sub-command they answer. Without this, one that came late could be taken for the next one's.
    ///
    /// # Errors
    /// [`Fault::Lost`] when the ping is not answered.
    pub async fn settle(&mut self, command: u8) -> Result<Vec<Answer>, Fault> {
        let mut late = Vec::new();
        for _ in 0..SETTLE_TRIES {
            self.write(&frame::encode(PING, &[])?).await?;
            let deadline = Instant::now() + ANSWER_LIMIT;
            while let Ok(event) = timeout_at(deadline, self.next()).await {
                match event? {
                    Event::Answer(answer) if answer.command == PING.0 => return Ok(late),
                    Event::Answer(answer) if answer.command == command && late.len() < MAX_LATE => late.push(answer),
                    _ => {}
                }
            }
            self.line.drop_begun();
        }
        Err(Fault::Lost("no answer to a ping".into()))
    }

    /// Reads until the line is gone, for the time in which nothing is asked. Returns why it is gone.
    pub async fn idle(&mut self) -> Fault {
        self.line.idle().await
    }

    /// Stops what may be going on. A reader that does nothing answers too.
    ///
    /// # Errors
    /// [`Fault::Lost`] when it does not answer.
    pub async fn stop(&mut self) -> Result<(), Fault> {
        self.cancel(CANCEL).await.map(|_| ())
    }

    /// Sends once; none when no answer comes in time.
    async fn once(&mut self, code: Code, data: &[u8], limit: Duration) -> Result<Option<Answer>, Fault> {
        self.send(code, data).await?;
        let deadline = Instant::now() + limit;
        while let Ok(event) = timeout_at(deadline, self.next()).await {
            match event? {
                Event::Answer(answer) if answer.command == code.0 && NOT_READ.contains(&answer.status) => {
                    return Err(garbled(format!("the reader could not read {code:?}")));
                }
                Event::Answer(answer) if answer.command == code.0 && !matches!(answer.status, MORE | UI_EVENT) => {
                    return Ok(Some(answer));
                }
                Event::Answer(_) => {}
                Event::BadCrc | Event::TooLong => return Err(garbled(format!("the answer to {code:?} is damaged"))),
            }
        }
        Ok(None)
    }

    /// Stops a command that waits for a person. What the card or its holder had decided by then counts; else it is `fault`.
    async fn give_up(&mut self, code: Code, fault: Fault) -> Result<Answer, Fault> {
        self.cancel(code).await?.ok_or(fault)
    }

    /// Sends the cancel until it is answered. Gives the answer of the command in hand that was on its way when the cancel crossed
    /// it; one that only says that it was stopped is none.
    async fn cancel(&mut self, awaited: Code) -> Result<Option<Answer>, Fault> {
        // While a PIN is typed, a reader obeys nothing but this.
        let stop = if awaited.0 == PIN_ENTRY { CANCEL_PIN } else { CANCEL };
        let mut crossed = None;
        for _ in 0..TRIES {
            self.write(&frame::encode(stop, &[])?).await?;
            let deadline = Instant::now() + ANSWER_LIMIT;
            while let Ok(event) = timeout_at(deadline, self.next()).await {
                match event? {
                    Event::Answer(answer) if answer.command == awaited.0 && has_decided(awaited, &answer) => {
                        crossed = Some(answer);
                    }
                    Event::Answer(answer) if answer.command == stop.0 => {
                        let late = self.settle(awaited.0).await?;
                        return Ok(crossed.or(late.into_iter().find(|answer| has_decided(awaited, answer))));
                    }
                    _ => {}
                }
            }
            self.line.drop_begun();
        }
        Err(Fault::Lost("no answer to a cancel".into()))
    }

    async fn send(&mut self, code: Code, data: &[u8]) -> Result<(), Fault> {
        self.line.forget();
        tracing::debug!(command = ?code, bytes = data.len(), "to the reader");
        self.write(&frame::encode(code, data)?).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.line.write(bytes, CARD_LIMIT).await
    }

    /// The next thing on the line; a frame that stopped in the middle is a damaged one. May be dropped and called again.
    async fn next(&mut self) -> Result<Event, Fault> {
        Ok(match self.line.next().await? {
            Seen::Event(event) => event,
            Seen::Stalled => Event::BadCrc,
        })
    }
}

/// Whether this is the first answer to a PIN entry, which says only that it has begun.
fn only_begun(code: Code, answer: &Answer) -> bool {
    code.0 == PIN_ENTRY && answer.status == status::OK && answer.data.is_empty()
}

/// Whether an answer that crosses a cancel is the card's or its holder's word.
fn has_decided(code: Code, answer: &Answer) -> bool {
    /// Time limit, failed, not now.
    const STOPPED: [u8; 3] = [0x08, 0x0A, 0x0B];
    /// How a PIN entry ends that was cancelled by command.
    const PIN_CANCELLED: u8 = 0x02;
    let said_so = STOPPED.contains(&answer.status) || NOT_READ.contains(&answer.status);
    let pin_stopped = code.0 == PIN_ENTRY && answer.data.first().is_none_or(|state| *state == PIN_CANCELLED);
    code != CANCEL && answer.status != MORE && answer.status != UI_EVENT && !said_so && !pin_stopped
}
