//! Stands in for a part that a device has not. Nothing of this type exists, so it is only ever behind a `None`.

use super::{
    Beeper,
    device::{Beep, Done},
};

/// A beeper that is not there.
pub enum Absent {}

impl Beeper for Absent {
    async fn beep(&mut self, _: Beep) -> Done<()> {
        match *self {}
    }
}
