//! One command at a time over a line: acknowledgements, repeats, time limits and the cancel byte.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, sleep_until, timeout, timeout_at},
};
use zeroize::Zeroizing;

use super::{
    blocks::{Command, Name, Reply},
    frame::{self, CAN, Data, Decoder, Event, NAK},
    secure::{Channel, ENCRYPTED},
    status,
};
use crate::reader::{
    Refusal,
    fault::{Ears, Fault, garbled},
    framed::{Framed, Seen},
};

/// How long the pad may take to acknowledge a packet or a cancel.
pub const ACK_LIMIT: Duration = Duration::from_secs(2);
/// How often a packet or a cancel is sent before the pad counts as gone.
pub const SEND_TRIES: u8 = 3;
/// How long the pad may take to answer a command that does not wait for a person.
pub const REPLY_LIMIT: Duration = Duration::from_secs(10);
/// How often a damaged reply is asked for again.
pub const MAX_NAKS: u8 = 3;
/// How long the line must be quiet before a damaged reply is asked for again.
pub const QUIET: Duration = Duration::from_millis(500);
/// How long to wait for that quiet on a line that babbles.
pub const QUIET_LIMIT: Duration = Duration::from_secs(5);
/// How many packets that answer nothing are skipped while a reply is awaited.
pub const MAX_STRAYS: u8 = 16;

/// Whether a command waits for a person.
enum Patience<'e, 'a> {
    /// It does not: the pad must answer within this time.
    Within(Duration),
    /// It does: as long as nobody cancels.
    Person(&'e mut Ears<'a>),
}

/// How the status of a reply is read.
struct Reading {
    /// The slot of the master key that the command named, if it did.
    key_index: Option<u8>,
    /// A status that is no refusal of this command.
    also_good: Option<u16>,
}

/// The link over a line.
pub struct Link<L> {
    line: Framed<L, Decoder>,
    channel: Option<Channel>,
}

impl<L: AsyncRead + AsyncWrite + Unpin> Link<L> {
    /// A link over an open line.
    pub fn new(line: L) -> Self {
        Link { line: Framed::new(line), channel: None }
    }

    /// Carries out a command that waits for nobody, within `limit`.
    ///
    /// # Errors
    /// [`Fault::Lost`] when the pad is silent, otherwise what its status stands for.
    pub async fn ask(&mut self, command: Command, limit: Duration, key_index: Option<u8>) -> Result<Reply, Fault> {
        self.exchange(command, Patience::Within(limit), &Reading { key_index, also_good: None }).await
    }

    /// As [`Link::ask`], where one status besides 000 is no refusal.
    ///
    /// # Errors
    /// As [`Link::ask`].
    pub async fn ask_or(&mut self, command: Command, limit: Duration, also_good: u16) -> Result<Reply, Fault> {
        let reading = Reading { key_index: None, also_good: Some(also_good) };
        self.exchange(command, Patience::Within(limit), &reading).await
    }

    /// Carries out a command that waits for the cardholder, until it is cancelled.
    ///
    /// # Errors
    /// As [`Link::ask`], and `Cancelled` when the cancel was faster than the pad.
    pub async fn ask_person(
        &mut self,
        command: Command,
        ears: &mut Ears<'_>,
        key_index: Option<u8>,
    ) -> Result<Reply, Fault> {
        self.exchange(command, Patience::Person(ears), &Reading { key_index, also_good: None }).await
    }

    /// Stops whatever the pad is doing. A pad that does nothing answers too.
    ///
    /// # Errors
    /// [`Fault::Lost`] when it does not answer.
    pub async fn resync(&mut self) -> Result<(), Fault> {
        self.line.forget();
        self.cancel(None).await.map(|_| ())
    }

    /// Whether a pad is there: it answers a cancel even while it does nothing. Gives the line back where one is.
    ///
    /// # Errors
    /// [`Fault::Lost`] when nothing answers within `limit`.
    pub async fn greet(mut self, limit: Duration) -> Result<L, Fault> {
        self.write(&[CAN]).await?;
        let deadline = Instant::now() + limit;
        while let Ok(seen) = timeout_at(deadline, self.line.next()).await {
            if matches!(seen?, Seen::Event(Event::Eot)) {
                return Ok(self.line.into_line());
            }
        }
        Err(Fault::Lost("no answer to a cancel".into()))
    }

