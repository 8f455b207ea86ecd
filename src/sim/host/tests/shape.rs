//! The fields of answers beside published bitmaps. What a bitmap has or lacks of the conditional fields does not count.

use super::*;

const CONDITIONAL: [u8; 12] = [2, 14, 23, 26, 35, 36, 38, 52, 53, 54, 55, 62];

fn fields(bitmap: u64) -> Vec<u8> {
    (1..=64).filter(|field| bitmap >> (64 - field) & 1 == 1).filter(|field| !CONDITIONAL.contains(field)).collect()
}

#[test]
fn answers_have_the_fields_of_published_bitmaps() {
    let mut terminal = Terminal::ready();
    let card = by_place(1).unwrap();
    let mut balance = terminal.trade("0200", ("310000", "00", "01"), 2, 0);
    balance.remove(4);
    with_chip(&mut balance, &terminal, card);
    let sale = terminal.sale(3, 100, card, "123456");
    let mut reversed = terminal.sale(4, 100, card, "123456");
    reversed.remove(55);
    reversed.set_text(22, "021");
    let mut refund = terminal.trade("0220", ("200000", "00", "25"), 5, 100);
    with_number(&mut refund, card);
    refund.set_text(22, "022").set_text(61, &format!("{:012}0122", 0)).set_text(63, "000");
    let managed = |code, mti| {
        let mut message = terminal.message(mti, "00", code);
        message.set_text(11, "000090");
        message
    };
    let sign_on = managed("003", "0800");
    let sign_off = managed("002", "0820");
    let mut batch = managed("201", "0320");
    batch.set_text(48, &format!("0100000003{:0>20}{:012}", card.pan, 100));
    let settlement = terminal.settlement(&"0".repeat(62));
    let parameters = terminal.message("0800", "00", "360");
    let echo = terminal.message("0820", "00", "301");
    let mut status = terminal.message("0820", "00", "362");
    status.set_bytes(62, b"011");

    let mut check = |name: &str, request: &Message, bitmap: u64| {
        let answer = terminal.ask(request);
        let mut found: Vec<u8> = answer.fields().filter(|field| !CONDITIONAL.contains(field)).collect();
        let mut expected = fields(bitmap);
        if name == "batch" {
            // Field 48 comes back at the end of an upload only.
            expected.retain(|field| *field != 48);
        }
        found.sort_unstable();
        assert_eq!(found, expected, "{name}");
        answer.text(37).map(str::to_owned)
    };
    check("inquire", &balance, 0x603C_0081_0AD0_8C11);
    let rrn = check("sale", &sale, 0x703E_0081_0ED0_8813).unwrap();
    check("sale to be reversed", &reversed, 0x703E_0081_0ED0_8813);
    let mut reversal = terminal_reversal(&reversed);
    reversal.set_text(41, "99999906").set_text(42, "001430170119999");
    check("sale reversal", &reversal, 0x703E_0081_0AD0_8811);
    refund.set_text(37, &rrn);
    check("refund", &refund, 0x703E_0081_0ED0_8813);
    check("settlement", &settlement, 0x003A_0001_08C1_8012);
    check("batch", &batch, 0x0038_0001_0AC1_0010);
    check("parameters", &parameters, 0x0018_0000_0AC0_0014);
    check("echo", &echo, 0x0018_0000_02C0_0010);
    check("status", &status, 0x0018_0000_02C0_0014);
    check("sign-off", &sign_off, 0x0038_0001_0AC0_0010);
    check("sign-on", &sign_on, 0x0038_0001_0AC0_0014);
}

fn terminal_reversal(request: &Message) -> Message {
    let mut reversal = Message::new(Mti::new("0400"));
    for field in [2, 3, 4, 11, 14, 22, 23, 25, 49, 60] {
        reversal.set_text(field, request.text(field).unwrap());
    }
    reversal.set_text(39, "98").set_bytes(64, &[0; 8]);
    reversal
}
