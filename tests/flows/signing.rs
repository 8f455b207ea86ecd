//! The cardholder signs on the screen: when it is asked for, what the slip says, and what becomes of it when things go wrong.

use keytill::{
    app::Event,
    domain::{DeliveryEnd, Fact, Parcel, receipt::Line},
    flow::{Rules, Setup, SignatureOn, Signing},
    keypad::{Phase, Pointer},
};

use super::support::*;

fn till() -> Till {
    Till::ready_with(Setup { rules: Rules { signature: SignatureOn::Screen, ..Rules::default() }, ..setup() })
}

/// The rows of the last slip.
fn slip(till: &Till) -> String {
    let text = |line: &Line| match line {
        Line::Text(text) | Line::Centred(text, _) => Some(text.clone()),
        Line::Pair(label, value, _) => Some(format!("{label} {value}")),
        _ => None,
    };
    let rows: Vec<String> = till.printed.last().unwrap().receipt.lines.iter().filter_map(text).collect();
    rows.join("\n")
}

fn due(till: &Till) -> usize {
    till.count(|fact| matches!(fact, Fact::ParcelDue { parcel: Parcel::Signature, .. }))
}

#[test]
fn the_slip_waits_for_the_signature_which_goes_up() {
    let mut till = till();
    till.sell_stripe(1234).host(approved()).must_show(&["APPROVED", "12.34", "Let the cardholder sign"]);
    assert_eq!(till.printed.len(), 0);
    till.keys("E").must_show(&["Cardholder: please sign below", "12.34", "Code "]);
    till.scribble().hold_disk().keys("E").must_show(&["APPROVED", "Saving the signature"]);
    assert_eq!(till.printed.len(), 0, "not before it is durable");
    till.hold_host().release_disk().must_show(&["Signature saved"]);
    assert!(slip(&till).contains("电子签名(SIGNED ON SCREEN) "), "{}", slip(&till));
    assert!(!slip(&till).contains("持卡人签名"));
    till.release_host().seconds(3).must_show(&["Signature sent"]);
    till.keys("E");
    assert_eq!(till.asked().last().map(String::as_str), Some("signature of 000002"));
    let delivery = till.record(2).delivery(Parcel::Signature).unwrap();
    assert!(matches!(delivery.end, Some(DeliveryEnd::Accepted(_))));
    assert!((20..=1998).contains(&delivery.content.len()), "{} hexadecimal digits", delivery.content.len());
    assert_eq!(due(&till), 1);
}

/// What the host will not have stands on paper: a copy of the slip has room for it.
#[test]
fn a_signature_that_the_host_refuses_is_given_on_a_copy() {
    let mut till = till();
    till.sell_stripe(1234).host(approved()).keys("E").scribble().hold_host().keys("E").seconds(3);
    assert!(!slip(&till).contains("CARDHOLDER SIGNATURE"), "nothing is known yet");
    till.host(answer("30")).must_show(&["Signature not taken: reprint and sign"]);
    till.release_host().keys("C").keys("4 E");
    let copy = slip(&till);
    assert!(copy.contains("SIGNED ON SCREEN") && copy.contains("持卡人签名(CARDHOLDER SIGNATURE)"), "{copy}");
}

#[test]
fn whoever_does_not_sign_on_the_screen_signs_on_the_slip() {
    for keys in ["C", "E C C"] {
        let mut till = till();
        till.sell_stripe(1234).host(approved()).keys(keys).must_show(&["APPROVED"]);
        assert!(slip(&till).contains("持卡人签名(CARDHOLDER SIGNATURE)"), "{keys}");
        assert_eq!((till.printed.len(), due(&till)), (1, 0), "{keys}");
        till.keys("E").must_not_show(&["APPROVED"]);
        assert_eq!(till.printed.len(), 1, "{keys}");
    }
}

#[test]
fn a_dot_is_no_signature_and_clear_begins_anew() {
    let mut till = till();
    till.sell_stripe(1234).host(approved()).keys("E E").must_show(&["Signature too short"]);
    till.touch(&[(30, 12)]).keys("E").must_show(&["Signature too short"]);
    till.scribble().keys("D E").must_show(&["Signature too short"]);
    till.keys("7").must_show(&["Cardholder: please sign below"]);
    assert_eq!((till.printed.len(), due(&till)), (0, 0));
}

#[test]
fn too_much_ink_is_signed_again() {
    let mut till = till();
    till.sell_stripe(1234).host(approved()).keys("E");
    let noise = |n: u16| (2 + n.wrapping_mul(7919) % 76, 6 + n.wrapping_mul(104_729u32 as u16) % 15);
    for n in 0..400 {
        till.touch(&[noise(n), noise(n + 7)]);
    }
    till.keys("E").must_show(&["Too many lines, sign again"]);
    till.keys("E").must_show(&["Signature too short"]);
    till.scribble().keys("E").must_show(&["Signature sent"]);
}

#[test]
fn nobody_signs_for_a_small_tap_a_payment_by_code_or_what_is_not_paid() {
    let mut till = till();
    till.sell(1234).card(tap()).authorised(without_pin()).host(approved()).must_show(&["APPROVED"]);
    till.must_not_show(&["sign on the screen"]);
    assert_eq!(till.printed.len(), 1);
    till.keys("E").keys("1 2000 E").card(stripe()).authorised(stripe_with_pin()).host(answer("51"));
    till.must_show(&["NOT PAID"]).must_not_show(&["sign on the screen"]);
    assert_eq!(till.model.terminal.trade.as_ref().unwrap().signing, Signing::No);
}

#[test]
fn a_disk_that_fails_leaves_the_slip_to_sign() {
    let mut till = till();
    till.sell_stripe(1234).host(approved()).keys("E").scribble().break_disk().keys("E");
    assert!(slip(&till).contains("持卡人签名(CARDHOLDER SIGNATURE)"));
    till.must_show(&["APPROVED", "STORAGE FAULT"]).must_not_show(&["Signature saved"]);
}

#[test]
fn after_a_power_cut_the_slip_is_printed_again_to_sign() {
    let mut till = till();
    till.sell_stripe(1234).host(approved()).keys("E").scribble();
    till.restart(Cut::Lost).must_show(&["APPROVED"]);
    till.sign_in("01").keys("1 4 E");
    assert!(slip(&till).contains("持卡人签名(CARDHOLDER SIGNATURE)"), "{}", till.story());
    assert_eq!(due(&till), 0);
}

#[test]
fn touches_elsewhere_are_nothing() {
    let mut till = till();
    let before = till.screen();
    for phase in [Phase::Down, Phase::Drag, Phase::Up] {
        for (column, row) in [(0, 0), (5, 8), (u16::MAX, u16::MAX)] {
            till.send(Event::Pointer(keytill::app::SessionId::KEYPAD, Pointer { column, row, phase }));
        }
    }
    assert_eq!(till.screen(), before);
    till.sell_stripe(1234).host(approved()).keys("E").touch(&[(0, 0), (u16::MAX, u16::MAX), (3, 3)]);
    till.keys("E").must_show(&["Signature too short"]);
}
