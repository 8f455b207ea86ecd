//! A connection, plain or under TLS, that knows whether anything has left on it and whether anything lies unread.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    task,
    time::timeout,
};
use tokio_rustls::client::TlsStream;

use super::traffic::Traffic;

/// How often the quiet check reads session tickets before it gives the connection up.
const MAX_TICKET_READS: usize = 8;
/// How long the runtime may take to hear of bytes that the kernel has already.
const READABLE_LIMIT: Duration = Duration::from_secs(1);

/// A connection to a host.
pub enum Stream {
    /// Plain TCP.
    Plain(Counted),
    /// TLS, its handshake done.
    Tls(Box<TlsStream<Counted>>),
}

/// What tells how many bytes the system has taken from a writer, so that an error can be told from half a message.
pub trait HandedOver {
    /// The count since the connection began. Under TLS these are bytes of its records.
    fn handed_over(&self) -> u64;
}

impl HandedOver for Stream {
    fn handed_over(&self) -> u64 {
        match self {
            Stream::Plain(tcp) => tcp.out,
            Stream::Tls(tls) => tls.get_ref().0.out,
        }
    }
}

impl Stream {
    /// Whether nothing has come from the other side, neither bytes nor the end. Session tickets of TLS 1.3, which a
    /// host may send at any time after the handshake, are taken in and do not count.
    pub async fn is_quiet(&mut self) -> bool {
        match self {
            Stream::Plain(tcp) => matches!(look(&tcp.tcp), Heard::Nothing),
            Stream::Tls(tls) => tls_is_quiet(tls).await,
        }
    }
}

/// Bytes under TLS are tickets, an answer that nobody asked for, or the end: only reading tells which.
async fn tls_is_quiet(tls: &mut TlsStream<Counted>) -> bool {
    for _ in 0..MAX_TICKET_READS {
        let heard = look(&tls.get_ref().0.tcp);
        let before = tickets(tls);
        if matches!(heard, Heard::End) || !wait_readable(tls, &heard).await || !holds_nothing(tls).await {
            return false;
        }
        match heard {
            Heard::Nothing => return true,
            // It was half a record, or nothing that belongs here.
            _ if tickets(tls) == before => return false,
            _ => {}
        }
    }
    false
}

/// The runtime learns of bytes later than the kernel, and what it does not know of it does not read.
async fn wait_readable(tls: &TlsStream<Counted>, heard: &Heard) -> bool {
    match heard {
        Heard::Bytes => matches!(timeout(READABLE_LIMIT, tls.get_ref().0.tcp.readable()).await, Ok(Ok(()))),
        _ => true,
    }
}

/// Waits for the first thing that the host says after a handshake of TLS 1.3. A host that wants our certificate judges
/// it only after our side holds the handshake for done: a session ticket says yes, an alert no.
///
/// # Errors
/// What the host said no with, or that it closed; also bytes that come before they were asked for.
pub async fn first_word(tls: &mut TlsStream<Counted>) -> io::Result<()> {
    let mut byte = [0];
    poll_fn(|context| {
        let mut into = ReadBuf::new(&mut byte);
        match Pin::new(&mut *tls).poll_read(context, &mut into) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) if into.filled().is_empty() => Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
            Poll::Ready(Ok(())) => Poll::Ready(Err(io::Error::other("the host spoke before it was asked"))),
            Poll::Pending if tickets(tls) > 0 => Poll::Ready(Ok(())),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// How many tickets have come on a connection.
fn tickets(tls: &TlsStream<Counted>) -> u32 {
    tls.get_ref().1.tls13_tickets_received()
}

/// Whether reading at this moment gives neither bytes, nor an error, nor the end.
async fn holds_nothing(tls: &mut TlsStream<Counted>) -> bool {
    let mut byte = [0];
    let read = poll_fn(|context| {
        let read = Pin::new(&mut *tls).poll_read(context, &mut ReadBuf::new(&mut byte));
        Poll::Ready(read.is_pending())
    });
    // Outside the runtime's budget, which else may say "pending" where there is something.
    task::unconstrained(read).await
}

/// What the kernel has for a socket.
enum Heard {
    Nothing,
    Bytes,
    /// The other side has closed, or the line is broken.
    End,
}

fn look(stream: &TcpStream) -> Heard {
    let mut fds = [PollFd::new(stream, PollFlags::IN | PollFlags::RDHUP)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    loop {
        match poll(&mut fds, Some(&at_once)) {
            Ok(0) => return Heard::Nothing,
            Ok(_) if fds[0].revents() == PollFlags::IN => return Heard::Bytes,
            Err(error) if io::Error::from(error).kind() == io::ErrorKind::Interrupted => {}
            _ => return Heard::End,
        }
    }
}

/// A TCP connection that counts what the system has taken, and all bytes for whoever pays for them.
pub struct Counted {
    tcp: TcpStream,
    out: u64,
    traffic: Traffic,
}

impl Counted {
    /// A connection on which nothing has been sent.
    pub fn new(tcp: TcpStream, traffic: Traffic) -> Counted {
        Counted { tcp, out: 0, traffic }
    }
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.tcp).poll_read(cx, into);
        self.traffic.received(into.filled().len().saturating_sub(before));
        read
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let taken = Pin::new(&mut self.tcp).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = &taken {
            self.out = self.out.saturating_add(*count as u64);
            self.traffic.sent(*count);
        }
        taken
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_read(cx, into),
            Stream::Tls(tls) => Pin::new(tls).poll_read(cx, into),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Stream::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        }
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Stream::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}
