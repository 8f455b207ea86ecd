//! Sales that go well, and those that end before the host is asked.

use super::{
    support::*,
    table::{Row, play},
};

#[test]
fn a_sale_by_chip() {
    play(&[Row {
        name: "chip",
        state: Till::ready,
        events: |t| {
            t.sell_chip(1234).host(approved()).reader(completed(true));
        },
        effects: &[],
        shows: &["APPROVED", "12.34"],
    }]);
}
