//! What a person types of a transaction, told apart by its length.

use crate::domain::{
    AuthCode, Kind, LastFour, Rrn, Search, Stan, State, TerminalId, Transaction, TxnRef, slip_code::SLIP_CODE_DIGITS,
};

/// The longest: the code on a slip.
pub const LONGEST: usize = SLIP_CODE_DIGITS;

/// Where the original may be, and what is typed where it is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the open batch alone.
    OpenBatch,
    /// Anywhere; a reference number that the journal does not have is taken as it is.
    ByReference,
    /// Anywhere; six characters are the authorisation code.
    ByCode,
    /// Anywhere, of payments by code; a reference number that the journal does not have is taken as it is.
    CodePayment,
}

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clue {
    /// A voucher number.
    Voucher(Stan),
    /// Four digits: those of the card, or a voucher number.
    Four(LastFour, Option<Stan>),
    /// A reference number.
    Rrn(Rrn),
    /// An authorisation code, which nothing is looked up by.
    AuthCode(AuthCode),
    /// The code on a slip of this terminal.
    Slip(TxnRef),
}

impl Clue {
    /// What these signs are; none where they are nothing.
    pub fn read(typed: &str, scope: Scope, terminal: &TerminalId) -> Option<Clue> {
        let voucher = || Stan::try_from(typed.parse::<u32>().ok()?).ok();
        match typed.len() {
            4 => Some(Clue::Four(typed.parse().ok()?, voucher())),
            6 if scope == Scope::ByCode => typed.parse().ok().map(Clue::AuthCode),
            1..=6 => voucher().map(Clue::Voucher),
            12 => typed.parse().ok().map(Clue::Rrn),
            SLIP_CODE_DIGITS => TxnRef::of_slip_code(typed, terminal).map(Clue::Slip),
            _ => None,
        }
    }

    /// Whether a transaction of the open batch may be meant.
    pub fn fits(&self, txn: &Transaction) -> bool {
        match self {
            Clue::Voucher(stan) => txn.txn.stan == *stan,
            Clue::Four(last, stan) => LastFour::of(txn) == Some(*last) || Some(txn.txn.stan) == *stan,
            Clue::Rrn(rrn) => txn.host.as_ref().and_then(|host| host.rrn.as_ref()) == Some(rrn),
            Clue::AuthCode(_) => false,
            Clue::Slip(name) => txn.txn == *name,
        }
    }

    /// What the journal is asked for.
    pub fn search(&self) -> Option<Search> {
        let none = Search::default();
        Some(match self {
            Clue::Voucher(stan) => Search { voucher: Some(*stan), ..none },
            Clue::Four(last, _) => Search { last_four: Some(*last), ..none },
            Clue::Rrn(rrn) => Search { rrn: Some(rrn.clone()), ..none },
            Clue::AuthCode(_) => return None,
            Clue::Slip(name) => Search { voucher: Some(name.stan), ..none },
        })
    }
}

/// Whether the refund of a payment by code can go back to that one: there must be something that its host knows it by.
pub fn refunds_code(txn: &Transaction) -> bool {
    let referenced = txn.host.as_ref().is_some_and(|host| host.rrn.is_some());
    let known = txn.extra.voucher.is_some() || txn.extra.order.is_some();
    txn.state == State::Approved && txn.kind == Kind::Sale && txn.is_by_code() && referenced && known
}

/// Whether a transaction of this kind can go back to that one, wherever it is.
pub fn goes_back_to(kind: Kind, txn: &Transaction) -> bool {
    let host = txn.host.as_ref();
    let (referenced, coded) =
        (host.is_some_and(|host| host.rrn.is_some()), host.is_some_and(|host| host.auth_code.is_some()));
    let by_card = txn.state == State::Approved && !txn.is_by_code();
    match kind {
        Kind::Refund => by_card && referenced && matches!(txn.kind, Kind::Sale | Kind::Instalment),
        Kind::EcashRefund => by_card && referenced && txn.kind == Kind::EcashSale,
        Kind::PreAuthAdd | Kind::PreAuthVoid | Kind::Completion | Kind::CompletionAdvice => {
            by_card && coded && txn.kind == Kind::PreAuth
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_told_apart_by_its_length() {
        let terminal: TerminalId = "99999906".parse().unwrap();
        let read = |typed: &str, scope| Clue::read(typed, scope, &terminal);
        let stan = |number: u32| Stan::try_from(number).unwrap();
        for scope in [Scope::OpenBatch, Scope::ByReference, Scope::ByCode] {
            assert_eq!(read("17", scope), Some(Clue::Voucher(stan(17))));
            assert_eq!(read("1234", scope), Some(Clue::Four("1234".parse().unwrap(), Some(stan(1234)))));
            assert_eq!(read("0000", scope), Some(Clue::Four("0000".parse().unwrap(), None)));
            assert!(matches!(read("00000000A017", scope), Some(Clue::Rrn(_))));
            let name = TxnRef { batch: 3.try_into().unwrap(), stan: stan(4) };
            assert_eq!(read(&name.slip_code(&terminal), scope), Some(Clue::Slip(name)));
            for nothing in ["", "0", "1A", "1234567", "12345678901", "1234567890123", "290000030000040000"] {
                assert_eq!(read(nothing, scope), None, "{nothing}");
            }
        }
        assert_eq!(read("000017", Scope::ByReference), Some(Clue::Voucher(stan(17))));
        assert!(matches!(read("A1B2C3", Scope::ByCode), Some(Clue::AuthCode(_))));
    }
}
