//! Parameters that are set on the box.

use super::{Book, BookError};
use crate::domain::{Fact, WallTime, parameter::ParameterChange};

impl Book {
    pub(super) fn apply_parameter(&mut self, at: WallTime, fact: &Fact) -> Result<(), BookError> {
        if let Fact::ParameterSet { name, from, to, by } = fact {
            self.parameters.change(ParameterChange { at, by: *by, name: *name, from: *from, to: *to });
        }
        Ok(())
    }
}
