//! Which application: the card's that are in the tables, UnionPay's before others, then by the card's own priority.

use super::{
    Application, Chip, Tables, Trouble,
    talk::{DONE, ask, within},
};
use crate::{
    emv::{self, Tag},
    sim::issuer::RID,
};

/// SELECT by name: the first, and the next that begins so.
const SELECT: [u8; 4] = [0x00, 0xA4, 0x04, 0x00];
const SELECT_NEXT: [u8; 4] = [0x00, 0xA4, 0x04, 0x02];
const TAP_DIRECTORY: &[u8] = b"2PAY.SYS.DDF01";
const APPLICATION_BLOCKED: u16 = 0x6283;
const CARD_BLOCKED: u16 = 0x6A81;
/// How often the next application of a name is asked for.
const NEXT_MAX: usize = 16;
const PRIORITY: Tag = Tag::new(0x87);
const DIRECTORY_ENTRY: Tag = Tag::new(0x61);

/// An application that card and tables have in common.
pub(super) struct Candidate {
    pub(super) name: Vec<u8>,
    pub(super) application: Application,
    priority: u8,
}

/// What became of a SELECT.
pub(super) enum Found {
    Application(Vec<u8>),
    Blocked,
    Nothing,
}

/// The candidates of a chip in the slot, by trying the tables' names.
pub(super) fn in_slot(chip: &mut dyn Chip, tables: &Tables) -> Result<Vec<Candidate>, Trouble> {
    let mut candidates = Vec::new();
    let mut blocked = false;
    for application in &tables.applications {
        let mut header = SELECT;
        for _ in 0..NEXT_MAX {
            match select(chip, header, &application.aid)? {
                Found::Nothing => break,
                Found::Blocked => blocked = true,
                Found::Application(information) => candidates.extend(candidate(application, &information)),
            }
            if !application.partial {
                break;
            }
            header = SELECT_NEXT;
        }
    }
    ordered(candidates, blocked)
}

/// The candidates of a tapped card, from its directory.
pub(super) fn in_directory(chip: &mut dyn Chip, tables: &Tables) -> Result<Vec<Candidate>, Trouble> {
    let Found::Application(directory) = select(chip, SELECT, TAP_DIRECTORY)? else {
        return Err(Trouble::NoApplication);
    };
    let entries = emv::find(&directory, Tag::new(0xBF0C)).unwrap_or_default();
    let entries = emv::items(entries).map_while(Result::ok).filter(|item| item.tag == DIRECTORY_ENTRY);
    let candidates = entries.filter_map(|entry| {
        let name = emv::find(entry.value, Tag::AID)?;
        let mut usable = tables.applications.iter().filter(|application| application.tap.is_some());
        let application = usable.find(|application| application.takes(name))?;
        Some(Candidate { name: name.to_vec(), application: application.clone(), priority: priority(entry.value) })
    });
    ordered(candidates.collect(), false)
}

/// Selects a candidate for good.
pub(super) fn take(chip: &mut dyn Chip, candidate: &Candidate) -> Result<Found, Trouble> {
    select(chip, SELECT, &candidate.name)
}

fn select(chip: &mut dyn Chip, header: [u8; 4], name: &[u8]) -> Result<Found, Trouble> {
    let reply = ask(chip, header, name)?;
    match reply.status {
        DONE => Ok(Found::Application(within(&reply.data, 0x6F)?.to_vec())),
        APPLICATION_BLOCKED => Ok(Found::Blocked),
        CARD_BLOCKED => Err(Trouble::CardBlocked),
        _ => Ok(Found::Nothing),
    }
}

fn candidate(application: &Application, information: &[u8]) -> Option<Candidate> {
    let name = emv::find(information, Tag::DF_NAME).filter(|name| application.takes(name))?;
    Some(Candidate { name: name.to_vec(), application: application.clone(), priority: priority(information) })
}

/// The card's priority, 1 the first; one that has none comes last.
fn priority(objects: &[u8]) -> u8 {
    match emv::find(objects, PRIORITY) {
        Some([indicator]) if indicator & 0x0F != 0 => indicator & 0x0F,
        _ => 0x10,
    }
}

fn ordered(mut candidates: Vec<Candidate>, blocked: bool) -> Result<Vec<Candidate>, Trouble> {
    candidates.sort_by_key(|candidate| (!candidate.name.starts_with(&RID), candidate.priority));
    let mut seen: Vec<Vec<u8>> = Vec::new();
    candidates.retain(|candidate| {
        let is_new = !seen.contains(&candidate.name);
        seen.push(candidate.name.clone());
        is_new
    });
    match (candidates.is_empty(), blocked) {
        (false, _) => Ok(candidates),
        (true, true) => Err(Trouble::ApplicationBlocked),
        (true, false) => Err(Trouble::NoApplication),
    }
}

impl Application {
    /// Whether a card's application of this name is this one.
    fn takes(&self, name: &[u8]) -> bool {
        name == self.aid || (self.partial && name.starts_with(&self.aid))
    }
}
