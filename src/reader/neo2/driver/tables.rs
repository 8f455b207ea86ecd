//! Applications and public keys. Over the air, an application refers to a group of settings, which must be there before it; in
//! the slot, it has its settings itself. Lengths are big-endian in the commands for the air and little-endian in those for
//! the slot.

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Capabilities, Code, Done, Fault, Link, PinEntry, Tag, Tlv, emv, good, packed, status, tags};
use crate::reader::{Application, EmvConfig, PublicKey, TapLimits, TerminalData, fault::garbled};

const ALL_APPLICATIONS: Code = Code(0x03, 0x05);
const SET_GROUP: Code = Code(0x04, 0x03);
const SET_APPLICATION: Code = Code(0x04, 0x02);
const DELETE_APPLICATION: Code = Code(0x04, 0x04);
const ERASE_KEYS: Code = Code(0xD0, 0x05);
const SET_KEY: Code = Code(0xD0, 0x03);
const SLOT_TERMINAL: Code = Code(0x60, 0x06);
/// Removes one application, or all where none is named.
const SLOT_REMOVE: Code = Code(0x60, 0x02);
const SLOT_APPLICATION: Code = Code(0x60, 0x03);
const SLOT_KEY: Code = Code(0x60, 0x0A);
/// The first group of ours: those below are the maker's.
const FIRST_GROUP: u8 = 0xC0;
/// Most applications over the air: one group for each.
const TAP_MAX: usize = 0x20;
/// Most applications for the slot.
const SLOT_MAX: usize = 16;
/// SHA-1 for the check, RSA for the key.
const ALGORITHMS: [u8; 2] = [0x01, 0x01];
/// 9F33 with and without a keypad, as every till of ours has it.
const WITH_PIN: [u8; 3] = [0xE0, 0xE1, 0xC8];
const WITHOUT_PIN: [u8; 3] = [0xE0, 0x28, 0xC8];
/// 9F35.
const TERMINAL_TYPE: [u8; 1] = [0x22];
/// UnionPay as a provider, its kernel, and how the maker's own set-up selects its applications: by more than the beginning of the
/// identifier, and not from the list of all.
const UNIONPAY: [u8; 5] = [0xA0, 0x00, 0x00, 0x03, 0x33];
const UNIONPAY_KERNEL: u8 = 0x07;
const UNIONPAY_SELECTION: [u8; 1] = [0x54];
const UNIONPAY_LISTS: [u8; 1] = [0x02];
/// Kinds of trade (9C) that a group is for: payment, cash, cash-back, refund.
const KINDS: [u8; 4] = [0x00, 0x01, 0x09, 0x20];

/// Loads everything; how many records that were. What the acquirer does not name is not taken any more.
pub(super) async fn load<L: AsyncRead + AsyncWrite + Unpin>(
    link: &mut Link<L>,
    config: &EmvConfig,
    can: &Capabilities,
) -> Done<usize> {
    let taps = config.applications.iter().filter_map(|it| Some((it, it.tap?)));
    fits(taps.clone().count(), TAP_MAX)?;
    remove_others(link, config).await?;
    for (group, (application, limits)) in (FIRST_GROUP..).zip(taps) {
        good(&link.ask(SET_GROUP, &group_settings(group, application, limits, &config.terminal, can)).await?)?;
        good(&link.ask(SET_APPLICATION, &group_application(group, application)).await?)?;
    }
    good(&link.ask(ERASE_KEYS, &[]).await?)?;
    for key in &config.keys {
        good(&link.ask(SET_KEY, &key_data(key, u16::to_be_bytes)).await?)?;
    }
    if can.contact {
        load_slot(link, config, can).await?;
    }
    Ok(config.applications.len() + config.keys.len())
}

/// Takes the applications for taps away that this configuration has not: the maker's own are switched off by that.
async fn remove_others<L: AsyncRead + AsyncWrite + Unpin>(link: &mut Link<L>, config: &EmvConfig) -> Done<()> {
    let wanted = |aid: &[u8]| config.applications.iter().any(|it| it.tap.is_some() && it.aid == aid);
    for answer in link.ask_all(ALL_APPLICATIONS).await? {
        good(&answer)?;
        for item in emv::items(&answer.data) {
            let item = item?;
            if item.tag != Tag::TERMINAL_AID || wanted(item.value) {
                continue;
            }
            let removed = link.ask(DELETE_APPLICATION, &objects(&[(Tag::TERMINAL_AID, item.value)])).await?;
            good_or_gone(&removed)?;
        }
    }
    Ok(())
}

