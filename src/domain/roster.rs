//! The operators that the acquirer or head office wants on a terminal, as they are taken in; and the quarantine of those
//! whom nobody in the shop has approved.

use serde::{Deserialize, Serialize};

use super::{Mobile, OperatorNo, PersonName, WallTime, operator::PasswordHash, permission::RoleName};

/// One operator of a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterEntry {
    /// Which number, 01 to 98.
    pub operator: OperatorNo,
    /// Whose it is.
    pub name: PersonName,
    /// The role; none: that of the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// By which the person may sign in as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Mobile>,
    /// Whether the number may be used.
    pub active: bool,
    /// A password, as argon2id in PHC form. It counts where the number is new on a terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordHash>,
    /// Whether the password counts where the number is there already, too: somebody has forgotten it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// Whether the password is for the first sign-in alone and must be changed then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first: bool,
    /// Until when a supervisor of the shop has to approve the number, in seconds since 1970 UTC, where it is new there: the
    /// applicant gave name and mobile number himself, and nobody has seen him yet. None: it needs no approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approve_before: Option<i64>,
}

impl RosterEntry {
    /// When the number lapses, where nobody approves it.
    pub fn lapses(&self) -> Option<WallTime> {
        self.approve_before.map(|seconds| WallTime(seconds.saturating_mul(1000)))
    }
}

/// The state of an operator whom no supervisor of the shop has approved yet: until then, there is nothing but training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantine {
    /// When the number lapses.
    pub lapses: WallTime,
    /// The latest time that is known to have passed for it: a clock that is set back does not lengthen the quarantine beyond what
    /// was left then.
    pub seen: WallTime,
}

impl Quarantine {
    /// Whether the number has lapsed.
    pub fn has_lapsed(&self, wall: WallTime) -> bool {
        wall.max(self.seen) >= self.lapses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_does_not_bring_a_lapsed_number_back() {
        let quarantine = Quarantine { lapses: WallTime(100), seen: WallTime(10) };
        assert!(!quarantine.has_lapsed(WallTime(99)));
        assert!(quarantine.has_lapsed(WallTime(100)));
        let seen = Quarantine { seen: WallTime(100), ..quarantine };
        assert!(seen.has_lapsed(WallTime(0)));
    }
}
