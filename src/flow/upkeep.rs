//! What the terminal does by itself, as the box is configured.

use std::time::Duration;

use crate::{
    acquirer::{BinForm, EarlyCodes},
    domain::{WallTime, ids::BadId},
};

use super::Demand;

/// What the terminal does by itself.
#[derive(Clone, Debug)]
pub struct Upkeep {
    /// Under which codes chip details go up before the totals have been compared.
    pub early_codes: EarlyCodes,
    /// How lists of card number beginnings are written.
    pub bin_form: BinForm,
    /// Whether keys and applications are fetched after the first sign-on of a terminal that has none.
    pub first_downloads: Demand,
    /// From which age on a batch is warned about; none: never.
    pub warn_after: Option<Duration>,
    /// From which age on a batch is settled by itself at the next quiet moment, and where there is none within an hour,
    /// nothing new begins before it is settled; none: never.
    pub force_after: Option<Duration>,
    /// When the batch is settled by itself each day; none: never.
    pub settle_at: Option<TimeOfDay>,
    /// Whether the terminal signs off after a settlement, where parameter 21 does not say.
    pub sign_off: Demand,
}

impl Default for Upkeep {
    fn default() -> Self {
        Upkeep {
            early_codes: EarlyCodes::Equal,
            bin_form: BinForm::Ll,
            first_downloads: Demand::No,
            warn_after: Some(Duration::from_secs(24 * 3600)),
            force_after: Some(Duration::from_secs(48 * 3600)),
            settle_at: None,
            sign_off: Demand::No,
        }
    }
}

/// A time of day, to the minute, by this terminal's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct TimeOfDay {
    minutes: u16,
}

impl TimeOfDay {
    /// So many minutes after midnight; none from a whole day on.
    pub fn of_minutes(minutes: u64) -> Option<TimeOfDay> {
        u16::try_from(minutes).ok().filter(|minutes| *minutes < 24 * 60).map(|minutes| TimeOfDay { minutes })
    }

    /// Since midnight.
    pub fn minutes(self) -> i64 {
        self.minutes.into()
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = BadId;
    fn try_from(text: String) -> Result<Self, BadId> {
        let digits = |part: &str| match part.as_bytes() {
            [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u16::from(a - b'0') * 10 + u16::from(b - b'0')),
            _ => None,
        };
        let parts = text.split_once(':').and_then(|(h, m)| Some((digits(h)?, digits(m)?)));
        match parts {
            Some((hour @ 0..=23, minute @ 0..=59)) => Ok(TimeOfDay { minutes: hour * 60 + minute }),
            _ => Err(BadId { what: "time of day", expected: "00:00 to 23:59", found: text }),
        }
    }
}

/// How old the open batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchAge {
    /// Young, or empty.
    Fresh,
    /// It should be settled.
    Old,
    /// It is settled by itself at the next quiet moment. Where there is none for an hour, nothing new begins before that.
    Overdue,
}

impl Upkeep {
    /// The age of a batch that began then. A clock that was set back says nothing about it.
    pub(super) fn age(&self, began: WallTime, now: WallTime) -> BatchAge {
        let age = Duration::from_millis(now.0.saturating_sub(began.0).max(0).unsigned_abs());
        if self.force_after.is_some_and(|limit| age >= limit) {
            BatchAge::Overdue
        } else if self.warn_after.is_some_and(|limit| age >= limit) {
            BatchAge::Old
        } else {
            BatchAge::Fresh
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        let read = |text: &str| TimeOfDay::try_from(text.to_owned()).map(TimeOfDay::minutes);
        assert_eq!((read("23:30"), read("00:00")), (Ok(1410), Ok(0)));
        for bad in ["24:00", "9:00", "12:60", "1200", "", "ab:cd", "+1:00"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
