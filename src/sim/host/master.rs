//! A new master key under RSA: 0800 with 60.3 = 350 or 352 asks for it with a public key (field 62: DF02 modulus, DF04
//! exponent), 351 takes it into use. No public source has the layout; this is the one that the terminal's profile has by
//! default, padded by PKCS#1 v1.5.

use rsa::{BoxedUint, PublicKey};

use super::{
    crypto::{Key, KeyLength},
    desk::Desk,
};
use crate::{
    domain::hex,
    emv::{self, Tag},
    iso8583::Message,
};

/// Bytes of the check value.
const CHECK_BYTES: usize = 4;
/// The longest modulus that is taken, in bytes.
const MAX_MODULUS: usize = 512;

impl Desk<'_> {
    /// Makes a master key and sends it under the public key that came.
    pub(super) fn give_master_key(&mut self) -> Message {
        let Some(public) = self.request.bytes(62).and_then(public_key) else {
            let code = self.bad("field 62 is no public key (DF02 modulus, DF04 exponent)");
            return self.short(code);
        };
        let made = Key::random(self.config.mac.cipher(), KeyLength::Double).ok();
        let sealed = made.as_ref().and_then(|key| public.pkcs1v15_encrypt(key.expose()).ok());
        let (Some(key), Some(mut field)) = (made, sealed) else { return self.short("96") };
        field.extend(key.check_value(CHECK_BYTES));
        self.till.next_master = Some(key);
        let mut reply = self.short("00");
        reply.set_bytes(62, &field);
        reply
    }

    /// Takes the last one into use; the working keys of the old one are of no use any more.
    pub(super) fn activate_master_key(&mut self) -> Message {
        let Some(key) = self.till.next_master.take() else {
            let code = self.refuse("25", "there is no master key to activate");
            return self.short(code);
        };
        self.till.books.master = Some(hex::encode(key.expose()));
        self.till.changed = true;
        self.till.keys = None;
        self.till.master = key;
        self.short("00")
    }
}

fn public_key(field: &[u8]) -> Option<PublicKey> {
    let number = |tag| emv::find(field, Tag::new(tag)).filter(|bytes| (1..=MAX_MODULUS).contains(&bytes.len()));
    let (modulus, exponent) = (number(0xDF02)?, number(0xDF04)?);
    PublicKey::new(BoxedUint::from_be_slice_vartime(modulus), BoxedUint::from_be_slice_vartime(exponent)).ok()
}
