//! Applications and public keys. Over the air, an application refers to a group of settings, which must be there before it; in
//! the slot, it has its settings itself. Lengths are big-endian in the commands for the air and little-endian in those for
//! the slot.

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Code, Done, Link, Tag, Tlv, good, tags, unpublished};
use crate::reader::{Application, EmvConfig, PublicKey, TapLimits, TerminalData, fault::garbled};

const SET_GROUP: Code = Code(0x04, 0x03);
const SET_APPLICATION: Code = Code(0x04, 0x02);
const ERASE_KEYS: Code = Code(0xD0, 0x05);
const SET_KEY: Code = Code(0xD0, 0x03);
const SLOT_TERMINAL: Code = Code(0x60, 0x06);
const SLOT_APPLICATION: Code = Code(0x60, 0x03);
const SLOT_KEY: Code = Code(0x60, 0x0A);
/// The first group of ours: those below are the maker's.
const FIRST_GROUP: u8 = 0xC0;
/// Most applications: one group for each.
const APPLICATIONS_MAX: usize = 0x20;
/// SHA-1 for the check, RSA for the key.
const ALGORITHMS: [u8; 2] = [0x01, 0x01];
/// 9F33 and 9F35, as every till of ours has them.
const CAPABILITIES: [u8; 3] = [0xE0, 0xE1, 0xC8];
const TERMINAL_TYPE: [u8; 1] = [0x22];

/// Loads everything; how many records that were.
pub(super) async fn load<L: AsyncRead + AsyncWrite + Unpin>(
    link: &mut Link<L>,
    config: &EmvConfig,
    slot: bool,
) -> Done<usize> {
    let EmvConfig { terminal, applications, keys } = config;
    if applications.len() > APPLICATIONS_MAX {
        return Err(garbled(format!("more than {APPLICATIONS_MAX} applications for the reader's groups")));
    }
    for (group, application) in (FIRST_GROUP..).zip(applications) {
        if let Some(limits) = application.tap {
            good(&link.ask(SET_GROUP, &group_settings(group, application, limits, terminal)).await?)?;
            good(&link.ask(SET_APPLICATION, &group_application(group, application)).await?)?;
        }
    }
    good(&link.ask(ERASE_KEYS, &[]).await?)?;
    for key in keys {
        good(&link.ask(SET_KEY, &key_data(key, u16::to_be_bytes)).await?)?;
    }
    if slot {
        good(&link.ask(SLOT_TERMINAL, &slot_terminal(terminal)).await?)?;
        for application in applications {
            good(&link.ask(SLOT_APPLICATION, &slot_application(application)).await?)?;
        }
        for key in keys {
            good(&link.ask(SLOT_KEY, &key_data(key, u16::to_le_bytes)).await?)?;
        }
    }
    Ok(applications.len() + keys.len())
}

/// The group's number first, then what holds in it.
fn group_settings(group: u8, it: &Application, limits: TapLimits, terminal: &TerminalData) -> Vec<u8> {
    let digits = |amount: u32| unpublished::packed(&format!("{amount:012}"));
    let country = unpublished::packed(&format!("0{}", terminal.currency.country()));
    let currency = unpublished::packed(&format!("0{}", terminal.currency.numeric()));
    objects(&[
        (tags::GROUP, &[group]),
        (Tag::new(0x9F1B), &limits.floor.to_be_bytes()),
        (tags::TAP_LIMIT, &digits(limits.highest)),
        (tags::CVM_LIMIT, &digits(limits.cvm)),
        (tags::TAC_DEFAULT, &it.tac_default),
        (tags::TAC_DENIAL, &it.tac_denial),
        (tags::TAC_ONLINE, &it.tac_online),
        (Tag::APP_VERSION, &it.version),
        (Tag::COUNTRY, &country),
        (Tag::CURRENCY, &currency),
        (Tag::CAPABILITIES, &CAPABILITIES),
        (Tag::TERMINAL_TYPE, &TERMINAL_TYPE),
    ])
}

