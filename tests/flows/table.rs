//! One row of a table: a state, what happens in it, what the program does, and what its screen says.

use super::support::Till;

/// What happens.
pub type Events = for<'a> fn(&'a mut Till) -> &'a mut Till;

/// Brings a till into a state.
pub type Start = fn() -> Till;

pub struct Row {
    pub name: &'static str,
    /// Brings a till into the state.
    pub state: Start,
    /// What happens.
    pub events: Events,
    /// Everything that the program does, in order.
    pub effects: &'static [&'static str],
    /// Texts on the screen afterwards.
    pub shows: &'static [&'static str],
}

/// Plays every row; one that fails says its name, what was done, and the latest events.
pub fn play(rows: &[Row]) {
    for row in rows {
        let mut till = (row.state)();
        till.trace.clear();
        (row.events)(&mut till);
        assert_eq!(till.trace, row.effects, "\n{}: other effects\n{}\n{}", row.name, till.screen(), till.story());
        let screen = till.screen();
        for text in row.shows {
            assert!(screen.contains(text), "{}: no {text:?} on the screen\n{screen}\n{}", row.name, till.story());
        }
    }
}
