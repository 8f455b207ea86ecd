//! The link to one acquirer: a request goes in, its answer or a fault comes out, and nothing else ever leaves.

use std::fmt;

use super::{
    dialogue::Expected,
    host_config::{HostConfig, Place},
    hosts::Hosts,
    keys::{KeyStore, PadEncrypt, Tmk},
    line::{Kept, Lookup},
    message::{Answer, LinkFault, Request},
    pack,
    profile::Profile,
    scribe::Scribe,
    traffic::Traffic,
};

/// The link to one acquirer's hosts. One request is in flight at a time, which `&mut self` sees to.
///
/// An exchange may be dropped at any point: its connection goes with it, so that no later request can take its answer.
pub struct Link {
    pub(super) hosts: Hosts,
    pub(super) scribe: Scribe,
    /// The host that gave the MAC key.
    pub(super) key_from: Place,
    pub(super) kept: Option<Kept>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("address", &self.hosts.address()).field("signed_on", &self.is_signed_on()).finish()
    }
}

impl Link {
    /// A link that is neither connected nor signed on. `pad` is needed where the master key lies in the pad.
    pub fn new(config: HostConfig, tmk: Tmk, pad: Option<Box<dyn PadEncrypt>>) -> Link {
        let scribe = Scribe::new(config.profile.clone(), tmk, pad);
        Link { hosts: Hosts::new(config), scribe, key_from: Place::Primary, kept: None }
    }

    /// The same, keeping a master key that comes over the line in this file.
    #[must_use]
    pub fn keeping(self, store: KeyStore) -> Link {
        Link { scribe: self.scribe.keeping(store), ..self }
    }

    /// The same, finding the addresses of the hosts in another way than by the system.
    #[must_use]
    pub fn found_by(self, lookup: Lookup) -> Link {
        Link { hosts: self.hosts.found_by(lookup), ..self }
    }

    /// The same, counting its bytes there.
    #[must_use]
    pub fn counting(self, traffic: Traffic) -> Link {
        Link { hosts: self.hosts.counting(traffic), ..self }
    }

    /// Which host is spoken to, and its `host:port`. Before the first message that is the primary.
    pub fn host_in_use(&self) -> (Place, &str) {
        (self.hosts.place(), self.hosts.address())
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.hosts.config().profile
    }

    /// Whether there is a MAC key: a sign-on has succeeded since the start and no sign-off after it.
    pub fn is_signed_on(&self) -> bool {
        self.scribe.is_signed_on()
    }

    /// Sends one request and waits for its answer. A host that says no is an answer too.
    ///
    /// # Errors
    /// [`LinkFault`]; [`LinkFault::nothing_left`] tells whether the host can have seen anything. Nothing is ever sent
    /// twice: what to do about a fault is for the caller to decide.
    pub async fn exchange(&mut self, request: &Request) -> Result<Answer, LinkFault> {
        let question = pack::message(request, self.profile())?;
        self.scribe.prepare(request).await?;
        let frame = self.scribe.seal(request, &question).await?;
        tracing::debug!(request = %question.describe(), "asking the host");
        let expected = Expected::of(&question, self.profile());
        let (received, stream) = self.ask(request, &frame, &expected).await.inspect_err(log_fault)?;
        let answer = self.scribe.understand(request, &received).await.inspect_err(log_fault)?;
        if answer.keys.is_some() {
            self.key_from = self.hosts.place();
        }
        if self.profile().keep_connection {
            self.kept = Some(Kept::new(stream));
        }
        Ok(answer)
    }
}

fn log_fault(fault: &LinkFault) {
    tracing::warn!(%fault, "no usable answer from the host");
}
