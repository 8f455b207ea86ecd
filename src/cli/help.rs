//! The command line with examples below the help of each subcommand. `tests/manual.rs` holds that each has some, and that each is
//! one that this program takes.

use clap::{Command, CommandFactory};

/// A subcommand by its words, and command lines with what each is for.
type Examples = (&'static str, &'static [(&'static str, &'static str)]);

/// A box's configuration in the examples is `/etc/keytill/keytill.toml`, its data folder `/var/lib/keytill`.
const EXAMPLES: &[Examples] = &[
    (
        "",
        &[
            ("keytill demo --lang en", "try it: no other program is needed"),
            ("keytill run --config /etc/keytill/keytill.toml", "the terminal of a box"),
            ("keytill doctor", "what is the matter with a box"),
        ],
    ),
    (
        "run",
        &[
            ("keytill run --config /etc/keytill/keytill.toml", ""),
            ("keytill run --config /etc/keytill/keytill.toml --lang en", "English before anyone has signed in"),
        ],
    ),
    (
        "demo",
        &[
            ("keytill demo --lang en --data /tmp/till", "sign in with 01 and 0000; Ctrl-C ends it"),
            ("keytill demo --touch auto --signature screen", "by finger or mouse, with a signature"),
            ("keytill demo --keymap pos-4x4 --glyphs ascii", "another keypad on a plain console"),
        ],
    ),
    (
        "host-sim",
        &[
            ("keytill host-sim --config packaging/host-sim.toml", "an acquirer's host on port 7000"),
            (
                "keytill host-sim --config packaging/host-sim.toml --fault 'no-answer@0200 x2'",
                "two sales get no answer",
            ),
        ],
    ),
    (
        "pad-sim",
        &[
            ("keytill pad-sim --link /tmp/pad --control", "set [reader] device = \"/tmp/pad\"; help names commands"),
            ("keytill pad-sim --link /tmp/pad --protocol neo2", ""),
        ],
    ),
    (
        "doctor",
        &[
            ("keytill doctor", "all parts of the box of /etc/keytill/keytill.toml"),
            ("keytill doctor --config /etc/keytill/keytill.toml --lang zh-CN", ""),
            ("keytill doctor --data /var/lib/keytill --json", "for scripts: exit status 1 where something failed"),
        ],
    ),
    (
        "doctor reader",
        &[
            ("keytill doctor reader", "all USB serial devices"),
            (
                "keytill doctor reader --device /dev/ttyS1 --config /etc/keytill/keytill.toml",
                "what to write under [reader]",
            ),
        ],
    ),
    (
        "bundle",
        &[
            ("keytill bundle --output /tmp/support.tar", "of the box of /etc/keytill/keytill.toml"),
            ("keytill bundle --output support.tar --config keytill.toml", ""),
        ],
    ),
    (
        "replay",
        &[
            ("keytill replay --step blackbox-1793491200.ktb", "a picture with each key; left goes back, q ends"),
            ("keytill replay --speed 10 blackbox-1793491200.ktb", ""),
            ("keytill replay --text blackbox-1793491200.ktb", "for reading and for scripts"),
        ],
    ),
    (
        "simulate",
        &[
            ("keytill simulate --seed 7 --days 5 --faults harsh", ""),
            ("keytill simulate --seed 1 --seeds 1000 --seconds 60", "seed after seed, for a minute"),
        ],
    ),
    ("keys fetch", &[("keytill keys fetch --config /etc/keytill/keytill.toml", "only while no terminal runs")]),
    (
        "operators set-passwords",
        &[(
            "keytill operators set-passwords --config /etc/keytill/keytill.toml",
            "then type: 01 271828, and so on; Ctrl-D ends",
        )],
    ),
    (
        "operators roster check",
        &[("keytill operators roster check --config /etc/keytill/keytill.toml roster.signed", "")],
    ),
    (
        "operators roster take",
        &[("keytill operators roster take --config /etc/keytill/keytill.toml roster.signed", "")],
    ),
    ("operators roster key", &[("keytill operators roster key office.key", "once, at the head office")]),
    ("operators roster verifier", &[("keytill operators roster verifier", "then type a password")]),
    ("operators roster sign", &[("keytill operators roster sign --key office.key roster.json roster.signed", "")]),
    (
        "approve",
        &[(
            "keytill approve --key approval.key --terminal 99999906 --operator 01 --action refund --amount 12.34 \
             --challenge 123456",
            "the code is read out",
        )],
    ),
    (
        "arrivals check",
        &[
            ("keytill arrivals check arrivals.csv --config /etc/keytill/keytill.toml", ""),
            ("keytill arrivals check arrivals.csv --data /tmp/till --terminal 99999906 --merchant 001430170119999", ""),
        ],
    ),
    ("journal verify", &[("keytill journal verify --data /var/lib/keytill", "also beside a running terminal")]),
    ("journal export", &[("keytill journal export --data /var/lib/keytill --format jsonl", "one transaction a line")]),
    (
        "journal stats",
        &[
            ("keytill journal stats --data /var/lib/keytill", ""),
            ("keytill journal stats --data /var/lib/keytill --json --keep-days 400", ""),
        ],
    ),
    ("journal rebuild", &[("keytill journal rebuild --data /var/lib/keytill", "only while no terminal runs")]),
    (
        "report",
        &[
            ("keytill report --day 2026-11-25 --format csv --data /var/lib/keytill --output day.csv", ""),
            (
                "keytill report --day 2026-11-25 --format pdf --data /var/lib/keytill --output day.pdf \
                 --config /etc/keytill/keytill.toml",
                "with the shop's name and font",
            ),
        ],
    ),
    ("products check", &[("keytill products check products.csv --data /var/lib/keytill", "changes nothing")]),
    ("products import", &[("keytill products import products.csv --data /var/lib/keytill", "all of it or nothing")]),
    ("products export", &[("keytill products export --data /var/lib/keytill --bom", "for a spreadsheet")]),
    ("customers export", &[("keytill customers export - --data /var/lib/keytill", "then type the mobile number")]),
    ("customers erase", &[("keytill customers erase - --data /var/lib/keytill", "only while no terminal runs")]),
    (
        "iso describe",
        &[
            ("keytill iso describe 6000030000613100310000 08000020000000000000000645", "card data masked"),
            ("keytill iso describe --json -", "hexadecimal from standard input; nothing masked"),
        ],
    ),
    (
        "attach",
        &[
            ("keytill attach --lang en", "a second screen of the terminal on this box"),
            ("keytill attach --socket /run/keytill/seat.sock", "where [seat] socket says so"),
        ],
    ),
    ("status", &[("keytill status --json", "for scripts: exit status 0 where a payment can be taken")]),
    ("events", &[("keytill events --follow --json", "a line for each fact as it becomes durable")]),
    ("idle", &[("keytill idle --wait 60", "before a restart: exit status 0 as soon as nothing is in hand")]),
    ("update run", &[("keytill update run", "as root; the timer does it every minute")]),
    ("update status", &[("keytill update status", "")]),
    ("update key", &[("keytill update key vendor.key", "prints the public key for /etc/keytill/update.key")]),
    ("update sign", &[("keytill update sign --key vendor.key keytill_0.1.0-1_amd64.deb", "")]),
    ("technician", &[("keytill technician", "as ForceCommand of sshd; docs/box.md has the list of commands")]),
    (
        "keys learn",
        &[
            ("keytill keys learn --output /etc/keytill/keypad.toml", "the keypad of this terminal"),
            ("keytill keys learn --device auto --output /etc/keytill/keypad.toml", "one that no console knows"),
        ],
    ),
    ("keys test", &[("keytill keys test --device auto --keymap pos-4x4", "")]),
];

/// The whole command line.
pub fn command() -> Command {
    EXAMPLES.iter().fold(super::Args::command(), |command, (words, examples)| {
        let words: Vec<&str> = words.split_whitespace().collect();
        below(command, &words, &text(examples))
    })
}

/// Puts a text below the help of the subcommand with these words. One that there is not is left out; a test finds it.
fn below(command: Command, words: &[&str], text: &str) -> Command {
    match words {
        [] => {
            // Some say their exit codes there already.
            let more = command.get_after_help().map(|more| format!("\n\n{more}")).unwrap_or_default();
            command.after_help(format!("{text}{more}"))
        }
        [word, rest @ ..] if command.find_subcommand(word).is_some() => {
            command.mut_subcommand(word, |found| below(found, rest, text))
        }
        _ => command,
    }
}

fn text(examples: &[(&str, &str)]) -> String {
    let line = |(command, what): &(&str, &str)| match *what {
        "" => format!("  {command}"),
        what => format!("  {command}\n      {what}"),
    };
    format!("Examples:\n{}", examples.iter().map(line).collect::<Vec<_>>().join("\n"))
}
