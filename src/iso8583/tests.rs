use super::*;

pub(super) fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

/// A published answer to a sign-on, from its message type on.
pub(super) const ANSWER_0810: &str = "0810003800010AC0001450021122130107200800085500323231333031343931333239303039393939393930363030313433303137303131393939390011000005190030004046F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A";

#[test]
fn a_published_sign_on_answer_is_read_and_written_back() {
    let bytes = hex(ANSWER_0810);
    let message = Message::parse(&UNIONPAY, &bytes).unwrap();
    assert_eq!(message.mti(), Mti::new("0810"));
    assert_eq!(message.fields().collect::<Vec<_>>(), [11, 12, 13, 32, 37, 39, 41, 42, 60, 62]);
    let expected = [
        (11, "500211"),
        (12, "221301"),
        (13, "0720"),
        (32, "00085500"),
        (37, "221301491329"),
        (39, "00"),
        (41, "99999906"),
        (42, "001430170119999"),
        (60, "00000519003"),
    ];
    for (field, text) in expected {
        assert_eq!(message.text(field), Some(text), "field {field}");
    }
    assert_eq!(message.bytes(62).map(<[u8]>::len), Some(40));
    assert_eq!(message.text(62), None);
    assert_eq!(message.pack(&UNIONPAY).unwrap(), bytes);
}

/// A value that fits the field, for tests that only look at the bitmap.
fn fill(message: &mut Message, field: u8) {
    let form = UNIONPAY.field(field).unwrap();
    let count = match form.length {
        Length::Fixed(fixed) => usize::from(fixed),
        Length::Variable { write_max, .. } => usize::from(write_max).min(13),
    };
    match form.kind {
        Kind::B => message.set_bytes(field, &vec![7; count]),
        _ => message.set_text(field, &"1".repeat(count)),
    };
}

#[test]
fn bitmaps_are_those_of_the_published_table() {
    let table: &[(&str, &[u8])] = &[
        ("603C00810AD08C11", &[2, 3, 11, 12, 13, 14, 25, 32, 37, 39, 41, 42, 44, 49, 53, 54, 60, 64]),
        ("2020048000C08011", &[3, 11, 22, 25, 41, 42, 49, 60, 64]),
        ("703E00810ED08813", &[2, 3, 4, 11, 12, 13, 14, 15, 25, 32, 37, 38, 39, 41, 42, 44, 49, 53, 60, 63, 64]),
        ("3020048008C08019", &[3, 4, 11, 22, 25, 37, 41, 42, 49, 60, 61, 64]),
        ("003800010AC00014", &[11, 12, 13, 32, 37, 39, 41, 42, 60, 62]),
        ("0020000000C00012", &[11, 41, 42, 60, 63]),
        ("003A000108C18012", &[11, 12, 13, 15, 32, 37, 41, 42, 48, 49, 60, 63]),
        ("0000000000C00010", &[41, 42, 60]),
        ("702406C020C09A11", &[2, 3, 4, 11, 14, 22, 23, 25, 26, 35, 41, 42, 49, 52, 53, 55, 60, 64]),
        ("7024068020C08211", &[2, 3, 4, 11, 14, 22, 23, 25, 35, 41, 42, 49, 55, 60, 64]),
    ];
    for (bitmap, fields) in table {
        let mut message = Message::new(Mti::new("0200"));
        fields.iter().for_each(|&field| fill(&mut message, field));
        let bytes = message.pack(&UNIONPAY).unwrap();
        assert_eq!(bytes[2..10], hex(bitmap)[..], "{fields:?}");
        assert_eq!(Message::parse(&UNIONPAY, &bytes).unwrap(), message);
    }
}

fn packed(field: u8, text: &str) -> Vec<u8> {
    Message::new(Mti::new("0200")).set_text(field, text).pack(&UNIONPAY).unwrap()[10..].to_vec()
}

#[test]
fn digits_stand_on_the_side_that_the_link_expects() {
    assert_eq!(packed(22, "021"), hex("0210"));
    assert_eq!(packed(23, "001"), hex("0001"));
    assert_eq!(packed(2, "6210948000000000707"), hex("1962109480000000007070"));
    assert_eq!(packed(35, "62109480=3012"), hex("1362109480D30120"));
    assert_eq!(packed(60, "22000001000"), hex("0011220000010000"));
    assert_eq!(packed(44, "0102"), hex("0430313032"));
}

