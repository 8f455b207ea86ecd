//! A chip in the slot: which application, its transaction, its records.

use super::{
    Application, Dialogue, Flags, Objects, Order, Proof, Setup, Slot, Trouble,
    exchange::{DONE, ask, initiate, select},
    terminal_objects,
};
use crate::emv::{self, Tag};

const BLOCKED_APPLICATION: u16 = 0x6283;
const BLOCKED_CARD: u16 = 0x6A81;
const PRIORITY: Tag = Tag::new(0x87);
const OPTIONS: Tag = Tag::new(0x9F38);
/// Where the records are.
const LOCATOR: Tag = Tag::new(0x94);
/// Static data that the certificate covers besides records.
const STATIC_TAGS: Tag = Tag::new(0x9F4A);
/// Most applications of one beginning that a card may name.
const NAMES_MAX: usize = 16;
/// What every card must have (Book 3, 7.2).
const MANDATORY: [Tag; 4] = [Tag::PAN, Tag::EXPIRY, Tag::CDOL1, Tag::CDOL2];

/// An application that card and terminal have in common.
struct Candidate {
    name: Vec<u8>,
    priority: u8,
    application: Application,
}

pub(super) fn open(slot: &mut Slot, setup: &Setup, order: &Order) -> Result<Dialogue, Trouble> {
    let chosen = candidates(slot, setup)?;
    let information = select(slot, &chosen.name, false)?.good()?;
    let mut dialogue = begun(chosen.application, &chosen.name, order);
    dialogue.take_names(&information);
    let listed = dialogue.listed(emv::find(&information, OPTIONS).unwrap_or_default())?;
    dialogue.take_profile(&initiate(slot, &listed)?.good()?)?;
    dialogue.read(slot)?;
    match MANDATORY.iter().all(|tag| dialogue.objects.contains_key(tag)) {
        true => Ok(dialogue),
        false => Err(Trouble::BadData),
    }
}

/// A dialogue about an application.
pub(super) fn begun(application: Application, name: &[u8], order: &Order) -> Dialogue {
    let mut objects = terminal_objects(order);
    objects.insert(Tag::APP_VERSION, application.version.to_vec());
    objects.insert(Tag::DF_NAME, name.to_vec());
    objects.insert(Tag::AID, name.to_vec());
    Dialogue {
        application,
        objects,
        certified: Vec::new(),
        flags: Flags::default(),
        decision: None,
        proof: Proof::None,
    }
}

/// The application of the highest priority. A card that does not even answer the first command is mute.
fn candidates(slot: &mut Slot, setup: &Setup) -> Result<Candidate, Trouble> {
    let (mut found, mut blocked, mut spoken): (Vec<Candidate>, bool, bool) = (Vec::new(), false, false);
    for application in &setup.applications {
        for turn in 0..NAMES_MAX {
            let answer = match select(slot, &application.aid, turn > 0) {
                Err(Trouble::Gone) if !spoken => return Err(Trouble::Mute),
                other => other?,
            };
            spoken = true;
            match answer.status {
                BLOCKED_CARD => return Err(Trouble::Blocked),
                BLOCKED_APPLICATION => blocked = true,
                DONE => found.extend(candidate(&answer.data, application)),
                _ => break,
            }
            if !application.partial {
                break;
            }
        }
    }
    let best = found.into_iter().min_by_key(|it| it.priority);
    best.ok_or(if blocked { Trouble::Blocked } else { Trouble::NoApplication })
}

fn candidate(information: &[u8], application: &Application) -> Option<Candidate> {
    let name = emv::find(information, Tag::DF_NAME)?.to_vec();
    let fits = name == application.aid || application.partial && name.starts_with(&application.aid);
    fits.then(|| Candidate { priority: priority(information), name, application: application.clone() })
}

/// The place in the card's order; those without one come last.
pub(super) fn priority(information: &[u8]) -> u8 {
    let told = emv::find(information, PRIORITY).and_then(|value| value.first()).map_or(0, |byte| byte & 0x0F);
    if told == 0 { u8::MAX } else { told }
}

impl Dialogue {
    /// The names for people.
    pub(super) fn take_names(&mut self, information: &[u8]) {
        for tag in [Tag::LABEL, Tag::PREFERRED_NAME] {
            if let Some(name) = emv::find(information, tag) {
                self.objects.insert(tag, name.to_vec());
            }
        }
    }

    /// Profile and record list, in a template or bare.
    fn take_profile(&mut self, answer: &[u8]) -> Result<(), Trouble> {
        let bare = emv::find(answer, Tag::new(0x80)).and_then(|value| value.split_at_checked(2));
        let template = || Some((emv::find(answer, Tag::AIP)?, emv::find(answer, LOCATOR)?));
        let (profile, locator) = bare.or_else(template).ok_or(Trouble::BadData)?;
        self.objects.insert(Tag::AIP, profile.to_vec());
        self.objects.insert(LOCATOR, locator.to_vec());
        Ok(())
    }

    /// Every record of the list.
    pub(super) fn read(&mut self, slot: &mut Slot) -> Result<(), Trouble> {
        let locator = self.object(LOCATOR)?.to_vec();
        for [file, first, last, certified] in locator.as_chunks::<4>().0 {
            for (number, record) in (0u8..).zip(*first..=*last) {
                let data = ask(slot, [0x00, 0xB2, record, file & 0xF8 | 0x04])?.good()?;
                self.take_record(&data, number < *certified)?;
            }
        }
        let whole = locator.len().is_multiple_of(4) && !locator.is_empty();
        self.add_static_data();
        if whole { Ok(()) } else { Err(Trouble::BadData) }
    }

    fn take_record(&mut self, data: &[u8], certified: bool) -> Result<(), Trouble> {
        let inside = emv::find(data, Tag::new(0x70)).ok_or(Trouble::BadData)?;
        emv::check(inside).map_err(|_| Trouble::BadData)?;
        if certified {
            self.certified.extend(inside);
        }
        take(&mut self.objects, inside);
        Ok(())
    }

    /// The profile, where the card says that it is covered. Nothing else may be.
    fn add_static_data(&mut self) {
        let covered = self.objects.get(&STATIC_TAGS).is_some_and(|tags| tags.as_slice() == &*Tag::AIP.bytes());
        if let (true, Some(profile)) = (covered, self.objects.get(&Tag::AIP)) {
            self.certified.extend(profile);
        }
    }
}

/// The objects of an answer.
pub(super) fn take(objects: &mut Objects, from: &[u8]) {
    for item in emv::items(from).map_while(Result::ok) {
        objects.insert(item.tag, item.value.to_vec());
    }
}
