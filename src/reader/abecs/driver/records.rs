//! Records of the pad's tables: columns of fixed width (section 4.1 of the specification).

use super::{Done, garbled};
use crate::{
    domain::hex,
    reader::{Application, EmvConfig, PublicKey, TerminalData},
};

/// Most records of a table whose numbers all pads know.
const RECORDS_MAX: usize = 99;
/// 9F33: chip, stripe and typed cards; offline and online PIN, signature, none; SDA, DDA and card capture.
const CAPABILITIES: &str = "E0E1C8";
/// 9F40: goods and services; all keys; all kinds of printing and showing; the code tables of ISO 8859-1.
const MORE_CAPABILITIES: &str = "6000F0A001";
/// 9F35: attended, online with offline capability, of a merchant.
const TERMINAL_TYPE: &str = "22";
/// Bytes of a data object list in a record.
const DOL_BYTES: usize = 20;
/// Bytes of a modulus in a record.
const MODULUS_BYTES: usize = 248;

/// All records of a configuration, for this acquirer.
pub(super) fn all(acquirer: u8, config: &EmvConfig) -> Done<Vec<String>> {
    if config.applications.len().max(config.keys.len()) > RECORDS_MAX {
        return Err(garbled(format!("more than {RECORDS_MAX} applications or keys for the pad's tables")));
    }
    let applications = config.applications.iter().enumerate().map(|(at, it)| {
        let head = head(314, 1, acquirer, at + 1);
        head + &application(it, &config.terminal)
    });
    let keys = config.keys.iter().enumerate().map(|(at, it)| head(611, 2, acquirer, at + 1) + &public_key(it));
    Ok(applications.chain(keys).collect())
}

/// Length, table, acquirer, number.
fn head(length: usize, table: u8, acquirer: u8, number: usize) -> String {
    format!("{length:03}{table}{acquirer:02}{number:02}")
}

fn application(it: &Application, terminal: &TerminalData) -> String {
    let TerminalData { merchant, terminal, currency } = terminal;
    let (country, numeric, exponent) = (currency.country(), currency.numeric(), currency.decimals());
    let version = hex::encode(&it.version);
    let aid = hex::encode(&it.aid);
    let kind = "01";
    let label = "";
    let standard = "03";
    let [default, denial, online] = [it.tac_default, it.tac_denial, it.tac_online].map(|tac| hex::encode(&tac));
    let columns = [
        format!("{:02}{aid:0<32}{kind}{label:<16}{standard}", it.aid.len()),
        format!("{version}{version}{version}"),
        format!("{country}{numeric}{exponent}{merchant:<15.15}0000{terminal:<8.8}"),
        format!("{CAPABILITIES}{MORE_CAPABILITIES}{TERMINAL_TYPE}{default}{denial}{online}{:08X}R", it.floor),
        tap(it),
        format!("{:0<40}{}Y1Z1Y3Z3", "", dol(&it.ddol)),
        format!("{default}{denial}{online}"),
    ];
    columns.concat()
}

/// No amount of nothing; the kernel; transaction limit, floor limit (none: the host is asked about every amount), limit without proof
/// of the holder; a filler.
fn tap(it: &Application) -> String {
    const FLOOR: u32 = 0;
    let (kernel, highest, cvm) = match (it.tap, kernel(&it.aid)) {
        (Some(limits), Some(kernel)) => (kernel, limits.highest, limits.cvm),
        _ => ('0', 0, 0),
    };
    format!("0{kernel}{highest:08X}{FLOOR:08X}{cvm:08X}00000")
}

/// The contactless kernel for an application, by its registered provider.
fn kernel(aid: &[u8]) -> Option<char> {
    match aid.get(..5)? {
        [0xA0, 0x00, 0x00, 0x03, 0x33] => Some('B'),
        [0xA0, 0x00, 0x00, 0x00, 0x03] => Some('1'),
        [0xA0, 0x00, 0x00, 0x00, 0x04] => Some('3'),
        [0xA0, 0x00, 0x00, 0x00, 0x25] => Some('5'),
        [0xA0, 0x00, 0x00, 0x01, 0x52] => Some('8'),
        _ => None,
    }
}

fn dol(bytes: &[u8]) -> String {
    format!("{:0<width$}", hex::encode(bytes), width = 2 * DOL_BYTES)
}

