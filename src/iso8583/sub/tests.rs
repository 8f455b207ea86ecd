use proptest::prelude::*;

use super::{
    spec::{Layout, Size, Sub, Tail},
    tables::*,
    *,
};
use crate::iso8583::{Mti, ParseError};

fn message(mti: &'static str, trade: &str) -> Message {
    let mut message = Message::new(Mti::new(mti));
    message.set_text(60, trade);
    message
}

/// The sub-fields as `path=value`, and the fault behind them.
fn shown<'a>(parts: impl Iterator<Item = Result<Part<'a>, ParseError>>) -> (Vec<String>, Option<String>) {
    let (mut values, mut fault) = (Vec::new(), None);
    for part in parts {
        match part {
            Ok(part) => values.push(format!("{}={}", part.path, part.value.escape_ascii())),
            Err(wrong) => fault = Some(wrong.to_string()),
        }
    }
    (values, fault)
}

fn read(message: &Message, field: u8) -> Vec<String> {
    let (values, fault) = shown(message.parts(field).expect("a layout"));
    assert_eq!(fault, None, "{values:?}");
    values
}

#[test]
fn field_60_is_read_with_every_length_that_was_seen() {
    for (length, expected) in [
        (8, "60.1=22 60.2=000012"),
        (11, "60.1=22 60.2=000012 60.3=003"),
        (13, "60.1=22 60.2=000012 60.3=003 60.4=6 60.5=1"),
        (14, "60.1=22 60.2=000012 60.3=003 60.4=6 60.5=1 60.6=9"),
        (15, "60.1=22 60.2=000012 60.3=003 60.4=6 60.5=1 60.6=9 60.7=0"),
        (17, "60.1=22 60.2=000012 60.3=003 60.4=6 60.5=1 60.6=9 60.7=048"),
        (19, "60.1=22 60.2=000012 60.3=003 60.4=6 60.5=1 60.6=9 60.7=048 60.rest=77"),
    ] {
        assert_eq!(read(&message("0200", &"2200001200361904877"[..length]), 60).join(" "), expected);
    }
    let cut = message("0200", "2200001200");
    let fault = cut.parts(60).unwrap().find_map(Result::err).unwrap();
    assert_eq!(fault.to_string(), "field 60.3 at position 8 of its field must be 3 digits, not 2");
    assert_eq!(cut.part_text(60, 2), Some("000012"));
}

#[test]
fn field_61_ends_where_the_trade_lets_it() {
    let all = "00001200000712310212345678901";
    for (length, expected) in [
        (12, "61.1=000012 61.2=000007"),
        (16, "61.1=000012 61.2=000007 61.3=1231"),
        (18, "61.1=000012 61.2=000007 61.3=1231 61.4=02"),
        (29, "61.1=000012 61.2=000007 61.3=1231 61.4=02 61.5=12345678901"),
    ] {
        let mut message = message("0220", "3000001");
        message.set_text(61, &all[..length]);
        assert_eq!(read(&message, 61).join(" "), expected);
    }
}

#[test]
fn field_48_means_what_its_message_says() {
    let totals = "0000000123450020000000005000011000000000000000000000000000002";
    let mut settlement = message("0510", "00000012201");
    settlement.set_text(48, &totals[..31]);
    assert_eq!(read(&settlement, 48).join(" "), "48.1=000000012345 48.2=002 48.3=000000000500 48.4=001 48.5=1");
    settlement.set_text(48, &format!("{}{}", &totals[..31], &totals[30..]));
    assert_eq!(read(&settlement, 48).len(), 10);

    let mut upload = message("0320", "00000012201");
    let first = ["00", "000007", "06210948000000000707", "000000001234"].concat();
    let second = ["01", "000008", "00006228480000001234", "000000009900"].concat();
    upload.set_text(48, &["02", &first, &second].concat());
    let rows = read(&upload, 48);
    assert_eq!(rows[..3], ["48.1=02", "48.2.1.1=00", "48.2.1.2=000007"]);
    assert_eq!(rows[3..5], ["48.2.1.3=06210948000000000707", "48.2.1.4=000000001234"]);
    assert_eq!(rows.len(), 9);

    let mut end = message("0320", "00000012207");
    end.set_text(48, "0123");
    assert_eq!(read(&end, 48), ["48.1=0123"]);
    let mut tip = message("0220", "34000012");
    tip.set_text(48, "000000000150");
    assert_eq!(tip.part_text(48, 1), Some("000000000150"));
    let mut other = message("0200", "22000012");
    other.set_text(48, "123");
    assert!(other.parts(48).is_none());
}

