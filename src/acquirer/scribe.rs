//! From a request to the frame that leaves, and from the frame that came to an answer: keys, MAC and tracks, but no line.
//! The link puts it on a line; a simulation may do without one.

use std::fmt;

use zeroize::Zeroizing;

use crate::iso8583::{Message, UNIONPAY, mac_input};

use super::{
    dialogue::{Expected, Received},
    frame::{self, Frame},
    keys::{
        self, KeyFault, KeyStore, LinkKeys, PadEncrypt, Tmk,
        remote::{ReceivedTmk, RemoteTmk},
    },
    mac,
    message::{Answer, LinkFault, MasterKeyStep, Request, WorkingKeys},
    pack,
    profile::Profile,
    track::{self, TrackFault},
    unpack,
};

/// Writes requests and reads answers of one acquirer.
pub struct Scribe {
    profile: Profile,
    tmk: Tmk,
    pad: Option<Box<dyn PadEncrypt>>,
    pub(super) keys: Option<LinkKeys>,
    remote: Remote,
    store: Option<KeyStore>,
}

/// How far the fetching of a master key has come.
#[derive(Debug, Default)]
enum Remote {
    #[default]
    Idle,
    /// The public key is out, or about to be.
    Asked(Box<RemoteTmk>),
    /// The key is here and passed its check; the host has not activated it.
    Received(ReceivedTmk),
}

impl fmt::Debug for Scribe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scribe").field("signed_on", &self.is_signed_on()).finish_non_exhaustive()
    }
}

impl Scribe {
    /// A scribe without working keys. `pad` is needed where the master key lies in the pad.
    pub fn new(profile: Profile, tmk: Tmk, pad: Option<Box<dyn PadEncrypt>>) -> Scribe {
        Scribe { profile, tmk, pad, keys: None, remote: Remote::Idle, store: None }
    }

    /// The same, keeping a master key that comes over the line in this file.
    #[must_use]
    pub fn keeping(self, store: KeyStore) -> Scribe {
        Scribe { store: Some(store), ..self }
    }

    /// Makes the key pair for a request that fetches a master key, apart from the calling thread: it takes a while.
    ///
    /// # Errors
    /// [`LinkFault::BadRequest`] when there is no randomness.
    pub async fn prepare(&mut self, request: &Request) -> Result<(), LinkFault> {
        if !matches!(request, Request::MasterKey { step: MasterKeyStep::Fetch, .. }) {
            return Ok(());
        }
        let made = tokio::task::spawn_blocking(RemoteTmk::generate).await;
        let bad = |reason: String| LinkFault::BadRequest { reason };
        let pair = made.map_err(|error| bad(error.to_string()))?.map_err(|fault| bad(fault.to_string()))?;
        self.remote = Remote::Asked(Box::new(pair));
        Ok(())
    }

    /// Whether there is a MAC key: a sign-on has succeeded since the start and no sign-off after it.
    pub fn is_signed_on(&self) -> bool {
        self.keys.is_some()
    }

    /// The frame of a request, with its length in front.
    ///
    /// # Errors
    /// [`LinkFault::BadRequest`], [`LinkFault::PadSilent`] and [`LinkFault::NotSignedOn`]: nothing can be sent.
    pub async fn write(&self, request: &Request) -> Result<Zeroizing<Vec<u8>>, LinkFault> {
        self.seal(request, &pack::message(request, &self.profile)?).await
    }

    /// The answer in a frame without its length; none when it belongs to another request.
    ///
    /// # Errors
    /// [`LinkFault`] where the frame cannot be read or believed.
    pub async fn read(&mut self, request: &Request, frame: &[u8]) -> Result<Option<Answer>, LinkFault> {
        let expected = Expected::of(&pack::message(request, &self.profile)?, &self.profile);
        let frame = Frame::of(frame)?;
        let garbled = |error: crate::iso8583::ParseError| LinkFault::Garbled { reason: error.to_string() };
        let message = Message::parse(&UNIONPAY, frame.message()).map_err(garbled)?;
        if !(expected.tpdu_fits(frame.tpdu()) && expected.is_met_by(&message)) {
            return Ok(None);
        }
        self.understand(request, &Received { frame, message }).await.map(Some)
    }

    /// The frame to send, with a MAC where the message has one. No byte has left as long as this runs.
    pub(super) async fn seal(&self, request: &Request, question: &Message) -> Result<Zeroizing<Vec<u8>>, LinkFault> {
        let bad = |reason: String| LinkFault::BadRequest { reason };
        let mut question = question.clone();
        if let (Remote::Asked(pair), Some(form)) = (&self.remote, self.profile.remote_tmk)
            && matches!(request, Request::MasterKey { step: MasterKeyStep::Fetch, .. })
        {
            question.set_bytes(62, &pair.request_62(form.public_key));
        }
        self.protect_tracks(&mut question).await?;
        if request.has_mac() {
            question.set_bytes(64, &[0; 8]);
        }
        let mut packed = Zeroizing::new(question.pack(&UNIONPAY).map_err(|error| bad(error.to_string()))?);
        if request.has_mac() {
            let key = self.keys.as_ref().ok_or(LinkFault::NotSignedOn)?;
            let code = self.mac(key, mac_input(&packed)).await.map_err(|reason| self.cipher_fault(reason))?;
            let mac_at = packed.len() - code.len();
            packed[mac_at..].copy_from_slice(&code);
        }
        frame::encode(&self.profile, &packed)
    }

