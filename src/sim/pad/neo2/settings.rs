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
/// In a group and with an application: version, floor limit, action codes; of a tap alone: its limits; of the slot alone:
/// whether the name may be longer.
const VERSION: u32 = 0x9F09;
const FLOOR: u32 = 0x9F1B;
const ACTIONS: [u32; 3] = [0xDF_8120, 0xDF_8121, 0xDF_8122];
const TAP_LIMITS: [u32; 2] = [0xDF_EE34, 0xDF_EE36];
const PARTIAL: u32 = 0xDF_EE15;

/// Objects by their tags.
type Objects = Vec<(u32, Vec<u8>)>;

/// The reader's settings; they outlast a power cut.
#[derive(Default)]
pub(super) struct Settings {
    groups: BTreeMap<u8, Objects>,
    tap_applications: BTreeMap<Vec<u8>, u8>,
    slot_applications: BTreeMap<Vec<u8>, Objects>,
    tap_keys: Vec<CaKey>,
    slot_keys: Vec<CaKey>,
    /// Date and time as they were set, packed digits.
    pub(super) clock: (Option<[u8; 4]>, Option<[u8; 2]>),
}

impl Settings {
    /// 04-03: the group's number first, and something else.
    pub(super) fn set_group(&mut self, data: &[u8]) -> Result<(), Refused> {
        let objects = wire::objects(data).ok_or(BAD_PARAMETER)?;
        match &objects[..] {
            [(GROUP, number), _, ..] if number.len() == 1 => self.groups.insert(number[0], objects),
            _ => return Err(BAD_PARAMETER),
        };
        Ok(())
    }

    /// 04-02: a group that is there, then the application.
    pub(super) fn set_tap_application(&mut self, data: &[u8]) -> Result<(), Refused> {
        let objects = wire::objects(data).ok_or(BAD_PARAMETER)?;
        match &objects[..] {
            [(GROUP, number), (AID, aid), ..] if number.len() == 1 && self.groups.contains_key(&number[0]) => {
                self.tap_applications.insert(aid.clone(), number[0]);
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
        self.slot_applications.insert(aid.to_vec(), objects);
        Ok(())
    }

    /// 60-06.
    pub(super) fn set_terminal(&mut self, data: &[u8]) -> Result<(), Refused> {
        counted(data).map(|_| ())
    }

    /// D0-03.
    pub(super) fn set_tap_key(&mut self, data: &[u8]) -> Result<(), Refused> {
        put(&mut self.tap_keys, key(data, u16::from_be_bytes)?);
        Ok(())
    }

    /// 60-0A.
    pub(super) fn set_slot_key(&mut self, data: &[u8]) -> Result<(), Refused> {
        put(&mut self.slot_keys, key(data, u16::from_le_bytes)?);
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
                let all = self.slot_applications.iter();
                (all.filter_map(|(aid, objects)| application(aid, objects, None)).collect(), &self.slot_keys)
            }
            Interface::Tap => {
                let groups =
                    self.tap_applications.iter().filter_map(|(aid, group)| Some((aid, self.groups.get(group)?)));
                let all = groups.filter_map(|(aid, objects)| application(aid, objects, Some(limits(objects)?)));
                (all.collect(), &self.tap_keys)
            }
        };
        if applications.is_empty() { Tables::training() } else { Tables { applications, keys: keys.clone() } }
    }
}

/// An application from its objects, or those of its group. Over the air a name counts in part.
fn application(aid: &[u8], objects: &Objects, tap: Option<TapLimits>) -> Option<Application> {
    let [default, denial, online] = ACTIONS.map(|tag| fixed(objects, tag));
    Some(Application {
        aid: aid.to_vec(),
        partial: tap.is_some() || value(objects, PARTIAL) == Some(&[1]),
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

/// A key takes the place of the one with its index.
fn put(keys: &mut Vec<CaKey>, key: CaKey) {
    keys.retain(|other| (other.rid, other.index) != (key.rid, key.index));
    keys.push(key);
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
    Ok(CaKey { rid, index, modulus: modulus.to_vec(), exponent })
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
