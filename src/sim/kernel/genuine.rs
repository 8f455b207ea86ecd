//! Whether the card is genuine: CA, issuer and card in a chain, and a signature over a number of the terminal (Book 2, 5 and 6).

use sha1::{Digest, Sha1};

use super::{
    Dialogue, Setup, Slot, Trouble,
    exchange::send,
    flags::{Finding, Step},
};
use crate::{emv::Tag, sim::issuer::rsa};

/// Interchange profile: the card signs.
const SIGNS: u8 = 0x20;
/// What a certificate has around the part of a modulus: head and hash.
const ISSUER_HEAD: usize = 15;
const CARD_HEAD: usize = 21;
/// Behind the part of the modulus: hash and last mark.
const TAIL: usize = 21;
/// What the card is given to sign where it does not say.
const DEFAULT_LIST: [u8; 3] = [0x9F, 0x37, 0x04];

const CA_INDEX: Tag = Tag::new(0x8F);
const ISSUER_CERTIFICATE: Tag = Tag::new(0x90);
const ISSUER_REST: Tag = Tag::new(0x92);
const ISSUER_EXPONENT: Tag = Tag::new(0x9F32);
const CARD_CERTIFICATE: Tag = Tag::new(0x9F46);
const CARD_EXPONENT: Tag = Tag::new(0x9F47);
const CARD_REST: Tag = Tag::new(0x9F48);
const LIST: Tag = Tag::new(0x9F49);

/// Why the card is not proved.
enum Doubt {
    Missing,
    Wrong,
    Trouble(Trouble),
}

impl From<Trouble> for Doubt {
    fn from(trouble: Trouble) -> Doubt {
        Doubt::Trouble(trouble)
    }
}

struct PublicKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Dialogue {
    /// Has the card prove itself; what is found goes into the results.
    pub(super) fn prove_card(&mut self, slot: &mut Slot, setup: &Setup) -> Result<(), Trouble> {
        if self.object(Tag::AIP)?.first().is_none_or(|profile| profile & SIGNS == 0) {
            self.flags.find(Finding::NOT_PROVED_GENUINE);
            return Ok(());
        }
        self.flags.done(Step::CardProof);
        match self.dynamic_proof(slot, setup) {
            Ok(()) => return Ok(()),
            Err(Doubt::Trouble(trouble)) => return Err(trouble),
            Err(Doubt::Missing) => self.flags.find(Finding::DATA_MISSING),
            Err(Doubt::Wrong) => {}
        }
        self.flags.find(Finding::NOT_GENUINE);
        Ok(())
    }

    fn dynamic_proof(&self, slot: &mut Slot, setup: &Setup) -> Result<(), Doubt> {
        let index = *self.certificate(CA_INDEX)?.first().ok_or(Doubt::Missing)?;
        let ca = setup.key(self.object(Tag::DF_NAME)?, index).ok_or(Doubt::Wrong)?;
        let ca = PublicKey { modulus: ca.modulus.clone(), exponent: ca.exponent.clone() };
        let issuer = self.issuer_key(&ca)?;
        let card = self.card_key(&issuer)?;
        let list = self.objects.get(&LIST).map_or(&DEFAULT_LIST[..], Vec::as_slice);
        let given = self.listed(list)?;
        let answer = send(slot, [0x00, 0x88, 0x00, 0x00], &given)?.good()?;
        let signature = crate::emv::find(&answer, Tag::new(0x80)).ok_or(Doubt::Wrong)?;
        open(&card, signature, 0x05, &given).map(drop)
    }

    fn certificate(&self, tag: Tag) -> Result<&[u8], Doubt> {
        self.objects.get(&tag).map(Vec::as_slice).ok_or(Doubt::Missing)
    }

    fn issuer_key(&self, ca: &PublicKey) -> Result<PublicKey, Doubt> {
        let exponent = self.certificate(ISSUER_EXPONENT)?;
        let rest = self.objects.get(&ISSUER_REST).map(Vec::as_slice).unwrap_or_default();
        let block = open(ca, self.certificate(ISSUER_CERTIFICATE)?, 0x02, &[rest, exponent].concat())?;
        let number = crate::domain::hex::encode(self.object(Tag::PAN)?);
        let named = crate::domain::hex::encode(&block[2..6]);
        if !number.starts_with(named.trim_end_matches('F')) {
            return Err(Doubt::Wrong);
        }
        key(&block, ISSUER_HEAD, rest, exponent)
    }

    fn card_key(&self, issuer: &PublicKey) -> Result<PublicKey, Doubt> {
        let exponent = self.certificate(CARD_EXPONENT)?;
        let rest = self.objects.get(&CARD_REST).map(Vec::as_slice).unwrap_or_default();
        let more = [rest, exponent, &self.certified].concat();
        let block = open(issuer, self.certificate(CARD_CERTIFICATE)?, 0x04, &more)?;
        let text = |bytes: &[u8]| crate::domain::hex::encode(bytes).trim_end_matches('F').to_owned();
        if text(&block[2..12]) != text(self.object(Tag::PAN)?) {
            return Err(Doubt::Wrong);
        }
        key(&block, CARD_HEAD, rest, exponent)
    }
}

/// What was signed, when its marks, its kind and its hash are right.
fn open(key: &PublicKey, signed: &[u8], kind: u8, more: &[u8]) -> Result<Vec<u8>, Doubt> {
    let block = rsa::raise(&key.modulus, &key.exponent, signed).ok_or(Doubt::Wrong)?;
    let inside = block.len().checked_sub(TAIL).filter(|inside| *inside > CARD_HEAD).ok_or(Doubt::Wrong)?;
    let (head, tail) = block.split_at(inside);
    let hash = Sha1::new().chain_update(&head[1..]).chain_update(more).finalize();
    let sound = head[..2] == [0x6A, kind] && tail[..20] == hash[..] && tail[20] == 0xBC;
    if sound { Ok(block) } else { Err(Doubt::Wrong) }
}

/// The key in a certificate, whose length stands before the head's last two bytes.
fn key(block: &[u8], head: usize, rest: &[u8], exponent: &[u8]) -> Result<PublicKey, Doubt> {
    let length = usize::from(block[head - 2]);
    let inside = &block[head..block.len() - TAIL];
    let modulus = [&inside[..inside.len().min(length)], rest].concat();
    if modulus.len() != length {
        return Err(Doubt::Wrong);
    }
    Ok(PublicKey { modulus, exponent: exponent.to_vec() })
}
