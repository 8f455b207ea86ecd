//! One question and its answer on an open connection. Generic over the stream, so that it runs without a socket.

use std::io;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use crate::iso8583::{Message, Mti, UNIONPAY};

use super::{
    frame::{self, Frame},
    message::LinkFault,
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
pub async fn send<W: AsyncWrite + Unpin>(stream: &mut W, frame: &[u8]) -> Result<(), SendFault> {
    let mut sent = 0;
    while sent < frame.len() {
        match stream.write(&frame[sent..]).await {
            Ok(0) => return Err(send_fault(sent, io::ErrorKind::WriteZero.into())),
            Ok(count) => sent += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(send_fault(sent, error)),
        }
    }
    stream.flush().await.map_err(SendFault::Partly)
}

fn send_fault(sent: usize, error: io::Error) -> SendFault {
    if sent == 0 { SendFault::Nothing(error) } else { SendFault::Partly(error) }
}

/// What an answer must say to belong to a question.
pub struct Expected {
    mti: Mti,
    stan: Stan,
    terminal: String,
    merchant: String,
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
    pub fn of(question: &Message) -> Expected {
        let text = |field| question.text(field).unwrap_or_default().to_owned();
        let stan = match question.text(11) {
            None => Stan::Any,
            Some(stan) if question.has(55) && question.mti() == Mti::new("0320") => Stan::SameOrNone(stan.to_owned()),
            Some(stan) => Stan::Same(stan.to_owned()),
        };
        Expected { mti: question.mti().answer(), stan, terminal: text(41), merchant: text(42) }
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
    }
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
        if expected.is_met_by(&message) {
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
    struct Breaking(usize);

    impl AsyncWrite for Breaking {
        fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            let count = self.0.min(bytes.len()).min(3);
            self.0 -= count;
            Poll::Ready(if count == 0 { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(count) })
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn only_a_line_that_took_nothing_counts_as_nothing_sent() {
        let frame = [7; 10];
        assert!(matches!(send(&mut Breaking(0), &frame).await, Err(SendFault::Nothing(_))));
        for taken in 1..10 {
            assert!(matches!(send(&mut Breaking(taken), &frame).await, Err(SendFault::Partly(_))), "{taken}");
        }
        assert!(send(&mut Breaking(10), &frame).await.is_ok());
    }
}