#[test]
fn balances_and_cumulated_amounts() {
    let mut reply = message("0210", "01000012");
    reply.set_text(54, "1002156C000000012345");
    assert_eq!(read(&reply, 54), ["54.1.1=10", "54.1.2=02", "54.1.3=156", "54.1.4=C", "54.1.5=000000012345"]);
    reply.set_text(54, "1002156C0000000123453001156D000000000001");
    assert_eq!(read(&reply, 54)[9], "54.2.5=000000000001");
    reply.set_text(54, "TA000000012345");
    assert_eq!(read(&reply, 54), ["54.1=TA", "54.2=000000012345"]);
}

#[test]
fn chip_data_is_walked_by_tag() {
    let mut sale = message("0200", "22000012");
    sale.set_bytes(55, &[0x9F, 0x27, 1, 0x80, 0, 0, 0x95, 5, 0, 0, 0, 8, 0, 0xDF, 0x81, 0x01, 0, 0x71, 0x81, 1, 7, 0]);
    let (values, fault) = shown(sale.parts(55).unwrap());
    assert_eq!(values[..2], [r"55.9F27=\x80", r"55.95=\x00\x00\x00\x08\x00"]);
    assert_eq!(values[2..], ["55.DF8101=", r"55.71=\x07"]);
    assert_eq!(fault, None);
    assert_eq!(sale.part(Path::tag(55, 0x95)), Some(&[0, 0, 0, 8, 0][..]));
    sale.set_bytes(55, &[0x9F, 0x27, 1, 0x80, 0x95, 5, 0]);
    let (_, fault) = shown(sale.parts(55).unwrap());
    assert_eq!(fault.unwrap(), "field 55 at position 6 of its field must be a whole value, not 1 of 5 bytes");
}

#[test]
fn lengths_of_field_59_have_two_or_three_digits() {
    let mut sale = message("0200", "22000012");
    sale.set_text(59, "A3018101234567890123456");
    assert_eq!(read(&sale, 59), ["59.A3=101234567890123456"]);
    sale.set_text(59, "A402012345678901234567890A303123");
    assert_eq!(read(&sale, 59), ["59.A4=12345678901234567890", "59.A3=123"]);
    sale.set_text(59, "A2360102040210123456789003061234560502V1");
    assert_eq!(read(&sale, 59), ["59.A2.01=04", "59.A2.02=1234567890", "59.A2.03=123456", "59.A2.05=V1"]);
    sale.set_text(59, "A203301002040201012345678900300612345");
    assert!(shown(sale.parts(59).unwrap()).1.is_some(), "one character is missing");
    sale.set_text(59, "A2033010020402010123456789003006123456");
    assert_eq!(read(&sale, 59), ["59.A2.01=04", "59.A2.02=1234567890", "59.A2.03=123456"]);
    // Where both can be read to the end, three digits count.
    sale.set_text(59, "A3007x04abcd");
    assert_eq!(read(&sale, 59), ["59.A3=x04abcd"]);
    sale.set_text(59, "A2033010020402010123456789003006123456");
    assert_eq!(sale.part(Path::field(59).then(SubStep::Short(*b"A2")).then(SubStep::Short(*b"01"))), Some(&b"04"[..]));
}