    /// Encrypts from now on what goes to the pad, and expects the same of it.
    pub fn encrypt_with(&mut self, channel: Channel) {
        self.channel = Some(channel);
    }

    /// Reads until the line is gone, for the time in which nothing is asked. Returns why it is gone.
    pub async fn idle(&mut self) -> Fault {
        self.line.idle().await
    }

    async fn exchange(
        &mut self,
        command: Command,
        patience: Patience<'_, '_>,
        reading: &Reading,
    ) -> Result<Reply, Fault> {
        let name = command.name();
        let packet = self.packet(command)?;
        let reply = match self.send(name, &packet).await? {
            Some(early) => early,
            None => match self.reply(name, patience).await {
                Err(fault @ Fault::Refused(Refusal::Garbled(_))) => {
                    // The pad may still be busy with it.
                    self.resync().await?;
                    return Err(fault);
                }
                other => other?,
            },
        };
        tracing::debug!(command = %letters(name), status = reply.status, bytes = reply.body.len(), "pad replied");
        match reply.status {
            0 => Ok(reply),
            status if Some(status) == reading.also_good => Ok(reply),
            status => Err(status::fault(status, reading.key_index)),
        }
    }

    /// The packet of a command, encrypted where the line is. Opening is always in clear.
    fn packet(&self, command: Command) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let name = command.name();
        let clear = command.finish()?;
        match &self.channel {
            Some(channel) if name != *b"OPN" => Ok(frame::encode(&channel.seal(&clear)?)?),
            _ => Ok(frame::encode(&clear)?),
        }
    }

    /// Takes the data of a packet apart, through the encryption where the line has it. In clear, an encrypting pad refuses
    /// commands or takes its leave; a good reply in clear is somebody else's.
    fn read(&self, data: &Data) -> Result<Reply, Fault> {
        match (&self.channel, data.0.first()) {
            (Some(channel), Some(&ENCRYPTED)) => Ok(Reply::parse(&channel.open(&data.0)?)?),
            (channel, _) => {
                let reply = Reply::parse(&data.0)?;
                let leave = matches!(&reply.name, b"OPN" | b"CLO" | b"CLX");
                if channel.is_some() && reply.status == 0 && !leave {
                    return Err(garbled("a reply in clear on an encrypted line"));
                }
                Ok(reply)
            }
        }
    }

    /// Sends until acknowledged. A reply that comes without its acknowledgement counts as both.
    async fn send(&mut self, name: Name, packet: &[u8]) -> Result<Option<Reply>, Fault> {
        self.line.forget();
        for attempt in 1..=SEND_TRIES {
            tracing::debug!(command = %letters(name), bytes = packet.len(), attempt, "to the pad");
            self.write(packet).await?;
            let deadline = Instant::now() + ACK_LIMIT;
            while let Ok(seen) = timeout_at(deadline, self.line.next()).await {
                match seen? {
                    Seen::Event(Event::Ack) => return Ok(None),
                    Seen::Event(Event::Nak) => break,
                    Seen::Event(Event::Packet(data)) => match self.read(&data) {
                        Ok(reply) if reply.name == name => return Ok(Some(reply)),
                        // Only a pad that is at work on the command has something to say to the operator.
                        Ok(reply) if reply.name == *b"NTM" => {
                            self.line.put_back(Event::Packet(data));
                            return Ok(None);
                        }
                        _ => {}
                    },
                    // Noise, or a leftover of something older.
                    _ => {}
                }
            }
        }
        Err(Fault::Lost(format!("no acknowledgement of {} after {SEND_TRIES} tries", letters(name))))
    }

    async fn reply(&mut self, name: Name, mut patience: Patience<'_, '_>) -> Result<Reply, Fault> {
        let limit = match &patience {
            Patience::Within(limit) => Some(Instant::now() + *limit),
            Patience::Person(_) => None,
        };
        let (mut naks, mut strays) = (0, 0);
        loop {
            let step = {
                // Order matters: a reply that is there already beats a cancel.
                tokio::select! {
                    biased;
                    seen = self.line.next() => Step::Seen(seen?),
                    () = cancelled(&mut patience) => Step::Cancelled,
                    () = until(limit) => Step::Expired,
                }
            };
            match step {
                Step::Seen(Seen::Event(Event::Packet(data))) => {
                    if let Some(reply) = self.sort(name, &data, &mut patience, &mut strays)? {
                        return Ok(reply);
                    }
                }
                Step::Seen(Seen::Event(Event::Ack | Event::Nak | Event::Eot)) => {}
                Step::Seen(Seen::Event(Event::BadCrc | Event::TooLong) | Seen::Stalled) => {
                    if naks == MAX_NAKS {
                        return Err(garbled(format!("the reply to {} stays damaged", letters(name))));
                    }
                    naks += 1;
                    self.ask_again(name).await?;
                }
                Step::Cancelled => {
                    return self.cancel(Some(name)).await?.ok_or(Fault::Refused(Refusal::Cancelled));
                }
                Step::Expired => return Err(Fault::Lost(format!("no reply to {}", letters(name)))),
            }
        }
    }

    /// Whether a packet is the reply; a notice goes to the operator, an error packet ends the command.
    fn sort(
        &self,
        name: Name,
        data: &Data,
        patience: &mut Patience<'_, '_>,
        strays: &mut u8,
    ) -> Result<Option<Reply>, Fault> {
        let reply = self.read(data)?;
        match &reply.name {
            found if *found == name => return Ok(Some(reply)),
            b"ERR" => return Err(status::fault(reply.status, None)),
            b"NTM" => {
                if let Patience::Person(ears) = patience {
                    ears.tell(reply.notice());
                }
            }
            _ if *strays == MAX_STRAYS => return Err(garbled("the pad answers something else")),
            _ => *strays += 1,
        }
        Ok(None)
    }

    /// Waits for quiet, then asks for the last reply again.
    async fn ask_again(&mut self, name: Name) -> Result<(), Fault> {
        tracing::warn!(command = %letters(name), "damaged reply from the pad; asking again");
        let end = Instant::now() + QUIET_LIMIT;
        while let Ok(drained) = timeout(QUIET, self.line.drain()).await {
            drained?;
            if Instant::now() >= end {
                return Err(garbled("the line does not come to rest"));
            }
        }
        self.line.forget();
        self.write(&[NAK]).await
    }

    /// Sends CAN until the pad says EOT. Gives the reply that was on its way when the cancel crossed it.
    async fn cancel(&mut self, awaited: Option<Name>) -> Result<Option<Reply>, Fault> {
        let mut crossed = None;
        for _ in 0..SEND_TRIES {
            self.write(&[CAN]).await?;
            let deadline = Instant::now() + ACK_LIMIT;
            while let Ok(seen) = timeout_at(deadline, self.line.next()).await {
                match seen? {
                    Seen::Event(Event::Eot) => return Ok(crossed),
                    Seen::Event(Event::Packet(data)) => {
                        let reply = self.read(&data).ok().filter(|reply| Some(reply.name) == awaited);
                        crossed = reply.or(crossed);
                    }
                    _ => {}
                }
            }
            // A broken packet may have swallowed the EOT.
            self.line.drop_begun();
        }
        Err(Fault::Lost("no answer to a cancel".into()))
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.line.write(bytes, REPLY_LIMIT).await
    }
}

enum Step {
    Seen(Seen<Event>),
    Cancelled,
    Expired,
}

async fn cancelled(patience: &mut Patience<'_, '_>) {
    match patience {
        Patience::Person(ears) => ears.until_cancelled().await,
        Patience::Within(_) => std::future::pending().await,
    }
}

async fn until(limit: Option<Instant>) {
    match limit {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn letters(name: Name) -> String {
    name.iter().map(|b| char::from(*b)).collect()
}
