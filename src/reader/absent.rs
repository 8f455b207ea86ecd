//! Stands in for a part that a device has not. Nothing of this type exists, so it is only ever behind a `None`.

use super::{
    Beeper, Display,
    device::{Beep, Done},
};

/// A part that is not there.
pub enum Absent {}

impl Display for Absent {
    async fn show(&mut self, _: &str) -> Done<()> {
        match *self {}
    }
}

impl Beeper for Absent {
    async fn beep(&mut self, _: Beep) -> Done<()> {
        match *self {}
    }
}
