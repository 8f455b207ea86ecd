//! What has been loaded: groups and applications for taps, applications for chips, public keys for both.

use std::collections::BTreeMap;

use sha1::{Digest, Sha1};

use super::{
    answers::{BAD_PARAMETER, Refused, value},
    wire,
};
use crate::sim::{
    bcd::number,
    chip::Interface,
    kernel::{Application, CaKey, Tables, TapLimits},
};

/// Most objects with an application for the slot.
const OBJECTS_MAX: usize = 16;
/// Number of a group.
const GROUP: u32 = 0xDF_EE2D;
/// Application identifier.
const AID: u32 = 0x9F06;
/// Whether longer identifiers count too, over the air and in the slot; over the air it is also said how long they may be.
const TAP_PARTIAL: u32 = 0xDF_EE4B;
const TAP_LONGEST: u32 = 0xDF_EE2E;
const SLOT_PARTIAL: u32 = 0xDF_EE15;
/// Terminal action codes over the air and in the slot: default, denial, online.
const TAP_ACTIONS: [u32; 3] = [0xDF_8120, 0xDF_8121, 0xDF_8122];
const SLOT_ACTIONS: [u32; 3] = [0xDF13, 0xDF14, 0xDF15];
/// In a group and with an application: version and floor limit; in a group: limits of a tap.
const VERSION: u32 = 0x9F09;
const FLOOR: u32 = 0x9F1B;
const TAP_LIMITS: [u32; 2] = [0xDF_EE34, 0xDF_EE36];
/// There is no such application.
const NOT_THERE: Refused = 0x60;
/// There is no room.
const FULL: Refused = 0x61;
/// Most applications for the slot.
const SLOT_MAX: usize = 16;
/// What a reader comes with: an application of another scheme, in a group of the maker's that is told to nobody.
const MAKERS: (u8, [u8; 7]) = (0x90, [0xA0, 0x00, 0x00, 0x00, 0x03, 0x10, 0x10]);

/// Objects as they came.
type Objects = Vec<(u32, Vec<u8>)>;
/// Keys by provider and index.
type Keys = BTreeMap<([u8; 5], u8), CaKey>;

/// The reader's settings; they outlast a power cut.
pub(super) struct Settings {
    groups: BTreeMap<u8, Objects>,
    /// By identifier: the group, and whether longer ones count too.
    tap_applications: BTreeMap<Vec<u8>, (u8, bool)>,
    slot_applications: BTreeMap<Vec<u8>, Objects>,
    tap_keys: Keys,
    slot_keys: Keys,
    /// Date and time as they were set, packed digits.
    pub(super) clock: (Option<[u8; 4]>, Option<[u8; 2]>),
}

impl Default for Settings {
    fn default() -> Self {
        let (group, aid) = MAKERS;
        Settings {
            groups: BTreeMap::new(),
            tap_applications: BTreeMap::from([(aid.to_vec(), (group, false))]),
            slot_applications: BTreeMap::new(),
            tap_keys: Keys::new(),
            slot_keys: Keys::new(),
            clock: (None, None),
        }
    }
}

impl Settings {
    /// 03-05: each application behind its group.
    pub(super) fn tap_applications(&self) -> Vec<u8> {
        let each = self.tap_applications.iter();
        each.flat_map(|(aid, (group, _))| [wire::object(GROUP, &[*group]), wire::object(AID, aid)].concat()).collect()
    }

    /// 04-04: an application and nothing else.
    pub(super) fn delete_tap_application(&mut self, data: &[u8]) -> Result<(), Refused> {
        match &wire::objects(data).ok_or(BAD_PARAMETER)?[..] {
            [(AID, aid)] => self.tap_applications.remove(aid).map(drop).ok_or(NOT_THERE),
            _ => Err(BAD_PARAMETER),
        }
    }

    /// 60-02: one application, or all where none is named.
    pub(super) fn remove_slot_applications(&mut self, data: &[u8]) -> Result<(), Refused> {
        let before = self.slot_applications.len();
        self.slot_applications.retain(|aid, _| !data.is_empty() && aid != data);
        if self.slot_applications.len() < before { Ok(()) } else { Err(NOT_THERE) }
    }

    /// 04-03: the group's number first, and something else.
    pub(super) fn set_group(&mut self, data: &[u8]) -> Result<(), Refused> {
        let objects = wire::objects(data).ok_or(BAD_PARAMETER)?;
        match &objects[..] {
            [(GROUP, number), rest @ ..] if number.len() == 1 && !rest.is_empty() => {
                self.groups.insert(number[0], rest.to_vec());
                Ok(())
            }
            _ => Err(BAD_PARAMETER),
        }
    }

