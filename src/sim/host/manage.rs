//! Sign-on, sign-off, echo and downloads.

use super::{
    KeySet, SessionKeys,
    answer::{Host, HostClock},
    fields::Private,
    reply,
};
use crate::iso8583::Message;

/// Characters of the merchant name in the parameter list.
const NAME_LENGTH: usize = 40;

impl Host {
    /// 0800: sign-on (001, 003, 004), parameters (360), empty lists of CA keys and AIDs (370, 380) and the ends of downloads.
    pub(super) fn manage_800(&mut self, request: &Message, private: &Private, now: HostClock) -> Message {
        if let Some(set) = KeySet::of_code(&private.code) {
            return self.sign_on(request, private, set, now);
        }
        let mut reply = reply::short(request, "00", now);
        match private.code.as_str() {
            "360" => reply.set_bytes(62, &self.parameters()),
            "370" | "380" | "390" | "394" | "396" | "398" | "960" => reply.set_bytes(62, b"0"),
            "361" | "365" | "371" | "381" | "391" | "395" | "397" | "399" | "961" => &mut reply,
            _ => return reply::short(request, "40", now),
        };
        reply
    }

    /// 0820: sign-off (002), echo (301), status upload (362), empty lists (372, 382) and signatures (800).
    pub(super) fn manage_820(&mut self, request: &Message, private: &Private, now: HostClock) -> Message {
        match private.code.as_str() {
            "002" => {
                self.keys = None;
                let (rrn, _) = self.books.next_reference(&now.0.hhmmss());
                reply::with_reference(request, "00", &rrn, now)
            }
            "301" | "362" | "800" => reply::short(request, "00", now),
            "372" | "382" => {
                let mut reply = reply::short(request, "00", now);
                reply.set_bytes(62, b"0");
                reply
            }
            _ => reply::short(request, "40", now),
        }
    }

    fn sign_on(&mut self, request: &Message, private: &Private, set: KeySet, now: HostClock) -> Message {
        let (rrn, _) = self.books.next_reference(&now.0.hhmmss());
        let keys = match SessionKeys::random(set, self.config.mac_key) {
            Ok(keys) => keys,
            Err(error) => {
                tracing::warn!(%error, "the training host cannot make keys");
                return reply::with_reference(request, "96", &rrn, now);
            }
        };
        let mut reply = reply::with_reference(request, "00", &rrn, now);
        // The host's batch wins over the terminal's.
        reply.set_text(60, &format!("00{:06}{}", self.books.batch, private.code));
        reply.set_bytes(62, &keys.field_62(&self.master));
        if let Some(capture) = &mut self.capture {
            capture.keys(&keys);
        }
        self.keys = Some(keys);
        reply
    }

    /// Field 62 of the parameter answer: code and value without separators. 12 is the time-out, 22 the merchant name, 23 the
    /// resend count.
    fn parameters(&self) -> Vec<u8> {
        let (name, _, _) = encoding_rs::GBK.encode(&self.config.merchant_name);
        let mut name = name.into_owned();
        name.resize(NAME_LENGTH, b' ');
        [&b"1260"[..], b"22", &name, b"233"].concat()
    }
}
