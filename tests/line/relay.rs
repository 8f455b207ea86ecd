//! What stands between the terminal and its host: every byte goes through, until the line is cut at the one that a test names.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

/// Where the line is cut: after so many bytes more in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// So many reach the host's side; the next one and all after it do not.
    Up(usize),
    /// So many of what the host says reach the terminal.
    Down(usize),
}

/// A line, plain or with TLS to the terminal.
#[derive(Clone)]
pub struct Relay {
    pub address: SocketAddr,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Relay {
    /// Begins to listen, on the runtime that this is called on.
    pub async fn open(host: SocketAddr, tls: Option<TlsAcceptor>) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Relay { address: listener.local_addr().unwrap(), cut: Arc::default() };
        let serving = relay.clone();
        tokio::spawn(async move {
            while let Ok((terminal, _)) = listener.accept().await {
                tokio::spawn(serving.clone().carry(terminal, host, tls.clone()));
            }
        });
        relay
    }

    /// The line will be cut there, once; none: it will not.
    pub fn cut_at(&self, cut: Option<Cut>) {
        *self.cut.lock().unwrap() = cut;
    }

    /// Whether a cut still waits.
    pub fn waits(&self) -> bool {
        self.cut.lock().unwrap().is_some()
    }

    async fn carry(self, terminal: TcpStream, host: SocketAddr, tls: Option<TlsAcceptor>) {
        let Some(acceptor) = tls else { return self.between(terminal, TcpStream::connect(host).await.unwrap()).await };
        // TLS ends behind the place of the cut: what is cut are its records.
        let (near, far) = tokio::io::duplex(1 << 16);
        let behind = async {
            if let Ok(terminal) = acceptor.accept(far).await {
                Relay { cut: Arc::default(), ..self.clone() }
                    .between(terminal, TcpStream::connect(host).await.unwrap())
                    .await;
            }
        };
        tokio::join!(self.clone().between(terminal, near), behind);
    }

    /// Both directions, until one of them ends or the line is cut; then both sides are closed.
    async fn between(self, terminal: impl AsyncRead + AsyncWrite, host: impl AsyncRead + AsyncWrite) {
        let ((mut from_terminal, mut to_terminal), (mut from_host, mut to_host)) = (split(terminal), split(host));
        let mut bytes = ([0; 4096], [0; 4096]);
        loop {
            tokio::select! {
                biased;
                read = from_terminal.read(&mut bytes.0) => {
                    let count = read.unwrap_or(0);
                    let pass = self.pass(count, Cut::Up(0));
                    if count == 0 || to_host.write_all(&bytes.0[..pass]).await.is_err() || pass < count {
                        return;
                    }
                }
                read = from_host.read(&mut bytes.1) => {
                    let count = read.unwrap_or(0);
                    let pass = self.pass(count, Cut::Down(0));
                    if count == 0 || to_terminal.write_all(&bytes.1[..pass]).await.is_err() || pass < count {
                        return;
                    }
                }
            }
        }
    }

    /// How many of these bytes go through in this direction.
    fn pass(&self, count: usize, direction: Cut) -> usize {
        let mut cut = self.cut.lock().unwrap();
        let left = match (&mut *cut, direction) {
            (Some(Cut::Up(left)), Cut::Up(_)) | (Some(Cut::Down(left)), Cut::Down(_)) => left,
            _ => return count,
        };
        let pass = count.min(*left);
        *left -= pass;
        if pass < count {
            *cut = None;
        }
        pass
    }
}
