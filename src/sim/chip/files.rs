//! The files of a card: what selection tells, the records, and the list that says where they are.

use std::collections::BTreeMap;

use super::Profile;
use crate::{
    domain::hex,
    emv::{Tag, Tlv},
    sim::issuer::{CA_INDEX, EXPONENT, INPUT, ISSUER_CERTIFICATE, ISSUER_MODULUS, icc_certificate},
};

/// Where the records are (tag 94): file, first, last, how many of them are under the certificate.
pub(super) const LOCATOR: [u8; 12] = [0x08, 1, 1, 0, 0x10, 1, 2, 1, 0x18, 1, 2, 0];
/// What the terminal gives before a contact transaction: whether it takes electronic cash, amount, currency.
pub(super) const CONTACT_PDOL: [u8; 9] = [0x9F, 0x7A, 0x01, 0x9F, 0x02, 0x06, 0x5F, 0x2A, 0x02];
/// How many of [`INPUT`] the terminal gives; interchange profile and counter are the card's own.
const GIVEN: usize = 8;

/// The objects that the terminal gives for a cryptogram, as a data object list.
pub(super) fn cryptogram_list() -> Vec<u8> {
    INPUT.iter().take(GIVEN).flat_map(|(tag, length)| [&tag.bytes()[..], &[*length as u8]].concat()).collect()
}

/// How long what they give is.
pub(super) fn cryptogram_length() -> usize {
    INPUT.iter().take(GIVEN).map(|(_, length)| length).sum()
}

/// The records by file and number.
pub(super) struct Files(BTreeMap<(u8, u8), Vec<u8>>);

/// Objects one after the other.
#[derive(Default)]
pub(super) struct Objects(Vec<u8>);

impl Objects {
    pub(super) fn with(mut self, tag: u32, value: &[u8]) -> Objects {
        Tlv::new(Tag::new(tag), value).write(&mut self.0);
        self
    }

    /// With objects that are written already.
    pub(super) fn join(mut self, written: Vec<u8>) -> Objects {
        self.0.extend(written);
        self
    }

    pub(super) fn within(self, template: u32) -> Vec<u8> {
        Objects::default().with(template, &self.0).0
    }
}

impl Files {
    pub(super) fn of(profile: &Profile) -> Option<Files> {
        let date = |day: &str| hex::decode(&format!("{}{day}", profile.expiry));
        let signed = Objects::default()
            .with(0x5A, &profile.packed_pan()?)
            .with(0x5F34, &hex::decode(&format!("{:02}", profile.sequence % 100))?)
            .with(0x5F24, &date("31")?)
            .with(0x5F25, &[0x20, 0x01, 0x01])
            .with(0x5F28, &[0x01, 0x56])
            .with(0x9F07, &profile.usage)
            .with(0x8E, &profile.cvm_list)
            .with(0x9F0D, &[0xD8, 0x40, 0x00, 0xA8, 0x00])
            .with(0x9F0E, &[0x00, 0x10, 0x00, 0x00, 0x00])
            .with(0x9F0F, &[0xD8, 0x40, 0x04, 0xF8, 0x00])
            .with(0x9F4A, &[0x82]);
        let risk = cryptogram_list();
        let last = [&[0x8A, 0x02], &risk[..]].concat();
        let other = Objects::default()
            .with(0x8C, &risk)
            .with(0x8D, &last)
            .with(0x9F08, &[0x00, 0x20])
            .with(0x9F42, &[0x01, 0x56])
            .with(0x5F30, &[0x02, 0x20])
            .with(0x9F49, &[0x9F, 0x37, 0x04]);
        let static_data = [&signed.0[..], &profile.aip].concat();
        let (certificate, rest) = icc_certificate(&profile.pan, &profile.expiry, &static_data)?;
        let issuer = Objects::default()
            .with(0x8F, &[CA_INDEX])
            .with(0x9F32, &EXPONENT)
            .with(0x92, ISSUER_MODULUS.get(108..)?)
            .with(0x90, &ISSUER_CERTIFICATE);
        let icc = Objects::default().with(0x9F47, &EXPONENT).with(0x9F48, &rest).with(0x9F46, &certificate);
        let track = Objects::default().with(0x57, &profile.track2()?).with(0x5F20, b"TRAINING/CARD");
        let records = [((1, 1), track), ((2, 1), signed), ((2, 2), other), ((3, 1), issuer), ((3, 2), icc)];
        Some(Files(records.into_iter().map(|(place, objects)| (place, objects.within(0x70))).collect()))
    }

    pub(super) fn record(&self, file: u8, number: u8) -> Option<&Vec<u8>> {
        self.0.get(&(file, number))
    }
}
