//! Offline data authentication (EMV Book 2, 5 and 6): the issuer's key from its certificate, the card's from its own, and the
//! card's signature.

use sha1::{Digest, Sha1};

use super::{CaKey, data::Data};
use crate::{
    emv::Tag,
    sim::{bcd, issuer::rsa},
};

/// Marks around what is recovered, and what kind it is.
const HEADER: u8 = 0x6A;
const TRAILER: u8 = 0xBC;
const ISSUER: u8 = 0x02;
const CARD: u8 = 0x04;
const SIGNATURE: u8 = 0x05;
/// SHA-1 and RSA.
const SHA1: u8 = 0x01;
const RSA: u8 = 0x01;
/// Bytes of a hash.
const HASH: usize = 20;

pub(super) const CA_INDEX: Tag = Tag::new(0x8F);
pub(super) const ISSUER_CERTIFICATE: Tag = Tag::new(0x90);
const ISSUER_REST: Tag = Tag::new(0x92);
const ISSUER_EXPONENT: Tag = Tag::new(0x9F32);
pub(super) const CARD_CERTIFICATE: Tag = Tag::new(0x9F46);
const CARD_EXPONENT: Tag = Tag::new(0x9F47);
const CARD_REST: Tag = Tag::new(0x9F48);
/// Which objects are signed besides the records.
const STATIC_LIST: Tag = Tag::new(0x9F4A);

/// A public key that was recovered.
pub(super) struct Key {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// The card's public key; none when a certificate is wrong, or the CA's key is not in the tables.
pub(super) fn card_key(data: &Data, keys: &[CaKey], name: &[u8], signed: &[u8]) -> Option<Key> {
    let index = data.get(CA_INDEX)?;
    let ca = keys.iter().find(|key| name.starts_with(&key.rid) && index == [key.index])?;
    let ca = Key { modulus: ca.modulus.clone(), exponent: ca.exponent.clone() };
    let pan = bcd::text(data.get(Tag::PAN)?);
    let today = month(data.get(Tag::DATE)?)?;

    let rest = data.get(ISSUER_REST).unwrap_or_default();
    let exponent = data.get(ISSUER_EXPONENT)?;
    let block = ca.open(data.get(ISSUER_CERTIFICATE)?, ISSUER, &[rest, exponent].concat())?;
    let (identifier, block) = block.split_at_checked(4)?;
    let fits = pan.starts_with(&bcd::text(identifier));
    let issuer = certified(block, rest, exponent, today).filter(|_| fits)?;

    let rest = data.get(CARD_REST).unwrap_or_default();
    let exponent = data.get(CARD_EXPONENT)?;
    let static_data = [signed, listed(data)?].concat();
    let block = issuer.open(data.get(CARD_CERTIFICATE)?, CARD, &[rest, exponent, &static_data].concat())?;
    let (number, block) = block.split_at_checked(10)?;
    certified(block, rest, exponent, today).filter(|_| bcd::text(number) == pan)
}

/// The value of the one object that a list of signed objects may name: the interchange profile.
fn listed(data: &Data) -> Option<&[u8]> {
    match data.get(STATIC_LIST) {
        None => Some(&[]),
        Some([0x82]) => data.get(Tag::AIP),
        Some(_) => None,
    }
}

impl Key {
    /// Whether this is the card's signature over what it was given.
    pub(super) fn has_signed(&self, signature: &[u8], given: &[u8]) -> bool {
        self.open(signature, SIGNATURE, given).is_some()
    }

    /// What is in a sealed block behind its kind; the hash over it and more is right.
    fn open(&self, sealed: &[u8], kind: u8, more: &[u8]) -> Option<Vec<u8>> {
        let block = rsa::raise(&self.modulus, &self.exponent, sealed)?;
        let [HEADER, inner @ .., TRAILER] = &block[..] else { return None };
        let (body, hash) = inner.split_at_checked(inner.len().checked_sub(HASH)?)?;
        let right = Sha1::new().chain_update(body).chain_update(more).finalize();
        (body.first() == Some(&kind) && right[..] == *hash).then(|| body[1..].to_vec())
    }
}

/// The key in a certificate behind its name: expiry, serial number, algorithms, lengths, the modulus as far as it fits.
fn certified(block: &[u8], rest: &[u8], exponent: &[u8], today: u16) -> Option<Key> {
    let &[expires_month, expires_year, _, _, _, SHA1, RSA, length, exponent_length, ref part @ ..] = block else {
        return None;
    };
    let length = usize::from(length);
    let modulus = if part.len() >= length { part[..length].to_vec() } else { [part, rest].concat() };
    let expires = month(&[expires_year, expires_month])?;
    let sound = modulus.len() == length && exponent.len() == usize::from(exponent_length) && expires >= today;
    sound.then(|| Key { modulus, exponent: exponent.to_vec() })
}

/// The month of a date that begins with packed year and month, as a number to compare. Years from 50 on are of the last century.
pub(super) fn month(date: &[u8]) -> Option<u16> {
    let year = u16::try_from(bcd::number(date.get(..1)?)?).ok()?;
    let month = u16::try_from(bcd::number(date.get(1..2)?)?).ok()?;
    Some((if year < 50 { year + 100 } else { year }) * 12 + month)
}
