//! `keytill iso describe`: messages of real hosts and of both generations of terminals, with everything that may stand before
//! them, in JSON and as a table.

#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use keytill::iso8583::{Envelope, Message, Mti, UNIONPAY};
use serde_json::{Value, json};

/// A published answer to a sign-on, whole.
const SIGN_ON: &str = "007960000001386131003111080810003800010AC0001450021122130107200800085500323231333031343931333239303039393939393930363030313433303137303131393939390011000005190030004046F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A";
const PAN: &str = "6210948000000000707";

fn keytill(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_keytill"))
        .args(["iso", "describe"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that has refused its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn json_of(hex: &str) -> Value {
    let (code, out, err) = told(&keytill(&["--json", hex], ""));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{hex}");
    serde_json::from_str(&out).unwrap()
}

fn table_of(hex: &str) -> String {
    let (code, out, err) = told(&keytill(&[hex], ""));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{hex}");
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn sign_on_fields() -> Value {
    json!({
        "11": "500211", "12": "221301", "13": "0720", "32": "00085500", "37": "221301491329", "39": "00",
        "41": "99999906", "42": "001430170119999", "60": "00000519003",
        "62": "46F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A",
    })
}

#[test]
fn a_real_answer_is_read_with_and_without_what_stands_before_it() {
    let fields = sign_on_fields();
    for (from, tpdu, header) in [
        (0, json!("6000000138"), json!("613100311108")),
        (4, json!("6000000138"), json!("613100311108")),
        (26, Value::Null, Value::Null),
    ] {
        let expected = json!({"tpdu": tpdu, "header": header, "mti": "0810", "fields": fields});
        assert_eq!(json_of(&SIGN_ON[from..]), expected, "from {from}");
    }
    let header_alone = json_of(&SIGN_ON[14..]);
    assert_eq!((&header_alone["tpdu"], &header_alone["header"]), (&Value::Null, &json!("613100311108")));
    let tpdu_alone = json_of(&format!("{}{}", &SIGN_ON[4..14], &SIGN_ON[26..]));
    assert_eq!((&tpdu_alone["tpdu"], &tpdu_alone["header"]), (&json!("6000000138"), &Value::Null));
    assert_eq!(tpdu_alone["fields"], fields);
}

#[test]
fn exactly_these_keys_in_the_order_of_the_fields() {
    let (_, out, _) = told(&keytill(&["--json", SIGN_ON], ""));
    assert!(
        out.starts_with(r#"{"tpdu":"6000000138","header":"613100311108","mti":"0810","fields":{"11":"500211","12":"#)
    );
    assert!(out.ends_with("\"}}\n") && out.lines().count() == 1, "{out}");
}

#[test]
fn blanks_lower_case_several_arguments_and_standard_input() {
    let expected = json_of(SIGN_ON);
    let spaced: String =
        SIGN_ON.to_lowercase().chars().enumerate().fold(String::from("0x"), |mut text, (at, digit)| {
            text.push(digit);
            text.push_str(["", "", " ", "\n", "", "\t"][at % 6]);
            text
        });
    let (first, second) = SIGN_ON.split_at(31);
    for (arguments, input) in [
        (vec!["--json", spaced.as_str()], ""),
        (vec!["--json", first, second], ""),
        (vec!["--json", "-"], spaced.as_str()),
        (vec!["-", "--json"], SIGN_ON),
    ] {
        let (code, out, err) = told(&keytill(&arguments, input));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), expected);
    }
}

#[test]
fn what_is_no_message_is_refused_with_what_and_where() {
    let cut = &SIGN_ON[..SIGN_ON.len() - 6];
    for (arguments, expected) in [
        (vec![""], "no hexadecimal digits were given"),
        (vec!["02 0G"], "'G' at character 5 is not a hexadecimal digit"),
        (vec!["020"], "3 hexadecimal digits are half a byte too few or too many"),
        (
            vec!["0200"],
            "the bitmap at byte 2 needs 8 bytes, 0 are there (counted from the message type, taken to be at byte 0 of 2)",
        ),
        (
            vec![cut],
            "field 62 at byte 70 needs 40 bytes, 37 are there (counted from the message type, taken to be at byte 13 of 120)",
        ),
        (vec!["08000020000000000000 00064A"], "field 11 at byte 12 must be digits, not byte 4A"),
        (
            vec!["08000020000000000000 000645 00"],
            "the end of the message at byte 13 must be the last byte, not 1 bytes more",
        ),
    ] {
        for form in [&[][..], &["--json"]] {
            let (code, out, err) = told(&keytill(&[form, &arguments].concat(), ""));
            assert_eq!((code, out.as_str()), (Some(1), ""), "{arguments:?}");
            assert!(err.starts_with("keytill: ") && err.contains(expected), "{err}");
        }
    }
    assert_eq!(told(&keytill(&[], "")).0, Some(2), "no argument");
}

/// A chip sale with PIN of a second-generation terminal: every field that may hold a secret.
fn chip_sale() -> Message {
    let mut sale = Message::new(Mti::new("0200"));
    sale.set_text(2, PAN).set_text(3, "000000").set_text(4, "000000001234").set_text(11, "000645").set_text(14, "3012");
    sale.set_text(22, "051").set_text(23, "001").set_text(25, "00").set_text(26, "12");
    sale.set_text(35, &format!("{PAN}=30122010000000000")).set_text(41, "10000001").set_text(42, "100000000000001");
    sale.set_text(49, "156").set_bytes(52, &[0xA5; 8]).set_text(53, "2610000000000000");
    sale.set_bytes(55, &bytes("9F2608112233445566778895050000000800570A6210948000000000707D5A0A6210948000000000707F"));
    sale.set_text(59, "A3018134567890123456789").set_text(60, "22000012000601").set_text(63, "01 ");
    sale.set_bytes(64, b"5FE058DB");
    sale
}

#[test]
fn the_table_names_the_parts_and_shows_no_card_data() {
    let table = table_of(&hex(&chip_sale().pack(&UNIONPAY).unwrap()));
    for line in [
        "        message type                           0200",
        "2       primary account number                 621094*********0707",
        "14      expiry date                            <4>",
        "22      point of service entry mode            051",
        "35      track 2                                <37>",
        "52      PIN block                              <8>",
        "  55.95 terminal verification results 0000000800",
        "  60.2 batch 000012",
        "59      user data                              <23>",
        "64 message authentication code 3546453035384442",
    ] {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(table.lines().any(|found| words(found) == words(line)), "{line}\n{table}");
    }
    for secret in
        [PAN, "6210948000000000", "30122010000000000", "A5A5A5", "1122334455667788", "134567890123456789", "3012"]
    {
        assert!(!table.contains(secret), "{secret}\n{table}");
    }
    let working_keys = table_of(SIGN_ON);
    assert!(working_keys.contains("62.1") && working_keys.contains("PIN key"), "{working_keys}");
    for secret in ["46F161A7", "977731A7", "900ECCE3"] {
        assert!(!working_keys.contains(secret), "{working_keys}");
    }
}

#[test]
fn json_has_every_value_as_it_is() {
    let mut sale = chip_sale();
    let fields = &json_of(&hex(&sale.pack(&UNIONPAY).unwrap()))["fields"];
    assert_eq!(fields["2"], PAN);
    assert_eq!(fields["22"], "051");
    assert_eq!(fields["23"], "001");
    assert_eq!(fields["35"], format!("{PAN}=30122010000000000"));
    assert_eq!(fields["52"], "A5A5A5A5A5A5A5A5");
    assert_eq!(fields["60"], "22000012000601");
    assert_eq!(fields["63"], "01 ");
    assert_eq!(fields["64"], "3546453035384442");
    // Chinese is text; what is neither ASCII nor GBK is hexadecimal.
    sale.set_bytes(63, &[b'C', b'U', b'P', 0xD2, 0xF8, 0xC1, 0xAA]).set_bytes(59, &[0xFF, 0xFF, 0x01]);
    let fields = &json_of(&hex(&sale.pack(&UNIONPAY).unwrap()))["fields"];
    assert_eq!(fields["63"], "CUP银联");
    assert_eq!(fields["59"], "FFFF01");
}

#[test]
fn oddities_of_real_hosts_are_read() {
    // Field 60 of every length, both fills; field 22 on either side; an encrypted track; 44 with 22 and 25 characters.
    for length in 8..=17 {
        for fill in ["0", "F", "7"] {
            let (digits, fill) = (&"22000012000601048"[..length], if length % 2 == 1 { fill } else { "" });
            let message = format!("02000000000000000010{length:04}{digits}{fill}");
            assert_eq!(json_of(&message)["fields"], json!({"60": digits}), "{message}");
        }
    }
    for two in ["0210", "0021", "021F", "F021"] {
        assert_eq!(json_of(&format!("02000000040000000000{two}"))["fields"]["22"], "021", "{two}");
    }
    let track = "6210948000000000707D3012ABCDEF01234567";
    let message = format!("0200000000002000000037{track}");
    assert_eq!(json_of(&message)["fields"]["35"], "6210948000000000707=3012ABC=EF0123456");
    for length in [22, 25] {
        let text = "0102            0103     "[..length].to_owned();
        let message = format!("02100000000000100000{length}{}", hex(text.as_bytes()));
        assert_eq!(json_of(&message)["fields"]["44"], text);
    }
    // An authorisation code of zero bytes, which no table has.
    assert_eq!(json_of("02100000000004000000000000000000")["fields"]["38"], "\0\0\0\0\0\0");
}

#[test]
fn another_table_is_tried_and_told() {
    let cases = [
        ("02100000000000010000000441422D31", "48", "AB-1", "UnionPay with field 48 in characters"),
        ("020000000000000000100003412D31", "60", "A-1", "plain ISO 8583:1987"),
        (&hex(b"08000020000000000000000645"), "11", "000645", "UnionPay with digits in ASCII"),
    ];
    for (message, field, value, table) in cases {
        let (code, out, err) = told(&keytill(&["--json", message], ""));
        assert_eq!(code, Some(0), "{err}");
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["fields"], json!({field: value}));
        assert_eq!(err, format!("keytill: the message could not be read as UnionPay packs it, but as {table}\n"));
    }
}

#[test]
fn a_private_block_and_letters_in_the_header() {
    let sale = hex(&chip_sale().pack(&UNIONPAY).unwrap());
    let expected = json_of(&sale)["fields"].clone();
    for before in
        ["6000030000FD0012303132333435363738393031323334353637603100 32FFF1", "6000030000FD00020102603100 32FFF1"]
    {
        let found = json_of(&format!("{before}{sale}"));
        assert_eq!(found["tpdu"], "6000030000");
        assert_eq!(found["header"], "60310032FFF1", "{before}");
        assert_eq!(found["fields"], expected);
    }
}

#[test]
fn a_length_that_is_wrong_is_said() {
    let wrong = format!("0080{}", &SIGN_ON[4..]);
    let (code, out, err) = told(&keytill(&["--json", &wrong], ""));
    assert_eq!(code, Some(0));
    assert_eq!(err, "keytill: the length before the message says 128 bytes, 121 follow\n");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["fields"], sign_on_fields());
}

/// A value for a field of a made-up message.
fn fill(message: &mut Message, field: u8) {
    let text = match field {
        2 => PAN,
        3 => "000000",
        4 => "000000001234",
        11 => "000645",
        12 => "221301",
        13 | 15 => "0720",
        14 => "3012",
        22 => "021",
        23 => "001",
        25 => "00",
        26 => "12",
        32 => "00085500",
        35 => "6210948000000000707=30122010000000000",
        37 => "221301491329",
        38 => "A12 4 ",
        39 => "00",
        41 => "10000001",
        42 => "100000000000001",
        44 => "01020000   01030000   ",
        48 => "00000001234500200000000050000110000000000000000000000000000002",
        49 => "156",
        53 => "2600000000000000",
        54 => "1002156C000000012345",
        60 => "2200001200060",
        61 => "0000120000070720",
        63 => "CUP",
        52 | 55 | 62 | 64 => {
            let chip = bytes("9F260811223344556677889F360200079F270180");
            message.set_bytes(
                field,
                match field {
                    55 => &chip,
                    62 => b"100",
                    _ => b"5FE058DB",
                },
            );
            return;
        }
        other => panic!("field {other}"),
    };
    message.set_text(field, text);
}

/// The published bitmaps of a terminal's messages.
const BITMAPS: [(&str, &str); 34] = [
    ("0210", "603C00810AD08C11"),
    ("0200", "2020048000C08011"),
    ("0210", "703E00810ED08813"),
    ("0200", "3020048000C08011"),
    ("0410", "703E00810AD08811"),
    ("0400", "3020048002C08011"),
    ("0200", "3020048008C08019"),
    ("0400", "3020048002C08019"),
    ("0230", "703E00810AD08813"),
    ("0220", "3020048000C0801B"),
    ("0100", "3020048004C08019"),
    ("0400", "7020048006C08019"),
    ("0200", "3020048004C08019"),
    ("0400", "3020048006C08019"),
    ("0200", "3020048008C08019"),
    ("0220", "7020048000C00013"),
    ("0810", "003800010AC00014"),
    ("0800", "0020000000C00012"),
    ("0830", "003800010AC00010"),
    ("0820", "0020000000C00010"),
    ("0510", "003A000108C18012"),
    ("0500", "0020000000C18012"),
    ("0330", "003800010AC10010"),
    ("0320", "0020000000C10010"),
    ("0810", "001800000AC00014"),
    ("0800", "0000000000C00010"),
    ("0830", "0018000002C00010"),
    ("0820", "0000000000C00010"),
    ("0830", "0018000002C00014"),
    ("0820", "0000000000C00014"),
    ("0200", "302004C020C09811"),
    ("0200", "702406C020C09A11"),
    ("0200", "7024068020C08211"),
    ("0110", "7024068020C08A11"),
];

/// Every message, behind everything that may stand before one, and read as it was made.
#[test]
fn every_message_is_found_behind_everything() {
    let private = [&[0xFD, 0, 3][..], b"abc"].concat();
    for (mti, bitmap) in BITMAPS {
        let bits = u64::from_str_radix(bitmap, 16).unwrap();
        let mut message = Message::new(mti.parse().unwrap());
        (2..=64_u8).filter(|field| bits >> (64 - field) & 1 == 1).for_each(|field| fill(&mut message, field));
        let packed = message.pack(&UNIONPAY).unwrap();
        assert_eq!(hex(&packed[2..10]), bitmap);
        for before in 0..16_u8 {
            let [length, tpdu, block, header] = [1, 2, 4, 8].map(|bit| before & bit != 0);
            if block && !tpdu {
                continue;
            }
            let parts: [(bool, &[u8]); 3] =
                [(tpdu, &[0x60, 0, 3, 0, 0]), (block, &private), (header, &[0x60, 0x22, 0, 0, 0, 0])];
            let mut frame: Vec<u8> =
                parts.iter().filter(|(there, _)| *there).flat_map(|(_, part)| *part).copied().collect();
            frame.extend_from_slice(&packed);
            if length {
                let length = u16::try_from(frame.len()).unwrap().to_be_bytes();
                frame.splice(..0, length);
            }
            let opened = Envelope::open(&frame).unwrap_or_else(|fault| panic!("{mti} {bitmap} {before}: {fault}"));
            let envelope = opened.envelope;
            assert_eq!(opened.message, message, "{mti} {bitmap} {before}");
            let found = [envelope.length.is_some(), envelope.tpdu.is_some(), envelope.private.is_some()];
            assert_eq!(found, [length, tpdu, block], "{mti} {bitmap} {before}");
            assert_eq!(envelope.header.is_some(), header, "{mti} {bitmap} {before}");
        }
        // Cut anywhere, it is no message any more.
        for end in 0..packed.len() {
            let opened = Envelope::open(&packed[..end]);
            assert!(
                opened.is_err(),
                "{mti} {bitmap} cut at {end}: {:?}",
                opened.map(|opened| (opened.envelope, opened.message))
            );
        }
    }
}
