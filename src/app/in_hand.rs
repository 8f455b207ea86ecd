//! What would be cut off if the program ended now: a box is updated or restarted only while there is nothing of it.

use super::{Model, Session};
use crate::flow::World;

/// Something that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InHand {
    /// A transaction, until its end has been read.
    Trade,
    /// Something that a person is entering, such as a basket or a form, locked or not.
    Entry,
    /// A basket with goods that somebody is filling, or a sale of which a part is paid.
    Sale,
    /// A settlement that has not ended.
    Settlement,
    /// A message on the host's line.
    Message,
    /// A download or a status.
    Download,
    /// A record on its way to the disk.
    Record,
    /// Something that the host has not got yet.
    Unsent,
    /// Somebody is signed in to the training world.
    Training,
}

impl InHand {
    /// Its name for scripts.
    pub fn code(self) -> &'static str {
        match self {
            InHand::Trade => "trade",
            InHand::Entry => "entry",
            InHand::Sale => "sale",
            InHand::Settlement => "settlement",
            InHand::Message => "message",
            InHand::Download => "download",
            InHand::Record => "record",
            InHand::Unsent => "unsent",
            InHand::Training => "training",
        }
    }
}

/// All that is under way, each once.
pub fn in_hand(model: &Model) -> Vec<InHand> {
    let terminal = &model.terminal;
    let training = terminal.setup.world == World::Training;
    let book = &terminal.book;
    let basket = book.baskets.open().is_some_and(|basket| !basket.is_empty());
    let all = [
        (InHand::Trade, terminal.trade.is_some()),
        (InHand::Entry, model.sessions.values().any(Session::has_something_in_hand)),
        (InHand::Sale, basket || !book.bills.open.is_empty()),
        (InHand::Settlement, terminal.settle.as_ref().is_some_and(|settle| !settle.is_done())),
        (InHand::Message, terminal.line.is_busy()),
        (InHand::Download, terminal.chores.is_busy()),
        (InHand::Record, model.keeping || terminal.is_writing()),
        (InHand::Unsent, terminal.queued() > 0),
        (InHand::Training, training && model.sessions.values().any(|session| session.operator.is_some())),
    ];
    all.into_iter().filter(|(_, so)| *so).map(|(what, _)| what).collect()
}