#[test]
fn field_62_is_used_in_a_dozen_ways() {
    let cases: [(&'static str, &str, &str, &[u8], &str); 13] = [
        ("0810", "00000012001", "", &[7; 24], "working keys 4"),
        ("0810", "00000012003", "", &[7; 40], "working keys 4"),
        ("0810", "00000012004", "", &[7; 60], "working keys 6"),
        ("0800", "00000012003", "", b"Sequence No12313612345678", "terminal serial number 4"),
        ("0810", "00000012360", "", b"11601260132140100000000000022", "states and parameters 4!"),
        ("0820", "00000012362", "", b"01102103104105151123456789012", "states and parameters 6"),
        ("0820", "00000012372", "", b"100", "list request 2"),
        ("0830", "00000012372", "", b"1\x9F\x06\x05\xA0\0\0\x03\x33\x9F\x22\x01\x03", "download 3"),
        ("0810", "00000012394", "", b"1FF8054003001FF805D0011", "contactless parameters 3"),
        ("0320", "00000012203", "", b"610000000000001234156", "chip trade detail 5"),
        ("0320", "00000012204", "", b"71000500000000123415622", "chip notice 7"),
        ("0200", "22000012", "64", b"06123456789012345678901234567890", "instalment request 2"),
        ("0200", "22000012", "00", b"01110101199001011234", "cardholder 2"),
    ];
    for (mti, trade, condition, value, expected) in cases {
        let mut message = message(mti, trade);
        message.set_text(25, condition).set_bytes(62, value);
        let layout = message.context().layout(62, value).expect(expected);
        let (parts, fault) = shown(message.parts(62).unwrap());
        let found = format!("{} {}{}", layout.name, parts.len(), if fault.is_some() { "!" } else { "" });
        assert_eq!(found, expected, "{parts:?} {fault:?}");
    }
    // Lengths whose layout nobody knows are one thing.
    for length in [16, 56, 84, 104] {
        let mut answer = message("0810", "00000012003");
        answer.set_bytes(62, &vec![7; length]);
        assert!(answer.parts(62).is_none(), "{length}");
    }
}

#[test]
fn remarks_may_be_chinese_and_cut_short() {
    let mut reply = message("0210", "22000012");
    reply.set_text(63, "01 ");
    assert_eq!(read(&reply, 63), ["63.1=01 "]);
    let mut value = b"CUP".to_vec();
    value.extend_from_slice(&[0xD2, 0xF8]);
    value.extend_from_slice(&[b' '; 18]);
    value.extend_from_slice(b"call us");
    reply.set_bytes(63, &value);
    let parts = read(&reply, 63);
    assert_eq!((parts.len(), parts[2].as_str()), (3, "63.2.2=call us"));
}

/// Nothing stands in a table twice.
#[test]
fn the_tables_are_sound() {
    let ascending = |subs: &[Sub]| subs.is_sorted_by(|a, b| a.number < b.number);
    for entry in USES {
        let Layout { name, head, tail } = entry.layout();
        assert!(ascending(head), "{name}");
        match tail {
            Tail::Group(_, subs) | Tail::Rows { row: subs, .. } | Tail::Coded(subs) => {
                assert!(ascending(subs), "{name}")
            }
            Tail::Ber(tags) => {
                let different: std::collections::BTreeSet<u32> = tags.iter().map(|tag| tag.tag).collect();
                assert_eq!(different.len(), tags.len(), "{name}");
            }
            Tail::End | Tail::Lettered(_) | Tail::Named => {}
        }
        for sub in *head {
            assert!(usize::from(sub.read_least) <= sub.size.most() && sub.read_least > 0, "{name}");
        }
    }
}

type Owned = Vec<(Path, Vec<u8>)>;

fn value_of(sub: &'static Sub) -> BoxedStrategy<Vec<u8>> {
    let letters: &[u8] = match sub.kind {
        Kind::N | Kind::Z => b"0123456789",
        Kind::An => b"09AZ az",
        Kind::Ans | Kind::B => b"0 Az~\xD2\xF8\x00",
    };
    let size = match sub.size {
        Size::Exact(size) => usize::from(size)..=usize::from(size),
        Size::UpTo(most) => 1..=usize::from(most).min(40),
    };
    prop::collection::vec(prop::sample::select(letters), size).boxed()
}

fn values_of(above: Path, subs: &'static [Sub]) -> BoxedStrategy<Owned> {
    let values: Vec<_> = subs.iter().map(value_of).collect();
    let paths: Vec<Path> = subs.iter().map(|sub| above.then(SubStep::Number(sub.number))).collect();
    values.prop_map(move |values| paths.iter().copied().zip(values).collect()).boxed()
}

/// Sub-fields that a layout can have: its head, whole or cut short, and behind a whole one its tail.
fn items_of(field: u8, layout: &'static Layout) -> BoxedStrategy<Owned> {
    let path = Path::field(field);
    let bytes = || prop::collection::vec(any::<u8>(), 0..30);
    let tail: BoxedStrategy<Owned> = match layout.tail {
        Tail::End => Just(vec![]).boxed(),
        Tail::Group(under, subs) => values_of(path.then(SubStep::Number(under)), subs),
        Tail::Rows { under, row, .. } => {
            let above = under.map_or(path, |under| path.then(SubStep::Number(under)));
            let rows: Vec<_> = (1..=3).map(|number| values_of(above.then(SubStep::Number(number)), row)).collect();
            (rows, 1..=3_usize).prop_map(|(rows, count)| rows.into_iter().take(count).flatten().collect()).boxed()
        }
        Tail::Ber(tags) => {
            let tags: Vec<u32> = tags.iter().map(|tag| tag.tag).collect();
            let object =
                (prop::sample::select(tags), bytes()).prop_map(move |(tag, value)| (Path::tag(field, tag), value));
            prop::collection::vec(object, 1..8).boxed()
        }
        Tail::Lettered(_) => {
            let pair = (prop::bool::ANY, prop::sample::select(vec![*b"A3", *b"A4", *b"Z9"]), bytes());
            let pair = pair.prop_map(move |(long, letters, value)| {
                let step = if long { SubStep::Long(letters) } else { SubStep::Short(letters) };
                (path.then(step), value)
            });
            prop::collection::vec(pair, 1..2).boxed()
        }
        Tail::Named => {
            let value = (prop::sample::select(vec![*b"FF8054", *b"FF805D"]), bytes());
            let value = value.prop_map(move |(name, value)| (path.then(SubStep::Name(name)), value));
            prop::collection::vec(value, 1..4).boxed()
        }
        Tail::Coded(subs) => values_of(path, subs),
    };
    (values_of(path, layout.head), tail, any::<prop::sample::Index>(), prop::bool::ANY)
        .prop_map(|(mut head, mut tail, cut, is_cut)| {
            if is_cut && !head.is_empty() {
                head.truncate(cut.index(head.len()) + 1);
            } else {
                head.append(&mut tail);
            }
            head
        })
        .boxed()
}

/// The value of a field of these sub-fields, as the specification writes each sort of them.
fn written(layout: &Layout, items: &Owned) -> Vec<u8> {
    let is_coded = matches!(layout.tail, Tail::Coded(_));
    let mut out = Vec::new();
    for (path, value) in items {
        let size = value.len();
        match path.last() {
            Some(SubStep::Number(code)) if is_coded => out.extend(format!("{code:02}").bytes()),
            Some(SubStep::Tag(tag)) => {
                out.extend(tag.to_be_bytes().into_iter().skip_while(|byte| *byte == 0));
                out.push(u8::try_from(size).expect("a length of one byte"));
            }
            Some(SubStep::Short(letters)) => out.extend([&letters[..], format!("{size:02}").as_bytes()].concat()),
            Some(SubStep::Long(letters)) => out.extend([&letters[..], format!("{size:03}").as_bytes()].concat()),
            Some(SubStep::Name(name)) => out.extend([&name[..], format!("{size:03}").as_bytes()].concat()),
            Some(SubStep::Number(_) | SubStep::Rest) | None => {}
        }
        out.extend(value);
    }
    out
}

fn any_use() -> impl Strategy<Value = (u8, &'static Layout, Owned)> {
    prop::sample::select(USES)
        .prop_flat_map(|entry| (Just(entry.field()), Just(entry.layout()), items_of(entry.field(), entry.layout())))
}

proptest! {
    #[test]
    fn what_is_written_is_read((field, layout, items) in any_use()) {
        let value = written(layout, &items);
        let read: Owned = layout.read(field, &value).map(Result::unwrap).map(|p| (p.path, p.value.to_vec())).collect();
        prop_assert_eq!(read, items);
    }

    #[test]
    fn random_values_never_panic(entry in prop::sample::select(USES), value in prop::collection::vec(any::<u8>(), 0..300)) {
        for part in entry.layout().read(entry.field(), &value).flatten() {
            prop_assert!(part.value.len() <= value.len());
        }
    }

    #[test]
    fn random_pairs_never_panic(text in "[A0-3]{0,60}") {
        for part in USER_DATA.read(59, text.as_bytes()).flatten() {
            prop_assert!(part.value.len() <= text.len());
        }
    }
}
