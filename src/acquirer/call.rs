//! How a request gets to a host and its answer back: on the kept connection or a new one, to the primary or the backup.
//! Nothing is ever sent twice: another connection is tried only where not a single byte was taken.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::{
    Link,
    dialogue::{self, Expected, Received, SendFault},
    host_config::Place,
    line::Kept,
    message::{LinkFault, Request},
    stream::Stream,
};

impl Link {
    /// Sends the frame and waits for its answer, both within the one time limit.
    pub(super) async fn ask(
        &mut self,
        request: &Request,
        frame: &[u8],
        expected: &Expected,
    ) -> Result<(Received, Stream), LinkFault> {
        let limit = self.profile().answer_timeout.duration();
        if self.hosts.may_return() && is_quiet(request) {
            self.try_primary().await;
        }
        let (mut stream, deadline) = self.send(request, frame, limit).await?;
        match timeout_at(deadline, dialogue::receive(&mut stream, expected)).await {
            Ok(received) => Ok((received?, stream)),
            Err(_) => Err(LinkFault::NoAnswer { seconds: limit.as_secs() }),
        }
    }

    /// Goes back to the primary if it can be reached. The connection to the backup is given up only then.
    async fn try_primary(&mut self) {
        match self.hosts.open(Place::Primary).await {
            Ok(stream) => self.kept = Some(Kept::new(stream)),
            Err(reason) => tracing::info!(%reason, "the primary host is still gone"),
        }
    }

    /// Sends the frame on the kept connection or a new one. Only where the kept one took not a single byte is a new
    /// one tried.
    async fn send(&mut self, request: &Request, frame: &[u8], limit: Duration) -> Result<(Stream, Instant), LinkFault> {
        let idle_limit = self.profile().idle_limit.duration();
        let kept = match self.kept.take() {
            Some(kept) => kept.take(idle_limit).await,
            None => None,
        };
        if let Some(stream) = kept {
            let stream = self.fit_for(request, stream)?;
            match send_on(stream, frame, limit).await {
                Err(SendFault::Nothing(error)) => {
                    tracing::info!(%error, "the open connection was dead, connecting anew");
                }
                sent => return sent.map_err(|fault| self.not_sent(fault)),
            }
        }
        self.send_anew(request, frame, limit).await
    }

    /// Sends the frame on a new connection, to the first host that takes a byte of it.
    async fn send_anew(
        &mut self,
        request: &Request,
        frame: &[u8],
        limit: Duration,
    ) -> Result<(Stream, Instant), LinkFault> {
        let mut tried = Vec::new();
        for place in self.hosts.order() {
            let stream = match self.hosts.open(place).await {
                Ok(stream) => self.fit_for(request, stream)?,
                Err(reason) => {
                    tried.push((place, reason));
                    continue;
                }
            };
            match send_on(stream, frame, limit).await {
                Err(SendFault::Nothing(error)) => tried.push((place, error.to_string())),
                sent => return sent.map_err(|fault| self.not_sent(fault)),
            }
        }
        Err(self.hosts.unreachable(tried))
    }

    /// The connection, if our keys are good for its host. If not they are dropped, the connection waits for the
    /// sign-on, and nothing has left.
    fn fit_for(&mut self, request: &Request, stream: Stream) -> Result<Stream, LinkFault> {
        let good = self.hosts.config().backup_shares_keys || self.key_from == self.hosts.place();
        if good || self.scribe.keys.is_none() {
            return Ok(stream);
        }
        tracing::warn!(address = self.hosts.address(), "this host has keys of its own: a new sign-on is needed");
        self.scribe.keys = None;
        if matches!(request, Request::SignOn { .. }) {
            return Ok(stream);
        }
        self.kept = Some(Kept::new(stream));
        Err(LinkFault::NotSignedOn)
    }

    fn not_sent(&self, fault: SendFault) -> LinkFault {
        match fault {
            SendFault::Nothing(error) => self.hosts.unreachable(vec![(self.hosts.place(), error.to_string())]),
            SendFault::Partly(error) => LinkFault::Broken { reason: error.to_string() },
            SendFault::TimedOut => LinkFault::NoAnswer { seconds: self.profile().answer_timeout.duration().as_secs() },
        }
    }
}

/// Writes the frame; the answer is due at the moment that comes back with the connection.
async fn send_on(mut stream: Stream, frame: &[u8], limit: Duration) -> Result<(Stream, Instant), SendFault> {
    let deadline = Instant::now() + limit;
    match timeout_at(deadline, dialogue::send(&mut stream, frame)).await {
        Ok(sent) => sent.map(|()| (stream, deadline)),
        Err(_) => Err(SendFault::TimedOut),
    }
}

/// Whether nobody waits at the counter for a request, so that a look at the primary may take its time.
fn is_quiet(request: &Request) -> bool {
    matches!(request, Request::Echo { .. } | Request::SignOn { .. } | Request::SignOff { .. })
}
