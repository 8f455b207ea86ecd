//! What the system says of a file, by kind.

use std::io::{Error, ErrorKind};

use crate::domain::FileFault;

/// The kind of a fault. What the system itself has not said is over the next time.
pub fn of(error: &Error) -> FileFault {
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::NotFound, _) => FileFault::NotThere,
        (ErrorKind::PermissionDenied, _) => FileFault::NotAllowed,
        (ErrorKind::StorageFull, _) => FileFault::Full,
        (ErrorKind::ReadOnlyFilesystem, _) => FileFault::ReadOnly,
        (_, Some(number)) => FileFault::System(number),
        (_, None) => FileFault::Busy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_of_the_system_has_its_kind() {
        let of = |number| of(&Error::from_raw_os_error(number));
        assert_eq!(
            [2, 13, 28, 30].map(of),
            [FileFault::NotThere, FileFault::NotAllowed, FileFault::Full, FileFault::ReadOnly]
        );
        assert_eq!(of(5), FileFault::System(5));
        assert_eq!(super::of(&Error::other("in hand already")), FileFault::Busy);
    }
}
