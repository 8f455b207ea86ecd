//! A tap: the card's directory, then everything in one answer.

use super::{
    Application, Decision, Dialogue, Order, Proof, Setup, Slot, Trouble,
    begin::{begun, priority, take},
    exchange::{initiate, select},
    packed,
};
use crate::{
    domain::hex,
    emv::{self, Tag},
};

const DIRECTORY: &[u8] = b"2PAY.SYS.DDF01";
const ENTRY: Tag = Tag::new(0x61);
const OPTIONS: Tag = Tag::new(0x9F38);
/// In the second byte of the card's qualifiers: its owner has proved himself on the device.
const OWNER_PROVED: u8 = 0x80;
const SEE_PHONE: u16 = 0x6986;
/// The terminal's qualifiers: chip, online PIN, signature; in the second byte that the issuer must be asked and that the owner
/// must be proved; in the third that a telephone may do that.
const TAKES: u8 = 0x26;
const ASK_ISSUER: u8 = 0x80;
const PROVE_OWNER: u8 = 0x40;
const ON_DEVICE: u8 = 0x40;
/// What a pad with a keypad can do.
const CAPABILITIES: [u8; 3] = [0xE0, 0xE1, 0xC8];

pub(super) fn open(slot: &mut Slot, setup: &Setup, order: &Order) -> Result<Dialogue, Trouble> {
    let directory = match select(slot, DIRECTORY, false) {
        Err(Trouble::Gone) => return Err(Trouble::Mute),
        answer => answer?.good().map_err(|_| Trouble::NoApplication)?,
    };
    let (name, application) = best(&directory, setup).ok_or(Trouble::NoApplication)?;
    let information = select(slot, &name, false)?.good().map_err(|_| Trouble::Blocked)?;
    let must_prove = order.amount >= order.tap_limit;
    let mut dialogue = begun(application, &name, order);
    dialogue.take_names(&information);
    let qualifiers = dialogue.qualifiers(order, must_prove);
    dialogue.objects.insert(Tag::TTQ, qualifiers.to_vec());
    dialogue.objects.insert(Tag::CAPABILITIES, CAPABILITIES.to_vec());
    let listed = dialogue.listed(emv::find(&information, OPTIONS).unwrap_or_default())?;
    let answer = initiate(slot, &listed)?;
    if answer.status == SEE_PHONE {
        return Err(Trouble::SeePhone);
    }
    dialogue.take_answer(&answer.good()?, must_prove)?;
    Ok(dialogue)
}

/// The application of the highest priority that both have.
fn best(directory: &[u8], setup: &Setup) -> Option<(Vec<u8>, Application)> {
    let discretionary = emv::find(directory, Tag::new(0xBF0C))?;
    let entries = emv::items(discretionary).map_while(Result::ok).filter(|item| item.tag == ENTRY);
    let common = entries.filter_map(|entry| {
        let name = emv::find(entry.value, Tag::AID)?;
        let fits = |it: &&Application| name == it.aid || it.partial && name.starts_with(&it.aid);
        let application = setup.applications.iter().find(fits)?;
        Some((priority(entry.value), name.to_vec(), application.clone()))
    });
    common.min_by_key(|(priority, ..)| *priority).map(|(_, name, application)| (name, application))
}

impl Dialogue {
    fn qualifiers(&self, order: &Order, must_prove: bool) -> [u8; 4] {
        let must_ask = order.kind != 0 || order.amount >= self.application.tap_floor;
        let second = if must_ask { ASK_ISSUER } else { 0 } | if must_prove { PROVE_OWNER } else { 0 };
        [TAKES, second, ON_DEVICE, 0]
    }

    fn take_answer(&mut self, answer: &[u8], must_prove: bool) -> Result<(), Trouble> {
        let inside = emv::find(answer, Tag::new(0x77)).ok_or(Trouble::BadData)?;
        emv::check(inside).map_err(|_| Trouble::BadData)?;
        take(&mut self.objects, inside);
        for tag in [Tag::AIP, Tag::ATC, Tag::CRYPTOGRAM, Tag::ISSUER_DATA] {
            self.object(tag)?;
        }
        self.take_number()?;
        self.decision = Some(Decision::of(*self.object(Tag::CID)?.first().ok_or(Trouble::BadData)?)?);
        let on_device =
            self.objects.get(&Tag::CARD_QUALIFIERS).and_then(|it| it.get(1)).is_some_and(|b| b & OWNER_PROVED != 0);
        self.proof = match (must_prove, on_device) {
            (_, true) => Proof::OnDevice,
            (true, false) => Proof::OnlinePin,
            (false, false) => Proof::None,
        };
        let method = if self.proof == Proof::OnlinePin { [0x42, 0x03, 0x00] } else { [0x1F, 0x03, 0x02] };
        self.objects.insert(Tag::CVM_RESULTS, method.to_vec());
        Ok(())
    }

    /// Number and expiry, which a tap gives in its track alone.
    fn take_number(&mut self) -> Result<(), Trouble> {
        let track = hex::encode(self.object(Tag::TRACK2)?);
        let (number, rest) = track.split_once('D').ok_or(Trouble::BadData)?;
        let month = rest.get(..4).and_then(|month| month.parse().ok()).ok_or(Trouble::BadData)?;
        let even = if number.len().is_multiple_of(2) { number.to_owned() } else { format!("{number}F") };
        self.objects.insert(Tag::PAN, hex::decode(&even).ok_or(Trouble::BadData)?);
        let mut expiry = packed(month, 2);
        expiry.push(0x31);
        self.objects.insert(Tag::EXPIRY, expiry);
        Ok(())
    }
}