    /// 04-02: a group that is there, then the application.
    pub(super) fn set_tap_application(&mut self, data: &[u8]) -> Result<(), Refused> {
        let objects = wire::objects(data).ok_or(BAD_PARAMETER)?;
        match &objects[..] {
            [(GROUP, number), (AID, aid), ..] if number.len() == 1 && self.groups.contains_key(&number[0]) => {
                let partial = value(&objects, TAP_PARTIAL) == Some(&[1]);
                if partial && value(&objects, TAP_LONGEST).is_none() {
                    return Err(BAD_PARAMETER);
                }
                self.tap_applications.insert(aid.clone(), (number[0], partial));
                Ok(())
            }
            _ => Err(BAD_PARAMETER),
        }
    }

    /// 60-03: length and identifier, number of objects, objects.
    pub(super) fn set_slot_application(&mut self, data: &[u8]) -> Result<(), Refused> {
        let (length, rest) = data.split_at_checked(2).ok_or(BAD_PARAMETER)?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        let (aid, rest) = rest.split_at_checked(length).ok_or(BAD_PARAMETER)?;
        let objects = counted(rest)?;
        if !(5..=16).contains(&aid.len()) || objects.len() > OBJECTS_MAX {
            return Err(BAD_PARAMETER);
        }
        if self.slot_applications.len() == SLOT_MAX && !self.slot_applications.contains_key(aid) {
            return Err(FULL);
        }
        self.slot_applications.insert(aid.to_vec(), objects);
        Ok(())
    }

    /// 60-06.
    pub(super) fn set_terminal(&mut self, data: &[u8]) -> Result<(), Refused> {
        counted(data).map(|_| ())
    }

    /// D0-03.
    pub(super) fn set_tap_key(&mut self, data: &[u8]) -> Result<(), Refused> {
        let key = key(data, u16::from_be_bytes)?;
        self.tap_keys.insert((key.rid, key.index), key);
        Ok(())
    }

    /// 60-0A.
    pub(super) fn set_slot_key(&mut self, data: &[u8]) -> Result<(), Refused> {
        let key = key(data, u16::from_le_bytes)?;
        self.slot_keys.insert((key.rid, key.index), key);
        Ok(())
    }

    /// D0-05.
    pub(super) fn erase_tap_keys(&mut self) {
        self.tap_keys.clear();
    }

    /// The tables for the kernel at this interface: what was loaded for it, or those that the reader has from its maker.
    pub(super) fn kernel(&self, interface: Interface) -> Tables {
        let (applications, keys): (Vec<_>, _) = match interface {
            Interface::Contact => {
                let partial = |it: &Objects| value(it, SLOT_PARTIAL) == Some(&[1]);
                let slot = |(aid, it): (&Vec<u8>, &Objects)| application((aid, partial(it)), it, SLOT_ACTIONS, None);
                (self.slot_applications.iter().filter_map(slot).collect(), &self.slot_keys)
            }
            Interface::Tap => {
                let of_group = |(aid, (group, partial)): (&Vec<u8>, &(u8, bool))| {
                    let settings = self.groups.get(group)?;
                    application((aid, *partial), settings, TAP_ACTIONS, Some(limits(settings)?))
                };
                (self.tap_applications.iter().filter_map(of_group).collect(), &self.tap_keys)
            }
        };
        let keys = keys.values().cloned().collect();
        if applications.is_empty() { Tables::training() } else { Tables { applications, keys } }
    }
}

/// An application from its objects, or those of its group.
fn application(
    (aid, partial): (&[u8], bool),
    objects: &Objects,
    actions: [u32; 3],
    tap: Option<TapLimits>,
) -> Option<Application> {
    let [default, denial, online] = actions.map(|tag| fixed(objects, tag));
    Some(Application {
        aid: aid.to_vec(),
        partial,
        version: fixed(objects, VERSION)?,
        default: default?,
        denial: denial?,
        online: online?,
        floor: u32::from_be_bytes(fixed(objects, FLOOR)?).into(),
        tap,
    })
}

fn limits(objects: &Objects) -> Option<TapLimits> {
    let [highest, cvm] = TAP_LIMITS.map(|tag| value(objects, tag).and_then(number));
    Some(TapLimits { floor: u32::from_be_bytes(fixed(objects, FLOOR)?).into(), highest: highest?, cvm: cvm? })
}

