//! What a pad says of itself (GIX).

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Command, Done, Link, Params, REPLY_LIMIT, ids};
use crate::reader::{Capabilities, DeviceInfo, Health, MacHelp, PinEntry, TextForm};

/// What is asked for when the pad is opened. The full list takes some pads eight of the ten seconds that they have.
const AT_OPENING: [u16; 7] =
    [ids::SERIAL, ids::MODEL, ids::MAKER, ids::CAPABILITIES, ids::SPEC_VERSION, ids::TEXT_SIZE, ids::PICTURES];
/// The version of tables that were never loaded.
const NO_TABLES: &str = "0000000000";
/// A slot with a key, in the maps of the slots.
const PRESENT: u8 = b'1';

/// Model, version and abilities.
pub(super) async fn device<L: AsyncRead + AsyncWrite + Unpin>(link: &mut Link<L>) -> Done<DeviceInfo> {
    let reply = link.ask(ask(&AT_OPENING), REPLY_LIMIT, None).await?;
    let params = reply.params()?;
    let text = |id| params.text(id).unwrap_or_default();
    let model = text(ids::MODEL).split(';').next().unwrap_or_default();
    Ok(DeviceInfo {
        model: format!("{} {model}", text(ids::MAKER)).trim().to_owned(),
        serial: text(ids::SERIAL).to_owned(),
        version: text(ids::SPEC_VERSION).to_owned(),
        capabilities: capabilities(&params),
    })
}

/// Keys and tables.
pub(super) async fn health<L: AsyncRead + AsyncWrite + Unpin>(link: &mut Link<L>, acquirer: u8) -> Done<Health> {
    let tables = ids::TABLE_VERSION + u16::from(acquirer);
    let reply = link.ask(ask(&[ids::PIN_SLOTS, ids::DATA_SLOTS, tables]), REPLY_LIMIT, None).await?;
    let params = reply.params()?;
    let slots = |id| {
        let map = params.get(id).unwrap_or_default();
        (0..=99).zip(map).filter(|(_, state)| **state == PRESENT).map(|(slot, _)| slot).collect()
    };
    Ok(Health {
        tables: params.text(tables).filter(|version| !matches!(*version, "" | NO_TABLES)).map(str::to_owned),
        pin_slots: slots(ids::PIN_SLOTS),
        data_slots: slots(ids::DATA_SLOTS),
    })
}

fn ask(wanted: &[u16]) -> Command {
    let list: Vec<u8> = wanted.iter().flat_map(|id| id.to_be_bytes()).collect();
    Command::new(b"GIX").param(ids::ID_LIST, &list)
}

/// Chip and stripe count as there unless the pad says that they are not: up to 2.12 it did not say.
fn capabilities(params: &Params<'_>) -> Capabilities {
    const ABSENT: u8 = b'9';
    let stated = |at: usize| params.get(ids::CAPABILITIES).and_then(|all| all.get(at)).copied().unwrap_or(b'0');
    let display = (stated(1) != ABSENT).then(|| params.text(ids::TEXT_SIZE).and_then(rows_and_columns)).flatten();
    let pictures = params.get(ids::PICTURES).is_some_and(|kinds| kinds.first() == Some(&b'1'));
    Capabilities {
        contact: stated(2) != ABSENT,
        contactless: stated(0) == b'1',
        stripe: stated(3) != ABSENT,
        pin: PinEntry::MasterKey,
        mac: MacHelp::Blocks,
        display,
        text: if display.is_some() { TextForm::Latin1 { pictures } } else { TextForm::None },
        apdu: true,
        beeper: false,
        secure_line: false,
    }
}

/// `LLCC`.
fn rows_and_columns(text: &str) -> Option<(u8, u8)> {
    Some((text.get(..2)?.parse().ok()?, text.get(2..4)?.parse().ok()?))
}