#[test]
fn the_fill_nibble_may_be_anything() {
    let mut bytes = Message::new(Mti::new("0200")).set_text(60, "2200000100050").pack(&UNIONPAY).unwrap();
    for fill in 0..16 {
        *bytes.last_mut().unwrap() &= 0xF0;
        *bytes.last_mut().unwrap() |= fill;
        assert_eq!(Message::parse(&UNIONPAY, &bytes).unwrap().text(60), Some("2200000100050"), "{fill:X}");
    }
    // A digit's place takes digits alone.
    let last = bytes.len() - 1;
    bytes[last] = 0xC0;
    let fault = Message::parse(&UNIONPAY, &bytes).unwrap_err();
    assert_eq!(fault.to_string(), "field 60 at byte 18 must be digits, not byte C0");
}

#[test]
fn odd_digits_may_stand_on_the_other_side() {
    let read = |field: u8, two: [u8; 2]| {
        let mut bytes = Message::new(Mti::new("0200")).set_text(field, "111").pack(&UNIONPAY).unwrap();
        bytes[10..].copy_from_slice(&two);
        Message::parse(&UNIONPAY, &bytes).unwrap().text(field).map(str::to_owned)
    };
    for (field, two, expected) in [
        (22, [0x02, 0x10], "021"),
        (22, [0x00, 0x21], "021"),
        (22, [0x02, 0x1F], "021"),
        (22, [0xF0, 0x21], "021"),
        // Neither side is filled: the table's side counts.
        (22, [0x12, 0x34], "123"),
        (23, [0x00, 0x01], "001"),
        (23, [0x12, 0x34], "234"),
    ] {
        assert_eq!(read(field, two).as_deref(), Some(expected), "{field} {two:02X?}");
    }
}

#[test]
fn what_does_not_fit_is_refused_without_showing_it() {
    let fault =
        |field: u8, text: &str| Message::new(Mti::new("0200")).set_text(field, text).pack(&UNIONPAY).unwrap_err();
    assert_eq!(fault(4, "1").to_string(), "field 4 must be 12 digits, not 1");
    assert_eq!(fault(41, "1234567é").to_string(), "field 41 must be printable ASCII, not byte C3 at position 7");
    assert_eq!(fault(2, "62109480000X").to_string(), "field 2 must be digits, not what stands at position 11");
    assert_eq!(fault(2, "").to_string(), "field 2 must be 1 to 19 digits, not 0");
    assert_eq!(fault(129, "1"), PackError::UnknownField { field: 129 });
    assert_eq!(fault(1, "1"), PackError::UnknownField { field: 1 });
}

#[test]
fn chinese_in_a_text_field_stays_raw() {
    let gbk = [b'C', b'U', b'P', 0xD2, 0xF8, 0xC1, 0xAA];
    let bytes = Message::new(Mti::new("0210")).set_bytes(63, &gbk).pack(&UNIONPAY).unwrap();
    let message = Message::parse(&UNIONPAY, &bytes).unwrap();
    assert_eq!((message.text(63), message.bytes(63)), (None, Some(&gbk[..])));
}

#[test]
fn a_field_above_64_brings_the_second_bitmap() {
    let mut message = Message::new(Mti::new("0200"));
    message.set_text(11, "000001").set_bytes(128, &[1; 8]);
    let bytes = message.pack(&UNIONPAY).unwrap();
    assert_eq!(bytes[2..18], hex("80200000000000000000000000000001")[..]);
    assert_eq!(Message::parse(&UNIONPAY, &bytes).unwrap(), message);
}

/// The lengths that are worked out by hand are those that a digit at a time gives.
#[test]
fn every_length_is_read_as_its_digits_say() {
    let end_of = |bytes: &[u8]| match View::parse(&UNIONPAY, bytes) {
        // Nothing stands behind the length, so that it is told what is missing.
        Err(ParseError::Incomplete { needed, .. }) => Some(needed),
        _ => None,
    };
    for one in 0..=255_u8 {
        let expected = bcd::number(&[one]).filter(|count| *count <= 99);
        assert_eq!(
            end_of(&[&hex("02000000000000100000")[..], &[one]].concat()),
            expected.filter(|count| *count > 0),
            "{one:02X}"
        );
        for two in 0..=255_u8 {
            let expected = bcd::number(&[one, two]).filter(|count| (1..=999).contains(count));
            let read = end_of(&[&hex("02000000000000000004")[..], &[one, two]].concat());
            assert_eq!(read, expected, "{one:02X}{two:02X}");
        }
    }
}