fn public_key(it: &PublicKey) -> String {
    let (rid, modulus) = (hex::encode(&it.rid), hex::encode(&it.modulus));
    let exponent = hex::encode(&it.exponent);
    [
        format!("{rid}{:02X}00{}{exponent:0<6}", it.index, it.exponent.len()),
        format!("{:03}{modulus:0<width$}", it.modulus.len(), width = 2 * MODULUS_BYTES),
        format!("1{}{:0<42}", hex::encode(&it.check), ""),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Aid, Currency, HostData},
        reader::{RandomSelection, TapLimits},
    };

    /// The record that the specification prints for a credit application (314 bytes), divided into its columns.
    const PUBLISHED: [&str; 34] = [
        "314",
        "1",
        "17",
        "01",
        "07",
        "A0000000041010000000000000000000",
        "01",
        "CTLESS CREDITO  ",
        "03",
        "0001",
        "0002",
        "0001",
        "076",
        "986",
        "2",
        "020503000000004",
        "0000",
        "00000000",
        "E0F8E8",
        "7000F0F001",
        "22",
        "205004A000",
        "D800E80000",
        "205004F800",
        "00000000",
        "R",
        "0",
        "4",
        "00001387",
        "000009C3",
        "000005DB",
        "12340",
        "9F02065F2A029A039C0195059F370400000000",
        "",
    ];

    fn config() -> EmvConfig {
        let application = Application {
            aid: vec![0xA0, 0, 0, 3, 0x33, 1, 1, 2],
            partial: true,
            version: [0, 0x20],
            tac_default: [0xD8, 0x40, 0, 0xA8, 0],
            tac_denial: [0, 0x10, 0, 0, 0],
            tac_online: [0xD8, 0x40, 4, 0xF8, 0],
            floor: 10_000,
            random: RandomSelection::default(),
            ddol: vec![0x9F, 0x37, 4],
            tap: Some(TapLimits { highest: 100_000, cvm: 30_000 }),
        };
        let key = PublicKey {
            rid: [0xA0, 0, 0, 3, 0x33],
            index: 2,
            exponent: vec![3],
            modulus: vec![0xAB; 144],
            check: [0xCD; 20],
        };
        let terminal =
            TerminalData { merchant: "898110012345678".into(), terminal: "KT000001".into(), currency: Currency::Cny };
        EmvConfig { terminal, applications: vec![application], keys: vec![key] }
    }

    #[test]
    fn an_application_has_the_columns_of_the_published_record() {
        let records = all(17, &config()).unwrap();
        let ours = &records[0];
        assert_eq!(ours.len(), 314);
        let mut at = 0;
        let columns: Vec<&str> = PUBLISHED
            .iter()
            .map(|column| {
                at += column.len();
                &ours[at - column.len()..at]
            })
            .collect();
        let expected = [
            "314",
            "1",
            "17",
            "01",
            "08",
            "A0000003330101020000000000000000",
            "01",
            "                ",
            "03",
            "0020",
            "0020",
            "0020",
            "156",
            "156",
            "2",
            "898110012345678",
            "0000",
            "KT000001",
            "E0E1C8",
            "6000F0A001",
            "22",
            "D84000A800",
            "0010000000",
            "D84004F800",
            "00002710",
            "R",
            "0",
            "B",
            "000186A0",
            "00000000",
            "00007530",
            "00000",
        ];
        assert_eq!(columns[..32], expected);
        let lists = format!("{}9F3704{}Y1Z1Y3Z3D84000A8000010000000D84004F800", "0".repeat(40), "0".repeat(34));
        assert_eq!(ours[196..], lists);
    }

    /// Whatever the acquirer says of amounts that a card may pay by itself: a tap does so before anybody could stop it.
    #[test]
    fn a_tap_always_asks_the_host() {
        let tags = "9F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000064\
                    DF1906000000010000DF2006000000100000DF2106000000030000";
        let aids = vec![Aid { aid: "A000000333010101".into(), tags: tags.into() }];
        let data = HostData { aids, ..HostData::default() };
        let config = EmvConfig::from_host(config().terminal, &data).0.unwrap();
        assert_eq!(&all(1, &config).unwrap()[0][165..191], "0B000186A00000000000007530");
    }

    #[test]
    fn a_key_has_its_columns() {
        let record = &all(2, &config()).unwrap()[1];
        assert_eq!(record.len(), 611);
        let modulus = "AB".repeat(144) + &"0".repeat(208);
        let expected = format!("61120201A00000033302001030000144{modulus}");
        assert_eq!(record[..expected.len()], expected);
        assert_eq!(record[expected.len()..], format!("1{}{}", "CD".repeat(20), "0".repeat(42)));
    }

    #[test]
    fn other_schemes_have_their_kernels_and_unknown_ones_none() {
        let mut config = config();
        config.applications[0].aid = vec![0xA0, 0, 0, 0, 3, 0x10, 0x10];
        assert_eq!(&all(1, &config).unwrap()[0][166..167], "1");
        config.applications[0].aid = vec![0xA0, 9, 9, 9, 9];
        assert_eq!(&all(1, &config).unwrap()[0][165..191], "00000000000000000000000000");
        config.applications = vec![config.applications[0].clone(); 100];
        assert!(all(1, &config).is_err());
    }
}
