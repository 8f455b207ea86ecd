//! What has been loaded: groups and applications for taps, applications for chips, public keys for both.

use std::collections::BTreeMap;

use sha1::{Digest, Sha1};

use super::{
    answers::{BAD_PARAMETER, Refused, value},
    wire,
};
use crate::{
    domain::Entry,
    sim::kernel::{Application, CaKey, Setup},
};

/// Most objects with an application for the slot.
const OBJECTS_MAX: usize = 16;
/// Number of a group.
const GROUP: u32 = 0xDF_EE2D;
/// Application identifier.
const AID: u32 = 0x9F06;

/// Objects as they came.
type Objects = Vec<(u32, Vec<u8>)>;
/// Keys by provider and index.
type Keys = BTreeMap<([u8; 5], u8), CaKey>;

/// The reader's settings; they outlast a power cut.
#[derive(Default)]
pub(super) struct Settings {
    groups: BTreeMap<u8, Objects>,
    tap_applications: BTreeMap<Vec<u8>, u8>,
    slot_applications: BTreeMap<Vec<u8>, Objects>,
    tap_keys: Keys,
    slot_keys: Keys,
    /// Date and time as they were set, packed digits.
    pub(super) clock: (Option<[u8; 4]>, Option<[u8; 2]>),
}

impl Settings {
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

    /// What has been loaded for cards that come this way.
    pub(super) fn setup(&self, entry: Entry) -> Setup {
        let (applications, keys) = match entry {
            Entry::Tap => {
                let of_group = |(aid, group): (&Vec<u8>, &u8)| Some(application(aid, self.groups.get(group)?));
                (self.tap_applications.iter().filter_map(of_group).collect(), &self.tap_keys)
            }
            _ => (self.slot_applications.iter().map(|(aid, it)| application(aid, it)).collect(), &self.slot_keys),
        };
        Setup { applications, keys: keys.values().cloned().collect() }.or_factory()
    }
}

fn application(aid: &[u8], objects: &Objects) -> Application {
    let five = |tag: u32| value(objects, tag).and_then(|v| v.try_into().ok()).unwrap_or_default();
    let floor = value(objects, 0x9F1B).and_then(|v| v.try_into().ok()).map_or(0, u32::from_be_bytes);
    Application {
        aid: aid.to_vec(),
        // Over the air every application may go on behind its name.
        partial: value(objects, 0xDF_EE15).is_none_or(|partial| partial == [1]),
        version: value(objects, 0x9F09).and_then(|v| v.try_into().ok()).unwrap_or_default(),
        default: five(0xDF_8120),
        denial: five(0xDF_8121),
        online: five(0xDF_8122),
        tap_floor: floor.into(),
    }
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
