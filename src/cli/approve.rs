//! `keytill approve`: the answer to an approval that a terminal asks for, for a head office without a terminal.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use super::{complain, config::read_approval_key, now};
use crate::{
    domain::{
        Amount, Asked, Challenge, Currency, Kind, OperatorNo, TerminalId,
        afar::{ACTIONS, LIFE_STEPS},
    },
    runtime::private,
};

/// Arguments of `keytill approve`: what was read out on the telephone.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file with the shop's key for approvals, 64 hexadecimal digits, which nobody else may read
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The terminal's number
    #[arg(long)]
    terminal: TerminalId,
    /// Who asks
    #[arg(long)]
    operator: OperatorNo,
    /// For what: void, refund, pre-auth-void, completion-void, ecash-refund or load-void
    #[arg(long, value_parser = action)]
    action: Kind,
    /// How much, as the terminal shows it: 12.34
    #[arg(long)]
    amount: String,
    /// The six digits that the terminal shows
    #[arg(long)]
    challenge: Challenge,
    /// Who approves: the number that is told with the code
    #[arg(long, default_value = "00")]
    approver: OperatorNo,
    /// The terminal's currency
    #[arg(long, default_value = "CNY", value_parser = currency)]
    currency: Currency,
}

/// Says the code, or why there is none.
pub fn run(args: &Args) -> ExitCode {
    // Before the key is read.
    let _ = private::close_memory();
    if args.approver == args.operator {
        return complain(&"nobody approves what he asks for himself: --approver is --operator");
    }
    let Some(amount) = amount(&args.amount, args.currency) else {
        let text = format!("--amount {:?} is no amount above 0, written as the terminal shows it: 12.34", args.amount);
        return complain(&text);
    };
    let key = match read_approval_key(&args.key) {
        Ok(key) => key,
        Err(error) => return complain(&error),
    };
    let asked = Asked {
        terminal: args.terminal.clone(),
        operator: args.operator,
        kind: args.action,
        amount,
        challenge: args.challenge,
    };
    put_line!("{}", asked.code(&key, args.approver, now()));
    let _ =
        writeln!(io::stderr(), "told with the number {}; it works once, within {LIFE_STEPS} minutes", args.approver);
    ExitCode::SUCCESS
}

fn action(name: &str) -> Result<Kind, String> {
    let found = ACTIONS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind);
    found.ok_or_else(|| format!("is none of {}", ACTIONS.map(|(_, name)| name).join(", ")))
}

fn currency(letters: &str) -> Result<Currency, String> {
    let found = Currency::ALL.into_iter().find(|currency| currency.letters() == letters);
    found.ok_or_else(|| format!("is none of {}", Currency::ALL.map(Currency::letters).join(", ")))
}

/// An amount as it is written with all its decimals: `12.34` of a currency with two.
fn amount(text: &str, currency: Currency) -> Option<Amount> {
    let decimals = usize::from(currency.decimals());
    let digits = match text.split_once('.') {
        Some((whole, part)) if decimals > 0 && part.len() == decimals && !whole.is_empty() => format!("{whole}{part}"),
        None if decimals == 0 => text.to_owned(),
        _ => return None,
    };
    let minor = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
    Amount::from_minor(minor).ok().filter(|amount| !amount.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_the_terminal_shows_them() {
        let minor = |text: &str| amount(text, Currency::Cny).map(Amount::minor);
        assert_eq!((minor("12.34"), minor("0.05"), minor("1234567.00")), (Some(1234), Some(5), Some(123_456_700)));
        for bad in ["", "12", "12.3", "12.345", ".50", "0.00", "-1.00", "1,234.00", "+1.00", "1.2.3", "９.00"] {
            assert_eq!(minor(bad), None, "{bad}");
        }
        assert_eq!(minor("99999999999999999999.00"), None);
    }
}
