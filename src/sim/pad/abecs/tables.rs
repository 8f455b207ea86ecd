//! The pad's tables of applications and public keys, and their loading.

use std::collections::BTreeMap;

use super::commands::{BAD_CALL, BAD_PARAMETER, Refused};
use crate::{domain::hex, sim::kernel};

/// The records of a table are of these lengths: applications of three versions of the specification, keys, revoked keys.
const LENGTHS: [(u8, &[usize]); 3] = [(b'1', &[284, 314, 340]), (b'2', &[611]), (b'3', &[26])];
const OTHER_VERSION: Refused = 20;
const NO_ROOM: Refused = 21;
/// More records than this do not fit.
const ROOM: usize = 400;

/// The tables of all acquirers.
#[derive(Default)]
pub(super) struct Tables {
    versions: BTreeMap<String, String>,
    records: Vec<String>,
    loading: Option<Loading>,
}

/// A load that has begun and not ended.
struct Loading {
    acquirer: String,
    version: String,
    records: Vec<String>,
}

impl Tables {
    /// The version of an acquirer's tables.
    pub(super) fn version(&self, acquirer: &str) -> Option<&str> {
        self.versions.get(acquirer).map(String::as_str)
    }

    /// Records of a table, without their heads.
    pub(super) fn records(&self, table: char) -> impl Iterator<Item = &str> {
        self.records.iter().filter(move |record| record[3..].starts_with(table)).map(|record| &record[8..])
    }

    /// The tables for the kernel: what was loaded, or those that the pad has from its maker while no application was.
    pub(super) fn kernel(&self) -> kernel::Tables {
        let applications: Vec<_> = self.records('1').filter_map(application).collect();
        if applications.is_empty() {
            return kernel::Tables::training();
        }
        kernel::Tables { applications, keys: self.records('2').filter_map(ca_key).collect() }
    }

    /// TLI.
    pub(super) fn begin(&mut self, body: &[u8]) -> Result<(), Refused> {
        let text = std::str::from_utf8(body).map_err(|_| BAD_PARAMETER)?;
        if text.len() != 12 || !text.is_ascii() {
            return Err(BAD_PARAMETER);
        }
        let (acquirer, version) = text.split_at(2);
        let same = self.version(acquirer) == Some(version);
        self.loading = Some(Loading { acquirer: acquirer.into(), version: version.into(), records: Vec::new() });
        if same { Ok(()) } else { Err(OTHER_VERSION) }
    }

    /// TLR.
    pub(super) fn take(&mut self, body: &[u8]) -> Result<(), Refused> {
        let loading = self.loading.as_mut().ok_or(BAD_CALL)?;
        let text = std::str::from_utf8(body).ok().filter(|text| text.is_ascii()).ok_or(BAD_PARAMETER)?;
        let (count, mut rest) = text.split_at_checked(2).ok_or(BAD_PARAMETER)?;
        let count: usize = count.parse().map_err(|_| BAD_PARAMETER)?;
        for _ in 0..count {
            let length = rest.get(..3).and_then(|digits| digits.parse::<usize>().ok()).ok_or(BAD_PARAMETER)?;
            let (record, after) = rest.split_at_checked(length).ok_or(BAD_PARAMETER)?;
            if !is_sound(record) || record.get(4..6) != Some(loading.acquirer.as_str()) {
                return Err(BAD_PARAMETER);
            }
            if loading.records.len() >= ROOM {
                return Err(NO_ROOM);
            }
            loading.records.push(record.to_owned());
            rest = after;
        }
        if rest.is_empty() { Ok(()) } else { Err(BAD_PARAMETER) }
    }

    /// TLE.
    pub(super) fn end(&mut self) -> Result<(), Refused> {
        let Loading { acquirer, version, records } = self.loading.take().ok_or(BAD_CALL)?;
        self.records.retain(|record| record[4..6] != acquirer);
        self.versions.remove(&acquirer);
        if !records.is_empty() {
            self.versions.insert(acquirer, version);
        }
        self.records.extend(records);
        Ok(())
    }

    /// The power went: what was not taken over is gone.
    pub(super) fn forget_loading(&mut self) {
        self.loading = None;
    }
}

