use proptest::prelude::*;

use super::*;

fn hex(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    items(bytes).map(|item| item.unwrap().tag.number()).collect()
}

fn fault(text: &str) -> TlvError {
    check(&hex(text)).unwrap_err()
}

#[test]
fn tags_of_one_to_three_bytes_in_order() {
    let bytes = hex("95 05 0000008000 9F36 02 004C DFEE12 01 AA FFEE1F 00 FF8105 00 71 00");
    assert_eq!(numbers(&bytes), [0x95, 0x9F36, 0xDFEE12, 0xFFEE1F, 0xFF8105, 0x71]);
    assert_eq!(find(&bytes, Tag::ATC), Some(&[0x00, 0x4C][..]));
}

#[test]
fn an_empty_value_is_not_an_absent_one() {
    let bytes = hex("9F34 00 95 00");
    assert_eq!(find(&bytes, Tag::CVM_RESULTS), Some(&[][..]));
    assert_eq!(find(&bytes, Tag::ATC), None);
}

#[test]
fn zero_filling_is_skipped_and_the_last_small_object_is_not_lost() {
    assert_eq!(numbers(&hex("0000 9F36 02 0001 00 00 9A 03 260122 00")), [0x9F36, 0x9A]);
    assert_eq!(numbers(&hex("9F36 02 0001 8A 02 3030 9C 01 00")), [0x9F36, 0x8A, 0x9C]);
}

#[test]
fn long_forms_are_read_minimal_or_not() {
    let mut bytes = hex("9F7F 82 0100");
    bytes.extend([0xAB; 256]);
    bytes.extend(hex("95 81 05 0102030405"));
    assert_eq!(numbers(&bytes), [0x9F7F, 0x95]);
    assert_eq!(find(&bytes, Tag::TVR).map(<[u8]>::len), Some(5));
}

#[test]
fn what_is_out_of_form_is_an_error_at_its_place() {
    assert_eq!(fault("95 80 0000"), TlvError { offset: 1, fault: Fault::BadLength(0x80) });
    assert_eq!(fault("9A 03 260122 70 91 00"), TlvError { offset: 6, fault: Fault::BadLength(0x91) });
    assert_eq!(fault("95 83 000001 00").fault, Fault::BadLength(0x83));
    assert_eq!(fault("FFFFFF9F57 01 00"), TlvError { offset: 0, fault: Fault::BadTag });
    assert_eq!(fault("FF9F57 01 00").fault, Fault::BadTag);
    assert_eq!(fault("9A 00 DFEEEE01 00"), TlvError { offset: 2, fault: Fault::BadTag });
    assert_eq!(fault("9F"), TlvError { offset: 1, fault: Fault::CutOff });
    assert_eq!(fault("9F36 82 00"), TlvError { offset: 4, fault: Fault::CutOff });
    assert_eq!(fault("9F36 02 00").fault, Fault::TooShort { tag: Tag::ATC, length: 2, available: 1 });
}

#[test]
fn a_card_cannot_overflow_the_places_for_number_and_track() {
    let track = format!("57 30 {}", "11".repeat(0x30));
    assert_eq!(fault(&track), TlvError { offset: 1, fault: Fault::TooLong { tag: Tag::TRACK2, length: 0x30 } });
    assert!(check(&hex(&format!("57 13 {}", "11".repeat(0x13)))).is_ok());
    assert!(check(&hex(&format!("5A 0B {}", "11".repeat(0x0B)))).is_err());
}

#[test]
fn of_duplicates_the_first_wins_and_the_top_level_before_templates() {
    assert_eq!(find(&hex("95 01 AA 95 01 BB"), Tag::TVR), Some(&[0xAA][..]));
    assert_eq!(find(&hex("77 03 95 01 AA 95 01 BB"), Tag::TVR), Some(&[0xBB][..]));
    assert_eq!(find(&hex("77 06 70 04 9F36 01 07"), Tag::ATC), Some(&[0x07][..]));
}

#[test]
fn a_deep_nest_ends() {
    let mut bytes = hex("9F36 01 07");
    for _ in 0..40 {
        let inner = bytes;
        bytes = Vec::new();
        Tlv::new(Tag::new(0x77), &inner).write(&mut bytes);
    }
    assert_eq!(find(&bytes, Tag::ATC), None);
}

#[test]
fn the_request_set_takes_what_is_there_and_no_card_number() {
    let bytes = hex("5A 08 6210948000000007 9F36 02 004C 57 04 6210D301 9F26 08 0102030405060708 9F34 00");
    assert_eq!(select(&REQUEST, &bytes), hex("9F26 08 0102030405060708 9F36 02 004C 9F34 00"));
    assert!(REQUEST.iter().chain(&REVERSAL).chain(&REVERSAL_CARD_DECLINED).all(|tag| !tag.is_secret()));
    let declined = hex("9F10 01 07 95 01 08 9F36 01 09");
    assert_eq!(select(&REVERSAL, &declined), hex("95 01 08 9F36 01 09"));
    assert_eq!(select(&REVERSAL_CARD_DECLINED, &declined), hex("95 01 08 9F10 01 07 9F36 01 09"));
}

#[test]
fn secret_values_are_not_shown() {
    let shown = format!("{:?}", items(&hex("5A 02 6210 9F36 02 004C")).map(Result::unwrap).collect::<Vec<_>>());
    assert_eq!(shown, "[5A=<2>, 9F36=004C]");
    assert!(Tag::new(0xDFEE23).is_secret() && Tag::new(0x9F6B).is_secret());
    assert_eq!((Tag::TVR.name(), Tag::new(0xDF99).name()), (Some("terminal verification results"), None));
}

#[test]
fn a_data_object_list_has_no_values() {
    let entries = dol(&hex("9F02 06 5F2A 02 9A 03 9F37 04")).unwrap();
    assert_eq!(
        entries.iter().map(|e| (e.tag.number(), e.length)).collect::<Vec<_>>(),
        [(0x9F02, 6), (0x5F2A, 2), (0x9A, 3), (0x9F37, 4)]
    );
    assert_eq!(dol(&hex("9F02 06 9F")).unwrap_err(), TlvError { offset: 4, fault: Fault::CutOff });
}

fn any_tag() -> impl Strategy<Value = Tag> {
    prop_oneof![
        any::<u8>().prop_filter("one byte", |b| *b != 0 && b & 0x1F != 0x1F).prop_map(|b| Tag::new(b.into())),
        any::<u8>().prop_map(|b| Tag::new(0x9F00 | u32::from(b & 0x7F))),
        any::<(u8, u8)>().prop_map(|(b, c)| Tag::new(0xDF_8000 | u32::from(b & 0x7F) << 8 | u32::from(c & 0x7F))),
    ]
    .prop_filter("no cap", |tag| tag.longest().is_none())
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        objects in prop::collection::vec((any_tag(), prop::collection::vec(any::<u8>(), 0..300)), 0..8),
    ) {
        let mut bytes = Vec::new();
        for (tag, value) in &objects {
            Tlv::new(*tag, value).write(&mut bytes);
        }
        let read: Vec<_> = items(&bytes).map(|item| item.map(|i| (i.tag, i.value.to_vec()))).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read, objects);
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = check(&bytes) {
            prop_assert!(error.offset <= bytes.len());
        }
        let _ = (find(&bytes, Tag::ATC), select(&REQUEST, &bytes), dol(&bytes));
    }
}
