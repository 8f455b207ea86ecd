//! Sign-on, sign-off, echo, status, parameters and downloads.

use super::{Fault, KeySet, SessionKeys, crypto::Cipher, desk::Desk, reply};
use crate::iso8583::Message;

/// The order to sign on again, which a sign-on must not give.
const SIGN_ON_AGAIN: u8 = 3;
/// Bytes of the check value of a DES key.
const CHECK_BYTES: usize = 4;

impl Desk<'_> {
    /// 0800: sign-on (001, 003, 004), master key (350 to 352), parameters (360, 364), CA keys and AIDs one by one (370, 380), lists (390 to 398, 960) and
    /// the ends of downloads.
    pub(super) fn manage_800(&mut self) -> Message {
        if let Some(set) = KeySet::of_code(&self.private.code) {
            return self.sign_on(set);
        }
        match self.private.code.as_str() {
            "350" | "352" => return self.give_master_key(),
            "351" => return self.activate_master_key(),
            _ => {}
        }
        let downloads = &self.config.downloads;
        let asked = self.request.bytes(62).unwrap_or_default();
        let given = match self.private.code.as_str() {
            "360" => Some(downloads.parameters(&self.till.setup.merchant_name)),
            "364" => Some(downloads.tms()),
            "370" => Some(downloads.ca_key(asked)),
            "380" => Some(downloads.aid(asked)),
            list @ ("390" | "394" | "396" | "398" | "960") => Some(downloads.list(list, asked)),
            "361" | "365" | "371" | "381" | "391" | "395" | "397" | "399" | "961" => None,
            _ => return self.short("40"),
        };
        self.download_done();
        let (rrn, _) = self.next_reference();
        let mut reply = self.short("00");
        reply.set_text(37, &rrn);
        if let Some(given) = given {
            reply.set_bytes(62, &given);
        }
        reply
    }

    /// 0820: sign-off (002), echo (301), status upload (362) and the lists of CA keys and AIDs (372, 382).
    pub(super) fn manage_820(&mut self) -> Message {
        let asked = self.request.bytes(62).unwrap_or_default();
        match self.private.code.as_str() {
            "002" => self.sign_off(),
            "301" => self.short("00"),
            "362" => self.status(),
            "372" => self.listed(self.config.downloads.ca_key_list(asked)),
            "382" => self.listed(self.config.downloads.aid_list(asked)),
            _ => self.short("40"),
        }
    }

    fn listed(&self, list: Vec<u8>) -> Message {
        let mut reply = self.short("00");
        reply.set_bytes(62, &list);
        reply
    }

    fn status(&mut self) -> Message {
        let Some(status) = self.request.bytes(62) else { return self.short("30") };
        self.till.books.status = Some(String::from_utf8_lossy(status).into_owned());
        self.till.changed = true;
        self.till.done(2);
        let mut reply = self.short("00");
        reply::echo(&mut reply, self.request, &[62]);
        reply
    }

    fn sign_off(&mut self) -> Message {
        if self.config.rules.sign_off_after_settlement && self.till.books.has_unsettled() {
            return self.referenced("95");
        }
        self.till.keys = None;
        self.referenced("00")
    }

    fn sign_on(&mut self, set: KeySet) -> Message {
        if !self.request.has(11) {
            return self.short("30");
        }
        let keys = match SessionKeys::random(self.config.mac.cipher(), set, self.config.mac_key) {
            Ok(keys) => keys,
            Err(error) => {
                tracing::warn!(%error, "the training host cannot make keys");
                return self.referenced("96");
            }
        };
        let mut reply = self.referenced("00");
        // The host's batch wins over the terminal's.
        reply.set_text(60, &format!("00{:06}{}", self.till.books.batch, self.private.code));
        let check_bytes =
            if self.config.mac.cipher() == Cipher::Sm4 { self.config.sm4_check_bytes } else { CHECK_BYTES };
        let mut wrapped = keys.field_62(&self.till.master, check_bytes);
        if let Some(last) = wrapped.last_mut().filter(|_| self.fault == Some(Fault::BadKcv)) {
            *last ^= 0xFF;
        }
        if let Some(Fault::KeyBytes(count)) = self.fault {
            wrapped.resize(count.into(), 0);
        }
        reply.set_bytes(62, &wrapped);
        if let Some(capture) = &mut self.capture {
            capture.keys(&keys);
        }
        self.till.keys = Some(keys);
        self.till.orders = self.config.rules.orders.iter().copied().filter(|order| *order != SIGN_ON_AGAIN).collect();
        reply
    }

    /// The end of a download fulfils the order for it.
    fn download_done(&mut self) {
        let order = match self.private.code.as_str() {
            "361" => 1,
            "371" => 4,
            "381" => 5,
            "365" => 6,
            "391" => 7,
            _ => return,
        };
        self.till.done(order);
    }
}
