use super::*;

#[test]
fn nothing_prints_a_card_in_clear() {
    let pan = Pan::new("6228480000000001234").unwrap();
    assert_eq!(format!("{pan:?}"), "Pan(622848*********1234)");
    let track = Track2::new("6228480000000001234D30122010000000000").unwrap();
    assert_eq!(format!("{track:?}"), "Track2(..)");
    assert_eq!(format!("{:?}", PinBlock::new(&[7; 8])), "PinBlock(..)");
}

/// The bytes themselves must not be in the value: a move would leave them behind.
#[test]
fn a_value_that_is_moved_leaves_no_copy() {
    let pointer = size_of::<usize>();
    assert_eq!((size_of::<PinBlock>(), size_of::<Track2>()), (pointer, 2 * pointer));
    assert_eq!((size_of::<Pan>(), size_of::<PayCode>()), (2 * pointer, 2 * pointer));
}

#[test]
fn track_2_gives_number_expiry_and_chip_flag() {
    let track = Track2::new("6228480000000001234=30122010000000000").unwrap();
    assert_eq!(track.pan().unwrap().expose(), "6228480000000001234");
    assert_eq!(track.expiry().unwrap().expose(), "3012");
    assert!(track.has_chip());
}

#[test]
fn a_payment_code_tells_its_wallet_and_nothing_else() {
    let code = PayCode::new("6228123456789012345").unwrap();
    assert_eq!((code.wallet(), format!("{code:?}")), (Wallet::UnionPay, "PayCode(622812*********2345)".into()));
    assert_eq!(PayCode::new("134567890123456789").unwrap().wallet(), Wallet::WeChat);
    assert_eq!(PayCode::new("2812345678901234").unwrap().wallet(), Wallet::Alipay);
    for bad in ["", "622812345678901234", "1345678901234567890", "9912345678901234", "62281234567890123a5"] {
        assert_eq!(PayCode::new(bad), Err(BadCard::Code), "{bad}");
    }
}

#[test]
fn bad_card_data_is_refused_without_being_repeated() {
    for bad in ["", "12345678901", "12345678901234567890", "62284800000000012a4"] {
        assert_eq!(Pan::new(bad), Err(BadCard::Pan));
    }
    for bad in ["6228480000000001234", "622848000000001234==3012", "123=3012", "622848000000001234=30"] {
        assert_eq!(Track2::new(bad), Err(BadCard::Track2));
    }
    assert_eq!(Expiry::new("3013"), Err(BadCard::Expiry));
}