fn group_application(group: u8, it: &Application) -> Vec<u8> {
    objects(&[(tags::GROUP, &[group]), (Tag::TERMINAL_AID, &it.aid)])
}

/// The number of objects, then the objects.
fn slot_terminal(terminal: &TerminalData) -> Vec<u8> {
    let country = unpublished::packed(&format!("0{}", terminal.currency.country()));
    let currency = unpublished::packed(&format!("0{}", terminal.currency.numeric()));
    counted(&[
        (Tag::COUNTRY, &country[..]),
        (Tag::CURRENCY, &currency),
        (Tag::CAPABILITIES, &CAPABILITIES),
        (Tag::TERMINAL_TYPE, &TERMINAL_TYPE),
        (Tag::new(0x9F16), terminal.merchant.as_bytes()),
        (Tag::new(0x9F1C), terminal.terminal.as_bytes()),
    ])
}

/// The length of the identifier, the identifier, then its objects, of which there may be sixteen.
fn slot_application(it: &Application) -> Vec<u8> {
    let mut data = (it.aid.len() as u16).to_le_bytes().to_vec();
    data.extend(&it.aid);
    data.extend(counted(&[
        (Tag::APP_VERSION, &it.version),
        (Tag::new(0x9F1B), &it.floor.to_be_bytes()),
        (tags::TAC_DEFAULT, &it.tac_default),
        (tags::TAC_DENIAL, &it.tac_denial),
        (tags::TAC_ONLINE, &it.tac_online),
        (Tag::new(0xDF_EE15), &[u8::from(it.partial)]),
    ]));
    data
}

/// Provider, index, algorithms, check value, exponent in four bytes, length of the modulus, modulus.
fn key_data(it: &PublicKey, length: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mut exponent = [0; 4];
    exponent[4 - it.exponent.len()..].copy_from_slice(&it.exponent);
    let parts: [&[u8]; 7] =
        [&it.rid, &[it.index], &ALGORITHMS, &it.check, &exponent, &length(it.modulus.len() as u16), &it.modulus];
    parts.concat()
}

fn objects(list: &[(Tag, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    list.iter().for_each(|(tag, value)| Tlv::new(*tag, value).write(&mut out));
    out
}

fn counted(list: &[(Tag, &[u8])]) -> Vec<u8> {
    [&(list.len() as u16).to_le_bytes()[..], &objects(list)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_length_in_the_order_of_its_command() {
        let key = PublicKey {
            rid: [0xA0, 0, 0, 3, 0x33],
            index: 2,
            exponent: vec![3],
            modulus: vec![0xAB; 0x90],
            check: [0xCD; 20],
        };
        let (air, slot) = (key_data(&key, u16::to_be_bytes), key_data(&key, u16::to_le_bytes));
        assert_eq!(air[..8], [0xA0, 0, 0, 3, 0x33, 2, 1, 1]);
        assert_eq!(air[28..34], [0, 0, 0, 3, 0x00, 0x90]);
        assert_eq!(slot[28..34], [0, 0, 0, 3, 0x90, 0x00]);
        assert_eq!(air.len(), 34 + 0x90);
    }

    #[test]
    fn the_group_comes_first() {
        let application = Application {
            aid: vec![0xA0, 0, 0, 3, 0x33, 1, 1],
            partial: true,
            version: [0, 0x20],
            tac_default: [1; 5],
            tac_denial: [2; 5],
            tac_online: [3; 5],
            floor: 0,
            random: Default::default(),
            ddol: Vec::new(),
            tap: None,
        };
        let data = group_application(0xC1, &application);
        assert_eq!(data[..5], [0xDF, 0xEE, 0x2D, 1, 0xC1]);
        assert_eq!(data[5..8], [0x9F, 0x06, 7]);
        assert_eq!(slot_application(&application)[..4], [7, 0, 0xA0, 0]);
    }
}
