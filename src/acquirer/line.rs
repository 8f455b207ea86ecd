//! A connection to one host: opened within its time limit, kept between messages, given up when it has gone stale.

use std::{io, net::SocketAddr, pin::Pin, time::Duration};

use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout_at},
};
use tokio_rustls::rustls::pki_types::ServerName;

use super::{
    stream::{Counted, Stream},
    tls::Client,
    traffic::Traffic,
};

/// How many addresses of a name are tried.
const MAX_ADDRESSES: usize = 8;
const CHECK: &str = "check the line and the address in [host]";

/// How the addresses of a `host:port` are found. It may take as long as it likes: whoever calls sets the limit.
pub type Lookup = for<'a> fn(&'a str) -> Found<'a>;
/// The addresses of a name, once they are known.
pub type Found<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>>;

/// An open connection that is waiting for its next message.
pub struct Kept {
    stream: Stream,
    since: Instant,
}

impl Kept {
    /// Puts a connection aside. Nothing of an earlier exchange may be left on it.
    pub fn new(stream: Stream) -> Kept {
        Kept { stream, since: Instant::now() }
    }

    /// The connection, unless it has been closed, has lain idle for too long, or holds bytes that nobody asked for:
    /// the rest of something late would be read as the beginning of the next answer.
    pub async fn take(mut self, idle_limit: Duration) -> Option<Stream> {
        let fresh = self.since.elapsed() < idle_limit && self.stream.is_quiet().await;
        fresh.then_some(self.stream)
    }
}

/// Opens a connection: name, TCP and TLS together within the limit. Nothing of a request leaves here. Its bytes are counted.
///
/// # Errors
/// Why not, in words that say what to do where that is known.
pub async fn open(
    address: &str,
    limit: Duration,
    lookup: Lookup,
    tls: Option<(&Client, ServerName<'static>)>,
    traffic: Traffic,
) -> Result<Stream, String> {
    let deadline = Instant::now() + limit;
    let tcp = Counted::new(connect(address, limit, lookup, deadline).await?, traffic);
    let Some((client, name)) = tls else { return Ok(Stream::Plain(tcp)) };
    match timeout_at(deadline, client.connect(tcp, name)).await {
        Ok(made) => made.map(|tls| Stream::Tls(Box::new(tls))),
        Err(_) => Err(format!(
            "no end of the TLS handshake within {} s, as with a host without TLS; check the port",
            limit.as_secs()
        )),
    }
}

async fn connect(address: &str, limit: Duration, lookup: Lookup, deadline: Instant) -> Result<TcpStream, String> {
    let found = timeout_at(deadline, lookup(address)).await.map_err(|_| {
        format!("no answer about its name within {} s; check the name servers of this box", limit.as_secs())
    })?;
    let mut addresses = found.map_err(|error| format!("its name cannot be resolved ({error}); {CHECK}"))?;
    addresses.truncate(MAX_ADDRESSES);
    dial(&addresses, limit, deadline).await
}

/// Asks the system, and with it the name servers of this box.
pub fn by_system(address: &str) -> Found<'_> {
    Box::pin(async move { Ok(lookup_host(address).await?.collect()) })
}

/// Tries the addresses of a name in turn; each gets its share of the time that is left, so that a dead one at the head
/// of the list does not use it up.
async fn dial(addresses: &[SocketAddr], limit: Duration, deadline: Instant) -> Result<TcpStream, String> {
    let failed = |error: io::Error| format!("{error}; {CHECK}");
    let mut reason = format!("its name has no address; {CHECK}");
    for (address, left) in addresses.iter().zip((1..=addresses.len() as u32).rev()) {
        let now = Instant::now();
        let share = deadline.saturating_duration_since(now) / left;
        match timeout_at(now + share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return stream.set_nodelay(true).map(|()| stream).map_err(failed),
            Ok(Err(error)) => reason = failed(error),
            Err(_) => reason = format!("no connection within {} s; {CHECK}", limit.as_secs()),
        }
    }
    Err(reason)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpSocket;

    use super::*;

    fn listen(backlog: u32) -> tokio::net::TcpListener {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        socket.listen(backlog).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_dead_address_leaves_time_for_the_next() {
        let limit = Duration::from_secs(10);
        // A full queue: the kernel lets callers wait.
        let (dead, live) = (listen(1), listen(8));
        let (dead_address, live_address) = (dead.local_addr().unwrap(), live.local_addr().unwrap());
        let _one = TcpStream::connect(dead_address).await.unwrap();
        let _two = TcpStream::connect(dead_address).await.unwrap();
        let began = Instant::now();
        let stream = dial(&[dead_address, live_address], limit, began + limit).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), live_address);
        assert!((5..10).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    }
}
