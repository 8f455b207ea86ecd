//! The link to one acquirer: a request goes in, its answer or a fault comes out, and nothing else ever leaves.

use std::{fmt, time::Duration};

use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::iso8583::{Message, UNIONPAY, mac_input};

use super::{
    dialogue::{Expected, Received},
    frame,
    host_config::{HostConfig, Place},
    hosts::Hosts,
    keys::{self, KeyFault, LinkKeys, PadEncrypt, Tmk},
    line::Kept,
    mac,
    message::{Answer, LinkFault, Request, WorkingKeys},
    pack,
    profile::Profile,
    track::{self, TrackFault},
    unpack,
};

/// How long the pad may take over one MAC or the check of both keys of a sign-on.
const PAD_LIMIT: Duration = Duration::from_secs(10);

/// The link to one acquirer's hosts. One request is in flight at a time, which `&mut self` sees to.
///
/// An exchange may be dropped at any point: its connection goes with it, so that no later request can take its answer.
pub struct Link {
    pub(super) hosts: Hosts,
    tmk: Tmk,
    pad: Option<Box<dyn PadEncrypt>>,
    pub(super) mac_key: Option<LinkKeys>,
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
        Link { hosts: Hosts::new(config), tmk, pad, mac_key: None, key_from: Place::Primary, kept: None }
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
        self.mac_key.is_some()
    }

    /// Sends one request and waits for its answer. A host that says no is an answer too.
    ///
    /// # Errors
    /// [`LinkFault`]; [`LinkFault::nothing_left`] tells whether the host can have seen anything. Nothing is ever sent
    /// twice: what to do about a fault is for the caller to decide.
    pub async fn exchange(&mut self, request: &Request) -> Result<Answer, LinkFault> {
        let question = pack::message(request, self.profile())?;
        let frame = self.seal(request, &question).await?;
        tracing::debug!(request = %question.describe(), "asking the host");
        let expected = Expected::of(&question, self.profile());
        let (received, stream) = self.ask(request, &frame, &expected).await.inspect_err(log_fault)?;
        let answer = self.understand(request, &received).await.inspect_err(log_fault)?;
        if self.profile().keep_connection {
            self.kept = Some(Kept::new(stream));
        }
        Ok(answer)
    }

    /// The frame to send, with a MAC where the message has one. No byte has left as long as this runs.
    async fn seal(&self, request: &Request, question: &Message) -> Result<Zeroizing<Vec<u8>>, LinkFault> {
        let bad = |reason: String| LinkFault::BadRequest { reason };
        let mut question = question.clone();
        self.protect_tracks(&mut question).await?;
        if request.has_mac() {
            question.set_bytes(64, &[0; 8]);
        }
        let mut packed = Zeroizing::new(question.pack(&UNIONPAY).map_err(|error| bad(error.to_string()))?);
        if request.has_mac() {
            let key = self.mac_key.as_ref().ok_or(LinkFault::NotSignedOn)?;
            let code = self.mac(key, mac_input(&packed)).await.map_err(bad)?;
            let mac_at = packed.len() - code.len();
            packed[mac_at..].copy_from_slice(&code);
        }
        frame::encode(self.profile(), &packed)
    }

    /// Checks the answer's MAC before anything in it is believed, then takes it apart.
    async fn understand(&mut self, request: &Request, received: &Received) -> Result<Answer, LinkFault> {
        self.check_mac(request, received).await?;
        let mut answer = unpack::answer(request, &received.message, received.frame.order())?;
        match request {
            Request::SignOn { .. } if answer.code.is_approval() => {
                // Until the new keys have passed their check there is none: the host no longer knows the old one.
                self.mac_key = None;
                let (keys, mac_key) = self.install(received.message.bytes(62)).await?;
                self.mac_key = Some(mac_key);
                self.key_from = self.hosts.place();
                answer.keys = Some(keys);
            }
            Request::SignOff { .. } if answer.code.is_approval() => self.mac_key = None,
            _ => {}
        }
        Ok(answer)
    }

    /// A MAC that is there must be right. An approval of money or of a reversal must have one; a refusal may go
    /// without, because a host that cannot find the terminal's key cannot sign.
    async fn check_mac(&self, request: &Request, received: &Received) -> Result<(), LinkFault> {
        let message = &received.message;
        let Some(theirs) = message.bytes(64) else {
            let refused = message.text(39).is_some_and(|code| !is_approval(code));
            return if request.has_mac() && !refused { Err(LinkFault::BadMac) } else { Ok(()) };
        };
        // A sign-on brings new keys, which have check values of their own.
        let (Some(key), false) = (&self.mac_key, matches!(request, Request::SignOn { .. })) else { return Ok(()) };
        let ours = self
            .mac(key, mac_input(received.frame.message()))
            .await
            .map_err(|reason| LinkFault::Garbled { reason: format!("its MAC cannot be checked: {reason}") })?;
        if mac::same(&ours, theirs) { Ok(()) } else { Err(LinkFault::BadMac) }
    }

    /// Where the profile wants it, no track leaves in clear.
    async fn protect_tracks(&self, question: &mut Message) -> Result<(), LinkFault> {
        let key = self.mac_key.as_ref().and_then(|keys| keys.track.as_ref());
        let made = track::protect(question, self.profile(), key, self.pad.as_deref());
        match timeout(PAD_LIMIT, made).await {
            // A sign-on that brought no track key has failed.
            Ok(Err(TrackFault::NoKey)) => Err(LinkFault::NotSignedOn),
            Ok(made) => made.map_err(|fault| LinkFault::BadRequest { reason: fault.to_string() }),
            Err(_) => Err(LinkFault::BadRequest { reason: pad_silent() }),
        }
    }

    async fn mac(&self, keys: &LinkKeys, input: &[u8]) -> Result<[u8; 8], String> {
        let made = mac::code(self.profile().mac_method(), &keys.mac, self.pad.as_deref(), input);
        match timeout(PAD_LIMIT, made).await {
            Ok(made) => made.map_err(|fault| fault.to_string()),
            Err(_) => Err(pad_silent()),
        }
    }

    async fn install(&self, field_62: Option<&[u8]>) -> Result<(WorkingKeys, LinkKeys), LinkFault> {
        let made = keys::install(field_62, self.profile(), &self.tmk, self.pad.as_deref());
        match timeout(PAD_LIMIT, made).await {
            Ok(Ok(installed)) => Ok(installed),
            Ok(Err(fault @ KeyFault::Pad(_))) => Err(LinkFault::KeysUnchecked { reason: fault.to_string() }),
            Ok(Err(fault)) => Err(LinkFault::BadKeys { reason: fault.to_string() }),
            Err(_) => Err(LinkFault::KeysUnchecked { reason: pad_silent() }),
        }
    }
}

fn is_approval(code: &str) -> bool {
    code.parse::<crate::domain::ResponseCode>().is_ok_and(|code| code.is_approval())
}

fn pad_silent() -> String {
    format!("the PIN pad did not answer within {} s; check its cable", PAD_LIMIT.as_secs())
}

fn log_fault(fault: &LinkFault) {
    tracing::warn!(%fault, "no usable answer from the host");
}
