//! One thing that was looked at, and all of them.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::reason;
use crate::{
    cli::journal::iso_8601,
    domain::WallTime,
    i18n::{Lang, Texts},
};

/// Columns of a check's name.
const NAME: usize = 14;
/// Columns of its state.
const STATE: usize = 5;

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and somebody should look at it.
    Warn,
    /// It does not work.
    Fail,
    /// It was not looked at, for the reason that stands there.
    NotChecked,
}

/// One thing that was looked at. A promise to other programs: names, ids and states stay.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// What, in a word that stays.
    pub id: &'static str,
    /// What, for people.
    pub name: Cow<'static, str>,
    /// How it is.
    pub state: State,
    /// What was measured.
    pub value: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Check {
    /// A check with what was measured.
    pub fn new(
        (id, name): (&'static str, Cow<'static, str>),
        state: State,
        value: impl Into<Cow<'static, str>>,
    ) -> Check {
        Check { id, name, state, value: value.into().into_owned(), remedy: None }
    }

    /// The same with what to do, where there is something to do.
    #[must_use]
    pub fn or(self, remedy: impl Into<Cow<'static, str>>) -> Check {
        let needed = matches!(self.state, State::Warn | State::Fail);
        Check { remedy: needed.then(|| remedy.into().into_owned()), ..self }
    }
}

/// All checks of a box.
#[derive(Debug)]
pub struct Report {
    /// The process of the terminal that runs on the data folder.
    pub running: Option<u32>,
    /// When it was made.
    pub at: WallTime,
    /// What was looked at.
    pub checks: Vec<Check>,
}

impl Report {
    /// Whether something does not work.
    pub fn has_failed(&self) -> bool {
        self.count(State::Fail) > 0
    }

    fn count(&self, state: State) -> usize {
        self.checks.iter().filter(|check| check.state == state).count()
    }

    /// As one JSON object.
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "program": env!("CARGO_PKG_VERSION"),
            "at": iso_8601(self.at),
            "terminal_running": self.running,
            "ok": !self.has_failed(),
            "checks": self.checks,
        })
    }

    /// As lines for people.
    ///
    /// # Errors
    /// When nobody takes them.
    pub fn tell(&self, out: &mut impl Write, t: &Texts) -> io::Result<()> {
        if let Some(pid) = self.running {
            writeln!(out, "{}", t.doctor_running(pid))?;
        }
        for check in &self.checks {
            let word = match check.state {
                State::Ok => t.doctor_ok(),
                State::Warn => t.doctor_warn(),
                State::Fail => t.doctor_fail(),
                State::NotChecked => t.doctor_not_checked(),
            };
            let value = match (check.state, t.lang()) {
                (State::Warn | State::Fail, Lang::ZhCn) => Cow::Owned(reason::in_chinese(&check.value)),
                _ => Cow::Borrowed(&*check.value),
            };
            writeln!(out, "{}{}{value}", filled(&word, STATE), filled(&check.name, NAME))?;
            if let Some(remedy) = &check.remedy {
                writeln!(out, "{:STATE$}{}", "", t.doctor_remedy(remedy.as_str()))?;
            }
        }
        let [ok, warn, fail, rest] = [State::Ok, State::Warn, State::Fail, State::NotChecked].map(|s| self.count(s));
        writeln!(out, "{}", t.doctor_sum(fail, ok, rest, warn))
    }
}

/// A text with blanks behind it up to so many columns, and one at least.
fn filled(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width()).max(1)))
}
