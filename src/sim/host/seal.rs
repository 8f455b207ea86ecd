//! How an answer leaves: its MAC, its envelope, and what goes wrong with it.

use super::{
    Fault, Reaction,
    config::MacMethod,
    frame::{Envelope, with_length},
    till::Till,
};
use crate::iso8583::{Message, UNIONPAY, mac_input};

/// Everything that an answer needs to leave.
pub(super) struct Sealing<'a> {
    pub(super) till: &'a Till,
    pub(super) request: &'a Message,
    pub(super) envelope: &'a Envelope,
    pub(super) mac: MacMethod,
    /// Header digit 6.
    pub(super) order: u8,
}

/// An answer without a MAC, to a terminal that the host does not know.
pub(super) fn plain(envelope: &Envelope, reply: &Message) -> Reaction {
    pack(reply).map_or(Reaction::Drop, |packed| Reaction::Answer(envelope.answer(&packed, 0)))
}

fn pack(reply: &Message) -> Option<Vec<u8>> {
    reply.pack(&UNIONPAY).inspect_err(|error| tracing::warn!(%error, "the training host's answer")).ok()
}

impl Sealing<'_> {
    /// Sends the answer, or does with it what the fault says.
    pub(super) fn deliver(&self, mut reply: Message, fault: Option<Fault>) -> Reaction {
        if fault == Some(Fault::WrongAmount) {
            raise_amount(&mut reply);
        }
        let stray = (fault == Some(Fault::Stray)).then(|| self.seal(other_stan(&reply))).flatten();
        let Some(sealed) = self.seal(reply) else { return Reaction::Drop };
        match fault {
            Some(Fault::Lost | Fault::NoAnswer) => Reaction::Silence,
            Some(Fault::Late(after)) => Reaction::AnswerLate(self.frame(&sealed), after),
            Some(Fault::Drop) => Reaction::Drop,
            Some(Fault::Garbage) => Reaction::Answer(self.frame(&[0xFE; 24])),
            Some(Fault::BadMac) => Reaction::Answer(self.frame(&spoilt(sealed))),
            Some(Fault::Half) => {
                let whole = with_length(&self.frame(&sealed));
                Reaction::Raw(whole[..whole.len() / 2].to_vec())
            }
            Some(Fault::Duplicate) => Reaction::Answers(vec![self.frame(&sealed); 2]),
            Some(Fault::Stray) => {
                let frames = stray.iter().chain([&sealed]).map(|message| self.frame(message));
                Reaction::Answers(frames.collect())
            }
            _ => Reaction::Answer(self.frame(&sealed)),
        }
    }

    fn frame(&self, message: &[u8]) -> Vec<u8> {
        self.envelope.answer(message, self.order)
    }

    /// Packs the answer, with a MAC where the request had one.
    fn seal(&self, mut reply: Message) -> Option<Vec<u8>> {
        let keys = self.till.keys.as_ref().filter(|_| self.request.has(64) && reply.text(39) != Some("A0"));
        if keys.is_some() {
            reply.set_bytes(64, &[0; 8]);
        }
        let mut packed = pack(&reply)?;
        if let Some(keys) = keys {
            let mac = keys.mac.mac_by(self.mac, mac_input(&packed));
            let start = packed.len() - mac.len();
            packed[start..].copy_from_slice(&mac);
        }
        Some(packed)
    }
}

/// The last byte of the MAC is another one; a message without a MAC stays as it is.
fn spoilt(mut sealed: Vec<u8>) -> Vec<u8> {
    if mac_input(&sealed).len() < sealed.len()
        && let Some(last) = sealed.last_mut()
    {
        *last = if *last == b'0' { b'1' } else { b'0' };
    }
    sealed
}

/// One minor unit more than was asked.
fn raise_amount(reply: &mut Message) {
    let amount = reply.text(4).and_then(|text| text.parse::<u64>().ok());
    if let Some(amount) = amount {
        reply.set_text(4, &format!("{:012}", (amount + 1).min(999_999_999_999)));
    }
}

/// The same answer to the STAN after this one.
fn other_stan(reply: &Message) -> Message {
    let mut other = reply.clone();
    let stan = reply.text(11).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    other.set_text(11, &format!("{:06}", stan % 999_999 + 1));
    other
}