/// Fields that UnionPay's terminals do not use, with all kinds of forms, on both halves of the bitmap.
#[test]
fn unknown_fields_survive_a_round_trip() {
    let mut message = Message::new(Mti::new("0200"));
    message.set_text(7, "0720221301").set_text(20, "156").set_text(28, "D00000012").set_text(33, "00012345678");
    message.set_text(43, &format!("{:40}", "A shop")).set_text(45, "B6210948000000000707^X").set_bytes(52, &[3; 8]);
    message.set_bytes(65, &[0; 8]).set_text(70, "301").set_text(90, &"012345".repeat(7)).set_bytes(96, &[4; 8]);
    message.set_text(102, "6210948000000000707").set_bytes(120, &[0xD2, 0xF8, 0xC1]).set_bytes(128, &[5; 8]);
    let bytes = message.pack(&UNIONPAY).unwrap();
    let read = Message::parse(&UNIONPAY, &bytes).unwrap();
    assert_eq!(read, message);
    assert_eq!(read.pack(&UNIONPAY).unwrap(), bytes);
    assert_eq!(bytes[2] >> 7, 1, "the second bitmap");
}

#[test]
fn every_cut_is_incomplete_and_every_surplus_is_bad() {
    let mut bytes = hex(ANSWER_0810);
    for end in 0..bytes.len() {
        let fault = Message::parse(&UNIONPAY, &bytes[..end]).unwrap_err();
        assert!(matches!(fault, ParseError::Incomplete { .. }), "cut at {end}");
    }
    bytes.push(0);
    let fault = Message::parse(&UNIONPAY, &bytes).unwrap_err();
    assert!(matches!(fault, ParseError::Bad { place: Place::End, .. }));
}

#[test]
fn a_log_line_shows_no_card_data() {
    let mut message = Message::new(Mti::new("0200"));
    message.set_text(2, "6210948000000000707").set_text(11, "000007").set_text(14, "3012");
    message.set_text(35, "6210948000000000707=3012").set_bytes(52, &[0x41; 8]);
    let line = message.describe();
    assert_eq!(line, "0200 2=621094*********0707 11=000007 14=<4> 35=<24> 52=<8>");
    assert_eq!(format!("{message:?}"), format!("Message({line})"));
}

#[test]
fn a_card_number_is_hidden_wherever_it_stands() {
    let mut message = Message::new(Mti::new("0210"));
    message.set_text(35, "6210948000000000707=3012").set_text(63, "CUP card 6210948000000000707");
    message.set_text(43, &format!("{:40}", "6210948000000000707 A shop"));
    assert_eq!(message.describe(), "0210 35=<24> 43=<40> 63=<28>");
    let lines = message.describe_lines(&UNIONPAY);
    assert!(lines.iter().all(|line| !line.value.contains("6210948000000000707")), "{lines:?}");
    assert!(lines.iter().any(|line| line.path.to_string() == "63.1" && line.value == "CUP"), "{lines:?}");
}

#[test]
fn the_mac_covers_all_but_itself() {
    let with_mac =
        Message::new(Mti::new("0200")).set_text(11, "000001").set_bytes(64, &[9; 8]).pack(&UNIONPAY).unwrap();
    assert_eq!(mac_input(&with_mac), &with_mac[..13]);
    let without = Message::new(Mti::new("0820")).set_text(11, "000001").pack(&UNIONPAY).unwrap();
    assert_eq!(mac_input(&without), &without[..]);
    assert_eq!(mac_input(&with_mac[..12]), &with_mac[..12]);
}

#[test]
fn the_answer_is_ten_more() {
    for (asked, answer) in [("0200", "0210"), ("0320", "0330"), ("0820", "0830"), ("0500", "0510")] {
        assert_eq!(asked.parse::<Mti>().unwrap().answer().as_str(), answer);
    }
    assert!("02x0".parse::<Mti>().is_err());
}