async fn load_slot<L: AsyncRead + AsyncWrite + Unpin>(
    link: &mut Link<L>,
    config: &EmvConfig,
    can: &Capabilities,
) -> Done<()> {
    fits(config.applications.len(), SLOT_MAX)?;
    good(&link.ask(SLOT_TERMINAL, &slot_terminal(&config.terminal, can)).await?)?;
    good_or_gone(&link.ask(SLOT_REMOVE, &[]).await?)?;
    for application in &config.applications {
        good(&link.ask(SLOT_APPLICATION, &slot_application(application, &config.terminal)).await?)?;
    }
    for key in &config.keys {
        good(&link.ask(SLOT_KEY, &key_data(key, u16::to_le_bytes)).await?)?;
    }
    Ok(())
}

/// The refusal of an answer to a deletion; what was not there is gone as well.
fn good_or_gone(answer: &super::Answer) -> Done<()> {
    if answer.status == status::NOT_THERE { Ok(()) } else { good(answer) }
}

fn fits(count: usize, most: usize) -> Result<(), Fault> {
    let too_many = || garbled(format!("{count} applications; the reader takes {most}"));
    (count <= most).then_some(()).ok_or_else(too_many)
}

/// The group's number first, then what holds in it.
fn group_settings(
    group: u8,
    it: &Application,
    limits: TapLimits,
    terminal: &TerminalData,
    can: &Capabilities,
) -> Vec<u8> {
    let digits = |amount: u32| packed(&format!("{amount:012}"));
    let (country, currency, exponent) = money(terminal);
    objects(&[
        (tags::GROUP.newer(), &[group]),
        // No tap approves by itself; see `TapLimits`.
        (Tag::new(0x9F1B), &[0; 4]),
        (tags::TAP_LIMIT, &digits(limits.highest)),
        (tags::CVM_LIMITS[0], &digits(limits.cvm)),
        (tags::CVM_LIMITS[1], &digits(limits.cvm)),
        (tags::TAP_ACTIONS[0], &it.tac_default),
        (tags::TAP_ACTIONS[1], &it.tac_denial),
        (tags::TAP_ACTIONS[2], &it.tac_online),
        (Tag::APP_VERSION, &it.version),
        (Tag::COUNTRY, &country),
        (Tag::CURRENCY, &currency),
        (Tag::new(0x5F36), &exponent),
        (Tag::CAPABILITIES, terminal_capabilities(can)),
        (Tag::TERMINAL_TYPE, &TERMINAL_TYPE),
        (tags::QUALIFIERS, &qualifiers(can)),
    ])
}

/// 9F66: EMV mode, a slot, an online PIN, a signature; the host must be asked; the telephone's own proof counts; the newer form of
/// offline data authentication.
fn qualifiers(can: &Capabilities) -> [u8; 4] {
    let keypad = can.pin != PinEntry::None;
    [0x22 | u8::from(can.contact) << 4 | u8::from(keypad) << 2, 0x80, 0x40, 0x80]
}

fn terminal_capabilities(can: &Capabilities) -> &'static [u8; 3] {
    if can.pin == PinEntry::None { &WITHOUT_PIN } else { &WITH_PIN }
}

/// Group, identifier, and how it is found.
fn group_application(group: u8, it: &Application) -> Vec<u8> {
    let partial = [u8::from(it.partial)];
    let trades: Vec<u8> = KINDS.iter().flat_map(|kind| [UNIONPAY_KERNEL, *kind, group]).collect();
    let group = [group];
    let mut list: Vec<(Tag, &[u8])> =
        vec![(tags::GROUP.newer(), &group), (Tag::TERMINAL_AID, &it.aid), (tags::TAP_PARTIAL, &partial)];
    if it.partial {
        list.push((tags::TAP_LONGEST, &[16]));
    }
    if it.aid.starts_with(&UNIONPAY) {
        list.extend([
            (tags::TAP_SELECTION, &UNIONPAY_SELECTION[..]),
            (tags::TAP_TRADES, &trades),
            (tags::TAP_KERNEL, &[UNIONPAY_KERNEL]),
            (tags::TAP_LISTS, &UNIONPAY_LISTS),
        ]);
    }
    objects(&list)
}