    /// Checks the answer's MAC before anything in it is believed, then takes it apart.
    pub(super) async fn understand(&mut self, request: &Request, received: &Received) -> Result<Answer, LinkFault> {
        self.check_mac(request, received).await?;
        let mut answer = unpack::answer(request, &received.message, received.frame.order())?;
        match request {
            Request::SignOn { .. } if answer.code.is_approval() => {
                // Until the new keys have passed their check there is none: the host no longer knows the old one.
                self.keys = None;
                let (keys, mac_key) = self.install(received.message.bytes(62)).await?;
                self.keys = Some(mac_key);
                answer.keys = Some(keys);
            }
            Request::SignOff { .. } if answer.code.is_approval() => self.keys = None,
            Request::MasterKey { step, .. } if answer.code.is_approval() => {
                self.take_master_key(*step, received.message.bytes(62))?;
            }
            _ => {}
        }
        Ok(answer)
    }

    /// A master key is kept and used when the host has agreed to activate it; until then the old one is the one that it knows.
    /// A power cut between its word and the file leaves the old one here, which the next download mends.
    fn take_master_key(&mut self, step: MasterKeyStep, field_62: Option<&[u8]>) -> Result<(), LinkFault> {
        let bad = |reason: String| LinkFault::BadKeys { reason };
        match (step, std::mem::take(&mut self.remote)) {
            (MasterKeyStep::Fetch, Remote::Asked(pair)) => {
                let form = self.profile.remote_tmk.unwrap_or_default();
                let received = pair.receive(field_62, form.padding, self.profile.key_cipher());
                self.remote = Remote::Received(received.map_err(|fault| bad(fault.to_string()))?);
            }
            (MasterKeyStep::Activate, Remote::Received(received)) => {
                if let Some(store) = &self.store {
                    store.keep(received.expose()).map_err(|fault| bad(fault.to_string()))?;
                }
                self.tmk = received.activate();
                self.keys = None;
            }
            _ => return Err(bad("there is no master key to take into use; fetch it first".into())),
        }
        Ok(())
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
        let (Some(key), false) = (&self.keys, matches!(request, Request::SignOn { .. })) else { return Ok(()) };
        let ours = self
            .mac(key, mac_input(received.frame.message()))
            .await
            .map_err(|reason| LinkFault::Garbled { reason: format!("its MAC cannot be checked: {reason}") })?;
        if mac::same(&ours, theirs) { Ok(()) } else { Err(LinkFault::BadMac) }
    }

    /// Where the profile wants it, no track leaves in clear.
    async fn protect_tracks(&self, question: &mut Message) -> Result<(), LinkFault> {
        let key = self.keys.as_ref().and_then(|keys| keys.track.as_ref());
        match track::protect(question, &self.profile, key, self.pad.as_deref()).await {
            // A sign-on that brought no track key has failed.
            Err(TrackFault::NoKey) => Err(LinkFault::NotSignedOn),
            Err(TrackFault::Key(reason)) => Err(self.cipher_fault(reason)),
            made => made.map_err(|fault| LinkFault::BadRequest { reason: fault.to_string() }),
        }
    }

    /// A pad may do later what it does not do now; a key in this program fails for good.
    fn cipher_fault(&self, reason: String) -> LinkFault {
        if self.pad.is_some() { LinkFault::PadSilent { reason } } else { LinkFault::BadRequest { reason } }
    }

    async fn mac(&self, keys: &LinkKeys, input: &[u8]) -> Result<[u8; 8], String> {
        let made = mac::code(self.profile.mac_method(), &keys.mac, self.pad.as_deref(), input).await;
        made.map_err(|fault| fault.to_string())
    }

    async fn install(&self, field_62: Option<&[u8]>) -> Result<(WorkingKeys, LinkKeys), LinkFault> {
        let made = keys::install(field_62, &self.profile, &self.tmk, self.pad.as_deref()).await;
        made.map_err(|fault| match fault {
            KeyFault::Pad(_) => LinkFault::KeysUnchecked { reason: fault.to_string() },
            _ => LinkFault::BadKeys { reason: fault.to_string() },
        })
    }
}

fn is_approval(code: &str) -> bool {
    code.parse::<crate::domain::ResponseCode>().is_ok_and(|code| code.is_approval())
}