fn fixed<const N: usize>(objects: &Objects, tag: u32) -> Option<[u8; N]> {
    value(objects, tag)?.try_into().ok()
}

/// A number of objects, little-endian, and so many objects.
fn counted(data: &[u8]) -> Result<Objects, Refused> {
    let (count, rest) = data.split_at_checked(2).ok_or(BAD_PARAMETER)?;
    let count = usize::from(u16::from_le_bytes([count[0], count[1]]));
    let objects = wire::objects(rest).ok_or(BAD_PARAMETER)?;
    if objects.len() == count { Ok(objects) } else { Err(BAD_PARAMETER) }
}

/// A key whose check value is right.
fn key(data: &[u8], order: fn([u8; 2]) -> u16) -> Result<CaKey, Refused> {
    let (head, modulus) = data.split_at_checked(34).ok_or(BAD_PARAMETER)?;
    let (rid, index, algorithms, check) = (&head[..5], head[5], &head[6..8], &head[8..28]);
    let exponent: Vec<u8> = head[28..32].iter().copied().skip_while(|b| *b == 0).collect();
    if algorithms != [1, 1] || usize::from(order([head[32], head[33]])) != modulus.len() || modulus.is_empty() {
        return Err(BAD_PARAMETER);
    }
    let digest = Sha1::digest([rid, &[index], modulus, &exponent].concat());
    if digest[..] != *check {
        return Err(BAD_PARAMETER);
    }
    let rid = rid.try_into().map_err(|_| BAD_PARAMETER)?;
    Ok(CaKey { rid, index, exponent, modulus: modulus.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_needs_its_group() {
        let mut settings = Settings::default();
        let application = [wire::object(GROUP, &[0xC0]), wire::object(AID, &[0xA0, 0, 0, 3, 0x33])].concat();
        assert_eq!(settings.set_tap_application(&application), Err(BAD_PARAMETER));
        assert_eq!(settings.set_group(&wire::object(GROUP, &[0xC0])), Err(BAD_PARAMETER), "a number alone");
        let group = [wire::object(GROUP, &[0xC0]), wire::object(0x9F1B, &[0; 4])].concat();
        assert_eq!(settings.set_group(&group), Ok(()));
        assert_eq!(settings.set_tap_application(&application), Ok(()));
        let reversed = [wire::object(AID, &[0xA0, 0, 0, 3, 0x33]), wire::object(GROUP, &[0xC0])].concat();
        assert_eq!(settings.set_tap_application(&reversed), Err(BAD_PARAMETER));
    }

    #[test]
    fn what_is_there_is_listed_and_deleted_once() {
        let mut settings = Settings::default();
        let (group, aid) = MAKERS;
        let listed = [wire::object(GROUP, &[group]), wire::object(AID, &aid)].concat();
        assert_eq!(settings.tap_applications(), listed);
        assert_eq!(settings.delete_tap_application(&wire::object(AID, &aid)), Ok(()));
        assert_eq!(settings.delete_tap_application(&wire::object(AID, &aid)), Err(NOT_THERE));
        assert!(settings.tap_applications().is_empty());
        assert_eq!(settings.remove_slot_applications(&[]), Err(NOT_THERE));
        settings.set_group(&[wire::object(GROUP, &[0xC0]), wire::object(0x9F1B, &[0; 4])].concat()).unwrap();
        let partial = [wire::object(GROUP, &[0xC0]), wire::object(AID, &aid), wire::object(TAP_PARTIAL, &[1])].concat();
        assert_eq!(settings.set_tap_application(&partial), Err(BAD_PARAMETER), "how long it may be is not said");
    }

    #[test]
    fn a_key_with_a_wrong_check_or_length_is_refused() {
        let modulus = [0xAB; 64];
        let check = Sha1::digest([&[0xA0, 0, 0, 3, 0x33, 2][..], &modulus, &[3]].concat());
        let data = |check: &[u8], length: [u8; 2]| {
            [&[0xA0, 0, 0, 3, 0x33, 2, 1, 1][..], check, &[0, 0, 0, 3], &length, &modulus].concat()
        };
        let mut settings = Settings::default();
        assert_eq!(settings.set_tap_key(&data(&check, [0, 64])), Ok(()));
        assert_eq!(settings.set_slot_key(&data(&check, [64, 0])), Ok(()));
        assert_eq!(settings.set_slot_key(&data(&check, [0, 64])), Err(BAD_PARAMETER));
        assert_eq!(settings.set_tap_key(&data(&[0; 20], [0, 64])), Err(BAD_PARAMETER));
    }
}
