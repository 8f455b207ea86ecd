//! Any message of any fields, in every table and form.

use proptest::prelude::*;

use super::*;

type Filled = Vec<(u8, String, Vec<u8>)>;

/// A value that the field takes: text, or raw bytes where the text is empty.
fn value(spec: &'static Spec, field: u8) -> BoxedStrategy<Option<(u8, String, Vec<u8>)>> {
    let Some(form) = spec.field(field) else { return Just(None).boxed() };
    let (least, most) = match form.length {
        Length::Fixed(fixed) => (usize::from(fixed), usize::from(fixed)),
        Length::Variable { write_max, .. } => (1, usize::from(write_max).min(120)),
    };
    let characters = match form.kind {
        Kind::N => "0123456789",
        Kind::Z => "0123456789=ABCEF",
        Kind::An => "0189 AMZamz",
        Kind::Ans => " !09AZaz~",
        Kind::B => {
            let bytes = prop::collection::vec(any::<u8>(), least..=most);
            return prop::option::of(bytes.prop_map(move |b| (field, String::new(), b))).boxed();
        }
    };
    let letters = prop::sample::select(characters.chars().collect::<Vec<_>>());
    let text = prop::collection::vec(letters, least..=most).prop_map(|letters| letters.into_iter().collect());
    let text = text.prop_map(move |text: String| (field, text, vec![]));
    if form.kind != Kind::Ans {
        return prop::option::of(text).boxed();
    }
    // Chinese, as raw bytes.
    let raw = prop::collection::vec(0x80..=0xFF_u8, least..=most).prop_map(move |b| (field, String::new(), b));
    prop::option::of(prop_oneof![3 => text, 1 => raw]).boxed()
}

fn filled(spec: &'static Spec, message: &'static str) -> impl Strategy<Value = Message> {
    let values: Vec<_> = (2..=128_u8).map(|field| value(spec, field)).collect();
    // Without fields above 64 half of the time, so that both bitmaps are met.
    (values, prop::bool::ANY).prop_map(move |(values, is_short)| {
        let values: Filled = values.into_iter().flatten().filter(|(field, ..)| !is_short || *field <= 64).collect();
        let mut message = Message::new(Mti::new(message));
        for (field, text, bytes) in values {
            if text.is_empty() {
                message.set_bytes(field, &bytes)
            } else {
                message.set_text(field, &text)
            };
        }
        message
    })
}

static UNIONPAY_ASCII: Spec = unionpay::UNION.in_ascii();
static ISO_ASCII: Spec = unionpay::ISO.in_ascii();
static FILLED_WITH_F: Spec = unionpay::UNION.with(&[
    (2, "primary account number", FieldSpec::ll(Kind::N, 19).filled(Fill::F)),
    (35, "track 2", FieldSpec::ll(Kind::Z, 37).filled(Fill::F)),
    (60, "private", FieldSpec::lll(Kind::N, 17).filled(Fill::F)),
]);

/// Packs, reads both ways, and describes without the card number.
fn survives(spec: &'static Spec, message: &Message) -> Result<(), TestCaseError> {
    let bytes = message.pack(spec).unwrap();
    let read = Message::parse(spec, &bytes).unwrap();
    prop_assert_eq!(&read, message);
    prop_assert_eq!(&read.pack(spec).unwrap(), &bytes);

    let view = View::parse(spec, &bytes).unwrap();
    prop_assert_eq!(view.mti(), message.mti());
    prop_assert_eq!(view.fields().collect::<Vec<_>>(), message.fields().collect::<Vec<_>>());
    for field in message.fields() {
        let text = view.text(field).unwrap();
        prop_assert_eq!(text.as_ref().map(|text| text.as_str()), message.text(field));
        if text.is_none() {
            prop_assert_eq!(view.wire(field), message.bytes(field));
        }
    }
    for cut in [bytes.len() / 3, bytes.len() - 1] {
        let fault = View::parse(spec, &bytes[..cut]).unwrap_err();
        prop_assert!(matches!(fault, ParseError::Incomplete { .. }), "{}", fault);
    }
    shows_no_card(spec, message)
}

fn shows_no_card(spec: &Spec, message: &Message) -> Result<(), TestCaseError> {
    let lines = message.describe_lines(spec);
    let all: String = lines.iter().map(|line| format!("{}\n", line.value)).collect();
    for field in [2, 35, 36] {
        let Some(text) = message.text(field).filter(|text| text.len() >= 8) else { continue };
        let account = text.split(['=', 'D']).next().unwrap_or_default();
        if account.len() >= 8 {
            prop_assert!(!message.describe().contains(account) && !all.contains(account), "field {}", field);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_message_survives(message in filled(&UNIONPAY, "0200")) {
        survives(&UNIONPAY, &message)?;
    }

    #[test]
    fn any_message_survives_in_ascii(message in filled(&UNIONPAY_ASCII, "0110")) {
        survives(&UNIONPAY_ASCII, &message)?;
    }

    #[test]
    fn any_message_survives_with_the_other_fill(message in filled(&FILLED_WITH_F, "0400")) {
        survives(&FILLED_WITH_F, &message)?;
    }

    #[test]
    fn any_iso_message_survives(message in filled(&ISO_1987, "0500")) {
        survives(&ISO_1987, &message)?;
    }

    #[test]
    fn any_iso_message_survives_in_ascii(message in filled(&ISO_ASCII, "0810")) {
        survives(&ISO_ASCII, &message)?;
    }

    /// In a capture, with everything before it that can stand there.
    #[test]
    fn any_message_is_found_in_its_envelope(message in filled(&UNIONPAY, "0210")) {
        let packed = message.pack(&UNIONPAY).unwrap();
        let mut frame = [&[0x60, 0, 3, 0, 0][..], &[0x60, 0x31, 0, 0x32, 0xFF, 0xF1], &packed].concat();
        let length = u16::try_from(frame.len()).unwrap().to_be_bytes();
        frame.splice(..0, length);
        for (from, tpdu) in [(0, true), (2, true), (7, false), (13, false)] {
            let opened = Envelope::open(&frame[from..]).unwrap();
            prop_assert_eq!(&opened.message, &message);
            prop_assert_eq!(opened.envelope.tpdu.is_some(), tpdu);
            prop_assert_eq!(opened.envelope.header.is_some(), from < 13);
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for spec in [&UNIONPAY, &ISO_1987, &UNIONPAY_ASCII] {
            if let Ok(view) = View::parse(spec, &bytes) {
                view.fields().for_each(|field| drop(view.text(field)));
            }
            let _ = Message::parse(spec, &bytes);
        }
        let _ = (mac_input(&bytes), Envelope::open(&bytes));
    }

    /// A message type and a bitmap that exist, so that reading goes further.
    #[test]
    fn random_fields_never_panic(map: [u8; 8], bytes in prop::collection::vec(prop_oneof![Just(0), Just(1), any::<u8>()], 0..600)) {
        let bytes = [&[0x02, 0x10][..], &map, &bytes].concat();
        if let Ok(opened) = Envelope::open(&bytes) {
            let _ = (opened.message.describe(), opened.message.describe_lines(opened.view.spec()));
        }
    }

    #[test]
    fn a_spoilt_message_never_panics(at in 0..106_usize, with: u8) {
        let mut bytes = tests::hex(tests::ANSWER_0810);
        bytes[at] = with;
        if let Ok(message) = Message::parse(&UNIONPAY, &bytes) {
            let _ = (message.describe(), message.describe_lines(&UNIONPAY), message.pack(&UNIONPAY));
        }
    }
}
