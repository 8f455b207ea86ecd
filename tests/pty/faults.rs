//! The menu of the training host's faults, through the running program to its host.

use crate::terminal::*;

#[test]
fn a_fault_from_the_menu_hits_the_next_sale_and_can_be_taken_back() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in("01", "0000");
    till.see("Host OK");
    till.keys("0");
    till.see("1 Host faults");
    till.keys("1");
    till.see("Garbled answer");
    till.keys("1");
    till.see("For how many messages?");
    till.keys("9");
    till.see("The next 9 messages: No answer");
    till.keys("Esc");
    till.see("9 Basket");
    till.keys("1");
    till.see("Settlement");
    till.ask_for_card("1234");
    till.pick(1);
    till.see("NOT KNOWN");

    // While the faults last, its reversal gets no answer either; without them it is acknowledged.
    till.keys("Enter");
    till.see("Settlement");
    till.keys("Esc");
    till.see("9 Basket");
    till.keys("0");
    till.see("1 Host faults");
    till.keys("1");
    till.see("Garbled answer");
    till.keys("Back");
    till.see("Queue 0");
    assert_eq!(states(folder.path()), ["reversed"]);
    assert_agree(folder.path());
}
