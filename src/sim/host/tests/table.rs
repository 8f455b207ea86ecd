//! Every row of the key table: a request of it is approved, booked under its name, counted on its side, answered with its
//! fields, and reversed or not.

use super::*;
use crate::sim::CODES;

/// Message type, key, side, the fields that its answer has beside those of every trade.
type Row = (Trade, &'static str, (&'static str, &'static str, &'static str), Side, &'static [u8]);

const ROWS: [Row; 23] = [
    (Trade::Balance, "0200", ("310000", "00", "01"), Side::Neither, &[2, 14, 23, 53, 54, 55]),
    (Trade::Sale, "0200", ("000000", "00", "22"), Side::Debit, &[2, 14, 23, 38, 53, 55, 63]),
    (Trade::Instalment, "0200", ("000000", "64", "22"), Side::Debit, &[2, 14, 23, 38, 53, 55, 62, 63]),
    (Trade::Void, "0200", ("200000", "00", "23"), Side::Credit, &[2, 14, 38, 63]),
    (Trade::Refund, "0220", ("200000", "00", "25"), Side::Credit, &[2, 14, 38, 63]),
    (Trade::PreAuth, "0100", ("030000", "06", "10"), Side::Neither, &[2, 14, 23, 38, 53, 55, 63]),
    (Trade::PreAuthAdd, "0100", ("030000", "60", "10"), Side::Neither, &[2, 14, 38, 54, 63]),
    (Trade::PreAuthVoid, "0100", ("200000", "06", "11"), Side::Neither, &[2, 14, 38, 63]),
    (Trade::Completion, "0200", ("000000", "06", "20"), Side::Debit, &[2, 14, 38, 63]),
    (Trade::CompletionAdvice, "0220", ("000000", "06", "24"), Side::Debit, &[2, 14, 38, 63]),
    (Trade::CompletionVoid, "0200", ("200000", "06", "21"), Side::Credit, &[2, 14, 38, 63]),
    (Trade::OfflineSettlement, "0220", ("000000", "00", "30"), Side::Debit, &[2, 14, 38, 63]),
    (Trade::Adjust, "0220", ("000000", "00", "32"), Side::Neither, &[2, 14, 38, 63]),
    (Trade::TipAdjust, "0220", ("000000", "00", "34"), Side::Neither, &[2, 14, 38, 63]),
    (Trade::EcashSale, "0200", ("000000", "00", "36"), Side::Debit, &[2, 14]),
    (Trade::EcashRefund, "0220", ("200000", "00", "27"), Side::Credit, &[2, 14, 38, 63]),
    (Trade::LoadDesignated, "0200", ("600000", "91", "45"), Side::Neither, &[2, 14, 23, 38, 53, 55, 63]),
    (Trade::LoadOther, "0200", ("620000", "91", "47"), Side::Debit, &[2, 14, 23, 38, 53, 55, 63]),
    (Trade::LoadCash, "0200", ("630000", "91", "46"), Side::Credit, &[2, 14, 23, 38, 53, 55, 63]),
    (Trade::LoadVoid, "0200", ("170000", "91", "51"), Side::Neither, &[2, 14, 38, 63]),
    (Trade::QrSale, "0200", ("000000", "00", "22"), Side::Debit, &[59, 63]),
    (Trade::QrVoid, "0200", ("200000", "00", "23"), Side::Credit, &[59, 63]),
    (Trade::QrRefund, "0220", ("200000", "00", "25"), Side::Credit, &[59, 63]),
];

const FEN: u64 = 1000;

/// What must stand before a trade can be about it.
fn before(trade: Trade) -> Option<Trade> {
    use Trade::*;
    match trade {
        Void | Refund => Some(Sale),
        PreAuthAdd | PreAuthVoid | Completion | CompletionAdvice => Some(PreAuth),
        CompletionVoid => Some(Completion),
        Adjust => Some(OfflineSettlement),
        EcashRefund => Some(EcashSale),
        LoadVoid => Some(LoadCash),
        QrVoid | QrRefund => Some(QrSale),
        _ => None,
    }
}

fn row(trade: Trade) -> Row {
    *ROWS.iter().find(|row| row.0 == trade).unwrap()
}

