//! Terminal action analysis (EMV Book 3, 10.7): what the terminal asks the card for.

use super::{Application, data::Data};
use crate::emv::Tag;

const ISSUER_DEFAULT: Tag = Tag::new(0x9F0D);
const ISSUER_DENIAL: Tag = Tag::new(0x9F0E);
const ISSUER_ONLINE: Tag = Tag::new(0x9F0F);

/// Which cryptogram the terminal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Refusal = 0x00,
    Certificate = 0x40,
    Request = 0x80,
}

/// The first time. `must_ask` forbids an approval by the card alone.
pub(super) fn first(data: &Data, application: &Application, must_ask: bool) -> Asked {
    let online = data.fixed(ISSUER_ONLINE).unwrap_or([0xFF; 5]);
    if meets(data, application.denial, data.fixed(ISSUER_DENIAL).unwrap_or([0; 5])) {
        Asked::Refusal
    } else if must_ask || meets(data, application.online, online) {
        Asked::Request
    } else {
        Asked::Certificate
    }
}

/// The second time, when the host could not be asked.
pub(super) fn without_host(data: &Data, application: &Application) -> Asked {
    let issuer = data.fixed(ISSUER_DEFAULT).unwrap_or([0xFF; 5]);
    if meets(data, application.default, issuer) { Asked::Refusal } else { Asked::Certificate }
}

/// Whether a bit of the verification results is set that the terminal or the issuer has set too.
fn meets(data: &Data, terminal: [u8; 5], issuer: [u8; 5]) -> bool {
    let results = data.fixed::<5>(Tag::TVR).unwrap_or([0xFF; 5]);
    (0..5).any(|at| results[at] & (terminal[at] | issuer[at]) != 0)
}