fn is_sound(record: &str) -> bool {
    let table = record.as_bytes().get(3);
    LENGTHS.iter().any(|(known, lengths)| table == Some(known) && lengths.contains(&record.len()))
}

/// Hexadecimal digits at this place, as bytes.
fn bytes<const N: usize>(record: &str, at: usize) -> Option<[u8; N]> {
    hex::decode(record.get(at..at + 2 * N)?)?.try_into().ok()
}

/// A number of eight hexadecimal digits at this place.
fn limit(record: &str, at: usize) -> Option<u64> {
    bytes(record, at).map(|bytes| u32::from_be_bytes(bytes).into())
}

/// An application without its head. A pad of this kind takes every name that begins like the record's.
fn application(record: &str) -> Option<kernel::Application> {
    let length: usize = record.get(..2)?.parse().ok()?;
    let tap = kernel::TapLimits { highest: limit(record, 159)?, floor: limit(record, 167)?, cvm: limit(record, 175)? };
    Some(kernel::Application {
        aid: hex::decode(record.get(2..34)?.get(..2 * length)?)?,
        partial: true,
        version: bytes(record, 54)?,
        default: bytes(record, 118)?,
        denial: bytes(record, 128)?,
        online: bytes(record, 138)?,
        floor: limit(record, 148)?,
        tap: (record.get(158..159)? != "0").then_some(tap),
    })
}

/// A CA key without its head.
fn ca_key(record: &str) -> Option<kernel::CaKey> {
    let exponent: usize = record.get(14..15)?.parse().ok()?;
    let modulus: usize = record.get(21..24)?.parse().ok()?;
    let [index] = bytes(record, 10)?;
    Some(kernel::CaKey {
        rid: bytes(record, 0)?,
        index,
        exponent: hex::decode(record.get(15..21)?.get(..2 * exponent)?)?,
        modulus: hex::decode(record.get(24..520)?.get(..2 * modulus)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(index: u8) -> String {
        format!("026301{index:02}A000000333020{index:05}")
    }

    fn load(tables: &mut Tables, version: &str, records: &[String]) {
        assert_eq!(tables.begin(format!("01{version}").as_bytes()), Err(OTHER_VERSION));
        let body = format!("{:02}{}", records.len(), records.concat());
        if !records.is_empty() {
            tables.take(body.as_bytes()).unwrap();
        }
        tables.end().unwrap();
    }

    #[test]
    fn a_load_counts_from_its_end_on() {
        let mut tables = Tables::default();
        load(&mut tables, "0000000001", &[record(1), record(2)]);
        assert_eq!((tables.version("01"), tables.records('3').count()), (Some("0000000001"), 2));
        assert_eq!(tables.begin(b"010000000001"), Ok(()), "the same version");
        tables.take(format!("01{}", record(3)).as_bytes()).unwrap();
        tables.forget_loading();
        assert_eq!(tables.records('3').count(), 2);
        load(&mut tables, "0000000002", &[]);
        assert_eq!((tables.version("01"), tables.records('3').count()), (None, 0));
    }

    #[test]
    fn a_table_that_is_full_takes_nothing_more() {
        let mut tables = Tables::default();
        let _ = tables.begin(b"010000000001");
        let block = format!("50{}", (0..50).map(record).collect::<String>());
        let taken = (0..20).map(|_| tables.take(block.as_bytes())).filter(Result::is_ok).count();
        assert_eq!((taken, tables.loading.as_ref().map(|loading| loading.records.len())), (8, Some(ROOM)));
    }

    #[test]
    fn steps_out_of_turn_and_records_of_other_forms_are_refused() {
        let mut tables = Tables::default();
        assert_eq!(tables.take(b"00"), Err(BAD_CALL));
        assert_eq!(tables.end(), Err(BAD_CALL));
        assert!(tables.begin(b"01123").is_err());
        let _ = tables.begin(b"020000000001");
        for bad in [format!("01{}", record(1)), format!("02{}", record(1)), "01027".into(), "x".into()] {
            assert_eq!(tables.take(bad.as_bytes()), Err(BAD_PARAMETER), "{bad}");
        }
    }
}
