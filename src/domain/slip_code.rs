//! The code on a slip by which its transaction is found again: digits alone, so that any scanner types them.

use super::{BatchNo, Stan, TerminalId, TxnRef};

/// What the code begins with. In shops it means that a number is of the shop's own (GS1 keeps 20 to 29 for that).
const MARK: &str = "29";
/// The check at its end is a remainder by this prime, which tells any single wrong digit and any two that were swapped.
const PRIME: u64 = 9973;

/// The digits of a code: mark, batch, voucher number, check.
pub const SLIP_CODE_DIGITS: usize = 18;

impl TxnRef {
    /// The code of this transaction on the slips of a terminal.
    pub fn slip_code(self, terminal: &TerminalId) -> String {
        let body = format!("{MARK}{}{}", self.batch, self.stan);
        format!("{body}{:04}", check(&body, terminal))
    }

    /// The transaction whose slip was scanned; none where it is no such code, or another terminal's.
    pub fn of_slip_code(text: &str, terminal: &TerminalId) -> Option<TxnRef> {
        let digits = text.len() == SLIP_CODE_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        let (body, end) = text.split_at_checked(SLIP_CODE_DIGITS - 4).filter(|_| digits)?;
        let number = |range: std::ops::Range<usize>| body.get(range)?.parse::<u32>().ok();
        let batch = BatchNo::try_from(number(2..8)?).ok()?;
        let stan = Stan::try_from(number(8..14)?).ok()?;
        let fits = body.starts_with(MARK) && end.parse() == Ok(check(body, terminal));
        fits.then_some(TxnRef { batch, stan })
    }
}

/// Over the digits and the terminal's number.
fn check(body: &str, terminal: &TerminalId) -> u64 {
    terminal.as_str().bytes().chain(body.bytes()).fold(0, |sum, byte| (sum * 256 + u64::from(byte)) % PRIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(text: &str) -> TerminalId {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_is_read_back_by_its_own_terminal_alone() {
        let txn = TxnRef { batch: BatchNo::try_from(17).unwrap(), stan: Stan::try_from(123).unwrap() };
        let ours = terminal("99999906");
        let code = txn.slip_code(&ours);
        assert_eq!((code.len(), &code[..14]), (SLIP_CODE_DIGITS, "29000017000123"));
        assert_eq!(TxnRef::of_slip_code(&code, &ours), Some(txn));
        assert_eq!(TxnRef::of_slip_code(&code, &terminal("99999907")), None);
    }

    #[test]
    fn no_wrong_digit_is_taken_for_another_transaction() {
        let txn = TxnRef { batch: BatchNo::try_from(999_999).unwrap(), stan: Stan::try_from(54_321).unwrap() };
        let ours = terminal("A1234567");
        let code = txn.slip_code(&ours);
        for at in 0..code.len() {
            for digit in ('0'..='9').filter(|digit| !code[at..].starts_with(*digit)) {
                let wrong = format!("{}{digit}{}", &code[..at], &code[at + 1..]);
                assert_eq!(TxnRef::of_slip_code(&wrong, &ours), None, "{wrong}");
            }
        }
        for wrong in ["", "29", &code[1..], &format!("{code}0"), "29000001000001abcd", "２９0000010000010"] {
            assert_eq!(TxnRef::of_slip_code(wrong, &ours), None, "{wrong}");
        }
    }
}
