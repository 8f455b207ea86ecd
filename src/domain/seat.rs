//! A second screen of the terminal, as a technician has one over SSH: who sits there, and what is recorded of it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::OperatorNo;

/// The longest name of a user that is kept, in characters.
const USER_MAX: usize = 32;
/// The longest fingerprint or address that is kept, in characters.
const WORD_MAX: usize = 96;

/// Who has opened a seat, as the system and sshd say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// The user's number, by the word of the kernel.
    pub uid: u32,
    /// The user's name, by the word of `/etc/passwd`.
    pub user: String,
    /// The fingerprint of the SSH key, by the word of the program at the other end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssh_key: Option<String>,
    /// Where the SSH client is, by the word of the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssh_from: Option<String>,
}

impl Guest {
    /// A guest, with every word cut to what a journal may hold: printable ASCII of limited length.
    pub fn new(uid: u32, user: &str, ssh_key: Option<&str>, ssh_from: Option<&str>) -> Guest {
        let word = |text: &str| Some(plain(text, WORD_MAX)).filter(|word| !word.is_empty());
        Guest { uid, user: plain(user, USER_MAX), ssh_key: ssh_key.and_then(word), ssh_from: ssh_from.and_then(word) }
    }
}

impl fmt::Display for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.user.is_empty() { write!(f, "uid {}", self.uid) } else { f.write_str(&self.user) }
    }
}

fn plain(text: &str, max: usize) -> String {
    text.chars().filter(|sign| sign.is_ascii_graphic() || *sign == ' ').take(max).collect::<String>().trim().to_owned()
}

/// A fact of a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatFact {
    /// What happened.
    #[serde(flatten)]
    pub act: SeatAct,
    /// Who was signed in there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<OperatorNo>,
    /// Whose screen it is, as the system and sshd say.
    pub guest: Guest,
}

/// What happened at a seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum SeatAct {
    /// Somebody signed in there.
    SignedIn,
    /// Somebody with the right password was sent away: the number is no technician's.
    Refused,
    /// The mirror of the operator's screen was opened.
    LooksOn,
    /// It was closed.
    LooksAway,
    /// The operator was asked for control of the screen.
    ControlAsked,
    /// The operator let the seat have it.
    ControlBegan {
        /// Who.
        operator: OperatorNo,
    },
    /// The operator did not, or nobody answered.
    ControlRefused,
    /// It has ended.
    ControlEnded,
    /// Something was done from there.
    Command {
        /// What, by its stable name.
        command: String,
    },
    /// The seat was left: signed out, hung up, or closed.
    Left,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_of_themselves_is_cut_to_size() {
        let guest = Guest::new(1000, "tech\x1b[2J\n", Some(&"x".repeat(500)), Some(" \u{1f600} "));
        assert_eq!(guest.user, "tech[2J");
        assert_eq!(guest.ssh_key.map(|key| key.len()), Some(WORD_MAX));
        assert_eq!(guest.ssh_from, None);
        assert_eq!(Guest::new(7, "", None, None).to_string(), "uid 7");
    }
}
