//! `keytill technician`: what a technician may do over SSH. sshd runs it in place of a shell (`ForceCommand`); it knows a fixed
//! list of commands, and hands what was asked for to this program itself, word for word, with no shell between.

use std::{
    env,
    io::{self, IsTerminal},
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

use super::complain;

/// What sshd puts the client's words into.
const ASKED: &str = "SSH_ORIGINAL_COMMAND";
/// No command of the list is longer.
const LONGEST: usize = 200;

/// A command with the words that may follow it, in any order and each once.
const LIST: [(&[&str], &[&str]); 8] = [
    (&["attach"], &[]),
    (&["status"], &["--json"]),
    (&["events"], &["--follow", "--json"]),
    (&["doctor"], &["--json"]),
    (&["doctor", "reader"], &[]),
    (&["idle"], &[]),
    (&["update", "status"], &[]),
    (&["help"], &[]),
];

/// Why nothing is done.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error("{0:?} is not on the list; \"help\" shows it")]
    NotListed(String),
    #[error("a command has at most {LONGEST} characters")]
    TooLong,
    #[error("a screen needs a terminal: ssh -t")]
    NoTerminal,
}

/// Does what the client of sshd has asked for, or opens a screen where nothing was asked.
pub fn run() -> ExitCode {
    let asked = env::var(ASKED).unwrap_or_default();
    match choose(&asked, io::stdin().is_terminal()) {
        Ok(words) if words == ["help"] => {
            help();
            ExitCode::SUCCESS
        }
        Ok(words) => complain(&exec(&words)),
        Err(refused) => {
            tracing_line(&refused);
            complain(&refused)
        }
    }
}

/// The words to run this program with.
fn choose(asked: &str, terminal: bool) -> Result<Vec<&'static str>, Refused> {
    if asked.len() > LONGEST {
        return Err(Refused::TooLong);
    }
    let words: Vec<&str> = asked.split_ascii_whitespace().collect();
    let words = if words.is_empty() { vec!["attach"] } else { words };
    let chosen = LIST.iter().find_map(|(command, options)| listed(&words, command, options));
    let chosen = chosen.ok_or_else(|| Refused::NotListed(words.join(" ").escape_default().to_string()))?;
    if chosen == ["attach"] && !terminal { Err(Refused::NoTerminal) } else { Ok(chosen) }
}

/// The words of the list that were asked for: they, and not the client's, are what is run.
fn listed(words: &[&str], command: &[&'static str], options: &[&'static str]) -> Option<Vec<&'static str>> {
    let rest = words.strip_prefix(command)?;
    let mut chosen = command.to_vec();
    for word in rest {
        let option = options.iter().find(|option| *option == word)?;
        if chosen.contains(option) {
            return None;
        }
        chosen.push(option);
    }
    Some(chosen)
}

/// Runs this program anew in place of this one; comes back only with why it could not.
fn exec(words: &[&str]) -> String {
    match env::current_exe() {
        Ok(program) => format!("{}: {}", program.display(), Command::new(&program).args(words).exec()),
        Err(error) => format!("this program cannot find itself: {error}"),
    }
}

/// A refusal is worth a line where sshd's own log has one.
fn tracing_line(refused: &Refused) {
    let _ = crate::runtime::log::start(&crate::runtime::log::Config::default());
    tracing::warn!("a technician's command was refused: {refused}");
}

fn help() {
    put_line!("Commands, by ssh HOST COMMAND; without one a screen opens:");
    for (command, options) in LIST {
        let options: String = options.iter().map(|option| format!(" [{option}]")).collect();
        put_line!("  {}{options}", command.join(" "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_list_is_run_as_it_stands_there() {
        assert_eq!(choose("", true), Ok(vec!["attach"]));
        assert_eq!(choose("  status   --json ", false), Ok(vec!["status", "--json"]));
        assert_eq!(choose("events --follow --json", false), Ok(vec!["events", "--follow", "--json"]));
        assert_eq!(choose("doctor reader", false), Ok(vec!["doctor", "reader"]));
        assert_eq!(choose("update status", false), Ok(vec!["update", "status"]));
        assert_eq!(choose("", false), Err(Refused::NoTerminal));
    }

    #[test]
    fn nothing_else_is_run() {
        for asked in [
            "sh",
            "attach; sh",
            "status;sh",
            "status $(sh)",
            "status `sh`",
            "status --json --json",
            "status && sh",
            "status\n--follow",
            "status --config /etc/shadow",
            "doctor --json reader x",
            "run --config /tmp/x",
            "update run",
            "update",
            "../keytill status",
            "--help",
            "status \u{202e}",
            "\u{0}",
        ] {
            assert!(matches!(choose(asked, true), Err(Refused::NotListed(_))), "{asked:?}");
        }
        assert_eq!(choose(&"x".repeat(LONGEST + 1), true), Err(Refused::TooLong));
    }

    #[test]
    fn a_refusal_repeats_no_control_characters() {
        let Err(refused) = choose("\u{1b}[2Jx", true) else { panic!("it is not on the list") };
        assert!(!refused.to_string().contains('\u{1b}'), "{refused}");
    }
}