/// The number of objects, then the objects.
fn slot_terminal(terminal: &TerminalData, can: &Capabilities) -> Vec<u8> {
    let (country, _, exponent) = money(terminal);
    counted(&[
        (Tag::new(0x5F36), &exponent[..]),
        (Tag::COUNTRY, &country),
        (Tag::CAPABILITIES, terminal_capabilities(can)),
        (Tag::TERMINAL_TYPE, &TERMINAL_TYPE),
        (Tag::new(0x9F16), terminal.merchant.as_bytes()),
        (Tag::new(0x9F1C), terminal.terminal.as_bytes()),
    ])
}

/// The length of the identifier, the identifier, then its objects, of which there may be sixteen.
fn slot_application(it: &Application, terminal: &TerminalData) -> Vec<u8> {
    let (_, currency, exponent) = money(terminal);
    let mut data = (it.aid.len() as u16).to_le_bytes().to_vec();
    data.extend(&it.aid);
    let mut list: Vec<(Tag, &[u8])> = Vec::new();
    let (floor, threshold) = (it.floor.to_be_bytes(), it.random.threshold.to_be_bytes());
    let (partial, target, highest) = ([u8::from(it.partial)], [it.random.target], [it.random.highest]);
    list.extend([
        (Tag::CURRENCY, &currency[..]),
        (Tag::APP_VERSION, &it.version),
        (Tag::new(0x5F36), &exponent),
        (Tag::new(0x9F1B), &floor),
        (tags::SLOT_DDOL, &it.ddol),
        (tags::SLOT_PARTIAL, &partial),
        (tags::SLOT_ACTIONS[0], &it.tac_default),
        (tags::SLOT_ACTIONS[1], &it.tac_denial),
        (tags::SLOT_ACTIONS[2], &it.tac_online),
        (tags::SLOT_RANDOM[0], &threshold),
        (tags::SLOT_RANDOM[1], &target),
        (tags::SLOT_RANDOM[2], &highest),
    ]);
    // What the acquirer leaves open keeps the reader's own value.
    list.retain(|(_, value)| !value.is_empty());
    data.extend(counted(&list));
    data
}

/// Country, currency, and how many digits stand behind its point.
fn money(terminal: &TerminalData) -> (Vec<u8>, Vec<u8>, [u8; 1]) {
    let currency = terminal.currency;
    let three = |digits: &str| packed(&format!("0{digits}"));
    (three(currency.country()), three(currency.numeric()), [currency.decimals()])
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

    fn application(tap: Option<TapLimits>) -> Application {
        Application {
            aid: vec![0xA0, 0, 0, 3, 0x33, 1, 1],
            partial: true,
            version: [0, 0x20],
            tac_default: [1; 5],
            tac_denial: [2; 5],
            tac_online: [3; 5],
            floor: 100,
            random: Default::default(),
            ddol: vec![0x9F, 0x37, 4],
            tap,
        }
    }

    /// As the maker's own scripts set up UnionPay, but for the group's number.
    #[test]
    fn an_application_for_taps_has_the_published_form() {
        let published = "DFEE2D01A0 9F0607A0000003330101 DFEE4B0101 DFEE2E0110 DFEE4D0154 \
                         DFEE540C0700A00701A00709A00720A0 DFEE590107 DFEE530102";
        let digits: String = published.split_whitespace().collect();
        assert_eq!(group_application(0xA0, &application(None)), packed(&digits));
    }

    #[test]
    fn a_tap_always_asks_the_host() {
        let limits = TapLimits { highest: 100_000, cvm: 30_000 };
        let can = Capabilities::default();
        let terminal = TerminalData {
            merchant: "898110012345678".into(),
            terminal: "KT000001".into(),
            currency: crate::domain::Currency::Cny,
        };
        let settings = group_settings(0xC1, &application(Some(limits)), limits, &terminal, &can);
        assert_eq!(settings[..5], [0xDF, 0xEE, 0x2D, 1, 0xC1]);
        let value = |tag| emv::find(&settings, tag).unwrap();
        assert_eq!(value(Tag::new(0x9F1B)), [0; 4]);
        assert_eq!(value(tags::QUALIFIERS)[1] & 0x80, 0x80);
        assert_eq!(value(tags::TAP_LIMIT), [0, 0, 0, 0x10, 0, 0]);
        assert_eq!(value(tags::TAP_ACTIONS[1]), [2; 5]);
        let slot = slot_application(&application(None), &terminal);
        assert_eq!(slot[..4], [7, 0, 0xA0, 0]);
        assert_eq!(slot[9..11], [12, 0]);
        assert_eq!(emv::find(&slot[11..], tags::SLOT_ACTIONS[1]), Some(&[2; 5][..]));
    }
}
