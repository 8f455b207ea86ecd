//! What became of the newest roster, which a terminal asks the service for after each sign-on.

use super::RosterError;

/// The newest roster of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Newest {
    /// Not asked for since the start.
    #[default]
    NotAsked,
    /// It is being asked for.
    Asked,
    /// There is none that is newer.
    Nothing,
    /// This one is taken as soon as no transaction is under way.
    Waits(u64),
    /// This one was taken.
    Taken(u64),
    /// It is of no use.
    Refused(RosterError),
    /// The service does not answer; it is asked again.
    Silent,
}