/// A request of a trade about the answer to the one before it.
fn request(terminal: &Terminal, trade: Trade, stan: u32, original: Option<&Message>) -> Message {
    use Trade::*;
    let (_, mti, key, ..) = row(trade);
    let mut request = terminal.trade(mti, key, stan, FEN);
    let of = |field| original.and_then(|answer| answer.text(field)).unwrap_or_default().to_owned();
    let (zeros, full) = (format!("{:012}0122", 0), format!("000001{}0122", of(11)));
    let mut set = |fields: &[(u8, &str)]| {
        for (field, text) in fields {
            request.set_text(*field, text);
        }
    };
    match trade {
        Void | LoadVoid => set(&[(37, &of(37)), (61, &full[..12])]),
        CompletionVoid => set(&[(37, &of(37)), (61, &full)]),
        Refund => set(&[(22, "022"), (37, &of(37)), (61, &zeros), (63, "000")]),
        EcashRefund => set(&[(22, "052"), (37, &of(37)), (61, &full)]),
        PreAuthAdd | PreAuthVoid | Completion | CompletionAdvice => set(&[(38, &of(38)), (61, &zeros)]),
        OfflineSettlement => set(&[(63, "CUP")]),
        Adjust => set(&[(61, &full), (63, "CUP")]),
        QrSale => set(&[(22, "032"), (59, &format!("A3019{}", CODES[0].code))]),
        QrVoid => set(&[(22, "032"), (37, &of(37)), (59, &of(59)), (61, &full[..12])]),
        QrRefund => set(&[(22, "032"), (37, &of(37)), (59, &of(59)), (61, &zeros)]),
        Balance => request.remove(4),
        Instalment => {
            request.set_bytes(62, format!("12{:30}", "").as_bytes());
        }
        EcashSale => {
            let mut data = chip(FEN);
            let at = data.windows(3).position(|three| three == [0x9F, 0x27, 0x01]).unwrap();
            data[at + 3] = 0x40;
            data.extend(b"\x8A\x02Y3");
            request.set_text(63, "CUP").set_bytes(55, &data);
        }
        _ => {}
    }
    match trade {
        QrSale | QrVoid | QrRefund => {}
        Balance | Sale | Instalment | PreAuth | LoadDesignated | LoadOther | LoadCash => {
            with_chip(&mut request, terminal, by_place(1).unwrap());
        }
        _ => with_number(&mut request, by_place(1).unwrap()),
    }
    request
}

/// Approves what must stand before, then the trade itself.
fn approve(terminal: &mut Terminal, trade: Trade, stan: u32) -> (Message, Message) {
    let original = before(trade).map(|earlier| approve(terminal, earlier, stan - 1).1);
    let request = request(terminal, trade, stan, original.as_ref());
    let answer = terminal.ask(&request);
    assert_eq!(answer.text(39), Some("00"), "{trade:?} {request:?}");
    (request, answer)
}

#[test]
fn every_trade_is_booked_counted_answered_and_reversed_as_the_table_says() {
    let all: Vec<Trade> = Trade::all().collect();
    assert_eq!(all, ROWS.map(|row| row.0), "a row is missing");
    // Tips need a foreign card; their own test has them.
    for (trade, _, _, side, extra) in ROWS.into_iter().filter(|row| row.0 != Trade::TipAdjust) {
        let mut terminal = Terminal::ready();
        let (request, answer) = approve(&mut terminal, trade, 10);
        assert_eq!((terminal.entry(10).kind, trade.side()), (trade, side));
        let common = [3, 4, 11, 12, 13, 15, 25, 32, 37, 39, 41, 42, 44, 49, 60, 64];
        let mut expected: Vec<u8> = common.iter().chain(extra).copied().collect();
        if trade == Trade::Balance {
            expected.retain(|field| !matches!(field, 4 | 15));
        }
        expected.sort_unstable();
        assert_eq!(answer.fields().collect::<Vec<_>>(), expected, "{trade:?}");

        let with = terminal.totals();
        let reversal = terminal.ask(&terminal.reversal_of(&request));
        let code = if trade.is_reversible() { "00" } else { "30" };
        assert_eq!(reversal.text(39), Some(code), "{trade:?}");
        let state = if trade.is_reversible() { BookState::Reversed } else { BookState::Approved };
        assert_eq!(terminal.state(10), Some(state), "{trade:?}");
        let moved = trade.is_reversible() && side != Side::Neither;
        assert_eq!(with != terminal.totals(), moved, "{trade:?}");
        if trade.is_reversible() {
            assert_eq!(reversal.has(44), !trade.is_pre_auth_family(), "{trade:?}");
            if let Some(original) = before(trade) {
                assert_eq!(terminal.state(9), Some(BookState::Approved), "{original:?} stands again");
            }
            assert_eq!(terminal.code(&terminal.reversal_of(&request)), "00");
        }
    }
}

#[test]
fn every_trade_is_refused_on_order_and_leaves_its_original_alone() {
    for trade in Trade::all().filter(|trade| *trade != Trade::TipAdjust) {
        let mut terminal = Terminal::ready();
        let original = before(trade).map(|earlier| approve(&mut terminal, earlier, 9).1);
        let before_it = terminal.host.books().entry(1, 9).cloned();
        terminal.host.faults().next(Fault::Code("91"));
        let request = request(&terminal, trade, 10, original.as_ref());
        let answer = terminal.ask(&request);
        assert_eq!((answer.text(39), answer.has(64)), (Some("91"), true), "{trade:?}");
        assert_eq!(terminal.state(10), Some(BookState::Declined));
        assert_eq!(terminal.host.books().entry(1, 9).cloned(), before_it, "{trade:?}");
    }
}
