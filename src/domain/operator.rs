//! Operators: numbers, roles and what a password must look like.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Mobile, PersonName, Quarantine, WallTime, ids::BadId, permission::RoleName};

/// An operator number (操作员号), 00 to 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OperatorNo(u8);

impl OperatorNo {
    /// The supervisor (主管).
    pub const SUPERVISOR: OperatorNo = OperatorNo(0);
    /// The first operator: the one whom messages name that the terminal sends by itself.
    pub const FIRST: OperatorNo = OperatorNo(1);
    /// The administrator (系统管理员).
    pub const ADMINISTRATOR: OperatorNo = OperatorNo(99);

    /// The numbers 01 to 98, which sell.
    pub fn sellers() -> impl Iterator<Item = OperatorNo> {
        (1..=98).map(OperatorNo)
    }

    /// The role that comes with the number.
    pub fn role(self) -> Role {
        match self.0 {
            0 => Role::Supervisor,
            99 => Role::Administrator,
            _ => Role::Operator,
        }
    }
}

impl fmt::Display for OperatorNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl std::str::FromStr for OperatorNo {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        match text.as_bytes() {
            [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Ok(OperatorNo((a - b'0') * 10 + (b - b'0'))),
            _ => Err(BadId { what: "operator number", expected: "two digits", found: text.into() }),
        }
    }
}

impl TryFrom<String> for OperatorNo {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        text.parse()
    }
}

impl From<OperatorNo> for String {
    fn from(number: OperatorNo) -> String {
        number.to_string()
    }
}

/// What an operator number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// 01 to 98: sells.
    Operator,
    /// 00: approves voids, looks after operators and the batch; does not sell.
    Supervisor,
    /// 99: parameters and technical work; does not sell.
    Administrator,
}

impl Role {
    /// The shortest password that the role may have, in digits.
    pub fn password_min(self) -> usize {
        match self {
            Role::Operator => 4,
            Role::Supervisor => 6,
            Role::Administrator => 8,
        }
    }

    /// The longest password, in digits. Operators keep to eight; the others may go on.
    pub fn password_max(self) -> usize {
        match self {
            Role::Operator => 8,
            Role::Supervisor | Role::Administrator => 12,
        }
    }
}

/// How many earlier passwords are remembered, so that they do not come again.
pub const EARLIER_MAX: usize = 3;

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Shorter or longer than the role's may be, or not of digits.
    Length,
    /// All one digit, or digits in a row.
    Regular,
}

/// Why these digits will not do as a password for this role, if so.
pub fn weakness(role: Role, digits: &str) -> Option<Weakness> {
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || !(role.password_min()..=role.password_max()).contains(&digits.len()) {
        return Some(Weakness::Length);
    }
    let steps: Vec<i16> = digits.as_bytes().windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    let regular = steps.windows(2).all(|pair| pair[0] == pair[1]) && steps.first().is_some_and(|s| s.abs() <= 1);
    regular.then_some(Weakness::Regular)
}

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// Chinese as written in the mainland.
    #[default]
    #[serde(rename = "zh-CN", alias = "zh")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Lang {
        match self {
            Lang::ZhCn => Lang::En,
            Lang::En => Lang::ZhCn,
        }
    }
}

/// What the ledger knows of an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorRecord {
    /// The password as an argon2id PHC string.
    pub password: PasswordHash,
    /// The language that the operator last chose.
    #[serde(default)]
    pub lang: Option<Lang>,
    /// Wrong passwords since the last right one.
    #[serde(default)]
    pub failures: u8,
    /// When the last wrong password was typed.
    #[serde(default)]
    pub last_failure: Option<WallTime>,
    /// Whether it is still the password that every terminal is shipped with.
    #[serde(default)]
    pub shipped: bool,
    /// The role that was given in place of the number's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// The passwords before this one, the last first; [`EARLIER_MAX`] at most.
    #[serde(default)]
    pub earlier: Vec<PasswordHash>,
    /// Whose number it is, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<PersonName>,
    /// By which the person may sign in as well. No two operators have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Mobile>,
    /// Whether the number stands in the roster that was taken last.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rostered: bool,
    /// Whether the enrolment service gave the number, on this terminal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub enrolled: bool,
    /// Whether a roster has withdrawn the number.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Whether the password is for the first sign-in alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_password: bool,
    /// Until a supervisor approves the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Quarantine>,
}

impl OperatorRecord {
    /// A record with this password and nothing else known.
    pub fn new(password: PasswordHash) -> OperatorRecord {
        OperatorRecord {
            password,
            lang: None,
            failures: 0,
            last_failure: None,
            shipped: false,
            role: None,
            earlier: Vec::new(),
            name: None,
            mobile: None,
            rostered: false,
            enrolled: false,
            withdrawn: false,
            first_password: false,
            quarantine: None,
        }
    }

    /// Whether other terminals of the merchant may know the same operator.
    pub fn is_shared(&self) -> bool {
        self.rostered || self.enrolled
    }

    /// Whether nobody has approved the number in time.
    pub fn has_lapsed(&self, at: WallTime) -> bool {
        self.quarantine.is_some_and(|quarantine| quarantine.has_lapsed(at))
    }

    /// The same with another password, and those before it remembered.
    pub fn replace_password(&mut self, password: PasswordHash) {
        let mut earlier = self.used();
        earlier.truncate(EARLIER_MAX);
        self.earlier = earlier;
        self.password = password;
        self.failures = 0;
        self.last_failure = None;
        self.shipped = false;
        self.first_password = false;
    }

    /// The passwords that may not be chosen anew: the present one and those before it.
    pub fn used(&self) -> Vec<PasswordHash> {
        [&self.password].into_iter().chain(&self.earlier).cloned().collect()
    }
}

/// An argon2id hash in PHC form. Stored, compared, never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_a_length_by_role_and_are_not_a_run() {
        assert_eq!(weakness(Role::Operator, "2580"), None);
        for (digits, why) in [
            ("258", Weakness::Length),
            ("123456789", Weakness::Length),
            ("25a0", Weakness::Length),
            ("0000", Weakness::Regular),
            ("1234", Weakness::Regular),
            ("8765", Weakness::Regular),
        ] {
            assert_eq!(weakness(Role::Operator, digits), Some(why), "{digits}");
        }
        assert_eq!(weakness(Role::Supervisor, "25801"), Some(Weakness::Length));
        assert_eq!(weakness(Role::Supervisor, "258013"), None);
        assert_eq!(weakness(Role::Administrator, "2580136"), Some(Weakness::Length));
        assert_eq!(weakness(Role::Administrator, "25801369"), None);
    }
}
