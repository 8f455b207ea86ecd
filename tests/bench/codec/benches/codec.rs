//! Packing and reading a chip sale with PIN: twenty fields with 200 bytes of chip data. The floors of the same run are a
//! copy of its bytes and a pack written out by hand for these very fields, which checks nothing. The other crates do the
//! same fields in the forms that they can: ASCII digits, and no track nibbles.

use std::{fs, hint::black_box, sync::LazyLock};

use divan::Bencher;
use keytill::iso8583::{pack_into, Content, Kind, Length, Message, Mti, View, UNIONPAY};

const CHIP: [u8; 200] = [0x5A; 200];
const PIN: [u8; 8] = [0x12; 8];
const MAC: [u8; 8] = *b"5FE058DB";

const FIELDS: [(u8, Content<'static>); 20] = [
    (2, Content::Text("6210948000000000707")),
    (3, Content::Text("000000")),
    (4, Content::Text("000000001234")),
    (11, Content::Text("000645")),
    (14, Content::Text("3012")),
    (22, Content::Text("051")),
    (23, Content::Text("001")),
    (25, Content::Text("00")),
    (26, Content::Text("12")),
    (35, Content::Text("6210948000000000707=30122010000000000")),
    (41, Content::Text("10000001")),
    (42, Content::Text("100000000000001")),
    (49, Content::Text("156")),
    (52, Content::Bytes(&PIN)),
    (53, Content::Text("2600000000000000")),
    (55, Content::Bytes(&CHIP)),
    (60, Content::Text("22000001000601")),
    (62, Content::Bytes(b"1")),
    (63, Content::Text("01 ")),
    (64, Content::Bytes(&MAC)),
];

fn main() {
    println!("one message is {} bytes, {} in ASCII", packed().len(), packed_by_other().len());
    let mut out = [0; 512];
    let length = by_hand(&SALE, &mut out);
    assert_eq!(out[..length], packed(), "both write the same bytes");
    divan::main();
}

fn mti() -> Mti {
    Mti::new("0200")
}

fn packed() -> Vec<u8> {
    let mut out = [0; 512];
    let length = pack_into(&UNIONPAY, mti(), &FIELDS, &mut out).expect("the fields fit");
    out[..length].to_vec()
}

#[divan::bench]
fn copy_of_the_bytes(bencher: Bencher) {
    let (message, mut out) = (packed(), [0; 512]);
    bencher.bench_local(|| {
        out[..message.len()].copy_from_slice(black_box(&message));
        black_box(&mut out);
    });
}

mod pack {
    use super::*;

    #[divan::bench]
    fn straight_line(bencher: Bencher) {
        let mut out = [0; 512];
        bencher.bench_local(|| black_box(by_hand(black_box(&SALE), black_box(&mut out))));
    }

    #[divan::bench]
    fn table_driven(bencher: Bencher) {
        let mut out = [0; 512];
        bencher.bench_local(|| pack_into(&UNIONPAY, black_box(mti()), black_box(&FIELDS), black_box(&mut out)));
    }

    #[divan::bench]
    fn owned_message(bencher: Bencher) {
        let message = Message::parse(&UNIONPAY, &packed()).expect("what was written");
        bencher.bench_local(|| black_box(&message).pack(&UNIONPAY));
    }

    #[divan::bench]
    fn iso_8583_rs(bencher: Bencher) {
        let values = ascii_values();
        let mut out = Vec::with_capacity(1024);
        bencher.bench_local(|| {
            let mut request = iso_8583_rs::Builder::new(&OTHER, b"0200").expect("a type");
            for (field, value) in black_box(&values) {
                request.set(*field, value).expect("the value fits");
            }
            request.pack_into(&mut out);
        });
    }

    #[divan::bench]
    fn iso8583_rs(bencher: Bencher) {
        let (spec, values) = (third(), third_values());
        bencher.bench_local(|| {
            let segment = spec.get_message("sale").expect("the segment");
            let mut request = iso8583_rs::iso8583::iso_spec::new_msg(spec, segment);
            request.set("message_type", "0200").expect("the type");
            for (field, value) in black_box(&values) {
                request.set_on(*field, value).expect("the value fits");
            }
            request.assemble().map_err(|e| e.msg).expect("it packs")
        });
    }
}

mod parse {
    use super::*;

    #[divan::bench]
    fn in_place(bencher: Bencher) {
        let bytes = packed();
        bencher.bench_local(|| black_box(View::parse(&UNIONPAY, black_box(&bytes)).is_ok()));
    }

    #[divan::bench]
    fn owned_message(bencher: Bencher) {
        let bytes = packed();
        bencher.bench_local(|| Message::parse(&UNIONPAY, black_box(&bytes)));
    }

    #[divan::bench]
    fn iso_8583_rs_lazy(bencher: Bencher) {
        let bytes = packed_by_other();
        bencher.bench_local(|| black_box(iso_8583_rs::Message::parse_lazy(&OTHER, black_box(&bytes)).is_ok()));
    }

    #[divan::bench]
    fn iso_8583_rs_checking(bencher: Bencher) {
        let bytes = packed_by_other();
        bencher.bench_local(|| black_box(iso_8583_rs::Message::parse(&OTHER, black_box(&bytes)).is_ok()));
    }

    #[divan::bench]
    fn iso8583_rs(bencher: Bencher) {
        let spec = third();
        let segment = spec.get_message("sale").expect("the segment");
        let mut request = iso8583_rs::iso8583::iso_spec::new_msg(spec, segment);
        request.set("message_type", "0200").expect("the type");
        for (field, value) in third_values() {
            request.set_on(field, &value).expect("the value fits");
        }
        let mut bytes = request.assemble().map_err(|e| e.msg).expect("it packs");
        bencher.bench_local(|| black_box(spec.parse(black_box(&mut bytes)).is_ok()));
    }
}

/// The MAC of a message beside what it cannot do without: one key schedule and two blocks of 3DES.
mod mac {
    use super::*;
    use des::{
        cipher::{BlockCipherEncrypt, KeyInit},
        TdesEde2,
    };
    use keytill::acquirer::{keys::ClearKey, mac};

    const KEY: [u8; 16] = *b"KEYTILL-TRAINING";

    #[divan::bench]
    fn schedule_and_two_blocks(bencher: Bencher) {
        bencher.bench_local(|| {
            let cipher = TdesEde2::new(black_box(&KEY.into()));
            let mut block = black_box([0x31; 8]).into();
            cipher.encrypt_block(&mut block);
            cipher.encrypt_block(&mut block);
            block
        });
    }

    #[divan::bench]
    fn unionpay_ecb(bencher: Bencher) {
        let (message, key) = (packed(), ClearKey::Double(KEY));
        let covered = keytill::iso8583::mac_input(&message);
        bencher.bench_local(|| mac::unionpay_ecb(black_box(&key), black_box(covered)));
    }
}

/// Sub-fields of field 60, of a view, and what a log says of a message.
mod look {
    use super::*;

    #[divan::bench]
    fn sub_fields_of_60(bencher: Bencher) {
        let message = Message::parse(&UNIONPAY, &packed()).expect("what was written");
        bencher.bench_local(|| black_box(&message).parts(60).map(|parts| parts.filter_map(Result::ok).count()));
    }

    #[divan::bench]
    fn describe(bencher: Bencher) {
        let message = Message::parse(&UNIONPAY, &packed()).expect("what was written");
        bencher.bench_local(|| black_box(&message).describe());
    }
}

/// The values of the same message, each of its very length. Chip data, PIN block and MAC are among them: as constants the
/// compiler would write them without reading anything, which no pack of a real message can.
struct Sale {
    pan: [u8; 20],
    code: [u8; 6],
    amount: [u8; 12],
    stan: [u8; 6],
    expiry: [u8; 4],
    entry: [u8; 4],
    sequence: [u8; 4],
    track: [u8; 38],
    terminal: [u8; 8],
    merchant: [u8; 15],
    security: [u8; 16],
    trade: [u8; 14],
    pin: [u8; 8],
    chip: [u8; 200],
    mac: [u8; 8],
}

const SALE: Sale = Sale {
    pan: *b"62109480000000007070",
    code: *b"000000",
    amount: *b"000000001234",
    stan: *b"000645",
    expiry: *b"3012",
    entry: *b"0510",
    sequence: *b"0001",
    track: *b"6210948000000000707=301220100000000000",
    terminal: *b"10000001",
    merchant: *b"100000000000001",
    security: *b"2600000000000000",
    trade: *b"22000001000601",
    pin: PIN,
    chip: CHIP,
    mac: MAC,
};

/// The same message written out for these very fields, without a check.
fn by_hand(sale: &Sale, out: &mut [u8; 512]) -> usize {
    let mut at = 0;
    let mut raw = |bytes: &[u8]| {
        out[at..at + bytes.len()].copy_from_slice(bytes);
        at += bytes.len();
    };
    raw(&[0x02, 0x00, 0x70, 0x24, 0x06, 0xC0, 0x20, 0xC0, 0x9A, 0x17, 0x19]);
    raw(&bcd::<10>(&sale.pan));
    raw(&bcd::<3>(&sale.code));
    raw(&bcd::<6>(&sale.amount));
    raw(&bcd::<3>(&sale.stan));
    raw(&bcd::<2>(&sale.expiry));
    raw(&bcd::<2>(&sale.entry));
    raw(&bcd::<2>(&sale.sequence));
    raw(&[0x00, 0x12, 0x37]);
    raw(&bcd::<19>(&sale.track));
    raw(&sale.terminal);
    raw(&sale.merchant);
    raw(b"156");
    raw(&sale.pin);
    raw(&bcd::<8>(&sale.security));
    raw(&[0x02, 0x00]);
    raw(&sale.chip);
    raw(&[0x00, 0x14]);
    raw(&bcd::<7>(&sale.trade));
    raw(b"\x00\x011\x00\x0301 ");
    raw(&sale.mac);
    at
}

/// Digits two to a byte; `=` (3D) gives its nibble D by the same mask.
fn bcd<const N: usize>(digits: &[u8]) -> [u8; N] {
    std::array::from_fn(|i| digits[2 * i] << 4 | digits[2 * i + 1] & 0x0F)
}

/// A field's value where only ASCII is known: raw bytes as hexadecimal text of the same length.
fn ascii(content: Content<'_>) -> Vec<u8> {
    match content {
        Content::Text(text) => text.as_bytes().to_vec(),
        Content::Bytes(bytes) => vec![b'A'; bytes.len()],
    }
}

fn ascii_values() -> Vec<(usize, Vec<u8>)> {
    FIELDS.iter().map(|&(field, content)| (usize::from(field), ascii(content))).collect()
}

static OTHER: LazyLock<iso_8583_rs::CompiledSpec> = LazyLock::new(|| {
    let mut yaml = String::new();
    for (field, _) in FIELDS {
        let form = UNIONPAY.field(field).expect("in the table");
        let kind = match form.kind {
            Kind::N => "n",
            Kind::Z => "z",
            Kind::An => "an",
            Kind::Ans => "ans",
            Kind::B => "b",
        };
        let (length, most) = match form.length {
            Length::Fixed(fixed) => ("fixed", fixed),
            Length::Variable { write_max, .. } if write_max < 100 => ("llvar", write_max),
            Length::Variable { write_max, .. } => ("lllvar", write_max),
        };
        yaml += &format!("{field}:\n  ContentType: {kind}\n  MaxLen: {most}\n  LenType: {length}\n");
    }
    let path = std::env::temp_dir().join(format!("codec-bench-{}.yml", std::process::id()));
    fs::write(&path, yaml).expect("a temporary file");
    let spec = iso_8583_rs::CompiledSpec::from_file(path.to_str().expect("a path in UTF-8")).expect("a sound table");
    let _ = fs::remove_file(path);
    spec
});

fn packed_by_other() -> Vec<u8> {
    let values = ascii_values();
    let mut request = iso_8583_rs::Builder::new(&OTHER, b"0200").expect("a type");
    for (field, value) in &values {
        request.set(*field, value).expect("the value fits");
    }
    let mut out = Vec::new();
    request.pack_into(&mut out);
    out
}

/// The third crate takes its table from a file that the environment names.
fn third() -> &'static iso8583_rs::iso8583::iso_spec::Spec {
    static READY: LazyLock<()> = LazyLock::new(|| {
        let head = |name: &str, id| {
            format!("name: \"{name}\"\n{0}id: {id}\n{0}type: Fixed\n{0}len: 4\n{0}data_encoding: ASCII\n", "        ")
        };
        let mut yaml = String::from("name: Bench\nid: 1\nheader_fields:\n");
        yaml +=
            "  - name: \"hdr\"\n    id: 1\n    type: Fixed\n    len: 4\n    data_encoding: ASCII\n    children: []\n";
        yaml += "messages:\n  - name: \"sale\"\n    selector:\n      - \"0200\"\n    id: 1\n    fields:\n";
        yaml += &format!("      - {}", head("message_type", 1));
        yaml += "      - name: \"bitmap\"\n        id: 2\n        type: Bitmapped\n        len: 0\n        data_encoding: BINARY\n        children:\n";
        for (field, _) in FIELDS {
            let form = UNIONPAY.field(field).expect("in the table");
            let (kind, length) = match form.length {
                Length::Fixed(fixed) => (format!("Fixed\n            len: {fixed}"), ""),
                Length::Variable { write_max, .. } => (
                    format!("Variable\n            len: {}", if write_max < 100 { 2 } else { 3 }),
                    "            len_encoding: ASCII\n",
                ),
            };
            let coding = if form.kind == Kind::B { "BINARY" } else { "ASCII" };
            yaml += &format!(
                "          - name: \"f{field}\"\n            id: {}\n            type: {kind}\n{length}            data_encoding: {coding}\n            position: {field}\n",
                u16::from(field) + 10
            );
        }
        let path = std::env::temp_dir().join(format!("codec-bench-third-{}.yml", std::process::id()));
        fs::write(&path, yaml).expect("a temporary file");
        std::env::set_var("SPEC_FILE", &path);
    });
    LazyLock::force(&READY);
    iso8583_rs::iso8583::iso_spec::spec("")
}

fn third_values() -> Vec<(u32, String)> {
    let value = |content: Content<'_>| match content {
        Content::Text(text) => text.to_owned(),
        Content::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    FIELDS.iter().map(|&(field, content)| (u32::from(field), value(content))).collect()
}
