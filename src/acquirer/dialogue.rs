//! One question and its answer on an open connection. Generic over the stream, so that it runs without a socket.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use crate::{
    domain::ResponseCode,
    iso8583::{Message, Mti, UNIONPAY},
};

use super::{
    frame::{self, Frame},
    message::LinkFault,
    profile::{Profile, Tpdu, TpduCheck},
    stream::HandedOver,
};

/// How many answers to other questions are passed over before the host is taken to be mad.
pub const MAX_STRAY_ANSWERS: usize = 16;

/// Why a frame did not go out whole.
#[derive(Debug)]
pub enum SendFault {
    /// Not one byte was taken.
    Nothing(io::Error),
    /// Some bytes may be on their way.
    Partly(io::Error),
    /// The time ran out over it; some bytes may be on their way.
    TimedOut,
}

/// Writes a frame.
///
/// # Errors
/// [`SendFault`] says whether any byte of it may have left.
pub async fn send<W: AsyncWrite + HandedOver + Unpin>(stream: &mut W, frame: &[u8]) -> Result<(), SendFault> {
    let before = stream.handed_over();
    let mut sent = 0;
    while sent < frame.len() {
        let fault = match stream.write(&frame[sent..]).await {
            Ok(0) => io::ErrorKind::WriteZero.into(),
            Ok(count) => {
                sent += count;
                continue;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => error,
        };
        // Under TLS a write can fail after a part of its record has gone out.
        let nothing = sent == 0 && stream.handed_over() == before;
        return Err(if nothing { SendFault::Nothing(fault) } else { SendFault::Partly(fault) });
    }
    stream.flush().await.map_err(SendFault::Partly)
}

/// What an answer must say to belong to a question.
pub struct Expected {
    mti: Mti,
    stan: Stan,
    terminal: String,
    merchant: String,
    /// 60.2 of a trade.
    batch: Option<String>,
    tpdu: Tpdu,
    tpdu_check: TpduCheck,
}

/// How field 11 ties an answer to its question.
enum Stan {
    /// The question had none.
    Any,
    /// The answer must repeat it.
    Same(String),
    /// The answer may leave it out, as some hosts do after a chip detail, but not change it.
    SameOrNone(String),
}

impl Expected {
    /// What the answer to this question must say.
    pub fn of(question: &Message, profile: &Profile) -> Expected {
        let text = |field| question.text(field).unwrap_or_default().to_owned();
        let stan = match question.text(11) {
            None => Stan::Any,
            Some(stan) if question.has(55) && question.mti() == Mti::new("0320") => Stan::SameOrNone(stan.to_owned()),
            Some(stan) => Stan::Same(stan.to_owned()),
        };
        Expected {
            mti: question.mti().answer(),
            stan,
            terminal: text(41),
            merchant: text(42),
            batch: question.part_text(60, 2).filter(|_| is_trade(question.mti())).map(str::to_owned),
            tpdu: profile.tpdu,
            tpdu_check: profile.tpdu_check,
        }
    }

    /// Whether a message is the answer.
    pub fn is_met_by(&self, message: &Message) -> bool {
        let stan_fits = match (&self.stan, message.text(11)) {
            (Stan::Any, _) | (Stan::SameOrNone(_), None) => true,
            (Stan::Same(ours) | Stan::SameOrNone(ours), Some(theirs)) => ours == theirs,
            (Stan::Same(_), None) => false,
        };
        stan_fits
            && message.mti() == self.mti
            && message.text(41) == Some(&self.terminal)
            && message.text(42) == Some(&self.merchant)
            && self.batch_fits(message)
    }

    /// A STAN comes again in a later batch, so an approval of another batch is not ours. A refusal may name another:
    /// with code 77 the host says which batch it has.
    fn batch_fits(&self, message: &Message) -> bool {
        let refused = message.text(39).is_some_and(|code| !code.parse().is_ok_and(|c: ResponseCode| c.is_approval()));
        match (&self.batch, message.part_text(60, 2)) {
            (Some(ours), Some(theirs)) => ours == theirs || refused,
            _ => true,
        }
    }

    /// Whether the transport header may be that of our answer.
    pub(super) fn tpdu_fits(&self, theirs: &[u8]) -> bool {
        let [id, to_high, to_low, from_high, from_low] = *self.tpdu.bytes();
        let swapped = theirs == [id, from_high, from_low, to_high, to_low];
        if !swapped && theirs != self.tpdu.bytes() {
            tracing::debug!(?theirs, ours = ?self.tpdu, "the answer's TPDU is neither ours changed round nor ours");
        }
        swapped || self.tpdu_check == TpduCheck::Off
    }
}

/// Authorisation, trade or reversal. Elsewhere an answer may bring a new batch number (sign-on, settlement).
fn is_trade(mti: Mti) -> bool {
    matches!(mti.as_str().get(..2), Some("01" | "02" | "04"))
}

/// An answer that belongs to the question; its MAC is not looked at yet.
pub struct Received {
    /// As it came.
    pub frame: Frame,
    /// Taken apart.
    pub message: Message,
}

/// Waits for the answer, passing over late answers to other questions. The caller sets the time limit.
///
/// # Errors
/// [`LinkFault::Broken`] when the connection ends, [`LinkFault::Garbled`] for bytes that are not a message.
pub async fn receive<R: AsyncRead + Unpin>(stream: &mut R, expected: &Expected) -> Result<Received, LinkFault> {
    for _ in 0..=MAX_STRAY_ANSWERS {
        let frame = frame::read(stream).await?;
        let message = Message::parse(&UNIONPAY, frame.message())
            .map_err(|error| LinkFault::Garbled { reason: error.to_string() })?;
        if expected.tpdu_fits(frame.tpdu()) && expected.is_met_by(&message) {
            tracing::debug!(answer = %message.describe(), "host answered");
            return Ok(Received { frame, message });
        }
        tracing::warn!(answer = %message.describe(), "passed over an answer to another question");
    }
    Err(LinkFault::Garbled { reason: format!("more than {MAX_STRAY_ANSWERS} answers to other questions") })
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    use super::*;

    /// A line that takes so many bytes, three at a time, and then breaks.
    struct Breaking(usize, u64);

    impl AsyncWrite for Breaking {
        fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            let count = self.0.min(bytes.len()).min(3);
            self.0 -= count;
            self.1 += count as u64;
            Poll::Ready(if count == 0 { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(count) })
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    impl HandedOver for Breaking {
        fn handed_over(&self) -> u64 {
            self.1
        }
    }

    #[tokio::test]
    async fn only_a_line_that_took_nothing_counts_as_nothing_sent() {
        let frame = [7; 10];
        assert!(matches!(send(&mut Breaking(0, 5), &frame).await, Err(SendFault::Nothing(_))));
        for taken in 1..10 {
            assert!(matches!(send(&mut Breaking(taken, 5), &frame).await, Err(SendFault::Partly(_))), "{taken}");
        }
        assert!(send(&mut Breaking(10, 5), &frame).await.is_ok());
    }

    /// TLS that breaks in the middle of its first record: the write fails, and yet something is on its way.
    struct HalfRecord(Breaking);

    impl AsyncWrite for HalfRecord {
        fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            while let Poll::Ready(Ok(_)) = Pin::new(&mut self.0).poll_write(context, bytes) {}
            Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    impl HandedOver for HalfRecord {
        fn handed_over(&self) -> u64 {
            self.0.handed_over()
        }
    }

    #[tokio::test]
    async fn half_a_record_counts_as_partly_sent() {
        let sent = |takes| async move { send(&mut HalfRecord(Breaking(takes, 5)), &[7; 10]).await };
        assert!(matches!(sent(0).await, Err(SendFault::Nothing(_))));
        assert!(matches!(sent(4).await, Err(SendFault::Partly(_))));
    }
}
