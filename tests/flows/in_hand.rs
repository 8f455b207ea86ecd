//! What would be cut off if the program ended now. A box is updated only while there is nothing of it.

use keytill::{
    app::{InHand, in_hand},
    domain::Lang,
    flow::{Setup, World},
};

use super::support::*;

fn hand(till: &Till) -> Vec<InHand> {
    in_hand(&till.model)
}

#[test]
fn nothing_is_in_hand_at_rest_and_a_sale_is_from_its_amount_to_its_last_screen() {
    let mut till = Till::on();
    assert_eq!(hand(&till), []);
    till.sign_in("01");
    assert_eq!(hand(&till), [], "whoever is only signed in loses nothing");
    till.keys("1 1");
    assert_eq!(hand(&till), [], "nothing has been typed");
    till.keys("1234");
    assert_eq!(hand(&till), [InHand::Entry]);
    till.keys("E");
    assert_eq!(hand(&till), [InHand::Trade]);
    till.card(stripe()).authorised(stripe_with_pin());
    assert!(hand(&till).contains(&InHand::Trade) && hand(&till).contains(&InHand::Message), "{:?}", hand(&till));
    till.host(approved()).must_show(&["APPROVED"]);
    assert!(hand(&till).contains(&InHand::Trade), "nobody has read it yet");
    till.keys("E");
    assert_eq!(hand(&till), []);
}

#[test]
fn what_is_locked_is_still_in_hand() {
    let mut till = Till::ready();
    till.keys("1 1 1234").seconds(600).must_show(&["Locked"]);
    assert_eq!(hand(&till), [InHand::Entry]);
}

#[test]
fn a_reversal_that_is_owed_is_in_hand_until_the_host_has_it() {
    let mut till = Till::ready();
    till.sell_stripe(1234).hold_host().fault(no_answer()).keys("E");
    assert!(hand(&till).contains(&InHand::Unsent), "{:?}", hand(&till));
    till.release_host().seconds(120);
    assert_eq!(hand(&till), []);
}

#[test]
fn a_record_on_its_way_to_the_disk_is_in_hand() {
    let mut till = Till::on();
    till.hold_disk().sign_in("01");
    assert_eq!(hand(&till), [InHand::Record]);
    till.release_disk();
    assert_eq!(hand(&till), []);
}

#[test]
fn a_settlement_is_in_hand_until_it_has_ended() {
    let mut till = Till::ready();
    till.hold_host().keys("1 5 E");
    assert!(hand(&till).contains(&InHand::Settlement), "{:?}", hand(&till));
    till.release_host();
    assert!(!hand(&till).contains(&InHand::Settlement), "{:?}", hand(&till));
}

#[test]
fn somebody_who_trains_is_not_thrown_out() {
    let mut till = Till::new(Setup { world: World::Training, ..setup() }, book(), Lang::En, (53, 20));
    till.start();
    assert_eq!(hand(&till), []);
    till.sign_in("01");
    assert_eq!(hand(&till), [InHand::Training]);
}
