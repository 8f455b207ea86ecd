//! What no document that can be read has, in one place: the layouts of 60-11 and 60-12, which make the first cryptogram of a chip and
//! give it the last word.
//!
//! Their forms are taken from test scripts that the maker has published (`60 11 00 00 78` and `60 12 01 8A 02 ... 91 0A ...`, with
//! the result in DFEE25). What the first byte of each means, and how "no answer" is told, is concluded from the names of the
//! parameters in the maker's program library, and has not been tried. Whoever has the "Interface Developer's Guide" of the
//! device corrects this file. Until then a reader is only asked to take chips where the configuration says
//! `neo2_chip = "assumed"`: a chip that cannot be given the host's answer must not be offered to pay.

use crate::{
    emv::{self, Tag, Tlv},
    reader::{Complete, HostWord, Offline},
};

/// So long, in seconds, the reader may take over the first cryptogram, its holder's PIN included.
const AUTHENTICATION_SECONDS: u16 = 120;

/// The data of 60-11: whether the host must be asked, a time limit, then objects: the floor limit, and which objects are wanted.
pub fn authentication(offline: Offline) -> Vec<u8> {
    let (must_ask, floor) = match offline {
        Offline::Never => (1, 0),
        Offline::Below(limit) => (0, u32::try_from(limit.minor()).unwrap_or(u32::MAX)),
    };
    let mut data = vec![must_ask];
    data.extend(AUTHENTICATION_SECONDS.to_be_bytes());
    Tlv::new(Tag::new(0x9F1B), &floor.to_be_bytes()).write(&mut data);
    let wanted: Vec<u8> = emv::REQUEST.iter().flat_map(|tag| tag.bytes().to_vec()).collect();
    Tlv::new(super::tags::WANTED, &wanted).write(&mut data);
    data
}

/// The data of 60-12: whether the host has answered, then its code and what the issuer sent.
pub fn host_answer(order: &Complete) -> Vec<u8> {
    let answered = order.word != HostWord::NoHost;
    let mut data = vec![u8::from(answered)];
    if answered {
        Tlv::new(Tag::RESPONSE_CODE, &code(order)).write(&mut data);
        data.extend(&order.issuer_data);
    }
    data
}

/// The code for the card. A kernel takes a few codes for an approval and all others for a refusal, and hosts have more of both.
fn code(order: &Complete) -> [u8; 2] {
    const APPROVALS: [[u8; 2]; 3] = [*b"00", *b"10", *b"11"];
    match (order.word, APPROVALS.contains(&order.code)) {
        (HostWord::Approved, false) => *b"00",
        (HostWord::Declined, true) => *b"05",
        _ => order.code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of the published script, code and length before them left out.
    #[test]
    fn the_host_s_answer_has_the_published_form() {
        let iad = [0x91, 0x0A, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x30, 0x30];
        let order = Complete { word: HostWord::Approved, code: *b"00", issuer_data: iad.to_vec() };
        assert_eq!(host_answer(&order), [&[0x01, 0x8A, 0x02, 0x30, 0x30][..], &iad].concat());
        assert_eq!(host_answer(&Complete { word: HostWord::NoHost, ..order }), [0x00]);
    }

    #[test]
    fn the_code_says_what_the_word_says() {
        for (word, code, sent) in [
            (HostWord::Approved, *b"11", *b"11"),
            (HostWord::Approved, *b"A2", *b"00"),
            (HostWord::Declined, *b"51", *b"51"),
            (HostWord::Declined, *b"00", *b"05"),
        ] {
            let data = host_answer(&Complete { word, code, issuer_data: Vec::new() });
            assert_eq!(emv::find(&data[1..], Tag::RESPONSE_CODE), Some(&sent[..]));
        }
    }

    #[test]
    fn the_host_is_forced_unless_the_card_may_approve_alone() {
        let never = authentication(Offline::Never);
        assert_eq!(never[..3], [0x01, 0x00, 0x78]);
        assert_eq!(emv::find(&never[3..], Tag::new(0x9F1B)), Some(&[0, 0, 0, 0][..]));
        let below = authentication(Offline::Below(crate::domain::Amount::from_minor(1_000).unwrap()));
        assert_eq!(below[0], 0x00);
        assert_eq!(emv::find(&below[3..], Tag::new(0x9F1B)), Some(&[0, 0, 3, 0xE8][..]));
    }
}
